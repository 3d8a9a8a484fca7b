# SPDX-License-Identifier: MIT
"""A scheduling policy that breaks a rule is ejected, with a message that names
the rule and the task, and the programs end as if nothing had been. The policies
are in tests/bad_policies, one for each way to go wrong."""

import re
import sys

from lib.case import BUILD, PROJECT
from lib.check import check, contains, equal
from lib.lab import ended_well
from lib.terminal import Terminal

IMAGE = BUILD / "bad" / "convoy.boot"
KASAN = BUILD / "kasan-bad" / "convoy.boot"

PROMPT = b"convoy:~# "  # of the shell
BUSY_COMMANDS = 20      # after which each policy has gone wrong

# In which a run with the watchdog is compared with one without.
GOOD_RUNS = ({"cores": "sim:1"}, {"cores": "sim:4"},
             {"cores": "sim:8", "quantum": 131})

# What convoy_mixed prints, whatever the schedule.
OUTPUT = ["talked=60", "sum=16458006fb7824c1",
          "naps=60 yields=240 turns=120"]

# Policy, what is said of it, and does that name a task?
POLICIES = {
    "lose": ("the task is lost", True),
    "twice": ("runs already, so it would run twice", True),
    "sleeper": ("which sleeps", True),
    "idle": ("dispatch returned nothing for core ", True),
    "starve": ("it starves", True),
    "loop": ("dispatch does not return: it loops, at dispatch+", False),
    "loop_on": ("tick does not return: it loops, at tick+", True),
    "null": ("enqueue used a null pointer", True),
    "divide": ("tick divided by zero", True),
    "stack": ("running overflowed its stack", True),
    "list": ("where there is nothing", True),
    "garbage": ("dispatch used a garbage pointer", False),
    "other": ("which is no task", False),
    "init": ("init does not return: it loops", False),
    "select": ("select_cpu chose core 4711", True),
    "dump": ("yield used a null pointer", True),
    "later": ("tick jumped to 0", True),
    "core": ("dispatch executed what is no instruction", False),
    "alarm": ("it sets alarms without end", True),
    "running": ("it wrote queue->running of core ", True),
    "number": ("it wrote queue->core of core ", False),
    "count": ("it wrote queue->count of core ", False),
    "affinity": ("it wrote entity->affinity of task ", True),
    "place": ("it wrote entity->core of task ", True),
    "weight": ("it wrote entity->weight of task ", True),
    "class": ("it wrote entity->class of task ", True),
    "task": ("init_task used a null pointer", True),
}


def run(lab, name, cores, image=IMAGE):
    """The machine on which the policy NAME had to be ejected."""
    watchdog = 1 if name == "starve" else 20
    result = lab.boot_guest("convoy_mixed", image=image, options={
        "sched": f"bad_{name}", "cores": f"sim:{cores}",
        "watchdog": watchdog})
    ended_well(result, status=42)
    return result


def judge(lab, name, cores):
    """It is ejected for what it did, twice in the same way."""
    says, names_task = POLICIES[name]
    first, second = (run(lab, name, cores) for _ in range(2))
    equal(first.console, second.console, f"{name}: console")
    check(first.trace.read_bytes() == second.trace.read_bytes(),
          f"{name}: two traces")
    equal((first.ejected, first.exit_code), (f"bad_{name}", 122), name)
    contains(first.console, f"scheduling policy 'bad_{name}' is ejected: ",
             name)
    contains(first.console, says, name)
    contains(first.console, "'rr' takes over", name)
    check(not names_task or re.search(r"task \d+ \(\w+\)", first.console),
          f"{name}: names no task", console=first.console)
    output = [line for line in first.console.splitlines() if "=" in line]
    equal(output, OUTPUT, f"{name}: output")


def test_one_core(lab):
    """Each of them on one core, but for those that need several."""
    for name in POLICIES:
        if name not in ("core", "twice"):
            judge(lab, name, 1)


def test_cores(lab):
    """Each of them on four cores, on which nobody has to starve."""
    for name in POLICIES:
        if name != "starve":
            judge(lab, name, 4)


def test_checked(lab):
    """The checks of the checked image are caught like a fault."""
    for name, cores in (("divide", 1), ("null", 2), ("stack", 1), ("list", 4),
                        ("loop", 2), ("other", 2)):
        result = run(lab, name, cores, image=KASAN)
        equal(result.ejected, f"bad_{name}", name)


def test_interactive(lab):
    """A policy is ejected while somebody types: the shell goes on, and so does
    the keyboard, whose LWP has no process."""
    for policy, says in (("lose", "the task is lost"),
                         ("null", "enqueue used a null pointer")):
        with Terminal([sys.executable, "-B", PROJECT / "qemu/shell.py",
                       "--out", lab.dir / policy, "--image", IMAGE,
                       "--option", f"sched=bad_{policy}"]) as terminal:
            terminal.wait_for(PROMPT)
            for _ in range(BUSY_COMMANDS):
                terminal.type(b"sleep 0.01 | cat | cat\r")
            terminal.wait_for(f"'bad_{policy}' is ejected: ".encode())
            terminal.wait_for(says.encode())
            terminal.wait_for(b"'rr' takes over")
            terminal.type(b"echo go''es on; exit 5\r")
            terminal.wait_for(b"goes on\r\n")
            terminal.end()
            equal(terminal.status, 5, policy)


def test_good_runs(lab):
    """What the watchdog does to a run in which all is well: nothing."""
    for options in GOOD_RUNS:
        on, off = (lab.boot_guest("convoy_mixed", options={
            **options, "watchdog": watchdog})
            for watchdog in ("20", "00"))  # as long to read
        equal((on.ejected, on.exit_code), ("", 42), "end")
        equal(on.console, off.console, f"{options}: console")
        check(on.trace.read_bytes() == off.trace.read_bytes(),
              f"{options}: another trace")
