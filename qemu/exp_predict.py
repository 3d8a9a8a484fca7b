# SPDX-License-Identifier: MIT
"""What each figure should be, from primitives that the same run measured.

A prediction is a formula with a reason. It knows the protocol of the GIL policy
and the costs in p (nanoseconds, by the names of user/gilbench/prims.c), not the
outcome, and no published figure. Where it misses, something happens that its
reason leaves out: that is worth more than a formula that was made to fit.
"""

from dataclasses import dataclass
from math import ceil

NS_PER_S = 1e9
CHECK = 100  # ticks between two checks of the old GIL


@dataclass(frozen=True)
class Prediction:
    """A value and the sentence that derives it."""
    value: float
    why: str


def us(ns):
    """NS as microseconds for people."""
    return f"{ns / 1000:.2f} us" if ns < 99_500 else f"{ns / 1000:.0f} us"


def interval_ratio(p, interval_ns):
    """New GIL, two CPU-bound threads: parallel time over sequential.

    In each interval the waiter's timer runs out, the holder drops and is idle
    until the other has woken: for that long nobody runs bytecode. All the rest
    is the same work.
    """
    hold = interval_ns + p["timedwait_late"]
    handoff = p["wake_latency"]
    return Prediction(
        1 + handoff / hold,
        f"once per {us(hold)} nobody computes for {us(handoff)}, from the "
        "drop until the waiter has woken: 1 + wake_latency / (interval + "
        "timedwait_late)")


def ticks_ratio_many_cores(p):
    """Old GIL, two CPU-bound threads on two cores.

    A check comes every P = 100 bytecodes and a drop and take. If the other
    thread waits by then, its wake-up costs the holder w. The waiter needs the
    wake-up latency, and some of a futex round trip to find the GIL taken again
    and sleep; the checks until then find nobody waiting. So one of k checks pays
    w. The GIL is free for a moment of each P only, and without noise the waiter
    comes in the same moment of it each time: having lost once it loses until
    the holder ends. Then it runs alone. So half of the work pays.
    """
    period = CHECK * p["bytecode"]  # contains the drop and take
    wake = p["signal_wake"] - p["signal_none"] - p["clock"]
    away = p["wake_latency"] + p["futex_roundtrip"] / 4
    checks = max(1, ceil(away / period))
    return Prediction(
        1 + wake / (checks * period) / 2,
        f"a check every P = {us(period)}; waking the loser costs the holder "
        f"w = {us(wake)} and keeps the loser busy for {us(away)}, so at one "
        f"check in k = {checks}; the loser always loses, and runs alone when "
        "the other has ended: 1 + w / (k P) / 2")


def ticks_ratio_one_core(p, turn_ns):
    """Old GIL, two CPU-bound threads on one core.

    A signalled waiter gets the core when the holder's turn ends, finds the GIL
    taken (the holder was stopped between two checks) and sleeps again: one
    wake-up and two switches per turn.
    """
    wake = p["signal_wake"] - p["signal_none"] - p["clock"]
    lost = wake + p["futex_roundtrip"] / 2
    return Prediction(
        1 + lost / turn_ns,
        f"once per turn of {us(turn_ns)} a waiter wakes in vain, for "
        f"{us(lost)}: 1 + (w + futex_roundtrip / 2) / turn")


def echo_alone(p, bytecodes):
    """Replies per second with no one else at the GIL: a pipe round trip, the
    echo thread's bytecodes, and letting go and taking twice."""
    reply = p["pipe_roundtrip"] + bytecodes * p["bytecode"] + 2 * p["drop_take"]
    return Prediction(
        NS_PER_S / reply,
        f"pipe_roundtrip {us(p['pipe_roundtrip'])} + {bytecodes} bytecodes "
        f"{us(bytecodes * p['bytecode'])} + 2 drop_take "
        f"{us(2 * p['drop_take'])}")


def waits_per_reply(p):
    """How often the echo thread must wait for the GIL per reply. Its read always
    costs it the GIL: it sleeps. Its write does so only if it lasts longer than
    it takes the CPU-bound thread that the drop has signalled to wake."""
    return 2 if p["pipe_write"] > p["wake_latency"] else 1


def echo_beside(p, bytecodes, interval_ns):
    """Replies per second beside CPU-bound threads, new GIL.

    Each wait for the GIL lasts an interval, until the timer wakes the waiter,
    and until the holder's drop wakes it again; the rest of a reply is as alone.
    """
    waits = waits_per_reply(p)
    wait = interval_ns + p["timedwait_late"] + p["wake_latency"]
    alone = NS_PER_S / echo_alone(p, bytecodes).value
    times = "once" if waits == 1 else "twice"
    compared = "under" if waits == 1 else "over"
    return Prediction(
        NS_PER_S / (waits * wait + alone),
        f"waits for the GIL {times} per reply, {us(wait)} each (a write lasts "
        f"{us(p['pipe_write'])}, {compared} the {us(p['wake_latency'])} in "
        f"which a woken thread takes the GIL), + {us(alone)} as alone")
