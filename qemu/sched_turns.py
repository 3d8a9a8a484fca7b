# SPDX-License-Identifier: MIT
"""Experiments about one core: who waits for whom, and how long. Times in ms."""

from math import ceil

from sched_figure import Experiment, Figure, Machine

OSTEP = "Arpaci-Dusseau, Operating Systems: Three Easy Pieces, ch. 7 and 8"


def options(**values):
    """The kernel's options as a Machine has them."""
    return tuple(values.items())


# ---- short jobs behind a long one ----

LONG, SHORT, COUNT, ARRIVAL = 400, 25, 3, 100  # user/lab/jobs.c
JOB_POLICIES = ("fifo", "rr", "mlfq", "eevdf")
TICK = 4   # ms, at hz=250
TURN = 10  # of rr
MLFQ_QUANTUM, MLFQ_ALLOTMENT = 5, 10  # of its top level


def rr_mean(turn):
    """Whole rounds with the long one, which is behind the short ones; then
    their rests."""
    rounds = ceil(SHORT / turn) - 1
    return (rounds * (COUNT + 1) * turn
            + (SHORT - rounds * turn) * (COUNT + 1) / 2)


def by_ticks(turn):
    """When a turn of so many ms is found used up."""
    return ceil(turn / TICK) * TICK


def mlfq_mean():
    """The short ones' at the top level, then at the next one, by themselves."""
    quantum = by_ticks(2 * MLFQ_QUANTUM)
    rest = SHORT - MLFQ_ALLOTMENT - quantum
    return COUNT * (MLFQ_ALLOTMENT + quantum) + rest * (COUNT + 1) / 2


JOB_PREDICTIONS = {
    "fifo": LONG - ARRIVAL + SHORT * (COUNT + 1) / 2,
    "rr": rr_mean(by_ticks(TURN)),
    "mlfq": mlfq_mean(),
    "eevdf": SHORT * (COUNT + 1),
}


def job_figures(printed):
    mean = {policy: printed[f"jobs-{policy}"].number(
        r"mean of the short ones: ([\d.]+)") for policy in JOB_POLICIES}
    published = {"fifo": "the long one's rest", "rr": "a share each",
                 "mlfq": "short ones first", "eevdf": "a share each"}
    expected = {"fifo": ("the longest", mean["fifo"] == max(mean.values())),
                "rr": ("below a third of fifo's",
                       mean["rr"] < mean["fifo"] / 3),
                "mlfq": ("the shortest", mean["mlfq"] == min(mean.values())),
                "eevdf": ("below a third of fifo's",
                          mean["eevdf"] < mean["fifo"] / 3)}
    return [Figure(policy, published[policy], JOB_PREDICTIONS[policy],
                   mean[policy], *expected[policy])
            for policy in JOB_POLICIES]


JOBS = Experiment(
    "jobs", "Short jobs behind a long one: how long each is there", "ms",
    OSTEP,
    "fifo: the rest of the long one, then (n + 1) / 2 short ones; rr: whole "
    "rounds of n + 1 turns, each up to the tick that ends it, then the rests; "
    "mlfq: the long one has sunk, the others take turns until theirs are used "
    "up at two levels, then their rests; eevdf: n + 1 share the core",
    tuple(Machine(f"jobs-{policy}", "lab/jobs", (LONG, SHORT, COUNT),
                  options(sched=policy)) for policy in JOB_POLICIES),
    job_figures)


# ---- response time against slice and HZ ----

HOGS, PROBES = 3, 16
GRID = tuple((turn, hz) for turn in (2, 10, 30) for hz in (100, 250, 1000))


def response_name(turn, hz):
    return f"response-{turn}-{hz}"


