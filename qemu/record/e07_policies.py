# SPDX-License-Identifier: MIT
"""Experiment 7: GILs that know who waits for I/O, and how to deceive them.

First an echo server beside a thread that computes, as in experiment 4, under
priorities, under deadlines, and where the other declares itself holy. Then a
thread that computes, but plays a trick every millisecond so as to be taken for
one that does I/O; under `holy` it is enough to say nothing. Last what each
policy costs threads that only compute.
"""

import exp_judge as judge
import exp_plan as plan
import exp_predict as predict
from exp_figure import Experiment, Figure
from exp_machine import Machine
from exp_plot import BarPlot, HeatMap, Series

GILS = ("interval", "priority", "bfs", "holy")
WORDS = {"holy": ("holy",)}  # for each program: who is honest declares itself
CORES = (2, 4)
ROUNDS = {"interval": 50, "priority": 200, "bfs": 200, "holy": 200}
ALONE = 100   # rounds beside nobody
TRICKS = ("honest", "write", "sleep", "nap")
WORK = 7000   # rounds between two tricks: about 1 ms of work
LONG_WORK = 50_000  # and 7 ms: longer than an interval
TINY_MS = 200  # as user/lab/tiny_io.py has it
TINY_CORES = 2
NAP_NS = 50_000  # its NAP_US
CPU_COUNT = 100_000  # of each thread
CURED = 100   # times the rate under interval
HOLY_NS = 1000  # what a thread that is not holy waits for one that is
SEED = 1

BEAZLEY_PRIORITY = ("Beazley, Understanding the Python GIL, 2010, last part: "
                    "high priorities do not wait; figures not verified")
AIDES = ("Aides, CPython issue 7946, message 101612 (bfs.patch), 2010: UDP 6 "
         "times as fast as with the other patches, and a thread that calls "
         "time.sleep(0) every millisecond starves the others there, not here")
BEAZLEY_HOLY = ("Beazley, HOLY.md of his fork of CPython, 2022: computing "
                "threads coexist with I/O without starving its response time")


# Where no interval decides, a schedule without noise can have server and hog in
# step, and hit or miss each other every time: so there is noise.
def _echo_machine(gil, cores):
    return Machine(
        f"policies-echo-{gil}-{cores}", f"echo, {gil}, {cores} cores",
        "/lab/convoy.py", (*WORDS.get(gil, ()), 0, ALONE, 1, ROUNDS[gil]),
        gil, cores, plan.INTERVAL_US, trace_mib=0,
        seed=0 if gil == "interval" else SEED, effort=3)


def _tiny_machine(gil, work):
    return Machine(
        f"policies-tiny-{gil}-{work}", f"tiny I/O, {gil}, every {work} rounds",
        "/lab/tiny_io.py", (*WORDS.get(gil, ()), work), gil, TINY_CORES,
        plan.INTERVAL_US, marks=TRICKS, effort=4)


def _cpu_machine(gil):
    return Machine(
        f"policies-cpu-{gil}", f"two threads that compute, {gil}",
        "/lab/cpu_bound.py",
        (*WORDS.get(gil, ()), plan.CPU_THREADS, CPU_COUNT), gil,
        TINY_CORES, plan.INTERVAL_US, trace_mib=0, effort=2)


ECHO = {(gil, cores): _echo_machine(gil, cores) for gil in GILS
        for cores in CORES}
TINY = {gil: _tiny_machine(gil, WORK) for gil in GILS}
LONG = _tiny_machine("interval", LONG_WORK)
CPU = {gil: _cpu_machine(gil) for gil in GILS}


# --- an echo server beside one thread that computes ---

def _rate(one, threads=1):
    section = one.sections["echo", threads]
    return 1e9 * section["replies"] / section["elapsed_ns"]


def _priority_rate(p, handler):
    """The thread that computes has the GIL by the time of each return from a
    read, and lets go at once."""
    alone = predict.NS_PER_S / predict.echo_alone(p, handler).value
    return predict.Prediction(
        predict.NS_PER_S / (alone + p["wake_latency"]),
        "1 / (alone + wake_latency): back from the read the server asks at "
        "once, and is woken; the write is over before the other is awake",
        f"{predict.us(alone)} + {predict.us(p['wake_latency'])}")


def _bfs_rate(p):
    """A drop gives the GIL to the waiter, though that sleeps: both calls cost
    the server two wake-ups, the other's and its own. The client answers
    meanwhile."""
    call = 2 * p["wake_latency"] + p["drop_take"]
    return predict.Prediction(
        predict.NS_PER_S / (p["handler"] + 2 * call),
        "1 / (handler + 2 (2 wake_latency + drop_take)): around read and "
        "write the GIL is given to the thread that computes, which must wake "
        "to give it back, and then the server must wake",
        f"{predict.us(p['handler'])} + 2 x {predict.us(call)}")


