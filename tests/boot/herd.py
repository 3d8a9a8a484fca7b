# SPDX-License-Identifier: MIT
"""The thundering herd: one event, many that wait for it, and how many are woken
for nothing. `in_vain` are reads that found nothing, which the program counts
(tests/guest/convoy_herd.c); useless wake-ups end in the kernel, and the trace's
statistics count them."""

import json

from lib.case import BUILD
from lib.check import equal
from lib.lab import command, ended_well, figures

READERS = 8
EVENTS = 100
HERD = (READERS - 1) * EVENTS  # woken for nothing, if an event wakes all
STATS = BUILD / "host" / "convoy-trace"


def woken_in_vain(lab, how, **options):
    """(reads that found nothing, useless wake-ups) of a run."""
    result = lab.boot_guest("convoy_herd", args=(how, READERS, EVENTS),
                            options=options)
    figure = figures(ended_well(result).console)
    equal(figure["events"], EVENTS, "events")
    trace = lab.dir / f"machine{lab.count}" / "trace.bin"
    status, text = command([STATS, "stats", trace, "--json"])
    equal(status, 0, f"stats\n{text}\n")
    return figure["in_vain"], json.loads(text)["total"]["useless_wakeups"]


def test_read(lab):
    """Of eight that read one pipe, wakeup=all wakes seven for nothing at each
    byte, wakeup=one, the default, nobody, on any number of cores."""
    for cores in (1, 2, 8):
        cores = f"sim:{cores}"
        equal(woken_in_vain(lab, "read", cores=cores), (0, 0), cores)
        equal(woken_in_vain(lab, "read", cores=cores, wakeup="all"),
              (0, HERD), cores)


def test_poll(lab):
    """poll and separate epolls wake all, EPOLLEXCLUSIVE one. So does a common
    epoll with EPOLLET; without it, as on Linux, that one is followed by
    another. Whether the others notice inside the call or by a read hangs on
    how fast they are: the sum counts."""
    for cores in ("sim:1", "sim:2"):
        for how, herd in (("poll", HERD), ("epoll", HERD), ("exclusive", 0),
                          ("shared", EVENTS), ("edge", 0)):
            equal(sum(woken_in_vain(lab, how, cores=cores)), herd,
                  f"{how} on {cores}")
