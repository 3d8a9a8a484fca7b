# SPDX-License-Identifier: MIT
"""The grader and the labs: what each reference solution and each plausible
wrong one is worth, that a grade is the same byte for byte on a busy host, that
hostile submissions get a verdict and harm nothing, and that a mistake in a
lab's file is told."""

import json
import os
import re
import shlex
import sys
import tomllib

from lib.case import PROJECT
from lib.check import check, contains, equal
from lib.lab import command, make

sys.path.insert(0, str(PROJECT / "qemu"))

import grade_check     # noqa: E402
import grade_expr      # noqa: E402
import grade_measure   # noqa: E402
import grade_run       # noqa: E402
import grade_schema    # noqa: E402
from grade_trace import Schedule, read_events   # noqa: E402
from jail import Jail, Limits      # noqa: E402

SUBMISSIONS = PROJECT / "tests" / "labs"
GRADE_SECONDS = 1800    # a hang detector
TRACE_TOOL = PROJECT / "build" / "host" / "convoy-trace"

# What each is worth, of 100. The wrong ones say in their heads what is wrong.
SCORES = {
    "01": {"reference": 100, "half": 60, "sums": 75, "whole_run": 50},
    "02": {"reference": 100, "drifts": 55, "spins": 70, "wall_clock": 55},
    "03": {"reference": 100, "never_rotates": 20, "woken_first": 65,
           "wrong_moment": 80},
    "04": {"reference": 100, "gamed": 80, "no_boost": 85,
           "no_preemption": 50},
}

# Submissions that never get as far as a machine: verdict, and a part of why.
REFUSED = {
    "syntax": ("does not compile", "unknown type name 'cosnt'"),
    "include_passwd": ("not allowed", "includes passwd"),
    "include_kernel": ("does not compile", "task/lwp.h"),
    "incbin": ("not allowed", "assembly"),
    "section": ("not allowed", "placement in sections"),
    "macros": ("too large", "runs out of"),
    "calls_kernel": ("not allowed", "kprintf"),
    "no_table": ("does not compile", "sched_mine"),
}
# Those that do: what may become of their first machine.
MACHINES = {
    "null_pointer": ("panic", "policy ejected"),
    "loses_threads": ("deadlock", "policy ejected"),
    "overwrites": ("failure", "panic", "restart", "policy ejected", "hang"),
}


def grade(lab, number, *words):
    """Run the grader: (status, output, directory of the reports)."""
    status, output = command(
        [sys.executable, "-B", PROJECT / "qemu" / "grade.py", "--out", lab.dir,
         *words, number], timeout=GRADE_SECONDS)
    folders = [path for path in lab.dir.glob(f"{number}-*") if path.is_dir()]
    return status, output, folders[0] if folders else None


def report(folder, name):
    """The JSON of one submission."""
    return json.loads((folder / f"{name}.json").read_text())


def scores(lab, number, submissions=None):
    """Every submission of a lab is worth what it deserves."""
    status, output, folder = grade(lab, number, "--submissions",
                                   submissions or SUBMISSIONS / number)
    equal(status, 0, f"status\n{output}\n")
    got = {data["submission"]: data["score"] for data in
           json.loads((folder / "summary.json").read_text())}
    equal(got, SCORES[number], "scores")
    equal(report(folder, "reference")["doubts"], [], "doubts")
    rows = (folder / "summary.csv").read_text().splitlines()
    equal(len(rows), 1 + len(got), "rows of summary.csv")
    check(rows[0].startswith("submission,score,of,verdict,"), rows[0])


def run_first(number, folder):
    """Run the first `make run` in a lab's handout, with its files in
    FOLDER."""
    handout = next((PROJECT / "labs").glob(f"{number}-*/README.md"))
    line = re.search("make run (.*)", handout.read_text())[1]
    status, output = make("run", *shlex.split(line), f"OUT={folder}")
    equal(status, 0, f"make run {line}\n{output}\n")


def column(table, thread, place):
    """The number in column PLACE, counted from the end, of THREAD's row."""
    return float(re.search(rf"^{thread} .*$", table, re.MULTILINE)[0]
                 .split()[place])


