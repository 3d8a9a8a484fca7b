/* SPDX-License-Identifier: MIT
 *
 * The clocks: each goes forward only (as far as nobody sets it), the coarse
 * ones trail the fine ones by at most a tick or so, and all the calls that
 * tell the time agree.
 */
#define _GNU_SOURCE
#include "check.h"
#include <sys/time.h>

#define SECOND 1000000000ll

static const struct {
    clockid_t id;
    const char *name;
} clocks[] = {
    {CLOCK_REALTIME, "realtime"},
    {CLOCK_MONOTONIC, "monotonic"},
    {CLOCK_PROCESS_CPUTIME_ID, "process cpu time"},
    {CLOCK_THREAD_CPUTIME_ID, "thread cpu time"},
    {CLOCK_MONOTONIC_RAW, "monotonic raw"},
    {CLOCK_REALTIME_COARSE, "realtime coarse"},
    {CLOCK_MONOTONIC_COARSE, "monotonic coarse"},
    {CLOCK_BOOTTIME, "boottime"},
};

/* By the system call itself: musl may read a clock without one. */
static int64_t read_clock(clockid_t id)
{
    struct timespec t = {-1, -1};

    CHECK_EQ(syscall(SYS_clock_gettime, id, &t), 0);
    CHECK(t.tv_sec >= 0 && t.tv_nsec >= 0 && t.tv_nsec < SECOND);
    return t.tv_sec * SECOND + t.tv_nsec;
}

static void check_forward(void)
{
    for (unsigned c = 0; c < sizeof clocks / sizeof *clocks; c++) {
        int64_t last = read_clock(clocks[c].id), back = 0;

        for (int i = 0; i < 1000; i++) {
            int64_t t = read_clock(clocks[c].id);

            back += t < last;
            last = t;
        }
        CHECK_EQ(back, 0);
        ok(clocks[c].name);
    }
}

/* A fine clock does move between two looks that are far enough apart. */
static void check_moves(void)
{
    clockid_t fine[] = {CLOCK_REALTIME,           CLOCK_MONOTONIC,
                        CLOCK_MONOTONIC_RAW,      CLOCK_BOOTTIME,
                        CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID};

    for (int c = 0; c < 6; c++) {
        int64_t start = read_clock(fine[c]);

        for (volatile int i = 0; i < 200000; i++)
            ;
        CHECK(read_clock(fine[c]) > start);
    }
    ok("moves");
}

static void check_coarse(clockid_t coarse, clockid_t fine)
{
    int64_t start = read_clock(coarse), c, f;

    for (int i = 0; i < 100; i++) {
        c = read_clock(coarse);
        f = read_clock(fine);
        CHECK(c <= f);
        CHECK(f - c < SECOND);
    }
    sleep_ms(25); /* more than two ticks at any HZ from 100 on */
    CHECK(read_clock(coarse) > start);
    ok("coarse");
}

static void check_agreement(void)
{
    struct timeval tv = {0, -1};
    int64_t before = read_clock(CLOCK_REALTIME), now;
    time_t t, stored = 0;

    CHECK_EQ(syscall(SYS_gettimeofday, &tv, NULL), 0);
    now = tv.tv_sec * SECOND + tv.tv_usec * 1000;
    CHECK(now >= before - 1000 && now <= read_clock(CLOCK_REALTIME));
    CHECK(tv.tv_usec >= 0 && tv.tv_usec < 1000000);
    t = syscall(SYS_time, &stored);
    CHECK(t == stored);
    CHECK(t >= before / SECOND - 1);
    CHECK(t <= read_clock(CLOCK_REALTIME) / SECOND);
    CHECK(before / SECOND > 1577836800); /* after 2020 */
    CHECK(read_clock(CLOCK_BOOTTIME) + SECOND > read_clock(CLOCK_MONOTONIC));
    ok("agreement");
}

static void check_resolution(void)
{
    struct timespec r;

    CHECK_EQ(clock_getres(CLOCK_MONOTONIC, &r), 0);
    CHECK(r.tv_sec == 0 && r.tv_nsec == 1);
    CHECK_EQ(clock_getres(CLOCK_REALTIME, &r), 0);
    CHECK(r.tv_sec == 0 && r.tv_nsec == 1);
    CHECK_EQ(clock_getres(CLOCK_MONOTONIC_COARSE, &r), 0);
    CHECK(r.tv_sec == 0 && r.tv_nsec >= 1000000 && r.tv_nsec <= 10000000);
    CHECK_EQ(clock_getres(CLOCK_PROCESS_CPUTIME_ID, &r), 0);
    CHECK_EQ(syscall(SYS_clock_getres, CLOCK_MONOTONIC, NULL), 0);
    ok("resolution");
}

int main(void)
{
    check_forward();
    check_moves();
    check_coarse(CLOCK_MONOTONIC_COARSE, CLOCK_MONOTONIC);
    check_coarse(CLOCK_REALTIME_COARSE, CLOCK_REALTIME);
    check_agreement();
    check_resolution();
    return check_status();
}
