/* SPDX-License-Identifier: MIT
 *
 * What a policy may use that follows interval.c's protocol, with more than one
 * GIL (perinterp.c) or with holy threads (holy.c). The operations are those of
 * struct gil_ops; each works on the GIL that the thread's events name
 * (t->trace.gil).
 */
#ifndef GIL_INTERVAL_H
#define GIL_INTERVAL_H

#include <pthread.h>
#include <stdbool.h>

#include "gil.h"

/* One GIL. */
struct interval_gil {
    pthread_mutex_t mutex;    /* gil_mutex; protects the next five */
    struct gil_cond released; /* locked is now 0 */
    int locked;
    uint64_t switch_number; /* how often last_holder has changed */
    uint32_t last_holder;   /* tid of who holds, or held, the GIL; changes under
                               switch_mutex, too */
    uint32_t interval_us;

    /* Lock order: mutex before switch_mutex. */
    pthread_mutex_t switch_mutex;
    struct gil_cond switched;

    atomic_int request; /* ASKED_TO_DROP: set under mutex */
    int holder_holy; /* under mutex: who holds is holy. holy.c's rule alone */
};

/* By interpreter. Where there is one GIL for all of them, it is the first. */
extern struct interval_gil interval_gils[GIL_INTERPRETERS_MOST];

/* `count` GILs, 1..GIL_INTERPRETERS_MOST; force: with forced switching. 0. */
int interval_init_as(const struct gil_params *params, unsigned count,
                     int force);

void interval_take(struct gil_thread *t);
void interval_drop(struct gil_thread *t, enum gil_why why);
void interval_safepoint(struct gil_thread *t);
void interval_set_params(const struct gil_params *params);
void interval_attend(void);
void interval_after_fork(struct gil_thread *t);

/* The same by holy.c's rule; the state of a GIL and a thread's private bytes are
 * these functions' affair. */
void interval_take_holy(struct gil_thread *t);
void interval_safepoint_holy(struct gil_thread *t);
void interval_set_holy(struct gil_thread *t, int holy);

#endif