def read_as_a_student(trace):
    """The measured answers of lab 01, from the tables that its handout has
    one look at."""
    _, stats = command([TRACE_TOOL, "stats", trace, "--between", "load"])
    _, stays = command([TRACE_TOOL, "timehist", trace, "--between", "load"])
    times, often = stats.split("how often")
    mark = float(re.search(r"Lab time ([\d.]+)", stats)[1])
    rows = [line.split() for line in stays.splitlines() if " B[" in line]
    return {"A_preempted": int(column(often, "A", -3)),
            "io_ran_ms": column(times, "io", -3) / 1e3,
            "B_longest_wait_ms": max(float(row[-3]) for row in rows),
            "B_ended_ms": float(rows[-1][0]) * 1e3 - mark / 1e3}


def write_answers(path, answers):
    """An answers.toml: texts and numbers look there as they do in JSON."""
    path.write_text("[answers]\n" + "".join(
        f"{key} = {json.dumps(value)}\n" for key, value in answers.items()))


def test_lab_01(lab):
    """Lab 01: the answers, and three ways to misread a trace. What a change of
    the kernel moves is measured here, as the handout says: such a change must
    not break the lab."""
    run_first("01", lab.dir / "run")
    measured = read_as_a_student(lab.dir / "run" / "trace.bin")
    folder = lab.dir / "answers"
    folder.mkdir()
    given = {path.name: tomllib.loads(path.read_text())["answers"]
             for path in (SUBMISSIONS / "01").glob("*.toml")}
    right = dict(given["reference.toml"])
    for name, answers in given.items():
        for key, value in measured.items():
            if name == "half.toml" or answers[key] == right[key]:
                answers[key] = value
        write_answers(folder / name, answers)
    scores(lab, "01", folder)


def test_lab_words(lab):
    """What labs 01 and 02 accept as a word is still so in the kernel."""
    accepted = {check.want: check.words for number in ("01", "02")
                for test in grade_schema.load_lab(number).tests
                for check in test.checks if check.words}
    assembly = (PROJECT / "kernel" / "x86" / "trap.asm").read_text()
    body = assembly.partition("\nswitch_stack:\n")[2].partition("ret\n")[0]
    check(str(len(re.findall("^ +push ", body, re.MULTILINE)))
          in accepted["saved_registers"], "registers that are saved", body=body)
    check(any(f" {word}\n" in body for word in accepted["becomes_the_other"]),
          "the instruction that changes the stack", body=body)
    for word in accepted["first_run_goes_to"]:
        contains(assembly, f"\n{word}:", "trap.asm")
    clock = (PROJECT / "kernel" / "time" / "clock.c").read_text()
    for word in accepted["wall_minus_monotonic"]:
        contains(clock, f" {word}", "clock.c")
    check(lab.dir.is_dir(), "a place to work")


def test_lab_02(lab):
    """Lab 02: the metronome, and three that are wrong."""
    scores(lab, "02")


def test_prints_alone(lab):
    """A program that prints what the grader wants to read gains nothing."""
    status, output, folder = grade(lab, "02", "--submission",
                                   SUBMISSIONS / "hostile" / "prints")
    equal(status, 0, f"status\n{output}\n")
    equal(report(folder, "prints")["score"], 0, f"score\n{output}\n")


def test_lab_03(lab):
    """Lab 03: round robin, and three that are wrong."""
    scores(lab, "03")


def test_lab_04(lab):
    """Lab 04: the feedback queue, and three that are wrong."""
    scores(lab, "04")


def busy():
    """A process that keeps a core of the host busy until it is ended."""
    process = os.fork()
    if process == 0:
        while True:
            pass
    return process


def test_same_grade_on_a_busy_host(lab):
    """The report is the same byte for byte, alone and on a busy host, with one
    machine at a time and with several."""
    path = SUBMISSIONS / "03" / "woken_first.c"
    reports = []
    others = []
    try:
        for jobs in (1, 4, 2):      # alone, beside one, beside two
            status, output, folder = grade(lab, "03", "--jobs", jobs,
                                           "--submission", path)
            equal(status, 0, f"status\n{output}\n")
            reports.append(((folder / "woken_first.json").read_bytes(),
                            (folder / "woken_first.txt").read_bytes()))
            others.append(busy())
    finally:
        for process in others:
            os.kill(process, 9)
            os.waitpid(process, 0)
    check(all(one == reports[0] for one in reports), "reports differ")


# A test that always fails, on a machine with a seed of its own.
SEEDED = """
schema = 1
title = "Round robin"
hand_in = { policy = "mine.c" }
default = { policy = "sched/mine.c" }
[[test]]
name = "seeded"
asks = "something that cannot be"
machine = { cores = 2, hz = 250 }
sched = ["mine"]
seeds = [5]
load = ["A:core=0,cpu=10", "B:core=0,cpu=10", "C:core=1,cpu=10"]
[[test.check]]
that = "max_wait(*) <= 1 us"
points = 10
says = "nobody waits"
hint = "none"
"""


