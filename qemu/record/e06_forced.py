# SPDX-License-Identifier: MIT
"""Experiment 6: the present GIL without its last step. A holder that was asked
lets go, and need not wait until another has taken the lock."""

import exp_judge as judge
import exp_plan as plan
import exp_predict as predict
from exp_figure import Experiment, Figure
from exp_plot import BarPlot, Series

POLICIES = ("interval", "interval-noforce")
WORDS = {"interval": "forced", "interval-noforce": "not forced"}
CPU_COUNT = 400_000     # of each of two threads: some twenty intervals
ECHO_COUNT = 4_000_000  # some hundred
CORES = 2
SOURCE = ("CPython, Python/ceval_gil.h, 3.2 and later: its comment on "
          "FORCE_SWITCHING")


def _cpu(gil):
    return plan.machine(
        plan.PYTHON, f"forced-cpu-{gil}", f"{gil}, 2 threads", gil, CORES,
        (plan.Job("seq", 1, CPU_COUNT), plan.Job("cpu", 2, CPU_COUNT)),
        effort=3)


def _echo(gil):
    return plan.machine(
        plan.PYTHON, f"forced-echo-{gil}", f"{gil}, echo beside 1 thread", gil,
        plan.ECHO_CORES, (plan.Job("convoy", 1, ECHO_COUNT),), effort=3)


CPU = {gil: _cpu(gil) for gil in POLICIES}
ECHO = {gil: _echo(gil) for gil in POLICIES}
CPU_LINUX = {gil: machine.linux61() for gil, machine in CPU.items()}
ECHO_LINUX = {gil: machine.linux61() for gil, machine in ECHO.items()}


def _sum(stats, key):
    return sum(thread[key] for thread in stats["threads"]
               if thread["name"] != "MainThread")


def slice_ns(one):
    """How long a thread holds the GIL before another has it, in the mean. A
    race that a waiter loses is a take by the thread that had dropped; a drop
    to block ends no slice that an interval had to end."""
    stats = one.stats["cpu-2"]
    blocks = sum(thread["drops"]["block"] for thread in stats["threads"]
                 if thread["name"] != "MainThread")
    slices = (_sum(stats, "gil_acquired") - _sum(stats, "lost_races")
              - blocks)
    return _sum(stats, "gil_held_ns") / slices


def lost_part(one):
    """Lost races for each request."""
    stats = one.stats["cpu-2"]
    return (_sum(stats, "lost_races") / requests
            if (requests := _sum(stats, "drop_requests")) else 0.0)


def echo_rate(one):
    """Replies a second."""
    values = one.sections["convoy", 1]
    return 1e9 * values["replies"] / values["elapsed_ns"]


def _figure(one, what, unit, value, published, expected, direction, prediction):
    return Figure(what=f"{what}, {WORDS[one.run.gil]}", unit=unit,
                  published=published, measured=value,
                  predicted=prediction.value if prediction else None,
                  formula=prediction.formula if prediction else "",
                  inputs=prediction.inputs if prediction else "",
                  expected=expected, direction=direction, cost=one.run.cost,
                  machine=one.run.name)


def _predict_slice(one):
    """An interval, from when the loser of the last switch has woken; or, if
    who drops has taken again before another has woken, all of a thread's work.
    """
    p = one.primitives
    if one.run.gil == "interval":
        hold = (one.run.interval_us * 1000 + p["timedwait_late"]
                + p["wake_latency_busy"])
        return predict.Prediction(
            hold / 1e6, "forced: interval + timedwait_late + wake_latency_busy",
            predict.us(hold))
    work = one.sections["seq", 1]["elapsed_ns"] / 2
    return predict.Prediction(
        work / 1e6, "not forced: the work of a whole thread, as drop_take is "
        "less than wake_latency: who drops has it again before another is "
        "awake", f"{predict.us(p['drop_take'])} against "
        f"{predict.us(p['wake_latency'])}; work {predict.us(work)}")


