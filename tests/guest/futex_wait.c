/* SPDX-License-Identifier: MIT
 *
 * FUTEX_WAIT and FUTEX_WAIT_BITSET: when they do not sleep, how long they
 * sleep, and what they refuse. Nobody wakes anybody here.
 */
#define _GNU_SOURCE
#include "futex.h"

static int word = 5;

static struct timespec in_future(clockid_t clock, long ns)
{
    int64_t t = now_ns(clock) + ns;
    struct timespec when = {t / 1000000000, t % 1000000000};

    return when;
}

static void check_mismatch(int private)
{
    struct timespec none = {0, 0}, bad = {0, 1000000000};

    CHECK_ERR(futex_wait(&word, FUTEX_WAIT | private, 4, NULL), EAGAIN);
    CHECK_ERR(futex_wait(&word, FUTEX_WAIT | private, 4, &none), EAGAIN);
    CHECK_ERR(futex_wait(&word, FUTEX_WAIT_BITSET | private, 6, NULL), EAGAIN);
    CHECK_ERR(futex_wait(&word, FUTEX_WAIT | private, 4, &bad), EINVAL);
    ok("another value");
}

static void check_relative(int private)
{
    struct timespec t = {0, 10000000}, none = {0, 0};
    int64_t start = now_ns(CLOCK_MONOTONIC);

    CHECK_ERR(futex_wait(&word, FUTEX_WAIT | private, 5, &t), ETIMEDOUT);
    CHECK(now_ns(CLOCK_MONOTONIC) - start >= 10000000);
    CHECK_ERR(futex_wait(&word, FUTEX_WAIT | private, 5, &none), ETIMEDOUT);
    CHECK_EQ(t.tv_nsec, 10000000); /* left as it was */
    ok("relative timeout");
}

static void check_absolute(clockid_t clock, int flag, const char *name)
{
    int op = FUTEX_WAIT_BITSET | FUTEX_PRIVATE | flag;
    struct timespec when = in_future(clock, 10000000), past = {1, 0};
    int64_t end = when.tv_sec * 1000000000ll + when.tv_nsec;

    CHECK_ERR(futex_wait(&word, op, 5, &when), ETIMEDOUT);
    CHECK(now_ns(clock) >= end);
    CHECK_ERR(futex_wait(&word, op, 5, &when), ETIMEDOUT);
    CHECK_ERR(futex_wait(&word, op, 5, &past), ETIMEDOUT);
    CHECK_ERR(futex_wait(&word, op, 4, &past), EAGAIN);
    ok(name);
}

static void check_bad_times(void)
{
    struct timespec bad[] = {{0, 1000000000}, {0, -1}, {-1, 0}};

    for (int i = 0; i < 3; i++) {
        CHECK_ERR(futex_wait(&word, FUTEX_WAIT, 5, &bad[i]), EINVAL);
        CHECK_ERR(futex_wait(&word, FUTEX_WAIT_BITSET, 5, &bad[i]), EINVAL);
    }
    CHECK_ERR(futex_wait(&word, FUTEX_WAIT, 5, KERNEL_ADDRESS), EFAULT);
    CHECK_ERR(futex_wait(&word, FUTEX_WAIT, 5, no_access_page()), EFAULT);
    ok("bad times");
}

static void check_bad_words(int private)
{
    char *unaligned = (char *)&word + 1;
    int wait = FUTEX_WAIT | private, wake = FUTEX_WAKE | private;

    CHECK_ERR(futex_wait(unaligned, wait, 5, NULL), EINVAL);
    CHECK_ERR(futex_wake(unaligned, wake, 1, 0), EINVAL);
    CHECK_ERR(futex_wait(KERNEL_ADDRESS, wait, 5, NULL), EFAULT);
    CHECK_ERR(futex_wake(KERNEL_ADDRESS, wake, 1, 0), EFAULT);
    CHECK_ERR(futex_wait(NON_CANONICAL, wait, 5, NULL), EFAULT);
    CHECK_ERR(futex_wait(NULL, wait, 0, NULL), EFAULT);
    CHECK_ERR(futex_wait(no_access_page(), wait, 0, NULL), EFAULT);
    ok("bad words");
}

/* A private futex is its address alone, a word that need not be readable. */
static void check_wake_unmapped(void)
{
    int private = FUTEX_WAKE | FUTEX_PRIVATE;

    CHECK_EQ(futex_wake(no_access_page(), private, 1, 0), 0);
    CHECK_ERR(futex_wake(no_access_page(), FUTEX_WAKE, 1, 0), EFAULT);
    CHECK_EQ(futex_wake(read_only_page(), private, 1, 0), 0);
    ok("wake without memory");
}

static void check_bad_operations(void)
{
    struct timespec none = {0, 0};
    int bitset = FUTEX_WAIT_BITSET | FUTEX_PRIVATE;

    CHECK_ERR(syscall(SYS_futex, &word, bitset, 5, &none, NULL, 0), EINVAL);
    CHECK_ERR(futex_wake(&word, FUTEX_WAKE_BITSET, 1, 0), EINVAL);
    CHECK_ERR(syscall(SYS_futex, &word, 99, 5, NULL, NULL, 0), ENOSYS);
    CHECK_ERR(syscall(SYS_futex, &word, FUTEX_WAKE | FUTEX_REALTIME, 1),
              ENOSYS);
    CHECK_EQ(futex_wake(&word, FUTEX_WAKE | FUTEX_PRIVATE, 1, 0), 0);
    CHECK_EQ(futex_wake(&word, FUTEX_WAKE, FUTEX_ALL, 0), 0);
    ok("bad operations");
}

int main(void)
{
    check_mismatch(0);
    check_mismatch(FUTEX_PRIVATE);
    check_relative(0);
    check_relative(FUTEX_PRIVATE);
    check_absolute(CLOCK_MONOTONIC, 0, "until a monotonic time");
    check_absolute(CLOCK_REALTIME, FUTEX_REALTIME, "until a real time");
    check_bad_times();
    check_bad_words(0);
    check_bad_words(FUTEX_PRIVATE);
    check_wake_unmapped();
    check_bad_operations();
    return check_status();
}