def run_again(lab, failed):
    """Run a failed check's `again:` command; it ends as it did there."""
    words = shlex.split(failed["again"])[1:]
    status, output = make(*words, f"OUT={lab.dir / 'again'}")
    equal(status, 0, f"status of {failed['again']}\n{output}\n")
    contains(output, "3 threads ended", "output")


def test_failure_is_explained(lab):
    """What fails is told: property, moment, timeline, seed, command; and the
    command shows the same run."""
    path = SUBMISSIONS / "03" / "woken_first.c"
    hidden = lab.dir / "hidden" / "03-round-robin"
    hidden.mkdir(parents=True)
    (hidden / "tests.toml").write_text(SEEDED)
    _, output, folder = grade(lab, "03", "--submission", path, "--hidden",
                              lab.dir / "hidden")
    contains(output, "max_wait(C) is 120.", "report")
    contains(output, "C: ready, without a core from", "report")
    contains(output, "policy mine, seed 0", "report")
    contains(output, "core 0", "report")
    failed = next(one for test in report(folder, "woken_first")["tests"]
                  for one in test["checks"]
                  if not one["holds"] and "max_wait(C)" in str(one["want"]))
    check(failed["to_ns"] - failed["from_ns"] > 100_000_000,
          "the moment is the long wait", found=failed["found"])
    run_again(lab, failed)
    seeded = report(folder, "woken_first")["tests"][-1]
    equal((seeded["name"], seeded["points"]), ("seeded", 0), "the hidden test")
    equal(seeded["checks"][0]["seed"], 5, "its seed")
    contains(seeded["checks"][0]["again"], " SEED=5 ", "its command")
    run_again(lab, seeded["checks"][0])
    equal(*(Schedule(read_events(where / "trace.bin")).stays for where in
            (folder / "work" / "seeded-mine-5", lab.dir / "again")),
          "the same run")


def test_refused(lab):
    """What cannot or must not be compiled gets a verdict, and its report has
    nothing of this computer in it."""
    for name, (verdict, why) in REFUSED.items():
        status, output, folder = grade(lab, "03", "--submission",
                                       SUBMISSIONS / "hostile" / f"{name}.c")
        equal(status, 0, f"{name}: status\n{output}\n")
        data = report(folder, name)
        equal((data["verdict"], data["score"]), (verdict, 0), name)
        contains(data["why"], why, name)
        check("root:" not in output and str(PROJECT) not in data["why"],
              "the report tells of this computer", output=output)


def test_broken_machines(lab):
    """A policy that crashes, or loses threads, loses its points, and the
    grader goes on."""
    for name, verdicts in MACHINES.items():
        status, output, folder = grade(lab, "03", "--submission",
                                       SUBMISSIONS / "hostile" / f"{name}.c")
        equal(status, 0, f"{name}: status\n{output}\n")
        data = report(folder, name)
        first = (data["tests"][0]["verdict"] if data["tests"]
                 else data["verdict"])
        check(first in verdicts, f"{name}: the first machine", verdict=first)
        check(data["score"] < data["of"], f"{name}: full marks", data=data)


def test_endless_policy(lab):
    """A policy that loops for ever gets a verdict, not a hang."""
    status, output, folder = grade(lab, "03", "--submission",
                                   SUBMISSIONS / "hostile" / "boot_loop.c")
    equal(status, 0, f"status\n{output}\n")
    data = report(folder, "boot_loop")
    check(data["verdict"] == "hang" or
          data["tests"][0]["verdict"] == "policy ejected", "verdict", data=data)
    equal(data["score"], 0, "score")


def test_doubts(lab):
    """Where the machine's trace and the model disagree the report says so; on
    the reference they agree."""
    status, output, folder = grade(lab, "03", "--submission",
                                   SUBMISSIONS / "hostile" / "two_faced.c")
    equal(status, 0, f"status\n{output}\n")
    data = report(folder, "two_faced")
    check(any(doubt.startswith("turns: they run in the order")
              for doubt in data["doubts"]), "no doubt", doubts=data["doubts"])
    contains(output, "Doubts: nothing is taken off", "report")


