# SPDX-License-Identifier: MIT
"""Every policy of the registry under load: a crowd of the guest programs at
once, on machines that cover every pair of settings, and while the policy
changes by chance. All end as they ought to, and no policy is ejected."""

import hashlib
from itertools import combinations, product

from lib import guest
from lib.check import check, equal
from lib.lab import KASAN_IMAGE, ended_well, figures, policies

EXPLORERS = ("random", "pct", "forced")  # for one core, and exact timers
# None computes until another stops it: some policies would let it for ever.
PROGRAMS = ("thread_cond", "pipe_block", "process_vfork",
            "signal_stop", "sched_affinity", "sched_policy", "futex_inherit",
            "time_timerfd")
MANY = 3       # machines of four cores for each policy: one a way to balance,
ROWS = MANY + 1  # and one of a single core, where there is nothing to balance
CHANGES = 20  # at least, by chance


def machine(number, row):
    """The settings of a policy's machine. On four cores each policy meets each
    way to preempt and each way to balance. Over all policies and rows each
    value of a setting meets each value of the others."""
    return {
        "preempt": ("fair", "always", "never")[
            row if row < MANY else number % 3],
        "balance": ("steal", "push", "none")[(row + number) % 3],
        "cores": "sim:4" if row < MANY else "sim:1",
        "hz": (100, 1000)[(row + number // 2) % 2],
        "timers": ("exact", "jiffies")[(row // 2 + number) % 2],
    }


def crowd(lab, options, *changes, **fields):
    """All PROGRAMS at once; the policy goes through CHANGES by chance."""
    programs = [guest.program(name) for name in PROGRAMS]
    env = {}
    for program in programs:
        env.update(program.env)
    words = [*PROGRAMS, *(["--", *changes] if changes else [])]
    result = ended_well(lab.boot_guest(
        "convoy_crowd", args=words, env=env, options=options,
        files={f"/bin/{program.path.name}": program.path
               for program in programs}, **fields))
    check("ejected" not in result.console,
          f"{options}: ejected\n{result.console}")
    return result


def common():
    """The policies for any number of cores."""
    return [name for name in policies() if name not in EXPLORERS]


def check_pairs(machines):
    """Each value of a setting meets each value of each other setting."""
    for one, other in combinations(machines[0], 2):
        met = {(each[one], each[other]) for each in machines}
        want = product({each[one] for each in machines},
                       {each[other] for each in machines})
        equal(met, set(want), f"{one} and {other}")


def test_settings(lab):
    """Each policy on four cores with each way to preempt and to balance, and on
    one; at two ticks, with exact timers and those of jiffies."""
    every = {(policy, row): machine(number, row)
             for number, policy in enumerate(common()) for row in range(ROWS)}
    check_pairs(list(every.values()))
    for (policy, _), settings in every.items():
        crowd(lab, {"sched": policy, **settings}, extract_trace=False)


def test_explorers(lab):
    """The policies that choose by chance or by a list, with each way to
    preempt."""
    for policy in EXPLORERS:
        for preempt in ("fair", "always", "never"):
            crowd(lab, {"sched": policy, "preempt": preempt, "seed": 3},
                  extract_trace=False)


def test_changes(lab):
    """The policy changes at moments and in an order by chance, on one core and
    on four, in a kernel that checks each use of memory, too."""
    machines = (("sim:1", None, policies()), ("sim:4", None, common()),
                ("sim:4", KASAN_IMAGE, common()))
    for cores, image, names in machines:
        result = crowd(lab, {"cores": cores}, *names, image=image,
                       extract_trace=False)
        check(figures(result.console)["changes"] >= CHANGES, result.console)


def digest(result):
    """SHA-256 of console and trace."""
    return tuple(hashlib.sha256(path.read_bytes()).hexdigest()
                 for path in (result.console_path, result.trace))


def test_same_bytes(lab):
    """Two runs are the same, byte for byte, console and trace."""
    for policy, cores in (("mlfq", "sim:1"), ("lottery", "sim:4")):
        options = {"sched": policy, "cores": cores, "trace": "32"}
        first, second = (digest(crowd(lab, options)) for _ in range(2))
        equal(second, first, policy)


def test_deadlines(lab):
    """SCHED_DEADLINE beside endless loops: shares are kept, and are there again
    when their owners end in the midst of it; who waits for its period is not
    held against the policy."""
    for cores in ("sim:1", "sim:4"):
        result = ended_well(lab.boot_guest(
            "convoy_deadlines", extract_trace=False,
            options={"sched": "edf", "cores": cores, "watchdog": 10}))
        check("ejected" not in result.console, result.console)
