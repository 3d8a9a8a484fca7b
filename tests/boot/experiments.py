# SPDX-License-Identifier: MIT
"""What `make run` claims (docs/experiments.md): each figure points in the
published direction, is what the primitives of its run predict, and does not
hang on how finely the simulated cores take turns. Two exceptions are known
and told: the fall below a best interval does not show; and with several
waiters the order in the GIL's queue is chaotic, so that only the size of the
replies' rate can be predicted."""

import dataclasses

from lib.check import check

import exp_judge as judge   # qemu/, on the path since lib.lab
import exp_plan as plan
import exp_run

TOLERANCE = 0.05  # by which a figure may move when the quantum is halved
NO_FALL = (1, 5)  # threads, interval: the published fall does not show
CROWD_FACTOR = 1.6  # by which a rate beside several threads may be off


def measure(directory, runs):
    """All figures, in the report's order."""
    measured = exp_run.run_all(runs, directory, lambda *_: None)
    return (judge.cpu_figures(measured) + judge.thread_figures(measured)
            + judge.sweep_figures(measured))


def halved(run):
    """RUN with the cores taking turns twice as often."""
    return dataclasses.replace(run, quantum=run.quantum // 2)


def is_crowd(figure):
    """Several CPU-bound threads and the echo thread want the GIL."""
    return figure.experiment == "echo" and figure.threads > 1


def check_claim(figure):
    """The figure holds, as far as it is claimed."""
    ratio = figure.measured / figure.predicted
    factor = CROWD_FACTOR if is_crowd(figure) else 1 + judge.TOLERANCE
    no_fall = (figure.experiment == "echo"
               and (figure.threads, figure.interval_us) == NO_FALL)
    check(1 / factor <= ratio <= factor, "prediction misses", figure=figure)
    check(figure.direction or no_fall, "wrong direction", figure=figure)


def test_claims_hold_at_any_quantum(lab):
    """Every figure of the experiments holds, and halving the quantum moves none
    by more than 5 %, but for those with several waiters."""
    plain = measure(lab.dir / "plain", plan.ALL_RUNS)
    fine = measure(lab.dir / "fine", [halved(r) for r in plan.ALL_RUNS])
    for figure, other in zip(plain, fine):
        check_claim(figure)
        moved = abs(other.measured / figure.measured - 1)
        check(moved <= TOLERANCE or is_crowd(figure),
              "moves with the quantum", figure=figure, halved=other.measured)
