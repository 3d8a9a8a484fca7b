/* SPDX-License-Identifier: MIT
 *
 * CPU-time clocks: usage (task/usage.h) as a time. A clock id below zero holds a
 * complemented pid or tid above three bits: bit 2 says that it is a tid, the low
 * two which time. Source: Linux, include/linux/posix-timers.h, CPUCLOCK_*.
 */
#include "time/cpu_clock.h"

#include <stdbool.h>
#include "core.h"
#include "lib/errno.h"
#include "task/lwp.h"
#include "task/process.h"
#include "time/clock.h"

#define CPU_CLOCK_KIND 3
#define CPU_CLOCK_THREAD 4
#define CPU_CLOCK_SHIFT 3

static uint64_t time_of(const struct usage *usage, enum cpu_time kind)
{
    return clock_to_ns(usage->user +
                       (kind == CPU_TIME_USER ? 0 : usage->system));
}

uint64_t cpu_clock_process_locked(struct process *process, enum cpu_time kind)
{
    struct usage usage = usage_of_process_locked(process);

    return time_of(&usage, kind);
}

uint64_t cpu_clock_process(struct process *process, enum cpu_time kind)
{
    struct usage usage = usage_of_process(process);

    return time_of(&usage, kind);
}

uint64_t cpu_clock_lwp(struct lwp *lwp, enum cpu_time kind)
{
    struct usage usage = usage_of_lwp(lwp);

    return time_of(&usage, kind);
}

/* The parts of a negative id. */
static uint32_t id_of(int clockid)
{
    return ~(uint32_t)(clockid >> CPU_CLOCK_SHIFT);
}

static enum cpu_time kind_of(int clockid)
{
    return (enum cpu_time)(clockid & CPU_CLOCK_KIND);
}

/* The LWP `tid` (0: the caller) of the current process with a reference, or
 * NULL. */
static struct lwp *find_own(uint32_t tid)
{
    struct lwp *lwp = lwp_find(tid ? tid : current_lwp()->tid);

    if (!lwp || lwp->process == current_process())
        return lwp;
    lwp_put(lwp);
    return NULL;
}

static int read_thread(uint32_t tid, enum cpu_time kind, uint64_t *ns)
{
    struct lwp *lwp = find_own(tid);

    if (!lwp)
        return -EINVAL;
    *ns = cpu_clock_lwp(lwp, kind);
    lwp_put(lwp);
    return 0;
}

static int read_process(uint32_t pid, enum cpu_time kind, uint64_t *ns)
{
    struct process *process = process_find(pid);

    if (!process)
        return -EINVAL;
    *ns = cpu_clock_process(process, kind);
    process_put(process);
    return 0;
}

static int read_named(int clockid, uint64_t *ns)
{
    uint32_t id = id_of(clockid);
    enum cpu_time kind = kind_of(clockid);

    if (kind > CPU_TIME_SCHEDULED)
        return -EINVAL;
    if (clockid & CPU_CLOCK_THREAD)
        return read_thread(id, kind, ns);
    return read_process(id ? id : current_process()->pid, kind, ns);
}

int cpu_clock_find(int clockid, struct lwp **lwp, enum cpu_time *kind)
{
    bool thread = clockid == CLOCK_THREAD_CPUTIME_ID;
    uint32_t id = 0;

    *lwp = NULL;
    *kind = CPU_TIME_SCHEDULED;
    if (clockid < 0) {
        thread = clockid & CPU_CLOCK_THREAD;
        *kind = kind_of(clockid);
        id = id_of(clockid);
    } else if (!thread && clockid != CLOCK_PROCESS_CPUTIME_ID) {
        return -EINVAL;
    }
    if (*kind > CPU_TIME_SCHEDULED)
        return -EINVAL;
    if (!thread)
        return id && id != current_process()->pid ? -EINVAL : 0;
    *lwp = find_own(id);
    return *lwp ? 0 : -EINVAL;
}

int cpu_clock_read(int clockid, uint64_t *ns)
{
    if (clockid < 0)
        return read_named(clockid, ns);
    if (clockid == CLOCK_THREAD_CPUTIME_ID)
        *ns = cpu_clock_lwp(current_lwp(), CPU_TIME_SCHEDULED);
    else if (clockid == CLOCK_PROCESS_CPUTIME_ID)
        *ns = cpu_clock_process(current_process(), CPU_TIME_SCHEDULED);
    else
        return -EINVAL;
    return 0;
}
