# SPDX-License-Identifier: MIT
"""The experiments: which machines run, and what others have published.

A Run is one machine: a GIL policy, a number of cores, an interval, and the
modes of gilbench (user/gilbench.c) that it runs one after the other. Each
begins with `prims`, so that every prediction is made from figures of the very
run that it predicts. The sizes of the work are chosen for the host's patience
alone: long enough for dozens of switches, short enough for a minute.
"""

from dataclasses import dataclass

INTERVAL_US = 5000   # sys.getswitchinterval() of CPython
CPU_THREADS = 2
CPU_BYTECODES = 2_000_000  # of each thread
CROWD_QUANTUM = 100
ECHO_CORES = 8  # more than threads: so the GIL is what they wait for

BEAZLEY = "Beazley, Understanding the Python GIL, 2010"
SKVORTSOV = "Skvortsov, Python behind the scenes #13, 2021"


@dataclass(frozen=True)
class Job:
    """One mode of gilbench and its arguments."""
    mode: str
    threads: int
    work: int

    @property
    def words(self):
        return [self.mode, str(self.threads), str(self.work)]

    @property
    def mark(self):
        """The name between whose marks the trace holds this job."""
        return f"{self.mode}-{self.threads}"


@dataclass(frozen=True)
class Run:
    """One machine."""
    name: str           # also its directory in build/run/
    title: str          # for people
    gil: str
    cores: int
    jobs: tuple
    interval_us: int = INTERVAL_US
    trace_mib: int = 16
    seed: int = 0       # of the schedule
    quantum: int = 500  # of the simulated cores: docs/cores.md
    effort: int = 1     # for the host: the largest are started first


def _cpu_run(gil, cores, trace_mib):
    plural = "s" if cores > 1 else ""
    return Run(f"cpu-{gil}-{cores}", f"{gil}, {cores} core{plural}", gil, cores,
               (Job("seq", CPU_THREADS, CPU_BYTECODES),
                Job("cpu", CPU_THREADS, CPU_BYTECODES)), trace_mib=trace_mib,
               effort=2 if gil == "ticks" else 1)


def _sweep_run(interval_us, rounds):
    return Run(f"echo-{interval_us}us", f"echo, interval {interval_us} us",
               "interval", ECHO_CORES, (Job("echo", 1, rounds),), interval_us)


CPU_RUNS = (
    _cpu_run("ticks", 1, 32),
    _cpu_run("ticks", 2, 64),
    _cpu_run("interval", 1, 16),
    _cpu_run("interval", 2, 16),
)

ECHO_RUN = Run("echo-threads", "echo beside 0 and 1 threads", "interval",
               ECHO_CORES, (Job("echo", 0, 200), Job("echo", 1, 50)))


def _crowd_run(seed):
    return Run(f"echo-crowd-{seed}", f"echo beside 2 and 4 threads, {seed}",
               "interval", ECHO_CORES, (Job("echo", 2, 50), Job("echo", 4, 50)),
               seed=seed, quantum=CROWD_QUANTUM, effort=3)


# Who is served first among several waiters hangs on fractions of a microsecond:
# so one schedule is an anecdote, and these are the mean of several; and so the
# cores take turns more often than usual.
CROWD_RUNS = tuple(_crowd_run(seed) for seed in range(1, 5))

SWEEP_RUNS = (
    _sweep_run(50000, 20),
    _sweep_run(500, 100),
    _sweep_run(50, 200),
    _sweep_run(5, 400),
)

CONVOY_RUN = Run("convoy", "a convoy: echo beside 1 thread, old GIL", "ticks",
                 2, (Job("convoy", 1, 200_000),))

ALL_RUNS = CPU_RUNS + (ECHO_RUN,) + CROWD_RUNS + SWEEP_RUNS + (CONVOY_RUN,)

# (gil, cores) -> (what was published, by whom). The time of two threads over
# that of the same work in sequence.
PUBLISHED_CPU = {
    ("ticks", 1): ("22/30 of 2 cores", BEAZLEY),
    ("ticks", 2): ("1.8-2.0", BEAZLEY),
    ("interval", 1): ("1.0-1.1", BEAZLEY),
    ("interval", 2): ("1.0-1.1", BEAZLEY),
}

# (CPU-bound threads, interval in us) -> replies per second. Where only the
# shape of the curve is published, it stands in words.
PUBLISHED_ECHO = {
    (0, 5000): ("30000", SKVORTSOV),
    (1, 5000): ("100", SKVORTSOV),
    (2, 5000): ("50", SKVORTSOV),
    (4, 5000): ("30", SKVORTSOV),
    (1, 50000): ("1/(2I): 10", SKVORTSOV),
    (1, 500): ("1/(2I): 1000", SKVORTSOV),
    (1, 50): ("bends", SKVORTSOV),
    (1, 5): ("falls", SKVORTSOV),
}

# Why a figure is not the published one, where it is not.
NOTES_CPU = {
    ("ticks", 1): "the published figure is the time on one core over that on "
                  "two, 0.73; both ran threads",
    ("ticks", 2): "1.8 would take w = 1.6 k P: a wake-up that costs the holder "
                  "three times what 100 bytecodes take",
}
NOTES_ECHO = {
    (0, 5000): "there sockets and CPython, here pipes and 120 bytecodes",
    (1, 5000): "there two waits per reply, since a socket's send lasts longer "
               "than a wake-up; here a pipe's write does not",
    (2, 5000): "a waiter whose interval ends goes to the end of the condition "
               "variable's queue, also the one that asked, so that a fraction "
               "of a microsecond decides whether a reply takes 1, 2 or 3 "
               "intervals; this is the mean of four schedules",
    (1, 5): "no fall yet: here timers are exact and a switch costs little "
            "against 5 us; what falls is what the CPU-bound thread gets done",
}
