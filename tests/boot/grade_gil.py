# SPDX-License-Identifier: MIT
"""The labs about the GIL: what their reference solutions and plausible wrong
ones are worth. What a change of the kernel moves is measured here as the
handout says: such a change must not break a lab."""

import json
import tomllib

from boot.grade import (SUBMISSIONS, TRACE_TOOL, grade, grade_schema,
                        write_answers)
from lib.check import check, equal
from lib.lab import command, make

CPU_BOUND = ("LAB=user/lab/cpu_bound.py", "ARGS=2 60000", "HZ=250",
             "SCHED=rr")
# The runs of lab 10's handout, by the end of their answers' names.
RUNS_10 = {
    "1": ("GIL=ticks", "CORES=1"),
    "2": ("GIL=ticks", "CORES=2"),
    "check_1000": ("GIL=ticks", "CORES=2", "CHECK=1000"),
    "interval": ("GIL=interval", "CORES=2"),
}
# Who forgets --between loses this many points at least, who counts the main
# thread too, or one thread alone. How many more hangs on how the races went.
LOST_10 = {"main_too": 20, "one_alone": 15, "whole": 40}


def stats(trace, *between):
    """What convoy-trace stats says of a part of the run, or of the whole."""
    status, output = command([TRACE_TOOL, "stats", trace, "--json", *between])
    equal(status, 0, f"convoy-trace stats {between}\n{output}\n")
    return json.loads(output)


def length(part):
    """How long a part lasted, in ms."""
    return part["window"]["length_ns"] / 1e6


def counted(part, names, key):
    """KEY, added up over the threads called so."""
    return sum(one[key] for one in part["threads"]
               if one["name"].startswith(names))


def answers_10(traces, between, names):
    """The measured answers of lab 10, by who looks at the part BETWEEN says
    (a function of a mark's name) and counts threads called NAMES."""
    answers = {}
    for run, trace in traces.items():
        once = stats(trace, *between("cpu-2"))
        sequence = stats(trace, *between("seq-1"))
        answers[f"ratio_{run}"] = length(once) / length(sequence)
        if run in ("1", "2"):
            answers[f"lost_{run}"] = counted(once, names, "lost_races")
            answers[f"futex_{run}"] = counted(once, names, "futex_calls")
        if run == "1":
            answers["taken_1"] = counted(once, names, "gil_acquired")
        if run == "2":
            answers["longest_wait_ms"] = max(
                one["gil_wait_max_ns"] for one in once["threads"]) / 1e6
            answers["race_costs_us"] = 1e3 * (
                length(once) - length(sequence)) / answers["lost_2"]
    return answers


def between_marks(mark):
    """As the handout says."""
    return "--between", mark


def deserved(answers, right):
    """What ANSWERS are worth: the points of those that are near enough to
    what is RIGHT."""
    score = 0
    for test in grade_schema.load_lab("10").tests:
        for one in test.checks:
            is_right = right[one.want]
            size, percent = grade_schema.TOLERANCE.match(one.within).groups()
            slack = 0 if one.words else float(size) * (
                is_right / 100 if percent else 1)
            near = (answers[one.want] == is_right or slack
                    and abs(answers[one.want] - is_right) <= slack)
            score += one.points if near else 0
    return score


def test_lab_10(lab):
    """Lab 10: the answers, and three ways to misread the tables."""
    traces = {}
    for run, words in RUNS_10.items():
        folder = lab.dir / f"run-{run}"
        status, output = make("run", *CPU_BOUND, *words, f"OUT={folder}")
        equal(status, 0, f"make run {words}\n{output}\n")
        traces[run] = folder / "trace.bin"
    reference = tomllib.loads(
        (SUBMISSIONS / "10" / "reference.toml").read_text())["answers"]
    folder = lab.dir / "answers"
    folder.mkdir()
    given = {}
    for name, between, names in (
            ("reference", between_marks, "cpu-"),
            ("main_too", between_marks, ("cpu-", "MainThread")),
            ("one_alone", between_marks, "cpu-1"),
            ("whole", lambda mark: (), "cpu-")):
        given[name] = reference | answers_10(traces, between, names)
        write_answers(folder / f"{name}.toml", given[name])
    status, output, reports = grade(lab, "10", "--submissions", folder)
    equal(status, 0, f"status\n{output}\n")
    got = {data["submission"]: data["score"] for data in
           json.loads((reports / "summary.json").read_text())}
    equal(got, {name: deserved(answers, given["reference"])
                for name, answers in given.items()}, "scores")
    equal(got["reference"], 100, "the reference")
    for name, lost in LOST_10.items():
        check(got[name] <= 100 - lost, f"{name} loses too little", scores=got)
