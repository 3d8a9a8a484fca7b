/* SPDX-License-Identifier: MIT
 *
 * Only for Convoy with sched=edf: processes with SCHED_DEADLINE beside two that
 * compute for ever. Each has its share, whatever the others do, and however it ends
 * (exit, a signal while it runs, waits for its period or sleeps, with other
 * threads, after an exec, by giving the class up) its share can be had again.
 */
#define _GNU_SOURCE
#include "convoy.h"
#include <signal.h>
#include <sys/wait.h>

#define MS 1000000ull
#define PERIOD (2 * MS)
#define SHARE                                                                  \
    (PERIOD * 6 / 10) /* of a PERIOD: a core has room for one, not for two */
#define ROUNDS 1
#define CORES_MAX 64

struct attributes {
    uint32_t size, class;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
};

static char *self;

/* 0 or the error. */
static int ask(pid_t pid, uint64_t runtime)
{
    struct attributes wanted = {.size = sizeof(wanted),
                                .class = runtime ? 6 : SCHED_OTHER,
                                .runtime = runtime,
                                .deadline = runtime ? PERIOD : 0,
                                .period = runtime ? PERIOD : 0};

    return syscall(SYS_sched_setattr, pid, &wanted, 0) ? errno : 0;
}

static uint64_t now(clockid_t clock)
{
    struct timespec time;

    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void spin_for(uint64_t ns)
{
    uint64_t end = now(CLOCK_MONOTONIC) + ns;

    while (now(CLOCK_MONOTONIC) < end)
        ;
}

static void *spins(void *argument)
{
    for (;;)
        ;
    return argument;
}

/* ---- what a process with a deadline does; none returns unless it exits ---- */

static void computes(void)
{
    spins(NULL);
}

static void sleeps(void)
{
    for (;;)
        usleep(300);
}

static void yields(void)
{
    for (;;)
        sched_yield();
}

static void exits(void)
{
    spin_for(3 * PERIOD);
    _exit(0);
}

static void executes(void)
{
    execl("/proc/self/exe", self, "computes", (char *)NULL);
    _exit(1);
}

/* Its threads have no deadline: they are made by one that reset them. */
static void has_threads(void)
{
    pthread_t thread;

    ask(0, 0);
    pthread_create(&thread, NULL, spins, NULL);
    pthread_create(&thread, NULL, spins, NULL);
    while (ask(0, SHARE))
        usleep(500);
    spins(NULL);
}

static void gives_up(void)
{
    spin_for(PERIOD);
    ask(0, 0);
    while (ask(0, SHARE))
        usleep(500);
    spin_for(3 * PERIOD);
    ask(0, 0);
    _exit(0);
}

static void (*const bodies[])(void) = {computes, sleeps,      yields,  exits,
                                       executes, has_threads, gives_up};

#define BODIES (sizeof(bodies) / sizeof(bodies[0]))

/* ---- rounds ---- */

/* It gets its share as soon as there is room, and no second one besides. */
static pid_t begin(void (*body)(void))
{
    pid_t child = fork();

    if (child == 0) {
        while (ask(0, SHARE))
            usleep(500);
        body();
        _exit(1);
    }
    CHECK(child > 0);
    return child;
}

/* On each core one, in all ways of living; then they end. */
static void round_of(unsigned cores, unsigned first)
{
    pid_t children[CORES_MAX];
    int status;

    for (unsigned i = 0; i < cores; i++)
        children[i] = begin(bodies[(first + i) % BODIES]);
    usleep(6000 + 340 * first);
    for (unsigned i = 0; i < cores; i++)
        kill(children[i], SIGKILL);
    for (unsigned i = 0; i < cores; i++) {
        CHECK_EQ(waitpid(children[i], &status, 0), children[i]);
        CHECK(status == 0 || WTERMSIG(status) == SIGKILL);
    }
}

/* All the room there is can be had, by as many as there are cores, and no more. */
static void check_room(unsigned cores)
{
    pid_t children[CORES_MAX];
    int tries = 0, status;

    for (unsigned i = 0; i < cores; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            for (;;)
                pause();
        }
        while (ask(children[i], SHARE) && ++tries < 100)
            usleep(1000);
    }
    CHECK(tries < 100);
    CHECK_EQ(ask(0, SHARE), EBUSY);
    for (unsigned i = 0; i < cores; i++) {
        kill(children[i], SIGKILL);
        CHECK_EQ(waitpid(children[i], &status, 0), children[i]);
    }
}

/* Whoever wants more than its share has that and not more; nor less. */
static void check_share(void)
{
    while (ask(0, SHARE))
        usleep(500);
    uint64_t ran = now(CLOCK_THREAD_CPUTIME_ID);
    spin_for(10 * PERIOD);
    ran = now(CLOCK_THREAD_CPUTIME_ID) - ran;
    CHECK(ran >= 9 * SHARE && ran <= 11 * SHARE);
    CHECK_EQ(fork(), -1);
    CHECK_EQ(errno, EAGAIN);
    CHECK_EQ(ask(0, 0), 0);
}

/* Whoever gives its deadline up and asks for it again has no more than that. */
static void check_again(void)
{
    uint64_t ran = now(CLOCK_THREAD_CPUTIME_ID);
    uint64_t end = now(CLOCK_MONOTONIC) + 10 * PERIOD;

    while (now(CLOCK_MONOTONIC) < end) {
        CHECK_EQ(ask(0, SHARE), 0);
        spin_for(SHARE / 10);
        CHECK_EQ(ask(0, 0), 0);
    }
    ran = now(CLOCK_THREAD_CPUTIME_ID) - ran;
    CHECK(ran >= 9 * SHARE && ran <= 12 * SHARE);
}

/* A budget of most of a long period: on one core the others wait for as long as it
 * lasts, which is longer than watchdog= allows here; then this one waits for its
 * period. No fault of the policy's, which says that it `starves`. */
static void check_long_wait(void)
{
    struct attributes wanted = {.size = sizeof(wanted),
                                .class = 6,
                                .runtime = 90 * MS,
                                .deadline = 100 * MS,
                                .period = 100 * MS};
    uint64_t begin = now(CLOCK_MONOTONIC);

    CHECK_EQ(syscall(SYS_sched_setattr, 0, &wanted, 0), 0);
    spin_for(96 * MS);
    CHECK(now(CLOCK_MONOTONIC) - begin >= 99 * MS);
    CHECK_EQ(ask(0, 0), 0);
}

int main(int count, char **words)
{
    unsigned cores = (unsigned)get_nprocs();
    pid_t hogs[2];
    int status;

    self = words[0];
    if (count > 1)
        computes();
    for (int i = 0; i < 2; i++)
        if ((hogs[i] = fork()) == 0)
            computes();
    check_room(cores);
    for (unsigned i = 0; i < ROUNDS * BODIES; i++)
        round_of(cores, i);
    check_room(cores);
    check_share();
    check_again();
    check_long_wait();
    check_room(cores);
    for (int i = 0; i < 2; i++) {
        CHECK_EQ(kill(hogs[i], SIGKILL), 0);
        CHECK_EQ(waitpid(hogs[i], &status, 0), hogs[i]);
    }
    return check_status();
}
