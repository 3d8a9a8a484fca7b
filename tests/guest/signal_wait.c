/* SPDX-License-Identifier: MIT
 *
 * sigtimedwait takes a blocked signal without a handler; sigsuspend waits for one
 * with a handler, under another mask.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <signal.h>
#include <stdint.h>

static volatile int handled;
static pthread_t main_thread;

static void handler(int number)
{
    handled = number;
}

static sigset_t set_of(int a, int b)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, a);
    if (b)
        sigaddset(&set, b);
    return set;
}

static void check_pending(void)
{
    sigset_t set = set_of(SIGUSR1, SIGRTMIN);
    struct timespec zero = {0, 0}, bit = {0, 2000000};
    union sigval v = {.sival_int = 42};
    siginfo_t info;

    CHECK_EQ(sigprocmask(SIG_BLOCK, &set, NULL), 0);
    CHECK_ERR(sigtimedwait(&set, &info, &zero), EAGAIN);
    int64_t begin = now_ns(CLOCK_MONOTONIC);
    CHECK_ERR(sigtimedwait(&set, &info, &bit), EAGAIN);
    CHECK(now_ns(CLOCK_MONOTONIC) - begin >= 2000000);
    CHECK_EQ(sigqueue(getpid(), SIGRTMIN, v), 0);
    CHECK_EQ(kill(getpid(), SIGUSR1), 0);
    memset(&info, 0xff, sizeof info);
    CHECK_EQ(sigtimedwait(&set, &info, &zero), SIGUSR1);
    CHECK_EQ(info.si_signo, SIGUSR1);
    CHECK_EQ(info.si_code, SI_USER);
    CHECK_EQ(info.si_pid, getpid());
    CHECK_EQ(info.si_errno, 0);
    CHECK_EQ(sigwaitinfo(&set, &info), SIGRTMIN);
    CHECK_EQ(info.si_code, SI_QUEUE);
    CHECK_EQ(info.si_value.sival_int, 42);
    CHECK_ERR(sigtimedwait(&set, NULL, &zero), EAGAIN);
    CHECK_EQ(handled, 0);
    ok("pending");
}

static void *sends(void *arg)
{
    sleep_ms(5);
    if (arg)
        pthread_kill(main_thread, (int)(intptr_t)arg);
    else
        kill(getpid(), SIGUSR1);
    return NULL;
}

/* The senders block what they send: SIGUSR1 and SIGCHLD are not theirs. */
static int waits(int number, sigset_t set)
{
    struct timespec t = {1000, 0};
    int64_t begin = now_ns(CLOCK_MONOTONIC);
    pthread_t thread;
    siginfo_t info;

    CHECK_EQ(pthread_create(&thread, NULL, sends, (void *)(intptr_t)number), 0);
    /* musl's would wait again after EINTR */
    int got = (int)syscall(SYS_rt_sigtimedwait, &set, &info, &t, 8);
    int error = errno;
    CHECK(now_ns(CLOCK_MONOTONIC) - begin < 500000000000); /* it was woken */
    pthread_join(thread, NULL);
    errno = error;
    return got;
}

static void check_sleeping(void)
{
    CHECK_EQ(waits(0, set_of(SIGUSR1, SIGRTMIN)), SIGUSR1);
    CHECK_EQ(waits(SIGRTMIN, set_of(SIGUSR1, SIGRTMIN)), SIGRTMIN);
    CHECK_EQ(handled, 0);
    CHECK_ERR(waits(SIGUSR2, set_of(SIGUSR1, SIGRTMIN)), EINTR);
    CHECK_EQ(handled, SIGUSR2);
    handled = 0;
    /* ignored by default, but waited for */
    sigset_t child = set_of(SIGCHLD, 0);
    CHECK_EQ(sigprocmask(SIG_BLOCK, &child, NULL), 0);
    CHECK_EQ(waits(SIGCHLD, child), SIGCHLD);
    ok("sleeping");
}

static void check_errors(void)
{
    sigset_t set = set_of(SIGUSR1, 0), firm = set_of(SIGKILL, SIGSTOP);
    struct timespec bad = {0, 1000000000}, minus = {-1, 0}, zero = {0, 0};

    CHECK_ERR(syscall(SYS_rt_sigtimedwait, &set, NULL, &zero, 4), EINVAL);
    CHECK_ERR(syscall(SYS_rt_sigtimedwait, NULL, NULL, &zero, 8), EFAULT);
    CHECK_ERR(syscall(SYS_rt_sigtimedwait, &set, NULL, KERNEL_ADDRESS, 8),
              EFAULT);
    CHECK_ERR(sigtimedwait(&set, NULL, &bad), EINVAL);
    CHECK_ERR(sigtimedwait(&set, NULL, &minus), EINVAL);
    CHECK_ERR(sigtimedwait(&firm, NULL, &zero), EAGAIN);
    CHECK_EQ(kill(getpid(), SIGUSR1), 0);
    CHECK_ERR(syscall(SYS_rt_sigtimedwait, &set, 16, &zero, 8), EFAULT);
    ok("errors");
}

static void check_suspend(void)
{
    sigset_t none, before, after, pending;

    sigemptyset(&none);
    sigset_t usr1 = set_of(SIGUSR1, 0);
    CHECK_EQ(sigprocmask(SIG_BLOCK, &usr1, &before), 0);
    CHECK_EQ(kill(getpid(), SIGUSR1), 0);
    CHECK_EQ(handled, 0);
    CHECK_ERR(sigsuspend(&none), EINTR);
    CHECK_EQ(handled, SIGUSR1);
    CHECK_EQ(sigprocmask(SIG_BLOCK, NULL, &after), 0);
    CHECK_EQ(sigismember(&after, SIGUSR1), 1);
    CHECK_EQ(sigpending(&pending), 0);
    CHECK_EQ(sigismember(&pending, SIGUSR1), 0);
    CHECK_ERR(syscall(SYS_rt_sigsuspend, &none, 4), EINVAL);
    CHECK_ERR(syscall(SYS_rt_sigsuspend, KERNEL_ADDRESS, 8), EFAULT);
    ok("sigsuspend");
}

int main(void)
{
    main_thread = pthread_self();
    signal(SIGUSR1, handler);
    signal(SIGUSR2, handler);
    signal(SIGRTMIN, handler);
    check_pending();
    check_sleeping();
    check_errors();
    check_suspend();
    return check_status();
}
