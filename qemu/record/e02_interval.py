# SPDX-License-Identifier: MIT
"""Experiment 2: threads that only compute, under the present GIL, which lets go
only when asked: however many there are, they lose next to nothing."""

import exp_judge as judge
import exp_plan as plan
import exp_predict as predict
from exp_figure import Experiment, Figure
from exp_plot import BarPlot, Series

THREADS = (1, 2, 4, 8)
COUNT = 800_000  # of all threads together: some twenty intervals
CORES = 2        # as Beazley's
MANY_CORES = 8


def threads_text(count):
    return f"{count} thread" if count == 1 else f"{count} threads"


def cpu_machine(name, threads, cores, interval_us, count, **others):
    """THREADS that count to COUNT together, and one that does it alone."""
    each = count // threads
    return plan.machine(
        plan.PYTHON, name,
        f"interval {interval_us} us, {threads_text(threads)}, {cores} cores",
        "interval", cores, (plan.Job("seq", 1, each),
                            plan.Job("cpu", threads, each)), interval_us,
        effort=3, **others)


MACHINES = (*(cpu_machine(f"interval-cpu-{threads}", threads, CORES,
                          plan.INTERVAL_US, COUNT) for threads in THREADS),
            cpu_machine("interval-cpu-8-8", 8, MANY_CORES, plan.INTERVAL_US,
                        COUNT))


def threads_of(machine):
    """How many a cpu_machine has."""
    return int(machine.words[0])


def _figure(one):
    threads = threads_of(one.run)
    prediction = predict.interval_ratio(
        one.primitives, one.run.interval_us * 1000, threads)
    ratio = judge.cpu_ratio(one)
    return Figure(
        what=f"{threads_text(threads)}, {one.run.cores} cores",
        unit=judge.RATIO, published="1.00-1.10", measured=ratio,
        predicted=prediction.value, formula=prediction.formula,
        inputs=prediction.inputs, expected="1.00 to 1.10",
        direction=0.995 <= ratio <= 1.10, cost=one.run.cost,
        machine=one.run.name)


def figures(measured):
    """A Figure for each machine."""
    return [_figure(one) for one in measured.values()]


def plots(measured):
    """Bars, beside what was published at most."""
    ours = {name: one for name, one in measured.items() if not one.run.cost}
    made = figures(ours)
    return [BarPlot(
        "Threads that compute, against the same work in sequence",
        "times as long",
        tuple(f"{threads_of(one.run)} on {one.run.cores}"
              for one in ours.values()),
        (Series("measured", tuple(one.measured for one in made)),
         Series("predicted", tuple(one.predicted for one in made)),
         Series("published", (1.10,) * len(made), published=True)))]


EXPERIMENT = Experiment(
    number=2,
    title="Threads that compute, present GIL",
    question="What do threads that only compute lose under the GIL of "
             "CPython 3.2 and later?",
    sources=(plan.BEAZLEY,),
    machines=(*MACHINES, MACHINES[1].linux61(), MACHINES[3].linux61()),
    small=MACHINES[1:2], judge=figures, plots=plots,
    story="""The present GIL turned the old one's question round: the holder
never lets go by itself, and a waiter asks only when it has waited for 5 ms. A
switch costs what it did, but there are two hundred in a second and not
thousands, and none is in vain: the holder that was asked waits until another
thread has taken the lock. So two, four or eight threads take as long as one
that does all the work, on two cores and on eight. They are not faster either:
that is what a GIL is.""")
