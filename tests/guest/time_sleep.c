/* SPDX-License-Identifier: MIT
 *
 * Sleeping: never shorter than asked, on either clock, relative and absolute;
 * who sleeps less wakes first; a sleeper uses no processor time.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>

#define MS 1000000ll

static struct timespec timespec_of(int64_t ns)
{
    struct timespec t = {ns / 1000000000, ns % 1000000000};

    return t;
}

static long sleep_on(clockid_t clock, int flags, int64_t ns)
{
    struct timespec t = timespec_of(ns);

    return syscall(SYS_clock_nanosleep, clock, flags, &t, NULL);
}

static void check_relative(void)
{
    int64_t asked[] = {0, 1, 1000, 100000, MS, 20 * MS};

    for (int i = 0; i < 6; i++) {
        struct timespec t = timespec_of(asked[i]), rest = {7, 7};
        int64_t start = now_ns(CLOCK_MONOTONIC);

        CHECK_EQ(syscall(SYS_nanosleep, &t, &rest), 0);
        CHECK(now_ns(CLOCK_MONOTONIC) - start >= asked[i]);
        CHECK(rest.tv_sec == 7 && rest.tv_nsec == 7); /* only if interrupted */
        start = now_ns(CLOCK_MONOTONIC);
        CHECK_EQ(sleep_on(CLOCK_MONOTONIC, 0, asked[i]), 0);
        CHECK_EQ(sleep_on(CLOCK_REALTIME, 0, asked[i]), 0);
        CHECK(now_ns(CLOCK_MONOTONIC) - start >= 2 * asked[i]);
    }
    ok("relative");
}

static void check_absolute(clockid_t clock, const char *name)
{
    int64_t end = now_ns(clock) + 15 * MS;

    CHECK_EQ(sleep_on(clock, TIMER_ABSTIME, end), 0);
    CHECK(now_ns(clock) >= end);
    CHECK_EQ(sleep_on(clock, TIMER_ABSTIME, end), 0); /* past: at once */
    CHECK_EQ(sleep_on(clock, TIMER_ABSTIME, 0), 0);
    ok(name);
}

/* Sleeps of 240, 180, 120 and 60 ms from one time end the other way round.
 * The steps are wide, for this must hold on a busy Linux as well. */
static int order[4], ended;
static pthread_barrier_t together;
static int64_t common_start;

static void *sleeper(void *arg)
{
    long i = (long)arg;

    pthread_barrier_wait(&together);
    sleep_on(CLOCK_MONOTONIC, TIMER_ABSTIME, common_start + (4 - i) * 60 * MS);
    order[__atomic_fetch_add(&ended, 1, __ATOMIC_SEQ_CST)] = (int)i;
    return NULL;
}

static void check_order(void)
{
    pthread_t thread[4];

    pthread_barrier_init(&together, NULL, 4);
    common_start = now_ns(CLOCK_MONOTONIC) + 20 * MS;
    for (long i = 0; i < 4; i++)
        CHECK_EQ(pthread_create(&thread[i], NULL, sleeper, (void *)i), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(thread[i], NULL);
    for (int i = 0; i < 4; i++)
        CHECK_EQ(order[i], 3 - i);
    ok("order");
}

static void check_cpu_time(void)
{
    int64_t used = now_ns(CLOCK_THREAD_CPUTIME_ID);

    sleep_ms(100);
    CHECK(now_ns(CLOCK_THREAD_CPUTIME_ID) - used < 50 * MS);
    ok("costs nothing");
}

int main(void)
{
    check_relative();
    check_absolute(CLOCK_MONOTONIC, "absolute, monotonic");
    check_absolute(CLOCK_REALTIME, "absolute, realtime");
    check_order();
    check_cpu_time();
    return check_status();
}
