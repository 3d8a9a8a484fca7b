/* SPDX-License-Identifier: MIT
 *
 * What the GILs that are wrong on purpose share: a lock as in gil/ticks.c that
 * is right. Each of them takes its operations from here, and has one of its own,
 * which is wrong.
 */
#ifndef BAD_GILS_H
#define BAD_GILS_H

#include "gil/gil.h"

extern const struct gil_ops gil_bad_two_holders;
extern const struct gil_ops gil_bad_lost_wakeup;
extern const struct gil_ops gil_bad_wakes_nobody;
extern const struct gil_ops gil_bad_starves;
extern const struct gil_ops gil_bad_deadlock_at_exit;
extern const struct gil_ops gil_bad_no_report;
extern const struct gil_ops gil_bad_drops_unheld;
extern const struct gil_ops gil_bad_forgets_take;

struct bad_gil {
    pthread_mutex_t mutex;   /* of what follows */
    struct gil_cond changed; /* locked, or last_holder */
    int locked;
    uint32_t last_holder; /* tid */
    uint64_t switches;
    int32_t ticks_left, check; /* the holder's */
};

extern struct bad_gil bad;

#define BAD_TURNS 100 /* so many are well done */

int bad_init(const struct gil_params *params);
void bad_take(struct gil_thread *t);
void bad_drop(struct gil_thread *t, enum gil_why why);
void bad_safepoint(struct gil_thread *t);
void bad_attend(void);
void bad_after_fork(struct gil_thread *t);

/* The parts of bad_take; with the mutex held. */
void bad_wait(struct gil_thread *t);
void bad_hold(struct gil_thread *t);

/* Are the ticks used up? They are counted anew, then. */
int bad_due(void);

#endif
