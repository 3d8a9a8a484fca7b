# SPDX-License-Identifier: MIT
"""Experiment 9: a signal that only the main thread may handle, and the main
thread sleeps in a join.

The old interpreter cannot say who gets the GIL. It can only offer it more
often: at every tick, until the main thread has come.
"""

import exp_plan as plan
import exp_predict as predict
from exp_figure import Experiment, Figure
from exp_machine import Machine
from exp_plot import BarPlot, Series

LOOP = 9  # bytecodes, each time round the loop of user/lab/ctrl_c.py
CHECK = predict.CHECK + 1  # ticks from one check to the next: 100, 99, ... 0
CHECK_OFTEN = 2            # the same where the check interval is 1
THREADS = (1, 2, 4)
OLD = ("ticks", "ticks-sem")
COUNTS = {"ticks": 1000, "ticks-sem": 1000, "interval": 60_000}
SAYS = {"on": "listens", "off": "is deaf"}  # LOCK_SIGNALS; the main thread
CRAWL = 5      # times as slow, at least
BEAZLEY = "Beazley, Inside the Python GIL, 2009"


def _threads(number):
    return f"{number} thread{'' if number == 1 else 's'}"


def _machine(gil, threads, listens):
    interval = plan.INTERVAL_US if gil == "interval" else 0
    return Machine(
        name=f"ctrl-c-{gil}-{threads}-{listens}",
        title=f"Ctrl-C, {gil}, {_threads(threads)}, main {SAYS[listens]}",
        program="/lab/ctrl_c.py", words=(threads, COUNTS[gil]), gil=gil,
        cores=2, interval_us=interval, env=(("LOCK_SIGNALS", listens),),
        marks=("before", "after"), effort=2 * threads if gil in OLD else 2)


DEAF = {(gil, threads): _machine(gil, threads, "off")
        for gil in COUNTS for threads in THREADS}
LISTENING = {(gil, threads): _machine(gil, threads, "on")
             for gil in COUNTS for threads in THREADS}


def _value(one, key):
    return one.value("ctrl_c", key)


def _per_thousand(one, mark, count):
    """COUNT, one of the stats' totals or of the drops', per 1000 bytecodes of
    the section MARK."""
    total = one.stats[mark]["total"]
    number = total["drops"].get(count, total.get(count))
    return 1000 * number / (_value(one, "threads") * LOOP * COUNTS[one.run.gil])


def _bytecode_ns(one, section):
    return _value(one, f"{section}_ns") / LOOP / COUNTS[one.run.gil]


def _slower(one):
    """How many times as long the work took while the signal was pending."""
    return (_value(one, "all_done_ns")
            / (_value(one, "threads") * _value(one, "alone_ns")))


def _checks_figure(one, mark, every):
    threads, gil = _value(one, "threads"), one.run.gil
    checks = _per_thousand(one, mark, "ticks")
    pending = mark == "after"
    when = "pending" if pending else "before"
    return Figure(
        what=f"{gil}, {_threads(threads)}, {when}",
        unit="checks / 1000 bytecodes",
        published="1000" if pending else "10", measured=checks,
        predicted=1000 / every,
        formula="each tick is one" if pending else "1000 / 101: the count "
        "goes from 100 to 0", expected="as the protocol says",
        direction=(checks > 500) == pending, machine=one.run.name)


def _predict_slower(one):
    """(value, formula, inputs); value is None where there is none."""
    threads = _value(one, "threads")
    if one.run.gil == "interval":
        ratio = predict.interval_ratio(one.primitives,
                                       one.run.interval_us * 1000, threads)
        return ratio.value, ratio.formula, ratio.inputs
    if threads > 1:
        return None, "", ""
    bytecode = _bytecode_ns(one, "alone")
    check = ((_bytecode_ns(one, "often") - bytecode)
             / (1 / CHECK_OFTEN - 1 / CHECK))
    return (1 + check * (1 - 1 / CHECK) / bytecode,
            "1 + check (1 - 1/101) / bytecode: each bytecode pays for a check, "
            "of which it had paid a 101st already; what one costs is measured "
            "by another check interval, without a signal",
            f"check {predict.us(check)}, bytecode {predict.us(bytecode)}")


NOTE_CROWD = ("beside the checks there are lost races, and a mutex that all "
              "fight for, in user code and in the kernel; and two cores drop "
              "and take at once: the formula for one thread knows neither")