def test_not_handed_in(lab):
    """A link, a directory without the file, a text that is no TOML."""
    folder = lab.dir / "handed"
    folder.mkdir()
    (folder / "link.toml").symlink_to("/etc/passwd")
    (folder / "none").mkdir()
    (folder / "text.toml").write_text("answers, please\n")
    (folder / "table.toml").write_text("A_preempted = 5\n")
    (folder / "number.toml").write_text("answers = 5\n")
    (folder / "twice.toml").write_text("[answers]\na = 1\na = 2\n")
    (folder / "digits.toml").write_text("[answers]\na = " + "9" * 9999)
    (folder / "deep.toml").write_text("a = " + "[" * 9999)
    (folder / "latin.toml").write_bytes(b"[answers]\na = '\xe9'\n")
    (folder / "large.toml").write_text("[answers]\n" + "#" * 999999)
    status, output, reports = grade(lab, "01", "--submissions", folder)
    equal(status, 0, f"status\n{output}\n")
    for name in ("link", "none", "text", "table", "number", "twice", "digits",
                 "deep", "latin", "large"):
        data = report(reports, name)
        check(data["verdict"] != "graded" and data["score"] == 0,
              f"{name} is graded", data=data)


def test_hidden(lab):
    """Hidden tests are added to a lab's own."""
    status, output, folder = grade(
        lab, "03", "--hidden", SUBMISSIONS / "hidden", "--submission",
        SUBMISSIONS / "03" / "reference.c")
    equal(status, 0, f"status\n{output}\n")
    data = report(folder, "reference")
    check(data["of"] > 100 and data["score"] == data["of"], "score", data=data)
    equal(data["tests"][-1]["name"], "hidden-five", "the last test")
    _, _, folder = grade(
        lab, "03", "--hidden", SUBMISSIONS / "hidden", "--submission",
        SUBMISSIONS / "03" / "never_rotates.c")
    equal(report(folder, "never_rotates")["tests"][-1]["points"], 0,
          "the hidden test, of a wrong policy")


# ---- the lab's file ----

GOOD = """
schema = 1
title = "A lab"
hand_in = { policy = "mine.c" }
default = { policy = "sched/mine.c" }
[[test]]
name = "one"
asks = "something"
load = ["A:cpu=1"]
[[test.check]]
that = "ran(A) > 1 ms"
points = 5
says = "it ran"
hint = "run"
"""

# A mistake: what becomes what, and what the message must name.
MISTAKES = (
    ("schema = 1", "schema = 2", "schema: 2 is not legal; legal is 1"),
    ('title = "A lab"', "", "title: missing"),
    ('title = "A lab"', 'title = "A lab"\ncolour = 3', "colour: unknown"),
    ('policy = "mine.c"', 'polizy = "mine.c"', "hand_in"),
    ('name = "one"', 'name = "One!"', "test 1: name"),
    ('load = ["A:cpu=1"]', "", "load, program"),
    ('load = ["A:cpu=1"]', 'program = "absent"', "user/lab/NAME.c"),
    ("ran(A)", "run(A)", "unknown function run"),
    ("ran(A) > 1 ms", "ran(A) > 1", "give the number a unit"),
    ("ran(A) > 1 ms", "ran(A) > 1 weeks", "unknown unit weeks"),
    ("ran(A) > 1 ms", "ran(A)", "expected <= >="),
    ("ran(A) > 1 ms", "ran() > 1 ms", "takes the names of threads"),
    ("points = 5", "points = true", "points: True is not legal"),
    ("points = 5", "points = 5\nmore = 1", "check 1: more: unknown"),
    ("that = ", "this = ", "exactly one of that, order"),
    ('asks = "something"', 'asks = "something"\nseeds = [-1]', "seeds"),
    ('asks = "something"', 'asks = "x"\nmachine = { cores = 65 }',
     "cores: 65 is not legal; legal is a whole number from 1 to 64"),
    ('asks = "something"', 'asks = "x"\nmachine = { hz = 50 }',
     "legal is 100, 250 or 1000"),
    ("[[test]]", "[[test", "not TOML"),
    ("schema = 1", "schema = 1\ndeep = " + "[" * 9999, "not TOML"),
    ("schema = 1", "schema = " + "1" * 9999, "not TOML"),
    ("schema = 1", "schema = 1\nschema = 1", "not TOML"),
    ("schema = 1", "schema = '\x00'", "not TOML"),
    ("points = 5", 'points = 5\nalso = "ran(A)"', "expected <= >="),
    ("ran(A) > 1 ms", "printed(A) > 1 ms", "printed() takes a number"),
    ("ran(A) > 1 ms", "printed(0) > 1 ms", "printed() takes a number"),
    ("[[test.check]]", "[test.check]", "check"),
    ('hand_in = { policy = "mine.c" }', 'hand_in = "mine.c"', "hand_in"),
    ('default = { policy', 'default = { answers', "default"),
    ('load = ["A:cpu=1"]', 'load = "A:cpu=1"', "a list of texts"),
    ('load = ["A:cpu=1"]', 'load = ["A:cpu=1"]\nmachine = 3',
     "expected a table"),
)


