/* SPDX-License-Identifier: MIT
 *
 * The GIL of CPython 3.2 and later (Antoine Pitrou, 2009): nobody lets go
 * unless asked, and nobody asks before having waited for an interval.
 *
 * THE PROBLEM. The old GIL (ticks.c) released its lock thousands of times a
 * second whether or not anybody wanted it, and the thread that released it
 * nearly always got it back. Both faults have one cause: the holder decides
 * when to release and knows nothing about the waiters.
 *
 * THE PROTOCOL. `locked` is a flag; gil_mutex protects it; `released` announces
 * that it has become 0. As before. New are three things:
 *
 * 1. The waiter decides. It waits on `released` for at most the interval (5 ms,
 *    sys.setswitchinterval). If that time passes and *nobody* was given the GIL
 *    in the meantime (switch_number is what it was), it sets drop_request and
 *    goes on waiting. If the GIL did change hands it just waits anew, so that
 *    each new holder gets an interval of its own.
 * 2. The holder looks at drop_request where the bytecode jumps backwards or
 *    calls: one load and one branch. If it is set, it drops the GIL and then
 *    queues for it like anyone else. Whoever takes the GIL clears the request.
 * 3. Forced switching. A thread that drops the GIL while a request is pending
 *    does not go on until another thread has *taken* it: it waits on
 *    `switched` until last_holder is somebody else. That abolishes the race
 *    that the old GIL's waiters lost, at the price of one more sleep and
 *    wake-up per hand-off. It holds for every drop, also one before a blocking
 *    call: a thread about to write() a reply may be held up until its successor
 *    is awake.
 *
 * WHY IT IS RIGHT. There is never more than one holder, as in ticks.c. Forced
 * switching cannot hang: a request is set by a thread in its wait for the GIL,
 * which it does not give up, so someone will take it; last_holder changes under
 * switch_mutex, and the dropper tests it and begins to wait under the same
 * mutex, so that the signal is not missed. The locks nest gil_mutex, then
 * switch_mutex; the dropper has released the first before it takes the second.
 * drop_request is read without a lock: seen late, it costs a loop iteration. It has
 * a second bit, with which a signal handler makes the holder look: interval_attend.
 *
 * WHERE IT FAILS.
 *  - The interval is a delay for everyone who comes back from I/O while another
 *    thread computes: two GILs per reply (after the read, after the write) are
 *    two intervals, so 100 replies a second where an idle interpreter gave
 *    30,000. It is the convoy of the new GIL (CPython issue 7946): the more a
 *    thread blocks, the more often it goes to the back of the queue.
 *  - Beyond asking, the waiter has no say in who gets the GIL: there are no
 *    priorities, and the thread that asked need not be the one that is
 *    signalled.
 *  - A long C call has no safepoint: the request waits until the call is over.
 *  - A thread that lets go for less than a wake-up takes, and more often than
 *    once per interval, starves the others: each drop wakes a waiter, which
 *    finds the GIL taken again and waits for a whole new interval
 *    (user/lab/tiny_io.py).
 *  - A short interval buys latency with switches, each a few thousand
 *    instructions.
 *
 * "interval-noforce" is the same without step 3 (FORCE_SWITCHING undefined).
 * perinterp.c has this protocol once for each interpreter: so all state is in a
 * struct, of which there are several, and of which a thread uses one. holy.c has
 * it with another patience for some waiters: `holiness`.
 *
 * SOURCE. Python/ceval_gil.h of CPython 3.2 to 3.11 (ceval_gil.c from 3.12):
 * take_gil, drop_gil and their RESET_GIL_DROP_REQUEST, in the same order: the
 * taker clears the request, and so does the dropper that is about to wait for
 * its successor. What differs:
 *  - eval_breaker, the one word that the loop looks at, is `request` with
 *    its two bits here, since nothing else can be pending. RESET_GIL_DROP_REQUEST
 *    computes it anew from what else is pending, and so does a taker that found
 *    no request (COMPUTE_EVAL_BREAKER, 3.9): both are request_forget. Before
 *    3.9 a signal that only the main thread could handle made other threads
 *    look at every instruction.
 *  - 3.2 looks before nearly each instruction; since 3.10 it is jumps backwards
 *    and calls, as here.
 *  - A handler of signals runs before the GIL is given away there, here after.
 *  - At the end of the program CPython makes a daemon thread that takes the GIL
 *    end, or hang (3.14); here the process ends, and with it its threads.
 */
