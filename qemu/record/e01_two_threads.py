# SPDX-License-Identifier: MIT
"""Experiment 1: two threads that only compute, under the old GIL.

Beazley's finding, with which the fame of the GIL began: a second processor
makes them slower. Varied are the cores and the check interval.
"""

import exp_judge as judge
import exp_plan as plan
import exp_predict as predict
from exp_figure import Experiment, Figure
from exp_plot import LinePlot, Series

CHECKS = (10, 100, 1000, 10_000)  # ticks; 100 is the old GIL's own
ONE, TWO = plan.VARIANTS[plan.PYTHON].cpu[:2]


def _checked(check):
    """Two cores, at another check interval."""
    if check == predict.CHECK:
        return TWO
    return plan.machine(
        plan.PYTHON, f"ticks-check-{check}", f"ticks, check every {check}",
        "ticks", 2, (plan.Job("seq", 1, plan.CPU_COUNT),
                     plan.Job("cpu", plan.CPU_THREADS, plan.CPU_COUNT)),
        env=(("CHECK", check),), trace_mib=64, effort=4)


SWEEP = {check: _checked(check) for check in CHECKS}


def _figure(one, check, what, published, direction, expected):
    prediction = (predict.ticks_ratio_one_core(one.primitives, judge.TURN_NS)
                  if one.run.cores == 1 else
                  predict.ticks_ratio_many_cores(one.primitives, check))
    return Figure(what=what, unit=judge.RATIO, published=published,
                  measured=judge.cpu_ratio(one), predicted=prediction.value,
                  formula=prediction.formula, inputs=prediction.inputs,
                  expected=expected, direction=direction, cost=one.run.cost,
                  machine=one.run.name)


def figures(measured):
    """A Figure for each machine."""
    ratios = {name: judge.cpu_ratio(one) for name, one in measured.items()}
    made = []
    if ONE.name in measured:
        made.append(_figure(measured[ONE.name], predict.CHECK, "1 core",
                            "22/30 of 2 cores", ratios[ONE.name] > 1,
                            "over 1"))
    below = None
    for check, machine in SWEEP.items():
        if machine.name not in measured:
            continue
        ratio = ratios[machine.name]
        made.append(_figure(
            measured[machine.name], check, f"2 cores, check {check}",
            "1.8-2.0" if check == predict.CHECK else "-",
            ratio > 1 and (below is None or ratio < below),
            "the less, the rarer the checks; over 1"))
        below = ratio
    return made


def plots(measured):
    points = [(check, judge.cpu_ratio(measured[machine.name]))
              for check, machine in SWEEP.items() if machine.name in measured]
    predicted = [
        (check, predict.ticks_ratio_many_cores(
            measured[machine.name].primitives, check).value)
        for check, machine in SWEEP.items() if machine.name in measured]
    return [LinePlot(
        "Two threads against the same work in sequence: old GIL, 2 cores",
        "check interval, bytecodes", "times as long",
        (Series("measured", tuple(points)),
         Series("predicted", tuple(predicted), predicted=True),
         Series("published", ((100, 1.8),), published=True)),
        log_x=True, y_min=1)]


EXPERIMENT = Experiment(
    number=1,
    title="Two threads that compute, old GIL",
    question="Does a second processor help two threads that only compute?",
    sources=(plan.BEAZLEY,),
    machines=(ONE, *SWEEP.values()),
    small=(ONE, TWO),
    judge=figures, plots=plots,
    story="""Every 100 bytecodes the old GIL's holder lets go and takes it
again. The other thread, on its own core, is woken each time, and comes too
late: the holder pays for the wake-up and nothing else happens.""")
