/* SPDX-License-Identifier: MIT
 *
 * System calls about scheduling: sched(7). The POSIX classes are remembered for
 * their callers and nice values go to the policy; what they mean is its business.
 */
#include "core.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "mm/uaccess.h"
#include "sched/sched.h"
#include "syscall.h"
#include "task/process.h"
#include "task/sched.h"
#include "time/clock.h"

enum { SCHED_OTHER, SCHED_FIFO, SCHED_RR, SCHED_BATCH, SCHED_IDLE = 5 };
#define SCHED_RESET_ON_FORK 0x40000000
#define PRIORITY_MAX 99
enum { PRIO_PROCESS, PRIO_PGRP, PRIO_USER };

/* The LWP that `pid` means here (0: the caller), with a reference. */
static struct lwp *find(int pid)
{
    if (pid == 0) {
        lwp_get(current_lwp());
        return current_lwp();
    }
    return pid > 0 ? lwp_find((uint32_t)pid) : NULL;
}

static bool real_time(int policy)
{
    return policy == SCHED_FIFO || policy == SCHED_RR;
}

static bool known(int policy)
{
    return policy >= SCHED_OTHER && policy <= SCHED_IDLE && policy != 4;
}

int64_t sys_sched_yield(void)
{
    sched_yield();
    return 0;
}

int64_t sys_sched_setaffinity(int pid, uint64_t bytes, uint64_t mask)
{
    uint64_t affinity = 0;

    if (copy_from_user(&affinity, mask, min_u64(bytes, sizeof(affinity))))
        return -EFAULT;
    struct lwp *lwp = pid >= 0 ? find(pid) : NULL;
    if (!lwp)
        return -ESRCH;
    int error = sched_set_affinity(lwp, affinity);
    lwp_put(lwp);
    return error;
}

int64_t sys_sched_getaffinity(int pid, uint64_t bytes, uint64_t mask)
{
    if (bytes < sizeof(uint64_t) || bytes % sizeof(uint64_t))
        return -EINVAL;
    struct lwp *lwp = pid >= 0 ? find(pid) : NULL;
    if (!lwp)
        return -ESRCH;
    uint64_t affinity = lwp->sched.affinity;
    lwp_put(lwp);
    if (copy_to_user(mask, &affinity, sizeof(affinity)))
        return -EFAULT;
    return sizeof(affinity);
}

/* Set class and priority, or only the priority (policy < 0). */
static int64_t set_class(int pid, int policy, uint64_t param)
{
    int32_t priority;

    if (!param || pid < 0)
        return -EINVAL;
    if (copy_from_user(&priority, param, sizeof(priority)))
        return -EFAULT;
    struct lwp *lwp = find(pid);
    if (!lwp)
        return -ESRCH;
    if (policy < 0)
        policy = lwp->posix_class;
    int64_t error = -EINVAL;
    if (known(policy) &&
        (real_time(policy) ? priority >= 1 && priority <= PRIORITY_MAX
                           : priority == 0)) {
        lwp->posix_class = policy;
        lwp->posix_priority = priority;
        error = 0;
    }
    lwp_put(lwp);
    return error;
}

int64_t sys_sched_setscheduler(int pid, int policy, uint64_t param)
{
    if (policy < 0)
        return -EINVAL;
    return set_class(pid, policy & ~SCHED_RESET_ON_FORK, param);
}

int64_t sys_sched_setparam(int pid, uint64_t param)
{
    return set_class(pid, -1, param);
}

int64_t sys_sched_getscheduler(int pid)
{
    if (pid < 0)
        return -EINVAL;
    struct lwp *lwp = find(pid);
    if (!lwp)
        return -ESRCH;
    int policy = lwp->posix_class;
    lwp_put(lwp);
    return policy;
}

int64_t sys_sched_getparam(int pid, uint64_t param)
{
    if (pid < 0 || !param)
        return -EINVAL;
    struct lwp *lwp = find(pid);
    if (!lwp)
        return -ESRCH;
    int32_t priority = lwp->posix_priority;
    lwp_put(lwp);
    return copy_to_user(param, &priority, sizeof(priority));
}

int64_t sys_sched_get_priority_max(int policy)
{
    if (!known(policy) && policy != 6)
        return -EINVAL;
    return real_time(policy) ? PRIORITY_MAX : 0;
}

int64_t sys_sched_get_priority_min(int policy)
{
    if (!known(policy) && policy != 6)
        return -EINVAL;
    return real_time(policy) ? 1 : 0;
}

int64_t sys_sched_rr_get_interval(int pid, uint64_t interval)
{
    if (pid < 0)
        return -EINVAL;
    struct lwp *lwp = find(pid);
    if (!lwp)
        return -ESRCH;
    lwp_put(lwp);
    struct timespec turn = {(int64_t)(sched_turn() / NSEC_PER_SEC),
                            (int64_t)(sched_turn() % NSEC_PER_SEC)};
    return copy_to_user(interval, &turn, sizeof(turn));
}

/* 20 - nice, so that it is never negative: getpriority(2), "C library/kernel". */
int64_t sys_getpriority(int which, int who)
{
    if (which < PRIO_PROCESS || which > PRIO_USER)
        return -EINVAL;
    struct lwp *lwp = find(which == PRIO_PROCESS ? who : 0);
    if (!lwp)
        return -ESRCH;
    int nice = lwp->sched.nice;
    lwp_put(lwp);
    return 20 - nice;
}

int64_t sys_setpriority(int which, int who, int nice)
{
    if (which < PRIO_PROCESS || which > PRIO_USER)
        return -EINVAL;
    struct lwp *lwp = find(which == PRIO_PROCESS ? who : 0);
    if (!lwp)
        return -ESRCH;
    if (nice < SCHED_NICE_MIN)
        nice = SCHED_NICE_MIN;
    if (nice > SCHED_NICE_MAX)
        nice = SCHED_NICE_MAX;
    sched_set_nice(lwp, nice);
    lwp_put(lwp);
    return 0;
}
