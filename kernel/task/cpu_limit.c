/* SPDX-License-Identifier: MIT
 *
 * RLIMIT_CPU. See cpu_limit.h. The tick only makes the LWP look, since in an
 * interrupt there is neither the process's lock nor memory for a signal.
 */
#include "task/cpu_limit.h"
#include "time/clock.h"
#include "time/cpu_clock.h"

/* The signal that is due, or 0. As on Linux the soft limit moves on by a
 * second, for all to see. process->lock is held. */
static int due(struct process *process)
{
    struct rlimit *limit = &process->limits[RLIMIT_CPU];
    uint64_t used =
        cpu_clock_process_locked(process, CPU_TIME_BOTH) / NSEC_PER_SEC;

    if (used >= limit->hard)
        return SIGKILL;
    if (used < limit->soft)
        return 0;
    limit->soft++;
    return SIGXCPU;
}

void cpu_limit_check(void)
{
    struct process *process = current_process();

    spin_lock(&process->lock);
    int signal = due(process);
    spin_unlock(&process->lock);
    if (signal)
        signal_send_process(process, signal, SI_KERNEL);
}
