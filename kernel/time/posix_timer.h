/* SPDX-License-Identifier: MIT
 *
 * POSIX timers: timer_create(2). Each belongs to a process and sends a signal when
 * its time is up.
 */
#ifndef TIME_POSIX_TIMER_H
#define TIME_POSIX_TIMER_H

struct process;

/* Delete every timer of `process`: it ends, or runs a new program. Process
 * context, no lock held; nobody makes timers of it meanwhile. */
void posix_timers_release(struct process *process);

#endif
