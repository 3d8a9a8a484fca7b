#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Look for a schedule under which a program fails, and make it short.

    explore.py [options] (--prog PROGRAM | --lab FILE.py) [-- ARGUMENTS]
    explore.py --replay (--seed N | --switches LIST) ...

Runs the program under the schedules seed=1, 2, ... until one makes it fail: it
exits with another status than 0, is killed by a signal (an assertion that
fails, a bad address), or every LWP waits for ever. Then the switches which that
run made are forced upon it one by one, without those that are not needed for
it to fail; what is left is shown with the source lines at which it switched.

With --replay the one schedule is run, its trace kept, and shown.
docs/schedules.md tells how it works. Status: 0, nothing failed; 1, found; 125,
the machine failed.
"""

import argparse
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import explore_run as run
import explore_show as show
from explore_python import places
from explore_shrink import retarget, shrink
from machine import CODE_FAILURE, PROJECT, MachineError
from run_program import add_machine_arguments

OUT = PROJECT / "build" / "explore"
INTERPRETER = PROJECT / "build" / "user" / "py"
FOUND = 1
CODE_INTERRUPTED = 130  # as a shell says it: 128 and SIGINT
BAR = 30           # columns
SECONDS = 2.0      # between two lines of progress where there is no terminal
CONSOLE_TAIL = 4
RETARGETED = 6     # switches at most for which other LWPs are tried, too
TIMEOUT = 60.0     # host seconds until a run counts as one that does not end


class Progress:
    """How far it is: a bar on a terminal, else a line now and then."""

    def __init__(self, total):
        self.total, self.start = total, time.monotonic()
        self.last, self.bar = self.start, sys.stdout.isatty()

    def __call__(self, done):
        now = time.monotonic()
        rate = done / max(now - self.start, 1e-9)
        if self.bar:
            full = BAR * done // self.total
            print(f"\r[{'#' * full:{BAR}}] {done} of {self.total}, "
                  f"{rate:.1f} a second ", end="", flush=True)
        elif now - self.last >= SECONDS:
            self.last = now
            print(f"{done} of {self.total} schedules", flush=True)

    def end(self):
        """Leave the bar's line."""
        if self.bar:
            print()


def variables(args):
    """How make is told which program it is."""
    source = args.lab or args.source
    words = [f"LAB={source}" if source else f"PROG={args.prog}"]
    if args.root:
        words.append(f"ROOT={args.root}")
    if args.arguments:
        words.append(f'ARGS="{" ".join(args.arguments)}"')
    if args.env:
        words.append(f'ENV="{" ".join(args.env)}"')
    return " ".join(words)


def seed_words(args, seed):
    """The same for a schedule's name."""
    words = [f"SEED={seed}"]
    if args.policy == "random":
        words.append("SCHED=random")
    elif args.depth != run.DEFAULT_DEPTH:
        words.append(f"DEPTH={args.depth}")
    return " ".join(words)


def places_of(subject, rows, options):
    """Where the forced switches that end ROWS are in the source, in order."""
    if subject.lab:
        out = Path(subject.spec.out_dir) / "python"
        return places(subject, out, options)
    lines = show.source_lines(subject.symbols, [stay.rip for stay in rows])
    return [lines.get(stay.rip, "") for stay in rows]


def show_forced(subject, outcome, switches, options):
    """Print the timeline of forced SWITCHES, and where each is."""
    rows = [stay for stay in show.stays(outcome.trace) if stay.forced]
    found = places_of(subject, rows, options)
    for line in show.timeline(outcome.trace, subject.symbols, found):
        print(line)
    print()
    made = run.switches_of(outcome.trace)
    at = {(stay.lwp, stay.end): place for stay, place in zip(rows, found)}
    for switch in switches:
        if switch in made:
            place = at.get((switch.tid, switch.steps), "")
        else:
            place = "stays" if switch.next == switch.tid else "never made"
        print(f"  LWP {switch.tid} after {switch.steps} instructions -> "
              f"LWP {switch.next}   {place}".rstrip())


def show_schedule(subject, outcome):
    """Print the timeline of a schedule with a seed."""
    for line in show.timeline(outcome.trace, subject.symbols, []):
        print(line)


def show_console(outcome):
    """Print the end of what the program printed."""
    for line in outcome.console.splitlines()[-CONSOLE_TAIL:]:
        print(f"    {line}")


def shrink_run(subject, seed, outcome):
    """The fewest Switches that make the program fail as in OUTCOME, or None if
    even all of them do not."""
    out = Path(subject.spec.out_dir) / "shrink"
    seen = {}

    def fails(switches):
        key = tuple(switches)
        if key not in seen:
            seen[key] = run.try_schedule(
                subject, out, run.forced_options(switches, seed)).wrong
        return seen[key] == outcome.wrong

    switches = run.switches_of(outcome.trace)
    if not fails(switches):
        return None
    short = shrink(switches, fails)
    if len(short) <= RETARGETED:
        lwps = {switch.next for switch in switches}
        short = retarget(short, fails, lambda switch: [
            replace(switch, next=lwp) for lwp in sorted(lwps)])
    print(f"shrunk: {len(short)} of {len(switches)} switches are enough "
          f"({len(seen)} runs)")
    return short


