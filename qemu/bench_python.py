#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Our interpreter against the host's python3, on this host's Linux.

    bench_python.py [--image IMAGE] [--rounds N] PY PROGRAM...

Time: each PROGRAM runs under both in turn, N times, and what is compared is the
least processor time of each (user and system, whole processes, start
included): other work on the host can only add to it. Every output must be that
of python3.

Instructions: PY runs PROGRAM once more under its default GIL policy on one core
of Convoy, which counts every instruction of the process, system calls
included; and once on Linux with `-X count`, which counts the instructions of
bytecode. These numbers are the same on every host.

Status: 0; 1 if an output differs, or if PY is not the faster one on the
geometric mean; 2 if there is no python3 to compare with; 125 if Convoy failed.
"""

import argparse
import math
import os
import re
import subprocess
import sys
from pathlib import Path

import cpio
from machine import (CODE_FAILURE, IMAGE, PROJECT, MachineError, MachineSpec,
                     run_machine)

PYTHON = "/usr/bin/python3"  # Debian's, not whichever comes first in PATH
STATUS_SLOWER = 1
STATUS_NO_PYTHON = 2
ROW = "  {:<12}{:>9}{:>9}{:>10}{:>16}{:>14}{:>10}"
HEAD = ROW.format("", "python3", "py", "py /", "instructions",
                  "bytecodes", "per")
UNITS = ROW.format("program", "s", "s", "python3", "of py", "of py", "bytecode")


class BenchError(Exception):
    """A program failed, or printed something else than under python3."""


def run(interpreter, program):
    """(processor seconds, output) of PROGRAM under INTERPRETER."""
    with subprocess.Popen([interpreter, program], stdout=subprocess.PIPE,
                          stdin=subprocess.DEVNULL) as process:
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise BenchError(f"{interpreter} {program}: status "
                         f"{process.returncode}")
    return usage.ru_utime + usage.ru_stime, output


def compare(py, program, rounds):
    """(python3's seconds, PY's seconds, the output) of PROGRAM."""
    theirs, ours = [], []
    for _ in range(rounds):
        seconds, truth = run(PYTHON, program)
        theirs.append(seconds)
        seconds, output = run(py, program)
        ours.append(seconds)
        if output != truth:
            raise BenchError(f"{program}: python3 prints {truth!r}, "
                             f"{py} {output!r}")
    return min(theirs), min(ours), truth


def count_bytecodes(py, program):
    """How many instructions of bytecode PROGRAM is."""
    done = subprocess.run([py, "-X", "count", program], check=True, text=True,
                          capture_output=True, stdin=subprocess.DEVNULL)
    return int(re.search(r"^bytecode instructions: (\d+)$", done.stderr,
                         re.MULTILINE)[1])


def count_instructions(image, py, program, truth):
    """How many instructions the process takes on Convoy, where it must print
    TRUTH."""
    out = PROJECT / "build" / "bench"
    out.mkdir(parents=True, exist_ok=True)
    cpio.make_module(out / "python.cpio", {
        "/bin/py": Path(py).read_bytes(),
        "/program.py": Path(program).read_bytes()})
    result = run_machine(MachineSpec(
        out_dir=out, image=image, init="/bin/py", args=["/program.py"],
        modules=[out / "python.cpio"], options={"cores": "sim:1"},
        extract_trace=False))
    if result.kind != "poweroff" or result.status != 0:
        raise MachineError(f"{program} ended by {result.kind}, status "
                           f"{result.status}\n{result.console}")
    if truth.decode() not in result.console.replace("\r\n", "\n"):
        raise BenchError(f"{program}: on Convoy: {result.console!r}")
    header = result.header
    return (header["core_clock"][0] - header["first_user"]
            - header["core_idle"][0])


def bench(args):
    """Print the table; the ratios of the times."""
    ratios, total, bytecodes = [], 0, 0
    for program in sorted(args.program):
        theirs, ours, truth = compare(args.py, program, args.rounds)
        codes = count_bytecodes(args.py, program)
        count = count_instructions(args.image, args.py, program, truth)
        ratios.append(ours / theirs)
        total += count
        bytecodes += codes
        print(ROW.format(Path(program).stem, f"{theirs:.3f}", f"{ours:.3f}",
                         f"{ours / theirs:.2f}", f"{count:,}", f"{codes:,}",
                         f"{count / codes:.1f}"), flush=True)
    print(ROW.format("all", "", "", "", f"{total:,}", f"{bytecodes:,}",
                     f"{total / bytecodes:.1f}"))
    return ratios


def main():
    """Compare, and say who is faster; the exit status."""
    parser = argparse.ArgumentParser(description="Compare with python3.")
    parser.add_argument("--image", default=IMAGE)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("py")
    parser.add_argument("program", nargs="+")
    args = parser.parse_args()
    if not os.access(PYTHON, os.X_OK):
        print(f"convoy: no {PYTHON} to compare with (package python3)",
              file=sys.stderr)
        return STATUS_NO_PYTHON
    version = subprocess.run([PYTHON, "--version"], capture_output=True,
                             text=True, check=True).stdout.strip()
    print(f"{version} and py: least processor seconds of {args.rounds} "
          f"runs; instructions counted by Convoy\n\n{HEAD}\n{UNITS}")
    try:
        ratios = bench(args)
    except BenchError as error:
        print(f"convoy: {error}", file=sys.stderr)
        return STATUS_SLOWER
    except MachineError as error:
        print(f"convoy: {error}", file=sys.stderr)
        return CODE_FAILURE
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    faster = mean < 1
    print(f"\n  py takes {mean:.2f} of python3's time, by the geometric mean "
          f"of {len(ratios)} programs\n  ({min(ratios):.2f} to "
          f"{max(ratios):.2f}): {'faster' if faster else 'NOT FASTER'}")
    return 0 if faster else STATUS_SLOWER


if __name__ == "__main__":
    sys.exit(main())
