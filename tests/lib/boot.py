# SPDX-License-Identifier: MIT
"""Tests of a whole machine: the functions test_* in tests/boot/*.py. Each
takes a Lab, has a docstring that states the claim, and fails by check()."""

import importlib.util
import shutil

from lib.case import PROJECT, Case, Result, scratch
from lib.check import CheckFailed, tail
from lib.lab import KTEST_IMAGE, Lab, boot

KTEST_TIMEOUT = 240
# The machines on which the tests inside the kernel run.
KTEST_MACHINES = {
    "sim:1": {},
    "sim:2": {},
    "sim:2/seed": {"seed": 7, "trace": "off"},
    "sim:2/coarse": {"quantum": 5000, "latency": 20000, "hz": 1000},
    "sim:8": {"sched": "fifo"},
    "sim:8/fine": {"quantum": 100, "latency": 2500, "preempt": "always"},
    "sim:64": {"seed": 1},
}


def _load(path):
    spec = importlib.util.spec_from_file_location(f"boot_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _run(name, function):
    directory = scratch(name)
    try:
        function(Lab(directory))
    except CheckFailed as failure:
        claim = " ".join((function.__doc__ or "").split())
        return [Result(name, False, f"{claim}\n{failure}")]
    shutil.rmtree(directory)
    return [Result(name, True)]


def _run_ktest(name, options):
    """The tests inside the kernel: lines `ok WHAT` and `FAIL WHAT: why`."""
    result = boot(scratch(name), image=KTEST_IMAGE, timeout=KTEST_TIMEOUT,
                  extract_trace=False, options=options)
    results = []
    for line in result.console.splitlines():
        word, _, what = line.partition(" ")
        if word in ("ok", "FAIL"):
            what, _, why = what.partition(":")
            results.append(Result(f"{name}: {what}", word == "ok", why))
    if not results or result.kind != "poweroff":
        results.append(Result(name, False,
                              f"{result.error}\n{tail(result.console)}"))
    return results


def cases():
    """A case for each test function, and one for the tests in the kernel."""
    found = []
    if list((PROJECT / "tests" / "kernel").glob("*.c")):
        for machine, options in KTEST_MACHINES.items():
            name = f"kernel/{machine}"
            options = {"cores": machine.split("/")[0], **options}
            found.append(Case(
                name, lambda n=name, o=options: _run_ktest(n, o)))
    for path in sorted((PROJECT / "tests" / "boot").glob("*.py")):
        for key, function in vars(_load(path)).items():
            if key.startswith("test_"):
                name = f"boot/{path.stem}/{key.removeprefix('test_')}"
                found.append(Case(name, lambda n=name, f=function: _run(n, f)))
    return found
