# SPDX-License-Identifier: MIT
"""Schedules with names: sched=random, pct and forced stop programs at exactly
the instructions that they choose, and make explore finds, shortens, replays and
opens in gdb what makes the programs of user/lab/races/ fail."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from unittest import mock

import explore_run as run
from explore_shrink import retarget, shrink
from machine import MachineError, MachineSpec
from lib.case import BUILD, PROJECT
from lib.check import check, contains, equal
from lib.lab import command, ended_well

EXPLORE = PROJECT / "qemu" / "explore.py"
TALLY = PROJECT / "user" / "lab" / "races" / "tally.py"
EXPLORE_SECONDS = 900  # a hang detector
INTERRUPT_SECONDS = 30  # another

# Each program: how deep its bug is (docs/schedules.md), the seeds among which
# pct of that depth finds it, how it fails, and how many switches are enough.
BUGS = {
    "ledger": (2, range(1, 41), "exit status 1", 2),
    "transfer": (2, range(1, 31), "deadlock", 2),
    "doorbell": (2, range(575, 600), "deadlock", 1),
    "turnstile": (3, range(1, 121), "exit status 1", 3),
    "settings": (2, range(1, 61), "killed by signal 11", 1),
    "kitchen": (2, range(1, 41), "deadlock", 6),
}
# Those that rr on two cores does not find by chance, and within how many runs.
HIDDEN = ("doorbell", "settings")
STRESS_RUNS = 8


def explore(lab, *words, program=None, args=()):
    """(status, output) of qemu/explore.py for a program of build/lab."""
    what = ("--prog", BUILD / "lab" / program) if program else ()
    return command([sys.executable, "-B", EXPLORE, "--out", lab.dir / "explore",
                    "--jobs", 2, *what, *words, "--", *args],
                   timeout=EXPLORE_SECONDS)


def found(lab, program):
    """The bug of PROGRAM is found by pct, within as many schedules as theory
    grants; its schedule has a name that can be replayed, and is made short; and
    the program that is right passes under all of them."""
    depth, seeds, wrong, few = BUGS[program]
    words = ("--depth", depth, "--seed", seeds[0], "--tries", len(seeds))
    status, output = explore(lab, *words, program=program)
    equal(status, 1, f"status\n{output}\n")
    lwps, steps = re.search(r"(\d+) LWPs, (\d+) instr", output).groups()
    bound = int(lwps) * int(steps) ** (depth - 1)
    check(seeds[-1] <= bound, "more than theory says", bound=bound)
    failed = re.search(rf"^seed=(\d+): {wrong}", output, re.M)
    check(failed, "another failure", output=output)
    check(int(failed[1]) in seeds, "not one of the seeds", output=output)
    enough, made = map(int, re.search(r"(\d+) of (\d+) switches are enough",
                                      output).groups())
    check(enough <= few and enough < made, "not short", output=output)
    switches = re.search(r"SWITCHES=(\S+)", output)[1]
    equal(len(switches.split(",")), enough, "switches in the name")
    check(re.search(r"forced to LWP .*[\w.]+:\d+ \w+|forced to LWP .* \w+$",
                    output, re.M), "no source lines", output=output)
    contains(output, f"SEED={failed[1]}" + f" DEPTH={depth}" * (depth != 3)
             + "\n", "the name")
    for name in (("--depth", depth), ("--switches", switches)):
        status, replayed = explore(lab, "--replay", "--seed", failed[1], *name,
                                   program=program)
        equal(status, 1, f"status of {name}\n{replayed}\n")
        contains(replayed, f"seed={failed[1]}: {wrong}", f"{name}")
    status, output = explore(lab, *words, program=program, args=["fixed"])
    equal(status, 0, f"status when it is fixed\n{output}\n")
    contains(output, f"{len(seeds)} schedules, none fails", "when it is fixed")


def test_stress(lab):
    """Just running them finds nothing: rr, on one core none, and on two, with
    as many seeds, not those whose window is narrow."""
    for program in BUGS:
        equal(ended_well(boot(lab, program, sched="rr")).status, 0, program)
    for program in HIDDEN:
        for seed in range(1, STRESS_RUNS + 1):
            result = boot(lab, program, sched="rr", cores="sim:2", seed=seed)
            equal(result.exit_code, 0, f"{program}, seed {seed}")


def test_random(lab):
    """The random policy finds what comes again and again, sooner than pct."""
    status, output = explore(lab, "--policy", "random", "--tries", 20,
                             program="ledger")
    equal(status, 1, f"status\n{output}\n")
    check(re.search(r"make replay .* SEED=\d+ SCHED=random$", output, re.M),
          "another name", output=output)


def test_lost_update(lab):
    """A lost update is found; with a lock none is."""
    found(lab, "ledger")


def test_lock_order(lab):
    """A lock-order deadlock is found; with one order none is."""
    found(lab, "transfer")


def test_missed_wakeup(lab):
    """A missed wake-up is found; with the lock held none is."""
    found(lab, "doorbell")


def test_peterson(lab):
    """Peterson's lock with its stores swapped lets two in; as it should be it
    does not."""
    found(lab, "turnstile")


def test_double_checked(lab):
    """Double-checked initialisation with an early flag is found."""
    found(lab, "settings")


def test_wrong_wakeup(lab):
    """A queue that wakes the wrong thread comes to a stand; one that wakes all
    does not."""
    found(lab, "kitchen")


def test_python(lab):
    """A lost update in Python is found, and shown by its Python lines."""
    status, output = explore(lab, "--lab", TALLY, "--env", "GIL=ticks",
                             "--tries", 40)
    equal(status, 1, f"status\n{output}\n")
    contains(output, "exit status 1", "the failure")
    contains(output, "shrunk: ", "the short schedule")
    contains(output, "tally.py:", "where it switches")
    status, output = explore(lab, "--lab", TALLY, "--env", "GIL=ticks",
                             "--tries", 20, args=["fixed"])
    equal(status, 0, f"status when it is fixed\n{output}\n")


def boot(lab, program, **options):
    """A run of a program of build/lab under a schedule, with its trace."""
    return lab.boot(program=BUILD / "lab" / program, options=options)


def test_replay(lab):
    """A name is a schedule: its trace is the same, byte by byte."""
    for words in (("--seed", 3), ("--seed", 3, "--policy", "random"),
                  ("--switches", "2:548:3,3:100:2")):
        outputs = [explore(lab, "--replay", *words, program="ledger")
                   for _ in range(2)]
        equal(outputs[0], outputs[1], f"{words}: the second replay")
        check(re.search(r"^sha256: [0-9a-f]{64}$", outputs[0][1], re.M),
              "no digest", output=outputs[0][1])


def test_places(lab):
    """Each forced switch has its own place in the source, whatever others do
    not happen."""
    def shown(switches):
        return explore(lab, "--replay", "--switches", switches,
                       program="ledger")[1]

    alone = re.search(r"^  LWP 2 after 548 instructions -> LWP 3   ledger.c:"
                      r"\d+ .*$", shown("2:548:3"), re.M)
    check(alone, "no place")
    output = shown("2:300:2,2:548:3,2:999999:3")
    contains(output, alone[0] + "\n", "among others")
    contains(output, "2 after 300 instructions -> LWP 2   stays",
             "one to the LWP itself")
    contains(output, "2 after 999999 instructions -> LWP 3   never made",
             "one that is not reached")


def test_exact(lab):
    """A forced switch comes at its very instruction, wherever that is."""
    for steps in [*range(300, 306), 1000, 2500]:
        result = ended_well(boot(lab, "ledger", sched="forced", hz=1000,
                                 switches=f"2:{steps}:3,3:{steps + 1}:2"))
        made = run.switches_of(result.trace)
        for switch in (run.Switch(2, steps, 3), run.Switch(3, steps + 1, 2)):
            check(switch in made, "not made", switch=switch, made=made)


def test_only_own_steps(lab):
    """What the kernel does moves no schedule: the trace, its ticks, and how
    fast the machine is called change none of a schedule's switches."""
    for policy, tune in (("pct", "steps:6000,depth:4"), ("random", "gap:150")):
        first = None
        for more in ({}, {"hz": 1000}, {"trace": 2}, {"mhz": 200},
                     {"strace": 1}):
            made = run.switches_of(boot(lab, "ledger", sched=policy, seed=5,
                                        tune=tune, **more).trace)
            first = first or made
            equal(made, first, f"{policy}: switches with {more}")
        check(len(first) > 4, "hardly any switches", made=first)


