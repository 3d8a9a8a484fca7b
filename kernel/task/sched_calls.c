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
#include "task/credentials.h"
#include "task/futex_pi.h"
#include "task/process.h"
#include "task/sched.h"
#include "task/sched_calls.h"
#include "time/clock.h"

enum { PRIO_PROCESS, PRIO_PGRP, PRIO_USER };

struct lwp *sched_find(int pid)
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
    struct core_set affinity = {{0}};

    if (copy_from_user(&affinity, mask, min_u64(bytes, sizeof(affinity))))
        return -EFAULT;
    struct lwp *lwp = pid >= 0 ? sched_find(pid) : NULL;
    if (!lwp)
        return -ESRCH;
    bool fixed = lwp->attributes.class == SCHED_DEADLINE;
    int error = fixed && !sched_everywhere(&affinity)
                    ? -EBUSY
                    : sched_set_affinity(lwp, &affinity);
    lwp_put(lwp);
    return error;
}

int64_t sys_sched_getaffinity(int pid, uint64_t bytes, uint64_t mask)
{
    if (bytes < sizeof(uint64_t) || bytes % sizeof(uint64_t))
        return -EINVAL;
    struct lwp *lwp = pid >= 0 ? sched_find(pid) : NULL;
    if (!lwp)
        return -ESRCH;
    struct core_set affinity = lwp->affinity;
    lwp_put(lwp);
    if (copy_to_user(mask, &affinity, sizeof(affinity)))
        return -EFAULT;
    return sizeof(affinity);
}

/* May `lwp` get a priority of the real-time classes? Root may give any; others what
 * it has, or what its limit allows. */
static bool may_get(const struct lwp *lwp, int policy, int priority)
{
    const struct process *process = lwp->process;

    if (credentials_root(&current_process()->credentials))
        return true;
    if (policy == SCHED_DEADLINE)
        return false;
    return !real_time(policy) || priority <= lwp->posix_priority ||
           (uint64_t)priority <= process->limits[RLIMIT_RTPRIO].soft;
}

int sched_change(struct lwp *lwp, const struct sched_attributes *to,
                 bool reset_on_fork)
{
    if (to->priority > SCHED_PRIORITY_MAX || to->priority < 0 ||
        real_time(to->class) != (to->priority != 0))
        return -EINVAL;
    if (!may_get(lwp, to->class, to->priority))
        return -EPERM;
    int error = sched_request(lwp, to);
    if (error)
        return error;
    int flag = reset_on_fork ? SCHED_RESET_ON_FORK : 0;
    futex_pi_set_class(lwp, (int)to->class | flag, to->priority);
    return 0;
}

static int change_class(struct lwp *lwp, int policy, int priority)
{
    int class = policy & ~SCHED_RESET_ON_FORK;

    if (!known(class))
        return -EINVAL;
    return sched_change(lwp,
                        &(struct sched_attributes){
                            .class = (enum sched_class) class,
                            .nice = sched_attributes(lwp).nice,
                            .priority = priority,
                        },
                        policy & SCHED_RESET_ON_FORK);
}

/* Set class and priority, or only the priority (policy < 0). */
static int64_t set_class(int pid, int policy, uint64_t param)
{
    int32_t priority;

    if (!param || pid < 0)
        return -EINVAL;
    if (copy_from_user(&priority, param, sizeof(priority)))
        return -EFAULT;
    struct lwp *lwp = sched_find(pid);
    if (!lwp)
        return -ESRCH;
    if (policy < 0)
        policy = lwp->posix_class;
    int64_t error = change_class(lwp, policy, priority);
    lwp_put(lwp);
    return error;
}

int64_t sys_sched_setscheduler(int pid, int policy, uint64_t param)
{
    if (policy < 0)
        return -EINVAL;
    return set_class(pid, policy, param);
}

int64_t sys_sched_setparam(int pid, uint64_t param)
{
    return set_class(pid, -1, param);
}

int64_t sys_sched_getscheduler(int pid)
{
    if (pid < 0)
        return -EINVAL;
    struct lwp *lwp = sched_find(pid);
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
    struct lwp *lwp = sched_find(pid);
    if (!lwp)
        return -ESRCH;
    int32_t priority = lwp->posix_priority;
    lwp_put(lwp);
    return copy_to_user(param, &priority, sizeof(priority));
}

