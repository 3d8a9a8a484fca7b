# SPDX-License-Identifier: MIT
"""The published record's experiments on I/O, system calls and processes
(qemu/record/), and the matrix of schedulers and GILs: a few machines of each,
whose figures all hold; and what a fit of the convoy's formula gives for rates
that are known."""

from lib.check import check, equal

import exp_run   # qemu/, on the path since lib.lab
from record import e04_convoy, e05_one_core, e13_room, e15_system_calls
from record import e16_hashing, e17_processes, e18_matrix


def check_small(lab, experiment, count):
    """The small machines' figures, COUNT of them, hold. What they measured."""
    measured = exp_run.run_all(experiment.chosen(small=True), lab.dir,
                               lambda *_, **__: None)
    figures = experiment.judge(measured)
    equal(len(figures), count, "figures")
    for figure in figures:
        check(figure.holds, "does not hold", figure=figure)
    check(all(plot for plot in experiment.plots(measured)), "no picture")
    return measured


def test_convoy(lab):
    """One reply for an interval, by pipe and by socket; k is 1. With Linux's
    costs it is as many as the trace counts."""
    check_small(lab, e04_convoy.EXPERIMENT, 7)


def test_one_core(lab):
    """On one core mlfq knows no convoy."""
    check_small(lab, e05_one_core.EXPERIMENT, 5)


def test_room(lab):
    """I/O that need not wait: a convoy, and none with IO_YIELD=blocked."""
    check_small(lab, e13_room.EXPERIMENT, 2)


def test_system_calls(lab):
    """Thousands under the old GIL, tens under the present one."""
    check_small(lab, e15_system_calls.EXPERIMENT, 2)


def test_hashing(lab):
    """Threads that hash without the GIL are as fast as there are cores."""
    check_small(lab, e16_hashing.EXPERIMENT, 5)


def test_processes(lab):
    """Two processes are twice as fast as two threads."""
    check_small(lab, e17_processes.EXPERIMENT, 2)


def test_matrix(lab):
    """A corner: on one core the scheduler decides who convoys, on four the
    GIL; and who computes has nearly all of a convoy's time."""
    measured = check_small(lab, e18_matrix.EXPERIMENT, 4)
    shares = {pair: e18_matrix.share(measured[machine.name])
              for pair, machine in e18_matrix.GRID.items()
              if machine.name in measured}
    for pair, share in shares.items():
        check((share > 95) == e18_matrix.convoys(*pair)[0], "share", of=pair,
              share=share)


def test_fit(lab):
    """A line through rates of 1 / (7 us + 2 I) is that line."""
    points = [(interval, 1e9 / (7000 + 2000 * interval))
              for interval in (1, 10, 100, 5000)]
    rest, slope = e04_convoy.fit(points)
    check(abs(rest - 7000) < 1 and abs(slope - 2) < 1e-6, "fit", rest=rest,
          slope=slope)