def _slower_figure(one):
    threads, gil = _value(one, "threads"), one.run.gil
    old = gil in OLD
    value, formula, inputs = _predict_slower(one)
    slower = _slower(one)
    return Figure(
        what=f"{gil}, {_threads(threads)}, pending", unit="times as long",
        published="crawls" if old else "-", measured=slower,
        predicted=value, formula=formula, inputs=inputs,
        expected=f"over {CRAWL}" if old else "1.00 to 1.10",
        direction=slower > CRAWL if old else 0.995 <= slower <= 1.10,
        note=NOTE_CROWD if old and threads > 1 else "", machine=one.run.name)


def _deaf_figures(one):
    made = []
    if one.run.gil in OLD:
        made += [_checks_figure(one, "before", CHECK),
                 _checks_figure(one, "after", 1)]
    return [*made, _slower_figure(one)]


def _handler_figure(one):
    """Who wins a race, and who is first in a queue, is nothing that costs
    tell; one thread under the present GIL is."""
    threads, gil, p = _value(one, "threads"), one.run.gil, one.primitives
    after = _value(one, "handler_ns") / 1000
    value = formula = None
    if gil in OLD:
        expected = "sooner than an interval, and than the threads end"
        direction = after < min(plan.INTERVAL_US,
                                _value(one, "all_done_ns") / 1000)
    else:
        expected = "after an interval, at most one for each thread"
        direction = 1 <= after / one.run.interval_us <= 1.01 * threads
    if gil not in OLD and threads == 1:
        value = one.run.interval_us + (
            p["wake_latency_busy"] + p["timedwait_late"]
            + p["wake_latency"]) / 1000
        formula = ("wake_latency_busy + interval + timedwait_late + "
                   "wake_latency: it wakes, waits, asks, and is let in")
    return Figure(
        what=f"{gil}, {_threads(threads)}, the main thread listens",
        unit="us until the handler", published="-", measured=after,
        predicted=value, formula=formula or "", expected=expected,
        direction=direction, machine=one.run.name)


def _waits_figure(one):
    """Deaf: the handler comes when the join ends."""
    threads, gil = _value(one, "threads"), one.run.gil
    p = one.primitives
    after, done = _value(one, "handler_ns"), _value(one, "all_done_ns")
    return Figure(
        what=f"{gil}, {_threads(threads)}, the main thread is deaf",
        unit="us until the handler", published="never before the join ends",
        measured=after / 1000,
        predicted=(done + p["wake_latency"]) / 1000,
        formula="until the last thread is done + wake_latency",
        inputs=predict.us(done), expected="after the last thread",
        direction=after > done, machine=one.run.name)


def figures(measured):
    """Figures of each machine that ran."""
    deaf = [measured[m.name] for m in DEAF.values() if m.name in measured]
    listening = [measured[m.name] for m in LISTENING.values()
                 if m.name in measured]
    return [*(figure for one in deaf for figure in _deaf_figures(one)),
            *map(_waits_figure, deaf), *map(_handler_figure, listening)]


def _bars(measured, machines, value):
    """A Series for each policy, over the numbers of threads."""
    return tuple(Series(gil, tuple(
        value(measured[machines[gil, n].name])
        if machines[gil, n].name in measured else None
        for n in THREADS)) for gil in COUNTS)


def plots(measured):
    groups = tuple(map(_threads, THREADS))
    return [
        BarPlot("A signal is pending: the work takes", "times as long", groups,
                _bars(measured, DEAF, _slower), log_y=True),
        BarPlot("A signal is pending: calls to the kernel for the GIL",
                "futex calls / 1000 bytecodes", groups,
                _bars(measured, DEAF, lambda one: _per_thousand(
                    one, "after", "futex_calls")), log_y=True),
        BarPlot("From Ctrl-C to the handler, the main thread listens", "us",
                groups, _bars(measured, LISTENING, lambda one: _value(
                    one, "handler_ns") / 1000), log_y=True)]


EXPERIMENT = Experiment(
    number=9,
    title="The Ctrl-C storm",
    question="What does a signal do to threads that compute, if only a "
             "sleeping one may handle it?",
    sources=(BEAZLEY, plan.BEAZLEY),
    machines=(*DEAF.values(), *LISTENING.values()),
    small=(DEAF["ticks", 1], DEAF["ticks", 2], DEAF["interval", 2],
           LISTENING["interval", 1]),
    judge=figures, plots=plots,
    story="""A handler runs in the main thread. The old interpreter cannot give
the GIL to a certain thread; it makes every tick a check until that one has
come. If it sleeps in a join that is deaf to signals, as in Python 2, it does
not come before the join ends: Ctrl-C does nothing but make the program crawl.
Where a signal ends the wait, the main thread comes at once under the old GIL,
since the storm of checks gives it a hundred times the chances; under the
present one it asks for the GIL after an interval, and nobody pays.""")
