# SPDX-License-Identifier: MIT
"""CPU time is exact: user time is the instructions that ring 3 executed, no
more and no fewer, whatever came in between (kernel/task/usage.c)."""

from lib.check import check, equal
from lib.lab import ended_well, figures

LOOPS, CALLS, TOUCHED = 1_000_000, 20_000, 500  # of convoy_times.c


def test_user_time(lab):
    """A known amount of work, on one core and on two, with short turns and
    long ones, in turns of several threads: always the same user time."""
    for options in ({"cores": "sim:1"}, {"cores": "sim:2"},
                    {"cores": "sim:2", "quantum": 97, "hz": 1000},
                    {"cores": "sim:3", "seed": 5, "trace": "off"}):
        found = figures(ended_well(
            lab.boot_guest("convoy_times", options=options)).console)
        equal(found["spin"], 2 * (LOOPS - 1), f"a loop, {options}")
        equal(found["call"], 4 * (CALLS - 1), f"calls, {options}")
        equal(found["touch"], 4 * (TOUCHED - 1), f"faults, {options}")
        equal(found["faults"], TOUCHED + 1, "faults counted")
        for thread in ("thread_0", "thread_1"):
            equal(found[thread], 2 * (LOOPS - 1), f"{thread}, {options}")
        check(abs(found["child"] - 2 * LOOPS // 1000) <= 1, "a child",
              found=found)
        equal(found["child_differs"], 0, "wait4 and RUSAGE_CHILDREN")
        equal(found["sum_within"], 1, "user and system make up the whole")
