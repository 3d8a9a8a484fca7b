/* SPDX-License-Identifier: MIT
 *
 * alarm, setitimer, getitimer: of real time, and of processor time, which are
 * only as exact as ticks.
 */
#define _GNU_SOURCE
#include "check.h"
#include <signal.h>
#include <sys/time.h>

#define MS 1000000ll

static volatile int fired, last_code, last_pid;

static void handler(int number, siginfo_t *info, void *context)
{
    (void)context;
    (void)number;
    fired++;
    last_code = info->si_code;
    last_pid = info->si_pid;
}

static void set(int which, long value_us, long interval_us,
                struct itimerval *old)
{
    struct itimerval next = {{interval_us / 1000000, interval_us % 1000000},
                             {value_us / 1000000, value_us % 1000000}};

    CHECK_EQ(setitimer(which, &next, old), 0);
}

static long left_us(int which)
{
    struct itimerval now;

    CHECK_EQ(getitimer(which, &now), 0);
    return now.it_value.tv_sec * 1000000 + now.it_value.tv_usec;
}

static void check_once(void)
{
    int64_t begin = now_ns(CLOCK_MONOTONIC);

    fired = 0;
    set(ITIMER_REAL, 20000, 0, NULL);
    CHECK(left_us(ITIMER_REAL) > 0 && left_us(ITIMER_REAL) <= 20000);
    CHECK_ERR(pause(), EINTR);
    CHECK(now_ns(CLOCK_MONOTONIC) - begin >= 20 * MS);
    CHECK_EQ(fired, 1);
    CHECK_EQ(last_code, SI_KERNEL);
    CHECK_EQ(last_pid, 0);
    CHECK_EQ(left_us(ITIMER_REAL), 0);
    sleep_ms(30);
    CHECK_EQ(fired, 1);
    ok("once");
}

static void check_interval(void)
{
    int64_t begin = now_ns(CLOCK_MONOTONIC);
    struct itimerval old;

    fired = 0;
    set(ITIMER_REAL, 5000, 10000, NULL);
    while (fired < 4)
        pause();
    CHECK(now_ns(CLOCK_MONOTONIC) - begin >= 35 * MS);
    set(ITIMER_REAL, 0, 0, &old);
    CHECK_EQ(old.it_interval.tv_usec, 10000);
    CHECK(old.it_value.tv_usec > 0 && old.it_value.tv_usec <= 10000);
    int so_far = fired;
    sleep_ms(30);
    CHECK_EQ(fired, so_far);
    ok("interval");
}

static void check_alarm(void)
{
    CHECK_EQ(alarm(100), 0);
    CHECK_EQ(alarm(50), 100); /* rounded */
    CHECK(left_us(ITIMER_REAL) > 49000000);
    CHECK_EQ(alarm(0), 50);
    CHECK_EQ(left_us(ITIMER_REAL), 0);
    set(ITIMER_REAL, 300000, 0, NULL);
    CHECK_EQ(alarm(0), 1); /* never 0 while it runs */
    CHECK_EQ(alarm(0), 0);
    ok("alarm");
}

/* Work until the signal comes. The time that passed on `clock`. */
static int64_t work(int which, clockid_t clock)
{
    int64_t begin = now_ns(clock);

    fired = 0;
    set(which, 30000, 0, NULL);
    for (volatile long i = 0; !fired && i < 4000000000l; i++)
        ;
    return now_ns(clock) - begin;
}

static void check_cpu(void)
{
    struct itimerval old;

    /* a tick of 10 ms, and what the clock and the timer count differently */
    CHECK(work(ITIMER_PROF, CLOCK_PROCESS_CPUTIME_ID) >= 15 * MS);
    CHECK_EQ(fired, 1);
    CHECK_EQ(last_code, SI_KERNEL);
    CHECK(work(ITIMER_VIRTUAL, CLOCK_PROCESS_CPUTIME_ID) >= 15 * MS);
    CHECK_EQ(fired, 1);
    fired = 0;
    set(ITIMER_PROF, 60000, 0, NULL);
    sleep_ms(120); /* it does not count sleep */
    CHECK_EQ(fired, 0);
    set(ITIMER_PROF, 0, 0, &old);
    CHECK(old.it_value.tv_usec > 0 && old.it_value.tv_usec <= 70000);
    set(ITIMER_VIRTUAL, 0, 0, NULL);
    ok("processor time");
}

static void check_errors(void)
{
    struct itimerval bad = {{0, 0}, {0, 1000000}}, minus = {{-1, 0}, {1, 0}};
    struct itimerval now;

    CHECK_ERR(syscall(SYS_setitimer, 3, &bad, NULL), EINVAL);
    CHECK_ERR(syscall(SYS_setitimer, -1, &bad, NULL), EINVAL);
    CHECK_ERR(syscall(SYS_getitimer, 3, &now), EINVAL);
    CHECK_ERR(syscall(SYS_setitimer, ITIMER_REAL, &bad, NULL), EINVAL);
    CHECK_ERR(syscall(SYS_setitimer, ITIMER_REAL, &minus, NULL), EINVAL);
    CHECK_ERR(syscall(SYS_setitimer, ITIMER_REAL, KERNEL_ADDRESS, NULL),
              EFAULT);
    CHECK_ERR(syscall(SYS_getitimer, ITIMER_REAL, KERNEL_ADDRESS), EFAULT);
    set(ITIMER_REAL, 50000000, 0, NULL);
    /* a bad place for the old one: the new one is set all the same */
    CHECK_ERR(syscall(SYS_setitimer, ITIMER_REAL, NULL, KERNEL_ADDRESS),
              EFAULT);
    CHECK_EQ(left_us(ITIMER_REAL), 0);
    ok("errors");
}

int main(void)
{
    struct sigaction a = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};

    CHECK_EQ(sigaction(SIGALRM, &a, NULL), 0);
    CHECK_EQ(sigaction(SIGPROF, &a, NULL), 0);
    CHECK_EQ(sigaction(SIGVTALRM, &a, NULL), 0);
    check_once();
    check_interval();
    check_alarm();
    check_cpu();
    check_errors();
    return check_status();
}