def test_written_down(lab):
    """The switches of a pct schedule, forced, are the same schedule."""
    for seed in range(1, 7):
        made = run.switches_of(boot(lab, "kitchen", sched="pct", seed=seed,
                                    tune="steps:7000,depth:4").trace)
        text = ",".join(map(str, made))
        again = run.switches_of(boot(lab, "kitchen", sched="forced",
                                     seed=seed, switches=text).trace)
        equal(*[[one for one in switches if one.next != one.tid]
                for switches in (again, made)], f"seed {seed}: switches")


def test_debug(lab):
    """make debug with SEED= opens the schedule that make explore calls so."""
    _, output = explore(lab, "--replay", "--seed", 9, program="settings")
    commands = lab.dir / "commands"
    commands.write_text("break steps_trace if lwp->tid == 2\ncontinue\n"
                        "printf \"steps=%lu\\n\", lwp->sched.steps\n")
    status, shown = command(
        [sys.executable, "-B", PROJECT / "qemu" / "debug.py", "--out",
         lab.dir / "debug", "--option", "seed=9", "--gdb", commands, "--prog",
         BUILD / "lab" / "settings"])
    equal(status, 0, f"status\n{shown}\n")
    steps = re.search(r"^steps=(\d+)$", shown, re.M)
    check(steps, "gdb did not get there", output=shown)
    check(re.search(rf"LWP 2 +settings +{steps[1]} \|", output),
          "another schedule", steps=steps[1], replay=output)


