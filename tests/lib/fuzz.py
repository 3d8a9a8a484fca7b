# SPDX-License-Identifier: MIT
"""The interpreter under random programs and without memory: build/host/py_fuzz
(tests/fuzz). A sample of the programs, the same ones each time, in parts so
that they can run at once; and each program of tests/fuzz/failures with some of
its allocations refused. `make fuzz` runs any number of the former."""

import subprocess

from lib.case import BUILD, PROJECT, Case, Result
from lib.check import tail

FUZZ = BUILD / "host" / "py_fuzz"
TIMEOUT = 1200      # seconds; a hang detector
PARTS = 4
PART = 1024         # programs
STRIDE = 47         # of 47 allocations one is refused
CORPUS = ("user/lab/*.py", "user/py/lib/*.py", "tests/py/*/*.py")


def _run(name, arguments):
    try:
        done = subprocess.run([FUZZ, *arguments], cwd=PROJECT, timeout=TIMEOUT,
                              stdin=subprocess.DEVNULL, errors="replace",
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
    except subprocess.TimeoutExpired:
        return [Result(name, False, f"hangs: not done after {TIMEOUT} s")]
    return [Result(name, done.returncode == 0, tail(done.stdout))]


def _case(name, *arguments):
    return Case(name, lambda: _run(name, arguments))


def cases():
    """The parts of the sample, and a case for each program whose allocations
    are refused."""
    corpus = [str(path.relative_to(PROJECT)) for pattern in CORPUS
              for path in sorted(PROJECT.glob(pattern))]
    found = [_case(f"fuzz/programs_{part}", "--seed", str(part * PART),
                   "--count", str(PART), *corpus) for part in range(PARTS)]
    for path in sorted((PROJECT / "tests" / "fuzz" / "failures").glob("*.py")):
        found.append(_case(f"fuzz/failures/{path.stem}", "--failures",
                           "--stride", str(STRIDE),
                           str(path.relative_to(PROJECT))))
    return found
