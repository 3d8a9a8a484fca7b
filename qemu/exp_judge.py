# SPDX-License-Identifier: MIT
"""From what the machines measured to the figures of the report: each beside
what was published and what was predicted, and whether the claim
holds (exp_figure.py)."""

from dataclasses import dataclass

import exp_plan as plan
import exp_predict as predict
from exp_figure import Figure

RATIO = "x sequential"
RATE = "replies/s"
TURN_NS = 12e6  # of the rr policy: 10 ms, found used up by a tick every 4 ms


@dataclass(frozen=True, kw_only=True)
class TourFigure(Figure):
    """A Figure with the parameters of its machine, as result.json has them."""
    experiment: str
    cores: int
    gil: str
    threads: int
    interval_us: int
    measured_c: float  # by the same experiment in C


def cpu_ratio(measured):
    """Parallel time over sequential, of a cpu run."""
    return (measured.value("cpu", "elapsed_ns")
            / measured.value("seq", "elapsed_ns"))


def _predict_ratio(measured):
    run, p = measured.run, measured.primitives
    if run.gil == "interval":
        return predict.interval_ratio(p, run.interval_us * 1000)
    if run.cores == 1:
        return predict.ticks_ratio_one_core(p, TURN_NS)
    return predict.ticks_ratio_many_cores(p)


def _ratio_direction(run, ratios):
    """(words, whether it is so) for the ratio of RUN among all RATIOS."""
    ratio = ratios[run.gil, run.cores]
    if run.gil == "interval":
        return "1.00 to 1.10", 0.995 <= ratio <= 1.10
    if run.cores == 1:
        return "over 1", ratio > 1
    return "over that on 1 core", ratio > max(1, ratios[run.gil, 1])


def _ratios(measured, runs):
    return {(run.gil, run.cores): cpu_ratio(measured[run.name]) for run in runs}


def _cores(count):
    return f"{count} core" if count == 1 else f"{count} cores"


def cpu_figures(measured, language=plan.PYTHON):
    """Experiment 1: a Figure per policy and number of cores."""
    runs = plan.VARIANTS[language].cpu
    ratios = _ratios(measured, runs)
    in_c = _ratios(measured, plan.VARIANTS[plan.C].cpu)
    figures = []
    for run in runs:
        key = run.gil, run.cores
        prediction = _predict_ratio(measured[run.name])
        published, source = plan.PUBLISHED_CPU[key]
        expected, direction = _ratio_direction(run, ratios)
        figures.append(TourFigure(
            experiment="cpu", what=f"{run.gil}, {_cores(run.cores)}",
            cores=run.cores, gil=run.gil, threads=plan.CPU_THREADS,
            interval_us=run.interval_us, measured=ratios[key],
            measured_c=in_c[key], predicted=prediction.value, unit=RATIO,
            published=published, source=source, expected=expected,
            direction=direction, formula=prediction.formula,
            inputs=prediction.inputs, note=plan.NOTES_CPU.get(key, ""),
            machine=run.name))
    return figures


def _handler(p, values):
    """What the echo thread's loop takes beside its system calls, in ns: in
    Python it was measured whole, with a byte into a pipe and out of it."""
    if "handler" in p:
        return p["handler"] - p["pipe_pair"]
    bytecodes = values["handler_bytecodes"] + values["loop_bytecodes"]
    return bytecodes * p["bytecode"] + 2 * p["drop_take"]


def _predict_rate(p, values, interval_us):
    handler = _handler(p, values)
    if values["threads"] == 0:
        return predict.echo_alone(p, handler)
    return predict.echo_beside(p, handler, values["threads"],
                               interval_us * 1000)


def _echo_figure(what, machines, in_c, threads, expected, direction):
    """The Figure of one or more machines that did the same; predicted from the
    first one's primitives. in_c: those that did it in C."""
    first = machines[0]
    run = first.run
    values = first.sections["echo", threads]
    prediction = _predict_rate(first.primitives, values, run.interval_us)
    published, source = plan.PUBLISHED_ECHO[threads, run.interval_us]
    return TourFigure(
        experiment="echo", what=what, cores=run.cores, gil=run.gil,
        threads=threads, interval_us=run.interval_us,
        measured=_rate(machines, threads), measured_c=_rate(in_c, threads),
        predicted=prediction.value, unit=RATE, published=published,
        source=source, expected=expected, direction=direction,
        formula=prediction.formula, inputs=prediction.inputs,
        note=plan.NOTES_ECHO.get((threads, run.interval_us), ""),
        machine=run.name)


def _rate(machines, threads):
    """All replies over all time, per second."""
    sections = [one.sections["echo", threads] for one in machines]
    return 1e9 * (sum(section["replies"] for section in sections)
                  / sum(section["elapsed_ns"] for section in sections))


def _machines(measured, language, threads):
    """The machines that had so many CPU-bound threads at the usual interval.
    """
    variant = plan.VARIANTS[language]
    runs = [variant.echo] if threads < 2 else variant.crowd
    return [measured[run.name] for run in runs]


def thread_figures(measured, language=plan.PYTHON):
    """Experiment 2, first part: a Figure per number of CPU-bound threads."""
    figures, before = [], None
    for threads in (0, 1, 2, 4):
        machines = _machines(measured, language, threads)
        rate = _rate(machines, threads)
        expected = "below the line above" if before else "the highest"
        figures.append(_echo_figure(
            f"{threads}", machines, _machines(measured, plan.C, threads),
            threads, expected, before is None or rate < before))
        before = rate
    return figures


def _sweep_direction(place, rates):
    """(words, whether it is so): the rate must rise as the interval shrinks,
    and fall at the last step."""
    if place == 0:
        return "the lowest", rates[0] == min(rates)
    if place == len(rates) - 1:
        return "below the line above", rates[place] < rates[place - 1]
    return "above the line above", rates[place] > rates[place - 1]


def _sweep_runs(language):
    variant = plan.VARIANTS[language]
    return sorted([variant.echo, *variant.sweep],
                  key=lambda run: -run.interval_us)


def sweep_figures(measured, language=plan.PYTHON):
    """Experiment 2, second part: a Figure per interval, one CPU thread."""
    runs = _sweep_runs(language)
    in_c = _sweep_runs(plan.C)
    rates = [_rate([measured[run.name]], 1) for run in runs]
    return [_echo_figure(f"{run.interval_us} us", [measured[run.name]],
                         [measured[in_c[place].name]], 1,
                         *_sweep_direction(place, rates))
            for place, run in enumerate(runs)]
