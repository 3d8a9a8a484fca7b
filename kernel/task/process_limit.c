/* SPDX-License-Identifier: MIT
 *
 * RLIMIT_NPROC. Nothing is counted as LWPs come and go: who has a limit pays for
 * it by a walk. Two that are made at once may together go beyond it by one. A
 * process that nobody has waited for counts, as on Linux. Source: getrlimit(2).
 */
#include "task/process_limit.h"

#include "task/credentials.h"
#include "task/family.h"
#include "task/process.h"

static bool is_of(const struct process *process, uint32_t user)
{
    return process && process->credentials.user.real == user;
}

/* LWPs of `user` that have not ended. lwps_lock is held. */
static uint64_t count_lwps(uint32_t user)
{
    uint64_t count = 0;

    list_for_each (node, &lwps_all) {
        const struct lwp *lwp = list_entry(node, struct lwp, all);
        count += lwp->state != 'Z' && is_of(lwp->process, user);
    }
    return count;
}

/* tasks_lock is held. */
static uint64_t count_zombies(uint32_t user)
{
    uint64_t count = 0;

    list_for_each (node, &processes_all) {
        const struct process *process = list_entry(node, struct process, all);
        count += process->zombie && is_of(process, user);
    }
    return count;
}

bool process_limit_allows(void)
{
    const struct process *process = current_process();
    uint64_t limit = process->limits[RLIMIT_NPROC].soft;
    uint32_t user = process->credentials.user.real;

    if (limit == RLIM_INFINITY || user == 0 ||
        credentials_root(&process->credentials))
        return true;
    spin_lock(&tasks_lock);
    uint64_t count = count_zombies(user);
    spin_lock(&lwps_lock);
    count += count_lwps(user);
    spin_unlock(&lwps_lock);
    spin_unlock(&tasks_lock);
    return count < limit;
}
