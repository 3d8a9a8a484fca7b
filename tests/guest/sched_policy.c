/* SPDX-License-Identifier: MIT
 *
 * Scheduling classes as far as an ordinary thread sees them: it is
 * SCHED_OTHER, knows the ranges of priorities, and is refused nonsense.
 */
#define _GNU_SOURCE
#include "check.h"
#include <sched.h>
#include <sys/resource.h>

#ifndef SCHED_BATCH
#define SCHED_BATCH 3
#endif

/* musl's own sched_getscheduler and _setscheduler only say ENOSYS. */
static long get_scheduler(int pid)
{
    return syscall(SYS_sched_getscheduler, pid);
}

static long set_scheduler(int pid, int policy, int priority)
{
    int param = priority;

    return syscall(SYS_sched_setscheduler, pid, policy, &param);
}

static void check_ranges(void)
{
    CHECK_EQ(sched_get_priority_min(SCHED_OTHER), 0);
    CHECK_EQ(sched_get_priority_max(SCHED_OTHER), 0);
    CHECK_EQ(sched_get_priority_min(SCHED_FIFO), 1);
    CHECK_EQ(sched_get_priority_max(SCHED_FIFO), 99);
    CHECK_EQ(sched_get_priority_min(SCHED_RR), 1);
    CHECK_EQ(sched_get_priority_max(SCHED_RR), 99);
    CHECK_EQ(sched_get_priority_max(SCHED_BATCH), 0);
    CHECK_ERR(sched_get_priority_min(77), EINVAL);
    CHECK_ERR(sched_get_priority_max(-1), EINVAL);
    ok("ranges");
}

static void check_scheduler(void)
{
    int param = -1;

    CHECK_EQ(get_scheduler(0), SCHED_OTHER);
    CHECK_EQ(get_scheduler(getpid()), SCHED_OTHER);
    CHECK_EQ(syscall(SYS_sched_getparam, 0, &param), 0);
    CHECK_EQ(param, 0);
    CHECK_EQ(set_scheduler(0, SCHED_OTHER, 0), 0);
    CHECK_EQ(syscall(SYS_sched_setparam, 0, &param), 0);
    CHECK_EQ(get_scheduler(0), SCHED_OTHER);
    ok("scheduler");
}

static void check_errors(void)
{
    CHECK_ERR(set_scheduler(0, SCHED_OTHER, 1), EINVAL);
    CHECK_ERR(set_scheduler(0, SCHED_FIFO, 0), EINVAL);
    CHECK_ERR(set_scheduler(0, SCHED_FIFO, 100), EINVAL);
    CHECK_ERR(set_scheduler(0, 77, 0), EINVAL);
    CHECK_ERR(set_scheduler(0, -1, 0), EINVAL);
    CHECK_ERR(set_scheduler(-1, SCHED_OTHER, 0), EINVAL);
    CHECK_ERR(set_scheduler(0x3fffffff, SCHED_OTHER, 0), ESRCH);
    CHECK_ERR(get_scheduler(-1), EINVAL);
    CHECK_ERR(get_scheduler(0x3fffffff), ESRCH);
    CHECK_ERR(syscall(SYS_sched_getparam, 0, NULL), EINVAL);
    CHECK_ERR(syscall(SYS_sched_getparam, 0, KERNEL_ADDRESS), EFAULT);
    CHECK_ERR(syscall(SYS_sched_setscheduler, 0, 0, NULL), EINVAL);
    CHECK_ERR(syscall(SYS_sched_setscheduler, 0, 0, KERNEL_ADDRESS), EFAULT);
    ok("errors");
}

static void check_interval(void)
{
    struct timespec t = {-1, -1};

    CHECK_EQ(syscall(SYS_sched_rr_get_interval, 0, &t), 0);
    CHECK(t.tv_sec == 0 && t.tv_nsec >= 0 && t.tv_nsec < 1000000000);
    CHECK_ERR(syscall(SYS_sched_rr_get_interval, -1, &t), EINVAL);
    CHECK_ERR(syscall(SYS_sched_rr_get_interval, 0x3fffffff, &t), ESRCH);
    CHECK_ERR(syscall(SYS_sched_rr_get_interval, 0, KERNEL_ADDRESS), EFAULT);
    ok("interval");
}

/* The nice value as the bare call tells it: 20 minus it. */
static void check_nice(void)
{
    CHECK_EQ(syscall(SYS_getpriority, PRIO_PROCESS, 0), 20);
    CHECK_EQ(setpriority(PRIO_PROCESS, 0, 5), 0);
    CHECK_EQ(syscall(SYS_getpriority, PRIO_PROCESS, 0), 15);
    CHECK_EQ(getpriority(PRIO_PROCESS, 0), 5);
    CHECK_EQ(setpriority(PRIO_PROCESS, 0, 100), 0); /* the most there is */
    CHECK_EQ(getpriority(PRIO_PROCESS, 0), 19);
    CHECK_ERR(setpriority(9, 0, 0), EINVAL);
    CHECK_ERR(syscall(SYS_getpriority, 9, 0), EINVAL);
    CHECK_ERR(syscall(SYS_getpriority, PRIO_PROCESS, 0x3fffffff), ESRCH);
    ok("nice");
}

static void check_getcpu(void)
{
    unsigned cpu = ~0u, node = ~0u;

    CHECK_EQ(syscall(SYS_getcpu, &cpu, &node, NULL), 0);
    CHECK((long)cpu < sysconf(_SC_NPROCESSORS_CONF));
    CHECK(node < 64);
    CHECK_EQ(syscall(SYS_getcpu, NULL, NULL, NULL), 0);
    CHECK_ERR(syscall(SYS_getcpu, KERNEL_ADDRESS, NULL, NULL), EFAULT);
    for (int i = 0; i < 100; i++)
        CHECK_EQ(sched_yield(), 0);
    ok("getcpu, yield");
}

int main(void)
{
    check_ranges();
    check_scheduler();
    check_errors();
    check_interval();
    check_nice();
    check_getcpu();
    return check_status();
}
