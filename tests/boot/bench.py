# SPDX-License-Identifier: MIT
"""The primitives cost no more than their aims, nor does what processes do."""

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


def test_costs(lab):
    """make bench finds every row measured and within what it is held to, and
    does not take what measures nothing for good."""
    words = [sys.executable, "-B", PROJECT / "qemu" / "bench_costs.py",
             "--image", IMAGE, "--out", lab.dir]
    status, output = command([*words, guest_path("convoy_costs")])
    equal(status, 0, f"status\n{output}\n")
    equal(output.count("\n"), 20, f"lines of\n{output}")
    status, output = command([*words, guest_path("hello")])
    check(status != 0, "a benchmark that measures nothing", output=output)


def test_profile(lab):
    """make profile knows where a write fault's instructions go."""
    words = [sys.executable, "-B", PROJECT / "qemu" / "profile.py",
             guest_path("convoy_costs")]
    status, output = command([*words, "getppid"])
    equal(status, 0, f"status\n{output}\n")
    check("  sys_getppid\n" in output, "the handler is named", output=output)
    status, output = command([*words, "none"])
    check(status != 0, "a row that does not exist", output=output)
