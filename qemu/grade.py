#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Grade what was handed in for a lab.

    grade.py [--submission PATH | --submissions DIRECTORY] [options] LAB

Builds the submission, boots each of the lab's tests in a machine of its own,
several side by side, and reports: to the terminal, and in build/grade/LAB/ as
NAME.txt and NAME.json. With --submissions each file or directory in DIRECTORY
is one; then summary.csv and summary.json are written as well. --hidden names a
directory with another tests.toml of the same lab, whose tests are added; --only
leaves out all tests but those named.

The exit status is 0 if all could be graded, whatever the scores; 2 if the lab
or this installation is broken.
"""

import argparse
import json
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grade_build
import grade_check
import grade_model
import grade_report
from grade_build import BUILD, BuildError, Rejected
from grade_run import relative, run_one
from grade_schema import SchemaError, load_lab, read_lab
from machine import IMAGE, MachineError

STATUS_BROKEN = 2


class Parts:
    """What the machines of one submission boot: made once, before they
    start."""

    def __init__(self, lab, files, out):
        self.lab = lab
        self.out = out
        self.image = IMAGE
        self.image_shown = ""
        self.program = None
        if "policy" in files:
            self.image = grade_build.build_policy(files["policy"],
                                                  out)
            self.image_shown = relative(self.image)
        if "program" in files:
            self.program = grade_build.build_program(
                files["program"], out)
        self.interpreter = None     # the usual one
        if "gil" in files:
            self.interpreter = grade_build.build_interpreter(files["gil"], out)

    def program_of(self, test):
        """(program, how the replay command names it) for TEST."""
        if test.program == "submission":
            return self.program, f"PROG={relative(self.program)}"
        if test.program == "py" and self.interpreter:
            return self.interpreter, f"PROG={relative(self.interpreter)}"
        if test.program == "py":
            return None, f"LAB=user/lab/{Path(test.args[0]).name}"
        return (BUILD / "lab" / test.program,
                f"LAB=user/lab/{test.program}.c")

    def run(self, test, sched, seed):
        """One machine of TEST."""
        program, shown = self.program_of(test)
        return run_one(test, sched, seed,
                       self.out / f"{test.name}-{sched}-{seed}", self.image,
                       program, (self.image_shown, shown))


def start_tests(lab, parts, pool):
    """A list of Futures for each test, in order. The very first machine is
    waited for: if it hangs, the others would, too, and are not started."""
    plan = [(test, sched, seed) for test in lab.tests
            for sched in test.sched for seed in test.seeds]
    first = pool.submit(parts.run, *plan[0])
    run = first.result()
    if run.verdict == "hang":
        raise Rejected("hang", f"{run.why}\n(the first machine of the test "
                       f"{run.test.name}; the others were not started)\n"
                       f"again: {run.command}")
    futures = [first] + [pool.submit(parts.run, *one) for one in plan[1:]]
    return [[future for one, future in zip(plan, futures) if one[0] is test]
            for test in lab.tests]


def run_tests(lab, parts, answers, jobs):
    """The tests' data for the report, in order, and the doubts."""
    with ThreadPoolExecutor(jobs) as pool:
        data, doubts = [], []
        for test, some in zip(lab.tests, start_tests(lab, parts, pool)):
            runs = [future.result() for future in some]
            findings = grade_check.judge_test(test, runs, answers)
            data.append(grade_report.test_data(test, runs, findings))
            doubts += [one.doubt for one in findings if one.doubt]
            if parts.image_shown:
                doubts += grade_model.doubts_of(parts.out / "model" / "model",
                                                test, findings)
    return data, doubts


def name_of(lab, path):
    """What the submission at PATH is called in reports."""
    if path is None:
        return "yours"
    path = Path(os.path.abspath(path))   # a link keeps its own name
    return path.stem if len(lab.files) == 1 and path.is_file() else path.name


