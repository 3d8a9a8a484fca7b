#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measure what switches and wake-ups cost under every scheduling policy.

    bench_sched.py [--image IMAGE] [--linux DIR] build/guest/convoy_bench

The program runs on Convoy once for each policy that is registered (the kernel
names them when it is asked for one that does not exist) and, with --linux, as
the same binary on Debian's Linux, which is fetched into DIR (linux.py); where
that cannot be had, and without --linux, Linux's row is what was measured once.
All numbers are instructions. The goal is a quarter of Linux's cost, the limit
half of it. The exit status is 1 if a number is missing or above its limit,
except with policies that are there to explore schedules.
"""

import argparse
import re
import sys
from pathlib import Path

from bench import run_on_convoy
from bench_costs import measure_linux, numbers
from machine import (CODE_FAILURE, IMAGE, PROJECT, MachineError, MachineSpec,
                     run_machine)

# In the program's output, a column's two lines, and what RECORDED takes.
COLUMNS = (
    ("yield_switch", "switch", "of LWPs", 1_860),
    ("yield_processes", "of pro-", "cesses", 1_962),
    ("futex_round_trip", "futex", "round", 6_693),
    ("pipe_round_trip", "pipe", "round", 9_503),
    ("wake_to_run", "wake", "to run", 3_236),
    ("thread_create_join", "create", "+ join", 73_365),
    ("ring_hop", "ring", "hop", 4_888),
    ("sleep_late", "1 ms", "late", 54_150),
)
GOAL, LIMIT = 4, 2  # Linux's cost divided by this
# They draw who runs next at every turn, to find bugs: held to nothing.
EXPLORERS = ("random", "pct", "forced")


def policies(image, out):
    """The names of the policies in IMAGE, in the order of its registry."""
    out.mkdir(parents=True, exist_ok=True)
    result = run_machine(MachineSpec(out_dir=out, image=image,
                                     options={"sched": "none"},
                                     extract_trace=False))
    found = re.findall(r"sched=([\w-]+)", result.console.partition("legal")[2])
    if result.kind != "refused" or not found:
        raise MachineError("the kernel names no scheduling policies\n"
                           + result.console)
    return found


def line(name, cells):
    """A line of the table."""
    print(f"{name:12}" + "".join(f"{cell:>9}" for cell in cells))


def row(name, measured):
    """The line of one system; whether all was measured and is within the
    limits."""
    limits = {column: linux // LIMIT for column, _, _, linux in COLUMNS}
    cells, met = [], True
    for column, limit in limits.items():
        number = measured.get(column)
        good = number is not None and number <= limit
        cells.append("missing" if number is None
                     else f"{number:,}{'' if good else '!'}")
        met = met and (good or name in EXPLORERS and number is not None)
    line(name, cells)
    return met


def report(image, out, program, opponent):
    """Measure and print the table; whether every number is within its limit."""
    version, costs = opponent
    print(f"instructions; Linux: {version}; ! is above the limit")
    line("", [first for _, first, _, _ in COLUMNS])
    line("", [second for _, _, second, _ in COLUMNS])
    met = True
    for policy in policies(image, out):
        result = run_on_convoy(image, out, program, sched=policy)
        met &= row(policy, numbers(result.console))
    for name, part in (("goal", GOAL), ("limit", LIMIT)):
        line(name, [f"{linux // part:,}" for _, _, _, linux in COLUMNS])
    line("Linux", [f"{costs.get(name, 0):,}" for name, _, _, _ in COLUMNS])
    return met


def main():
    """Measure and report; the exit status."""
    parser = argparse.ArgumentParser(description="Measure the policies.")
    parser.add_argument("--image", default=IMAGE)
    parser.add_argument("--linux", type=Path, metavar="DIR",
                        help="where Linux is, or is to be unpacked")
    parser.add_argument("--out", type=Path, default=PROJECT / "build/bench",
                        help="directory for the run's files")
    parser.add_argument("program", type=Path)
    args = parser.parse_args()
    recorded = {name: linux for name, _, _, linux in COLUMNS}
    try:
        opponent = measure_linux(args.linux, args.out, args.program, recorded)
        met = report(args.image, args.out, args.program, opponent)
    except MachineError as error:
        print(f"convoy: {error}", file=sys.stderr)
        return CODE_FAILURE
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