def _predict_rate(one):
    """As experiment 4's; a waiter that never wins a race sends nothing."""
    if one.run.gil != "interval":
        return None
    p = one.primitives
    hold = (one.run.interval_us * 1000 + p["timedwait_late"]
            + predict.hand_over(p))
    waits = predict.waits_per_reply(p)
    return predict.Prediction(
        1e9 / (waits * hold + p["pipe_roundtrip"]),
        "forced: 1 / (k (interval + timedwait_late + hand_over) + "
        "pipe_roundtrip), k = 2 if pipe_write lasts longer than who computes "
        f"takes to come back, else 1. {predict.HAND_OVER}; to come back is the "
        "same, or clock + wait_again", f"k = {waits}, {predict.us(hold)}")


def _pair(measured, machines, what, unit, value, predicted, expected):
    """Figures of both machines for one value. expected: by policy, its words
    and a function from (this value, the other's) to whether it is so."""
    ones = {gil: measured[machine.name] for gil, machine in machines.items()
            if machine.name in measured}
    values = {gil: value(one) for gil, one in ones.items()}
    made = []
    for gil, one in ones.items():
        other = next((values[name] for name in values if name != gil), None)
        words, holds = expected[gil]
        made.append(_figure(
            one, what, unit, values[gil],
            "-" if gil == "interval" else words.split(" than")[0], words,
            other is None or holds(values[gil], other), predicted(one)))
    return made


def figures(measured):
    """Slices, races and replies, of both policies; then with Linux's costs."""
    return (_figures_of(measured, CPU, ECHO)
            + _figures_of(measured, CPU_LINUX, ECHO_LINUX))


def _figures_of(measured, cpu, echo):
    return (
        _pair(measured, cpu, "slice", "ms", lambda one: slice_ns(one) / 1e6,
              _predict_slice,
              {"interval": ("shorter than without", lambda a, b: a < b),
               "interval-noforce": ("longer than with", lambda a, b: a > b)})
        + _pair(measured, cpu, "races lost", "per request", lost_part,
                lambda _: None,
                {"interval": ("none", lambda a, _: a < 0.05),
                 "interval-noforce": ("more than with", lambda a, b: a > b)})
        + _pair(measured, echo, "echo", "replies/s", echo_rate, _predict_rate,
                {"interval": ("more than without", lambda a, b: a > b),
                 "interval-noforce": ("fewer than with",
                                      lambda a, b: a < b)}))


def _bars(title, unit, measured, machines, value):
    ones = [measured[machine.name] for machine in machines.values()
            if machine.name in measured]
    return BarPlot(title, unit, tuple(WORDS[one.run.gil] for one in ones),
                   (Series("measured", tuple(map(value, ones))),))


def plots(measured):
    return [_bars("How long a thread holds the GIL, two threads that compute",
                  "ms", measured, CPU, lambda one: slice_ns(one) / 1e6),
            _bars("Replies of an echo thread beside one that computes",
                  "per second", measured, ECHO, echo_rate)]


EXPERIMENT = Experiment(
    number=6,
    title="Forced switching, on and off",
    question="Why does the holder that was asked wait until another thread has "
             "taken the GIL?",
    sources=(SOURCE,),
    machines=(*CPU.values(), *ECHO.values(), *CPU_LINUX.values(),
              *ECHO_LINUX.values()),
    small=(*CPU.values(),),
    judge=figures, plots=plots,
    story="""To let go and to take again is a matter of some hundred
instructions; to wake a thread takes thousands. So a holder that lets go when
asked, and then wants the lock again, has it back before the one who asked is
awake: the race of the old GIL. The present one's last step abolishes it: the
holder sleeps until another has taken the lock.

Without that step the waiter wakes in vain, waits for another interval, asks,
and wakes in vain. On a machine without noise it loses each time, and a slice is
a whole thread's work; an echo thread beside it hardly answers at all. Only
where the machine is noisy does somebody win now and then.""")
