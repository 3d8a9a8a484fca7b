/* SPDX-License-Identifier: MIT
 *
 * What the kernel says when something ends: who ran, who sleeps and for what.
 */
#ifndef TASK_REPORT_H
#define TASK_REPORT_H

#include "task/waitq.h"

/* Every LWP sleeps and nothing can wake one: say who waits for what, then power
 * off with exit kind DEADLOCK. */
__attribute__((noreturn)) void report_deadlock(void);

/* One line for each LWP, and one for each core. For the panic screen. */
void report_lwps(void);
void report_cores(void);

/* "futex 0x601040" and the like, into text[size]. */
void wait_reason_text(struct wait_reason reason, char *text, unsigned size);

#endif
