# SPDX-License-Identifier: MIT
"""balance=none, push, steal with an unequal start, all hogs on core 0: who
moves, counted by the trace's sched_migrate_task, and what it is good for."""

import re

from lib.case import BUILD
from lib.check import check, equal
from lib.lab import command, ended_well

HOGS = 6
EACH_MS = 90

PROGRAM_C = r"""
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long ns(int clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1000000000L + t.tv_nsec;
}

static void pin(unsigned long cores)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    for (int i = 0; i < 64; i++)
        if (cores >> i & 1)
            CPU_SET(i, &set);
    if (sched_setaffinity(0, sizeof(set), &set))
        _exit(9);
}

int main(int argc, char **argv)
{
    int hogs = atoi(argv[1]);
    long cores = sysconf(_SC_NPROCESSORS_ONLN); /* of those it may use now */
    long each = atol(argv[2]) * 1000000, start = ns(CLOCK_MONOTONIC);

    pin(1); /* the hogs' too, until they have begun */
    for (int i = 0; i < hogs; i++)
        if (fork() == 0) {
            pin(~0ul);
            while (ns(CLOCK_PROCESS_CPUTIME_ID) < each)
                for (volatile int n = 0; n < 1000; n++)
                    ;
            _exit(0);
        }
    usleep(100000); /* they have all begun */
    for (int core = 1; core < cores; core++) {
        pin(1ul << core); /* the core wakes, and is idle again */
        usleep(1000);
    }
    for (int i = 0, status; i < hogs; i++)
        if (wait(&status) < 0 || status)
            return 1;
    printf("elapsed_us=%ld\n", (ns(CLOCK_MONOTONIC) - start) / 1000);
    return argc != 3;
}
"""


def run(lab, program, balance, cores):
    """(elapsed us, [(pid, from core, to core) of each hog's move])."""
    result = ended_well(lab.boot(
        program=program, args=(HOGS, EACH_MS),
        options={"sched": "rr", "cores": f"sim:{cores}", "balance": balance}))
    status, text = command([BUILD / "host/convoy-trace", "text", result.trace])
    equal(status, 0, "convoy-trace")
    moves = re.findall(r"sched_migrate_task: comm=\S+ pid=(\d+) prio=\d+ "
                       r"orig_cpu=(\d+) dest_cpu=(\d+)$", text, re.MULTILINE)
    elapsed = re.search(r"elapsed_us=(\d+)", result.console)
    return int(elapsed[1]), [tuple(map(int, move)) for move in moves
                             if move[0] != "1"]


def test_unequal_start(lab):
    """With none nobody leaves core 0; push evens the queues out at ticks, one
    hog at a time; steal gives a core something when it becomes idle. No LWP is
    said to move from where it is not."""
    program = lab.compile("unequal", PROGRAM_C)
    for cores in (2, 3):
        elapsed = {}
        for balance in ("none", "push", "steal"):
            elapsed[balance], moves = run(lab, program, balance, cores)
            where = {}
            for pid, old, new in moves:
                check(old == where.get(pid, 0) != new, f"{balance}: a move",
                      pid=pid, old=old, new=new)
                where[pid] = new
            if balance == "none":
                equal(moves, [], f"moves, {cores} cores")
            else:
                check(len(moves) >= cores - 1, f"{balance}: moves",
                      moves=len(moves))
            if balance == "push":
                away = [new for _, old, new in moves if old == 0]
                check(len(away) >= HOGS - HOGS // cores,
                      f"pushed from core 0 of {cores}", moves=len(away))
        for balance in ("push", "steal"):
            check(elapsed[balance] < elapsed["none"] * 0.75,
                  f"{balance} on {cores} cores", **elapsed)


WIDEN_C = PROGRAM_C[:PROGRAM_C.index("int main")] + r"""
int main(int argc, char **argv)
{
    long each = atol(argv[1]) * 1000000, start = ns(CLOCK_MONOTONIC);
    cpu_set_t all;
    pid_t hogs[2];

    pin(1);
    for (int i = 0; i < 2; i++)
        if ((hogs[i] = fork()) == 0) {
            while (ns(CLOCK_PROCESS_CPUTIME_ID) < each)
                for (volatile int n = 0; n < 1000; n++)
                    ;
            _exit(0);
        }
    usleep(5000); /* now both wait, since this one runs */
    memset(&all, -1, sizeof(all));
    if (sched_setaffinity(hogs[atoi(argv[2])], sizeof(all), &all))
        return 9;
    for (int i = 0, status; i < 2; i++)
        if (wait(&status) < 0 || status)
            return 1;
    printf("elapsed_us=%ld\n", (ns(CLOCK_MONOTONIC) - start) / 1000);
    return argc != 3;
}
"""


def test_widened(lab):
    """One that waits may run on more cores from now on: an idle one takes it,
    if it takes any, though nothing else wakes that core: at once (fifo), or
    at the end of a turn if it had the core before (rr)."""
    program = lab.compile("widened", WIDEN_C)
    for policy, preempt, hog in (("fifo", "always", 1), ("rr", "fair", 0)):
        elapsed = {}
        for balance in ("none", "steal"):
            result = ended_well(lab.boot(
                program=program, args=(EACH_MS, hog), extract_trace=False,
                options={"sched": policy, "preempt": preempt,
                         "cores": "sim:3", "balance": balance}))
            elapsed[balance] = int(
                re.search(r"elapsed_us=(\d+)", result.console)[1])
        check(elapsed["none"] >= 2 * EACH_MS * 1000, policy, **elapsed)
        check(elapsed["steal"] < 1.2 * EACH_MS * 1000, policy, **elapsed)
