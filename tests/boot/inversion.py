# SPDX-License-Identifier: MIT
"""Priority inversion, with and without inheritance (user/lab/inversion.c), and
guest programs under every policy for which they make sense."""

import re

from lib.case import BUILD
from lib.check import check, equal
from lib.lab import ended_well

HOLDS_US = 10_000
COMPUTES_US = 100_000
POLICIES = ("prio", "mlfq", "bsd44")
PROGRAMS = ("futex_inherit", "thread_cond", "sched_fair")


def waits(lab, **options):
    """How long the high one waited, in us: (without, with inheritance)."""
    result = lab.boot(program=BUILD / "lab" / "inversion", options=options,
                      extract_trace=False)
    found = re.findall(r"waited for (\d+) us", ended_well(result).console)
    equal(len(found), 2, f"lines\n{result.console}\n")
    return [int(word) for word in found]


def test_pathfinder(lab):
    """Without inheritance the high one waits for the middle one, too; with it
    only for as long as the low one holds the mutex."""
    for cores in ("sim:1", "sim:2"):
        without, inherits = waits(lab, sched="prio", cores=cores)
        check(COMPUTES_US <= without < COMPUTES_US + HOLDS_US + 1000,
              f"{cores}: without inheritance", us=without)
        check(inherits <= HOLDS_US, f"{cores}: with inheritance", us=inherits)


def test_policies(lab):
    """Programs end as they ought to under each of these policies."""
    for policy in POLICIES:
        for name in PROGRAMS:
            ended_well(lab.boot_guest(name, extract_trace=False, options={
                "sched": policy, "cores": "sim:2"}))
