/* SPDX-License-Identifier: MIT
 *
 * RLIMIT_NPROC: how many LWPs a user may have, in all processes together.
 */
#ifndef TASK_PROCESS_LIMIT_H
#define TASK_PROCESS_LIMIT_H

#include <stdbool.h>

/* May the current process make one more LWP? Root may always, and user 0 too. Takes
 * tasks_lock if there is a limit: then it counts. */
bool process_limit_allows(void);

#endif
