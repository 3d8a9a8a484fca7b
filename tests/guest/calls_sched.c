/* SPDX-License-Identifier: MIT
 *
 * Scheduling calls beyond what an ordinary thread asks (sched_policy.c): real-time
 * classes set and kept, nice values of groups and users, the masks' sizes. What
 * needs root is passed over without.
 */
#define _GNU_SOURCE
#include "check.h"
#include <sched.h>
#include <sys/resource.h>

#define ABSENT 0x3fffffff /* no process has this id */
#define RESET_ON_FORK 0x40000000

static long set_scheduler(int policy, int priority)
{
    return syscall(SYS_sched_setscheduler, 0, policy, &priority);
}

static void expect_class(int policy, int priority)
{
    int param = -1;

    CHECK_EQ(syscall(SYS_sched_getscheduler, 0), policy);
    CHECK_EQ(syscall(SYS_sched_getparam, 0, &param), 0);
    CHECK_EQ(param, priority);
}

static void check_classes(void)
{
    int param = 0;

    CHECK_EQ(set_scheduler(SCHED_BATCH, 0), 0);
    expect_class(SCHED_BATCH, 0);
    CHECK_EQ(set_scheduler(SCHED_IDLE, 0), 0);
    expect_class(SCHED_IDLE, 0);
    CHECK_EQ(set_scheduler(SCHED_OTHER | RESET_ON_FORK, 0), 0);
    expect_class(SCHED_OTHER | RESET_ON_FORK, 0);
    CHECK_EQ(syscall(SYS_sched_setparam, 0, &param), 0);
    expect_class(SCHED_OTHER | RESET_ON_FORK, 0);
    param = 1;
    CHECK_ERR(syscall(SYS_sched_setparam, 0, &param), EINVAL);
    CHECK_ERR(syscall(SYS_sched_setparam, 0, NULL), EINVAL);
    CHECK_ERR(syscall(SYS_sched_setparam, -1, &param), EINVAL);
    CHECK_ERR(syscall(SYS_sched_setparam, ABSENT, &param), ESRCH);
    CHECK_ERR(set_scheduler(4, 0), EINVAL);
    CHECK_ERR(set_scheduler(6, 0), EINVAL);
    CHECK_EQ(sched_get_priority_max(SCHED_IDLE), 0);
    CHECK_EQ(sched_get_priority_max(6), 0);
    CHECK_ERR(sched_get_priority_min(4), EINVAL);
    CHECK_ERR(sched_get_priority_min(RESET_ON_FORK), EINVAL);
    ok("classes");
}

static void check_priorities(void)
{
    int old = getpriority(PRIO_PROCESS, getpid()); /* not 0 under nice(1) */
    int nice = old < 16 ? old + 3 : 19;

    CHECK_EQ(getpriority(PRIO_PROCESS, 0), old);
    CHECK_EQ(setpriority(PRIO_PROCESS, getpid(), nice), 0);
    CHECK_EQ(syscall(SYS_getpriority, PRIO_PROCESS, 0), 20 - nice);
    CHECK(syscall(SYS_getpriority, PRIO_PGRP, 0) >= 20 - nice);
    CHECK(syscall(SYS_getpriority, PRIO_PGRP, getpgrp()) >= 20 - nice);
    CHECK(syscall(SYS_getpriority, PRIO_USER, 0) >= 20 - nice);
    CHECK(syscall(SYS_getpriority, PRIO_USER, getuid()) >= 20 - nice);
    CHECK_ERR(syscall(SYS_getpriority, PRIO_PGRP, ABSENT), ESRCH);
    CHECK_ERR(syscall(SYS_getpriority, PRIO_USER, ABSENT), ESRCH);
    CHECK_ERR(syscall(SYS_getpriority, PRIO_PROCESS, -1), ESRCH);
    CHECK_ERR(setpriority(PRIO_PGRP, ABSENT, 1), ESRCH);
    CHECK_ERR(setpriority(PRIO_USER, ABSENT, 1), ESRCH);
    CHECK_ERR(setpriority(3, 0, 1), EINVAL);
    CHECK_ERR(setpriority(-1, 0, 1), EINVAL);
    ok("priorities");
}

static void check_masks(void)
{
    unsigned long mask[128] = {0};
    long bytes = syscall(SYS_sched_getaffinity, 0, sizeof mask, mask);

    CHECK(bytes >= 8 && bytes % 8 == 0 && mask[0]);
    CHECK_ERR(syscall(SYS_sched_getaffinity, 0, 0, mask), EINVAL);
    CHECK_ERR(syscall(SYS_sched_getaffinity, 0, 12, mask), EINVAL);
    CHECK_ERR(syscall(SYS_sched_getaffinity, ABSENT, 128, mask), ESRCH);
    CHECK_ERR(syscall(SYS_sched_getaffinity, -1, 128, mask), ESRCH);
    CHECK_ERR(syscall(SYS_sched_getaffinity, 0, 128, KERNEL_ADDRESS), EFAULT);
    CHECK_EQ(syscall(SYS_sched_setaffinity, 0, sizeof mask, mask), 0);
    CHECK_ERR(syscall(SYS_sched_setaffinity, 0, 0, mask), EINVAL);
    CHECK_ERR(syscall(SYS_sched_setaffinity, 0, 8, KERNEL_ADDRESS), EFAULT);
    CHECK_ERR(syscall(SYS_sched_setaffinity, ABSENT, 8, mask), ESRCH);
    mask[0] = 0;
    CHECK_ERR(syscall(SYS_sched_setaffinity, 0, 8, mask), EINVAL);
    ok("masks");
}

static void check_root(void)
{
    int param = 99;

    CHECK_EQ(setpriority(PRIO_PROCESS, 0, -7), 0);
    CHECK_EQ(syscall(SYS_getpriority, PRIO_PROCESS, 0), 27);
    CHECK_EQ(setpriority(PRIO_PROCESS, 0, -100), 0);
    CHECK_EQ(syscall(SYS_getpriority, PRIO_PROCESS, 0), 40);
    CHECK_EQ(setpriority(PRIO_PROCESS, 0, 0), 0);
    CHECK_EQ(set_scheduler(SCHED_RR, 1), 0);
    expect_class(SCHED_RR, 1);
    CHECK_EQ(syscall(SYS_sched_setparam, 0, &param), 0);
    expect_class(SCHED_RR, 99);
    param = 0;
    CHECK_ERR(syscall(SYS_sched_setparam, 0, &param), EINVAL);
    CHECK_EQ(set_scheduler(SCHED_FIFO, 50), 0);
    expect_class(SCHED_FIFO, 50);
    CHECK_EQ(set_scheduler(SCHED_OTHER, 0), 0);
    expect_class(SCHED_OTHER, 0);
}

int main(void)
{
    check_classes();
    check_priorities();
    check_masks();
    if (geteuid() == 0)
        check_root();
    ok("root's");
    return check_status();
}
