# SPDX-License-Identifier: MIT
"""Experiment 17: processes instead of threads.

Each process has an interpreter and a GIL of its own, and so they scale with the
cores. What they cost is making them: measured by processes with nothing to do.
"""

from exp_figure import Experiment, Figure
from exp_machine import Machine
from exp_plot import LinePlot, Series

NUMBERS = (1, 2, 4, 8)
CORES = 4
COUNT = 100_000
SPEED_UP = "x sequential"


def _machine(number, count):
    return Machine(f"processes-{number}-{count}",
                   f"{number} processes on {CORES} cores, to {count}",
                   "/lab/processes.py", (number, count), "interval", CORES,
                   trace_mib=0, effort=5 if count else 1)


WORK = {number: _machine(number, COUNT) for number in NUMBERS}
NOTHING = {number: _machine(number, 0) for number in NUMBERS}


def _times(one):
    """ms, by way."""
    return {way: one.numbers(rf"{way} +([\d.]+) ms")[0][0]
            for way in ("sequence", "threads", "processes")}


def _speed_up(one, way):
    times = _times(one)
    return times["sequence"] / times[way]


def _pair(measured, number):
    """Both machines, or None."""
    both = [measured.get(one[number].name) for one in (WORK, NOTHING)]
    return both if all(both) else None


def _predicted(work, nothing, number):
    sequence = _times(work)["sequence"]
    rounds = -(-number // CORES)  # of those that share a core
    return sequence / (sequence * rounds / number
                       + _times(nothing)["processes"])


def figures(measured):
    """Two Figures per number of processes."""
    made = []
    for number in NUMBERS:
        if not (both := _pair(measured, number)):
            continue
        work, nothing = both
        cost = _times(nothing)["processes"]
        speed_up = _speed_up(work, "processes")
        made.append(Figure(
            what=f"{number} processes", unit=SPEED_UP,
            published=f"{min(number, CORES)} on so many cores",
            measured=speed_up, predicted=_predicted(work, nothing, number),
            formula="sequence / (sequence / cores + nothing), nothing being "
                    "the time of as many processes that have nothing to do",
            inputs=f"{_times(work)['sequence']:.1f} ms, {cost:.2f} ms",
            expected="near the number of cores in use",
            direction=speed_up > 0.7 * min(number, CORES),
            machine=work.run.name))
        in_threads = _speed_up(work, "threads")
        made.append(Figure(
            what=f"{number} threads", unit=SPEED_UP, published="1",
            measured=in_threads, predicted=1.0,
            formula="one GIL: one computes at a time", expected="no gain",
            direction=in_threads < 1.05, machine=work.run.name))
    return made


def plots(measured):
    shown = [number for number in NUMBERS if _pair(measured, number)]
    series = [Series(way, tuple((number, _speed_up(
        measured[WORK[number].name], way)) for number in shown))
        for way in ("threads", "processes")]
    predicted = Series("predicted", tuple(
        (number, _predicted(*_pair(measured, number), number))
        for number in shown), predicted=True)
    return [LinePlot(f"Threads and processes on {CORES} cores",
                     "threads or processes", "speed-up", (*series, predicted))]


EXPERIMENT = Experiment(
    number=17,
    title="Processes instead of threads",
    question="Do processes scale where threads do not?",
    sources=("CPython documentation, multiprocessing",),
    machines=(*WORK.values(), *NOTHING.values()),
    small=(WORK[2], NOTHING[2]),
    judge=figures, plots=plots,
    story="""Threads share one GIL and gain nothing. Processes have one
each: their speed-up is the number of cores, less what it takes to make
them and to collect what they found.""")
