# SPDX-License-Identifier: MIT
"""Experiment 7 of `make experiments`: which GIL cures the convoy, and which can
be deceived (user/lab/tiny_io.py). A few of its machines; each figure holds."""

from lib.check import check, equal

import exp_run   # qemu/, on the path since lib.lab
from record import e07_policies


def test_policies(lab):
    """Priorities and deadlines cure the convoy; a nap deceives priorities, not
    deadlines, and is punished by the interval; a write over in no time starves
    the other thread under the interval."""
    experiment = e07_policies.EXPERIMENT
    measured = exp_run.run_all(experiment.small, lab.dir,
                               lambda *_, **__: None)
    figures = experiment.judge(measured)
    equal(len(figures), 18, "figures")
    for figure in figures:
        check(figure.holds, "does not hold", figure=figure)
    shares = {figure.what: figure.measured for figure in figures}
    check(shares["nap, interval"] < 20 < 45 < shares["nap, bfs"] < 55
          < 85 < shares["nap, priority"], "naps", shares=shares)
    check(shares["write, interval"] > 85, "the write", shares=shares)