def grade(lab, path, out, jobs):
    """Grade the submission at PATH (None: in the lab's default places); the
    data of the report. OUT is its directory, emptied first."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    name = name_of(lab, path)
    try:
        files = grade_build.read_submission(lab, path)
        answers = grade_check.read_answers(
            files.get("answers", "[answers]"))
        parts = Parts(lab, files, out)
        tests, doubts = run_tests(lab, parts, answers, jobs)
    except Rejected as why:
        return grade_report.submission_data(lab, name, why.verdict, str(why),
                                            [], [])
    return grade_report.submission_data(lab, name, "graded", "", tests,
                                        doubts)


def leave(lab, data, folder):
    """Write a report's two files; its text."""
    text = grade_report.text_of(data, lab.title)
    (folder / f"{data['submission']}.txt").write_text(text)
    (folder / f"{data['submission']}.json").write_text(
        json.dumps(data, indent=1) + "\n")
    return text


def grade_many(lab, directory, folder, jobs):
    """Grade all in DIRECTORY, one after the other, a line each."""
    paths = sorted(path for path in directory.iterdir()
                   if not path.name.startswith("."))
    all_data = []
    for path in paths:
        data = grade(lab, path, folder / "work", jobs)
        leave(lab, data, folder)
        all_data.append(data)
        print(f"{data['score']:4} of {data['of']}  {data['submission']}"
              + ("" if data["verdict"] == "graded"
                 else f"  ({data['verdict']})")
              + ("  (doubts)" if data["doubts"] else ""), flush=True)
    rows = grade_report.summary_rows(lab, all_data)
    (folder / "summary.csv").write_text("\n".join(rows) + "\n")
    (folder / "summary.json").write_text(json.dumps(
        [{key: data[key] for key in ("submission", "score", "of", "verdict",
                                     "doubts")}
         for data in all_data], indent=1) + "\n")
    print(f"{len(all_data)} graded: {relative(folder)}/summary.csv, "
          "summary.json, and a report each")


def add_hidden(lab, directory):
    """Add the tests in DIRECTORY/LAB/tests.toml, if there are any."""
    path = directory / lab.name / "tests.toml"
    if not path.is_file():
        raise SchemaError(f"HIDDEN={directory}: no {lab.name}/tests.toml")
    hidden = read_lab(path)
    known = {test.name for test in lab.tests}
    for test in hidden.tests:
        if test.name in known:
            raise SchemaError(f"{path}: {lab.name} has a test {test.name}, "
                              "too")
    lab.tests += hidden.tests


def keep_only(lab, names):
    """Leave out all tests but those whose NAMES, a,b,..., are given."""
    known = [test.name for test in lab.tests]
    for name in names.split(","):
        if name not in known:
            raise SchemaError(f"ONLY={names}: {lab.name} has no test {name}; "
                              f"it has {', '.join(known)}")
    lab.tests = [test for test in lab.tests if test.name in names.split(",")]


def read_words(words):
    """The command line."""
    parser = argparse.ArgumentParser(description="Grade a lab.")
    parser.add_argument("lab")
    parser.add_argument("--submission", type=Path)
    parser.add_argument("--submissions", type=Path)
    parser.add_argument("--hidden", type=Path)
    parser.add_argument("--only", metavar="TEST,...")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--out", type=Path, default=grade_build.GRADE)
    args = parser.parse_args(words)
    for path in (args.submission, args.submissions):
        if path and not path.exists():
            parser.error(f"{path}: no such file or directory")
    return args


def main(words):
    """Grade as the command line says; the exit status."""
    args = read_words(words)
    try:
        lab = load_lab(args.lab)
        if args.hidden:
            add_hidden(lab, args.hidden)
        if args.only:
            keep_only(lab, args.only)
        folder = args.out / lab.name
        folder.mkdir(parents=True, exist_ok=True)
        jobs = max(1, args.jobs)
        if args.submissions:
            grade_many(lab, args.submissions, folder, jobs)
            return 0
        data = grade(lab, args.submission, folder / "work", jobs)
        print(leave(lab, data, folder), end="")
        print(f"This report: {relative(folder)}/{data['submission']}.txt, "
              ".json")
        return 0
    except (SchemaError, BuildError, MachineError) as error:
        print(f"grade: {error}", file=sys.stderr)
        return STATUS_BROKEN


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
