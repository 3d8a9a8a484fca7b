# SPDX-License-Identifier: MIT
"""What each figure should be, from primitives that the same run measured.

A prediction is a formula with a reason. It knows the protocol of the GIL policy
and the costs in p (nanoseconds, by the names of user/measure/primitives.c), not
the outcome, and no published figure. Where it misses, something happens that
its reason leaves out: that is worth more than a formula that was made to fit.
"""

from dataclasses import dataclass
from math import ceil

NS_PER_S = 1e9
CHECK = 100  # ticks between two checks of the old GIL


@dataclass(frozen=True)
class Prediction:
    """A value, the formula it comes from, and what was put into it."""
    value: float
    formula: str
    inputs: str


def us(ns):
    """NS as microseconds for people."""
    return f"{ns / 1000:.2f} us" if ns < 99_500 else f"{ns / 1000:.0f} us"


def interval_ratio(p, interval_ns, threads=2):
    """New GIL, threads that only compute: parallel time over sequential.

    In each interval a waiter's timer runs out, the holder drops and is idle
    until the next has woken: for that long nobody runs bytecode. All the rest
    is the same work. Of two threads the waiter is the one that dropped last: it
    slept until the switch was made (forced switching), was woken while the
    holder computed, and only then began to wait for an interval. Of more, some
    other has been waiting all the time.
    """
    if threads < 2:
        return Prediction(1.0, "1: a thread alone is never asked", "")
    hold = interval_ns + p["timedwait_late"]
    formula = ("1 + wake_latency / (interval + timedwait_late): once per "
               "interval nobody computes from the drop until the waiter has "
               "woken")
    if threads == 2:
        hold += p["wake_latency_busy"]
        formula = ("1 + wake_latency / (interval + timedwait_late + "
                   "wake_latency_busy): once per interval nobody computes from "
                   "the drop until the waiter has woken; and its interval "
                   "begins when it has woken from the switch before")
    handoff = p["wake_latency"]
    return Prediction(1 + handoff / hold, formula,
                      f"{us(handoff)} in {us(hold)}")


def ticks_ratio_many_cores(p, check=CHECK):
    """Old GIL, two CPU-bound threads on two cores.

    A check comes every P = CHECK bytecodes and a drop and take. If the other
    thread waits by then, its wake-up costs the holder w. The waiter needs the
    wake-up latency, and some of a futex round trip to find the GIL taken again
    and sleep; the checks until then, the first of them after w, find nobody
    waiting. So one of k checks
    pays w. The holder runs on, so the waiter needs its own core to wake. The
    GIL is free for a moment of each P only, and without noise the
    waiter comes in the same moment of it each time: having lost once it loses
    until the holder ends. Then it runs alone. So half of the work pays.
    """
    wake, checks, period, away = lost_race(p, check)
    return Prediction(
        1 + wake / (checks * period) / 2,
        "1 + w / (k P) / 2: every k-th check, P apart, wakes the loser, which "
        "costs the holder w; it always loses, and runs alone when the other "
        "has ended",
        f"P {us(period)}, w {us(wake)}, the loser is away for {us(away)}, so "
        f"k = {checks}")


def wake_cost(p):
    """What waking a thread costs the one who signals, in ns: w."""
    return p["signal_wake"] - p["signal_none"] - p["clock"]


def lost_race(p, check):
    """Of the old GIL on two cores (w, k, P, how long the loser is away), as
    ticks_ratio_many_cores has them; in ns, but for k."""
    period = check * p["bytecode"]  # contains the drop and take
    wake = wake_cost(p)
    away = p["wake_latency_busy"] - p["clock"] + p["futex_roundtrip"] / 4
    return wake, max(1, ceil((away - wake) / period)), period, away


def wake_for_ratio(p, ratio, check=CHECK):
    """At which cost of a wake-up, in ns, ticks_ratio_many_cores is RATIO, if
    only what the signaller pays is another."""
    _, checks, period, _ = lost_race(p, check)
    return 2 * (ratio - 1) * checks * period


