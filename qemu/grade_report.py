# SPDX-License-Identifier: MIT
"""What the grader says: text for the student, JSON for scripts.

Both hold nothing but what follows from the submission and the image: no host
time, no path of this computer. So the same submission gives the same bytes.
labs/README.md describes the JSON.
"""

import subprocess
import textwrap

from grade_run import plain
from machine import TRACE_TOOL

VERSION = 1
WIDTH = 78
INDENT = "      "
TIMELINE_WIDTH = 72
MARGIN = 0.25           # of the moment, shown before and behind it
MARGIN_NS = 1_000_000   # at least
LEGEND = "threads  #"   # where the timeline's legend begins
TIMELINE_LINES = 24


def wrapped(text, first, others=INDENT, width=WIDTH):
    """TEXT in lines of WIDTH; each of its own lines is kept apart."""
    lines = []
    for number, line in enumerate(text.split("\n")):
        lines += textwrap.wrap(line, width, subsequent_indent=others,
                               initial_indent=others if number else first,
                               break_on_hyphens=False) or [""]
    return lines


def timeline(finding):
    """The timeline around the moment at which a check fails, in lines."""
    if finding.end <= 0 or not finding.run.trace:
        return []
    margin = max(MARGIN_NS, (finding.end - finding.begin) * MARGIN)
    done = subprocess.run(
        [TRACE_TOOL, "timeline", finding.run.trace, "--width",
         str(TIMELINE_WIDTH), "--from", str(max(0, finding.begin - margin)
                                            / 1000),
         "--to", str((finding.end + margin) / 1000)],
        check=False, capture_output=True, text=True, errors="replace")
    if done.returncode:
        return []
    lines = plain(done.stdout.split(LEGEND)[0].rstrip()).split("\n")
    return lines[:TIMELINE_LINES]


# ---- results as data ----

def finding_data(finding):
    """One check for the JSON."""
    check = finding.check
    data = {"says": check.says, "kind": check.kind, "want": check.want,
            "points": check.points if finding.holds else 0,
            "of": check.points, "holds": finding.holds}
    if not finding.holds:
        run = finding.run
        data |= {"found": finding.found, "hint": check.hint,
                 "policy": run.sched, "seed": run.seed,
                 "from_ns": finding.begin, "to_ns": finding.end,
                 "timeline": timeline(finding), "again": run.command}
    return data


def test_data(test, runs, findings):
    """One test for the JSON. FINDINGS: none if a run has a verdict."""
    failed = next((run for run in runs if run.verdict), None)
    data = {"name": test.name, "asks": test.asks, "of": test.points,
            "points": sum(one.check.points for one in findings if one.holds),
            "verdict": failed.verdict if failed else "run"}
    if failed:
        data |= {"why": failed.why, "policy": failed.sched,
                 "seed": failed.seed, "again": failed.command}
    data["checks"] = [finding_data(one) for one in findings]
    return data


def submission_data(lab, name, verdict, why, tests, doubts):
    """The JSON of one submission. VERDICT: graded, or why it was not."""
    return {"schema": VERSION, "lab": lab.name, "submission": name,
            "verdict": verdict, "why": why,
            "score": sum(test["points"] for test in tests),
            "of": lab.points, "doubts": doubts, "tests": tests}


# ---- the same as text ----

def check_lines(check):
    """One check for the student."""
    mark = "ok  " if check["holds"] else "FAIL"
    points = f"{check['points']} of {check['of']}"
    says = wrapped(check["says"], f"  {mark}  ", " " * 8,
                   WIDTH - len(points) - 1)
    says[0] = f"{says[0]:<{WIDTH - len(points)}}{points}"
    if check["holds"]:
        return says
    lines = says + wrapped(check["found"], " " * 8, " " * 8)
    lines += wrapped(f"machine: policy {check['policy']}, seed "
                     f"{check['seed']}", " " * 8)
    if check["timeline"]:
        lines += ["", *(" " * 8 + line for line in check["timeline"]), ""]
    lines += wrapped(f"hint: {check['hint']}", " " * 8, " " * 14)
    return [line.rstrip() for line in
            lines + [" " * 8 + f"again: {check['again']}"]]


def test_lines(test):
    """One test for the student."""
    head = wrapped(f"{test['name']}: {test['asks']}", "")
    lines = ["", *head]
    if test["verdict"] != "run":
        lines += wrapped(f"{test['verdict']}: {test['why']}", "  FAIL  ",
                         " " * 8)
        lines += wrapped(f"machine: policy {test['policy']}, seed "
                         f"{test['seed']}; all {test['of']} points of this "
                         "test are lost", " " * 8, " " * 8)
        lines.append(" " * 8 + f"again: {test['again']}")
    for check in test["checks"]:
        lines += check_lines(check)
    return lines


def text_of(data, title):
    """The whole report as text."""
    lines = [f"Lab {data['lab']}: {title}", f"submission: "
             f"{plain(data['submission'])}"]
    if data["verdict"] != "graded":
        lines += ["", *wrapped(f"{data['verdict']}: {data['why']}", "", "  ")]
    for test in data["tests"]:
        lines += test_lines(test)
    if data["doubts"]:
        lines += ["", "Doubts: nothing is taken off; somebody should look."]
        for doubt in data["doubts"]:
            lines += wrapped(doubt, "  ", "    ")
    lines += ["", f"Score: {data['score']} of {data['of']}"]
    return "\n".join(lines) + "\n"


def summary_rows(lab, all_data):
    """A CSV table of many submissions, as lines."""
    names = [test.name for test in lab.tests]
    yield ",".join(["submission", "score", "of", "verdict", "doubts",
                    *names])
    for data in all_data:
        points = {test["name"]: str(test["points"]) for test in data["tests"]}
        yield ",".join([csv_word(data["submission"]), str(data["score"]),
                        str(data["of"]), csv_word(data["verdict"]),
                        str(len(data["doubts"])),
                        *(points.get(name, "0") for name in names)])


def csv_word(text):
    """TEXT as a field of a CSV file (RFC 4180); never a formula for the
    spreadsheet that opens it."""
    text = plain(text).replace("\n", " ")
    if text[:1] in "=+-@":
        text = "'" + text
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if (
        set(text) & set(',"')) else text
