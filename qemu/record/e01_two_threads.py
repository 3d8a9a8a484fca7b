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

PUBLISHED = 1.8  # times as long on two cores, at least
SUFFIXES = {"": "", "-linux61": ", Linux's costs"}  # of names: whose costs
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


def _note(one, check):
    """Why it is not as published; or not as predicted."""
    if check == predict.CHECK:
        wake = predict.wake_for_ratio(one.primitives, PUBLISHED)
        return (f"{PUBLISHED} would take a wake-up that costs the one who "
                f"signals {predict.us(wake)}")
    if check < predict.CHECK:
        lost = " and ".join(
            f"{thread['lost_races']:,}"
            for thread in one.stats["cpu-2"]["threads"]
            if thread["name"] != "MainThread")
        return ("with so few instructions between two checks nobody always "
                f"loses: they lost {lost} races; and they fight for the mutex "
                "inside the lock, of which the formula knows nothing")
    return ""


def _figure(one, check, what, published, direction, expected):
    if one.run.cores == 1:
        prediction = predict.ticks_ratio_one_core(one.primitives,
                                                  judge.TURN_NS)
        note = "there 22 s on one core against 30 s on two: both ran threads"
    else:
        prediction = predict.ticks_ratio_many_cores(one.primitives, check)
        note = _note(one, check)
    return Figure(what=what, unit=judge.RATIO, published=published,
                  measured=judge.cpu_ratio(one), predicted=prediction.value,
                  formula=prediction.formula, inputs=prediction.inputs,
                  expected=expected, direction=direction, note=note,
                  cost=one.run.cost, machine=one.run.name)


def _with_costs(measured, suffix):
    """Figures of the machines whose names end in SUFFIX: ours, or Linux's
    costs."""
    ratios = {name: judge.cpu_ratio(one) for name, one in measured.items()}
    one = ONE.name + suffix
    made = []
    if one in measured:
        made.append(_figure(measured[one], predict.CHECK, "1 core",
                            "22/30 of 2 cores", ratios[one] > 1, "over 1"))
    below = ratios.get(one)
    above = None
    for check, machine in SWEEP.items():
        name = machine.name + suffix
        if name not in measured:
            continue
        if check == predict.CHECK:
            expected = "over that on 1 core"
            direction = ratios[name] > max(1, below or 1)
        else:
            expected = "over 1; the less, the rarer the checks"
            direction = ratios[name] > 1
        direction = direction and (above is None or ratios[name] < above)
        made.append(_figure(
            measured[name], check, f"2 cores, check {check}",
            "1.8-2.0" if check == predict.CHECK else "-", direction, expected))
        above = ratios[name]
    return made


def figures(measured):
    """A Figure for each machine."""
    return [figure for suffix in SUFFIXES
            for figure in _with_costs(measured, suffix)]


def _by_check(measured, suffix):
    points = [(check, measured[machine.name + suffix])
              for check, machine in SWEEP.items()
              if machine.name + suffix in measured]
    return tuple(points)


def _check_plot(measured):
    series = []
    for suffix, label in SUFFIXES.items():
        points = _by_check(measured, suffix)
        if not points:
            continue
        series.append(Series(f"measured{label}", tuple(
            (check, judge.cpu_ratio(one)) for check, one in points)))
        series.append(Series(f"predicted{label}", tuple(
            (check, predict.ticks_ratio_many_cores(one.primitives,
                                                   check).value)
            for check, one in points), predicted=True))
    series.append(Series("published", ((predict.CHECK, PUBLISHED),),
                         published=True))
    return LinePlot(
        "Old GIL, 2 cores: two threads against the same work in sequence",
        "check interval, bytecodes", "times as long", tuple(series),
        log_x=True, y_min=1)


def _wake_plot(measured):
    """What a wake-up would have to cost."""
    series = []
    for suffix, label in SUFFIXES.items():
        if TWO.name + suffix not in measured:
            continue
        one = measured[TWO.name + suffix]
        if not suffix:
            series.append(Series("formula", tuple(
                (predict.wake_for_ratio(one.primitives, ratio) / 1000, ratio)
                for ratio in (1.0, 2.0)), predicted=True))
        wake = predict.wake_cost(one.primitives)
        series.append(Series(f"measured{label}",
                             ((wake / 1000, judge.cpu_ratio(one)),)))
    return LinePlot("At which cost of a wake-up two cores lose so much",
                    "what a wake-up costs the one who signals, us",
                    "times as long", tuple(series), y_min=1)


def plots(measured):
    """By the check interval, and by the cost of a wake-up."""
    return [_check_plot(measured), _wake_plot(measured)]


EXPERIMENT = Experiment(
    number=1,
    title="Two threads that compute, old GIL",
    question="Does a second processor help two threads that only compute?",
    sources=(plan.BEAZLEY,),
    machines=(ONE, *SWEEP.values(), ONE.linux61(), TWO.linux61()),
    small=(ONE, TWO),
    judge=figures, plots=plots,
    story="""Every 100 bytecodes the old GIL's holder lets go of the lock and
takes it again, so that others may run. The other thread, on its own core, is
woken each time, and each time it comes too late: the lock is taken again a few
hundred instructions later, and waking takes thousands. So the second core does
nothing but wake, find the lock taken, and sleep, and the first one pays for the
wake-ups. On one core there is no such race: the waiter cannot run at all before
the other's turn is over.

The loss is what a wake-up costs the one who signals, over the time between two
that are needed. That it was nearly a factor of two on the machine of 2010 says
how much a wake-up cost there, against a hundred bytecodes. The second picture
shows what it would have to cost here. With rarer checks the loss goes away, and
the chance of others to get in as well.""")
