#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The published record of the GIL, experiment by experiment.

    run_record.py [--only 1,4] [--full] [--small] [--jobs N] [--out DIR]

Runs the machines of the experiments (record/), prints for each figure what
others published, what follows from the primitives of the same run and what was
measured, and writes one page with pictures. Machines that have run before, of
the same image, are not run again. A machine that fails stops no other: its
figures are missing, the report says why, and the same command runs it again.
docs/experiments.md tells more. Status: 0; 125 if a machine failed; 130 if
interrupted; 2 for a bad argument. A figure that differs from its prediction is
a finding, not a failure: the report says so.

Files, in DIR, build/experiments unless told: index.html, result.json; each
machine's own are in machines/NAME/.
"""

import argparse
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import exp_page
import exp_plot
import exp_report as report
import exp_run
from exp_progress import Progress
from machine import CODE_FAILURE
from record import EXPERIMENTS

OUT = Path("build/experiments")
CODE_USAGE = 2
CODE_INTERRUPTED = 130
MOST_JOBS = 64

INTRODUCTION = (
    "Convoy's cores count time in instructions: 1000 are a microsecond of lab "
    "time. Each figure stands beside the published one, which is another "
    "machine's, and beside a prediction from primitives that the same run "
    "measured. It holds if it points in the expected direction and the "
    "prediction is within 10 % of the measurement.")


@dataclass(frozen=True)
class Report:
    """An experiment that has run."""
    experiment: object
    measured: dict   # Measured by machine's name
    figures: list
    plots: list
    failed: list     # exp_report.Failure, of its machines that failed


def bad_usage(text):
    """Say what is wrong on standard error, and end."""
    print(f"convoy: {text}", file=sys.stderr)
    sys.exit(CODE_USAGE)


def chosen(only):
    """The experiments whose numbers ONLY lists; all if it is empty."""
    known = {str(one.number): one for one in EXPERIMENTS}
    numbers = [word for word in only.replace(",", " ").split() if word]
    for word in numbers:
        if word not in known:
            bad_usage(f"experiment {word!r}: legal are {' '.join(known)}")
    return [known[word] for word in dict.fromkeys(numbers)] or EXPERIMENTS


def jobs_of(word):
    """How many machines at once: a number, or by the host's processors."""
    if not word:
        return len(os.sched_getaffinity(0))
    if not word.isdecimal() or not 1 <= int(word) <= MOST_JOBS:
        bad_usage(f"JOBS={word}: legal are 1 to {MOST_JOBS}")
    return int(word)


@dataclass
class Results:
    """How the machines ended, by name: Measured, or MachineFailed."""
    measured: dict
    failed: dict
    directory: Path  # of the machines'

    def reject(self, failure):
        """What this machine printed is not what it should: it failed."""
        del self.measured[failure.name]
        self.failed[failure.name] = failure
        exp_run.forget(self.directory, failure.name)

    def failure(self, run):
        """The machine RUN's failure, for people."""
        one = self.failed[run.name]
        return report.Failure(
            name=run.name, title=run.title, why=one.why, last=tuple(one.last),
            file=str(self.directory / run.name / "console.txt"))


def make_report(experiment, runs, results):
    """EXPERIMENT with what its RUNS measured; those of whose console it cannot
    make sense failed."""
    while True:
        own = {run.name: results.measured[run.name] for run in runs
               if run.name in results.measured}
        try:
            figures, plots = experiment.judge(own), experiment.plots(own)
        except exp_run.MachineFailed as failure:
            results.reject(failure)
            continue
        return Report(experiment, own, figures,
                      list(filter(exp_plot.has_data, plots)),
                      [results.failure(run) for run in runs
                       if run.name in results.failed])


def result_object(experiment, figure):
    """FIGURE as result.json has it."""
    return {
        "experiment": experiment.number, "what": figure.what,
        "unit": figure.unit, "published": figure.published,
        "source": figure.source or "; ".join(experiment.sources),
        "predicted": (None if figure.predicted is None
                      else round(figure.predicted, 4)),
        "measured": round(figure.measured, 4), "cost": figure.cost,
        "expected": figure.expected, "direction": figure.direction,
        "holds": figure.holds, "why": figure.why, "machine": figure.machine}


def write_files(reports, results, out):
    """Leave the page and the figures. Nothing of the host is in them."""
    digest = exp_run.common_digest(results.measured)
    (out / "result.json").write_text(json.dumps({
        "trace_digest": digest,
        "failed": {name: one.why for name, one in results.failed.items()},
        "results": [result_object(one.experiment, figure) for one in reports
                    for figure in one.figures]}, indent=2) + "\n")
    (out / "index.html").write_text(
        exp_page.page(INTRODUCTION, reports, digest))
    return digest


def print_report(one):
    """The terminal's tables, one for each unit."""
    print(report.heading(f"{one.experiment.number}. {one.experiment.title}"))
    print(report.paragraph(one.experiment.question))
    tables = [report.figure_table(figures, unit)
              for unit, figures in report.by_unit(one.figures)]
    if one.failed:
        tables.append(report.figure_table((), "", one.failed))
    print("\n\n".join(table.rstrip() for table in tables))


def print_end(digest, results, out):
    """Where the files are; and which machines failed, on standard error. The
    exit status."""
    count = len(results.measured)
    print(f"\ntrace digest {digest}\n(of {'all ' * (not results.failed)}"
          f"{count} machines)")
    print(f"files        {out}/ index.html result.json machines/", flush=True)
    if not results.failed:
        return 0
    print(f"\nconvoy: {len(results.failed)} of "
          f"{count + len(results.failed)} machines failed; the same command "
          "runs these again, and only these:", file=sys.stderr)
    for name, one in results.failed.items():
        print(f"  {name}: {one.why}", file=sys.stderr)
    return CODE_FAILURE


def run(experiments, args):
    """Run EXPERIMENTS; their reports, and the Results of all machines."""
    runs = {one.number: one.chosen(args.full, args.small)
            for one in experiments}
    every = list(exp_run.unique(
        run for machines in runs.values() for run in machines).values())
    directory = args.out / "machines"
    results = Results(*exp_run.run_each(every, directory, Progress(every),
                                        args.jobs, keep=True), directory)
    return [make_report(one, runs[one.number], results)
            for one in experiments if runs[one.number]], results


def arguments(words):
    """The command line; ends with CODE_USAGE if there is something wrong."""
    parser = argparse.ArgumentParser(
        description="What a global interpreter lock costs: the record.")
    parser.add_argument("--only", default="")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--jobs", default="")
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args(words)
    args.experiments, args.jobs = chosen(args.only), jobs_of(args.jobs)
    return args


def run_and_report(args):
    """Run everything; the exit status."""
    args.out.mkdir(parents=True, exist_ok=True)
    print(report.paragraph(INTRODUCTION), flush=True)
    reports, results = run(args.experiments, args)
    for one in reports:
        print_report(one)
    digest = write_files(reports, results, args.out)
    return print_end(digest, results, args.out)


def main(words):
    """The command; the exit status."""
    args = arguments(words)
    try:
        return run_and_report(args)
    except exp_run.RunFailed as failure:
        print(f"\nconvoy: {failure}", file=sys.stderr)
        return CODE_FAILURE
    except KeyboardInterrupt:
        print("\nconvoy: interrupted; what has ended is kept: the same command "
              "goes on from here", file=sys.stderr)
        return CODE_INTERRUPTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
