# SPDX-License-Identifier: MIT
"""Experiment 19: signals, timers and the main thread.

A handler runs in the main thread, and that needs the GIL. So a signal is as
late as the policy lets the main thread wait; and what the main thread does
meanwhile decides the rest.
"""

import exp_predict as predict
from exp_figure import Experiment, Figure
from exp_machine import Machine
from exp_plot import HeatMap, LinePlot, Series

INTERVAL_US = 1000  # the same for each policy that has one
HOGS = (0, 1, 2, 4)
PARTS = (*(("join", hogs) for hogs in HOGS), ("sleep", 2), ("compute", 2),
         ("own", 2), ("long", 1), ("timer", 2))
WORDS = tuple(f"{what}:{hogs}" for what, hogs in PARTS)
BY_TIME = ("interval", "interval-noforce", "fair", "priority", "bfs", "ruby",
           "ocaml-old", "ocaml")
BY_COUNT = ("ticks", "ticks-sem", "micropython", "micropython-yield", "pypy")
LIFO = "ticks, last first"  # which of the waiters a drop wakes
ASKED = ("interval", "fair")       # waits for an interval and asks
QUANTA = ("ruby", "ocaml")         # somebody else counts the time
RISES = ("priority", "bfs")        # who was away comes first
AT_ONCE = 100  # us
DOCS = "Python's library reference, signal: handlers run in the main thread"
BEAZLEY = "Beazley, Inside the Python GIL, 2009"


def _machine(gil, name, interval_us=0, env=()):
    return Machine(
        name=f"main-thread-{name}", title=f"signals and timers, {gil}",
        program="/lab/main_thread.py", words=WORDS, gil=gil, cores=6,
        interval_us=interval_us, env=env, trace_mib=0, effort=4)


MACHINES = {
    **{gil: _machine(gil, gil, INTERVAL_US) for gil in BY_TIME},
    **{gil: _machine(gil, gil) for gil in BY_COUNT},
    LIFO: _machine("ticks", "ticks-lifo", env=(("WAKE", "lifo"),)),
}


def _most(one, what, hogs):
    """us: how late the latest was."""
    return one.value(what, "most_ns", hogs) / 1000


def _figure(one, label, what, hogs, **fields):
    return Figure(**{
        "what": f"{label}, {WHAT[what]}, {_hogs(hogs)}", "unit": "us late",
        "published": "-", "measured": _most(one, what, hogs),
        "predicted": None, "machine": one.run.name} | fields)


WHAT = {"join": "main in join", "sleep": "main asleep",
        "compute": "main computes", "own": "main in a long instruction",
        "long": "another in one", "timer": "Timer"}


def _hogs(hogs):
    return f"{hogs} hog{'' if hogs == 1 else 's'}"


def _interval(one):
    """us: from asking for the GIL until it is there."""
    p = one.primitives
    return INTERVAL_US + (p["timedwait_late"] + p["wake_latency"]) / 1000


def _alone(one, label):
    """Nobody else wants the GIL."""
    late = _most(one, "join", 0)
    return _figure(one, label, "join", 0, expected=f"within {AT_ONCE} us",
                   direction=late < AT_ONCE)


def _one_hog(one, label):
    late = _most(one, "join", 1)
    if label in ASKED:
        return _figure(
            one, label, "join", 1, expected="an interval",
            predicted=_interval(one) + one.primitives["wake_latency"] / 1000,
            formula="wake_latency + interval + timedwait_late + wake_latency: "
                    "main wakes, waits, asks, and is let in",
            direction=late >= INTERVAL_US)
    if label in QUANTA:
        return _figure(one, label, "join", 1, expected="at most a quantum",
                       direction=late <= 1.1 * INTERVAL_US)
    return _figure(one, label, "join", 1, expected=f"within {AT_ONCE} us",
                   direction=late < AT_ONCE)


def _four_hogs(one, label):
    """Who is next is the policy's, and the order of waking's: nothing that
    the costs tell."""
    late = _most(one, "join", 4)
    if label in RISES:
        return _figure(one, label, "join", 4, expected=f"within {AT_ONCE} us",
                       direction=late < AT_ONCE)
    return _figure(
        one, label, "join", 4, expected="at most a turn of each hog",
        direction=AT_ONCE < late <= 4 * 1.01 * _interval(one),
        note="at which moment of their turns the signal comes is chance")


