# SPDX-License-Identifier: MIT
"""The primitives cost no more than their aims, nor does what processes do."""

import sys

from lib.case import PROJECT
from lib.check import check, equal
from lib.lab import IMAGE, command, guest_path, policies


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


def test_sched(lab):
    """make bench measures switches and wake-ups under every policy, each within
    half of Linux's cost, and does not take what measures nothing for good."""
    words = [sys.executable, "-B", PROJECT / "qemu" / "bench_sched.py",
             "--image", IMAGE, "--out", lab.dir]
    status, output = command([*words, guest_path("convoy_bench")])
    equal(status, 0, f"status\n{output}\n")
    for name in policies():
        check(f"\n{name} " in output, f"no line of {name}", output=output)
    status, output = command([*words, guest_path("hello")])
    check(status != 0, "a benchmark that measures nothing", output=output)


def test_profile(lab):
    """make profile knows where a row's instructions go, whichever program has
    it, and under any policy."""
    words = [sys.executable, "-B", PROJECT / "qemu" / "profile.py"]
    programs = [guest_path("convoy_costs"), guest_path("convoy_bench")]
    status, output = command([*words, "getppid", *programs])
    equal(status, 0, f"status\n{output}\n")
    check("  sys_getppid\n" in output, "the handler is named", output=output)
    status, output = command([*words, "--sched", "fifo", "ring_hop",
                              *programs])
    equal(status, 0, f"status\n{output}\n")
    check("  sys_futex\n" in output, "the handler is named", output=output)
    check("rr_" not in output, "another policy's functions", output=output)
    status, output = command([*words, "none", *programs])
    check(status != 0, "a row that does not exist", output=output)
