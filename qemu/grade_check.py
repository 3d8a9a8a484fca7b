# SPDX-License-Identifier: MIT
"""Judge a test's checks against its runs.

A check holds if it holds in every run of its test. A Finding says of one check
whether it does; if not, in which run it fails first, what was found there in
the student's terms, and which part of the timeline shows it.
"""

import re
import tomllib
from dataclasses import dataclass

import grade_measure
from grade_build import Rejected
from grade_run import plain
from grade_schema import TOLERANCE, UNIT_NS

ORDER_SHOWN = 3     # turns before the first wrong one that are shown
LINE_COLUMNS = 64   # of a line that the program printed
LINES_SHOWN = 12
ANSWER_BITS = 64    # of a whole number in an answer


@dataclass
class Finding:
    """What came of one check."""
    check: object
    holds: bool
    run: object = None      # where it fails; None if it holds
    found: str = ""         # what was found instead, in words
    begin: int = 0          # ns of lab time: what the timeline shall show;
    end: int = 0            # nothing if both are 0
    doubt: str = ""         # why somebody should look although it holds


def number(value, time):
    """VALUE as people write it; TIME: it is a time in ns."""
    if not time:
        return f"{value:.4g}"
    if abs(value) < 1e6:
        return f"{value / 1e3:.3f} us"
    return f"{value / 1e6:.3f} ms"


def judge_that(check, expression, run):
    """An expression over measures: the one that CHECK is, or its `also`."""
    outcome = expression.judge(run)
    if outcome.holds:
        return Finding(check, True)
    measures = outcome.left.measures + outcome.right.measures
    left, _, right = expression.text.partition(expression.comparison)
    found = [f"{left.strip()} is {number(outcome.left.number, outcome.time)}; "
             f"it must be {expression.comparison} {right.strip()}"]
    if re.search("[a-z]", right):
        found[0] += f": {number(outcome.right.number, outcome.time)}"
    found += list(dict.fromkeys(measure.text for measure in measures))
    first = measures[0] if measures else None
    return Finding(check, False, run, "\n".join(found),
                   first.begin if first else 0, first.end if first else 0)


def judge_order(check, run):
    """The first turns, or the ends, of the threads in a given order."""
    got = (grade_measure.order_of_turns(run.schedule) if check.kind == "order"
           else grade_measure.order_of_ends(run.schedule))
    for at, want in enumerate(check.want):
        if at < len(got) and got[at][0] == want:
            continue
        what = "turn" if check.kind == "order" else "end"
        names = " ".join(name for name, _, _ in got[:len(check.want)])
        found = (f"expected {' '.join(check.want)}, found {names or 'nothing'}"
                 f": {what} {at + 1} is "
                 + (f"{got[at][0]}'s" if at < len(got) else "missing")
                 + f", not {want}'s")
        near = got[max(0, at - ORDER_SHOWN):at + 1]
        return Finding(check, False, run, found,
                       near[0][1] if near else run.schedule.begin,
                       near[-1][2] if near else run.schedule.end)
    return Finding(check, True)


def judge_console(check, run):
    """Lines of the console that match."""
    lines = [line for line in plain(run.console).split("\n")
             if re.search(check.want, line)]
    if (len(lines) == check.times) if check.times else lines:
        return Finding(check, True)
    wanted = f"{check.times} lines" if check.times else "a line"
    printed = [line[:LINE_COLUMNS] for line in
               plain(run.console.rstrip()).split("\n")]
    if len(printed) > LINES_SHOWN:
        printed[LINES_SHOWN // 2:-LINES_SHOWN // 2] = ["..."]
    return Finding(check, False, run,
                   f"wanted: {wanted} of the form {check.want}, found "
                   f"{len(lines)}; it printed:\n    "
                   + "\n    ".join(printed))


def judge_status(check, run):
    """The program's exit status."""
    if run.status == check.want:
        return Finding(check, True)
    return Finding(check, False, run, f"the program ended with status "
                   f"{run.status}, not {check.want}")


# ---- answers ----

def read_answers(text):
    """The answers in the file TEXT, as a dict. Rejected."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise Rejected("does not compile",
                       f"answers.toml: not TOML: {error}") from None
    answers = data.get("answers")
    if not isinstance(answers, dict):
        raise Rejected("not handed in",
                       "answers.toml: there is no table [answers]")
    return answers


def is_close(check, answer, run):
    """Is the number ANSWER what RUN measures?"""
    right = check.expression.evaluate(run).number / UNIT_NS[check.unit]
    size, percent = TOLERANCE.match(check.within).groups()
    slack = float(size) * (abs(right) / 100 if percent else 1)
    return abs(answer - right) <= slack + 1e-9 * abs(right)


def is_plain(answer):
    """Is ANSWER a text or a number? A whole number in TOML may have thousands
    of digits, which neither a float nor a report can hold."""
    if isinstance(answer, int):
        return answer.bit_length() <= ANSWER_BITS
    return isinstance(answer, (str, float))


def judge_answer(check, run, answers):
    """A student's answer. What is right is not told: measuring is the lab."""
    answer = answers.get(check.want)
    if answer in (None, ""):
        return Finding(check, False, run, f"{check.want}: not answered")
    if not is_plain(answer):
        return Finding(check, False, run, f"{check.want}: neither a text nor a "
                       "number of reasonable size")
    if check.words:
        said = " ".join(str(answer).split()).lower()
        right = said in [word.lower() for word in check.words]
        wrong = "is not right"
    else:
        right = (isinstance(answer, (int, float))
                 and not isinstance(answer, bool)
                 and is_close(check, answer, run))
        wrong = ("is not what this run shows; wanted is a number"
                 + (f", in {check.unit}" if check.unit else ""))
    if right:
        return Finding(check, True)
    shown = plain(repr(answer))[:LINE_COLUMNS]
    return Finding(check, False, run, f"{check.want} = {shown} {wrong}")


# ---- a test ----

def judge(check, run, answers):
    """The Finding about CHECK in RUN, which has no verdict. What a program
    prints counts if its trace says `also` what the check wants; without a
    whole trace somebody should look."""
    finding = judge_itself(check, run, answers)
    if not finding.holds or not check.also:
        return finding
    if run.schedule is None:
        finding.doubt = (f"{run.test.name}: {check.says}: so it prints, but "
                         "its trace was too long to see whether it is true")
        return finding
    return judge_that(check, check.also, run)


def judge_itself(check, run, answers):
    """The same without `also`."""
    if run.schedule is None and check.kind not in ("console", "status"):
        return Finding(check, False, run, run.why)
    if check.kind == "that":
        return judge_that(check, check.expression, run)
    if check.kind in ("order", "ends"):
        return judge_order(check, run)
    if check.kind == "console":
        return judge_console(check, run)
    if check.kind == "status":
        return judge_status(check, run)
    return judge_answer(check, run, answers)


def judge_test(test, runs, answers):
    """The Findings about a test's checks, in order; none if a run of it has a
    verdict or ends with an unexpected status (see `broken`)."""
    if broken(test, runs):
        return []
    findings = []
    for check in test.checks:
        each = [judge(check, run, answers) for run in runs]
        findings.append(next((one for one in each if not one.holds), each[0]))
    return findings


def broken(test, runs):
    """The first Run that cannot be judged, or None. Unless a check asks for
    another one, the program's status must be 0."""
    asked = any(check.kind == "status" for check in test.checks)
    for run in runs:
        if not run.verdict and run.status != 0 and not asked:
            run.verdict = "program failed"
            run.why = f"the program ended with status {run.status}"
        if run.verdict:
            return run
    return None
