# SPDX-License-Identifier: MIT
"""Experiment 10: to unlock and lock again at once, giving the processor away
in between or not.

MicroPython's GIL is a plain mutex, which its holder unlocks and locks again
after every 32 jumps. Two threads that count share one core.
"""

from exp_figure import Experiment, Figure
from exp_machine import Machine
from exp_plot import BarPlot, Series

MICROPYTHON = ("MicroPython, pull request 15476, 2024: "
               "uneven GIL allocation between threads")
POLICIES = ("micropython", "micropython-yield")
FAIR = 1.1  # below that, shares count as even

MACHINES = {gil: Machine(
    name=f"relock-{gil}", title=f"{gil}, 1 core", program="/lab/unfair.py",
    gil=gil, trace_mib=64, effort=3) for gil in POLICIES}
LINUX = tuple(machine.linux61() for machine in MACHINES.values())
ALL = (*MACHINES.values(), *LINUX)


def _ratio(one):
    """What the luckier thread got done, for one round of the other."""
    return (one.value("unfair", "more") / max(1, one.value("unfair", "less")))


def _figure(one):
    ratio, yields = _ratio(one), one.run.gil == POLICIES[1]
    return Figure(
        what=one.run.gil, unit="to 1", measured=ratio,
        published="about 1" if yields else "about 316",
        predicted=1.0 if yields else None,
        formula="the waiter, awake, runs before the lock is taken again"
                if yields else "",
        expected="about 1" if yields else "far from even",
        direction=ratio < FAIR if yields else ratio > 2,
        note="" if yields else "the waiter gets the lock only where the time "
        "slice ends between unlock and lock", cost=one.run.cost,
        machine=one.run.name)


def figures(measured):
    """A Figure for each of the two."""
    return [_figure(measured[machine.name]) for machine in ALL
            if machine.name in measured]


def plots(measured):
    ran = [measured[machine.name] for machine in MACHINES.values()
           if machine.name in measured]
    return [BarPlot("Two threads that count: who gets how much",
                    "rounds of the one for a round of the other",
                    tuple(one.run.gil for one in ran),
                    (Series("measured", tuple(_ratio(one) for one in ran)),),
                    log_y=True)]


EXPERIMENT = Experiment(
    number=10,
    title="To unlock and lock again",
    question="Is a lock fair that is let go of again and again?",
    sources=(MICROPYTHON,),
    machines=ALL,
    small=tuple(MACHINES.values()),
    judge=figures, plots=plots,
    story="""Unlocking wakes the waiter, but does not give it the lock. On one
core it cannot run before the one that unlocked has locked again, unless that
one gives the processor away.""")
