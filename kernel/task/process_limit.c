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

/* LWPs of `user`, and processes that nobody has waited for. */
static uint64_t count_all(uint32_t user)
{
    spin_lock(&tasks_lock);
    uint64_t count = count_zombies(user);
    spin_lock(&lwps_lock);
    count += count_lwps(user);
    spin_unlock(&lwps_lock);
    spin_unlock(&tasks_lock);
    return count;
}

/* Has the current process's user more than the limit and `more`? User 0 has no
 * limit. */
static bool exceeds(uint64_t more)
{
    const struct process *process = current_process();
    uint64_t limit = process->limits[RLIMIT_NPROC].soft;
    uint32_t user = process->credentials.user.real;

    return limit < RLIM_INFINITY - more && user != 0 &&
           count_all(user) > limit + more;
}

bool process_limit_allows(void)
{
    const struct process *process = current_process();
    uint64_t limit = process->limits[RLIMIT_NPROC].soft;
    uint32_t user = process->credentials.user.real;

    return limit == RLIM_INFINITY || user == 0 ||
           credentials_root(&process->credentials) || count_all(user) < limit;
}

/* Its own LWPs do not count yet, as on Linux. */
void process_limit_user_set(uint32_t last)
{
    struct process *process = current_process();

    if (process->credentials.user.real != last)
        process->crowded = exceeds(process->lwp_count);
}

bool process_limit_allows_exec(void)
{
    struct process *process = current_process();

    if (process->crowded && exceeds(0))
        return false;
    process->crowded = false;
    return true;
}