def test_schema(lab):
    """Each mistake in a tests.toml is told: the file, the place, the key, and
    what is legal."""
    path = lab.dir / "tests.toml"
    path.write_text(GOOD)
    equal(grade_schema.read_lab(path).points, 5, "points")
    for old, new, told in MISTAKES:
        check(old in GOOD, "the mistake changes something", old=old)
        path.write_text(GOOD.replace(old, new, 1))
        try:
            grade_schema.read_lab(path)
        except grade_schema.SchemaError as error:
            contains(str(error), "tests.toml", "message")
            contains(str(error), told, "message")
        else:
            check(False, "accepted", old=old, new=new)
    status, output, _ = grade(lab, "77")
    equal(status, 2, "status of an unknown lab")
    contains(output, "legal are 01-look", "message")


# ---- expressions and measures ----

class Numbers:
    """A context of grade_expr: a unit is a thousand, f(x) is 6."""

    def unit(self, name):
        """ns of a unit."""
        return {"ms": 1000.0, "us": 1.0}[name]

    def measure(self, function, words):
        """Always 6."""
        return grade_measure.Measure(6, 0, 0, f"{function} {words}")


def test_expressions(lab):
    """The language of the checks computes, and is exact at its bounds."""
    for text, holds in (
            ("1 + 2 * 3 = 7", True), ("(1 + 2) * 3 = 9", True),
            ("7 - 2 - 1 = 4", True), ("8 / 2 / 2 = 2", True),
            ("f(A) = 6", True), ("f(A) / 2 >= 3", True), ("f(A) < 6", False),
            ("f(A) = 5 +- 1", True), ("f(A) = 5 +- 0.9", False),
            ("f(A) = 5 +- 20 %", True), ("f(A) = 5 ± 19 %", False),
            ("1.5 ms <= 1500 us", True), ("1 ms / 2 us = 500", True)):
        expression = grade_expr.parse(text, {"f": 0})
        equal(expression.judge(Numbers()).holds, holds, text)
    check(lab.dir.is_dir(), "a place to work")


def event(kind, now, **fields):
    """An event of the trace."""
    return {"event": kind, "time_ns": now, "core": 0, "lwp": 0, "name": "",
            **fields}


def switch(now, leaves, state, comes):
    """A sched_switch on core 0."""
    return event("sched_switch", now, lwp=leaves, name=f"t{leaves}",
                 prev_state=state, next_pid=comes)


def test_measures(lab):
    """Waits, turns and shares of a schedule written by hand."""
    schedule = Schedule([
        event("task_rename", 0, pid=2, comm="A"),
        event("task_rename", 0, pid=3, comm="B"),
        event("print", 0, lwp=1, name="load", buf="B|1|load"),
        event("sched_waking", 0, pid=2), event("sched_waking", 10, pid=3),
        switch(0, 0, "R", 2), switch(100, 2, "R", 3), switch(160, 3, "S", 2),
        event("sched_waking", 170, pid=3), switch(200, 2, "R", 3),
        event("sched_process_exit", 240, pid=3), switch(240, 3, "Z", 2),
        event("sched_process_exit", 300, pid=2), switch(300, 2, "Z", 0),
        event("print", 300, lwp=1, name="load", buf="E|1|load")])
    for name, words, value in (
            ("switches", [], 5), ("idle_while_ready", [], 0),
            ("max_wait", ["*"], 90), ("max_wait", ["A"], 60),
            ("max_delay", ["B"], 90), ("max_delay", ["A"], 0),
            ("ran", ["A"], 200), ("ran", ["*"], 300), ("wakes", ["B"], 1),
            ("preemptions", ["A"], 2), ("end", ["B"], 240),
            ("first_run", ["B"], 100), ("max_turn", ["A"], 90),
            ("min_turn", ["A"], 40), ("stays", ["A"], 3),
            ("share", ["A"], 140 / 240)):
        got = grade_measure.FUNCTIONS[name](schedule, *words).value
        check(abs(got - value) < 1e-9, f"{name}({words})", got=got,
              expected=value)
    equal([name for name, _, _ in grade_measure.order_of_turns(schedule)],
          ["A", "B", "A", "B", "A"], "order of turns")
    equal([name for name, _, _ in grade_measure.order_of_ends(schedule)],
          ["B", "A"], "order of ends")
    check(lab.dir.is_dir(), "a place to work")


