# SPDX-License-Identifier: MIT
"""Run a lab's machines: each test, policy and seed in a machine of its own.

A Run is what one machine left: how it ended, its console, its Schedule. A run
whose machine did not do what it was started for (the policy was ejected, the
kernel panicked, it hung, ...) has a verdict, in a few words, and a reason, in
the student's; its checks are not looked at.
"""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import cpio
import grade_measure
from grade_gil import read_stats
from grade_trace import Schedule, TraceError, read_events
from grade_schema import PROGRAMS
from jail import Jail
from machine import (PROJECT, MachineError, MachineSpec, run_machine)
from exp_machine import INTERPRETER
from run_lab import pack_lab

CONSOLE_MAX = 256 * 1024
CONSOLE_LINES = 8           # shown where a machine failed
CONSOLE_COLUMNS = 120
TRACE_MIB = 64
WALL_SECONDS = 900          # hang detectors: a lab's machine needs a few
CPU_SECONDS = 30
GIL_BROKEN = 3              # GIL_STATUS_BROKEN of gil/gil_check.h

WHY = {
    "panic": "the kernel panicked",
    "deadlock": "every thread slept for ever",
    "refused": "the kernel refused to boot",
    "restart": "the machine restarted",
    "hang": "the machine had not ended after "
            f"{CPU_SECONDS} s of processor time",
    "flood": f"the machine printed more than {CONSOLE_MAX // 1024} KiB",
    "failure": "the machine broke down",
}


@dataclass
class Run:
    """One machine of a test."""
    test: object
    sched: str
    seed: int
    command: str                # what shows the same again
    verdict: str = ""           # "": it did what it was started for
    why: str = ""
    status: int = 0
    console: str = ""
    schedule: object = None
    trace: Path = None
    measures: dict = field(default_factory=dict)

    # What grade_expr.py asks of a context.

    def unit(self, name):
        """ns of the unit NAME."""
        return {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9,
                "slices": self.test.slice_ns,
                "ticks": 1e9 / self.test.hz}[name]

    def measure(self, name, words):
        """The Measure of a function; computed once."""
        key = name, tuple(words)
        if key not in self.measures:
            function = grade_measure.FUNCTIONS[name]
            self.measures[key] = function(self.schedule, *words)
        return self.measures[key]


def plain(text):
    """TEXT, with what is not printable replaced, for a report."""
    return "".join(c if c.isprintable() or c == "\n" else "?" for c in text)


def last_words(console):
    """What a console says of the end: from the panic on, or the last lines."""
    lines = [line[:CONSOLE_COLUMNS]
             for line in plain(console.rstrip()).split("\n")]
    panics = [at for at, line in enumerate(lines) if "panic" in line]
    at = panics[0] if panics else max(0, len(lines) - CONSOLE_LINES)
    return "\n".join(lines[at:at + CONSOLE_LINES])


def options_of(test, sched, seed):
    """The kernel's options for one run of TEST."""
    options = {"cores": f"sim:{test.cores}", "hz": test.hz, "sched": sched,
               "trace": TRACE_MIB, **test.options}
    return {**options, "seed": seed} if seed else options


def shell_word(word):
    """WORD, quoted for a shell if need be."""
    safe = all(c.isalnum() or c in "_@%+=:,./-*" for c in str(word))
    return str(word) if safe else f"'{word}'"


def replay_command(test, options, image, program):
    """The make command that shows this run, with its timeline."""
    known = {"cores": "CORES", "hz": "HZ", "sched": "SCHED", "seed": "SEED",
             "timers": "TIMERS", "trace": "TRACE"}
    words = ["make", "run"]
    if image:
        words.append(f"IMAGE={image}")
    words.append(program)
    more = []
    for name, value in options.items():
        value = str(value).removeprefix("sim:")
        if name in known and (name, value) != ("trace", str(TRACE_MIB)):
            words.append(f"{known[name]}={value}")
        elif name not in known:
            more.append(f"{name}={value}")
    if more:
        words.append(f'OPTIONS="{" ".join(more)}"')
    # A Python program may be named by LAB=; then it is no argument.
    args = test.args[1:] if program.endswith(".py") else test.args
    if args:
        words.append(f'ARGS="{" ".join(map(shell_word, args))}"')
    env = dict(test.env)
    if "GIL" in env:
        words.append(f"GIL={env.pop('GIL')}")
    if env:
        pairs = " ".join(f"{name}={value}" for name, value in env.items())
        words.append(f'ENV="{pairs}"')
    return " ".join(words)


