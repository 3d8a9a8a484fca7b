# SPDX-License-Identifier: MIT
"""Experiment 14: who asks for the GIL, how often, and who gets it.

Four threads compute, the last of them from half-time on. While three wait, the
trace tells of each request how long the GIL had not changed hands, and of each
drop that followed one whether the GIL went to who had asked, or to who had
waited longest.
"""

import json
from dataclasses import dataclass
from statistics import median

import exp_plan as plan
from exp_figure import Experiment, Figure
from exp_machine import Machine
from exp_plot import BarPlot, Series
from exp_run import trace_tool

THREADS = 4
HALF_MS = 300
PRIORITY = 10     # real-time, of the newcomer
MANY_CORES = 8    # more than threads: nobody waits for one
SKEW_US = 1       # two cores' clocks may differ by so much
ASKED = 2         # GIL_WHY_REQUEST
BEAZLEY = ("Beazley, Inside the new GIL, 2010: one request an interval; who "
           "gets the GIL is for the operating system to say (from memory)")


def _machine(sched, wake, cores, priority=0):
    urgent = "-urgent" if priority else ""
    return Machine(
        f"winners-{sched}-{wake}-{cores}{urgent}",
        f"winners, {sched}{urgent}, WAKE={wake}, cores={cores}",
        "/lab/winners.py", (THREADS, HALF_MS, priority), "interval", cores,
        plan.INTERVAL_US, env=(("WAKE", wake),),
        options=(("sched", sched),), effort=4)


BY_WAKE = {wake: _machine("rr", wake, MANY_CORES)
           for wake in ("fifo", "lifo", "sched")}
BY_SCHED = {sched: _machine(sched, "sched", 1)
            for sched in ("rr", "mlfq", "prio")}
URGENT = _machine("prio", "sched", 1, PRIORITY)


@dataclass
class Account:
    """What the trace says of the time in which three threads waited."""
    requests: list    # (ns, ns since the GIL last changed hands or was asked
                      # for)
    drops: int = 0    # that somebody had asked for
    asker: int = 0    # of them, how many gave the GIL to who had asked
    longest: int = 0  # and to who had waited longest


def account_of(events):
    """The Account of EVENTS, the GIL's in the order of the trace."""
    account = Account([])
    since, asker, why, quiet_from, switches = {}, None, None, 0, 0
    for event in events:
        kind, lwp, now = event["event"], event["lwp"], event["time_ns"]
        crowded = len(since) >= THREADS - 1
        if kind == "gil_wait":
            since[lwp] = now
        elif kind == "gil_drop":
            why = event["why"]
        elif kind == "gil_drop_request":
            if crowded:
                account.requests.append((now, now - quiet_from))
            asker, quiet_from = lwp, now
        elif kind == "gil_acquired":
            if crowded and why == ASKED and lwp in since:
                account.drops += 1
                account.asker += lwp == asker
                account.longest += lwp == min(since, key=since.get)
            since.pop(lwp, None)
            if event["switch_number"] != switches:
                switches, quiet_from = event["switch_number"], now
            asker = why = None
    return account


def _account(one):
    return account_of(map(json.loads,
                          trace_tool("json", one.trace).splitlines()))


def _requests_figure(one, account):
    """How soon after a switch somebody asks, at the soonest."""
    soonest = min(ns for _, ns in account.requests) / 1000
    return Figure(
        what=f"from a switch to a request, WAKE={one.run.env[0][1]}",
        unit="us at least", published="an interval", measured=soonest,
        predicted=float(plan.INTERVAL_US),
        formula="an interval: who has waited for one asks only if the GIL did "
        "not change hands meanwhile", expected="an interval, or more",
        direction=soonest >= plan.INTERVAL_US - SKEW_US,
        inputs=f"{len(account.requests)} requests", machine=one.run.name)


def _rate_figure(one, account):
    times = [now for now, _ in account.requests]
    rate = 1e9 / median(b - a for a, b in zip(times, times[1:]))
    most = 1e6 / plan.INTERVAL_US
    return Figure(
        what=f"requests, 3 waiters, WAKE={one.run.env[0][1]}",
        unit="a second (median)", published="one an interval", measured=rate,
        predicted=most, formula="1 / interval, however many wait",
        expected="at most one an interval", direction=rate < 1.01 * most,
        machine=one.run.name)


def _per_cent(part, account):
    return 100 * part / account.drops if account.drops else 0.0


