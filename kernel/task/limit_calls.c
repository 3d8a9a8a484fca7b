/* SPDX-License-Identifier: MIT
 *
 * Resource limits: getrlimit(2). Here they are kept; whoever gives out a resource
 * looks at its limit.
 */
#include "core.h"
#include "lib/errno.h"
#include "mm/layout.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/credentials.h"
#include "task/process.h"

#define OPEN_MAX 1024        /* descriptors that a process can have at most */
#define LOCKED (8ul << 20)   /* bytes of memory, for others than root */
#define SIGNALS_PENDING 4096 /* queued signals, unless it is raised */

void process_init_limits(struct process *process)
{
    for (int i = 0; i < RLIMIT_COUNT; i++)
        process->limits[i] = (struct rlimit){RLIM_INFINITY, RLIM_INFINITY};
    process->limits[RLIMIT_STACK].soft = USER_STACK_SIZE;
    process->limits[RLIMIT_CORE].soft = 0;
    process->limits[RLIMIT_MEMLOCK] = (struct rlimit){LOCKED, LOCKED};
    process->limits[RLIMIT_NICE] = (struct rlimit){0, 0};
    process->limits[RLIMIT_RTPRIO] = (struct rlimit){0, 0};
    process->limits[RLIMIT_NOFILE] = (struct rlimit){OPEN_MAX, OPEN_MAX};
    process->limits[RLIMIT_SIGPENDING] =
        (struct rlimit){SIGNALS_PENDING, SIGNALS_PENDING};
}

/* Root may raise hard limits, but not beyond what there is. The process's lock is
 * held. */
static int set_limit(struct process *process, uint32_t resource,
                     const struct rlimit *next)
{
    struct rlimit *limit = &process->limits[resource];

    if (next->soft > next->hard)
        return -EINVAL;
    if (resource == RLIMIT_NOFILE && next->hard > OPEN_MAX)
        return -EPERM;
    if (next->hard > limit->hard &&
        !credentials_root(&current_process()->credentials))
        return -EPERM;
    *limit = *next;
    return 0;
}

/* *last is the limit as it was; `next` may be NULL. */
static int exchange_limit(struct process *process, uint32_t resource,
                          const struct rlimit *next, struct rlimit *last)
{
    int error = 0;

    if (resource >= RLIMIT_COUNT)
        return -EINVAL;
    spin_lock(&process->lock);
    *last = process->limits[resource];
    if (next)
        error = set_limit(process, resource, next);
    spin_unlock(&process->lock);
    return error;
}

/* With a reference; 0: the caller's. NULL if there is none. */
static struct process *process_of(int pid)
{
    return process_find(pid ? (uint32_t)pid : current_process()->pid);
}

/* Root may see and set everybody's limits, others only those of a process that is
 * wholly theirs. */
static bool may_limit(const struct process *process)
{
    const struct credentials *own = &current_process()->credentials;
    const struct credentials *its = &process->credentials;
    uint32_t user = own->user.real, group = own->group.real;

    return process == current_process() || credentials_root(own) ||
           (user == its->user.real && user == its->user.effective &&
            user == its->user.saved && group == its->group.real &&
            group == its->group.effective && group == its->group.saved);
}

int64_t sys_prlimit64(int pid, uint32_t resource, uint64_t set, uint64_t old)
{
    struct rlimit next, last;

    if (set && copy_from_user(&next, set, sizeof(next)))
        return -EFAULT;
    struct process *process = process_of(pid);
    if (!process)
        return -ESRCH;
    int error = -EPERM;
    if (may_limit(process))
        error = exchange_limit(process, resource, set ? &next : NULL, &last);
    process_put(process);
    if (error || !old)
        return error;
    return copy_to_user(old, &last, sizeof(last));
}

int64_t sys_getrlimit(uint32_t resource, uint64_t limit)
{
    struct rlimit last;
    int error = exchange_limit(current_process(), resource, NULL, &last);

    return error ? error : copy_to_user(limit, &last, sizeof(last));
}

int64_t sys_setrlimit(uint32_t resource, uint64_t limit)
{
    struct rlimit next, last;

    if (copy_from_user(&next, limit, sizeof(next)))
        return -EFAULT;
    return exchange_limit(current_process(), resource, &next, &last);
}
