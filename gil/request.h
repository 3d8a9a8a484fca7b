/* SPDX-License-Identifier: MIT
 *
 * What the holder of a GIL is asked for: the word that it looks at in its
 * safepoints, for policies whose waiters ask. It reads the word without any
 * lock; the bits to drop are set by waiters, under the policy's lock.
 */
#ifndef GIL_REQUEST_H
#define GIL_REQUEST_H

#include "gil.h"

/* Or-ed. */
enum {
    ASKED_TO_DROP = 1,   /* its time is over */
    ASKED_TO_ATTEND = 2, /* gil_attention is set; set by signal handlers */
    ASKED_TO_YIELD = 4,  /* one that comes before it is waiting */
};

#define ASKED_TO_LET_GO (ASKED_TO_DROP | ASKED_TO_YIELD)

static inline int request_asked(const atomic_int *request)
{
    return atomic_load_explicit(request, memory_order_relaxed);
}

/* Ask the holder, `holder`, unless somebody has asked it for the same: that is
 * one request. */
static inline void request_ask(atomic_int *request, struct gil_thread *t,
                               uint32_t holder, int what)
{
    if (request_asked(request) & what)
        return;
    gil_report_request(&t->trace, holder);
    atomic_fetch_or_explicit(request, what, memory_order_relaxed);
}

/* Nobody is asked to let go any more. Whoever takes the GIL next attends, if
 * attention is wanted: a handler that sets gil_attention meanwhile sets request
 * after it, so that either we see the one or the other stays. */
static inline void request_forget(atomic_int *request)
{
    atomic_store(request, 0);
    if (atomic_load(&gil_attention))
        atomic_fetch_or(request, ASKED_TO_ATTEND);
}

/* For `attend`. */
static inline void request_attend(atomic_int *request)
{
    atomic_fetch_or(request, ASKED_TO_ATTEND);
}

/* For a safepoint: what is wanted; its ASKED_TO_ATTEND is now done with. The
 * interpreter looks at gil_attention behind this. If it is not meant for the
 * holder, that need not look again before somebody else has the GIL. */
static inline int request_seen(atomic_int *request)
{
    int wanted = request_asked(request);

    if (wanted & ASKED_TO_ATTEND)
        atomic_fetch_and(request, ~ASKED_TO_ATTEND);
    return wanted;
}

#endif
