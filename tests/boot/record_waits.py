# SPDX-License-Identifier: MIT
"""Experiments 8 to 11 and 19 of `make experiments`: how long a thread waits for
the GIL beside a long instruction, beside one that unlocks and locks again, and
under quanta; and how long a signal waits for the main thread. Each figure
holds."""

from lib.check import check

import exp_run   # qemu/, on the path since lib.lab
from record import (
    e08_long_instruction,
    e09_ctrl_c,
    e10_relock,
    e11_quantum,
    e19_main_thread,
)


def held(lab, experiment):
    """The small part of EXPERIMENT, all of whose figures hold."""
    measured = exp_run.run_all(experiment.small, lab.dir, lambda *_, **__: None)
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


def test_ctrl_c(lab):
    """While a signal waits for a main thread that is deaf, each tick of the old
    GIL is a check; under the present one nothing is slower."""
    held(lab, e09_ctrl_c.EXPERIMENT)


def test_main_thread(lab):
    """The main thread runs each handler: after an interval, at once if it is
    the policy's first choice, and never before a long instruction is over."""
    held(lab, e19_main_thread.EXPERIMENT)
