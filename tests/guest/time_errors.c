/* SPDX-License-Identifier: MIT
 *
 * What the calls about time refuse: clocks that do not exist, times that are
 * none, addresses that cannot be used.
 */
#define _GNU_SOURCE
#include "check.h"

static void check_clocks(void)
{
    struct timespec t = {0, 0};

    CHECK_ERR(syscall(SYS_clock_gettime, 99, &t), EINVAL);
    CHECK_ERR(syscall(SYS_clock_gettime, 10, &t), EINVAL);
    CHECK_ERR(syscall(SYS_clock_getres, 99, &t), EINVAL);
    CHECK_ERR(syscall(SYS_clock_settime, 99, &t), EINVAL);
    CHECK_ERR(syscall(SYS_clock_settime, CLOCK_MONOTONIC, &t), EINVAL);
    CHECK_ERR(syscall(SYS_clock_nanosleep, 99, 0, &t, NULL), EINVAL);
    CHECK_ERR(syscall(SYS_clock_nanosleep, CLOCK_THREAD_CPUTIME_ID, 0, &t,
                      NULL),
              EOPNOTSUPP);
    ok("clocks");
}

static void check_times(void)
{
    struct timespec bad[] = {{0, 1000000000}, {0, -1}, {-1, 0}};

    for (int i = 0; i < 3; i++) {
        struct timespec *t = &bad[i];

        CHECK_ERR(syscall(SYS_nanosleep, t, NULL), EINVAL);
        CHECK_ERR(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, t, NULL),
                  EINVAL);
        CHECK_ERR(syscall(SYS_clock_nanosleep, CLOCK_REALTIME, TIMER_ABSTIME, t,
                          NULL),
                  EINVAL);
        CHECK_ERR(syscall(SYS_clock_settime, CLOCK_REALTIME, t), EINVAL);
    }
    ok("times");
}

static void check_pointers(void)
{
    void *bad[] = {KERNEL_ADDRESS, NON_CANONICAL, no_access_page()};
    void *read_only = read_only_page();

    for (int i = 0; i < 3; i++) {
        CHECK_ERR(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, bad[i]), EFAULT);
        CHECK_ERR(syscall(SYS_clock_getres, CLOCK_MONOTONIC, bad[i]), EFAULT);
        CHECK_ERR(syscall(SYS_clock_settime, CLOCK_REALTIME, bad[i]), EFAULT);
        CHECK_ERR(syscall(SYS_nanosleep, bad[i], NULL), EFAULT);
        CHECK_ERR(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, bad[i],
                          NULL),
                  EFAULT);
        CHECK_ERR(syscall(SYS_gettimeofday, bad[i], NULL), EFAULT);
        CHECK_ERR(syscall(SYS_time, bad[i]), EFAULT);
    }
    CHECK_ERR(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, read_only), EFAULT);
    CHECK_ERR(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, NULL), EFAULT);
    CHECK_EQ(syscall(SYS_gettimeofday, NULL, NULL), 0);
    CHECK_EQ(syscall(SYS_nanosleep, read_only, NULL), 0); /* of 0 ns */
    ok("pointers");
}

int main(void)
{
    check_clocks();
    check_times();
    check_pointers();
    return check_status();
}
