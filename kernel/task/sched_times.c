/* SPDX-License-Identifier: MIT
 *
 * How long each core has been in ring 3, in the kernel, and idle. An LWP carries
 * its own times from core to core; what it had spent on the one that it leaves, or
 * ends on, is added up here.
 */
#include "core.h"
#include "lib/align.h"
#include "task/run_queue.h"
#include "task/sched.h"
#include "task/usage.h"
#include "x86/cpu.h"

/* Time in ring 3 on each core, of LWPs that went on elsewhere or ended; what the
 * others had here is theirs to tell: sched_core_times. Changed atomically. */
static uint64_t user_times[CORES_MAX];

/* What `lwp`, which is on no core, has run in ring 3 since it came to its core is
 * that core's; from now on it is `core`'s. */
void sched_count_user(struct lwp *lwp, uint32_t core)
{
    uint64_t user = lwp->run_time - lwp->system;

    __atomic_add_fetch(&user_times[lwp->user_core], user - lwp->user_counted,
                       __ATOMIC_RELAXED);
    lwp->user_counted = user;
    lwp->user_core = core;
}

void sched_ended(struct lwp *lwp)
{
    uint64_t flags = cpu_irq_save();

    sched_count_user(lwp, lwp->user_core);
    if (lwp->policy)
        sched_guarded_exit_task(lwp);
    cpu_irq_restore(flags);
}

static uint64_t user_time(uint32_t core)
{
    uint64_t time = 0;

    spin_lock(&lwps_lock);
    list_for_each (node, &lwps_all) {
        struct lwp *lwp = list_entry(node, struct lwp, all);
        if (lwp->user_core == core)
            time += usage_of_lwp(lwp).user - lwp->user_counted;
    }
    time += __atomic_load_n(&user_times[core], __ATOMIC_RELAXED);
    spin_unlock(&lwps_lock);
    return time;
}

/* An idle core's own clock stands; so its idle time is counted up to the
 * caller's. */
void sched_core_times(uint32_t core, uint64_t *user, uint64_t *system,
                      uint64_t *idle)
{
    *user = user_time(core);
    uint64_t flags = cpu_irq_save();
    uint64_t clock = core_ops->clock_of(core);
    uint64_t busy = clock - core_ops->idle_of(core);

    *user = min_u64(*user, busy);
    *system = busy - *user;
    *idle = max_u64(clock, core_clock()) - busy;
    cpu_irq_restore(flags);
}
