#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Run the tests: `make test` builds what they need and then calls this.

One line a test, with why where it failed; the last line is
`N passed, N failed`. The exit status is 0 only if something passed and
nothing failed. Host time decides nothing here but that a test hangs.
"""

import argparse
import shutil
import signal
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

from lib import boot, fuzz, guest, host, lab    # noqa: E402
from lib import python, python_tool, session    # noqa: E402
from lib.case import SCRATCH, Result    # noqa: E402


def run_case(case):
    """The Results of a Case and the host seconds that it took; an error in
    the test itself is a failure."""
    start = time.monotonic()
    try:
        results = case.run()
    except Exception:  # whatever it is, the other tests go on
        results = [Result(case.name, False, traceback.format_exc())]
    return results, time.monotonic() - start


def show(result):
    """Print the line of a Result, and why it failed."""
    print("PASS" if result.passed else "FAIL", result.name)
    if not result.passed:
        for line in result.detail.splitlines():
            print(f"    {line}")
    sys.stdout.flush()


def run_all(cases, jobs, times):
    """Run Cases, JOBS at a time; show results in the order of the cases,
    whichever ends first, with TIMES if wanted. The counts (passed, failed)."""
    passed = failed = 0
    with ThreadPoolExecutor(jobs) as pool:
        for case, (results, took) in zip(cases, pool.map(run_case, cases)):
            if times:
                print(f"{took:6.1f} s  {case.name}")
            for result in results:
                show(result)
                passed += result.passed
                failed += not result.passed
    return passed, failed


def main():
    """Run what the command line selects; the exit status."""
    parser = argparse.ArgumentParser(description="Run Convoy's tests.")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", metavar="PATTERN",
                        help="only cases whose name contains this")
    parser.add_argument("--image", type=Path, default=lab.IMAGE,
                        help="the kernel under test")
    parser.add_argument("--list", action="store_true",
                        help="print the names of the cases and stop")
    parser.add_argument("--times", action="store_true",
                        help="say how long each case took")
    args = parser.parse_args()
    lab.default_image = args.image.resolve()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    # A shell that starts this in the background has it ignore these two, and
    # so would what is run here: then ^C or ^\ would not end it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    cases = [case for case in host.cases() + guest.cases()
             + python.cases() + python_tool.cases()
             + fuzz.cases() + boot.cases() + session.cases()
             if args.only in case.name]
    if args.list:
        print("\n".join(case.name for case in cases))
        return 0
    passed, failed = run_all(cases, max(1, args.jobs), args.times)
    if failed:
        print(f"what failed machines left is in {SCRATCH}")
    else:
        shutil.rmtree(SCRATCH, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
