# SPDX-License-Identifier: MIT
"""Experiment 18: which pairs of a scheduler and a GIL convoy.

An echo server beside one thread that computes, under each scheduler and each
GIL, on one core and on several. A pair convoys if the server sends less than a
tenth of the replies that it sends alone.

Predicted is that alone, from the definitions of the two, before anything runs.

On several cores each thread has a core, and the scheduler nothing to decide.
The server waits for the GIL, and what counts is whether that knows who computes
(priority, bfs); all others let it wait for a turn, or for a race to be won.

On one core the GIL's waiter must have the core first. The client wakes the
server while the client itself runs; when it then sleeps, two are ready: the
server, and before it the thread that computes, which wanted the core already.
If the scheduler takes them in the order of their coming (BY_ARRIVAL), the
thread runs for a whole turn, whatever the GIL, and be it none; if it takes who
has run less, the server has the GIL again before the other has had the core.
How long that goes on is the scheduler's credit for sleepers: while the thread
holds for an interval I it falls that much behind, but not by more than the
credit C; then the server runs for as long. So its part is C / (C + I).
"""

from dataclasses import dataclass

import exp_plan as plan
from exp_figure import Experiment, Figure
from exp_machine import Machine
from exp_plot import HeatMap

PERCENT = "% of alone"
CONVOY = 10.0  # percent: what counts as a convoy
ENDLESS = float("inf")


@dataclass(frozen=True)
class Gil:
    """What a policy's definition says."""
    interval_us: float   # for how long it lets a holder compute
    knows: bool = False  # who computes, and does not let others wait for it
    gives: bool = False  # the core away, each time that it lets go
    keeps_us: float = 0  # so long who makes short calls has it back each time


@dataclass(frozen=True)
class Scheduler:
    """What a policy's definition says."""
    credit_us: float  # by how much one that sleeps may fall behind; 0: of two
    #                   that are ready, who came first is first


GILS = {
    "ticks": Gil(0),
    "interval": Gil(5000),
    "priority": Gil(0, knows=True),
    "bfs": Gil(0, knows=True),
    "ruby": Gil(100_000),
    "fair": Gil(5000),
}
MORE_GILS = {
    "interval-noforce": Gil(5000),
    "ticks-sem": Gil(0),
    "pypy": Gil(350, keeps_us=100),  # 10,000 instructions; the stealer's look
    "ocaml-old": Gil(25_000),        # ticks of 50 ms, which know of no turns
    "ocaml": Gil(25_000),
    "micropython": Gil(0),
    "micropython-yield": Gil(0, gives=True),
}
NONE = {"none": Gil(0, knows=True)}  # for comparison

SCHEDULERS = {
    "rr": Scheduler(0),
    "mlfq": Scheduler(ENDLESS),  # who computes sinks
    "cfs": Scheduler(3000),      # half of `latency`
    "eevdf": Scheduler(6000),    # lag is kept within two slices
    "prio": Scheduler(0),        # all are equals
}
MORE_SCHEDULERS = {
    "fifo": Scheduler(0),
    "bsd44": Scheduler(ENDLESS),   # who computes sinks, after 80 ms
    "stride": Scheduler(ENDLESS),  # what one is behind is kept
    "lottery": Scheduler(0),  # by chance, for a turn of 10 ms
    "edf": Scheduler(0),      # nobody has a deadline
}
CORES = (1, 4)
MORE_CORES = (1, 2, 4)
LENGTH = {1: 200, 2: 100, 4: 100}  # ms; on one, mlfq's server sinks after 100

KNOWN_GILS = {**GILS, **MORE_GILS, **NONE}
KNOWN_SCHEDULERS = {**SCHEDULERS, **MORE_SCHEDULERS}


def _words(sched, gil, cores):
    return f"{sched} x {gil}, {cores} core{'s' if cores > 1 else ''}"


def _machine(sched, gil, cores):
    return Machine(
        f"matrix-{sched}-{gil}-{cores}", _words(sched, gil, cores),
        "/lab/beside.py", (LENGTH[cores],), gil, cores,
        options=(("sched", sched),), trace_mib=0,
        effort=2 if cores == 1 else 4)


def _grid(schedulers, gils, all_cores):
    return {(sched, gil, cores): _machine(sched, gil, cores)
            for cores in all_cores for sched in schedulers for gil in gils}


GRID = _grid(SCHEDULERS, GILS, CORES) | _grid(SCHEDULERS, NONE, (1,))
FULL = (_grid(KNOWN_SCHEDULERS, {**GILS, **MORE_GILS}, MORE_CORES)
        | _grid(KNOWN_SCHEDULERS, NONE, (1,)))
CORNER = (("rr", "interval", 1), ("mlfq", "interval", 1),
          ("rr", "interval", 4), ("rr", "priority", 4))


def _part(one, other):
    return 100 * one / (one + other)


