# SPDX-License-Identifier: MIT
"""The walk-through of sched/README.md: its code is a working policy, on the
host and in the kernel, and its mistake is found as it says. The kernel is
linked as the grader does it, so that sched/mine.c stays as it is."""

import re

from lib.case import BUILD, PROJECT
from lib.check import check, contains, equal
from lib.lab import command, ended_well, make, policies

import grade_build  # qemu/, by lib.lab
from machine import TRACE_TOOL

README = (PROJECT / "sched" / "README.md").read_text()
CODE = re.search(r"```c\n(.*?)```", README, re.DOTALL)[1]
PUSH = "    list_push_back"
MISTAKE = "if (entity->tid != 3)"
SAID = "its dispatch found nobody (and set no alarm), but task 3 has been"
EJECTED = 122  # status of `make run`
COLUMNS = 8    # of a timeline's line, that may differ
SIMS = re.findall(r"^    make sim POLICY=my\.c( .*)?$", README, re.MULTILINE)


def sim(lab, code, words):
    """`make sim` with CODE and WORDS: (status, output)."""
    file = lab.dir / "my.c"
    file.write_text(code)
    return make("-s", "sim", f"POLICY={file}", *words.split())


def test_commands(lab):
    """Each command runs the policy to its end."""
    for words in SIMS:
        if "GDB" in words:
            continue
        status, text = sim(lab, CODE, words)
        equal(status, 0, f"make sim{words}\n{text}\n")
        contains(text, "mine, workload", words)


def block(begins):
    """The indented lines of the README from the one that begins so."""
    return re.search(rf"^    {re.escape(begins)}.*\n(?:    .*\n|\n(?=    ))*",
                     README, re.MULTILINE)[0]


def unindented(text):
    """TEXT as the machine prints it."""
    return re.sub("^    ", "", text, flags=re.MULTILINE)


def roughly(text):
    """TEXT in words, without the parts of milliseconds: these change with
    every instruction of the kernel."""
    return " ".join(re.sub(r"\.\d+|at \d+ us", "", text).split())


def same_line(said, lines):
    """Is the line SAID among LINES, but for a few columns?"""
    return any(len(line) == len(said) and
               sum(a != b for a, b in zip(line, said)) <= COLUMNS
               for line in lines)


def boot(lab, code):
    """The lab's jobs under the policy CODE."""
    folder = lab.dir / "kernel"
    folder.mkdir()
    image = grade_build.build_policy(code, folder)
    return lab.boot(image=image, program=BUILD / "lab" / "jobs",
                    options={"sched": "mine"})


def wrong(code):
    """CODE with the mistake."""
    return code.replace(PUSH, f"    {MISTAKE}\n    {PUSH}")


def test_boot(lab):
    """What the jobs print, and the timeline."""
    result = ended_well(boot(lab, CODE))
    contains(roughly(result.console), roughly(block("long ")), "the console")
    status, text = command([TRACE_TOOL, "timeline", result.trace])
    equal(status, 0, f"timeline\n{text}\n")
    for line in unindented(block("time, ms")).splitlines():
        check(same_line(line, text.splitlines()), "the timeline", line=line,
              text=text)


def test_boot_mistake(lab):
    """The watchdog says it, and the program ends all the same."""
    result = boot(lab, wrong(CODE))
    equal((result.ejected, result.exit_code), ("mine", EJECTED), "end")
    contains(roughly(result.console),
             roughly(block("convoy: scheduling policy")), "the watchdog")
    contains(result.console, "mean of the short ones", "the program's end")


def test_table(_lab):
    """A row for each policy, and for nothing else."""
    rows = re.findall(r"^\| `(\w+)` \| `\w+\.c`", README, re.MULTILINE)
    equal(sorted(rows), sorted(policies()), "the README's policies")


def test_mistake(lab):
    """The task that is forgotten is named."""
    contains(README, MISTAKE, "the mistake")
    contains(README, SAID, "what is said of it")
    status, text = sim(lab, wrong(CODE), "")
    equal(status, 2, f"status of make\n{text}\n")
    contains(text, SAID, "message")
