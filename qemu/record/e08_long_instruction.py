# SPDX-License-Identifier: MIT
"""Experiment 8: one long instruction holds the GIL.

The interval says after how long a thread is asked to let go. It looks between
two bytecodes; sum() over a range is one.
"""

import exp_plan as plan
from exp_figure import Experiment, Figure
from exp_machine import Machine
from exp_plot import LinePlot, Series

SHORT = 0  # in the place of a size: a loop of short instructions
SIZES = (SHORT, 100_000, 200_000, 400_000)
INTERVALS_US = (100, 1000)

MACHINES = {interval: Machine(
    name=f"long-instruction-{interval}us",
    title=f"a long instruction, interval {interval} us",
    program="/lab/long_instruction.py", words=SIZES, gil="interval", cores=2,
    interval_us=interval) for interval in INTERVALS_US}
LINUX = MACHINES[INTERVALS_US[1]].linux61()
ALL = (*MACHINES.values(), LINUX)


def _wait(one, size):
    return one.value("long", "wait_ns", size) / 1000


def _predicted(one, size):
    """us: until the instruction is over, or the interval if that is longer,
    and until the drop has woken the waiter."""
    p = one.primitives
    asked = one.run.interval_us * 1000 + p["timedwait_late"]
    left = one.value("long", "left_ns", size) if size else 0
    return (max(left, asked) + p["wake_latency"]) / 1000


def _figure(one, size):
    wait, left = _wait(one, size), one.value("long", "left_ns", size) / 1000
    what = f"sum of {size:,}" if size else "short instructions"
    return Figure(
        what=f"{what}, interval {one.run.interval_us} us", unit="us of waiting",
        published="its length" if size else "the interval",
        measured=wait, predicted=_predicted(one, size),
        formula="max(left of the instruction, interval + timedwait_late) "
                "+ wake_latency",
        inputs=f"{left:.0f} us left" if size else "none left",
        expected="as long as the instruction" if size else "an interval",
        direction=wait >= left if size else wait < 2 * one.run.interval_us,
        cost=one.run.cost, machine=one.run.name)


def figures(measured):
    """A Figure for each size and interval."""
    return [_figure(measured[machine.name], size)
            for machine in ALL if machine.name in measured
            for size in SIZES]


def plots(measured):
    series = []
    for interval, machine in MACHINES.items():
        if machine.name in measured:
            one = measured[machine.name]
            series += [
                Series(f"interval {interval} us",
                       tuple((size, _wait(one, size)) for size in SIZES)),
                Series(f"predicted, {interval} us",
                       tuple((size, _predicted(one, size)) for size in SIZES),
                       predicted=True)]
    return [LinePlot("Waiting for the GIL beside one long instruction",
                     "numbers summed by it", "us", tuple(series))]


EXPERIMENT = Experiment(
    number=8,
    title="One long instruction",
    question="Does a shorter interval help against a long instruction?",
    sources=(plan.BEAZLEY,),
    machines=ALL,
    small=(MACHINES[INTERVALS_US[0]],),
    judge=figures, plots=plots,
    story="""A thread that is back from I/O asks for the GIL after an interval;
the holder looks only when its bytecode is done. Whoever waits, waits until
then, at any interval.""")
