# SPDX-License-Identifier: MIT
"""Debian's rt-tests and stress-ng, unmodified, with their own dynamic linker
and libraries: programs that others wrote to exercise schedulers. docs/abi.md
says which of them do not run, and for want of what."""

import re

from lib.check import check, equal
from lib.lab import ended_well, libraries, policies

LOOPS = 50          # of cyclictest
GROUPS = 2          # of hackbench
INVERSIONS = 20     # of pi_stress
OPERATIONS = 50     # of stress-ng's stressors
FEWER = {"cpu": 2, "itimer": 10}  # that compute, or get one signal a tick

# What stress-ng is to do that concerns LWPs, processes and what they wait for.
STRESSORS = ("switch", "pipe", "futex", "yield", "sem", "nanosleep", "mutex",
             "pthread", "fifo", "eventfd", "poll", "signal", "sigq",
             "sigsuspend", "wait", "affinity", "nice", "context", "sleep",
             "zombie", "timer", "kill")


def run(lab, name, *words, **options):
    """What Debian's program NAME prints, run with WORDS to its good end."""
    program = f"/usr/bin/{name}"
    result = lab.boot(init=program, args=words, ram_mib=512,
                      files={program: program, **libraries(program)},
                      options={"cores": "sim:2", **options})
    return ended_well(result).console


def test_hackbench(lab):
    """Processes that talk through sockets and threads that talk through pipes,
    under every policy (some of them schedule one core): all messages
    arrive."""
    machines = [("sim:2", "rr"), *(("sim:1", name) for name in policies())]
    for cores, policy in machines:
        for how in ((), ("--threads", "--pipe")):
            output = run(lab, "hackbench", *how, "--groups", GROUPS, "--fds",
                         4, "--loops", 20, sched=policy, cores=cores)
            check(re.search(r"^Time: [\d.]+$", output, re.MULTILINE),
                  f"hackbench {how} under {policy}", output=output)


def test_cyclictest(lab):
    """Two threads that sleep to the millisecond wake within ten
    microseconds, as SCHED_OTHER and as SCHED_FIFO with locked memory."""
    for how in ((), ("--priority=80", "--mlockall")):
        output = run(lab, "cyclictest", "--quiet", "--threads=2",
                     "--interval=1000", f"--loops={LOOPS}", *how)
        latest = [int(number) for number in
                  re.findall(r"C: +\d+ .*Max: +(\d+)", output)]
        equal(len(latest), 2, f"threads of\n{output}")
        check(max(latest) < 10, "latest wake-up, us", output=output)


def test_wakers(lab):
    """Threads that wake each other by signals, sigwait and semaphores."""
    for name, *words in (("signaltest", "--loops=20", "--threads=2"),
                         ("sigwaittest", "--loops=20", "--threads=1"),
                         ("ptsematest", "--loops=20", "--threads=1")):
        output = run(lab, name, *words)
        latest = re.findall(r"Max: *(\d+)|Max +(\d+)", output)
        check(latest, f"{name} measured nothing", output=output)


def test_inheritance(lab):
    """pip_stress makes an inversion between processes, pi_stress many between
    threads: under prio the mutex's owner inherits its waiter's priority."""
    output = run(lab, "pip_stress", sched="prio")
    check("Successfully used priority inheritance" in output, "no inheritance",
          output=output)
    output = run(lab, "pi_stress", "--groups=1",
                 f"--inversions={INVERSIONS}", sched="prio")
    done = re.search(r"Total inversion performed: (\d+)", output)
    check(done and int(done[1]) >= INVERSIONS, "inversions", output=output)


def test_migrate(lab):
    """rt-migrate-test has more tasks than cores, of rising priorities."""
    output = run(lab, "rt-migrate-test", "--loops=3", "2")
    check("Task 1 (prio 3)" in output and "Avg:" in output, "no figures",
          output=output)


def test_stress(lab):
    """stress-ng's stressors of tasks, two of each: none fails."""
    for name in (*FEWER, *STRESSORS):
        count = FEWER.get(name, OPERATIONS)
        output = run(lab, "stress-ng", "--no-rand-seed", f"--{name}", "2",
                     f"--{name}-ops", count, "--timeout", "5")
        check("fail:" not in output and "terminated" not in output, name,
              output=output)
