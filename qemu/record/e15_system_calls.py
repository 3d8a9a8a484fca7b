# SPDX-License-Identifier: MIT
"""Experiment 15: how many system calls a GIL makes.

A thread that only computes needs none. Under the old GIL every check can be a
wake-up and a sleep; under the present one there are a few per interval.
"""

import exp_plan as plan
from exp_figure import Experiment, Figure
from exp_machine import Machine
from exp_plot import BarPlot, Series
from exp_predict import CHECK, lost_race, us

COUNT = 50_000  # of each thread
CALLS = "calls"
SHAPES = ((1, 2), (2, 2), (4, 4))  # cores, threads
GILS = ("ticks", "interval")


def _machine(gil, cores, threads):
    return Machine(f"calls-{gil}-{cores}-{threads}",
                   f"system calls, {gil}, {threads} threads on {cores}",
                   "/lab/cpu_bound.py", (threads, COUNT), gil, cores,
                   plan.INTERVAL_US if gil == "interval" else 0,
                   marks=("seq-1", f"cpu-{threads}"), trace_mib=64, effort=4)


GRID = {(gil, shape): _machine(gil, *shape) for gil in GILS
        for shape in SHAPES}
LINUX = {key: GRID[key].linux61() for key in (
    ("ticks", (1, 2)), ("ticks", (2, 2)), ("ticks", (4, 4)),
    ("interval", (2, 2)))}


def _counted(one, mark):
    return one.stats[mark]["total"]


def _futex_calls(one):
    """(prediction, formula, inputs) of two threads on two cores under the old
    GIL; see predict.ticks_ratio_many_cores."""
    total = _counted(one, "cpu-2")
    checks, lost = total["drops"]["ticks"], total["lost_races"]
    _, every, period, away = lost_race(one.primitives, CHECK)
    return (2 * lost,
            "2 calls for each lost race: a wake-up, and a sleep; of these "
            "there is one for each k-th check while both threads run, which "
            "is half of the checks, if one always loses, to all of them",
            f"{lost} lost races, between {checks / 2 / every:.0f} and "
            f"{checks / every:.0f}; P {us(period)}, away {us(away)}: "
            f"k = {every}")


PUBLISHED = {("ticks", (1, 2)): "over 3 million",
             ("ticks", (2, 2)): "9 million"}
NOTES = {
    ("ticks", (1, 2)): "here who is signalled on one core stays so until the "
                       "holder's turn ends, and there is nobody to wake; "
                       "there each signal was a call into the kernel",
    ("ticks", (2, 2)): "there a run of some thousand times as long; in "
                       "sequence there 736 system calls and 117 of Mach, here "
                       "7, none of them for a futex",
}
NOTE_LINUX = ("with Linux's costs the loser's next call to wait lasts so long "
              "that the next signal comes before it sleeps: the call ends at "
              "once, the signal finds nobody, and the loser wins while the "
              "other is in that call. So each lost race is followed by a "
              "switch, and both by two calls")
FEW = 100  # calls, in a run of some tens of milliseconds


def _figure(one, gil, shape):
    cores, threads = shape
    calls = _counted(one, f"cpu-{threads}")["futex_calls"]
    sequence = _counted(one, "seq-1")
    value = formula = inputs = None
    if gil == "ticks" and shape == (2, 2):
        value, formula, inputs = _futex_calls(one)
    expected, direction = _direction(gil, cores, calls, sequence)
    published = PUBLISHED.get((gil, shape), "-")
    return Figure(
        what=f"{gil}, {threads} threads on {cores}", unit="futex calls",
        published=published, measured=calls,
        predicted=value, formula=formula or "", inputs=inputs or "",
        expected=expected, direction=direction,
        note=NOTE_LINUX if one.run.cost and formula
        else NOTES.get((gil, shape), ""), cost=one.run.cost,
        machine=one.run.name)


def _direction(gil, cores, calls, sequence):
    """(words, whether it is so)."""
    if gil == "interval" or cores == 1:
        return ("more than none, and few",
                sequence["futex_calls"] < calls < FEW)
    return "far more than in sequence", calls > 100 * sequence["syscalls"]


def figures(measured):
    """A Figure per policy and shape; then with Linux's costs."""
    return [_figure(measured[machine.name], gil, shape)
            for grid in (GRID, LINUX)
            for (gil, shape), machine in grid.items()
            if machine.name in measured]


def plots(measured):
    series = tuple(Series(gil, tuple(
        _counted(measured[GRID[gil, shape].name],
                 f"cpu-{shape[1]}")["futex_calls"]
        if GRID[gil, shape].name in measured else None for shape in SHAPES))
        for gil in GILS)
    return [BarPlot("Futex calls of threads that only compute", "calls",
                    tuple(f"{n} on {cores}" for cores, n in SHAPES), series,
                    log_y=True)]


EXPERIMENT = Experiment(
    number=15,
    title="System calls and wake-ups",
    question="How many system calls does computing take?",
    sources=(plan.BEAZLEY,),
    machines=(*GRID.values(), *LINUX.values()),
    small=(GRID["ticks", (2, 2)], GRID["interval", (2, 2)]),
    judge=figures, plots=plots,
    story="""In sequence a computing thread makes a handful of system
calls. With the old GIL two threads on two cores make one wake-up and one
sleep for every second check of one of them: thousands in a thirtieth of a
second. With the present one there are a few for each interval.""")
