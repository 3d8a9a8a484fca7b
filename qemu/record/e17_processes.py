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
ENDS = (1, 8)  # with Linux's costs
WORK_LINUX = {number: WORK[number].linux61() for number in ENDS}
NOTHING_LINUX = {number: NOTHING[number].linux61() for number in ENDS}


def _times(one):
    """ms, by way."""
    return {way: one.numbers(rf"{way} +([\d.]+) ms")[0][0]
            for way in ("sequence", "threads", "processes")}


def _speed_up(one, way):
    times = _times(one)
    return times["sequence"] / times[way]


def _pair(measured, work, nothing):
    """What both machines measured, or None."""
    both = [measured.get(machine.name) for machine in (work, nothing)]
    return both if all(both) else None


def _pairs(measured, work=WORK, nothing=NOTHING):
    """{number: both} of those that ran."""
    pairs = {number: _pair(measured, work[number], nothing[number])
             for number in work}
    return {number: both for number, both in pairs.items() if both}


def _predicted(work, nothing, number):
    sequence = _times(work)["sequence"]
    rounds = -(-number // CORES)  # of those that share a core
    return sequence / (sequence * rounds / number
                       + _times(nothing)["processes"])


def _processes(work, nothing, number):
    cost = _times(nothing)["processes"]
    speed_up = _speed_up(work, "processes")
    return Figure(
        what=f"{number} processes", unit=SPEED_UP,
        published=f"{min(number, CORES)} on so many cores",
        measured=speed_up, predicted=_predicted(work, nothing, number),
        formula="sequence / (sequence / cores + nothing), nothing being "
                "the time of as many processes that have nothing to do",
        inputs=f"{_times(work)['sequence']:.1f} ms, {cost:.2f} ms",
        expected="near the number of cores in use",
        direction=speed_up > 0.7 * min(number, CORES), cost=work.run.cost,
        machine=work.run.name)


def _threads(work, number):
    speed_up = _speed_up(work, "threads")
    return Figure(
        what=f"{number} threads", unit=SPEED_UP, published="1",
        measured=speed_up, predicted=1.0,
        formula="one GIL: one computes at a time", expected="no gain",
        direction=speed_up < 1.05, cost=work.run.cost, machine=work.run.name)


def figures(measured):
    """Two Figures per number of processes; then with Linux's costs."""
    return [figure
            for pairs in (_pairs(measured),
                          _pairs(measured, WORK_LINUX, NOTHING_LINUX))
            for number, (work, nothing) in pairs.items()
            for figure in (_processes(work, nothing, number),
                           _threads(work, number))]


def plots(measured):
    pairs = _pairs(measured)
    series = [Series(way, tuple((number, _speed_up(work, way))
                                for number, (work, _) in pairs.items()))
              for way in ("threads", "processes")]
    predicted = Series("predicted", tuple(
        (number, _predicted(work, nothing, number))
        for number, (work, nothing) in pairs.items()), predicted=True)
    return [LinePlot(f"Threads and processes on {CORES} cores",
                     "threads or processes", "speed-up", (*series, predicted))]


EXPERIMENT = Experiment(
    number=17,
    title="Processes instead of threads",
    question="Do processes scale where threads do not?",
    sources=("CPython documentation, multiprocessing",),
    machines=(*WORK.values(), *NOTHING.values(), *WORK_LINUX.values(),
              *NOTHING_LINUX.values()),
    small=(WORK[2], NOTHING[2]),
    judge=figures, plots=plots,
    story="""Threads share one GIL and gain nothing. Processes have one
each: their speed-up is the number of cores, less what it takes to make
them and to collect what they found.""")
