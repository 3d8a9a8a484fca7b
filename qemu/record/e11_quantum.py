# SPDX-License-Identifier: MIT
"""Experiment 11: a GIL by quanta, as Ruby's, and the way back from I/O.

A timer thread interrupts whoever holds, once per quantum. A thread that is back
from I/O waits for that, where another computes.
"""

from exp_figure import Experiment, Figure
from exp_machine import Machine
from exp_plot import BarPlot, Series

QUANTA_MS = (100, 10)
ROUNDS = 4
SLEEP_US = 50  # of user/lab/back_from_io.py
RUBY = "Ruby 2.4, thread_pthread.c: TIME_QUANTUM of 100 ms"

MACHINES = {quantum: Machine(
    name=f"quantum-{quantum}ms", title=f"Ruby's GIL, quantum {quantum} ms",
    program="/lab/back_from_io.py", words=(ROUNDS,), gil="ruby", cores=2,
    interval_us=quantum * 1000) for quantum in QUANTA_MS}
LINUX = tuple(machine.linux61() for machine in MACHINES.values())
ALL = (*MACHINES.values(), *LINUX)


def _most(one):
    return one.value("back", "most_ns") / 1e6


def _predicted(one):
    """ms: the timer went to sleep when the thread was let in last; since then
    it has slept itself."""
    p = one.primitives
    return (one.run.interval_us * 1000 + p["timedwait_late"]
            + p["wake_latency"] - SLEEP_US * 1000) / 1e6


def _figure(one):
    quantum = one.run.interval_us / 1000
    most = _most(one)
    return Figure(
        what=f"quantum {quantum:.0f} ms", unit="ms of waiting",
        published="about a quantum", measured=most, predicted=_predicted(one),
        formula="quantum + timedwait_late + wake_latency - what the thread "
                "was away for: the quantum began when it was let in last",
        inputs=f"away for {SLEEP_US} us",
        expected="about a quantum", direction=0.5 < most / quantum < 1.5,
        cost=one.run.cost, machine=one.run.name)


def figures(measured):
    """A Figure for each quantum."""
    return [_figure(measured[machine.name]) for machine in ALL
            if machine.name in measured]


def plots(measured):
    ran = [measured[machine.name] for machine in MACHINES.values()
           if machine.name in measured]
    return [BarPlot(
        "Back from I/O beside a thread that computes: Ruby's GIL",
        "ms until it has the GIL",
        tuple(f"{one.run.interval_us // 1000} ms" for one in ran),
        (Series("measured", tuple(_most(one) for one in ran)),
         Series("predicted", tuple(_predicted(one) for one in ran),
                predicted=True)))]


EXPERIMENT = Experiment(
    number=11,
    title="A quantum",
    question="What does a GIL with a time slice do to a thread that waits for "
             "I/O?",
    sources=(RUBY,),
    machines=ALL,
    small=(MACHINES[10],),
    judge=figures, plots=plots,
    story="""While anybody waits, a timer thread rings once per quantum, and the
holder then gives the GIL away. So each return from I/O costs what is left of a
quantum: nearly all of it, if the I/O was short.""")