def response_figures(printed):
    mean = {}
    for turn, hz in GRID:
        mean[turn, hz] = printed[response_name(turn, hz)].number(
            r"mean ([\d.]+) ms")
    figures = []
    for turn, hz in GRID:
        tick = 1000 / hz
        effective = (turn // tick + 1) * tick
        shorter = [mean[other, hz] for other, rate in GRID
                   if rate == hz and other < turn]
        figures.append(Figure(
            f"turn {turn} ms, {hz} Hz", "rises with the turn",
            (HOGS - 0.5) * effective + 0.1, mean[turn, hz],
            "not below a shorter turn's",
            all(mean[turn, hz] >= other * 0.9 for other in shorter)))
    return figures


RESPONSE = Experiment(
    "response", f"Response time beside {HOGS} busy threads, nobody preempts",
    "ms", OSTEP,
    "(n - 1/2) turns: half of the running one's on average, and those of the "
    "n - 1 others before it in the queue; a turn begins a little behind a tick "
    "and ends at the first tick behind its end, so that one of a whole number "
    "of ticks lasts one more",
    tuple(Machine(response_name(turn, hz), "lab/response", (HOGS, PROBES),
                  options(sched="rr", preempt="never", hz=hz,
                          tune=f"turn:{turn * 1000000}"))
          for turn, hz in GRID),
    response_figures)


# ---- shares ----

NICES = (0, 3, 6, 9)
# Draws are few at 10 ms: lottery has turns of 1 ms.
SHARE_POLICIES = {"stride": {}, "cfs": {}, "eevdf": {},
                  "lottery": {"hz": 1000, "tune": "turn:1000000"}, "rr": {}}


def share_figures(printed):
    figures = []
    for policy in SHARE_POLICIES:
        lines = printed[f"shares-{policy}"].numbers(
            r"nice +(\d+): +([\d.]+) %, by weight +([\d.]+) %")
        _, share, by_weight = lines[0]
        even = 100 / len(NICES)
        shares = [line[1] for line in lines]
        fair = policy != "rr"
        figures.append(Figure(
            policy, "by weight" if fair else "all the same",
            by_weight if fair else even, share,
            "falls with nice" if fair else "within 2 of each other",
            shares == sorted(shares, reverse=True) if fair
            else max(shares) - min(shares) < 2))
    return figures


SHARES = Experiment(
    "shares", "Share of the thread with nice 0 beside those with 3, 6 and 9",
    "%", "Waldspurger and Weihl, Lottery Scheduling, OSDI 1994; sched(7)",
    "its weight over the sum of the weights (1024, 526, 272, 137); rr knows no "
    "weights: a quarter",
    tuple(Machine(f"shares-{policy}", "lab/shares", NICES,
                  options(sched=policy, **more))
          for policy, more in SHARE_POLICIES.items()),
    share_figures)


# ---- priority inversion ----

HOLDS, COMPUTES, LATER = 10, 100, 1  # ms: user/lab/inversion.c


def inversion_figures(printed):
    waited = {kind: printed["inversion"].number(
        rf"{kind} inheritance: the high one waited for (\d+) us") / 1000
        for kind in ("without", "with")}
    rest = HOLDS - LATER
    return [
        Figure("without inheritance", "the middle one's time", rest + COMPUTES,
               waited["without"], "longer than the middle one computes",
               waited["without"] > COMPUTES),
        Figure("with inheritance", "the critical section", rest,
               waited["with"], "at most as long as the low one holds",
               waited["with"] <= HOLDS),
    ]


INVERSION = Experiment(
    "inversion", "Priority inversion: how long the high one waits for a mutex",
    "ms", "Jones, What really happened on Mars, 1997; Sha, Rajkumar and "
    "Lehoczky, Priority Inheritance Protocols, 1990",
    f"the high one comes when the low one has held the mutex for {LATER} of "
    f"{HOLDS} ms: it waits for the rest, and without inheritance also for the "
    f"middle one, which computes for {COMPUTES} ms and needs no mutex",
    (Machine("inversion", "lab/inversion", (), options(sched="prio")),),
    inversion_figures)
