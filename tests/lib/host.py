# SPDX-License-Identifier: MIT
"""Unit tests on the host: build/host/NAME_test, made from tests/host with
sanitizers. A program may print `ok WHAT` or `FAIL WHAT: why` for each of its
tests; then each such line counts. One that says neither is one test, passed
if its status is 0. One that dies (a sanitizer found something) has failed
whatever it said before."""

import re
import subprocess

from lib.case import BUILD, PROJECT, Case, Result
from lib.check import tail

TIMEOUT = 120  # seconds; a hang detector
LINE = re.compile(r"(ok|FAIL) ([^:]*)(.*)")


def _run(name, program):
    try:
        done = subprocess.run([program], cwd=PROJECT, timeout=TIMEOUT,
                              stdin=subprocess.DEVNULL, errors="replace",
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
    except subprocess.TimeoutExpired:
        return [Result(name, False, f"hangs: not done after {TIMEOUT} s")]
    found = [LINE.fullmatch(line) for line in done.stdout.splitlines()]
    results = [Result(f"{name}: {line[2]}", line[1] == "ok", line[3])
               for line in found if line]
    failed = any(not result.passed for result in results)
    if not results or (done.returncode != 0 and not failed):
        results.append(Result(
            name, done.returncode == 0,
            f"exit status {done.returncode}\n{tail(done.stdout)}"))
    return results


def cases():
    """A case for each unit test program."""
    found = []
    for source in sorted((PROJECT / "tests" / "host").glob("*_test.c")):
        name = f"host/{source.stem}"
        program = BUILD / "host" / source.stem
        found.append(Case(name, lambda n=name, p=program: _run(n, p)))
    return found
