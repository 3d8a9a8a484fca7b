# SPDX-License-Identifier: MIT
"""One program under many schedules: what explore.py runs.

A Subject is packed once; try_schedule() boots it under one schedule and says
how that ended. A schedule is named by the kernel's options alone: sched=pct or
random with seed=N, or sched=forced with switches=. What a machine is given but
for these is the same each time, so a name means the same whenever it is run.
"""

import json
import queue
import subprocess
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from machine import TRACE_TOOL, MachineError, MachineSpec, run_machine
from exp_machine import INTERPRETER
from run_lab import pack_lab
from run_program import make_spec

POLICIES = ("pct", "random")
QUICK_BIOS = Path("/usr/share/qemu/qboot.rom")  # Debian: qemu-system-data
SIGNALS = 128          # an exit status above: killed by this one less 128
SWITCHES_A_RUN = 50    # that sched=random makes, about
GAP_MIN = 50           # of it, in instructions
DEFAULT_DEPTH = 3
AHEAD = 2              # schedules begun or queued for each that may run at once
DEADLOCK = "deadlock: every LWP waits for ever"


@dataclass(frozen=True)
class Switch:
    """LWP tid, after so many of its own instructions, gives way to another."""
    tid: int
    steps: int
    next: int

    def __str__(self):
        return f"{self.tid}:{self.steps}:{self.next}"


@dataclass(frozen=True)
class Outcome:
    """How a run ended: what is wrong, in words, or ""; two runs with the same
    words failed in the same way."""
    wrong: str
    console: str
    trace: Path | None = None


@dataclass(frozen=True)
class Size:
    """What a program does when nobody is preempted: n and k of the bound."""
    lwps: int
    steps: int


@dataclass(frozen=True)
class Subject:
    """A program, ready to be run; `symbols` is for source lines, and `stop`, if
    there is one, ends its machines."""
    name: str
    spec: MachineSpec
    symbols: Path
    lab: Path | None = None
    stop: threading.Event | None = None


def make_subject(args, arguments):
    """The Subject that the command line names by --prog or --lab."""
    if args.lab:
        spec = make_spec(args, None, [])
        path = pack_lab(args.out / "lab.cpio", args.lab)
        spec.args = [path, *arguments]
        spec.modules.append(args.out / "lab.cpio")
        spec.init = INTERPRETER
        return Subject(Path(args.lab).name, spec, args.interpreter,
                       Path(args.lab))
    spec = make_spec(args, args.prog, arguments)
    return Subject(Path(args.prog).name, spec, Path(args.prog))


def check_options(options):
    """Refuse what a schedule of one core cannot have."""
    cores = options.get("cores", "sim:1")
    if cores != "sim:1":
        raise MachineError(f"cores={cores}: a schedule is explored on one "
                           "simulated core; leave CORES out, or make it 1")
    if options.get("timers", "exact") != "exact":
        raise MachineError("timers=jiffies: schedules are explored with "
                           "exact timers")


def what_is_wrong(result):
    """What a MachineResult says against the program, in words; "" if its
    checks passed."""
    if result.kind == "deadlock":
        return DEADLOCK
    if result.kind == "hang":
        return "it does not end"
    if result.kind == "panic":
        return "the kernel panicked"
    if result.kind not in ("poweroff", "restart"):
        raise MachineError(f"{result.error}\n{result.console[-500:]}")
    if not result.status:
        return ""
    if result.status > SIGNALS:
        return f"killed by signal {result.status - SIGNALS}"
    return f"exit status {result.status}"


def try_schedule(subject, out, options, quick=True):
    """Run SUBJECT in the directory OUT under the schedule that OPTIONS name;
    the Outcome. A quick one leaves no trace, but it does record one: programs
    that write GIL events into it execute other instructions without."""
    spec = replace(subject.spec, out_dir=out, extract_trace=not quick,
                   ram_file=False, stop=subject.stop,
                   options={**subject.spec.options, **options})
    if quick and QUICK_BIOS.exists():
        spec.qemu_args = [*spec.qemu_args, "-bios", QUICK_BIOS.name]
    result = run_machine(spec)
    return Outcome(what_is_wrong(result), result.console, result.trace)


