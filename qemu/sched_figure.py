# SPDX-License-Identifier: MIT
"""What the experiments about schedulers are made of: machines, experiments,
figures. An experiment names the machines that it needs and makes figures of
what they printed: each beside what was published and what follows from the
rules of the policy, which its formula says."""

import json
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from exp_run import RunFailed, trace_tool
from machine import PROJECT, MachineError, MachineSpec, run_machine
from run_program import pack_program

TOLERANCE = 0.10  # of a prediction against the measurement
PARALLEL = 2
TIMEOUT = 300.0   # host seconds after which a machine counts as hung
CONSOLE_TAIL = 12
TRACE_MIB = 16


@dataclass(frozen=True)
class Machine:
    """One run of one program of build/ under some options of the kernel."""
    name: str
    program: str      # relative to build/
    args: tuple = ()
    options: tuple = ()  # (name, value) pairs
    trace_mib: int = TRACE_MIB


@dataclass(frozen=True)
class Printed:
    """What a machine left."""
    console: str
    stats: dict | None  # convoy-trace stats --json

    def numbers(self, pattern):
        """The groups of PATTERN in the console, as numbers; one tuple for each
        match."""
        found = [tuple(float(group) for group in groups if group is not None)
                 for groups in re.findall(pattern, self.console)]
        if not found:
            raise RunFailed(f"the program printed no {pattern!r}:\n"
                            f"{self.console}")
        return found

    def number(self, pattern):
        """The one group of PATTERN."""
        found = re.search(pattern, self.console)
        if not found:
            raise RunFailed(f"the program printed no {pattern!r}:\n"
                            f"{self.console}")
        return float(found[1])


@dataclass(frozen=True)
class Figure:
    """One line of the report."""
    what: str
    published: str
    predicted: float
    measured: float
    expected: str     # the direction, in words
    direction: bool   # is it so
    why: str = ""     # of a difference, or what to see

    @property
    def error(self):
        """By which part of the measured value the prediction misses it."""
        if self.predicted == self.measured:
            return 0.0
        return abs(self.predicted - self.measured) / (abs(self.measured)
                                                      or 1.0)

    @property
    def holds(self):
        return self.direction and self.error <= TOLERANCE


@dataclass(frozen=True)
class Experiment:
    """A question, the machines that answer it, and how to read the answer."""
    name: str
    title: str
    unit: str
    source: str      # of what was published
    formula: str     # of the prediction
    machines: tuple
    figures: object  # called with {machine's name: Printed}


def _complaint(result):
    """Why this result cannot be used, or ""."""
    if result.kind != "poweroff":
        return result.error or result.kind
    if result.status:
        return f"the program ended with status {result.status}"
    if result.header and result.header["dropped"]:
        return f"the trace was full: {result.header['dropped']} records lost"
    return ""


def run_one(machine, directory):
    """Run one machine to its end; what it Printed. Raises RunFailed."""
    out = Path(directory) / machine.name
    out.mkdir(parents=True, exist_ok=True)
    options = {"trace": machine.trace_mib or "off", **dict(machine.options)}
    try:
        init = pack_program(out / "program.cpio",
                            PROJECT / "build" / machine.program)
        result = run_machine(MachineSpec(
            out_dir=out, init=init, args=list(machine.args), timeout=TIMEOUT,
            options=options, modules=[out / "program.cpio"]))
    except MachineError as error:
        raise RunFailed(f"{machine.name}: {error}") from None
    why = _complaint(result)
    if why:
        tail = "\n    ".join(result.console.splitlines()[-CONSOLE_TAIL:])
        raise RunFailed(f"{machine.name}: {why}\n    {tail}")
    stats = (json.loads(trace_tool("stats", result.trace, "--json"))
             if machine.trace_mib else None)
    return Printed(result.console, stats)


def run_all(experiments, directory, progress):
    """Run the machines of EXPERIMENTS, PARALLEL at a time; what each Printed by
    name. progress(machine, done, total) is called as each ends."""
    machines = {machine.name: machine for experiment in experiments
                for machine in experiment.machines}
    printed = {}
    with ThreadPoolExecutor(PARALLEL) as pool:
        futures = {pool.submit(run_one, machine, directory): machine
                   for machine in machines.values()}
        try:
            for future in as_completed(futures):
                printed[futures[future].name] = future.result()
                progress(futures[future], len(printed), len(machines))
        except (RunFailed, subprocess.SubprocessError):
            pool.shutdown(cancel_futures=True)
            raise
    return printed