# ---- how it ended ----

def ejection(schedule, sched):
    """Why the policy SCHED was taken off, "" if it was not."""
    takers = [name for _, name in schedule.policies]
    if takers and takers[-1] == sched:
        return ""
    return ("the trace has no word of the policy" if sched not in takers
            else f"the watchdog ejected it and {takers[-1]} took over")


def gil_rule(run):
    """Which rule of a GIL the program broke, as its line on the console says
    (gil/gil_check.c); "" if none."""
    lines = [line for line in plain(run.console).split("\n")
             if line.startswith("GIL=") and " is broken: " in line]
    return lines[0] if lines and run.status == GIL_BROKEN else ""


def judge_end(run, result):
    """Give RUN its verdict from the machine's RESULT."""
    run.status = result.status if result.status is not None else -1
    if gil_rule(run):
        run.verdict, run.why = "GIL broken", gil_rule(run)
        return
    if result.kind != "poweroff":
        run.verdict = result.kind
        run.why = f"{WHY[result.kind]}\n{last_words(run.console)}".rstrip()
        return
    if not result.trace:
        run.verdict, run.why = "no trace", "the machine left no trace"
        return
    if result.header["dropped"]:
        run.why = (f"more happened than {TRACE_MIB} MiB of trace hold: "
                   "perhaps a loop of system calls")
        # What a program printed can be looked at all the same.
        run.verdict = "" if run.test.program == "submission" else "no trace"
        return
    try:
        run.schedule = Schedule(read_events(result.trace), run.test.mark)
        if "GIL" in run.test.env:
            run.schedule.stats = read_stats(result.trace, run.test.mark)
    except (TraceError, ValueError, KeyError) as error:
        run.verdict, run.why = "no trace", f"a damaged trace: {error}"
        return
    why = ejection(run.schedule, run.sched)
    if why:
        told = [line for line in run.console.splitlines() if "eject" in line]
        run.verdict = "policy ejected"
        run.why = "\n".join([why, plain("\n".join(told[:3]))]).rstrip()


# ---- running ----

def make_spec(run, out, image, program, options):
    """The MachineSpec of RUN. PROGRAM None: a Python program, which is packed
    as `make run LAB=` packs it, so that the run is the same as there."""
    module, args = out / "program.cpio", run.test.args
    if program:
        path = f"/bin/{program.name}"
        cpio.make_module(module, {path: program.read_bytes()})
    else:
        path = INTERPRETER
        lab = pack_lab(module, PROGRAMS / Path(args[0]).name)
        args = [lab, *args[1:]]
    return MachineSpec(
        out_dir=out, options=options, init=path, args=args, env=run.test.env,
        modules=[module], image=image, timeout=WALL_SECONDS,
        cpu_limit=CPU_SECONDS, console_max=CONSOLE_MAX, jail=Jail(out))


def run_one(test, sched, seed, out, image, program, shown):
    """Run one machine in the directory OUT, booting IMAGE with PROGRAM (None:
    the Python program that the test names); the Run. SHOWN: (image, program)
    as the replay command names them."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    options = options_of(test, sched, seed)
    run = Run(test, sched, seed, replay_command(test, options, *shown))
    result = run_machine(make_spec(run, out, image, program, options))
    with open(result.console_path, "rb") as console:
        run.console = console.read(CONSOLE_MAX).decode(errors="replace")
    judge_end(run, result)
    run.trace = result.trace
    for leftover in ("convoy.boot", "program.cpio", "module0.cpio"):
        (out / leftover).unlink(missing_ok=True)
    return run


def relative(path):
    """PATH as one names it from the project's directory."""
    path = Path(path)
    return (str(path.relative_to(PROJECT)) if path.is_relative_to(PROJECT)
            else str(path))

