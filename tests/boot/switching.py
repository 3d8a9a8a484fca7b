# SPDX-License-Identifier: MIT
"""The scheduling policy changes while tasks run (/sys/kernel/sched_ext), and
nothing is lost, whichever follows which, on one core or several."""

import errno
import re

from lib.case import BUILD, PROJECT
from lib.check import check, equal
from lib.lab import KASAN_IMAGE, ended_well, figures

BAD_IMAGE = BUILD / "bad" / "convoy.boot"

# They are for runs of their own, on one core: what pct ranks high may keep it
# for ever, and forced wants a schedule.
EXPLORERS = ("random", "pct", "forced")
CHANGES = 20  # at least, of tests/guest/convoy_switching.c


def policies():
    """The names of the registered policies, from their tables."""
    text = "".join(path.read_text()
                   for path in sorted((PROJECT / "sched").glob("*.c")))
    names = re.findall(r'^ *\.name = "(\w+)",$', text, re.M)
    check(len(names) >= 2, f"policies: {names}")
    return [name for name in names if name not in EXPLORERS]


def switch(lab, **fields):
    """Run the program; what is printed says how often the policy changed."""
    names = policies()
    result = lab.boot_guest("convoy_switching", args=names, **fields)
    ended_well(result)
    check("ejected" not in result.console, result.console)
    check(figures(result.console)["switches"] >= CHANGES, result.console)


def test_one_core(lab):
    """Every few milliseconds another policy, on one core."""
    switch(lab)


def test_cores(lab):
    """The same on four cores, and at another tick."""
    switch(lab, options={"cores": "sim:4", "hz": 1000})


def test_checked(lab):
    """The same in a kernel that checks each use of memory."""
    switch(lab, image=KASAN_IMAGE, options={"cores": "sim:2"})


def test_same_twice(lab):
    """Two runs are the same, byte for byte."""
    results = [lab.boot_guest("convoy_switching", args=policies(),
                              options={"cores": "sim:2"}) for _ in range(2)]
    equal(results[0].console, results[1].console, "console")


def test_starved_before(lab):
    """Who waited too long under a policy that may let them is not held against
    the next one."""
    result = lab.boot_guest("convoy_handover", args=["rr"],
                            options={"sched": "prio", "watchdog": 15})
    ended_well(result)
    equal(result.console, "again=0 policy=rr\n", "console")


def test_to_bad(lab):
    """A policy that fails while it takes over is ejected, and another one runs
    what waits; it is not taken again."""
    for cores in (1, 2):
        result = lab.boot_guest("convoy_handover", args=["bad_task"],
                                image=BAD_IMAGE,
                                options={"sched": "prio",
                                         "cores": f"sim:{cores}"})
        ended_well(result)
        check("'bad_task' is ejected" in result.console, result.console)
        check(result.console.endswith(f"again={errno.EPERM} policy=rr\n"),
              result.console)
