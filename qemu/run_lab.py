#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Boot Convoy with one program of a lab and show what its threads did.

    run_lab.py [options] FILE.py|PROGRAM [-- ARGUMENTS]

FILE.py, with the modules beside it, is packed as /lab/FILE.py and run by
/bin/py, Convoy's own interpreter; anything else is a static program, as for
run_program.py. What it prints is shown as it comes; behind
it stand a table of where each thread's time went and a timeline: of the whole
run, or from where a second Python thread begins. The exit status and the run's
files are as of run_program.py; so that the trace holds all of a run, it has
more room here (trace=64) unless told.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import cpio
import exp_report as report
from machine import CODE_FAILURE, TRACE_TOOL, MachineError, run_machine
from exp_machine import interpreter_of
from run_program import (add_machine_arguments, complain, complain_of_gil,
                         make_spec, show)

FOLDER = "/lab"
TIMELINE_WIDTH = 80
TRACE_MIB = "64"
LONG = 0.1      # of the run: so much of one thread alone is not shown
MARGIN = 0.05   # of the timeline, before the second thread begins
CROWD = 40      # threads; of more, only the busiest have rows of their own


def pack_lab(out, program, interpreter=None):
    """Make the boot module with PROGRAM and the modules beside it, and the
    files of its INTERPRETER; its path in the machine."""
    path = Path(program)
    try:
        path.read_bytes()
    except OSError as error:
        raise MachineError(f"{program}: {error.strerror}") from None
    files = {f"{FOLDER}/{one.name}": one.read_bytes()
             for one in sorted(path.parent.glob("*.py")) if one.is_file()}
    cpio.make_module(out, files | (interpreter or {}))
    return f"{FOLDER}/{path.name}"


def lab_spec(args, arguments):
    """The MachineSpec for parsed ARGS and the program's ARGUMENTS."""
    if not args.program.endswith(".py"):
        return make_spec(args, args.program, arguments)
    spec = make_spec(args, None, [])
    spec.init, files = interpreter_of(args.protect)
    spec.args = [pack_lab(args.out / "lab.cpio", args.program, files),
                 *arguments]
    spec.modules.append(args.out / "lab.cpio")
    return spec


def trace_tool(*words):
    """What convoy-trace prints for WORDS, and its warnings."""
    done = subprocess.run([TRACE_TOOL, *map(str, words)], check=False,
                          capture_output=True, text=True)
    if done.returncode:
        raise MachineError(f"convoy-trace {words[0]}: {done.stderr.strip()}")
    return done.stdout, done.stderr


def added_up(threads, name):
    """One row for all THREADS: the sums."""
    drops = {why: sum(thread["drops"][why] for thread in threads)
             for why in threads[0]["drops"]}
    return {key: sum(thread[key] for thread in threads)
            for key in threads[0] if isinstance(threads[0][key], int)
            } | {"name": name, "drops": drops}


def rows_of(threads):
    """THREADS for the table: of a crowd the busiest, and the others in one."""
    if len(threads) <= CROWD:
        return threads
    threads = sorted(threads, key=lambda thread: -thread["run_ns"])
    others = threads[CROWD:]
    return threads[:CROWD] + [added_up(others, f"others: {len(others)}")]


def timeline_from(stats):
    """From when the timeline is worth its space, in ns: a little before a
    second thread takes the GIL, if the run was long on its way by then."""
    begins = sorted(thread["from_ns"] for thread in stats["threads"]
                    if thread["gil_acquired"])
    window = stats["window"]
    if (len(begins) < 2
            or begins[1] - window["from_ns"] < LONG * window["length_ns"]):
        return window["from_ns"]
    return begins[1] - MARGIN * (window["to_ns"] - begins[1])


def show_threads(trace):
    """Print the table of the threads, and the timeline; a warning if the trace
    was too small for the run."""
    text, warnings = trace_tool("stats", trace, "--json")
    stats = json.loads(text)
    begin = timeline_from(stats)
    stats["threads"] = rows_of(stats["threads"])
    print(report.heading("Where each thread's time went (lab time)"))
    print(report.thread_table([("the whole run", stats)], everybody=True))
    print(trace_tool("timeline", trace, "--width", TIMELINE_WIDTH,
                     "--from", begin / 1000)[0], end="")
    print("\nMore: build/host/convoy-trace stats|timehist|text|timeline "
          f"{trace}", flush=True)
    if warnings:
        print(f"\n{warnings}The figures above miss what was lost: try "
              "TRACE=n, with more MiB, or a shorter run.", file=sys.stderr)


def main(words):
    """Run as the command line says; the exit status."""
    arguments = []
    if "--" in words:
        cut = words.index("--")
        words, arguments = words[:cut], words[cut + 1:]
    parser = argparse.ArgumentParser(description="Run a lab on Convoy.")
    add_machine_arguments(parser)
    parser.add_argument("--protect", default="", help="which interpreter: "
                        "build/user/py-PROTECT, as the Makefile says")
    parser.add_argument("program")
    args = parser.parse_args(words)
    try:
        spec = lab_spec(args, arguments)
        spec.options.setdefault("trace", TRACE_MIB)
        spec.on_console = show
        result = run_machine(spec)
        complain(result)
        if (result.trace and spec.options["trace"] != "off"
                and result.kind != "refused"):
            show_threads(result.trace)
            complain_of_gil(result)
    except MachineError as error:
        print(f"convoy: {error}", file=sys.stderr)
        return CODE_FAILURE
    return result.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
