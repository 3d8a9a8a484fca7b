/* SPDX-License-Identifier: MIT
 *
 * RLIMIT_NPROC: how many LWPs a user may have, in all processes together.
 */
#ifndef TASK_PROCESS_LIMIT_H
#define TASK_PROCESS_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

/* May the current process make one more LWP? Root may always, and user 0 too. Takes
 * tasks_lock if there is a limit: then it counts. */
bool process_limit_allows(void);

/* The current process, whose real user was `last`, has perhaps changed it. That
 * never fails; but if its new user has too many LWPs already, the next exec does:
 * execve(2), EAGAIN. */
void process_limit_user_set(uint32_t last);

/* May the current process exec? */
bool process_limit_allows_exec(void);

#endif