def report(args, subject, seed, size):
    """Say what schedule SEED does, and shrink it."""
    out = Path(subject.spec.out_dir)
    outcome = run.try_schedule(
        subject, out / "found",
        run.seed_options(args.policy, seed, args.depth, size), quick=False)
    print(f"seed={seed}: {outcome.wrong or 'fails under the quick BIOS only'}")
    show_console(outcome)
    if not outcome.wrong:
        return
    switches = shrink_run(subject, seed, outcome)
    if switches is None:
        print("the switches alone do not make it fail: it depends on time")
        show_schedule(subject, outcome)
    else:
        options = run.forced_options(switches, seed)
        short = run.try_schedule(subject, out / "short", options, quick=False)
        print()
        show_forced(subject, short, switches, options)
    name = seed_words(args, seed)
    print(f"\nthe schedule found:\n  make replay {variables(args)} {name}\n"
          f"  make debug {variables(args)} {name}")
    if switches:
        forced = f"SEED={seed} SWITCHES={','.join(map(str, switches))}"
        print(f"the short one:\n  make replay {variables(args)} {forced}\n"
              f"  make debug {variables(args)} {forced}")


def explore(args, subject):
    """Try the seeds; the exit status."""
    outcome, size = run.measure(subject, Path(subject.spec.out_dir) / "first")
    print(f"{subject.name}: {size.lwps} LWPs, {size.steps} instructions from "
          "the second LWP on, when nobody is preempted")
    if outcome.wrong:
        print(f"it fails without any switch: {outcome.wrong}")
        show_console(outcome)
        return FOUND
    progress = Progress(args.tries)
    start = time.monotonic()
    seeds = range(args.seed, args.seed + args.tries)
    found = run.try_seeds(
        subject, seeds,
        lambda seed: run.seed_options(args.policy, seed, args.depth, size),
        args.jobs, progress)
    progress.end()
    if not found:
        print(f"{args.tries} schedules, none fails "
              f"({time.monotonic() - start:.0f} s)")
        return 0
    print(f"found after {found[0] - args.seed + 1} schedules "
          f"({time.monotonic() - start:.0f} s)")
    report(args, subject, found[0], size)
    return FOUND


def replay(args, subject):
    """Run the one schedule, and show it; the exit status."""
    options = run.named_options(subject, args.policy, args.seed, args.depth,
                                args.switches)
    outcome = run.try_schedule(subject, Path(subject.spec.out_dir) / "replay",
                               options, quick=False)
    print(outcome.console, end="")
    print(f"seed={args.seed}: {outcome.wrong or 'nothing fails'}\n")
    if args.switches:
        show_forced(subject, outcome, run.read_switches(args.switches),
                    options)
    else:
        show_schedule(subject, outcome)
    print(f"\ntrace: {outcome.trace}\nsha256: {run.digest(outcome.trace)}")
    return FOUND if outcome.wrong else 0


def positive(text):
    """An argument: a number from 1 on."""
    if not (text.isascii() and text.isdecimal() and int(text) > 0):
        raise argparse.ArgumentTypeError(
            f"{text!r}: expected a number, 1 or more")
    return int(text)


def complete(parser, args):
    """Refuse a command line that leaves open what is to be run."""
    if not args.prog and not args.lab:
        parser.error("which program? PROG=program, or LAB=file")
    if args.replay and args.seed is None and args.switches is None:
        parser.error("which schedule? SEED=n, or SWITCHES=list")
    args.seed = args.seed or 1


def parse(words):
    """The command line."""
    arguments = []
    if "--" in words:
        cut = words.index("--")
        words, arguments = words[:cut], words[cut + 1:]
    parser = argparse.ArgumentParser(
        description="Find a failing schedule.", usage="explore.py [options] "
        "(--prog PROGRAM | --lab FILE.py) [-- ARGUMENTS]")
    add_machine_arguments(parser)
    parser.set_defaults(out=OUT, timeout=TIMEOUT)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--prog", help="program to run")
    what.add_argument("--lab", help="Python program to run")
    parser.add_argument("--source", help="what PROGRAM is built from")
    parser.add_argument("--policy", choices=run.POLICIES, default="pct")
    parser.add_argument("--depth", type=positive, default=run.DEFAULT_DEPTH)
    parser.add_argument("--tries", type=positive, default=1000)
    parser.add_argument("--seed", type=positive,
                        help="the first (1), or with --replay the one")
    parser.add_argument("--jobs", type=positive, default=os.cpu_count())
    parser.add_argument("--replay", action="store_true")
    parser.add_argument("--switches", help="with --replay: these, forced")
    args = parser.parse_args(words)
    complete(parser, args)
    args.arguments, args.interpreter = arguments, INTERPRETER
    return args


def main(words):
    """Explore or replay; the exit status."""
    args = parse(words)
    try:
        subject = run.make_subject(args, args.arguments)
        run.check_options(subject.spec.options)
        return replay(args, subject) if args.replay else explore(args, subject)
    except MachineError as error:
        print(f"convoy: {error}", file=sys.stderr)
        return CODE_FAILURE
    except KeyboardInterrupt:
        print("\nconvoy: interrupted", file=sys.stderr)
        return CODE_INTERRUPTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
