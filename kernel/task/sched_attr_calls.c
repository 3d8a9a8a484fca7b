/* SPDX-License-Identifier: MIT
 *
 * sched_setattr(2) and sched_getattr(2): class, nice value, priority and deadline
 * in one call, through a structure that tells its own size. Utilisation clamps are
 * unknown (EOPNOTSUPP), as in a Linux that is built without them.
 */
#include "core.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "mm/layout.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/lwp.h"
#include "task/sched_calls.h"

/* As struct sched_attr. */
struct attributes {
    uint32_t size, class;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
    uint32_t clamp_min, clamp_max;
};

#define SIZE_FIRST 48 /* of its first version, without clamps */

#define FLAG_RESET_ON_FORK 0x01u
#define FLAG_KEEP_POLICY 0x08u
#define FLAG_KEEP_PARAMS 0x10u
#define FLAG_CLAMPS 0x60u
#define FLAGS_KNOWN 0x7fu /* with two that concern power and overruns */

/* sched(7) */
#define RUNTIME_MIN 1024u        /* ns */
#define PERIOD_MIN 100000u       /* ns */
#define PERIOD_MAX 4194304000ull /* ns */

/* The rest of a longer structure has to be 0. 1: it is; 0 or -EFAULT. */
static int rest_is_zero(uint64_t from, uint64_t bytes)
{
    uint8_t byte;

    for (; bytes; from++, bytes--) {
        if (copy_from_user(&byte, from, 1))
            return -EFAULT;
        if (byte)
            return 0;
    }
    return 1;
}

static int read_attributes(struct attributes *to, uint64_t from)
{
    uint32_t size;

    *to = (struct attributes){0};
    if (copy_from_user(&size, from, sizeof(size)))
        return -EFAULT;
    if (size == 0)
        size = SIZE_FIRST;
    uint64_t known = min_u64(size, sizeof(*to));
    int good = size >= SIZE_FIRST && size <= PAGE_SIZE
                   ? rest_is_zero(from + known, size - known)
                   : 0;
    if (good < 0)
        return good;
    if (good == 0) {
        size = sizeof(*to);
        return copy_to_user(from, &size, sizeof(size)) ? -EFAULT : -E2BIG;
    }
    if (copy_from_user(to, from, known))
        return -EFAULT;
    if ((to->flags & FLAG_CLAMPS) && size < sizeof(*to))
        return -EINVAL;
    return 0;
}

static bool is_other(enum sched_class class)
{
    return class == SCHED_OTHER || class == SCHED_BATCH || class == SCHED_IDLE;
}

static bool is_class(uint32_t class)
{
    return class <= SCHED_DEADLINE && class != 4;
}

static bool deadline_valid(const struct sched_attributes *wanted)
{
    return wanted->runtime >= RUNTIME_MIN &&
           wanted->deadline >= wanted->runtime &&
           wanted->period >= wanted->deadline && wanted->period >= PERIOD_MIN &&
           wanted->period <= PERIOD_MAX;
}

/* What `from` asks for, of an LWP that has `now`. */
static struct sched_attributes wanted_of(const struct attributes *from,
                                         const struct sched_attributes *now)
{
    struct sched_attributes wanted = {.nice = now->nice};

    if (from->flags & FLAG_KEEP_PARAMS) /* Linux keeps the class with them */
        return *now;
    wanted.class = from->flags & FLAG_KEEP_POLICY
                       ? now->class
                       : (enum sched_class)from->class;
    wanted.priority = (int)from->priority;
    if (is_other(wanted.class) && wanted.class != SCHED_IDLE) /* as on Linux */
        wanted.nice = from->nice < SCHED_NICE_MIN   ? SCHED_NICE_MIN
                      : from->nice > SCHED_NICE_MAX ? SCHED_NICE_MAX
                                                    : from->nice;
    if (wanted.class == SCHED_DEADLINE) {
        wanted.runtime = from->runtime;
        wanted.deadline = from->deadline;
        wanted.period = from->period ? from->period : from->deadline;
    }
    return wanted;
}

static int set_attributes(struct lwp *lwp, const struct attributes *from)
{
    struct sched_attributes now = sched_attributes(lwp);
    now.class = lwp_own_class(lwp);
    now.priority = lwp->posix_priority;
    struct sched_attributes wanted = wanted_of(from, &now);
    bool reset = from->flags & FLAG_KEEP_POLICY
                     ? lwp->posix_class & SCHED_RESET_ON_FORK
                     : from->flags & FLAG_RESET_ON_FORK;

    if (!(from->flags & FLAG_KEEP_POLICY) && !is_class(from->class))
        return -EINVAL;
    if (from->flags & ~(uint64_t)FLAGS_KNOWN)
        return -EINVAL;
    if (wanted.class == SCHED_DEADLINE && !deadline_valid(&wanted))
        return -EINVAL;
    if (from->flags & FLAG_CLAMPS)
        return -EOPNOTSUPP;
    if (wanted.nice < now.nice && !sched_may_nice(lwp, wanted.nice))
        return -EPERM;
    return sched_change(lwp, &wanted, reset);
}

int64_t sys_sched_setattr(int pid, uint64_t attributes, uint32_t flags)
{
    struct attributes from;

    if (!attributes || pid < 0 || flags)
        return -EINVAL;
    int error = read_attributes(&from, attributes);
    if (!error && (int32_t)from.class < 0)
        error = -EINVAL;
    if (error)
        return error;
    struct lwp *lwp = sched_find(pid);
    if (!lwp)
        return -ESRCH;
    error = set_attributes(lwp, &from);
    lwp_put(lwp);
    return error;
}

int64_t sys_sched_getattr(int pid, uint64_t to, uint32_t size, uint32_t flags)
{
    if (!to || pid < 0 || flags || size < SIZE_FIRST || size > PAGE_SIZE)
        return -EINVAL;
    struct lwp *lwp = sched_find(pid);
    if (!lwp)
        return -ESRCH;
    struct sched_attributes now = sched_attributes(lwp);
    now.class = lwp_own_class(lwp);
    now.priority = lwp->posix_priority;
    struct attributes attributes = {
        .size = (uint32_t)min_u64(size, sizeof(attributes)),
        .class = now.class,
        .flags =
            lwp->posix_class & SCHED_RESET_ON_FORK ? FLAG_RESET_ON_FORK : 0,
        .nice = is_other(now.class) ? now.nice : 0,
        .priority = (uint32_t)lwp->posix_priority,
        .runtime = now.runtime,
        .deadline = now.deadline,
        .period = now.period,
    };
    lwp_put(lwp);
    return copy_to_user(to, &attributes, attributes.size);
}
