# SPDX-License-Identifier: MIT
"""Experiments 8, 10 and 11 of `make experiments`: how long a thread waits for
the GIL beside a long instruction, beside one that unlocks and locks again, and
under quanta. Each figure holds."""

from lib.check import check

import exp_run   # qemu/, on the path since lib.lab
from record import e08_long_instruction, e10_relock, e11_quantum


def held(lab, experiment):
    """The small part of EXPERIMENT, all of whose figures hold."""
    measured = exp_run.run_all(experiment.small, lab.dir, lambda *_: None)
    figures = experiment.judge(measured)
    check(figures, "no figures")
    for figure in figures:
        check(figure.holds, "does not hold", figure=figure)


def test_long_instruction(lab):
    """Whoever waits, waits until the instruction is over."""
    held(lab, e08_long_instruction.EXPERIMENT)


def test_relock(lab):
    """Unlock and lock at once starve the waiter; to yield in between shares
    evenly."""
    held(lab, e10_relock.EXPERIMENT)


def test_quantum(lab):
    """Back from I/O a thread waits for the rest of a quantum."""
    held(lab, e11_quantum.EXPERIMENT)