def _holy_rate(p, handler):
    """Back from the read the server waits for a microsecond and asks; when the
    next one is over, the GIL is free."""
    alone = predict.NS_PER_S / predict.echo_alone(p, handler).value
    wait = HOLY_NS + p["timedwait_late"]
    return predict.Prediction(
        predict.NS_PER_S / (alone + 2 * wait),
        "1 / (alone + 2 (1 us + timedwait_late)): back from the read the "
        "server waits for 1 us and asks; at the end of the next it is let in; "
        "the write is over before the other is awake",
        f"{predict.us(alone)} + 2 x {predict.us(wait)}")


def _echo_prediction(one):
    """None on fewer cores than threads: there it hangs on who shares one."""
    p = one.primitives
    handler = p["handler"] - p["pipe_pair"]
    if one.run.gil == "interval":
        return predict.echo_beside(p, handler, 1, one.run.interval_us * 1000)
    if one.run.cores < 3:
        return None
    if one.run.gil == "bfs":
        return _bfs_rate(p)
    rate = _holy_rate if one.run.gil == "holy" else _priority_rate
    return rate(p, handler)


PUBLISHED_ECHO = {"interval": "100", "priority": "convoy gone",
                  "bfs": "convoy gone", "holy": "convoy gone"}


def _echo_figure(one):
    gil, rate, prediction = one.run.gil, _rate(one), _echo_prediction(one)
    convoy = 1e6 / plan.INTERVAL_US
    cured = rate > CURED * convoy
    return Figure(
        what=f"echo, {gil}, {one.run.cores} cores", unit=judge.RATE,
        published=PUBLISHED_ECHO[gil], measured=rate,
        predicted=prediction and prediction.value,
        formula=prediction.formula if prediction else "",
        inputs=prediction.inputs if prediction else "",
        expected="at most 1 / interval" if gil == "interval"
        else f"over {CURED} / interval",
        direction=rate < 1.1 * convoy if gil == "interval" else cured,
        machine=one.run.name)


# --- a trick every millisecond ---

def _share(one, trick):
    """What the thread with the trick counted, in per cent of both."""
    other = one.value(trick, "other")
    return 100 * other / (other + one.value(trick, "honest"))


def _work_ns(one):
    """What the work between two tricks takes, as it did without them."""
    return int(one.run.words[-1]) * _round_ns(one)


def _round_ns(one):
    """What a round takes, both threads playing no trick."""
    return (TINY_MS * 1e6 / (one.value("honest", "other")
                             + one.value("honest", "honest")))


