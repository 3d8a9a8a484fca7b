/* SPDX-License-Identifier: MIT
 *
 * What the calls of sched_setscheduler(2) and sched_setattr(2) have in common.
 */
#ifndef TASK_SCHED_CALLS_H
#define TASK_SCHED_CALLS_H

#include <stdbool.h>
#include "task/sched.h"

/* The LWP that `pid` means here (0: the caller), with a reference; or NULL. */
struct lwp *sched_find(int pid);

/* May the caller give it this nice value, a better one than it has? */
bool sched_may_nice(const struct lwp *lwp, int nice);

/* Give it that class, with what belongs to it, if the caller may. 0, -EINVAL: a
 * priority that the class has not, or a policy without deadlines; -EPERM; -EBUSY:
 * no room for it. */
int sched_change(struct lwp *lwp, const struct sched_attributes *to,
                 bool reset_on_fork);

#endif