def test_measures_more(lab):
    """A core that is idle although somebody waits; when a program wrote."""
    schedule = Schedule([
        event("task_rename", 0, pid=1, comm="A"),
        switch(1000, 0, "R", 1), event("sys_exit", 3000, nr=20, ret=5),
        event("sys_exit", 4000, nr=1, ret=-9), switch(5000, 1, "S", 0),
        event("sched_waking", 6000, pid=1), switch(206000, 0, "R", 1),
        event("sys_exit", 207000, nr=1, ret=3), switch(208000, 1, "Z", 0)])
    for name, words, value in (
            ("printed", ["1"], 2000), ("printed", ["2"], 206000),
            ("printed", ["3"], 0), ("idle_while_ready", [], 100000),
            ("mean_delay", ["A"], 200000)):
        got = grade_measure.FUNCTIONS[name](schedule, *words).value
        check(abs(got - value) < 1e-9, f"{name}({words})", got=got,
              expected=value)
    check(lab.dir.is_dir(), "a place to work")


def test_answers(lab):
    """Of all the values that TOML has one is right, and none does harm."""
    words = grade_schema.Check("answer", "a", 1, "says", "hint", words=["B"])
    number = grade_schema.Check(
        "answer", "a", 1, "says", "hint", within="2 %", unit="ms",
        expression=grade_expr.parse_value("50 ms", {}))
    run = grade_run.Run(grade_schema.load_lab("01").tests[0], "rr", 0, "",
                        schedule=Schedule([]))
    for text, wanted in (
            ("50", number), ("50.9", number), ("'b'", words), ("49.1", number),
            ("51.1", None), ("'50'", None), ("true", None), ("nan", None),
            ("inf", None), ("-inf", None), ("0x" + "f" * 9999, None),
            ("9" * 400, None), ("1e999", None), ("[50]", None), ("''", None),
            ("{ b = 50 }", None), ("2026-01-01", None), ("12:00:00", None),
            ('"' + "B" * 9999 + '"', None)):
        answers = grade_check.read_answers(f"[answers]\na = {text}")
        for one in (words, number):
            finding = grade_check.judge(one, run, answers)
            equal(finding.holds, one is wanted, text[:40])
            check(len(finding.found) < 200, "a long report", text=text[:40])
    check(not grade_check.judge(number, run, {}).holds, "none is right")
    check(lab.dir.is_dir(), "a place to work")


# ---- the jail ----

def test_jail(lab):
    """What runs confined is another user without network, cannot write
    elsewhere, and meets its limits."""
    folder = lab.dir / "jail"
    folder.mkdir()
    jail = Jail(folder)
    done = jail.run(["sh", "-c", "id -u; cat /proc/self/net/dev | wc -l"])
    user, devices = done.output.split()
    if os.geteuid() == 0:
        check(int(user) >= 300000, "the user", user=user)
        equal(devices, "3", "lines of /proc/net/dev: only lo is left")
    outside = lab.dir / "outside"
    outside.write_text("mine\n")
    done = jail.run(["sh", "-c", f"echo x >{outside}"])
    if os.geteuid() == 0:
        check(done.status != 0 and outside.read_text() == "mine\n",
              "it writes elsewhere", status=done.status)
    done = jail.run(["sh", "-c", "while :; do :; done"], Limits(cpu=1))
    contains(done.over, "processor time", "an endless loop")
    done = jail.run(["sleep", "60"], Limits(wall=0.5))
    contains(done.over, "s of time", "a long sleep")
    done = jail.run(["python3", "-c", "print(len(b'x' * (1 << 30)))"],
                    Limits(memory=512))
    check(done.status, "a gibibyte of 512 MiB", output=done.output)
    done = jail.run(["sh", "-c", "yes >big"], Limits(file=1))
    check(done.over or done.status, "a large file", output=done.output)
    done = jail.run(["sh", "-c", "ln -s /etc/passwd link; mkfifo fifo"])
    equal(sorted(path.name for path in folder.iterdir()
                 if path.is_symlink() or path.is_fifo()),
          [] if os.geteuid() == 0 else ["fifo", "link"], "what is left")
