/* SPDX-License-Identifier: MIT
 *
 * Stopping and continuing processes: the kernel's half of job control. Source:
 * signal(7), credentials(7), wait(2).
 */
#ifndef TASK_SIGNAL_STOP_H
#define TASK_SIGNAL_STOP_H

#include <stdbool.h>
#include "task/signal.h"

struct process;

#define SIGNALS_STOPPING                                                       \
    (signal_bit(SIGSTOP) | signal_bit(SIGTSTP) | signal_bit(SIGTTIN) |         \
     signal_bit(SIGTTOU))

/* What sending `signal` does at once, whoever blocks or ignores it: SIGCONT and
 * SIGKILL continue the process, SIGCONT and the stopping signals cancel each
 * other. process->lock is held. */
void signal_stop_sent(struct process *process, int signal);

/* The current process stops by `signal`, unless that comes from a terminal and
 * nobody could continue the process. No lock held. */
void signal_stop_begin(int signal);

/* Sleep while the current process is stopped; then tell its parent, if nobody
 * has yet, that it goes on. No lock held. */
void signal_stop_wait(void);

#endif
