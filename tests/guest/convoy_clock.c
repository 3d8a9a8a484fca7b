/* SPDX-License-Identifier: MIT
 *
 * Only for Convoy. How the clocks stand to each other, what a sleep of 1 ms
 * lasts, and that setting the wall clock an hour on and back leaves monotonic
 * time and sleeps alone.
 *
 * Arguments: [SLEEPS]
 */
#define _GNU_SOURCE
#include "convoy.h"

#define MS 1000000ll
#define HOUR (3600 * 1000 * MS)

static void show_relations(void)
{
    struct timespec tick;
    int64_t coarse, fine;

    clock_getres(CLOCK_MONOTONIC_COARSE, &tick);
    do { /* no tick between the two */
        coarse = now_ns(CLOCK_MONOTONIC_COARSE);
        fine = now_ns(CLOCK_MONOTONIC);
    } while (now_ns(CLOCK_MONOTONIC_COARSE) != coarse);
    dprintf(1, "tick_ns=%ld\n", tick.tv_nsec);
    dprintf(1, "monotonic_ns=%lld\n", (long long)fine);
    dprintf(1, "coarse_ns=%lld\n", (long long)coarse);
    dprintf(1, "coarse_behind_ns=%lld\n", (long long)(fine - coarse));
    dprintf(1, "realtime_s=%lld\n",
            (long long)(now_ns(CLOCK_REALTIME) / (1000 * MS)));
    CHECK(coarse % tick.tv_nsec == 0); /* jiffies and nothing else */
    CHECK(fine >= coarse && fine - coarse <= tick.tv_nsec);
    CHECK(now_ns(CLOCK_BOOTTIME) - fine < MS);
    CHECK(now_ns(CLOCK_MONOTONIC_RAW) - fine < MS);
}

/* The least, the most and the mean of COUNT sleeps of 1 ms. */
static void show_sleeps(long count)
{
    int64_t least = HOUR, most = 0, sum = 0;

    for (long i = 0; i < count; i++) {
        int64_t start = now_ns(CLOCK_MONOTONIC), lasted;

        sleep_ms(1);
        lasted = now_ns(CLOCK_MONOTONIC) - start;
        least = lasted < least ? lasted : least;
        most = lasted > most ? lasted : most;
        sum += lasted;
    }
    CHECK(least >= MS);
    dprintf(1, "sleep_1ms_least_ns=%lld\nsleep_1ms_mean_ns=%lld\n",
            (long long)least, (long long)(sum / count));
    dprintf(1, "sleep_1ms_most_ns=%lld\n", (long long)most);
}

static void set_wall(int64_t ns)
{
    struct timespec t = {ns / 1000000000, ns % 1000000000};

    CHECK_EQ(clock_settime(CLOCK_REALTIME, &t), 0);
}

/* Shift the wall clock; monotonic time must not notice. */
static void shift(int64_t by)
{
    int64_t mono = now_ns(CLOCK_MONOTONIC), wall = now_ns(CLOCK_REALTIME);
    int64_t passed, moved;

    set_wall(wall + by);
    moved = now_ns(CLOCK_REALTIME) - wall;
    passed = now_ns(CLOCK_MONOTONIC) - mono;
    CHECK(passed >= 0 && passed < 10 * MS);
    CHECK(moved >= by && moved < by + 10 * MS);
    dprintf(1, "set_by_s=%lld monotonic_moved=%d\n",
            (long long)(by / (1000 * MS)), passed < 0 || passed >= 10 * MS);
}

/* A relative sleep lasts as long as asked although the wall clock jumps. */
static void *sleeps(void *arg)
{
    int64_t start = now_ns(CLOCK_MONOTONIC), lasted;

    sleep_ms(50);
    lasted = now_ns(CLOCK_MONOTONIC) - start;
    CHECK(lasted >= 50 * MS && lasted < 80 * MS);
    return arg;
}

/* A sleep until a time of the wall clock ends when the clock jumps past it. */
static void *sleeps_until(void *arg)
{
    struct timespec t = {(now_ns(CLOCK_REALTIME) + HOUR / 2) / 1000000000, 0};

    CHECK_EQ(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &t, NULL), 0);
    CHECK(now_ns(CLOCK_REALTIME) / 1000000000 >= t.tv_sec);
    return arg;
}

static void check_sleepers(void)
{
    pthread_t relative, absolute;

    CHECK_EQ(pthread_create(&relative, NULL, sleeps, NULL), 0);
    CHECK_EQ(pthread_create(&absolute, NULL, sleeps_until, NULL), 0);
    sleep_ms(10);
    shift(HOUR);
    pthread_join(absolute, NULL);
    pthread_join(relative, NULL);
    shift(-HOUR);
    CHECK(now_ns(CLOCK_MONOTONIC) < HOUR / 2);
}

int main(int argc, char **argv)
{
    long count = argument(argc, argv, 1, 100);

    refuse_shared_machine();
    show_relations();
    show_sleeps(count > 0 ? count : 1);
    shift(HOUR);
    shift(-HOUR);
    check_sleepers();
    ok("clocks");
    return check_status();
}
