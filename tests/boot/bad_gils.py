# SPDX-License-Identifier: MIT
"""A GIL that breaks a rule is caught and named: by the program itself
(gil/gil_check.c), which then ends with status 3, or by convoy-trace gil, from
the trace. Those that are wrong on purpose are in tests/bad_gils."""

import json

from lib.case import BUILD
from lib.check import check, contains, equal
from lib.lab import command

BENCH = BUILD / "bad" / "gilbench"
PY = BUILD / "bad" / "py"
TRACE_TOOL = BUILD / "host" / "convoy-trace"
BROKEN = 3   # GIL_STATUS_BROKEN

CPU = ["cpu", "3", "300000"]
LONG = ["cpu", "3", "3000000"]  # until one has starved

# GIL: what gilbench does, its message (if it ends itself), the rule that the
# trace shows to be broken (if it does).
GILS = {
    "two_holders": (CPU, "two holders: a thread took the GIL while another "
                    "held it", "two holders"),
    "drops_unheld": (CPU, "a thread dropped the GIL that did not hold it",
                     "drop without holding"),
    "forgets_take": (CPU, "a thread dropped the GIL that did not hold it",
                     "drop without holding"),
    "no_report": (CPU, "take came back without the GIL", None),
    "lost_wakeup": (CPU, None, "lost wake-up"),
    "wakes_nobody": (CPU, None, "lost wake-up"),
    "starves": (LONG, None, "starvation"),
    "deadlock_at_exit": (CPU, None, "deadlock"),
}

# Two threads that compute, and a daemon that does so until the end.
PROGRAM = """
import threading
def count(n):
    while n:
        n -= 1
def for_ever():
    while True:
        count(100)
threads = [threading.Thread(target=count, args=(N,)) for _ in range(2)]
for t in threads:
    t.start()
for t in threads:
    t.join()
threading.Thread(target=for_ever, daemon=True).start()
print("counted")
"""


def verdict(result):
    """convoy-trace's status, the names of the broken rules, and the GILs."""
    status, text = command([TRACE_TOOL, "gil", result.trace, "--json"])
    gils = json.loads(text)["gils"]
    rules = {broken["rule"]: broken for gil in gils
             for broken in gil["broken"]}
    equal(status, int(bool(rules)), f"status\n{text}")
    return rules, gils


def judge(result, name, message, rule):
    """The GIL was caught as GILS says."""
    rules, _ = verdict(result)
    if message:
        equal(result.status, BROKEN, f"{name}: status\n{result.console}")
        contains(result.console, f"GIL=bad_{name} is broken: {message}",
                 "message")
    if rule:
        check(rule in rules, f"{name}: {rule!r} not in {rules}")
        check(rules[rule]["thread_tid"], f"{name}: no thread is named")
    else:
        equal(rules, {}, name)


def bench(lab, name, words, cores, **env):
    """The machine on which gilbench has run under a GIL."""
    return lab.boot(program=BENCH, args=words, env={"GIL": name, **env},
                    options={"cores": f"sim:{cores}", "trace": "64"})


def test_bad_gils(lab):
    """Each is caught, in gilbench."""
    for name, (words, message, rule) in GILS.items():
        judge(bench(lab, f"bad_{name}", words, 2, INTERVAL_US="1000",
                    CHECK="1000" if words is LONG else "100"),
              name, message, rule)


def python(lab, program, name, cores, turns=3000, **env):
    """The machine on which py has run PROGRAM under a GIL."""
    source = PROGRAM.replace("N,", f"{turns},").encode()
    return lab.boot(program=program, args=["/program.py"],
                    files={"/program.py": source}, env={"GIL": name, **env},
                    options={"cores": f"sim:{cores}", "trace": "64"})


def test_bad_gils_python(lab):
    """And those that end the program, or hang it, in py."""
    for name in ("two_holders", "drops_unheld", "forgets_take", "no_report",
                 "wakes_nobody"):
        _, message, rule = GILS[name]
        judge(python(lab, PY, f"bad_{name}", 2), name, message, rule)


def test_none(lab):
    """Nobody is accused where there is no lock."""
    rules, gils = verdict(bench(lab, "none", CPU, 2))
    equal(rules, {}, "none")
    check(len(gils) == 1 and gils[0]["policy"] == "none", gils)
