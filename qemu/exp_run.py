# SPDX-License-Identifier: MIT
"""Run the machines of the experiments, two at a time, and collect what each
printed and traced. What comes back depends on the plan alone, not on the host
or on which machine ended first."""

import hashlib
import json
import subprocess
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from exp_plan import PYTHON
from machine import TRACE_TOOL, MachineError, MachineSpec, run_machine

PARALLEL = 2
TIMEOUT = 180.0  # host seconds after which a machine counts as hung
CHECK = 100  # ticks between two checks of the old GIL
CONSOLE_TAIL = 12
PICOSECONDS = "_ps"


class RunFailed(Exception):
    """A machine did not end as it should; the text says how."""


@dataclass
class Section:
    """What one mode printed: its keys without the mode's name."""
    mode: str
    values: dict = field(default_factory=dict)


@dataclass
class Measured:
    """One machine's results."""
    run: object             # exp_plan.Run
    primitives: dict        # ns, by key without _ps
    sections: dict          # (mode, threads) -> its values
    stats: dict             # (mode, threads) -> convoy-trace stats --json
    digest: str             # of the trace, in hexadecimal
    console: str
    trace: Path


def parse_console(text):
    """The sections of a program's report (see user/gilbench.c), in order."""
    sections = [Section("")]
    for line in text.splitlines():
        key, equals, rest = line.partition("=")
        if not equals or " " in key:
            continue
        if key == "mode":
            sections.append(Section(rest))
            continue
        word = rest.split(" ")[0]
        value = int(word) if word.isdigit() else word
        sections[-1].values[key.removeprefix(sections[-1].mode + ".")] = value
    return sections


def primitives_of(sections):
    """The primitives in nanoseconds, by name."""
    for section in sections:
        if section.mode == "prims":
            return {key.removesuffix(PICOSECONDS): value / 1000
                    for key, value in section.values.items()
                    if key.endswith(PICOSECONDS)}
    raise RunFailed("no primitives in the console")


def trace_tool(*words):
    """What convoy-trace prints for WORDS."""
    done = subprocess.run([TRACE_TOOL, *map(str, words)], check=False,
                          capture_output=True, text=True)
    if done.returncode:
        raise RunFailed(f"convoy-trace {words[0]}: {done.stderr.strip()}")
    return done.stdout


def _stats(trace, job):
    return json.loads(trace_tool("stats", trace, "--between", job.mark,
                                 "--json"))


def _spec(run, directory):
    return MachineSpec(
        out_dir=directory, init=run.program, args=run.words, timeout=TIMEOUT,
        options={"cores": f"sim:{run.cores}", "trace": run.trace_mib,
                 "seed": run.seed, "quantum": run.quantum},
        env={"GIL": run.gil, "INTERVAL_US": run.interval_us})


def _bytecode_of(sections, stats):
    """What a bytecode of the sequential section took, in ns, if its thread
    counted them: a drop for each CHECK ticks."""
    drops = sum(thread["drops"]["ticks"] for thread in stats["threads"])
    return sections["seq", 1]["elapsed_ns"] / (drops * CHECK) if drops else 0


def _complaint(result):
    """Why this result cannot be used, or ""."""
    if result.kind != "poweroff":
        return result.error or result.kind
    if result.status:
        return f"the program ended with status {result.status}"
    if not result.trace:
        return result.error or "no trace"
    if result.header["dropped"]:
        return f"the trace was full: {result.header['dropped']} records lost"
    return ""


def run_one(run, out_dir):
    """Run one machine to its end; its Measured. Raises RunFailed."""
    try:
        result = run_machine(_spec(run, Path(out_dir) / run.name))
    except MachineError as error:
        raise RunFailed(f"{run.name}: {error}") from None
    why = _complaint(result)
    if why:
        tail = "\n    ".join(result.console.splitlines()[-CONSOLE_TAIL:])
        raise RunFailed(f"{run.name}: {why}\n    {tail}")
    parsed = parse_console(result.console)
    sections = {(s.mode, s.values.get("threads")): s.values for s in parsed}
    stats = {(job.mode, job.threads): _stats(result.trace, job)
             for job in run.jobs
             if job.mode != "seq" or run.language == PYTHON}
    primitives = primitives_of(parsed)
    if ("seq", 1) in stats:
        primitives["bytecode"] = _bytecode_of(sections, stats.pop(("seq", 1)))
    return Measured(
        run=run, primitives=primitives, sections=sections, stats=stats,
        digest=trace_tool("digest", result.trace).strip(),
        console=result.console, trace=result.trace)


def run_all(runs, out_dir, progress):
    """Run all machines, PARALLEL at a time, largest first; a dict by run name,
    in the order of RUNS. progress(run, done, total) is called as each ends.
    Raises the first RunFailed."""
    measured = {}
    with ThreadPoolExecutor(PARALLEL) as pool:
        futures = {pool.submit(run_one, run, out_dir): run for run in
                   sorted(runs, key=lambda run: -run.effort)}
        try:
            for future in as_completed(futures):
                measured[futures[future].name] = future.result()
                progress(futures[future], len(measured), len(runs))
        except RunFailed:
            pool.shutdown(cancel_futures=True)
            raise
    return {run.name: measured[run.name] for run in runs}


def common_digest(measured):
    """One digest for all runs: SHA-256 over the lines "NAME DIGEST" of each
    run's trace, in the plan's order."""
    lines = "".join(f"{name} {one.digest}\n" for name, one in measured.items())
    return hashlib.sha256(lines.encode()).hexdigest()
