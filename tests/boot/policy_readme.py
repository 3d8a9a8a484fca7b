# SPDX-License-Identifier: MIT
"""The walk-through of sched/README.md: its code is a working policy, and its
mistake is found as it says."""

import re

from lib.case import PROJECT
from lib.check import contains, equal
from lib.lab import make

README = (PROJECT / "sched" / "README.md").read_text()
CODE = re.search(r"```c\n(.*?)```", README, re.DOTALL)[1]
PUSH = "    list_push_back"
MISTAKE = "if (entity->tid != 3)"
SAID = "its dispatch found nobody (and set no alarm), but task 3 has been"
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


def test_mistake(lab):
    """The task that is forgotten is named."""
    contains(README, MISTAKE, "the mistake")
    contains(README, SAID, "what is said of it")
    status, text = sim(lab, CODE.replace(PUSH, f"    {MISTAKE}\n    {PUSH}"),
                       "")
    equal(status, 2, f"status of make\n{text}\n")
    contains(text, SAID, "message")
