# SPDX-License-Identifier: MIT
"""SCHED_DEADLINE under edf: whom sched_setattr admits, what its errors are, and
that budgets are kept and a fork is refused (on Linux the program passes too);
and jobs that are due each period, beside hogs (user/lab/deadline.c)."""

import re

from lib.case import BUILD
from lib.check import check, contains, equal
from lib.lab import ended_well

PROGRAM_C = r"""
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct attributes {
    uint32_t size, class;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
};

#define MS 1000000ull
#define CHECK(x) do { if (!(x)) { bad++; printf("FAIL %d " #x " (%d)\n", \
    __LINE__, errno); } } while (0)

static int bad;

static int set(uint64_t flags, uint64_t runtime, uint64_t deadline,
               uint64_t period)
{
    struct attributes a = {sizeof(a), 6, flags, 0, 0, runtime, deadline,
                           period};
    return syscall(SYS_sched_setattr, 0, &a, 0) ? errno : 0;
}

static uint64_t now(int clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

int main(void)
{
    struct attributes a = {0};

    CHECK(set(0, 1023, 5 * MS, 10 * MS) == EINVAL);
    CHECK(set(0, 6 * MS, 5 * MS, 10 * MS) == EINVAL);
    CHECK(set(0, 1 * MS, 11 * MS, 10 * MS) == EINVAL);
    CHECK(set(0, 1 * MS, 0, 10 * MS) == EINVAL);
    CHECK(set(0, 2000, 99999, 99999) == EINVAL);
    CHECK(set(128, 1 * MS, 5 * MS, 10 * MS) == EINVAL);
    CHECK(set(32, 1 * MS, 5 * MS, 10 * MS) == EINVAL);
    CHECK(set(0, 2 * MS, 10 * MS, 0) == 0);
    CHECK(syscall(SYS_sched_getattr, 0, &a, sizeof(a), 0) == 0);
    CHECK(a.class == 6 && a.runtime == 2 * MS && a.period == 10 * MS);
    CHECK(fork() == -1 && errno == EAGAIN);
    uint64_t wall = now(CLOCK_MONOTONIC), ran = now(CLOCK_THREAD_CPUTIME_ID);
    while (now(CLOCK_MONOTONIC) - wall < 100 * MS)
        ;
    ran = now(CLOCK_THREAD_CPUTIME_ID) - ran;
    CHECK(ran > 15 * MS && ran < 25 * MS);
    wall = now(CLOCK_MONOTONIC);
    for (int i = 0; i < 5; i++)
        syscall(SYS_sched_yield);
    wall = now(CLOCK_MONOTONIC) - wall;
    CHECK(wall > 38 * MS && wall < 62 * MS);
    CHECK(set(1, 2 * MS, 10 * MS, 10 * MS) == 0);
    pid_t child = fork();
    if (child == 0) {
        syscall(SYS_sched_getattr, 0, &a, sizeof(a), 0);
        _exit(a.class == 0 && a.flags == 0 ? 7 : 8);
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 7);
    a = (struct attributes){.size = sizeof(a)};
    CHECK(syscall(SYS_sched_setattr, 0, &a, 0) == 0);
    a.size = 47;
    CHECK(syscall(SYS_sched_setattr, 0, &a, 0) == -1 && errno == E2BIG);
    CHECK(a.size == 56);
    CHECK(syscall(SYS_sched_setattr, 0, NULL, 0) == -1 && errno == EINVAL);
    CHECK(syscall(SYS_sched_getattr, 0, &a, 47, 0) == -1 && errno == EINVAL);
    puts(bad ? "bad" : "all well");
    return bad;
}
"""


def test_calls(lab):
    """The calls, budgets and forks, on one core and on two."""
    program = lab.compile("deadline", PROGRAM_C)
    for cores in (1, 2):
        result = lab.boot(program=program, options={
            "sched": "edf", "cores": f"sim:{cores}"})
        contains(ended_well(result).console, "all well", "console")


def jobs(lab, policy, cores):
    """What became of user/lab/deadline.c: a dict from a thread's name to
    (answer, met, missed, worst lateness in ms), and the fourth's answer."""
    console = ended_well(lab.boot(
        program=BUILD / "lab" / "deadline", extract_trace=False,
        options={"sched": policy, "cores": f"sim:{cores}"})).console
    found = re.findall(r"^(\w+) +\d+ ms in \d+  (\w+) +(\d+) met +(\d+) "
                       r"missed .* worst +(-?[\d.]+) ms", console, re.MULTILINE)
    fourth = re.search(r"^a fourth .* (\w+)", console, re.MULTILINE)
    check(len(found) == 3 and fourth, f"lines\n{console}\n")
    return {name: (answer, int(met), int(missed), float(worst))
            for name, answer, met, missed, worst in found}, fourth[1]


def test_jobs(lab):
    """edf keeps what it promises beside a hog, and refuses what does not fit;
    under rr, which promises nothing, jobs are late."""
    for cores, fourth in ((1, "EBUSY"), (2, "admitted")):
        seen, answer = jobs(lab, "edf", cores)
        equal(answer, fourth, f"the fourth, cores={cores}")
        for name, count in (("fast", 30), ("middle", 20), ("slow", 10)):
            equal(seen[name][:3], ("admitted", count, 0), f"{name}, {cores}")
            worst = seen[name][3]
            check(worst < 0, f"{name}, {cores}: worst", ms=worst)
    seen, answer = jobs(lab, "rr", 1)
    equal(answer, "EINVAL", "the fourth under rr")
    check(seen["fast"][0] == "EINVAL" and seen["fast"][2] > 0, "fast, rr",
          **{"met": seen["fast"][1], "missed": seen["fast"][2]})
