/* SPDX-License-Identifier: MIT
 *
 * Interval timers: setitimer(2), alarm(2). Each process has up to three, which
 * send it a signal when time is up.
 */
#ifndef TIME_ITIMER_H
#define TIME_ITIMER_H

struct process;

/* Stop the timers of a process that has ended, and give back their memory.
 * Process context, no lock held; nobody sets timers of it any more. */
void itimers_release(struct process *process);

#endif
