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
 *    calls: one load and one branch. If it is set, it drops the GIL and then queues for it
 *    like anyone else. Whoever takes the GIL clears the request.
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
 *  - A short interval buys latency with switches, each a few thousand
 *    instructions.
 *
 * "interval-noforce" is the same without step 3 (FORCE_SWITCHING undefined).
 */
#include <pthread.h>
#include <stdatomic.h>

#include "gil.h"

/* Protected by gil_mutex; last_holder also by switch_mutex (changed under
 * both). */
static pthread_mutex_t gil_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct gil_cond released = GIL_COND_INITIALIZER; /* locked is now 0 */
static int locked;
static uint64_t switch_number; /* how often last_holder has changed */
static uint32_t last_holder;   /* tid of who holds, or held, the GIL */

/* Lock order: gil_mutex before switch_mutex. */
static pthread_mutex_t switch_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct gil_cond switched = GIL_COND_INITIALIZER;

/* What the holder is asked for, or-ed. It reads this without any lock. */
enum {
    ASKED_TO_DROP = 1,  /* set under gil_mutex */
    ASKED_TO_ATTEND = 2 /* gil_attention is set; set by signal handlers */
};
static atomic_int drop_request;

static uint32_t interval_us; /* protected by gil_mutex */
static int force_switching;  /* constant after init */

static int interval_init_as(const struct gil_params *params, int force)
{
    interval_us = params->interval_us;
    force_switching = force;
    return 0;
}

static int interval_init(const struct gil_params *params)
{
    return interval_init_as(params, 1);
}

static int interval_noforce_init(const struct gil_params *params)
{
    return interval_init_as(params, 0);
}

/* Who waits already does so for the old interval. */
static void interval_set_params(const struct gil_params *params)
{
    pthread_mutex_lock(&gil_mutex);
    interval_us = params->interval_us;
    pthread_mutex_unlock(&gil_mutex);
}

static int asked(void)
{
    return atomic_load_explicit(&drop_request, memory_order_relaxed);
}

/* Nobody is asked to let go any more. Whoever takes the GIL next attends, if
 * attention is wanted: a handler that sets gil_attention meanwhile sets request
 * after it, so that either we see the one or the other stays. */
static void forget_request(void)
{
    atomic_store(&drop_request, 0);
    if (atomic_load(&gil_attention))
        atomic_fetch_or(&drop_request, ASKED_TO_ATTEND);
}

/* Ask the holder to let go, unless somebody has: that is one request. Called
 * with gil_mutex held, by a waiter. */
static void request_drop(struct gil_thread *t)
{
    if (asked() & ASKED_TO_DROP)
        return;
    gil_report_request(&t->trace, last_holder);
    atomic_fetch_or_explicit(&drop_request, ASKED_TO_DROP,
                             memory_order_relaxed);
}

/* Wait until the GIL is free, asking for it as the protocol allows. Called, and
 * returns, with gil_mutex held. */
static void wait_until_free(struct gil_thread *t)
{
    gil_report_wait(&t->trace, last_holder);
    while (locked) {
        uint64_t switches_before = switch_number;
        int timed_out = gil_cond_wait_us(&released, &gil_mutex, t, interval_us);

        if (!locked)
            return;
        if (!timed_out)
            gil_report_lost_race(&t->trace, last_holder);
        else if (switch_number == switches_before)
            request_drop(t);
    }
}

/* The caller becomes the holder. Called with gil_mutex held and the GIL free.
 * The change is announced to a dropper that waits for it in force_switch. */
static void become_holder(struct gil_thread *t)
{
    pthread_mutex_lock(&switch_mutex);
    locked = 1;
    if (last_holder != t->tid) {
        last_holder = t->tid;
        switch_number++;
    }
    gil_cond_signal(&switched);
    pthread_mutex_unlock(&switch_mutex);
}

static void interval_take(struct gil_thread *t)
{
    pthread_mutex_lock(&gil_mutex);
    if (locked)
        wait_until_free(t);
    become_holder(t);
    forget_request();
    gil_report_acquired(&t->trace, switch_number);
    pthread_mutex_unlock(&gil_mutex);
}

/* Wait until another thread has taken the GIL that the caller has just dropped.
 * Called with no lock held. */
static void force_switch(struct gil_thread *t)
{
    pthread_mutex_lock(&switch_mutex);
    if (last_holder == t->tid) {
        forget_request();
        gil_cond_wait(&switched, &switch_mutex, t);
    }
    pthread_mutex_unlock(&switch_mutex);
}

static void interval_drop(struct gil_thread *t, enum gil_why why)
{
    pthread_mutex_lock(&gil_mutex);
    gil_report_drop(&t->trace, why);
    locked = 0;
    gil_cond_signal(&released);
    pthread_mutex_unlock(&gil_mutex);

    /* A thread that ends has no successor to wait for: CPython drops the GIL
     * then without a thread state, which skips this step. */
    if (force_switching && why != GIL_WHY_EXIT && asked() & ASKED_TO_DROP)
        force_switch(t);
}

static void interval_attend(void)
{
    atomic_fetch_or(&drop_request, ASKED_TO_ATTEND);
}

/* The interpreter looks at gil_attention behind this. If it is not meant for t,
 * it need not look again before somebody else has the GIL. */
static void interval_safepoint(struct gil_thread *t)
{
    int wanted = asked();

    if (wanted & ASKED_TO_ATTEND)
        atomic_fetch_and(&drop_request, ~ASKED_TO_ATTEND);
    if (!(wanted & ASKED_TO_DROP))
        return;
    interval_drop(t, GIL_WHY_REQUEST);
    /* Others may run now. */
    interval_take(t);
}

static void interval_after_fork(struct gil_thread *t)
{
    pthread_mutex_init(&gil_mutex, NULL);
    pthread_mutex_init(&switch_mutex, NULL);
    gil_cond_init(&released);
    gil_cond_init(&switched);
    locked = 1;
    last_holder = t->tid;
    switch_number = 0;
    forget_request();
    gil_report_acquired(&t->trace, switch_number);
}

const struct gil_ops gil_interval = {
    .name = "interval",
    .summary = "CPython >= 3.2: let go when asked, after INTERVAL_US",
    .where = GIL_AT_JUMP | GIL_AT_CALL,
    .request = &drop_request,
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
    .request = &drop_request,
    .init = interval_noforce_init,
    .take = interval_take,
    .drop = interval_drop,
    .safepoint = interval_safepoint,
    .set_params = interval_set_params,
    .attend = interval_attend,
    .after_fork = interval_after_fork,
};