def _own(one, label):
    """The request has come meanwhile: who is asked lets go first, and the
    handler runs when the GIL is back."""
    left = one.value("own", "left_ns", 2) / 1000
    late = _most(one, "own", 2)
    turns = 2 * _interval(one)
    if label in QUANTA:
        return _figure(
            one, label, "own", 2,
            expected="the instruction, and at most a turn of each hog",
            direction=left < late <= 1.01 * (left + turns))
    return _figure(
        one, label, "own", 2, expected="as long as the instruction",
        direction=late > left, predicted=left + turns,
        formula="left of the instruction + 2 (interval + timedwait_late + "
                "wake_latency): the hogs have asked meanwhile, and each has "
                "its turn before the handler",
        inputs=f"{left:.0f} us left, 2 turns {turns:.0f} us",
        note="CPython 3.9 and later run the handler first: interval.c tells")


def _long(one, label):
    left = one.value("long", "left_ns", 1) / 1000
    return _figure(
        one, label, "long", 1, expected="as long as the instruction",
        direction=_most(one, "long", 1) > left,
        predicted=left + one.primitives["wake_latency"] / 1000,
        formula="left of the instruction + wake_latency",
        inputs=f"{left:.0f} us left")


def _timer(one, label):
    """A Timer is a thread: it waits for the GIL to begin, and to call."""
    late = _most(one, "timer", 2)
    if label == "ticks":
        signal = _most(one, "join", 2)
        return _figure(one, label, "timer", 2,
                       expected="far later than a signal",
                       direction=late > 100 * signal)
    return _figure(
        one, label, "timer", 2,
        expected="at most twice a turn of each hog",
        direction=late <= 2 * 2 * 1.02 * _interval(one))


def _handlers(one, label):
    """Who ran them?"""
    others = sum(one.value(what, "others", hogs) for what, hogs in PARTS)
    rounds = sum(one.value(what, "rounds", hogs) for what, hogs in PARTS)
    return Figure(
        what=f"{label}, handlers run by others", unit="handlers",
        published="none", source=DOCS, measured=others, predicted=0,
        formula="none: only the main thread looks for signals",
        inputs=f"{rounds} rounds", expected="none", direction=others == 0,
        machine=one.run.name)


CLAIMS = {
    **{gil: (_one_hog, _four_hogs, _own, _long, _timer) for gil in ASKED},
    **{gil: (_one_hog, _four_hogs, _own, _long, _timer) for gil in QUANTA},
    **{gil: (_one_hog, _four_hogs, _long) for gil in RISES},
    "ticks": (_one_hog, _timer),
}


def figures(measured):
    """Figures of each policy that ran."""
    made = []
    for label, machine in MACHINES.items():
        if one := measured.get(machine.name):
            made += [_alone(one, label)]
            made += [claim(one, label) for claim in CLAIMS.get(label, ())]
            made += [_handlers(one, label)]
    return made


def _ran(measured):
    return [(label, measured[machine.name])
            for label, machine in MACHINES.items()
            if machine.name in measured]


def _heat(measured):
    ran = _ran(measured)
    return HeatMap(
        f"How late the latest handler ran (interval, quantum: {INTERVAL_US} "
        "us)", tuple(label for label, _ in ran),
        tuple(f"{what}, {hogs}" for what, hogs in PARTS),
        tuple(tuple(_most(one, what, hogs) for what, hogs in PARTS)
              for _, one in ran),
        "us; what main does, and how many threads compute; long: another has "
        "a long instruction", log=True)


SHOWN = ("interval", "fair", "ruby", "priority", "ticks")


def plots(measured):
    """All, and by the number of threads that compute."""
    series = [Series(label, tuple((hogs, _most(one, "join", hogs))
                                  for hogs in HOGS))
              for label, one in _ran(measured) if label in SHOWN]
    bound = next((one for label, one in _ran(measured) if label in ASKED),
                 None)
    if bound:
        series.append(Series("a turn of each", tuple(
            (hogs, hogs * _interval(bound)) for hogs in HOGS),
            predicted=True))
    return [_heat(measured), LinePlot(
        "A signal while main is in join()", "threads that compute",
        "us until the handler ran, at most", tuple(series))]


EXPERIMENT = Experiment(
    number=19,
    title="Signals, timers and the main thread",
    question="Who runs a signal's handler, and how late?",
    sources=(DOCS, BEAZLEY),
    machines=tuple(MACHINES.values()),
    small=(MACHINES["interval"], MACHINES["priority"]),
    judge=figures, plots=plots,
    story="""The main thread, and no other, runs every handler. Under the
present GIL it waits for an interval, like everybody, and where several wait at
most for a turn of each. Under the old one a signal makes every tick a check, so
that the handler comes at once; a Timer, which is a thread like any other, gets
nothing of that, and starves. Where nothing makes who lets go wait for the
others (forced switching off, OCaml's first, MicroPython) signals starve as
well. Priorities let in at once whoever was away.

What the main thread itself does matters more: in the midst of a long
instruction nothing helps under any policy. And a Timer waits twice: to begin,
and to call.""")
