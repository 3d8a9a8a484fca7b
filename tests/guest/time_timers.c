/* SPDX-License-Identifier: MIT
 *
 * POSIX timers: timer_create and its kin, by bare calls, since C libraries put
 * threads and checks of their own in between.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define MS 1000000ll

/* As the kernel has it. */
struct event {
    long value;
    int signal, notify, tid, pad[11];
};

static volatile int fired, code, id_seen, overrun, number_seen;
static volatile long value_seen;
static volatile pid_t taker;

static void note(int number, siginfo_t *info, void *context)
{
    (void)context;
    fired++;
    number_seen = number;
    code = info->si_code;
    id_seen = info->si_timerid;
    overrun = info->si_overrun;
    value_seen = (long)info->si_value.sival_ptr;
    taker = gettid();
}

static void install(int number)
{
    struct sigaction act = {.sa_sigaction = note,
                            .sa_flags = SA_SIGINFO | SA_RESTART};

    CHECK_EQ(sigaction(number, &act, NULL), 0);
    fired = 0;
}

static void mask(int how, int number)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, number);
    CHECK_EQ(sigprocmask(how, &set, NULL), 0);
}

static long create(clockid_t clock, struct event *event, int *id)
{
    return syscall(SYS_timer_create, clock, event, id);
}

static struct itimerspec spec(int64_t value, int64_t interval)
{
    return (struct itimerspec){{interval / (1000 * MS), interval % (1000 * MS)},
                               {value / (1000 * MS), value % (1000 * MS)}};
}

static void set(int id, int flags, int64_t value, int64_t interval)
{
    struct itimerspec next = spec(value, interval);

    CHECK_EQ(syscall(SYS_timer_settime, id, flags, &next, NULL), 0);
}

static int64_t left(int id)
{
    struct itimerspec now;

    CHECK_EQ(syscall(SYS_timer_gettime, id, &now), 0);
    return now.it_value.tv_sec * 1000 * MS + now.it_value.tv_nsec;
}

static void drop(int id)
{
    CHECK_EQ(syscall(SYS_timer_delete, id), 0);
}

static void await(int count)
{
    for (int i = 0; i < 60000 && fired < count; i++)
        sleep_ms(1);
    CHECK(fired >= count);
}

/* ---- one signal ---- */

static void once(clockid_t clock, int absolute)
{
    struct event event = {.value = 0x1234567890, .signal = SIGUSR1};
    int64_t begin = now_ns(clock);
    int id;

    install(SIGUSR1);
    CHECK_EQ(create(clock, &event, &id), 0);
    CHECK_EQ(left(id), 0);
    set(id, absolute ? TIMER_ABSTIME : 0, (absolute ? begin : 0) + 20 * MS, 0);
    CHECK(left(id) > 0 && left(id) <= 20 * MS);
    while (!fired)
        pause();
    CHECK(now_ns(clock) - begin >= 20 * MS);
    CHECK_EQ(code, SI_TIMER);
    CHECK_EQ(id_seen, id);
    CHECK_EQ(overrun, 0);
    CHECK_EQ(value_seen, 0x1234567890);
    CHECK_EQ(left(id), 0);
    sleep_ms(5);
    CHECK_EQ(fired, 1);
    set(id, TIMER_ABSTIME, begin, 0); /* long ago: now */
    await(2);
    drop(id);
}

static void check_once(void)
{
    once(CLOCK_MONOTONIC, 0);
    once(CLOCK_MONOTONIC, 1);
    once(CLOCK_REALTIME, 0);
    once(CLOCK_REALTIME, 1);
    once(CLOCK_BOOTTIME, 0);
    ok("once");
}

/* Without an event: SIGALRM, and the value is the timer's id. */
static void check_default(void)
{
    int id;

    install(SIGALRM);
    CHECK_EQ(create(CLOCK_MONOTONIC, NULL, &id), 0);
    set(id, 0, MS, 0);
    await(1);
    CHECK_EQ(number_seen, SIGALRM);
    CHECK_EQ((int)value_seen, id);
    drop(id);
    ok("default");
}

/* ---- intervals ---- */

static void check_interval(void)
{
    struct event event = {.signal = SIGUSR1};
    int64_t begin = now_ns(CLOCK_MONOTONIC);
    struct itimerspec old, none = spec(0, 0);
    int id;

    install(SIGUSR1);
    CHECK_EQ(create(CLOCK_MONOTONIC, &event, &id), 0);
    set(id, 0, 5 * MS, 7 * MS);
    await(4);
    CHECK(now_ns(CLOCK_MONOTONIC) - begin >= 26 * MS);
    CHECK_EQ(syscall(SYS_timer_settime, id, 0, &none, &old), 0);
    CHECK_EQ(old.it_interval.tv_nsec, 7 * MS);
    CHECK(old.it_value.tv_nsec > 0 && old.it_value.tv_nsec <= 7 * MS);
    int so_far = fired;
    sleep_ms(20);
    CHECK_EQ(fired, so_far);
    CHECK_EQ(left(id), 0);
    drop(id);
    ok("interval");
}

