# SPDX-License-Identifier: MIT
"""Experiment 3: how much is computed, by the length of the switch interval. A
short one makes the others wait less (experiment 4); this is its price."""

import exp_judge as judge
import exp_plan as plan
import exp_predict as predict
from exp_figure import Experiment, Figure
from exp_plot import LinePlot, Series
from record.e02_interval import cpu_machine, threads_of, threads_text

THREADS = (1, 2, 4, 8)
CORES = 8  # one for each thread: the GIL alone is short
# Interval in us -> what all threads together count to: long enough for dozens
# of switches, but for the longest.
COUNTS = {100_000: 1_600_000, 10_000: 800_000, 1000: 400_000, 100: 200_000,
          10: 80_000, 1: 40_000}
FLAT_US = 1000  # from here on the interval makes no difference
FLAT = 1.02
SHORTEST = min(COUNTS)
PUBLISHED = {2: 2.5, 4: 4.6, 8: 12.5}  # at 1 us


# Without a seed the cores' turns are of one length, and loops of a few
# microseconds fall into step: short intervals have a schedule with noise.
def _machine(threads, interval_us):
    return cpu_machine(f"interval-{interval_us}us-{threads}", threads, CORES,
                       interval_us, COUNTS[interval_us], trace_mib=32,
                       seed=int(interval_us < FLAT_US))


MACHINES = tuple(
    _machine(threads, interval_us) for threads in THREADS
    for interval_us in COUNTS
    if threads > 1 or interval_us in (100_000, SHORTEST))

# Where the published figures are.
LINUX = tuple(_machine(threads, interval_us).linux61()
              for threads in PUBLISHED for interval_us in (1000, SHORTEST))


def _prediction(one):
    return predict.interval_ratio(one.primitives, one.run.interval_us * 1000,
                                  threads_of(one.run))


def _slice(one):
    """What the trace says of a turn, in words: its three parts, of which the
    formula has the first as the interval and timedwait_late, the second as
    wake_latency, and not the third."""
    stats = one.stats[f"cpu-{threads_of(one.run)}"]["threads"]
    workers = [thread for thread in stats if thread["name"] != "MainThread"]
    held, turns, lost = (sum(thread[key] for thread in workers) for key in (
        "gil_held_ns", "gil_acquired", "lost_races"))
    work = one.value("seq", "elapsed_ns")
    free = one.value("cpu", "elapsed_ns") - held
    return (f"in the trace a turn is {predict.us(work / turns)} of work, after "
            f"{predict.us(free / turns)} in which nobody held the GIL, and "
            f"{predict.us((held - work) / turns)} in which its holder worked "
            f"for the GIL, not on bytecode; {lost} of {lost + turns} who woke "
            "for it found it taken again")


def _figure(one, before):
    """before: the ratio with fewer threads at the same interval, or None."""
    threads, interval_us = threads_of(one.run), one.run.interval_us
    ratio, prediction = judge.cpu_ratio(one), _prediction(one)
    published, note = "-", ""
    if threads == 1:
        expected, direction = "1", abs(ratio - 1) < 0.005
    elif interval_us >= FLAT_US:
        published, expected, direction = "flat", "flat", ratio <= FLAT
    else:
        expected = "over 1, and more with more threads"
        direction = ratio > max(1, before or 1)
    if interval_us == SHORTEST and threads in PUBLISHED:
        published, note = f"{PUBLISHED[threads]}", _slice(one)
    return Figure(what=f"{interval_us} us, {threads_text(threads)}",
                  unit=judge.RATIO, published=published, measured=ratio,
                  predicted=prediction.value, formula=prediction.formula,
                  inputs=prediction.inputs, expected=expected,
                  direction=direction, note=note, cost=one.run.cost,
                  machine=one.run.name)


def figures(measured):
    """A Figure for each machine."""
    made, before = [], {}
    for one in measured.values():
        key = one.run.interval_us, one.run.cost
        made.append(_figure(one, before.get(key)))
        before[key] = made[-1].measured
    return made


def _curve(measured, threads, value):
    return tuple(sorted((one.run.interval_us, value(one))
                        for one in measured.values()
                        if threads_of(one.run) == threads
                        and not one.run.cost))


def plots(measured):
    """A curve for each number of threads, the formula's beside it."""
    series = [Series(threads_text(threads),
                     _curve(measured, threads, judge.cpu_ratio))
              for threads in THREADS]
    series.append(Series("formula, 2",
                         _curve(measured, 2,
                                lambda one: _prediction(one).value),
                         predicted=True))
    series.append(Series("Linux's costs", tuple(
        (SHORTEST, judge.cpu_ratio(measured[one.name])) for one in LINUX
        if one.interval_us == SHORTEST and one.name in measured)))
    series.append(Series("published", tuple(
        (SHORTEST, ratio) for ratio in PUBLISHED.values()), published=True))
    return [LinePlot("Threads that compute, by the switch interval",
                     "interval, us", "times as long as in sequence",
                     tuple(one for one in series if one.points), log_x=True,
                     log_y=True, y_min=1)]


EXPERIMENT = Experiment(
    number=3,
    title="The price of a short interval",
    question="How short may the switch interval be before threads that compute "
             "lose much?",
    sources=(plan.SKVORTSOV,),
    machines=(*MACHINES, *LINUX),
    small=tuple(one for one in MACHINES if one.name == "interval-1us-2"),
    judge=figures, plots=plots,
    story="""At each switch the GIL is nobody's from the drop until the next
thread has woken. As long as an interval is much longer than a wake-up that is
lost in the noise: at 1 ms and more the curve is flat. It bends where the two
are of one size, and with more threads there are more who wake, find the GIL
taken, and sleep again.

The published price at 1 us is higher than ours, since a wake-up on that machine
cost more: with two threads the price is a function of two costs alone, the
wake-up of a thread whose waker goes to sleep and of one whose waker computes
on.""")