def ticks_ratio_one_core(p, turn_ns):
    """Old GIL, two CPU-bound threads on one core.

    A signalled waiter gets the core when the holder's turn ends, finds the GIL
    taken (the holder was stopped between two checks) and sleeps again: one
    wake-up and two switches per turn.
    """
    wake = wake_cost(p)
    lost = wake + p["futex_roundtrip"] / 2
    return Prediction(
        1 + lost / turn_ns,
        "1 + (w + futex_roundtrip / 2) / turn: once per turn a waiter wakes "
        "in vain",
        f"{us(lost)} in {us(turn_ns)}")


def echo_alone(p, handler):
    """Replies per second with no one else at the GIL: a pipe round trip, and
    what the server's loop takes beside its two system calls, which contains
    letting go of the GIL and taking it twice."""
    return Prediction(
        NS_PER_S / (p["pipe_roundtrip"] + handler),
        "1 / alone, alone = pipe_roundtrip + handler",
        f"{us(p['pipe_roundtrip'])} + {us(handler)}")


def asker_is_awake(p):
    """Is who asks for the GIL signalled before it has gone to sleep? It looks
    at the clock and calls the kernel to wait; meanwhile the holder, which sees
    the request when its core's turn is over, half a turn in the mean, lets go.
    If so nobody sleeps at a switch, neither who asked nor who was asked: each
    finds that what it was going to wait for has happened."""
    return (p["clock"] + p["wait_again"]
            > p["drop_take"] + p["core_turn"] / 2)


def come_back(p):
    """ns from when the GIL is dropped until a thread that computes, and that
    wants it, is there: it wakes, or it need only find that it need not wait."""
    if asker_is_awake(p):
        return p["clock"] + p["wait_again"]
    return p["wake_latency"]


def hand_over(p):
    """ns from a request to the GIL in who asked: a wake-up; or a wait in vain,
    a signal to nobody, and to take the GIL."""
    if asker_is_awake(p):
        return come_back(p) + p["wake_none"] + p["drop_take"]
    return p["wake_latency"]


HAND_OVER = ("hand_over is wake_latency, or where who asks is not asleep yet "
             "when the holder signals (clock + wait_again > drop_take + "
             "core_turn / 2) clock + wait_again + wake_none + drop_take")


def waits_per_reply(p):
    """How often the echo thread must wait for the GIL per reply. Its read
    always costs it the GIL: it sleeps. Its write does so only if it lasts
    longer than the CPU-bound thread takes to come back."""
    return 2 if p["pipe_write"] > come_back(p) else 1


def echo_counted(p, handler, counted, interval_ns):
    """Replies per second beside CPU-bound threads, new GIL; COUNTED of them had
    to be asked per reply: a count of the trace."""
    hold = interval_ns + p["timedwait_late"] + hand_over(p)
    alone = NS_PER_S / echo_alone(p, handler).value
    return Prediction(
        NS_PER_S / (counted * hold + alone),
        "1 / (h (interval + timedwait_late + hand_over) + alone), with h, how "
        "often a thread that computes had to be asked per reply, counted in "
        f"the trace. {HAND_OVER}",
        f"h = {counted:.2f}; {us(hold)} each, + {us(alone)}")


def echo_beside(p, handler, threads, interval_ns):
    """Replies per second beside CPU-bound threads, new GIL.

    Waiters queue, first come first served. Each of the N threads before the
    echo thread holds for an interval, until a waiter's timer wakes it and it
    asks, and until the next has the GIL. The rest of a reply is as alone.
    """
    waits = waits_per_reply(p)
    hold = interval_ns + p["timedwait_late"] + hand_over(p)
    alone = NS_PER_S / echo_alone(p, handler).value
    return Prediction(
        NS_PER_S / (waits * threads * hold + alone),
        "1 / (k N (interval + timedwait_late + hand_over) + alone), k = 1 wait "
        "per reply, after the read, or 2, also after the write, if pipe_write "
        "lasts longer than another thread takes to come back: only then that "
        f"one has the GIL by the end of the write. {HAND_OVER}; to come back "
        "is the same, or clock + wait_again",
        f"k = {waits}, as {us(p['pipe_write'])} is "
        f"{'more' if waits == 2 else 'less'} than {us(come_back(p))}; "
        f"{waits} x {threads} x {us(hold)} + {us(alone)}")
