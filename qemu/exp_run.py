# SPDX-License-Identifier: MIT
"""Run the machines of experiments, several at a time, and collect what each
printed and traced. What comes back depends on the machines alone, not on the
host or on which of them ended first.

A machine that has ended is kept: its directory has measured.json, under a key
made of the machine's fields and of the image and tools that ran it. Where the
key is the same, run_each(keep=True) reads instead of running: so a long set
goes on where it was interrupted. A machine that failed keeps no result, and
stops no other: so the same set again runs that one again, and only that.
"""

import hashlib
import json
import re
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from pathlib import Path

from exp_machine import digest_of
from machine import IMAGE, TRACE_TOOL, MachineError, run_machine

PARALLEL = 2
CHECK = 100  # ticks between two checks of the old GIL, where not told
CONSOLE_TAIL = 12
PICOSECONDS = "_ps"
KEPT = "measured.json"
SEQUENTIAL = "seq-1"  # the mark of the work without a second thread


class RunFailed(Exception):
    """The experiments cannot go on; the text says why."""


class MachineFailed(RunFailed):
    """A machine did not end as it should, or did not say what it should.
    name: the machine's; why: in one line; last: the last lines it printed."""

    def __init__(self, name, why, console=""):
        self.name, self.why = name, why
        self.last = console.splitlines()[-CONSOLE_TAIL:]
        super().__init__("\n    ".join([f"{name}: {why}", *self.last]))


class Printed(dict):
    """What a machine printed, by key: who looks for what is not there gets
    MachineFailed."""

    def __init__(self, machine, console, values):
        super().__init__(values)
        self.machine, self.console = machine, console

    def __missing__(self, key):
        raise MachineFailed(self.machine, f"printed no {key}", self.console)


@dataclass
class Section:
    """What one mode printed: its keys without the mode's name."""
    mode: str
    values: dict = field(default_factory=dict)


@dataclass
class Measured:
    """One machine's results."""
    run: object             # the exp_machine.Machine
    console: str
    stats: dict             # by mark: convoy-trace stats --json between them
    digest: str             # of the trace, in hexadecimal; "": no trace
    trace: Path | None
    sections: dict = field(default_factory=dict)  # (mode, threads): its values
    # ns, by key without _ps; core_turn: for so long a simulated core runs
    # before it sees what others have done
    primitives: dict = field(default_factory=dict)

    def __post_init__(self):
        parsed = parse_console(self.console)
        self.sections = self._printed(
            {(s.mode, s.values.get("threads")): self._printed(s.values)
             for s in parsed})
        self.primitives = self._printed(primitives_of(parsed))
        self.primitives["core_turn"] = self.run.quantum  # 1 ns an instruction
        if SEQUENTIAL in self.stats:
            self.primitives["bytecode"] = self._bytecode()

    def _printed(self, values):
        return Printed(self.run.name, self.console, values)

    def _bytecode(self):
        """What a bytecode of the sequential section took, in ns, if its thread
        counted them: a drop for each CHECK ticks."""
        check = int(dict(self.run.env).get("CHECK", CHECK))
        drops = sum(thread["drops"]["ticks"]
                    for thread in self.stats[SEQUENTIAL]["threads"])
        elapsed = self.sections["seq", 1]["elapsed_ns"]
        return elapsed / (drops * check) if drops else 0

    def value(self, mode, key, threads=None):
        """KEY of the section MODE; of the one with so many THREADS."""
        for (name, count), values in self.sections.items():
            if name == mode and threads in (None, count) and key in values:
                return values[key]
        return self._printed({})[f"{mode}.{key}"]

    def numbers(self, pattern):
        """The groups of the regular expression PATTERN wherever it matches in
        the console, as numbers: one tuple for each match."""
        found = [tuple(map(float, match.groups()))
                 for match in re.finditer(pattern, self.console)]
        return found or self._printed({})[repr(pattern)]


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
    """The primitives in nanoseconds, by name; {} if none were measured."""
    for section in sections:
        if section.mode == "prims":
            return {key.removesuffix(PICOSECONDS): value / 1000
                    for key, value in section.values.items()
                    if key.endswith(PICOSECONDS)}
    return {}


def trace_tool(*words):
    """What convoy-trace prints for WORDS."""
    done = subprocess.run([TRACE_TOOL, *map(str, words)], check=False,
                          capture_output=True, text=True)
    if done.returncode:
        raise RunFailed(f"convoy-trace {words[0]}: {done.stderr.strip()}")
    return done.stdout


def _stats(trace, mark):
    between = ("--between", mark) if mark else ()
    return json.loads(trace_tool("stats", trace, *between, "--json"))


def _complaint(result, traced):
    """Why this result cannot be used, or ""."""
    if result.kind != "poweroff":
        return result.error or result.kind
    if result.status:
        return f"the program ended with status {result.status}"
    if traced and not result.trace:
        return result.error or "no trace"
    if traced and result.header["dropped"]:
        return f"the trace was full: {result.header['dropped']} records lost"
    return ""