def seed_options(policy, seed, depth, size):
    """The options that make schedule SEED of a program of that Size."""
    if policy == "random":
        gap = max(GAP_MIN, size.steps // SWITCHES_A_RUN)
        return {"sched": "random", "seed": seed, "tune": f"gap:{gap}"}
    return {"sched": "pct", "seed": seed,
            "tune": f"depth:{depth},steps:{max(size.steps, 1)}"}


def forced_options(switches, seed=0):
    """The options that make these Switches and no other. The seed still draws
    what a program gets by getrandom(2)."""
    return {"sched": "forced", "seed": seed,
            "switches": ",".join(map(str, switches))}


def read_switches(text):
    """The Switches that "TID:STEPS:NEXT,..." lists."""
    try:
        return [Switch(*map(int, word.split(":"))) for word in text.split(",")]
    except (TypeError, ValueError):
        raise MachineError(f"switches {text!r}: expected TID:STEPS:NEXT,... "
                           "in numbers") from None


def named_options(subject, policy, seed, depth, switches):
    """The options of the schedule that has this name. What a seed means depends
    on how much the program does: that is measured first."""
    if switches is not None:
        return forced_options(read_switches(switches), seed)
    _, size = measure(subject, Path(subject.spec.out_dir) / "first")
    return seed_options(policy, seed, depth, size)


def events(trace):
    """The trace's events, as dicts, in the machine's order."""
    done = subprocess.run([TRACE_TOOL, "json", trace], check=False,
                          capture_output=True, text=True)
    if done.returncode:
        raise MachineError(f"convoy-trace json: {done.stderr.strip()}")
    if done.stderr:
        raise MachineError(f"{done.stderr.strip()}: try TRACE=n, more MiB")
    return [json.loads(line) for line in done.stdout.splitlines()]


def digest(trace):
    """The SHA-256 of a trace."""
    done = subprocess.run([TRACE_TOOL, "digest", trace], check=True,
                          capture_output=True, text=True)
    return done.stdout.strip()


def measure(subject, out):
    """(Outcome, Size) of a run in which nobody is preempted."""
    outcome = try_schedule(subject, out, forced_options([]), quick=False)
    steps, before, lwps = {}, 0, {1}
    for event in events(outcome.trace):
        if event["event"] == "sched_steps":
            steps[event["lwp"]] = event["steps"]
            before = before or event["steps"]
        elif event["event"] == "sched_process_fork":
            lwps.add(event["child_pid"])
    return outcome, Size(len(lwps), sum(steps.values()) - before)


def switches_of(trace):
    """The Switches that a run made, in order; those to the same LWP, which
    might have given way and did not, too."""
    found, left = [], None
    for event in events(trace):
        if left and event["event"] != "sched_switch":
            found.append(Switch(left["lwp"], left["steps"], left["lwp"]))
        elif left and event["next_pid"]:
            found.append(Switch(left["lwp"], left["steps"],
                                event["next_pid"]))
        left = event if event["event"] == "sched_steps" else None
    return found


def run_seeds(subject, seeds, options_of, jobs):
    """Run the schedules SEEDS, JOBS at a time; gives (seed, Outcome) for each,
    in their order. Closing it ends those that still run."""
    subject = replace(subject, stop=threading.Event())
    free = queue.SimpleQueue()
    for number in range(jobs):
        free.put(Path(subject.spec.out_dir) / f"machine{number}")

    def one(seed):
        out = free.get()
        try:
            return try_schedule(subject, out, options_of(seed))
        finally:
            free.put(out)

    pool = ThreadPoolExecutor(jobs)
    try:
        waiting = iter(seeds)
        running = deque((seed, pool.submit(one, seed))
                        for seed in islice(waiting, AHEAD * jobs))
        while running:
            seed, future = running.popleft()
            outcome = future.result()
            running.extend((later, pool.submit(one, later))
                           for later in islice(waiting, 1))
            yield seed, outcome
    finally:
        subject.stop.set()
        pool.shutdown(cancel_futures=True)


def try_seeds(subject, seeds, options_of, jobs, progress):
    """Run the schedules SEEDS; (seed, Outcome) of the first in their order that
    fails, or None. PROGRESS is called with the number of those that are done.
    """
    with closing(run_seeds(subject, seeds, options_of, jobs)) as runs:
        for done, (seed, outcome) in enumerate(runs, 1):
            progress(done)
            if outcome.wrong:
                return seed, outcome
    return None