/* Periods that pass while the signal is blocked are counted. */
static void check_overrun(int number)
{
    struct event event = {.signal = number};
    int id, counted;

    install(number);
    mask(SIG_BLOCK, number);
    CHECK_EQ(create(CLOCK_MONOTONIC, &event, &id), 0);
    CHECK_EQ(syscall(SYS_timer_getoverrun, id), 0);
    set(id, 0, 2 * MS, 2 * MS);
    sleep_ms(21);
    CHECK(left(id) > 0 && left(id) <= 2 * MS);
    mask(SIG_UNBLOCK, number);
    mask(SIG_BLOCK, number);
    counted = overrun;
    CHECK_EQ(fired, 1);
    CHECK(counted >= 8);
    CHECK_EQ(syscall(SYS_timer_getoverrun, id), counted);
    sleep_ms(5);
    CHECK_EQ(syscall(SYS_timer_getoverrun, id), counted); /* till the next */
    siginfo_t info;
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, number);
    CHECK_EQ(sigtimedwait(&wanted, &info, &(struct timespec){60, 0}), number);
    CHECK_EQ(info.si_code, SI_TIMER);
    CHECK_EQ(syscall(SYS_timer_getoverrun, id), info.si_overrun);
    set(id, 0, 0, 0);
    while (sigtimedwait(&wanted, &info, &(struct timespec){0, 0}) > 0)
        ;
    mask(SIG_UNBLOCK, number);
    drop(id);
}

static void check_overruns(void)
{
    check_overrun(SIGUSR1);
    check_overrun(SIGRTMIN + 1);
    ok("overrun");
}

/* The shortest interval there is: the process can be killed, and one that ignores
 * the signal goes on as ever. */
static void check_storm(void)
{
    struct event event = {.signal = SIGUSR1};
    int id, status, pid = fork();

    if (pid == 0) {
        install(SIGUSR1);
        CHECK_EQ(create(CLOCK_MONOTONIC, &event, &id), 0);
        set(id, 0, 1, 1);
        for (;;)
            ;
    }
    sleep_ms(10);
    CHECK_EQ(kill(pid, SIGKILL), 0);
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, SIGKILL);
    signal(SIGUSR1, SIG_IGN);
    CHECK_EQ(create(CLOCK_MONOTONIC, &event, &id), 0);
    set(id, 0, 1, 1);
    sleep_ms(10);
    drop(id);
    ok("storm");
}

/* ---- whom ---- */

static void *burn_some(void *arg)
{
    int64_t end = now_ns(CLOCK_THREAD_CPUTIME_ID) + 40 * MS;

    *(volatile pid_t *)arg = gettid();
    while (!fired && now_ns(CLOCK_THREAD_CPUTIME_ID) < end)
        ;
    while (!fired)
        sleep_ms(1);
    return NULL;
}

static void check_thread(void)
{
    struct event event = {.signal = SIGUSR1, .notify = SIGEV_THREAD_ID};
    volatile pid_t tid = 0;
    pthread_t thread;
    int id;

    install(SIGUSR1);
    CHECK_EQ(pthread_create(&thread, NULL, burn_some, (void *)&tid), 0);
    while (!tid)
        sleep_ms(1);
    event.tid = tid;
    CHECK_EQ(create(CLOCK_MONOTONIC, &event, &id), 0);
    set(id, 0, 2 * MS, 0);
    pthread_join(thread, NULL);
    CHECK_EQ(taker, tid);
    fired = 0;
    set(id, 0, MS, 0); /* nobody is there any more */
    sleep_ms(10);
    CHECK_EQ(fired, 0);
    drop(id);
    ok("thread");
}

/* Only its time runs. */
static void check_none(void)
{
    struct event event = {.notify = SIGEV_NONE};
    int id;

    CHECK_EQ(create(CLOCK_MONOTONIC, &event, &id), 0);
    set(id, 0, 2 * MS, 0);
    CHECK(left(id) > 0);
    sleep_ms(5);
    CHECK_EQ(left(id), 0);
    set(id, 0, 2 * MS, 3 * MS);
    sleep_ms(20);
    CHECK(left(id) > 0 && left(id) <= 3 * MS);
    drop(id);
    ok("none");
}

/* ---- processor time ---- */

static void cpu(clockid_t clock)
{
    struct event event = {.signal = SIGUSR1};
    int64_t begin = now_ns(CLOCK_PROCESS_CPUTIME_ID);
    int id;

    install(SIGUSR1);
    CHECK_EQ(create(clock, &event, &id), 0);
    set(id, 0, 20 * MS, 0);
    sleep_ms(30); /* it does not count sleep */
    CHECK_EQ(fired, 0);
    for (volatile long i = 0; !fired && i < 4000000000l; i++)
        ;
    CHECK_EQ(fired, 1);
    /* Linux counts user time in ticks: by luck */
    CHECK(now_ns(CLOCK_PROCESS_CPUTIME_ID) - begin >= 2 * MS);
    drop(id);
}

