/* SPDX-License-Identifier: MIT
 *
 * Robust futexes: see robust.c.
 */
#ifndef TASK_ROBUST_H
#define TASK_ROBUST_H

struct lwp;

/* The current LWP `lwp` ends: mark what it holds and wake who waits for it. May
 * fault pages in; no lock held. */
void robust_list_end(struct lwp *lwp);

#endif
