# SPDX-License-Identifier: MIT
"""Experiment 4: a convoy. An echo server beside threads that compute, over the
interval, their number, and what the messages go through.

The formula is predict.echo_beside: replies a second = 1 / (t + k N (I + s)),
with I the interval, N the threads that compute, and t and s from primitives.
Skvortsov's has k = 2; k is what a straight line through our own rates over the
interval gives. Beside several threads the formula is a bound only, since the
queue's order hangs on fractions of a microsecond. There the hand-overs per
reply are counted in the trace, and what is predicted is the rate that follows;
and so it is with Linux's costs, where some switches need no wake-up.
"""

from dataclasses import replace

import exp_judge as judge
import exp_plan as plan
import exp_predict as predict
from exp_figure import Experiment, Figure
from exp_machine import Machine
from exp_plot import LinePlot, Series

INTERVALS = (100_000, 20_000, 5000, 1000, 200, 50, 20, 10, 5, 2, 1)  # us
CHANNELS = ("pipe", "socket")
THREADS = (1, 2, 4)
CELL_US = 300_000  # about so much lab time for each rate ...
ROUNDS = (10, 200)  # ... but so many rounds at least, and at most
LONG_US = 20_000   # above it beside one thread only: the others take seconds
ALONE = 100        # rounds beside nobody
SEED = 1           # with noise: see docs/experiments.md
CROWD = plan.VARIANTS[plan.PYTHON].crowd
CROWD_ROUNDS = 40
WARM_UP = 4         # rounds of convoy.py before the measured ones
ORDERS = ("lifo", "sched")
# Intervals with Linux's costs: short enough for many replies in a few seconds,
# since at a longer one a count of a dozen says little.
LINUX_PIPE = INTERVALS[INTERVALS.index(5000):]
LINUX_SOCKET = (5000, 1000, 200)


