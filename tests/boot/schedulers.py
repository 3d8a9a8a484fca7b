# SPDX-License-Identifier: MIT
"""What `make schedulers` claims (docs/schedulers.md): each figure points in the
expected direction, and what follows from the policy's rules is within 10 % of
it. The same bytes twice."""

import json
import sys

from lib.check import check, contains, equal, tail
from lib.lab import command

import schedulers   # qemu/, on the path since lib.lab

TIMEOUT = 600


def claims(*names):
    """Run the experiments NAMES; every figure holds. The report's text."""
    status, text = command([sys.executable, "-B", "qemu/schedulers.py", *names],
                           timeout=TIMEOUT)
    equal(status, 0, f"status\n{tail(text)}\n")
    results = json.loads((schedulers.RUN_DIR / "result.json").read_text())
    check(results, "no figures")
    for one in results:
        check(one["direction"], "wrong direction", figure=one)
        check(one["holds"], "prediction misses", figure=one)
    return text


def test_all(lab):
    """Every figure of every experiment holds."""
    text = claims()
    for experiment in schedulers.EXPERIMENTS:
        contains(text, experiment.title, "the report")


def test_unknown_name(lab):
    """An experiment that there is not is refused, and the legal ones named."""
    status, text = command([sys.executable, "-B", "qemu/schedulers.py", "x"])
    equal(status, schedulers.CODE_USAGE, "status")
    contains(text, "experiment 'x': legal are jobs", "message")
