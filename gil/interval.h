/* SPDX-License-Identifier: MIT
 *
 * What a policy may use that follows interval.c's protocol with more than one
 * GIL: perinterp.c. The operations are those of struct gil_ops; each works on
 * the GIL that the thread's events name (t->trace.gil).
 */
#ifndef GIL_INTERVAL_H
#define GIL_INTERVAL_H

#include "gil.h"

/* `count` GILs, 1..GIL_INTERPRETERS_MOST; force: with forced switching. 0. */
int interval_init_as(const struct gil_params *params, unsigned count,
                     int force);

void interval_take(struct gil_thread *t);
void interval_drop(struct gil_thread *t, enum gil_why why);
void interval_safepoint(struct gil_thread *t);
void interval_set_params(const struct gil_params *params);
void interval_attend(void);
void interval_after_fork(struct gil_thread *t);

#endif
