#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measure what processes, memory, pipes and signals cost, beside Linux.

    bench_costs.py [--image IMAGE] [--linux DIR] build/guest/convoy_costs

The program runs on Convoy and, with --linux, as the same binary on Debian's
Linux, which is fetched into DIR (linux.py); where that cannot be had, and
without --linux, Linux's column is what was measured before. All numbers are
instructions. The goal of each row is a quarter of Linux's cost, the limit half
of it. The exit status is 1 if a number is missing or above what its row is held
to. docs/costs.md explains the rows.
"""

import argparse
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import linux
from bench import run_on_convoy
from machine import CODE_FAILURE, IMAGE, PROJECT, MachineError

RECORDED = "6.1.0-56-cloud-amd64"  # whose costs are in ROWS, and elsewhere


@dataclass(frozen=True)
class Row:
    """A row of the table."""
    name: str    # in the program's output
    what: str
    linux: int   # what RECORDED takes
    part: float  # the row is held to Linux's cost divided by this


ROWS = (
    Row("fork_exit_wait", "fork, exit, wait", 104_637, 4),
    Row("fork_64m", "the same with 64 MiB touched", 6_581_704, 4),
    Row("fork_exec", "fork, exec, exit, wait", 224_067, 2),
    Row("vfork_exec", "vfork, exec, exit, wait", 172_249, 2),
    Row("write_fault", "write fault: a zero page", 2_707, 2),
    Row("cow_fault", "write fault: a copy", 3_336, 2),
    Row("mmap_munmap", "mmap, munmap of a page", 9_438, 4),
    Row("mmap_touch_munmap", "the same, and written to", 15_419, 4),
    Row("pipe_round_processes", "pipe round trip", 9_559, 2),
    Row("pipe_64k", "64 KiB through a pipe", 43_049, 2),
    Row("socketpair_round", "socketpair round trip", 17_451, 4),
    Row("signal", "signal to oneself, handler", 3_267, 2),
    Row("switch_processes", "switch of processes", 1_575, 2),
    Row("switch_lwps", "switch of LWPs", 1_474, 2),
    Row("getppid", "null system call", 309, 4),
    Row("open_close", "open, close", 4_190, 2),
    Row("stat", "stat", 2_644, 2),
    Row("epoll_wait", "epoll_wait, one event ready", 787, 1.4),
)


def numbers(output):
    """The numbers in a program's OUTPUT, by name."""
    return {name: int(number) for name, number in
            re.findall(r"^(\w+)=(\d+)\r?$", output, re.MULTILINE)}


def measure_linux(directory, out, program, recorded):
    """(version, numbers by name) of Linux, measured, or RECORDED ones by
    name."""
    image = linux.kernel(directory) if directory else None
    if not image:
        return f"{RECORDED}, recorded", recorded
    return linux.version(image), numbers(linux.run(image, out, program))


def shown(number):
    """A number of the table."""
    return "missing" if number is None else f"{number:,}"


def report(version, convoy, opponent):
    """Print the table; whether every row is held."""
    print(f"instructions; Linux: {version}")
    print(f"{'':29} {'Convoy':>10} {'Linux':>10} {'ratio':>6} "
          f"{'goal':>10} {'limit':>10}")
    met = True
    for row in ROWS:
        ours, theirs = convoy.get(row.name), opponent.get(row.name)
        good = ours is not None and ours * row.part <= row.linux
        met = met and good and theirs is not None
        ratio = f"{ours / theirs:.2f}" if ours and theirs else ""
        print(f"{row.what:29} {shown(ours):>10} {shown(theirs):>10} "
              f"{ratio:>6} {row.linux // 4:10,} {row.linux // 2:10,}"
              + ("" if good else "  OVER"))
    return met


def main():
    """Measure and report; the exit status."""
    parser = argparse.ArgumentParser(description="Measure beside Linux.")
    parser.add_argument("--image", default=IMAGE)
    parser.add_argument("--linux", type=Path, metavar="DIR",
                        help="where Linux is, or is to be unpacked")
    parser.add_argument("--out", type=Path, default=PROJECT / "build/bench",
                        help="directory for the run's files")
    parser.add_argument("program", type=Path)
    args = parser.parse_args()
    try:
        result = run_on_convoy(args.image, args.out, args.program)
        version, opponent = measure_linux(
            args.linux, args.out, args.program,
            {row.name: row.linux for row in ROWS})
    except MachineError as error:
        print(f"convoy: {error}", file=sys.stderr)
        return CODE_FAILURE
    return 0 if report(version, numbers(result.console), opponent) else 1


if __name__ == "__main__":
    sys.exit(main())