def run_one(run, directory, stop=None):
    """Run one machine to its end in DIRECTORY; its Measured. Raises
    MachineFailed, also if the Event STOP is set meanwhile."""
    console = ""
    try:
        result = run_machine(run.spec(directory, stop))
        console = result.console
        if why := _complaint(result, run.trace_mib):
            raise RunFailed(why)
        return Measured(
            run=run, console=console,
            stats={mark: _stats(result.trace, mark) for mark in run.marks},
            digest=(trace_tool("digest", result.trace).strip()
                    if result.trace else ""),
            trace=result.trace if run.trace_mib else None)
    except MachineFailed:
        raise
    except (MachineError, RunFailed, OSError) as error:
        raise MachineFailed(run.name, str(error), console) from None


def write_kept(measured, directory, key):
    """Keep a result; whole or not at all."""
    new = directory / f"{KEPT}.new"
    new.write_text(json.dumps({
        "key": key, "machine": asdict(measured.run),
        "console": measured.console, "stats": measured.stats,
        "digest": measured.digest}))
    new.rename(directory / KEPT)


def read_kept(run, directory, key):
    """What was kept for RUN under KEY; None if nothing was."""
    trace = directory / "trace.bin" if run.trace_mib else None
    try:
        kept = json.loads((directory / KEPT).read_text())
        if kept["key"] == key and (trace is None or trace.exists()):
            return Measured(run=run, console=kept["console"],
                            stats=kept["stats"], digest=kept["digest"],
                            trace=trace)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def unique(runs):
    """RUNS by name. Two of one name have to be the same machine."""
    named = {}
    for run in runs:
        if named.setdefault(run.name, run) != run:
            raise RunFailed(f"two different machines are named {run.name!r}")
    return named


def forget(out_dir, name):
    """Keep no result of this machine."""
    (Path(out_dir) / name / KEPT).unlink(missing_ok=True)


class _Work:
    """run_each's: the machines that are still to run, and where."""

    def __init__(self, out_dir, keep):
        self.out = Path(out_dir)
        self.tools = digest_of(IMAGE, TRACE_TOOL) if keep else ""
        self.stop = threading.Event()

    def kept(self, run):
        """A former result of RUN, or None."""
        if not self.tools:
            return None
        return read_kept(run, self.out / run.name, run.key(self.tools))

    def measure(self, run):
        """Run it: (Measured, None), or (None, MachineFailed)."""
        directory = self.out / run.name
        try:
            forget(self.out, run.name)
            measured = run_one(run, directory, self.stop)
            if self.tools:
                write_kept(measured, directory, run.key(self.tools))
            return measured, None
        except MachineFailed as failure:
            return None, failure
        except OSError as error:
            return None, MachineFailed(run.name, str(error))


def run_each(runs, out_dir, progress, parallel=PARALLEL, keep=False):
    """Run all machines, so many at a time, largest first. Two dicts by run
    name, in the order of RUNS: Measured, and MachineFailed of those that have
    failed. progress(run, done, total) is called as each ends, with failed= its
    MachineFailed if so; before that, with kept=True, for those that have run
    before (keep). If the caller is interrupted, all machines end, and
    KeyboardInterrupt goes on."""
    named = unique(runs)
    work = _Work(out_dir, keep)
    ended = {}
    for name, run in named.items():
        if one := work.kept(run):
            ended[name] = one, None
            progress(run, len(ended), len(named), kept=True)
    waiting = sorted((run for name, run in named.items() if name not in ended),
                     key=lambda run: -run.effort)
    with ThreadPoolExecutor(parallel) as pool:
        try:
            futures = {pool.submit(work.measure, run): run for run in waiting}
            for future in as_completed(futures):
                run = futures[future]
                ended[run.name] = future.result()
                progress(run, len(ended), len(named),
                         failed=ended[run.name][1])
        except KeyboardInterrupt:
            work.stop.set()
            pool.shutdown(cancel_futures=True)
            raise
    return tuple({name: ended[name][side] for name in named
                  if ended[name][side]} for side in (0, 1))


def run_all(runs, out_dir, progress, parallel=PARALLEL):
    """run_each where all are needed: what they measured. RunFailed, with all
    that failed, if not each has ended well."""
    measured, failed = run_each(runs, out_dir, progress, parallel)
    if failed:
        raise RunFailed("\n".join(map(str, failed.values())))
    return measured


def common_digest(measured):
    """One digest for all runs: SHA-256 over the lines "NAME DIGEST" of each
    run's trace, in the plan's order."""
    lines = "".join(f"{name} {one.digest}\n" for name, one in measured.items())
    return hashlib.sha256(lines.encode()).hexdigest()
