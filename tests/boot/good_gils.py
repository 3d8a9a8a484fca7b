# SPDX-License-Identifier: MIT
"""Each GIL of the registry keeps the rules that tests/bad_gils break, on one
core, two and four, in each order of waking; and its times add up."""

import json
import re
from itertools import product

from lib.case import BUILD
from lib.check import check, equal
from lib.lab import command, ended_well

BENCH = BUILD / "user" / "gilbench"
TRACE_TOOL = BUILD / "host" / "convoy-trace"
WAKES = ("fifo", "lifo", "sched")
CORES = (1, 2, 4)


def registry():
    """The names of all GILs but none, which is no lock."""
    _, usage = command([BENCH])
    names = re.findall(r"GIL=(\S+)", usage)
    check("interval" in names and "none" in names, usage)
    return [name for name in names if name != "none"]


def settings():
    """For each GIL three machines: with one, two and four cores, and each
    order of waking; over all GILs each number of cores meets each order."""
    every = [(name, cores, WAKES[(row + number) % len(WAKES)])
             for number, name in enumerate(registry())
             for row, cores in enumerate(CORES)]
    equal({one[1:] for one in every}, set(product(CORES, WAKES)), "settings")
    return every


def judge(result, where):
    """It has ended well, and broke no rule; the times add up."""
    ended_well(result)
    status, text = command([TRACE_TOOL, "gil", result.trace, "--json"])
    gils = json.loads(text)["gils"]
    equal((status, [gil["broken"] for gil in gils]), (0, [[]] * len(gils)),
          f"{where}\n{text}")
    check(gils, f"{where}: no GIL")
    for gil in gils:
        equal((gil["held"] + gil["idle"], gil["missing"]),
              (gil["elapsed"], 0), where)


def test_computing_and_answering(lab):
    """Threads that compute, alone and beside one that answers requests."""
    for name, cores, wake in settings():
        result = lab.boot(
            program=BENCH, args=["cpu", "3", "50000", "convoy", "2", "20000"],
            env={"GIL": name, "WAKE": wake},
            options={"cores": f"sim:{cores}", "trace": "64"})
        judge(result, (name, cores, wake))
