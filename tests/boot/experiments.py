# SPDX-License-Identifier: MIT
"""What `make run` claims (docs/experiments.md): each figure points in the
published direction, is what the primitives of its run predict, and does not
hang on how finely the simulated cores take turns."""

import dataclasses

from lib.check import check

import exp_judge as judge   # qemu/, on the path since lib.lab
import exp_plan as plan
import exp_run

TOLERANCE = 0.05  # by which a figure may move when the quantum is halved
NO_FALL = (1, 5)  # threads, interval: the published fall does not show


def measure(directory, runs):
    """All figures, in the report's order."""
    measured = exp_run.run_all(runs, directory, lambda *_: None)
    return (judge.cpu_figures(measured) + judge.thread_figures(measured)
            + judge.sweep_figures(measured))


def halved(run):
    """RUN with the cores taking turns twice as often."""
    return dataclasses.replace(run, quantum=run.quantum // 2)


def check_claim(figure):
    """The figure holds; of the one exception, the prediction does."""
    exception = (figure.experiment == "echo"
                 and (figure.threads, figure.interval_us) == NO_FALL)
    check(figure.error <= judge.TOLERANCE, "prediction misses", figure=figure)
    check(figure.direction or exception, "wrong direction", figure=figure)


def test_claims_hold_at_any_quantum(lab):
    """Every figure of the experiments holds, and halving the quantum moves none
    by more than 5 %."""
    plain = measure(lab.dir / "plain", plan.ALL_RUNS)
    fine = measure(lab.dir / "fine", [halved(r) for r in plan.ALL_RUNS])
    for figure, other in zip(plain, fine):
        check_claim(figure)
        moved = abs(other.measured / figure.measured - 1)
        check(moved <= TOLERANCE, "moves with the quantum", figure=figure,
              halved=other.measured)
