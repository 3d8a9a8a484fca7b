#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measure Convoy's primitives and hold them against their aims.

    bench.py [--image IMAGE] build/guest/convoy_bench

The numbers are instructions, so they are the same on every host. The program
prints a line `NAME=INSTRUCTIONS` for each primitive; the boot is what the
trace header says of the first user instruction. The exit status is 1 if a
number is missing or above its aim.
"""

import argparse
import re
import sys
from pathlib import Path

import cpio
from machine import (CODE_FAILURE, IMAGE, PROJECT, MachineError, MachineSpec,
                     run_machine)

# Name, what it is, and the aim in instructions: a quarter of what Linux 6.1
# takes for the same.
AIMS = (
    ("boot", "kernel entry to first user instruction", 15_000_000),
    ("null_call", "null system call", 75),
    ("yield_switch", "switch of LWPs by sched_yield", 450),
    ("futex_round_trip", "futex round trip of two threads", 1_800),
    ("pipe_round_trip", "pipe round trip of two threads", 2_600),
    ("thread_create_join", "create and join a thread", 18_000),
)


def run_on_convoy(image, out, program, **options):
    """Run PROGRAM on one core, with the kernel's OPTIONS, to its good end; a
    MachineResult."""
    out.mkdir(parents=True, exist_ok=True)
    path = f"/bin/{program.name}"
    cpio.make_module(out / "program.cpio", {path: program})
    result = run_machine(MachineSpec(
        out_dir=out, image=image, init=path, modules=[out / "program.cpio"],
        options={"cores": "sim:1", **options}, extract_trace=False))
    if result.kind != "poweroff" or result.status != 0:
        raise MachineError(f"the benchmark ended by {result.kind}, status "
                           f"{result.status}\n{result.console}")
    return result


def measure(image, out, program):
    """What PROGRAM measures, and the boot; dict from name to instructions."""
    result = run_on_convoy(image, out, program)
    found = re.findall(r"^(\w+)=(\d+)$", result.console, re.MULTILINE)
    return {"boot": result.header["first_user"],
            **{name: int(number) for name, number in found}}


def report(measured):
    """Print the table; whether every aim is met."""
    print(f"{'instructions':45} {'aim':>12} {'measured':>12}")
    met = True
    for name, what, aim in AIMS:
        number = measured.get(name)
        good = number is not None and number <= aim
        shown = "missing" if number is None else f"{number:,}"
        print(f"{what:45} {aim:12,} {shown:>12}{'' if good else '  OVER'}")
        met = met and good
    return met


def main():
    """Measure and report; the exit status."""
    parser = argparse.ArgumentParser(description="Measure Convoy.")
    parser.add_argument("--image", default=IMAGE)
    parser.add_argument("--out", type=Path, default=PROJECT / "build/bench",
                        help="directory for the run's files")
    parser.add_argument("program", type=Path)
    args = parser.parse_args()
    try:
        measured = measure(args.image, args.out, args.program)
    except MachineError as error:
        print(f"convoy: {error}", file=sys.stderr)
        return CODE_FAILURE
    return 0 if report(measured) else 1


if __name__ == "__main__":
    sys.exit(main())
