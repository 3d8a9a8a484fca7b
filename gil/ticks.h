/* SPDX-License-Identifier: MIT
 *
 * The counting of ticks, which is the same for each form of the old GIL: what
 * differs is the lock that is let go of when they are used up.
 *
 * A counter belongs to the lock: only the holder touches it, but for
 * ticks_attend.
 */
#ifndef GIL_TICKS_H
#define GIL_TICKS_H

#include "gil.h"

struct ticks {
    int32_t left;     /* until the next check */
    int32_t interval; /* the check interval */
    int hurried;      /* left is 0 only because attention was wanted */
};

static inline void ticks_begin(struct ticks *ticks,
                               const struct gil_params *params)
{
    ticks->interval = (int32_t)params->check;
    ticks->left = ticks->interval;
}

/* The holder sees the change at its next check. */
static inline void ticks_change(struct ticks *ticks,
                                const struct gil_params *params)
{
    ticks->interval = (int32_t)params->check;
}

/* A signal's handler must run in the main thread, and nobody can be made to give
 * it the GIL: until it has come, every tick is a check. A holder that counts at
 * this very moment may overwrite the 0; then its check comes as usual. */
static inline void ticks_attend(struct ticks *ticks)
{
    __atomic_store_n(&ticks->left, 0, __ATOMIC_RELAXED);
}

/* One tick more has passed. True: this is a check, and a new count begins. A
 * count that attention cut short begins anew where that thread has come: its
 * handler is not sent away at its first tick. */
static inline int ticks_used_up(struct ticks *ticks)
{
    int hurried;

    if (--ticks->left >= 0)
        return 0;
    hurried = ticks->hurried;
    ticks->hurried = atomic_load_explicit(&gil_attention, memory_order_relaxed);
    ticks->left = ticks->hurried ? 0 : ticks->interval;
    return !hurried || ticks->hurried;
}

#endif
