# SPDX-License-Identifier: MIT
"""Experiments about waking, sleeping, and several cores."""

from sched_figure import Experiment, Figure, Machine
from sched_turns import options

# ---- thundering herd ----

READERS, EVENTS = 8, 100


def herd_figures(printed):
    useless = {kind: printed[f"herd-{kind}"].stats["total"]["useless_wakeups"]
               for kind in ("one", "all")}
    return [
        Figure("wakeup=one", "none", 0, useless["one"], "none",
               useless["one"] == 0),
        Figure("wakeup=all", "all but one", (READERS - 1) * EVENTS,
               useless["all"], "most of all wake-ups",
               useless["all"] > READERS * EVENTS / 2),
    ]


HERD = Experiment(
    "herd", f"Thundering herd: {READERS} readers of one pipe, {EVENTS} bytes",
    "useless wake-ups",
    "Molloy and Lever, Accept() scalability on Linux, USENIX 2000",
    "each byte wakes n - 1 for nothing, or nobody",
    tuple(Machine(f"herd-{kind}", "guest/convoy_herd",
                  ("read", READERS, EVENTS), options(wakeup=kind))
          for kind in ("one", "all")),
    herd_figures)


# ---- busy loops on several cores, free and pinned ----

WORK = 100  # ms of each thread
SPREAD = (("equal", "free", 4, "steal"), ("free", "free", 5, "steal"),
          ("none", "free", 5, "none"), ("pinned", "pinned", 5, "steal"))
CORES = 4


def spread_figures(printed):
    elapsed, busy = {}, {}
    for name, _, threads, _ in SPREAD:
        elapsed[name], busy[name] = printed[f"spread-{name}"].numbers(
            r"processors: ([\d.]+) ms, (\d+) %")[0]
    return [
        Figure(f"{CORES} threads: busy, %", "N x 100", CORES * 100,
               busy["equal"], "all cores", busy["equal"] > 97 * CORES),
        Figure("5 threads, stealing: ms", "below pinned",
               WORK + WORK / 2, elapsed["free"], "below pinned",
               elapsed["free"] < elapsed["pinned"]),
        Figure("5 threads, no balance: ms", "as pinned", 2 * WORK,
               elapsed["none"], "as long as pinned",
               abs(elapsed["none"] / elapsed["pinned"] - 1) < 0.05),
        Figure("5 threads, pinned: ms", "2 on one core", 2 * WORK,
               elapsed["pinned"], "the longest",
               elapsed["pinned"] >= max(elapsed.values()) * 0.98),
    ]


BUSY = Experiment(
    "spread", f"Busy loops of {WORK} ms on {CORES} cores", "ms, or %",
    "sched(7); Lozi et al., The Linux Scheduler: a Decade of Wasted Cores, "
    "EuroSys 2016",
    "N loops on N cores keep them all busy; a fifth shares a core with another "
    "until one of the other cores has ended its own after w, finds it waiting "
    "and takes it, half done: w + w / 2; without balance, and pinned, two do "
    "all their work on one core: 2 w",
    tuple(Machine(f"spread-{name}", "lab/spread", (kind, threads, WORK),
                  options(cores=f"sim:{CORES}", balance=balance))
          for name, kind, threads, balance in SPREAD),
    spread_figures)


# ---- sleeps ----

SLEEP_US, OTHER_US, SLEEPS = 1000, 250, 50
TICKS = (100, 250, 1000)  # HZ
LATE = r"late by ([\d.]+) us"


def sleep_figures(printed):
    late = printed["sleeps-exact"].number(LATE)
    figures = [Figure(
        "exact timers", "microseconds", printed["sleeps-other"].number(LATE),
        late, "below 10 us", late < 10)]
    for hz in TICKS:
        tick = 1e6 / hz
        late = printed[f"sleeps-{hz}"].number(LATE)
        figures.append(Figure(
            f"at ticks, {hz} Hz", "up to two ticks",
            (SLEEP_US // tick + 1) * tick - SLEEP_US, late,
            "most of a tick or more", late > tick / 2))
    return figures


SLEEP = Experiment(
    "sleeps", f"How late a sleep of {SLEEP_US} us ends", "us",
    "Etsion, Tsafrir and Feitelson, Effects of Clock Resolution on the "
    "Scheduling of Interactive and Soft Real-Time Processes, SIGMETRICS 2003",
    f"exact: as late as a sleep of {OTHER_US} us; at ticks: who sleeps again "
    "and again begins just behind a tick, and wakes at the first tick behind "
    "the end of his sleep",
    (Machine("sleeps-exact", "lab/sleeps", (SLEEP_US, SLEEPS)),
     Machine("sleeps-other", "lab/sleeps", (OTHER_US, SLEEPS)),
     *(Machine(f"sleeps-{hz}", "lab/sleeps", (SLEEP_US, SLEEPS),
               options(timers="jiffies", hz=hz)) for hz in TICKS)),
    sleep_figures)


# ---- a switch between LWPs and between processes ----

def switch_figures(printed):
    lwps = printed["switch"].number(r"yield_switch=(\d+)")
    processes = printed["switch"].number(r"yield_processes=(\d+)")
    return [Figure("between processes", "1.2 to 2 times LWPs", lwps + 1,
                   processes, "not cheaper than LWPs", processes >= lwps)]


SWITCH = Experiment(
    "switch", "A switch by sched_yield between two processes",
    "instructions",
    "Li, Ding and Shen, Quantifying the Cost of Context Switch, ExpCS 2007",
    "what a switch between two LWPs of one process takes, measured in the same "
    "run, and one instruction, which loads CR3. What it costs on hardware, "
    "cold caches and TLBs, no count of instructions can show",
    (Machine("switch", "guest/convoy_bench", trace_mib=0),), switch_figures)
