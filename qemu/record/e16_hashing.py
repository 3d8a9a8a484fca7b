# SPDX-License-Identifier: MIT
"""Experiment 16: work in C that lets go of the GIL. Threads that hash scale
with the cores, whatever the GIL, for they do not hold it."""

from exp_figure import Experiment, Figure
from exp_machine import Machine
from exp_plot import LinePlot, Series

CORES = (1, 2, 4)
EFFORT = {1: 3, 2: 28, 4: 40}  # by cores: host seconds
MOST = 8
BLOCKS, SIZE = 64, 65_536
HELD_SIZE = 1024  # too short for hashlib to let go
HELD_BLOCKS = 512
UNIT = "x one thread"
PUBLISHED = {1: 3.30, 2: 1.68, 3: 1.50, 4: 1.60}  # s, on two cores


def _machine(name, title, cores, words, effort):
    return Machine(name, title, "/lab/hash_threads.py", words, "interval",
                   cores, trace_mib=0, effort=effort)


FREE = {cores: _machine(f"hash-{cores}", f"hashing on {cores}", cores,
                        (MOST, BLOCKS, SIZE), EFFORT[cores])
        for cores in CORES}
HELD = _machine("hash-held", "hashing short blocks on 4", 4,
                (4, HELD_BLOCKS, HELD_SIZE), 1)
FREE_LINUX = {2: FREE[2].linux61()}
HELD_LINUX = HELD.linux61()


def _speed_up(one, threads):
    alone = one.value("hash", "elapsed_ns", 1)
    return alone / one.value("hash", "elapsed_ns", threads)


def predicted(threads, cores, blocks=BLOCKS):
    """The speed-up if nothing but cores were short: the largest share of whole
    blocks, or all of them over the cores."""
    return min(blocks / -(-blocks // threads), cores)


def _figure(one, threads):
    cores = one.run.cores
    published = (f"{PUBLISHED[1] / PUBLISHED[threads]:.2f}"
                 if cores == 2 and threads in PUBLISHED else "-")
    speed_up = _speed_up(one, threads)
    return Figure(
        what=f"{threads} threads on {cores}", unit=UNIT, published=published,
        measured=speed_up, predicted=predicted(threads, cores),
        formula="blocks / the largest share, at most the cores",
        inputs=f"{BLOCKS} blocks, {cores} cores",
        expected="near what cores there are for the threads",
        direction=speed_up > 0.85 * min(threads, cores),
        cost=one.run.cost, machine=one.run.name)


def _held_figure(one):
    speed_up = _speed_up(one, 4)
    return Figure(
        what=f"4 threads on 4, blocks of {HELD_SIZE} bytes", unit=UNIT,
        published="1", measured=speed_up, predicted=1.0,
        formula="a short block is hashed with the GIL in hand",
        expected="no gain", direction=speed_up < 1.1, cost=one.run.cost,
        machine=one.run.name)


def _figures_of(measured, free, held):
    """With one kernel's costs."""
    made = [_figure(measured[machine.name], threads)
            for machine in free.values() if machine.name in measured
            for threads in (1, 2, 3, 4, 8)]
    if one := measured.get(held.name):
        made.append(_held_figure(one))
    return made


def figures(measured):
    """A Figure per number of cores and threads; and one where it is held."""
    return (_figures_of(measured, FREE, HELD)
            + _figures_of(measured, FREE_LINUX, HELD_LINUX))


def plots(measured):
    series = [Series(f"{cores} cores", tuple(
        (threads, _speed_up(measured[machine.name], threads))
        for threads in range(1, MOST + 1)))
        for cores, machine in FREE.items() if machine.name in measured]
    published = Series("published, 2 cores", tuple(
        (threads, PUBLISHED[1] / seconds)
        for threads, seconds in PUBLISHED.items()), published=True)
    return [LinePlot("Hashing in threads", "threads", "speed-up",
                     (*series, published))]


EXPERIMENT = Experiment(
    number=16,
    title="Work that lets go of the GIL",
    question="Do threads that hash in C scale?",
    sources=("Beazley, Understanding the Python GIL, 2010",),
    machines=(*FREE.values(), HELD, *FREE_LINUX.values(), HELD_LINUX),
    small=(FREE[2],),
    judge=figures, plots=plots,
    story="""hashlib lets go of the GIL for blocks of more than 2,047
bytes, and then as many threads hash as there are cores: 3.30 s with one
thread became 1.68 with two on two cores, and with four no less. With
shorter blocks it keeps the GIL, and threads gain nothing.""")