def _winner_figure(one, account):
    """Who is woken, where everybody has a core."""
    wake = one.run.env[0][1]
    who = "who waited longest" if wake == "fifo" else "who asked"
    share = _per_cent(account.longest if wake == "fifo" else account.asker,
                      account)
    known = wake != "sched"
    formula = {"fifo": "all: the first in the queue",
               "lifo": "all: who asks has queued last", "sched": ""}[wake]
    return Figure(
        what=f"won by {who}, WAKE={wake}", unit="% of the drops",
        published="the scheduler's choice", measured=share,
        predicted=100.0 if known else None, formula=formula,
        inputs=f"{account.drops} drops" if known else "",
        expected="nearly always" if known else "now and then",
        direction=share > 90 if known else 5 < share < 75,
        machine=one.run.name)


# --- one core: who may ask is the scheduler's choice ---

# Of mlfq, in ms, from its definition: the allotments of the levels above the
# lowest, 2 quanta of 5, 10 and 20 ms, and the lowest one's quantum.
MLFQ_ALONE_MS = 2 * (5 + 10 + 20) + 40


def _share(one):
    """The newcomer's work in per cent of what is done in half the time."""
    counted = [one.numbers(rf"cpu-{number} counted to (\d+)")[0][0]
               for number in range(1, THREADS + 1)]
    return 200 * counted[-1] / sum(counted)


def _expected_share(run):
    """(share or None, formula, direction in words, its least, its most)."""
    sched = dict(run.options)["sched"]
    if run == URGENT:
        return (100.0, "all: no waiter ever has the core to ask on",
                "nearly all", 90, 101)
    if sched == "prio":
        return 100 / THREADS, "a thread's share of turns", "a share", 15, 35
    if sched == "mlfq":
        return (100 * MLFQ_ALONE_MS / HALF_MS,
                "what it may compute before it is at the lowest level, and a "
                "quantum there: till then no other has the core to ask on",
                "more than a share", 30, 60)
    return None, "", "no more than a share", -1, 30


def _share_figure(one):
    sched = dict(one.run.options)["sched"]
    share = _share(one)
    value, formula, expected, least, most = _expected_share(one.run)
    urgent = ", the newcomer urgent" if one.run == URGENT else ""
    return Figure(
        what=f"the newcomer's work, {sched}{urgent}", unit="%",
        published="the scheduler's choice", measured=share, predicted=value,
        formula=formula, expected=expected, direction=least < share < most,
        machine=one.run.name)


def figures(measured):
    """A Figure for each order of waking, and each scheduler."""
    made = []
    for machine in BY_WAKE.values():
        if one := measured.get(machine.name):
            account = _account(one)
            made += [_requests_figure(one, account),
                     _rate_figure(one, account), _winner_figure(one, account)]
    return made + [_share_figure(measured[machine.name])
                   for machine in (*BY_SCHED.values(), URGENT)
                   if machine.name in measured]


def plots(measured):
    many = {wake: _account(measured[machine.name])
            for wake, machine in BY_WAKE.items() if machine.name in measured}
    one_core = {name: measured[machine.name] for name, machine in (
        *BY_SCHED.items(), ("prio, urgent", URGENT))
        if machine.name in measured}
    return [
        BarPlot("Who gets the GIL after a request, a core for each",
                "% of the drops", tuple(f"WAKE={wake}" for wake in many),
                (Series("who asked", tuple(
                    _per_cent(one.asker, one) for one in many.values())),
                 Series("who waited longest", tuple(
                     _per_cent(one.longest, one) for one in many.values())))),
        BarPlot("The work of a newcomer beside three others, one core",
                "% of the work", tuple(one_core),
                (Series("measured", tuple(map(_share, one_core.values()))),
                 Series("predicted", tuple(
                     _expected_share(one.run)[0]
                     for one in one_core.values()), predicted=True)))]


EXPERIMENT = Experiment(
    number=14,
    title="Drop requests",
    question="Who asks for the GIL, and who gets it?",
    sources=(BEAZLEY,),
    machines=(*BY_WAKE.values(), *BY_SCHED.values(), URGENT),
    small=(BY_WAKE["fifo"], BY_WAKE["lifo"], BY_SCHED["mlfq"], URGENT),
    judge=figures, plots=plots,
    story="""However many wait, somebody asks once in an interval. Who gets the
GIL then is another matter. With a core for each the order in which the lock
wakes its waiters decides: who has waited longest, or who has asked. On one
core the scheduler decides, even about who may ask: a waiter whose time is over
must have the core for that. So a thread that mlfq takes for a short one, or
that has a real-time priority, has the GIL for as long as nobody else runs.""")
