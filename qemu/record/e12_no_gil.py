# SPDX-License-Identifier: MIT
"""Experiment 12: no GIL. Threads that share nothing, on as many cores, under a
GIL, with nothing in its place, and with atomic counts and locks; and what a
shared object comes to.
"""

from exp_figure import Experiment, Figure
from exp_machine import Machine
from exp_plot import LinePlot, Series

STEIN = "Stein's free-threading patch for Python 1.4, 1996; 1.5, 1999"
COUNT = 40_000
TURN_US = 500  # under the GIL: short, so that all threads have many turns

# protection: (title, policy, protect)
WAYS = {"interval": ("the GIL", "interval", ""),
        "plain": ("nothing", "none", ""),
        "atomic": ("atomic counts, locks", "none", "atomic")}

# Where nothing is protected even threads that share nothing of their own crash
# sooner or later: they share the free lists. It has no speed to be measured.
SHAPES = [(way, threads) for way in ("interval", "atomic")
          for threads in (1, 2, 4, 8)]

MACHINES = {(way, threads): Machine(
    name=f"protect-{way}-{threads}",
    title=f"{WAYS[way][0]}, {threads} threads that share nothing",
    program="/lab/protect.py", words=(threads, COUNT), gil=WAYS[way][1],
    interval_us=TURN_US if way == "interval" else 0, protect=WAYS[way][2],
    cores=threads, trace_mib=0, effort=3 * threads)
    for way, threads in SHAPES}

SHARED = {way: Machine(
    name=f"shared-{way}", title=f"{title}, 2 threads, one object",
    program="/lab/no_gil.py", words=4 * ("counts",) + 2 * ("updates",), gil=gil,
    protect=protect, cores=2, trace_mib=0, seed=1, effort=6)
    for way, (title, gil, protect) in WAYS.items()}


def _speed_up(one, section="own"):
    return (one.run.words[0] * one.value(section, "one_ns")
            / one.value(section, "all_ns"))


def _speed_figure(way, threads, one):
    alone = way == "interval"
    predicted = 1 if alone else threads
    measured = _speed_up(one)
    return Figure(
        what=f"{WAYS[way][0]}, {threads} threads", unit="times one thread",
        published="1" if alone else "about N", measured=measured,
        predicted=predicted,
        formula="1: one at a time" if alone else
        "threads: each has a core, and what they share never waits",
        inputs=f"{threads} cores", expected="about " + str(predicted),
        direction=abs(measured / predicted - 1) < 0.2,
        cost=one.run.cost, machine=one.run.name)


def _price_figure(atomic, gil):
    measured = atomic.value("own", "one_ns") / gil.value("own", "one_ns")
    return Figure(
        what="price on one thread", unit="times the GIL's time",
        published="about 2", measured=measured, predicted=None,
        formula="the instructions of the locks and of the brackets; a locked "
                "instruction costs one here, as any other",
        inputs="", expected="more than 1", direction=measured > 1,
        note="a real core waits at a locked instruction until its stores are "
             "done, and for the other cores where they share a count: that "
             "is not simulated",
        cost=atomic.run.cost, machine=atomic.run.name)


def _text_figure(one):
    measured = _speed_up(one, "text")
    return Figure(
        what=f"making strs, {one.run.words[0]} threads",
        unit="times one thread", published="-", measured=measured,
        predicted=None, formula="what has no lock of its own is done alone, "
        "and who waits for that sleeps and is woken",
        inputs="", expected="less than 1", direction=measured < 1,
        cost=one.run.cost, machine=one.run.name)


def _shared_figures(way, one):
    off = max(abs(value) for value, in one.numbers(r"off by (-?\d+)"))
    lost = max(value for value, in one.numbers(r"updates: (\d+) of"))
    whole = way != "plain"
    yield Figure(
        what=f"{WAYS[way][0]}: an object's count is off by, at most",
        unit="references", published="0" if whole else "not 0",
        measured=off, predicted=None, formula="", inputs="",
        expected="0" if whole else "not 0", direction=(off == 0) == whole,
        cost=one.run.cost, machine=one.run.name)
    if way != "interval":
        yield Figure(
            what=f"{WAYS[way][0]}: updates of n = n + 1 lost, at most",
            unit="of 40000", published="some", measured=lost, predicted=None,
            formula="", inputs="", expected="some: no lock of the "
            "interpreter is held from one instruction to the next",
            direction=lost > 0, cost=one.run.cost, machine=one.run.name)


def figures(measured):
    """A Figure for each machine that ran."""
    found = [_speed_figure(way, threads, measured[machine.name])
             for (way, threads), machine in MACHINES.items()
             if threads > 1 and machine.name in measured]
    one_of = [measured.get(MACHINES[way, 1].name)
              for way in ("atomic", "interval")]
    if all(one_of):
        found.append(_price_figure(*one_of))
    found += [_text_figure(measured[machine.name])
              for (way, threads), machine in MACHINES.items()
              if way == "atomic" and threads > 1
              and machine.name in measured]
    for way, machine in SHARED.items():
        if machine.name in measured:
            found += _shared_figures(way, measured[machine.name])
    return found


def plots(measured):
    """Speed-up by threads, of each protection."""
    lines = []
    for way in dict(SHAPES):
        ran = [threads for key, threads in SHAPES
               if key == way and MACHINES[way, threads].name in measured]
        lines.append(Series(WAYS[way][0], tuple(
            (threads, _speed_up(measured[MACHINES[way, threads].name]))
            for threads in ran)))
    return [LinePlot("Threads that share nothing, each on a core", "threads",
                     "times the work of one", tuple(lines))]


EXPERIMENT = Experiment(
    number=12,
    title="No GIL",
    question="What does an interpreter gain, lose and pay without its GIL?",
    sources=(STEIN,),
    machines=(*MACHINES.values(), *SHARED.values()),
    small=(MACHINES["atomic", 1], MACHINES["interval", 1],
           MACHINES["atomic", 2], MACHINES["interval", 2],
           *SHARED.values()),
    judge=figures, plots=plots,
    story="""Threads that share nothing but their code run side by side as soon
as there is no GIL. With nothing in its place updates are lost, and two threads
that assign to one attribute give its old value back twice: its count is too
low, and it is freed while in use. Locked counts and a lock for each object make
that right and cost one thread some of its time; whatever has no lock of its own
is done while all others stand still, and so is slower on many cores than under
the GIL. n = n + 1 loses updates all the same.""")