int64_t sys_sched_get_priority_max(int policy)
{
    if (!known(policy) && policy != SCHED_DEADLINE)
        return -EINVAL;
    return real_time(policy) ? SCHED_PRIORITY_MAX : 0;
}

int64_t sys_sched_get_priority_min(int policy)
{
    if (!known(policy) && policy != SCHED_DEADLINE)
        return -EINVAL;
    return real_time(policy) ? 1 : 0;
}

int64_t sys_sched_rr_get_interval(int pid, uint64_t interval)
{
    if (pid < 0)
        return -EINVAL;
    struct lwp *lwp = sched_find(pid);
    if (!lwp)
        return -ESRCH;
    enum sched_class class = lwp->attributes.class;
    lwp_put(lwp);
    bool endless = class == SCHED_FIFO || class == SCHED_DEADLINE;
    uint64_t ns = endless ? 0 : sched_turn();
    struct timespec turn = {(int64_t)(ns / NSEC_PER_SEC),
                            (int64_t)(ns % NSEC_PER_SEC)};
    return copy_to_user(interval, &turn, sizeof(turn));
}

/* ---- nice values: getpriority(2) ---- */

/* Whose nice values are meant. */
struct target {
    int which; /* PRIO_* */
    uint32_t who;
};

static struct target target_of(int which, int who)
{
    const struct process *process = current_process();
    uint32_t own = which == PRIO_PROCESS ? current_lwp()->tid
                   : which == PRIO_PGRP  ? process->group
                                         : process->credentials.user.real;

    return (struct target){which, who ? (uint32_t)who : own};
}

static bool is_meant(const struct lwp *lwp, const struct target *target)
{
    const struct process *process = lwp->process;

    if (!process || lwp->state == 'Z')
        return false;
    switch (target->which) {
    case PRIO_PROCESS:
        return lwp->tid == target->who;
    case PRIO_PGRP:
        return process->group == target->who;
    default:
        return process->credentials.user.real == target->who;
    }
}

/* 20 - nice, so that it is never negative ("C library/kernel differences"); the
 * best one, if several are meant. */
int64_t sys_getpriority(int which, int who)
{
    int64_t best = -ESRCH;

    if (which < PRIO_PROCESS || which > PRIO_USER)
        return -EINVAL;
    struct target target = target_of(which, who);
    spin_lock(&lwps_lock);
    list_for_each (node, &lwps_all) {
        struct lwp *lwp = list_entry(node, struct lwp, all);
        if (is_meant(lwp, &target) && 20 - lwp->attributes.nice > best)
            best = 20 - lwp->attributes.nice;
    }
    spin_unlock(&lwps_lock);
    return best;
}

bool sched_may_nice(const struct lwp *lwp, int nice)
{
    return current_process()->credentials.user.effective == 0 ||
           (uint64_t)(20 - nice) <= lwp->process->limits[RLIMIT_NICE].soft;
}

/* Others' LWPs only root may change, and only root may make one nicer than it is
 * or its limit allows. */
static int set_nice(struct lwp *lwp, int nice)
{
    const struct process *process = lwp->process;
    const struct credential_ids *own = &current_process()->credentials.user;
    bool root = own->effective == 0;

    if (!root && own->effective != process->credentials.user.real &&
        own->effective != process->credentials.user.effective)
        return -EPERM;
    if (nice < lwp->attributes.nice && !sched_may_nice(lwp, nice))
        return -EACCES;
    sched_set_nice(lwp, nice);
    return 0;
}

int64_t sys_setpriority(int which, int who, int nice)
{
    int64_t result = -ESRCH;

    if (which < PRIO_PROCESS || which > PRIO_USER)
        return -EINVAL;
    if (nice < SCHED_NICE_MIN)
        nice = SCHED_NICE_MIN;
    if (nice > SCHED_NICE_MAX)
        nice = SCHED_NICE_MAX;
    struct target target = target_of(which, who);
    spin_lock(&lwps_lock);
    list_for_each (node, &lwps_all) {
        struct lwp *lwp = list_entry(node, struct lwp, all);
        if (!is_meant(lwp, &target))
            continue;
        int error = set_nice(lwp, nice);
        if (error || result == -ESRCH)
            result = error;
    }
    spin_unlock(&lwps_lock);
    return result;
}