def _interval_share(one, trick):
    """(share, formula, inputs) under interval, for any work between tricks.

    The other asks when it has waited for an interval in peace. A trick that is
    over before the other has woken wakes it in vain, and its interval begins
    anew: so it is only asked for as often as a whole interval goes into the
    work. After a nap the other has the GIL, and one more interval.
    """
    p = one.primitives
    work = _work_ns(one)
    wait = one.run.interval_us * 1000 + p["timedwait_late"]
    asked = int(work // wait)
    lost = asked * wait
    formula = "work / (work + n interval), n: whole intervals in the work"
    if trick == "nap":
        lost += NAP_NS + wait
        formula = ("work / (work + nap + (n + 1) interval), n: whole intervals "
                   "in the work")
    return (100 * work / (work + lost), formula,
            f"{predict.us(work)} of work, n = {asked}")


def _priority_share(one, trick):
    """(share, formula, inputs): without any interval."""
    p, work = one.primitives, _work_ns(one)
    away = NAP_NS + p["timedwait_late"] if trick == "nap" else 0
    return (100 * work / (work + away),
            "work / (work + what it is away for): it rises with each trick, "
            "and is above the other, which rises never",
            f"{predict.us(work)} of work, away for {predict.us(away)}")


def _holy_share(one, trick):
    """(share, formula, inputs): the other thread is holy, who plays is not.

    Who plays waits for a microsecond, the other for an interval, each of them
    from when it has woken after its own drop. A trick that is over at once
    makes the other wait anew.
    """
    p, work = one.primitives, _work_ns(one)
    patience = HOLY_NS + p["timedwait_late"]
    if trick == "honest":
        held = (p["wake_latency_busy"] + one.run.interval_us * 1000
                + p["timedwait_late"])
        lost = p["wake_latency_busy"] + patience
        return (100 * held / (held + lost),
                "h / (h + wake_latency_busy + 1 us + timedwait_late), h: "
                "wake_latency_busy + interval + timedwait_late",
                f"{predict.us(held)}, {predict.us(lost)}")
    away = NAP_NS + p["timedwait_late"] + patience if trick == "nap" else 0
    return (100 * work / (work + away),
            "work / (work + what it is away for + 1 us + timedwait_late)",
            f"{predict.us(work)} of work, away for {predict.us(away)}")


def _expected_share(one, trick):
    """(share, formula, inputs)."""
    if one.run.gil == "holy":
        return _holy_share(one, trick)
    if trick == "honest":
        return 50.0, "an interval each", ""
    if one.run.gil == "bfs":
        return 50.0, "a slice each, in however many pieces", ""
    if one.run.gil == "priority":
        return _priority_share(one, trick)
    return _interval_share(one, trick)


PUBLISHED_TINY = {("priority", "sleep"): "starves the others",
                  ("bfs", "sleep"): "as expected"}


def _share_direction(gil, trick, long, share):
    """(words, whether it is so)."""
    if gil == "holy":
        return "nearly all", share > 85
    if trick == "honest" or gil == "bfs":
        return "half", 45 < share < 55
    if gil == "interval" and trick == "nap":
        return "less than half: it is honest that pays", share < 45
    if long:
        return "over half", share > 55
    return "nearly all", share > 85


def _tiny_figure(one, trick):
    share = _share(one, trick)
    long = int(one.run.words[-1]) > WORK
    value, formula, inputs = _expected_share(one, trick)
    expected, direction = _share_direction(one.run.gil, trick, long, share)
    every = ", every 7 ms" if long else ""
    return Figure(
        what=f"{trick}, {one.run.gil}{every}", unit="% of the rounds",
        published=PUBLISHED_TINY.get((one.run.gil, trick), "-"),
        measured=share, predicted=value, formula=formula, inputs=inputs,
        expected=expected, direction=direction, machine=one.run.name)


def _switch_figure(one):
    """How often the GIL changes hands between two honest threads."""
    p = one.primitives
    asked = sum(thread["drops"]["request"]
                for thread in one.stats["honest"]["threads"])
    turn = one.run.interval_us * 1000 + p["timedwait_late"]
    if one.run.gil != "bfs":
        turn += p["wake_latency_busy"]
    return Figure(
        what=f"two that compute, {one.run.gil}", unit="switches/s",
        published="-", measured=1000 * asked / TINY_MS,
        predicted=predict.NS_PER_S / turn,
        formula="1 / (interval + timedwait_late)" if one.run.gil == "bfs" else
        "1 / (interval + timedwait_late + wake_latency_busy)",
        inputs=predict.us(turn), expected="about 1 / interval",
        direction=asked <= 1000 * TINY_MS / plan.INTERVAL_US,
        machine=one.run.name)


def _cpu_figure(one):
    ratio = judge.cpu_ratio(one)
    prediction = predict.interval_ratio(one.primitives,
                                        one.run.interval_us * 1000)
    return Figure(
        what=f"two that compute, {one.run.gil}", unit=judge.RATIO,
        published="1.0-1.1" if one.run.gil == "interval" else "-",
        measured=ratio, predicted=prediction.value, formula=prediction.formula,
        inputs=prediction.inputs, expected="1.00 to 1.10",
        direction=0.995 <= ratio <= 1.10, machine=one.run.name)


def _ran(measured, machines):
    """What was measured of these machines, in their order."""
    return [measured[machine.name] for machine in machines
            if machine.name in measured]


def figures(measured):
    """A Figure for each rate, each share, and each policy's price."""
    tiny = _ran(measured, (*TINY.values(), LONG))
    return [*map(_echo_figure, _ran(measured, ECHO.values())),
            *(_tiny_figure(one, trick) for one in tiny for trick in TRICKS),
            *(_switch_figure(one) for one in _ran(measured, TINY.values())
              if one.run.gil not in WORDS),
            *map(_cpu_figure, _ran(measured, CPU.values()))]


def _echo_bars(measured):
    def rates(cores):
        return tuple(_rate(measured[ECHO[gil, cores].name])
                     if ECHO[gil, cores].name in measured else None
                     for gil in GILS)
    return BarPlot("Echo beside a thread that computes", "replies a second",
                   GILS, tuple(Series(f"{cores} cores", rates(cores))
                               for cores in CORES), log_y=True)


def _share_map(measured):
    def shares(trick):
        return tuple(_share(measured[TINY[gil].name], trick)
                     if TINY[gil].name in measured else None for gil in GILS)
    return HeatMap("What a trick every millisecond gets of two threads' work",
                   TRICKS, GILS, tuple(shares(trick) for trick in TRICKS),
                   unit="% of the rounds; 50 is fair")


def plots(measured):
    return [_echo_bars(measured), _share_map(measured)]


EXPERIMENT = Experiment(
    number=7,
    title="Priorities and deadlines",
    question="Do they cure the convoy, and can they be deceived?",
    sources=(BEAZLEY_PRIORITY, AIDES, BEAZLEY_HOLY, plan.SKVORTSOV),
    machines=(*ECHO.values(), *TINY.values(), LONG, *CPU.values()),
    small=(*(ECHO[gil, 4] for gil in GILS), *TINY.values()),
    judge=figures, plots=plots,
    story="""Priorities and deadlines let a thread that is back from I/O in at
once: from 200 replies a second to 50,000 and more. A thread that computes, and
naps for 50 us every millisecond, is taken for one of those by priorities, and
has nearly everything; deadlines count what it has used, and it has half.
Threads that declare themselves holy give way at once to all that do not: the
convoy is gone, and who computes without a word has everything. The unchanged
GIL punishes the nap: an interval each time. But I/O that is over
before the other thread is awake takes everything there, too: each drop wakes
the other in vain, and its interval begins anew.""")
