#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a global interpreter lock costs: run the experiments and explain them.

    experiments.py

Boots a handful of machines (exp_plan.py), and for each figure prints what
others published, what follows from the primitives that the same run measured,
and what was measured. docs/experiments.md tells more. Status: 0; 125 if a
machine failed. A figure that differs from its prediction is a finding, not a
failure: the report says so.

Files, in build/run/: result.json, console.txt (all machines'), timeline.txt and
trace.bin (the convoy's); each machine's own are in build/run/NAME/.
"""

import json
import shutil
import sys

import exp_judge as judge
import exp_plan as plan
import exp_report as report
import exp_run
from machine import CODE_FAILURE, PROJECT

RUN_DIR = PROJECT / "build" / "run"
TIMELINE_WIDTH = 80
CONVOY_US = 60  # length of the timeline: some twenty checks of the old GIL


def show_progress(run, done, total, failed=None):
    """One line when a machine has ended; on standard error, because which one
    ends first is the host's affair and the report is not."""
    print(f"  [{done:>2}/{total}] {run.title}{': FAILED' if failed else ''}",
          file=sys.stderr, flush=True)


def convoy_timeline(measured):
    """A window in the middle of the convoy, as text."""
    one = measured[plan.CONVOY_RUN.name]
    window = one.stats["convoy-1"]["window"]
    middle = (window["from_ns"] + window["to_ns"]) / 2000
    return exp_run.trace_tool(
        "timeline", one.trace, "--width", TIMELINE_WIDTH,
        "--from", middle, "--to", middle + CONVOY_US)


def result_object(figure):
    """FIGURE as result.json has it."""
    return {
        "experiment": figure.experiment,
        "cores": figure.cores,
        "gil": figure.gil,
        "threads": figure.threads,
        "interval_us": figure.interval_us,
        "measured": round(figure.measured, 4),
        "measured_c": round(figure.measured_c, 4),
        "predicted": round(figure.predicted, 4),
        "unit": figure.unit,
        "published": figure.published,
        "holds": figure.holds,
        "source": figure.source,
        "expected": figure.expected,
        "direction": figure.direction,
        "why": figure.why,
    }


def write_files(measured, figures, digest, timeline):
    """Leave the run's files in RUN_DIR. They depend on nothing of the host."""
    result = {"trace_digest": digest,
              "results": [result_object(figure) for figure in figures],
              "traces": {name: one.digest for name, one in measured.items()}}
    (RUN_DIR / "result.json").write_text(json.dumps(result, indent=2) + "\n")
    (RUN_DIR / "console.txt").write_text("".join(
        f"==== {name}\n{one.console}" for name, one in measured.items()))
    (RUN_DIR / "timeline.txt").write_text(timeline)
    shutil.copyfile(measured[plan.CONVOY_RUN.name].trace,
                    RUN_DIR / "trace.bin")


INTRODUCTION = (
    "Convoy's cores count time in instructions: 1000 are a microsecond of lab "
    "time. Each figure stands beside the published one (another machine's), "
    "and beside a prediction from primitives that the same run measured. It "
    "holds if its direction is as expected and the prediction within 10 %. The "
    "programs are Python (user/lab), run by Convoy's own interpreter; the last "
    "column is the same experiment in C (user/gilbench), a cross-check.")


def print_cpu(figures):
    print(report.heading("1. Two CPU-bound threads: time in parallel / in "
                         "sequence"))
    print(report.figure_table(figures, "GIL, cores"), end="")


def print_echo(threads, sweep):
    print(report.heading("2. Echo replies per second beside CPU-bound threads"))
    print(report.figure_table(threads, "threads (at 5 ms)"))
    print(report.figure_table(sweep, "interval (1 thread)"), end="")


def print_convoy(measured, timeline):
    values = measured[plan.CONVOY_RUN.name].sections["convoy", 1]
    print(report.heading(f"3. A convoy: {CONVOY_US} us of the old GIL on 2 "
                         "cores"))
    print(report.paragraph(
        "The echo thread wants the GIL back after its read. The CPU-bound one "
        "lets go every 100 ticks, which wakes the other, and has the GIL back "
        f"before that one is awake: {values['replies']} replies in "
        f"{values['elapsed_ns'] / 1e6:.1f} ms."))
    print(timeline, end="")


def shown_in_thread_table(run):
    """All but the further schedules of the same, and the cross-check."""
    return run.seed <= 1 and run.python


def print_threads(measured):
    print(report.heading("Where each thread's time went (ms of lab time)"))
    groups = [(f"{one.run.title}: {', '.join(mark.split('-'))} CPU-bound",
               stats) for one in measured.values()
              if shown_in_thread_table(one.run)
              for mark, stats in one.stats.items()
              if mark != exp_run.SEQUENTIAL]
    print(report.thread_table(groups), end="")


def main():
    """Run everything; the exit status."""
    RUN_DIR.mkdir(parents=True, exist_ok=True)
    print(report.paragraph(INTRODUCTION), flush=True)
    try:
        measured = exp_run.run_all(plan.ALL_RUNS, RUN_DIR, show_progress)
        timeline = convoy_timeline(measured)
    except exp_run.RunFailed as failure:
        print(f"convoy: {failure}", file=sys.stderr)
        return CODE_FAILURE
    cpu = judge.cpu_figures(measured)
    threads = judge.thread_figures(measured)
    sweep = judge.sweep_figures(measured)
    digest = exp_run.common_digest(measured)
    write_files(measured, cpu + threads + sweep[:1] + sweep[2:], digest,
                timeline)
    print_cpu(cpu)
    print_echo(threads, sweep)
    print_convoy(measured, timeline)
    print_threads(measured)
    print(f"\ntrace digest {digest}\n(of all {len(measured)} machines)")
    print("files        build/run/ result.json console.txt trace.bin "
          "timeline.txt")
    return 0


if __name__ == "__main__":
    sys.exit(main())