def _rounds(threads, interval):
    fewest, most = ROUNDS
    return min(most, max(fewest, CELL_US // (threads * interval)))


def _machine(channel, interval, beside=THREADS):
    words = ["socket"] if channel == "socket" else []
    words += [0, ALONE]
    for threads in beside:
        if interval <= LONG_US or threads == 1:
            words += [threads, _rounds(threads, interval)]
    return Machine(
        f"convoy-{channel}-{interval}", f"echo by {channel}, {interval} us",
        "/lab/convoy.py", tuple(words), "interval", plan.ECHO_CORES,
        interval, trace_mib=0, seed=SEED, effort=8 if interval > 1000 else 4)


def _order_machine(order):
    return Machine(
        f"convoy-{order}", f"echo, waiters woken {order}", "/lab/convoy.py",
        (1, CROWD_ROUNDS, 2, CROWD_ROUNDS, 4, CROWD_ROUNDS), "interval",
        plan.ECHO_CORES, plan.INTERVAL_US, env=(("WAKE", order),),
        trace_mib=0, seed=SEED, effort=6)


GRID = {(channel, interval): _machine(channel, interval)
        for channel in CHANNELS for interval in INTERVALS}
# With Linux's costs, beside one thread; with a trace, in which the hand-overs
# are counted.
GRID_LINUX = {
    (channel, interval): replace(_machine(channel, interval, (1,)),
                                 trace_mib=16, marks=("echo-1",)).linux61()
    for channel, intervals in (("pipe", LINUX_PIPE), ("socket", LINUX_SOCKET))
    for interval in intervals}
CROWD_LINUX = tuple(machine.linux61() for machine in CROWD)
BY_ORDER = {order: _order_machine(order) for order in ORDERS}


def _rate(one, threads):
    """Replies a second; None if the program did not try that."""
    section = one.sections.get(("echo", threads))
    if not section or not section["replies"]:
        return None
    return 1e9 * section["replies"] / section["elapsed_ns"]


def _costs(one, channel):
    """The primitives with the channel's in the pipe's place, and the
    handler."""
    p = dict(one.primitives)
    for what in ("pair", "roundtrip", "write"):
        p[f"pipe_{what}"] = p[f"{channel}_{what}"]
    return p, p["handler"] - p["pipe_pair"]


def _alone(one, channel):
    prediction = predict.echo_alone(*_costs(one, channel))
    return Figure(
        what=f"{channel}, alone", unit=judge.RATE, published="30000",
        measured=_rate(one, 0), predicted=prediction.value,
        formula=prediction.formula, inputs=prediction.inputs,
        expected="the highest", direction=_rate(one, 0) > _rate(one, 1),
        cost=one.run.cost, machine=one.run.name)


NOTE_LINUX = ("who asks calls the kernel for so long that the holder has often "
              "let go before it sleeps; then neither has to wake, and who let "
              "go is back while the server writes: a second wait. With noise "
              "that is so at some switches, hence h from 1 to 2; of a second "
              "wait a part is the client's time, which the formula adds")
PUBLISHED = {5000: "100", 1000: "~500", 10: "the best", 1: "falls"}


def _beside_one(one, channel, interval, longer):
    """The rate beside one thread; longer: that at the next longer interval."""
    p, handler = _costs(one, channel)
    rate = _rate(one, 1)
    note = ""
    if one.run.marks:
        counted = handovers(one, 1)
        prediction = predict.echo_counted(p, handler, counted, interval * 1000)
        note = NOTE_LINUX if predict.asker_is_awake(p) else ""
    else:
        prediction = predict.echo_beside(p, handler, 1, interval * 1000)
    return Figure(
        what=f"{channel}, 1 thread, {interval} us", unit=judge.RATE,
        published=PUBLISHED.get(interval, "-"), measured=rate,
        predicted=prediction.value, formula=prediction.formula,
        inputs=prediction.inputs, expected="more than with a longer interval",
        direction=longer is None or rate > longer, note=note,
        cost=one.run.cost, machine=one.run.name)


def handovers(one, threads):
    """How often the GIL went to a thread that computes, per reply: a count of
    the trace."""
    stats = one.stats[f"echo-{threads}"]
    section = one.sections["echo", threads]
    asked = sum(thread["drops"]["request"] for thread in stats["threads"])
    return asked / (section["replies"] + WARM_UP)


def _crowd(machines, threads, fewer):
    """Beside several threads, the mean over all schedules."""
    sections = [one.sections["echo", threads] for one in machines]
    replies = sum(section["replies"] for section in sections)
    rate = 1e9 * replies / sum(s["elapsed_ns"] for s in sections)
    counted = sum(handovers(one, threads) for one in machines) / len(machines)
    prediction = predict.echo_counted(*_costs(machines[0], "pipe"), counted,
                                      plan.INTERVAL_US * 1000)
    return Figure(
        what=f"pipe, {threads} threads, {plan.INTERVAL_US} us",
        unit=judge.RATE, published={2: "50", 4: "30"}[threads], measured=rate,
        predicted=prediction.value, formula=prediction.formula,
        inputs=f"{prediction.inputs}; k N would be {threads} to {2 * threads}",
        expected="fewer than beside fewer threads", direction=rate < fewer,
        note=f"mean of {len(machines)} schedules; the order of waiters hangs "
             "on fractions of a microsecond, so h is counted, not predicted",
        cost=machines[0].run.cost, machine=machines[0].run.name)


def fit(points):
    """(t, slope) in ns and ns per ns: 1/rate = t + slope * I, by least squares
    of relative errors over POINTS, (interval in us, rate)."""
    rows = [(rate / 1e9, interval * 1000 * rate / 1e9)
            for interval, rate in points]  # a t + b slope = 1
    aa, ab, bb = (sum(x * y for x, y in pairs) for pairs in (
        [(a, a) for a, _ in rows], rows, [(b, b) for _, b in rows]))
    sum_a, sum_b = sum(a for a, _ in rows), sum(b for _, b in rows)
    determinant = aa * bb - ab * ab
    return ((sum_a * bb - sum_b * ab) / determinant,
            (aa * sum_b - ab * sum_a) / determinant)


def _points(measured, channel, threads, grid):
    return [(interval, _rate(measured[machine.name], threads))
            for (one, interval), machine in grid.items()
            if one == channel and machine.name in measured
            and _rate(measured[machine.name], threads)]


def _fit_figure(measured, channel, grid):
    """What a line through the rates beside one thread says of k."""
    points = _points(measured, channel, 1, grid)
    rest, slope = fit(points)
    ones = [measured[grid[channel, interval].name] for interval, _ in points]
    one = ones[0]
    if one.run.marks:
        waits = sum(handovers(each, 1) for each in ones) / len(ones)
        formula = "the mean of h, counted in each interval's trace"
    else:
        waits = predict.waits_per_reply(_costs(one, channel)[0])
        formula = ("k = 1 if a reply is written in less than the thread that "
                   "computes takes to wake, else 2")
    worst = max(abs(1e9 / (rest + slope * interval * 1000) / rate - 1)
                for interval, rate in points)
    return Figure(
        what=f"{channel}, 1 thread: k of the fit", unit="waits a reply",
        published="2", measured=slope, predicted=waits,
        formula=formula,
        inputs=f"1/rate = {predict.us(rest)} + {slope:.3f} I; that is "
               f"t + k N (I + s); residuals up to {100 * worst:.1f} %",
        expected="1 or 2", direction=0.9 <= slope <= 2.1, cost=one.run.cost,
        machine=one.run.name)


def _order_figure(one, threads):
    rate = _rate(one, threads) or 0.0
    convoy = rate < 1e6 / plan.INTERVAL_US
    lifo = dict(one.run.env)["WAKE"] == "lifo" and threads > 1
    return Figure(
        what=f"pipe, {threads} threads, 5000 us, WAKE={one.run.env[0][1]}",
        unit=judge.RATE, published="-", measured=rate, predicted=None,
        expected="all or nothing" if lifo else "a convoy: at most 1 / interval",
        direction=not convoy or rate == 0 if lifo else convoy,
        note="who waits last is woken first: two pass the GIL to each other, "
             "and the others starve" if lifo else "",
        machine=one.run.name)


def _sweep_figures(measured, channel, grid):
    """Of one channel: alone, at each interval, and the fit."""
    made, longer = [], None
    for interval in INTERVALS:
        machine = grid.get((channel, interval))
        if not machine or machine.name not in measured:
            continue
        one = measured[machine.name]
        if interval == plan.INTERVAL_US:
            made.append(_alone(one, channel))
        made.append(_beside_one(one, channel, interval, longer))
        longer = _rate(one, 1)
    if len(_points(measured, channel, 1, grid)) > 1:
        made.append(_fit_figure(measured, channel, grid))
    return made


def _figures_of(measured, grid, crowd):
    """With one kernel's costs: of all but the orders of waking."""
    made = [figure for channel in CHANNELS
            for figure in _sweep_figures(measured, channel, grid)]
    crowd = [measured[run.name] for run in crowd if run.name in measured]
    fewer = 1e6 / plan.INTERVAL_US
    for threads in (2, 4) if crowd else ():
        made.append(_crowd(crowd, threads, fewer))
        fewer = made[-1].measured
    return made


def figures(measured):
    """A Figure for each rate that a formula tells, and for the fit."""
    made = _figures_of(measured, GRID, CROWD)
    made += _figures_of(measured, GRID_LINUX, CROWD_LINUX)
    made += [_order_figure(measured[machine.name], threads)
             for machine in BY_ORDER.values() if machine.name in measured
             for threads in THREADS]
    return made


def plots(measured):
    """The rate over the interval."""
    rates = [Series(f"{channel}, {threads}{label}",
                    tuple(_points(measured, channel, threads, grid)))
             for grid, label in ((GRID, ""), (GRID_LINUX, ", Linux's costs"))
             for channel in CHANNELS for threads in THREADS
             if _points(measured, channel, threads, grid)]
    fitted = []
    points = _points(measured, "pipe", 1, GRID)
    if len(points) > 1:
        rest, slope = fit(points)
        fitted = [Series("1 / (t + k (I + s)), fitted", tuple(
            (interval, 1e9 / (rest + slope * interval * 1000))
            for interval, _ in points), predicted=True)]
    published = Series("published, 1", ((5000, 100),), published=True)
    return [LinePlot("Echo beside threads that compute", "interval, us",
                     "replies a second", (*rates, *fitted, published),
                     log_x=True, log_y=True)]


EXPERIMENT = Experiment(
    number=4,
    title="A convoy: echo beside threads that compute",
    question="How many replies come while others compute?",
    sources=(plan.SKVORTSOV, "CPython issue 7946"),
    machines=(*GRID.values(), *CROWD, *BY_ORDER.values(),
              *GRID_LINUX.values(), *CROWD_LINUX),
    small=(GRID["pipe", 5000], GRID["pipe", 200], GRID["socket", 200],
           GRID_LINUX["pipe", 5000]),
    judge=figures, plots=plots,
    story="""Whoever comes back from a read finds the GIL taken, and nobody
lets go before an interval is over. So the rate beside one thread is one
reply for an interval, whatever the machine: from 172,000 alone to 199 at 5
ms. Published is one for two intervals, since there the write too costs the
GIL: a send on a socket lasted longer than the other thread took to wake.""")
