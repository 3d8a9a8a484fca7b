# SPDX-License-Identifier: MIT
"""Experiment 13: I/O that does not wait, and lets go of the GIL all the same.

The cause of the convoy is not that I/O waits: it is that a thread lets go of
the GIL around each call, since it cannot know. Here no call ever waits. Where
the GIL is kept unless a call would wait (IO_YIELD=blocked), the convoy is
gone.
"""

import exp_plan as plan
from exp_figure import Experiment, Figure
from exp_machine import Machine
from exp_plot import BarPlot, Series
from exp_predict import NS_PER_S, us

RATE = "calls/s"
SIZE = 32_768  # a call then lasts longer than a thread takes to wake
LENGTH = 100   # ms
WAYS = ("always", "blocked")
THREADS = (1, 2, 4)


def _machine(way, threads):
    return Machine(f"room-{way}-{threads}",
                   f"calls beside {threads}, yield {way}", "/lab/room.py",
                   (threads, SIZE, LENGTH), "interval", plan.ECHO_CORES,
                   plan.INTERVAL_US, env=(("IO_YIELD", way),), trace_mib=0,
                   seed=1, effort=3)


GRID = {(way, threads): _machine(way, threads)
        for way in WAYS for threads in THREADS}
LINUX = {(way, 1): GRID[way, 1].linux61() for way in WAYS}


def _rates(one):
    """(alone, beside the threads), in calls a second."""
    return (one.numbers(r"alone: ([\d.]+)")[0][0],
            one.numbers(r"beside \d+: ([\d.]+)")[0][0])


def _always(one, threads):
    """(prediction, formula, inputs): a call is the end of a turn."""
    alone, _ = _rates(one)
    p = one.primitives
    hold = plan.INTERVAL_US * 1000 + p["timedwait_late"] + p["wake_latency"]
    call = NS_PER_S / alone
    return (NS_PER_S / (threads * hold + call),
            "1 / (N (interval + timedwait_late + wake_latency) + call)",
            f"{threads} x {us(hold)} + {us(call)}")


def _blocked(one, threads):
    """(prediction, formula, inputs): it takes turns like the others."""
    alone, _ = _rates(one)
    return (alone / (threads + 1),
            "alone / (N + 1): an interval in turn, like those that compute",
            f"{alone:.0f} / {threads + 1}")


def _figure(one, way, threads):
    _, rate = _rates(one)
    always = way == "always"
    value, formula, inputs = (_always if always else _blocked)(one, threads)
    # Of several waiters who is first hangs on fractions of a microsecond.
    known = not always or threads == 1
    return Figure(
        what=f"yield {way}, {threads} threads", unit=RATE,
        published="1/interval" if always else "as if alone", measured=rate,
        predicted=value if known else None, formula=formula, inputs=inputs,
        expected="a convoy: at most 1 / interval" if always
        else "over ten times that",
        direction=(rate < 1e6 / plan.INTERVAL_US if always
                   else rate > 10e6 / plan.INTERVAL_US),
        cost=one.run.cost, machine=one.run.name)


def figures(measured):
    """A Figure per way and number of threads."""
    return [_figure(measured[machine.name], way, threads)
            for grid in (GRID, LINUX)
            for (way, threads), machine in grid.items()
            if machine.name in measured]


def plots(measured):
    series = [Series(f"yield {way}", tuple(
        _rates(measured[GRID[way, threads].name])[1]
        if GRID[way, threads].name in measured else None
        for threads in THREADS)) for way in WAYS]
    return [BarPlot("I/O that does not wait, beside threads that compute",
                    "calls a second", tuple(str(n) for n in THREADS),
                    tuple(series), log_y=True)]


EXPERIMENT = Experiment(
    number=13,
    title="I/O that does not wait",
    question="What if the GIL is given away only where a call would wait?",
    sources=("CPython issue 7946",
             "Beazley, Inside the Python GIL and Embracing the GIL, 2010-2011"),
    machines=(*GRID.values(), *LINUX.values()),
    small=(GRID["always", 1], GRID["blocked", 1]),
    judge=figures, plots=plots,
    story="""The sender always finds room and the receiver what it sent.
Yet each call lets go of the GIL, the thread that computes has it before
the call is over, and keeps it for an interval: 199 calls a second instead
of 43,000. If the call is made with the GIL in hand, both have their
interval in turn: half of 43,000. This helps only where nothing has to
wait: an echo server whose client sends the next request after the reply
waits for it, and is as slow as ever.""")
