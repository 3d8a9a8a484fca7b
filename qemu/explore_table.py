#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How many runs each bug of user/lab/races needs: docs/schedules.md's table.

    explore_table.py [--tries N] [--jobs N] DIRECTORY

Each program in DIRECTORY (build/lab) runs under the schedules seed=1 ... N of
pct and of random, under rr on two cores with the same seeds, which is what
stress amounts to on Convoy, and on this Linux as often. A bug needs N divided
by the number of runs that fail; the bound is 1 / (n * k^(d-1)). All but Linux's
column is the same on every host.
"""

import argparse
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import explore_run as run
from machine import CODE_FAILURE, IMAGE, PROJECT, MachineError, MachineSpec
from run_program import pack_program

# Programs, and how many orderings the bug needs.
BUGS = (("ledger", 2, "lost update"),
        ("transfer", 2, "lock-order deadlock"),
        ("doorbell", 2, "missed wake-up"),
        ("turnstile", 3, "Peterson's lock, stores swapped"),
        ("settings", 2, "double-checked initialisation"),
        ("kitchen", 2, "the wrong thread is woken"))
LINUX_SECONDS = 1.0  # until a run counts as a deadlock
STRESS = {"sched": "rr", "cores": "sim:2"}
ROW = ("| {:31} | {:9} | {:>2} | {:>2} | {:>6} | {:>14} | {:>7} | {:>7} |"
       " {:>9} | {:>7} |")


def subject_of(program, out, image):
    """The Subject for a built program."""
    out.mkdir(parents=True, exist_ok=True)
    spec = MachineSpec(out_dir=out, image=image, timeout=60.0)
    spec.init = pack_program(out / "program.cpio", program)
    spec.modules = [out / "program.cpio"]
    return run.Subject(program.name, spec, program)


def failures(subject, how, options_of, args):
    """How many of the schedules 1 ... fail; HOW names them for who waits."""
    with closing(run.run_seeds(subject, range(1, args.tries + 1), options_of,
                               args.jobs)) as runs:
        failed = [seed for seed, outcome in runs if outcome.wrong]
    first = f", first seed={failed[0]}" if failed else ""
    print(f"{subject.name}: {how}: {len(failed)} of {args.tries} fail{first}",
          file=sys.stderr, flush=True)
    return len(failed)


def linux_failures(program, tries):
    """How many of so many runs on this Linux fail."""
    failed = 0
    for _ in range(tries):
        try:
            failed += subprocess.run(
                [program], check=False, timeout=LINUX_SECONDS,
                capture_output=True).returncode != 0
        except subprocess.TimeoutExpired:
            failed += 1
    return failed


def needed(tries, failed):
    """Runs per failure."""
    return f"{tries / failed:.0f}" if failed else f"> {tries}"


def row(args, name, depth, what):
    """One line of the table."""
    program = args.directory / name
    subject = subject_of(program, args.out / name, args.image)
    _, size = run.measure(subject, args.out / name / "first")
    pct, random = (
        failures(subject, policy, lambda seed, policy=policy: run.seed_options(
            policy, seed, depth, size), args) for policy in run.POLICIES)
    rr = failures(subject, "rr on two cores",
                  lambda seed: {**STRESS, "seed": seed}, args)
    bound = size.lwps * size.steps ** (depth - 1)
    return ROW.format(what, name, size.lwps, depth, size.steps, f"{bound:,}",
                      needed(args.tries, pct), needed(args.tries, random),
                      needed(args.tries, rr),
                      needed(args.tries, linux_failures(program, args.tries)))


def main():
    """Print the table; the exit status."""
    parser = argparse.ArgumentParser(description="Runs needed per bug.")
    parser.add_argument("--image", default=IMAGE)
    parser.add_argument("--tries", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--out", type=Path, default=PROJECT / "build/explore")
    parser.add_argument("directory", type=Path)
    args = parser.parse_args()
    print(ROW.format("bug", "program", "n", "d", "k", "bound: 1 in", "pct",
                     "random", "rr, seeds", "Linux"))
    print("|" + "|".join("-" * (len(cell)) for cell in
                         ROW.format(*[""] * 10).split("|")[1:-1]) + "|")
    try:
        for name, depth, what in BUGS:
            print(row(args, name, depth, what), flush=True)
    except MachineError as error:
        print(f"convoy: {error}", file=sys.stderr)
        return CODE_FAILURE
    return 0


if __name__ == "__main__":
    sys.exit(main())
