/* SPDX-License-Identifier: MIT
 *
 * RLIMIT_CPU: a process that has used more CPU time than it may gets SIGXCPU, each
 * second anew, and at the hard limit SIGKILL. Looked at on ticks. Source:
 * getrlimit(2).
 */
#ifndef TASK_CPU_LIMIT_H
#define TASK_CPU_LIMIT_H

#include <stdbool.h>
#include "task/process.h"

/* Has `process` a limit? Without the lock: as it is now. */
static inline bool cpu_limit_set(const struct process *process)
{
    return process->limits[RLIMIT_CPU].soft != RLIM_INFINITY;
}

/* A tick found the current LWP running: it shall check the limit, if there is one,
 * before it goes on in ring 3. Interrupt context. */
static inline void cpu_limit_tick(void)
{
    struct lwp *lwp = current_lwp();

    if (lwp->process && cpu_limit_set(lwp->process))
        lwp_attend(lwp);
}

/* Send the current process what is due. Process context, no lock. */
void cpu_limit_check(void);

#endif
