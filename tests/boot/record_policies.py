# SPDX-License-Identifier: MIT
"""Experiments 7 and 14 of `make experiments`: which GIL cures the convoy, and
which can be deceived (user/lab/tiny_io.py); who asks for the GIL, and who gets
it (user/lab/winners.py). A few of their machines; each figure holds."""

from lib.check import check, equal

import exp_run   # qemu/, on the path since lib.lab
from record import e07_policies, e14_winners


def held(lab, experiment, count):
    """The small part of EXPERIMENT: COUNT figures, all of which hold; what
    they measured, by name."""
    measured = exp_run.run_all(experiment.small, lab.dir,
                               lambda *_, **__: None)
    figures = experiment.judge(measured)
    equal(len(figures), count, "figures")
    for figure in figures:
        check(figure.holds, "does not hold", figure=figure)
    check(all(experiment.plots(measured)), "no picture")
    return {figure.what: figure.measured for figure in figures}


def test_policies(lab):
    """Priorities, deadlines and holy threads cure the convoy; a nap deceives
    priorities, not deadlines, and is punished by the interval; a write over in
    no time starves the other thread under the interval, and whoever is not
    holy those that are."""
    shares = held(lab, e07_policies.EXPERIMENT, 23)
    check(shares["nap, interval"] < 20 < 45 < shares["nap, bfs"] < 55
          < 85 < shares["nap, priority"], "naps", shares=shares)
    check(shares["write, interval"] > 85, "the write", shares=shares)
    check(shares["honest, holy"] > 99, "not holy", shares=shares)


def test_winners(lab):
    """G3: one request an interval, though three wait; WAKE decides who is let
    in, or on one core the scheduler, even who may ask."""
    shares = held(lab, e14_winners.EXPERIMENT, 8)
    check(shares["the newcomer's work, mlfq"] < 60
          < 90 < shares["the newcomer's work, prio, the newcomer urgent"],
          "two schedulers, two answers", shares=shares)


def event(kind, lwp, ms, **fields):
    """One of the trace's GIL events."""
    return {"event": f"gil_{kind}", "lwp": lwp, "time_ns": ms * 1_000_000,
            **fields}


def test_account(_lab):
    """A trace by hand: 2 to 4 wait for 1. 4 asks, and 2 gets it; then 3 asks
    5 ms after that, and gets it. What is dropped unasked does not count."""
    events = [event("acquired", 1, 0, switch_number=1),
              *(event("wait", lwp, lwp) for lwp in (2, 3, 4)),
              event("drop_request", 4, 9), event("drop", 1, 10, why=2),
              event("acquired", 2, 11, switch_number=2), event("wait", 1, 12),
              event("drop_request", 3, 16), event("drop", 2, 17, why=2),
              event("acquired", 3, 18, switch_number=3), event("wait", 2, 19),
              event("drop", 3, 20, why=3),
              event("acquired", 4, 21, switch_number=4)]
    account = e14_winners.account_of(events)
    equal([ns // 1_000_000 for _, ns in account.requests], [9, 5], "gaps")
    equal((account.drops, account.asker, account.longest), (2, 1, 2), "won")