def test_refused(lab):
    """What cannot be explored is refused, and it is said why."""
    for words, why in (
            (("--option", "cores=sim:2"), "one simulated core"),
            (("--option", "timers=jiffies"), "exact timers"),
            (("--replay", "--switches", "2:x:3"), "TID:STEPS:NEXT"),
            (("--replay", "--switches", "2:3"), "TID:STEPS:NEXT"),
            (("--tries", 0), "--tries: '0': expected a number, 1 or more"),
            (("--depth", "abc"), "--depth: 'abc': expected a number"),
            (("--replay",), "which schedule? SEED=n"),
            (("--policy", "fifo"), "invalid choice")):
        status, output = explore(lab, *words, program="ledger")
        check(status not in (0, 1), f"{words}: status", status=status)
        contains(output, why, f"{words}")
    status, output = explore(lab)
    check(status not in (0, 1), "no program: status", status=status)
    contains(output, "which program? PROG=program", "no program")
    for policy in ("pct", "random", "forced"):
        result = lab.boot(options={"sched": policy, "cores": "sim:2"},
                          timeout=60)
        equal(result.kind, "refused", f"{policy} on two cores: end")
        contains(result.console, "legal are cores=sim:1", policy)


def test_interrupted(lab):
    """Ctrl-C ends it at once, and leaves no machine and no RAM behind."""
    out = lab.dir / "explore"
    process = subprocess.Popen(
        [sys.executable, "-B", EXPLORE, "--out", out, "--jobs", "2", "--prog",
         BUILD / "lab" / "ledger", "--", "fixed"], start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        for line in process.stdout:
            if " of 1000 schedules" in line:
                break
        os.killpg(process.pid, signal.SIGINT)
        output, _ = process.communicate(timeout=INTERRUPT_SECONDS)
    finally:
        process.kill()
    equal(process.returncode, 130, f"status\n{output}\n")
    contains(output, "convoy: interrupted", "what it says")
    check("Traceback" not in output, "a traceback", output=output)
    equal(machines_in(out), [], "machines that still run")
    equal(list(out.glob("**/ram.bin")), [], "RAM that was left")


def machines_in(directory):
    """The processes whose working directory is below DIRECTORY."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if link.resolve().is_relative_to(directory.resolve()):
                found.append(link.parent.name)
    return found


def outcomes(wrong):
    """What stands in for try_schedule: seed n is WRONG[n], or well; the lower
    its number, the longer it takes."""
    def one(_subject, _out, options, **_more):
        time.sleep(0.02 / options["seed"])
        if isinstance(wrong.get(options["seed"]), Exception):
            raise wrong[options["seed"]]
        return run.Outcome(wrong.get(options["seed"], ""), "")
    return one


def test_in_order(lab):
    """The first failure by number is the one that is reported, whichever ends
    first; none is passed over, and a machine that fails is no schedule that is
    well."""
    subject = run.Subject("fake", MachineSpec(out_dir=lab.dir), lab.dir)

    def first(wrong, count=12, jobs=4):
        with mock.patch.object(run, "try_schedule", outcomes(wrong)):
            progress = []
            found = run.try_seeds(subject, range(1, count + 1),
                                  lambda seed: {"seed": seed}, jobs,
                                  progress.append)
        return found and found[0], progress

    equal(first({}), (None, list(range(1, 13))), "none fails")
    equal(first({3: "a", 4: "b"}), (3, [1, 2, 3]), "two fail")
    equal(first({12: "a"}), (12, list(range(1, 13))), "the last fails")
    equal(first({2: "a"}, count=2, jobs=9), (2, [1, 2]), "more jobs than runs")
    try:
        first({5: MachineError("no room")})
        check(False, "a machine that failed was not noticed")
    except MachineError as error:
        equal(str(error), "no room", "what the machine failed of")


def test_depth(lab):
    """pct makes depth - 1 changes, each at an instruction that the seed draws;
    make explore tells it how deep, and how long the program is."""
    equal(run.seed_options("pct", 7, 5, run.Size(3, 900)),
          {"sched": "pct", "seed": 7, "tune": "depth:5,steps:900"}, "options")
    drawn = set()
    for seed, depth in ((1, 1), (1, 2), (2, 2), (1, 5), (2, 5)):
        made = [event["value"] for event in run.events(boot(
            lab, "ledger", sched="pct", seed=seed,
            tune=f"depth:{depth},steps:3000").trace)
            if event.get("note") == "change point"]
        equal(len(made), depth - 1, f"seed {seed}, depth {depth}: changes")
        equal([at for at in made if not 0 < at <= 3000], [], "out of range")
        drawn.update(made)
    check(len(drawn) > 7, "hardly any are random", drawn=sorted(drawn))


def test_shrink(_lab):
    """The shortest list is found: none that is needed is left out, and what may
    be changed for less is."""
    for needed in ([], [5], [3, 19], [0, 7, 8, 19]):
        calls = []

        def fails(part, needed=needed, calls=calls):
            calls.append(part)
            return all(one in part for one in needed)

        equal(shrink(list(range(20)), fails), needed, "what is left")
        check(len(calls) < 200, "too many runs", count=len(calls))
    equal(retarget([1, 2], lambda part: part in ([1, 2], [12]),
                   lambda item: [item + 10]), [12], "the changed one")