#include <pthread.h>
#include <stdbool.h>

#include "interval.h"
#include "request.h"

/* How long somebody waits for a holy thread who is none, in us. */
#define HOLY_US 1

/* A thread's own, in its private bytes; changed under mutex, by the thread. */
struct own {
    int holy;
};

struct interval_gil interval_gils[GIL_INTERPRETERS_MOST];
static unsigned gil_count;  /* in use; constant after init */
static int force_switching; /* constant after init */

static struct interval_gil *gil_of(const struct gil_thread *t)
{
    return &interval_gils[t->trace.gil];
}

static struct own *own_of(const struct gil_thread *t)
{
    return (struct own *)t->private.bytes;
}

static void make_locks(struct interval_gil *g)
{
    pthread_mutex_init(&g->mutex, NULL);
    pthread_mutex_init(&g->switch_mutex, NULL);
    gil_cond_init(&g->released);
    gil_cond_init(&g->switched);
}

int interval_init_as(const struct gil_params *params, unsigned count, int force)
{
    gil_count = count;
    force_switching = force;
    for (unsigned i = 0; i < count; i++) {
        interval_gils[i] =
            (struct interval_gil){.interval_us = params->interval_us};
        make_locks(&interval_gils[i]);
    }
    return 0;
}

static int interval_init(const struct gil_params *params)
{
    return interval_init_as(params, 1, 1);
}

static int interval_noforce_init(const struct gil_params *params)
{
    return interval_init_as(params, 1, 0);
}

/* Who waits already does so for the old interval. */
void interval_set_params(const struct gil_params *params)
{
    for (unsigned i = 0; i < gil_count; i++) {
        pthread_mutex_lock(&interval_gils[i].mutex);
        interval_gils[i].interval_us = params->interval_us;
        pthread_mutex_unlock(&interval_gils[i].mutex);
    }
}

/* How long `t` waits before it asks, in us. gil_mutex is held. */
static inline uint32_t patience(const struct interval_gil *g,
                                const struct gil_thread *t, bool holiness)
{
    return holiness && g->holder_holy && !own_of(t)->holy ? HOLY_US
                                                          : g->interval_us;
}

/* Wait until the GIL is free, asking for it as the protocol allows. Called, and
 * returns, with gil_mutex held. */
static inline __attribute__((always_inline)) void wait_until_free(
    struct interval_gil *g, struct gil_thread *t, bool holiness)
{
    gil_report_wait(&t->trace, g->last_holder);
    while (g->locked) {
        uint64_t switches_before = g->switch_number;
        int timed_out = gil_cond_wait_us(&g->released, &g->mutex, t,
                                         patience(g, t, holiness));

        if (!g->locked)
            return;
        if (!timed_out)
            gil_report_lost_race(&t->trace, g->last_holder);
        else if (g->switch_number == switches_before)
            request_ask(&g->request, t, g->last_holder, ASKED_TO_DROP);
    }
}

/* The caller becomes the holder. Called with gil_mutex held and the GIL free.
 * The change is announced to a dropper that waits for it in force_switch. */
static void become_holder(struct interval_gil *g, const struct gil_thread *t)
{
    pthread_mutex_lock(&g->switch_mutex);
    g->locked = 1;
    if (g->last_holder != t->tid) {
        g->last_holder = t->tid;
        g->switch_number++;
    }
    gil_cond_signal(&g->switched);
    pthread_mutex_unlock(&g->switch_mutex);
}