static void check_cpu(void)
{
    cpu(CLOCK_PROCESS_CPUTIME_ID);
    cpu(CLOCK_THREAD_CPUTIME_ID);
    cpu(-8 | 1); /* user time of the process */
    ok("processor time");
}

/* ---- ends ---- */

/* A timer that is deleted or set anew takes its signal along; a child has none of
 * its parent's timers, a new program none at all. */
static void check_gone(void)
{
    struct event event = {.signal = SIGUSR1};
    int id, status;

    install(SIGUSR1);
    CHECK_EQ(create(CLOCK_MONOTONIC, &event, &id), 0);
    set(id, 0, 1000000 * MS, 0);
    int pid = fork();
    if (pid == 0) {
        struct itimerspec now;
        CHECK_ERR(syscall(SYS_timer_gettime, id, &now), EINVAL);
        CHECK_ERR(syscall(SYS_timer_delete, id), EINVAL);
        CHECK_EQ(create(CLOCK_MONOTONIC, &event, &id), 0);
        CHECK_EQ(id, 0); /* counted anew */
        set(id, 0, MS, MS);
        _exit(check_failures != 0); /* it goes with the process */
    }
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 0);
    CHECK(left(id) > 900000 * MS);
    drop(id);
    CHECK_ERR(syscall(SYS_timer_delete, id), EINVAL);
    CHECK_ERR(syscall(SYS_timer_getoverrun, id), EINVAL);
    ok("gone");
}

static void check_refused(void)
{
    struct event event = {.signal = SIGUSR1}, bad = {.signal = 65};
    struct itimerspec time = {{0, 0}, {0, 1000000000}};
    int id;

    CHECK_ERR(create(999, &event, &id), EINVAL);
    CHECK_ERR(create(CLOCK_MONOTONIC_RAW, &event, &id), EOPNOTSUPP);
    CHECK_ERR(create(CLOCK_MONOTONIC_COARSE, &event, &id), EOPNOTSUPP);
    CHECK_ERR(create(CLOCK_MONOTONIC, &bad, &id), EINVAL);
    bad.signal = 0;
    CHECK_ERR(create(CLOCK_MONOTONIC, &bad, &id), EINVAL);
    bad.signal = SIGUSR1;
    bad.notify = 3;
    CHECK_ERR(create(CLOCK_MONOTONIC, &bad, &id), EINVAL);
    bad.notify = SIGEV_THREAD_ID;
    bad.tid = 0x3fffffff;
    CHECK_ERR(create(CLOCK_MONOTONIC, &bad, &id), EINVAL);
    bad.tid = getppid() ? getppid() : -1; /* not of this process */
    CHECK_ERR(create(CLOCK_MONOTONIC, &bad, &id), EINVAL);
    CHECK_ERR(create(CLOCK_MONOTONIC, KERNEL_ADDRESS, &id), EFAULT);
    CHECK_ERR(create(CLOCK_MONOTONIC, &event, KERNEL_ADDRESS), EFAULT);
    CHECK_EQ(create(CLOCK_MONOTONIC, &event, &id), 0);
    CHECK_ERR(syscall(SYS_timer_settime, id, 0, &time, NULL), EINVAL);
    time.it_value.tv_nsec = -1;
    CHECK_ERR(syscall(SYS_timer_settime, id, 0, &time, NULL), EINVAL);
    CHECK_ERR(syscall(SYS_timer_settime, id, 0, NULL, NULL), EINVAL);
    CHECK_ERR(syscall(SYS_timer_settime, id, 0, KERNEL_ADDRESS, NULL), EFAULT);
    time = spec(1000 * MS, 0);
    CHECK_ERR(syscall(SYS_timer_settime, id + 1, 0, &time, NULL), EINVAL);
    CHECK_ERR(syscall(SYS_timer_settime, id, 0, &time, KERNEL_ADDRESS), EFAULT);
    CHECK(left(id) > 0); /* set all the same */
    CHECK_ERR(syscall(SYS_timer_gettime, id, KERNEL_ADDRESS), EFAULT);
    CHECK_ERR(syscall(SYS_timer_gettime, -1, &time), EINVAL);
    drop(id);
    ok("refused");
}

static void check_many(void)
{
    struct event event = {.signal = SIGUSR1};
    int ids[200];

    install(SIGUSR1);
    for (int i = 0; i < 200; i++) {
        CHECK_EQ(create(CLOCK_MONOTONIC, &event, &ids[i]), 0);
        set(ids[i], 0, (200 - i) * MS / 10, 0);
    }
    await(200); /* each, though it is a standard signal */
    CHECK_EQ(fired, 200);
    for (int i = 0; i < 200; i++)
        drop(ids[i]);
    ok("many");
}

int main(void)
{
    check_once();
    check_default();
    check_interval();
    check_overruns();
    check_storm();
    check_thread();
    check_none();
    check_cpu();
    check_gone();
    check_refused();
    check_many();
    return check_status();
}
