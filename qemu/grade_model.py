# SPDX-License-Identifier: MIT
"""The cross-check of a policy: the same file on a model of a machine.

A policy is C inside the kernel: one that means harm can write into the trace.
So what holds according to a machine's trace is looked at again in the schedule
that labs/model.c makes of the same load, as an ordinary process on this host.
Where the model disagrees the report says so, as a doubt; no points are taken,
because somebody should look. The model knows no cost of switching and no other
seeds: it is the same to a few microseconds, and the labs' bounds leave room for
that.
"""

import json

import grade_check
from grade_run import Run, plain
from grade_trace import Schedule
from jail import Jail, JailError, Limits

MODEL_MAX = 32 << 20    # bytes of its output
LIMITS = Limits(cpu=20, wall=300, memory=1024, file=32)
JUDGED = ("that", "order", "ends")
BROKE_A_RULE = 3        # labs/model.c


def model_run(model, test):
    """A Run of TEST on the program MODEL, with a verdict if it failed."""
    run = Run(test, "mine", 0, "")
    try:
        done = Jail(model.parent).run(
            ["./" + model.name, test.hz, test.cores, *test.args], LIMITS,
            output_max=MODEL_MAX)
    except JailError as error:
        done, run.verdict = None, str(error)
    if done and done.status == BROKE_A_RULE:
        run.verdict = done.output.rstrip().split("\n")[-1]
    elif done and (done.over or done.status != 0):
        run.verdict = done.over or "it crashed"
    if run.verdict:
        return run
    try:
        run.schedule = Schedule([json.loads(line) for line in
                                 done.output.splitlines()])
    except (ValueError, KeyError, TypeError):
        run.verdict = "it prints nonsense"
    return run


def doubts_of(model, test, findings):
    """What the model has against the FINDINGS of TEST, as texts."""
    held = [one.check for one in findings
            if one.holds and one.check.kind in JUDGED]
    if test.program != "load" or test.options or "mine" not in test.sched:
        return []
    if not held:
        return []
    run = model_run(model, test)
    if run.verdict:
        return [f"{test.name}: on the model: {plain(run.verdict)[:200]}"]
    judged = [grade_check.judge(check, run, {}) for check in held]
    return [f"{test.name}: {one.check.says}: so says the machine's trace. On "
            f"the model: {one.found.splitlines()[0]}"
            for one in judged if not one.holds]