def _on_several(policy):
    """convoys, where each thread has a core."""
    if policy.knows:
        return False, "the GIL knows who computes"
    if policy.keeps_us:
        part = _part(policy.keeps_us, policy.interval_us)
        return part < CONVOY, f"the server keeps the GIL for {part:.0f} %"
    return True, "a turn or a race for each reply"


def convoys(sched, gil, cores):
    """(whether the pair convoys, by the definitions; why)."""
    policy, scheduler = KNOWN_GILS[gil], KNOWN_SCHEDULERS[sched]
    if cores > 1:
        return _on_several(policy)
    if policy.gives:
        return False, "the holder gives the core away"
    if not scheduler.credit_us:
        return True, "who computes has the core for a turn"
    if scheduler.credit_us == ENDLESS:
        return False, "the server has the core first"
    part = _part(scheduler.credit_us, policy.interval_us)
    return part < CONVOY, f"C / (C + I) = {part:.0f} %"


def replies(one):
    """Replies beside the thread that computes, in percent of those alone."""
    rates = [one.value(mode, "replies") / one.value(mode, "elapsed_ns")
             for mode in ("beside", "alone")]
    return 100 * rates[0] / rates[1]


def share(one):
    """What the thread that computes did, in percent of what it does alone."""
    done = one.value("beside", "rounds") / one.value("beside", "elapsed_ns")
    alone = one.value("rounds", "done") / one.value("rounds", "elapsed_ns")
    return 100 * done / alone


# What came out otherwise, and why: seen in the trace. By GIL, and whether there
# are several cores.
OTHERWISE = {
    ("bfs", False):
        "bfs gives the GIL to a sleeper by name. The server is back before "
        "that one has had the core, has the earlier deadline, and asks: so "
        "who computes finds the request at its first safepoint instead of "
        "computing for a turn",
    ("micropython-yield", True):
        "the server is woken on the core of the thread that computes, "
        "though another is free: there the yield lets it in",
}


def _figure(one, sched, gil, cores):
    expected, why = convoys(sched, gil, cores)
    found = replies(one)
    right = (found < CONVOY) == expected
    return Figure(
        what=_words(sched, gil, cores),
        unit=PERCENT, published="-", measured=found, predicted=None,
        expected=f"{'a convoy' if expected else 'none'}: {why}",
        inputs="" if right else OTHERWISE.get((gil, cores > 1), ""),
        direction=right, machine=one.run.name)


def figures(measured):
    """A Figure per pair and number of cores."""
    return [_figure(measured[machine.name], *pair)
            for pair, machine in (GRID | FULL).items()
            if machine.name in measured]


def _map(measured, title, unit, value, log):
    """VALUE of all machines, a line for each scheduler and number of cores."""
    ran = {pair: value(measured[machine.name])
           for pair, machine in (GRID | FULL).items()
           if machine.name in measured}
    rows = [(sched, cores) for cores in MORE_CORES for sched
            in KNOWN_SCHEDULERS if any(pair[::2] == (sched, cores)
                                       for pair in ran)]
    columns = [gil for gil in KNOWN_GILS if any(pair[1] == gil
                                                for pair in ran)]
    return HeatMap(
        title, tuple(f"{sched}, {cores}" for sched, cores in rows),
        tuple(columns), tuple(tuple(ran.get((sched, gil, cores))
                                    for gil in columns)
                              for sched, cores in rows), unit, log)


def plots(measured):
    """The replies, and what is left to who computes."""
    return [_map(measured, "Echo beside one thread, by scheduler, cores, GIL",
                 "replies a second, % of those alone", replies, True),
            _map(measured, "The thread that computes",
                 "% of what it does alone", share, False)]


EXPERIMENT = Experiment(
    number=18,
    title="Schedulers and GILs",
    question="Which pairs of a scheduler and a GIL make a convoy?",
    sources=("published: nothing that we know of",
             f"the question: {plan.BEAZLEY}"),
    machines=tuple(GRID.values()), full=tuple(FULL.values()),
    small=tuple(GRID[pair] for pair in CORNER),
    judge=figures, plots=plots,
    story="""On one core the scheduler decides, on four the GIL. On one, who
computes already stands in the queue for the core when the client wakes the
server. A scheduler that takes them in this order (rr, prio) gives it a whole
turn, under every GIL, and even without one: that convoy is none of the GIL's.
One that takes who has run less (mlfq, cfs, eevdf) lets the server back in
before the other has had the core: then the old GIL, the worst on four, convoys
as little as the best. Only Ruby's 100 ms are too long for the credit that a
sleeper has with cfs and eevdf.

On four cores each has a core, and all rows are the same: the two GILs that know
who computes serve the server at once, the others do not. There the mend has its
price: who computes is woken and interrupted tens of thousands of times a
second, and does a third of its work or less.""")
