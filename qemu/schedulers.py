#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compare the scheduling policies: run the experiments and explain them.

    schedulers.py [NAME...]

Boots the machines of the experiments (sched_turns.py, sched_cores.py), or of
those named, and prints for each figure what others published, what follows
from the policy's rules, and what was measured. docs/schedulers.md tells more.
Status: 0; 125 if a machine failed; 2 if there is no such experiment.

File: build/run/schedulers/result.json; each machine's own beside it.
"""

import json
import sys

import exp_report as report
import sched_cores
import sched_turns
from exp_run import RunFailed
from machine import CODE_FAILURE, PROJECT
from sched_figure import run_all

RUN_DIR = PROJECT / "build" / "run" / "schedulers"
CODE_USAGE = 2
EXPERIMENTS = (sched_turns.JOBS, sched_turns.RESPONSE, sched_turns.SHARES,
               sched_turns.INVERSION,
               sched_cores.HERD, sched_cores.SWITCH, sched_cores.BUSY,
               sched_cores.SLEEP)

INTRODUCTION = (
    "Each figure stands beside what was published and beside what follows from "
    "the rules of the policy. It holds if it points in the expected direction "
    "and the prediction is within 10 %. Lab time: 1000 instructions are a "
    "microsecond.")


def show_progress(machine, done, total):
    """One line when a machine has ended; on standard error, because which one
    ends first is the host's affair and the report is not."""
    print(f"  [{done:>2}/{total}] {machine.name}", file=sys.stderr, flush=True)


def verdict(figure):
    if figure.holds:
        return "holds"
    return "DIFFERS" if figure.direction else "NOT SO"


def table(experiment, figures):
    """The experiment's figures, as text."""
    lines = [f"  {experiment.unit:<28} {'published':>20} {'predicted':>9} "
             f"{'measured':>9}", "  " + report.RULE[2:]]
    for figure in figures:
        lines.append(f"  {figure.what:<28} {figure.published:>20} "
                     f"{report.number(figure.predicted):>9} "
                     f"{report.number(figure.measured):>9} {verdict(figure)}")
    lines.append("")
    lines.append(report.paragraph(f"Predicted: {experiment.formula}.", "  "))
    return "\n".join(lines)


def result_object(experiment, figure):
    """FIGURE as result.json has it."""
    return {"experiment": experiment.name, "what": figure.what,
            "unit": experiment.unit, "published": figure.published,
            "source": experiment.source,
            "predicted": round(figure.predicted, 4),
            "measured": round(figure.measured, 4),
            "expected": figure.expected, "direction": figure.direction,
            "holds": figure.holds, "formula": experiment.formula}


def chosen(names):
    """The experiments of these names; all if there are none."""
    known = {experiment.name: experiment for experiment in EXPERIMENTS}
    for name in names:
        if name not in known:
            print(f"convoy: experiment {name!r}: legal are {' '.join(known)}",
                  file=sys.stderr)
            sys.exit(CODE_USAGE)
    return [known[name] for name in names] or list(EXPERIMENTS)


def main(words):
    """Run what WORDS name; the exit status."""
    experiments = chosen(words)
    RUN_DIR.mkdir(parents=True, exist_ok=True)
    print(report.paragraph(INTRODUCTION), flush=True)
    results = []
    try:
        printed = run_all(experiments, RUN_DIR, show_progress)
        for place, experiment in enumerate(experiments, 1):
            figures = experiment.figures(printed)
            results += [result_object(experiment, one) for one in figures]
            print(report.heading(f"{place}. {experiment.title}"))
            print(table(experiment, figures), end="")
    except RunFailed as failure:
        print(f"convoy: {failure}", file=sys.stderr)
        return CODE_FAILURE
    (RUN_DIR / "result.json").write_text(json.dumps(results, indent=2) + "\n")
    print("\nfiles        build/run/schedulers/ result.json, and one directory "
          "for each machine")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
