# SPDX-License-Identifier: MIT
"""Experiment 5: the same echo server, all on one core.

Published are figures that fall from 24,000 by way of 12,000 and 3,000 to 30,
far slower than with several cores. That is no mercy of the GIL's: where the
thread that computes is not let onto the core, it cannot take the GIL, and how
long it is kept off is the scheduler's affair. So another scheduler gives other
figures with the same GIL, down to none of it at all.
"""

import exp_judge as judge
import exp_plan as plan
import exp_predict as predict
from exp_figure import Experiment, Figure
from exp_machine import Machine
from exp_plot import LinePlot, Series

THREADS = (0, 1, 2, 4, 8)
ROUNDS = {0: 100, 1: 1000, 2: 100, 4: 60, 8: 30}
CONVOY_ROUNDS = {0: 100, 1: 20, 2: 20, 4: 10, 8: 10}  # a turn each
PUBLISHED = {0: 24_000, 1: 12_000, 2: 3000, 4: 30, 8: 10}
# Under mlfq what counts is who has sunk: who computes, before the client
# begins; and not the server, which has 10 ms of its own on top.
SUNK_ROUNDS = {threads: 400 for threads in THREADS}
SCHEDULERS = {"cfs": ROUNDS, "mlfq": SUNK_ROUNDS, "rr": CONVOY_ROUNDS}


def _machine(sched, rounds):
    words = ["later"] if sched == "mlfq" else []
    for threads in THREADS:
        words += [threads, rounds[threads]]
    return Machine(f"one-core-{sched}", f"echo on one core, {sched}",
                   "/lab/convoy.py", tuple(words), "interval", 1,
                   plan.INTERVAL_US, options=(("sched", sched),), trace_mib=0,
                   effort=8)


BY_SCHED = {sched: _machine(sched, rounds)
            for sched, rounds in SCHEDULERS.items()}
LINUX = {sched: machine.linux61() for sched, machine in BY_SCHED.items()}


def _rate(one, threads):
    section = one.sections["echo", threads]
    return 1e9 * section["replies"] / section["elapsed_ns"]


def _direction(sched, threads, rates):
    """(words, whether it is so)."""
    if threads == 0:
        return "over 10,000", rates[0] > 10_000
    if sched == "mlfq":
        return ("as alone: who computes sinks below",
                rates[threads] > 0.9 * rates[0])
    if sched == "cfs" and threads == 1:
        return ("far over 1 / interval, under alone",
                2e6 / plan.INTERVAL_US < rates[1] < rates[0])
    return ("under 1 / interval: a convoy",
            rates[threads] < 1e6 / plan.INTERVAL_US)


def _figure(one, sched, threads, rates):
    expected, direction = _direction(sched, threads, rates)
    p = one.primitives
    alone = predict.echo_alone(p, p["handler"] - p["pipe_pair"])
    known = threads == 0 or sched == "mlfq"
    return Figure(
        what=f"{sched}, {threads} threads", unit=judge.RATE,
        published=f"{PUBLISHED[threads]}" if sched == "cfs" else "-",
        measured=rates[threads], predicted=alone.value if known else None,
        formula=alone.formula if known else "", expected=expected,
        inputs=alone.inputs if known else "", direction=direction,
        cost=one.run.cost, machine=one.run.name)


def figures(measured):
    """A Figure per scheduler and number of threads."""
    made = []
    for sched, machine in (*BY_SCHED.items(), *LINUX.items()):
        if one := measured.get(machine.name):
            rates = {threads: _rate(one, threads) for threads in THREADS}
            made += [_figure(one, sched, threads, rates)
                     for threads in THREADS]
    return made


def plots(measured):
    series = [Series(f"{sched}{label}", tuple(
        (threads, _rate(measured[machine.name], threads))
        for threads in THREADS))
              for group, label in ((BY_SCHED, ""), (LINUX, ", Linux's costs"))
              for sched, machine in group.items()
              if machine.name in measured]
    published = Series("published", tuple(PUBLISHED.items()), published=True)
    return [LinePlot("Echo on one core", "threads that compute",
                     "replies a second", (*series, published), log_y=True)]


EXPERIMENT = Experiment(
    number=5,
    title="Echo on one core: an artefact",
    question="Why is the convoy milder on one core?",
    sources=(plan.SKVORTSOV,),
    machines=(*BY_SCHED.values(), *LINUX.values()),
    small=(BY_SCHED["mlfq"],),
    judge=figures, plots=plots,
    story="""On one core a thread that computes, once signalled, still
needs the core to take the GIL. A scheduler that prefers who has run least
(cfs) gives it to client and server in turn until they have caught up: so
long the server passes the GIL from itself to itself. With more threads to
share with that time shrinks to nothing and the convoy is back. With mlfq
who computes sinks and never gets in between. With rr it is first in the queue
for the core whenever the client has woken the server, and has a whole turn: a
convoy beside one thread already. The figures tell of the scheduler.""")
