# SPDX-License-Identifier: MIT
"""The primitives cost no more than their aims."""

import sys

from lib.case import PROJECT
from lib.check import check, equal
from lib.lab import IMAGE, command, guest_path


def test_aims(lab):
    """make bench finds every primitive measured and within its aim, and
    does not take what measures nothing for good."""
    words = [sys.executable, "-B", PROJECT / "qemu" / "bench.py",
             "--image", IMAGE, "--out", lab.dir]
    status, output = command([*words, guest_path("convoy_bench")])
    equal(status, 0, f"status\n{output}\n")
    equal(output.count("\n"), 7, f"lines of\n{output}")
    status, output = command([*words, guest_path("hello")])
    check(status != 0, "a benchmark that measures nothing", output=output)
