/* SPDX-License-Identifier: MIT
 *
 * Pending signals: standard ones are there once, real-time ones queue, in order,
 * each with its value; who comes first; how many there may be.
 */
#define _GNU_SOURCE
#include "check.h"
#include <signal.h>
#include <sys/resource.h>

#define MANY 20

static int seen[64], values[64], codes[64], count;

static void handler(int number, siginfo_t *info, void *context)
{
    (void)context;
    if (count < 64) {
        seen[count] = number;
        codes[count] = info->si_code;
        values[count++] = info->si_value.sival_int;
    }
}

static int queue(int number, int value)
{
    union sigval v = {.sival_int = value};

    return sigqueue(getpid(), number, v);
}

/* Block everything, so that the next signals wait. */
static void hold(void)
{
    sigset_t all;

    count = 0;
    sigfillset(&all);
    CHECK_EQ(sigprocmask(SIG_SETMASK, &all, NULL), 0);
}

static void let_go(void)
{
    sigset_t none;

    sigemptyset(&none);
    CHECK_EQ(sigprocmask(SIG_SETMASK, &none, NULL), 0);
}

static void install(int number)
{
    struct sigaction a = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};

    sigfillset(&a.sa_mask); /* one handler after the other */
    CHECK_EQ(sigaction(number, &a, NULL), 0);
}

static void check_standard(void)
{
    hold();
    CHECK_EQ(queue(SIGUSR1, 1), 0);
    CHECK_EQ(queue(SIGUSR1, 2), 0);
    CHECK_EQ(kill(getpid(), SIGUSR1), 0);
    let_go();
    CHECK_EQ(count, 1);
    CHECK_EQ(values[0], 1);
    CHECK_EQ(codes[0], SI_QUEUE);
    ok("standard");
}

static void check_real_time(void)
{
    hold();
    for (int i = 0; i < MANY; i++)
        CHECK_EQ(queue(SIGRTMIN, 100 + i), 0);
    CHECK_EQ(kill(getpid(), SIGRTMIN), 0);
    let_go();
    CHECK_EQ(count, MANY + 1);
    for (int i = 0; i < MANY; i++)
        CHECK_EQ(values[i], 100 + i);
    CHECK_EQ(codes[0], SI_QUEUE);
    CHECK_EQ(codes[MANY], SI_USER);
    ok("real-time");
}

/* The lowest number first; what is the thread's before what is the process's. */
static void check_order(void)
{
    hold();
    CHECK_EQ(queue(SIGRTMIN + 3, 0), 0);
    CHECK_EQ(queue(SIGRTMIN + 1, 0), 0);
    CHECK_EQ(queue(SIGUSR2, 0), 0);
    CHECK_EQ(queue(SIGUSR1, 0), 0);
    CHECK_EQ(queue(SIGRTMIN + 1, 1), 0);
    let_go();
    CHECK_EQ(count, 5);
    CHECK_EQ(seen[0], SIGUSR1);
    CHECK_EQ(seen[1], SIGUSR2);
    CHECK_EQ(seen[2], SIGRTMIN + 1);
    CHECK_EQ(values[2], 0);
    CHECK_EQ(seen[3], SIGRTMIN + 1);
    CHECK_EQ(values[3], 1);
    CHECK_EQ(seen[4], SIGRTMIN + 3);
    hold();
    CHECK_EQ(kill(getpid(), SIGUSR1), 0);
    CHECK_EQ(syscall(SYS_tkill, gettid(), SIGUSR2), 0);
    let_go();
    CHECK_EQ(count, 2);
    CHECK_EQ(seen[0], SIGUSR2);
    CHECK_EQ(seen[1], SIGUSR1);
    ok("order");
}

/* To ignore a signal is to forget the pending ones. */
static void check_ignored(void)
{
    sigset_t pending;

    hold();
    CHECK_EQ(queue(SIGRTMIN, 1), 0);
    CHECK_EQ(queue(SIGRTMIN, 2), 0);
    signal(SIGRTMIN, SIG_IGN);
    CHECK_EQ(sigpending(&pending), 0);
    CHECK_EQ(sigismember(&pending, SIGRTMIN), 0);
    CHECK_EQ(queue(SIGRTMIN, 3), 0); /* blocked: it waits though ignored */
    CHECK_EQ(sigpending(&pending), 0);
    CHECK_EQ(sigismember(&pending, SIGRTMIN), 1);
    let_go();
    CHECK_EQ(count, 0);
    install(SIGRTMIN);
    CHECK_EQ(count, 0);
    ok("ignored");
}

