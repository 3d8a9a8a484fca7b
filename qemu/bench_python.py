#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Our interpreter against the host's python3, on this host's Linux.

    bench_python.py PY PROGRAM...

Runs each PROGRAM under both, in turn, ROUNDS times, and compares the least
processor time of each: other work on the host can only add to it. Status: 0;
1 if an output differs, or if PY isn't the faster one on the geometric mean.
"""

import math
import os
import subprocess
import sys
from pathlib import Path

PYTHON = "/usr/bin/python3"  # Debian's, not whichever comes first in PATH
ROUNDS = 5


def run(interpreter, program):
    """(processor seconds, output) of PROGRAM under INTERPRETER."""
    with subprocess.Popen([interpreter, program], stdout=subprocess.PIPE,
                          stdin=subprocess.DEVNULL) as process:
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{interpreter} {program}: status {process.returncode}")
    return usage.ru_utime + usage.ru_stime, output


def compare(py, program):
    """(python3's seconds, PY's seconds, do they agree) for PROGRAM."""
    theirs, ours = [], []
    for _ in range(ROUNDS):
        seconds, truth = run(PYTHON, program)
        theirs.append(seconds)
        seconds, output = run(py, program)
        ours.append(seconds)
    return min(theirs), min(ours), output == truth


def main(words):
    """Print the table; the exit status."""
    py, programs = words[0], words[1:]
    version = subprocess.run([PYTHON, "--version"], capture_output=True,
                             text=True, check=True).stdout.strip()
    print(f"processor seconds on this host, least of {ROUNDS}: {version}, py\n")
    print(f"  {'program':<12}{'python3':>9}{'py':>9}{'py / python3':>14}")
    ratios, wrong = [], False
    for program in sorted(programs):
        theirs, ours, same = compare(py, program)
        ratios.append(ours / theirs)
        wrong = wrong or not same
        print(f"  {Path(program).stem:<12}{theirs:>9.3f}{ours:>9.3f}"
              f"{ratios[-1]:>14.2f}{'' if same else '  OUTPUT DIFFERS'}",
              flush=True)
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    print(f"  {'geometric mean':<30}{mean:>14.2f}")
    return 1 if wrong or mean >= 1 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
