# SPDX-License-Identifier: MIT
"""Simulated cores keep their promises (docs/cores.md): speed, causality, no
hangs, cheap idleness. That no figure hangs on the quantum is held by
experiments.py."""

import re

from lib.check import check, equal
from lib.lab import ended_well, figures

SPEED_TOLERANCE = 0.005
IDLE_SECOND = 250_000  # instructions in all, at HZ 250
LOOPS = 1_000_000      # of two instructions


def run(lab, name, cores, *args, **options):
    """The result of a guest program on CORES cores that ended well."""
    result = lab.boot_guest(name, args=args,
                            options={"cores": f"sim:{cores}", **options})
    equal(ended_well(result).header["late_ipis"], 0, "IPIs in the past")
    return result


def test_speed(lab):
    """N CPU-bound threads on N cores take the lab time of one on one."""
    alone = figures(run(lab, "convoy_cores", 1, 1, LOOPS).console)
    for cores in (2, 3, 8, 64):
        together = figures(run(lab, "convoy_cores", cores, cores, LOOPS,
                               "pin").console)
        ratio = together["elapsed_ns"] / alone["elapsed_ns"]
        check(abs(ratio - 1) <= SPEED_TOLERANCE,
              f"{cores} threads on {cores} cores", ratio=ratio)


def test_two_share_one(lab):
    """Two CPU-bound threads on one core take the lab time of two."""
    alone = figures(run(lab, "convoy_cores", 1, 1, LOOPS).console)
    shared = figures(run(lab, "convoy_cores", 1, 2, LOOPS).console)
    ratio = shared["elapsed_ns"] / alone["elapsed_ns"]
    check(abs(ratio - 2) <= 2 * 0.02, "two threads on one core", ratio=ratio)


def test_causality(lab):
    """No clock goes back across a wake-up, a pipe or a migration, and across a
    lock of user space by less than an IPI's latency, which the program
    checks (tests/guest/convoy_causality.c)."""
    for cores in (2, 4, 7):
        for seed in (0, 1):
            console = run(lab, "convoy_causality", cores, seed=seed).console
            exact = re.findall(
                r"(?:pipe|moving) .* back_ns=(\d+) back_tsc=(\d+)", console)
            equal(exact, [("0", "0")] * 2, "steps back through the kernel")


def test_spinning_does_not_hang(lab):
    """A holder that is taken off its core while others spin goes on."""
    for cores in (2, 64):
        run(lab, "convoy_spin64", cores)


def busy(result):
    """Instructions that the cores executed, idleness not counted."""
    return (sum(result.header["core_clock"])
            - sum(result.header["core_idle"]))


def test_idle_second(lab):
    """A second in which nothing runs costs few instructions, also on 64
    cores: only core 0 ticks."""
    for cores in (1, 2, 64):
        one, two = (busy(run(lab, "convoy_idle", cores, seconds, hz=250))
                    for seconds in (1, 2))
        check(0 < two - one < IDLE_SECOND, "an idle second",
              cores=cores, instructions=two - one)