static void check_limit(void)
{
    struct rlimit old, none = {0, 0};
    sigset_t pending;

    CHECK_EQ(getrlimit(RLIMIT_SIGPENDING, &old), 0);
    none.rlim_max = old.rlim_max;
    hold();
    CHECK_EQ(setrlimit(RLIMIT_SIGPENDING, &none), 0);
    CHECK_ERR(queue(SIGRTMIN, 1), EAGAIN);
    CHECK_EQ(sigpending(&pending), 0);
    CHECK_EQ(sigismember(&pending, SIGRTMIN), 0);
    CHECK_EQ(kill(getpid(), SIGRTMIN), 0); /* without details, once */
    CHECK_EQ(kill(getpid(), SIGRTMIN), 0);
    CHECK_EQ(queue(SIGUSR1, 7), 0);
    CHECK_EQ(setrlimit(RLIMIT_SIGPENDING, &old), 0);
    let_go();
    CHECK_EQ(count, 2);
    CHECK_EQ(seen[0], SIGUSR1);
    CHECK_EQ(values[0], 0);
    CHECK_EQ(codes[0], SI_USER);
    CHECK_EQ(seen[1], SIGRTMIN);
    ok("limit");
}

static long raw_queue(int pid, int number, siginfo_t *info)
{
    return syscall(SYS_rt_sigqueueinfo, pid, number, info);
}

static void check_errors(void)
{
    siginfo_t info = {.si_code = SI_QUEUE};
    int pid = getpid();

    CHECK_ERR(raw_queue(pid, 65, &info), EINVAL);
    CHECK_ERR(raw_queue(pid, -1, &info), EINVAL);
    CHECK_ERR(raw_queue(pid, SIGUSR1, NULL), EFAULT);
    CHECK_ERR(raw_queue(0x3fffff, SIGUSR1, &info), ESRCH);
    CHECK_ERR(raw_queue(-1, SIGUSR1, &info), ESRCH);
    CHECK_EQ(raw_queue(pid, 0, &info), 0);
    info.si_code = SI_USER; /* nobody but itself would believe that */
    CHECK_ERR(raw_queue(0x3fffff, SIGUSR1, &info), EPERM);
    info.si_code = SI_TKILL;
    CHECK_ERR(raw_queue(0x3fffff, SIGUSR1, &info), EPERM);
    CHECK_ERR(syscall(SYS_rt_tgsigqueueinfo, pid, 0, SIGUSR1, &info), EINVAL);
    CHECK_ERR(syscall(SYS_rt_tgsigqueueinfo, 0, pid, SIGUSR1, &info), EINVAL);
    CHECK_ERR(syscall(SYS_rt_tgsigqueueinfo, pid, 0x3fffff, SIGUSR1, &info),
              EPERM);
    info.si_code = SI_QUEUE;
    CHECK_ERR(syscall(SYS_rt_tgsigqueueinfo, pid, 0x3fffff, SIGUSR1, &info),
              ESRCH);
    count = 0;
    info.si_code = 5; /* to itself a process may say anything */
    CHECK_EQ(raw_queue(pid, SIGUSR1, &info), 0);
    CHECK_EQ(codes[0], 5);
    CHECK_EQ(syscall(SYS_rt_tgsigqueueinfo, pid, gettid(), SIGUSR2, &info), 0);
    CHECK_EQ(count, 2);
    ok("errors");
}

int main(void)
{
    install(SIGUSR1);
    install(SIGUSR2);
    install(SIGRTMIN);
    install(SIGRTMIN + 1);
    install(SIGRTMIN + 3);
    check_standard();
    check_real_time();
    check_order();
    check_ignored();
    check_limit();
    check_errors();
    return check_status();
}
