/* SPDX-License-Identifier: MIT
 *
 * CPU-time clocks. Each LWP's time is kept by the scheduler's core at each
 * switch; here it is read and summed. A clock id below zero holds a
 * complemented pid or tid above three bits: bit 2 says that it is a tid, and
 * the low two must be 2, "scheduled time". Source: Linux,
 * include/linux/posix-timers.h, CPUCLOCK_*.
 */
#include "time/cpu_clock.h"

#include <stdbool.h>
#include "core.h"
#include "lib/errno.h"
#include "task/lwp.h"
#include "task/process.h"
#include "time/clock.h"

#define CPU_CLOCK_KIND 3
#define CPU_CLOCK_SCHEDULED 2
#define CPU_CLOCK_THREAD 4
#define CPU_CLOCK_SHIFT 3

uint64_t cpu_clock_process_locked(struct process *process)
{
    uint64_t sum = process->dead_time;
    list_for_each (node, &process->lwps)
        sum += lwp_run_time(list_entry(node, struct lwp, siblings));
    return clock_to_ns(sum);
}

uint64_t cpu_clock_process(struct process *process)
{
    spin_lock(&process->lock);
    uint64_t ns = cpu_clock_process_locked(process);
    spin_unlock(&process->lock);
    return ns;
}

static int read_thread(uint32_t tid, uint64_t *ns)
{
    struct lwp *lwp = lwp_find(tid);
    if (!lwp)
        return -EINVAL;
    bool own = lwp->process == current_process();
    *ns = clock_to_ns(lwp_run_time(lwp));
    lwp_put(lwp);
    return own ? 0 : -EINVAL;
}

static int read_named(int clockid, uint64_t *ns)
{
    uint32_t id = ~(uint32_t)(clockid >> CPU_CLOCK_SHIFT);
    if ((clockid & CPU_CLOCK_KIND) != CPU_CLOCK_SCHEDULED)
        return -EINVAL;
    if (clockid & CPU_CLOCK_THREAD)
        return read_thread(id ? id : current_lwp()->tid, ns);
    if (id && id != current_process()->pid)
        return -EINVAL;
    *ns = cpu_clock_process(current_process());
    return 0;
}

int cpu_clock_read(int clockid, uint64_t *ns)
{
    if (clockid < 0)
        return read_named(clockid, ns);
    if (clockid == CLOCK_THREAD_CPUTIME_ID)
        *ns = clock_to_ns(lwp_run_time(current_lwp()));
    else if (clockid == CLOCK_PROCESS_CPUTIME_ID)
        *ns = cpu_clock_process(current_process());
    else
        return -EINVAL;
    return 0;
}
