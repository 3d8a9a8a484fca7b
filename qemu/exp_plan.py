# SPDX-License-Identifier: MIT
"""The short tour: which machines run, and what others have published.

Each machine has a GIL policy, a number of cores, an interval, and jobs that it
does one after the other. The experiments are Python programs of
user/lab under our interpreter; the same in C, user/gilbench.c, stands beside
them as a cross-check: a machine of a few bytecodes in the place of Python. Each
run begins by measuring primitives, so that every prediction is made from
figures of the very run that it predicts. The sizes of the work are chosen for
the host's patience alone: long enough for dozens of switches, short enough for
a minute.
"""

from dataclasses import dataclass

from exp_machine import Machine

INTERVAL_US = 5000   # sys.getswitchinterval() of CPython
CPU_THREADS = 2
CPU_BYTECODES = 2_000_000  # of each thread, in C
CPU_COUNT = 200_000  # of each thread, in Python: 9 bytecodes each
CONVOY_COUNT = 20_000
CROWD_QUANTUM = 100
ECHO_CORES = 8  # more than threads: so the GIL is what they wait for

BEAZLEY = "Beazley, Understanding the Python GIL, 2010"
SKVORTSOV = "Skvortsov, Python behind the scenes #13, 2021"


PYTHON = "py"
C = "c"


@dataclass(frozen=True)
class Job:
    """One measured section: its mode and number of CPU-bound threads, and how
    much is to do."""
    mode: str
    threads: int
    work: int

    @property
    def mark(self):
        """The name between whose marks the trace holds this job."""
        return f"{self.mode}-{self.threads}"


def words_of(language, jobs):
    """The arguments with which a program of LANGUAGE does these JOBS."""
    if language == C:
        return ("prims", *(word for job in jobs for word in
                           (job.mode, job.threads, job.work)))
    return tuple(number for job in jobs if job.mode != "seq"
                 for number in (job.threads, job.work))


def machine(language, name, title, gil, cores, jobs, interval_us=INTERVAL_US,
            **others):
    """A Machine whose program, in LANGUAGE, does these JOBS."""
    mode = jobs[-1].mode
    marks = tuple(job.mark for job in jobs
                  if language == PYTHON or job.mode != "seq")
    return Machine(
        name=name if language == PYTHON else f"{language}-{name}",
        title=title if language == PYTHON else f"{title}, in C",
        program=LABS[mode] if language == PYTHON else "/bin/gilbench",
        words=words_of(language, jobs), gil=gil, cores=cores,
        interval_us=interval_us, marks=marks, **others)


# The Python program that has a mode.
LABS = {"cpu": "/lab/cpu_bound.py", "echo": "/lab/convoy.py",
        "convoy": "/lab/old_convoy.py"}


@dataclass(frozen=True)
class Variant:
    """All machines of one language."""
    cpu: tuple
    echo: Machine    # beside 0 and 1 threads
    crowd: tuple     # beside 2 and 4, in several schedules
    sweep: tuple     # beside 1, at other intervals

    @property
    def runs(self):
        return (*self.cpu, self.echo, *self.crowd, *self.sweep)


def _cpu_run(language, gil, cores, trace_mib):
    plural = "s" if cores > 1 else ""
    work = CPU_COUNT if language == PYTHON else CPU_BYTECODES
    return machine(language, f"cpu-{gil}-{cores}",
                   f"{gil}, {cores} core{plural}", gil, cores,
                   (Job("seq", 1 if language == PYTHON else CPU_THREADS, work),
                    Job("cpu", CPU_THREADS, work)), trace_mib=trace_mib,
                   effort=2 if gil == "ticks" else 1)


# Without a seed all turns of the cores are of one length, and two loops of a
# few microseconds can fall into step: the shortest interval has a schedule with
# noise.
def _sweep_run(language, interval_us, rounds, seed=0):
    return machine(language, f"echo-{interval_us}us",
                   f"echo, interval {interval_us} us", "interval", ECHO_CORES,
                   (Job("echo", 1, rounds),), interval_us, seed=seed)


# Who is served first among several waiters hangs on fractions of a microsecond:
# so one schedule is an anecdote, and these are the mean of several; and so the
# cores take turns more often than usual.
def _crowd_run(language, seed):
    return machine(language, f"echo-crowd-{seed}",
                   f"echo beside 2 and 4 threads, {seed}", "interval",
                   ECHO_CORES, (Job("echo", 2, 50), Job("echo", 4, 50)),
                   seed=seed, quantum=CROWD_QUANTUM, effort=3)


def _variant(language):
    return Variant(
        cpu=(_cpu_run(language, "ticks", 1, 32),
             _cpu_run(language, "ticks", 2, 64),
             _cpu_run(language, "interval", 1, 16),
             _cpu_run(language, "interval", 2, 16)),
        echo=machine(language, "echo-threads", "echo beside 0 and 1 threads",
                     "interval", ECHO_CORES,
                     (Job("echo", 0, 200), Job("echo", 1, 50))),
        crowd=tuple(_crowd_run(language, seed) for seed in range(1, 5)),
        sweep=(_sweep_run(language, 50000, 20), _sweep_run(language, 500, 100),
               _sweep_run(language, 50, 200),
               _sweep_run(language, 5, 400, seed=1)))


VARIANTS = {language: _variant(language) for language in (PYTHON, C)}

CONVOY_RUN = machine(PYTHON, "convoy",
                     "a convoy: echo beside 1 thread, old GIL", "ticks", 2,
                     (Job("convoy", 1, CONVOY_COUNT),))

ALL_RUNS = (*VARIANTS[PYTHON].runs, CONVOY_RUN, *VARIANTS[C].runs)

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
    (0, 5000): "there sockets and CPython, here pipes and an interpreter "
               "that is the only program on its machine",
    (1, 5000): "there two waits per reply, since a socket's send lasts longer "
               "than a wake-up; here a pipe's write does not",
    (2, 5000): "a waiter whose interval ends goes to the end of the condition "
               "variable's queue, also the one that asked, so that a fraction "
               "of a microsecond decides whether a reply takes 1, 2 or 3 "
               "intervals; this is the mean of four schedules",
    (1, 5): "no fall yet: here timers are exact and a switch costs little "
            "against 5 us; what falls is what the CPU-bound thread gets done",
}
