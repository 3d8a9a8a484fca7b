/* SPDX-License-Identifier: MIT
 *
 * Resource limits as they are kept: what is legal, whose, and in which order a
 * bad call is refused.
 */
#define _GNU_SOURCE
#include "check.h"
#include <sys/resource.h>

#define ABSENT 0x3fffffff /* no process has this id */

static long prlimit_bare(int pid, int resource, const void *set, void *old)
{
    return syscall(SYS_prlimit64, pid, resource, set, old);
}

static void check_kept(void)
{
    struct rlimit was, now, next;

    for (int resource = 0; resource < 16; resource++) {
        CHECK_EQ(prlimit_bare(0, resource, NULL, &was), 0);
        CHECK(was.rlim_cur <= was.rlim_max);
        next = (struct rlimit){was.rlim_max / 2, was.rlim_max};
        if (resource == RLIMIT_STACK || resource == RLIMIT_AS ||
            resource == RLIMIT_DATA || resource == RLIMIT_CPU)
            next = was;
        CHECK_EQ(prlimit_bare(getpid(), resource, &next, &now), 0);
        CHECK(now.rlim_cur == was.rlim_cur && now.rlim_max == was.rlim_max);
        CHECK_EQ(syscall(SYS_getrlimit, resource, &now), 0);
        CHECK(now.rlim_cur == next.rlim_cur && now.rlim_max == next.rlim_max);
        CHECK_EQ(syscall(SYS_setrlimit, resource, &was), 0);
        CHECK_EQ(prlimit_bare(0, resource, NULL, &now), 0);
        CHECK(now.rlim_cur == was.rlim_cur && now.rlim_max == was.rlim_max);
    }
    ok("kept");
}

static void check_bounds(void)
{
    struct rlimit was, now, bad = {2, 1};

    CHECK_EQ(getrlimit(RLIMIT_CORE, &was), 0);
    CHECK_ERR(prlimit_bare(0, RLIMIT_CORE, &bad, &now), EINVAL);
    CHECK_ERR(setrlimit(RLIMIT_CORE, &bad), EINVAL);
    CHECK_EQ(getrlimit(RLIMIT_CORE, &now), 0);
    CHECK(now.rlim_cur == was.rlim_cur && now.rlim_max == was.rlim_max);
    bad = (struct rlimit){1ul << 40, 1ul << 40};
    CHECK_ERR(syscall(SYS_setrlimit, RLIMIT_NOFILE, &bad), EPERM);
    bad = (struct rlimit){RLIM_INFINITY, RLIM_INFINITY};
    CHECK_ERR(syscall(SYS_setrlimit, RLIMIT_NOFILE, &bad), EPERM);
    ok("bounds");
}

static void check_errors(void)
{
    struct rlimit limit;

    CHECK_EQ(getrlimit(RLIMIT_CORE, &limit), 0);
    CHECK_ERR(prlimit_bare(0, 16, NULL, NULL), EINVAL);
    CHECK_ERR(prlimit_bare(0, -1, NULL, &limit), EINVAL);
    CHECK_ERR(syscall(SYS_getrlimit, 16, &limit), EINVAL);
    CHECK_ERR(syscall(SYS_setrlimit, 16, &limit), EINVAL);
    CHECK_ERR(syscall(SYS_getrlimit, 16, KERNEL_ADDRESS), EINVAL);
    CHECK_ERR(syscall(SYS_setrlimit, 16, KERNEL_ADDRESS), EFAULT);
    CHECK_ERR(syscall(SYS_getrlimit, RLIMIT_CORE, NULL), EFAULT);
    CHECK_ERR(syscall(SYS_setrlimit, RLIMIT_CORE, NULL), EFAULT);
    CHECK_ERR(prlimit_bare(0, RLIMIT_CORE, KERNEL_ADDRESS, NULL), EFAULT);
    CHECK_ERR(prlimit_bare(0, RLIMIT_CORE, NULL, KERNEL_ADDRESS), EFAULT);
    CHECK_ERR(prlimit_bare(ABSENT, RLIMIT_CORE, NULL, &limit), ESRCH);
    CHECK_ERR(prlimit_bare(-1, RLIMIT_CORE, NULL, &limit), ESRCH);
    CHECK_ERR(prlimit_bare(ABSENT, 16, NULL, &limit), ESRCH);
    CHECK_ERR(prlimit_bare(ABSENT, 16, KERNEL_ADDRESS, NULL), EFAULT);
    ok("errors");
}

int main(void)
{
    check_kept();
    check_bounds();
    check_errors();
    return check_status();
}