/* With holiness: by holy.c's rule. */
static inline __attribute__((always_inline)) void take(struct gil_thread *t,
                                                       bool holiness)
{
    struct interval_gil *g = gil_of(t);

    pthread_mutex_lock(&g->mutex);
    if (g->locked)
        wait_until_free(g, t, holiness);
    become_holder(g, t);
    if (holiness)
        g->holder_holy = own_of(t)->holy;
    request_forget(&g->request);
    gil_report_acquired(&t->trace, g->switch_number);
    pthread_mutex_unlock(&g->mutex);
}

void interval_take(struct gil_thread *t)
{
    take(t, false);
}

void interval_take_holy(struct gil_thread *t)
{
    take(t, true);
}

void interval_set_holy(struct gil_thread *t, int holy)
{
    struct interval_gil *g = gil_of(t);

    pthread_mutex_lock(&g->mutex);
    g->holder_holy = own_of(t)->holy = holy != 0;
    pthread_mutex_unlock(&g->mutex);
}

/* Wait until another thread has taken the GIL that the caller has just dropped.
 * Called with no lock held. */
static void force_switch(struct interval_gil *g, struct gil_thread *t)
{
    pthread_mutex_lock(&g->switch_mutex);
    if (g->last_holder == t->tid) {
        request_forget(&g->request);
        gil_cond_wait(&g->switched, &g->switch_mutex, t);
    }
    pthread_mutex_unlock(&g->switch_mutex);
}

void interval_drop(struct gil_thread *t, enum gil_why why)
{
    struct interval_gil *g = gil_of(t);

    pthread_mutex_lock(&g->mutex);
    gil_report_drop(&t->trace, why);
    g->locked = 0;
    gil_cond_signal(&g->released);
    pthread_mutex_unlock(&g->mutex);

    /* A thread that ends has no successor to wait for: CPython drops the GIL
     * then without a thread state, which skips this step. */
    if (force_switching && why != GIL_WHY_EXIT &&
        request_asked(&g->request) & ASKED_TO_DROP)
        force_switch(g, t);
}

/* Handlers run in the first interpreter's main thread. */
void interval_attend(void)
{
    request_attend(&interval_gils[0].request);
}

void interval_safepoint(struct gil_thread *t)
{
    if (!(request_seen(&gil_of(t)->request) & ASKED_TO_DROP))
        return;
    interval_drop(t, GIL_WHY_REQUEST);
    /* Others may run now. */
    interval_take(t);
}

void interval_safepoint_holy(struct gil_thread *t)
{
    if (!(request_seen(&gil_of(t)->request) & ASKED_TO_DROP))
        return;
    interval_drop(t, GIL_WHY_REQUEST);
    interval_take_holy(t);
}

void interval_after_fork(struct gil_thread *t)
{
    for (unsigned i = 0; i < gil_count; i++) {
        make_locks(&interval_gils[i]);
        interval_gils[i].locked = 0;
        interval_gils[i].switch_number = 0;
        request_forget(&interval_gils[i].request);
    }
    gil_of(t)->locked = 1;
    gil_of(t)->last_holder = t->tid;
    gil_report_acquired(&t->trace, 0);
}

const struct gil_ops gil_interval = {
    .name = "interval",
    .summary = "CPython >= 3.2: let go when asked, after INTERVAL_US",
    .where = GIL_AT_JUMP | GIL_AT_CALL,
    .request = &interval_gils[0].request,
    .init = interval_init,
    .take = interval_take,
    .drop = interval_drop,
    .safepoint = interval_safepoint,
    .set_params = interval_set_params,
    .attend = interval_attend,
    .after_fork = interval_after_fork,
};

const struct gil_ops gil_interval_noforce = {
    .name = "interval-noforce",
    .summary = "the same without forced switching",
    .where = GIL_AT_JUMP | GIL_AT_CALL,
    .request = &interval_gils[0].request,
    .init = interval_noforce_init,
    .take = interval_take,
    .drop = interval_drop,
    .safepoint = interval_safepoint,
    .set_params = interval_set_params,
    .attend = interval_attend,
    .after_fork = interval_after_fork,
};
