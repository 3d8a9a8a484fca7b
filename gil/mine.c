/* SPDX-License-Identifier: MIT
 *
 * Yours: the smallest right GIL, to be changed. GIL=mine runs it.
 *
 * THE PROTOCOL. Who wants the GIL draws a ticket, and waits until it is served.
 * If it has waited for the interval (INTERVAL_US, 5 ms) while one and the same
 * ticket was served, it sets `request`; the holder sees that at its next jump or
 * call, and gives way: the next ticket is served, and the holder draws a new one.
 * Everyone is woken, and all but one find that it is not their turn. (fair.c
 * does the same, and wakes only that one.)
 *
 * WHAT YOU MUST KEEP (gil.h has all of it):
 *  - One holder at a time. take returns when the caller holds, drop when it does
 *    not, and safepoint with the caller holding.
 *  - Whoever waits gets the GIL one day, and is awake then: change what is
 *    waited for under `mutex` only, and signal after that.
 *  - drop does not sleep, but for forced switching. safepoint is called for every
 *    jump as long as request is not 0: clear it.
 *  - Report: gil_report_wait once before you wait, _request when you ask,
 *    _acquired and _drop when you hold and stop holding, both under `mutex`.
 *  - A thread's own figures belong in t->private (GIL_PRIVATE_BYTES, zeroed).
 *  - Anything that you add is made anew in mine_after_fork.
 * GIL=mine on Linux or Convoy is ended with status 3 if it breaks the first.
 *
 * WHERE IT FAILS. Who comes back from I/O waits for the interval, twice for each
 * reply, behind everyone who computes. You can do better: the places are marked
 * CHANGE.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "gil.h"

/* Protected by `mutex`. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct gil_cond next_turn = GIL_COND_INITIALIZER; /* serving changed */
static uint64_t tickets;                                 /* drawn so far */
static uint64_t serving; /* the holder's; free if it is `tickets` */
static uint32_t last_holder;
static uint64_t switches;

/* Not 0: the holder is to come by mine_safepoint. */
enum { ASKED_TO_DROP = 1, ASKED_TO_ATTEND = 2 };
static atomic_int request;

static atomic_uint interval_us;

static void mine_set_params(const struct gil_params *params)
{
    atomic_store(&interval_us, params->interval_us);
}

static int mine_init(const struct gil_params *params)
{
    mine_set_params(params);
    return 0;
}

static void ask(struct gil_thread *t)
{
    if (!(atomic_fetch_or(&request, ASKED_TO_DROP) & ASKED_TO_DROP))
        gil_report_request(&t->trace, last_holder);
}

/* CHANGE: when to ask. Called, and returns, with the mutex held. */
static void wait_for_turn(struct gil_thread *t, uint64_t ticket)
{
    gil_report_wait(&t->trace, last_holder);
    while (serving != ticket) {
        uint64_t served = serving;
        int timed_out =
            gil_cond_wait_us(&next_turn, &mutex, t, atomic_load(&interval_us));

        if (timed_out && serving == served)
            ask(t);
        else if (serving != ticket)
            gil_report_lost_race(&t->trace, last_holder);
    }
}

static void mine_take(struct gil_thread *t)
{
    uint64_t ticket;

    pthread_mutex_lock(&mutex);
    ticket = tickets++;
    if (serving != ticket)
        wait_for_turn(t, ticket);
    switches += last_holder != t->tid;
    last_holder = t->tid;
    atomic_store(&request, atomic_load(&gil_attention) ? ASKED_TO_ATTEND : 0);
    gil_report_acquired(&t->trace, switches);
    pthread_mutex_unlock(&mutex);
}

/* CHANGE: who is next. */
static void mine_drop(struct gil_thread *t, enum gil_why why)
{
    pthread_mutex_lock(&mutex);
    gil_report_drop(&t->trace, why);
    serving++;
    pthread_mutex_unlock(&mutex);
    gil_cond_broadcast(&next_turn);
}

/* CHANGE: when to give way. */
static void mine_safepoint(struct gil_thread *t)
{
    if (!(atomic_exchange(&request, 0) & ASKED_TO_DROP))
        return;
    mine_drop(t, GIL_WHY_REQUEST);
    mine_take(t);
}

static void mine_attend(void)
{
    atomic_fetch_or(&request, ASKED_TO_ATTEND);
}

static void mine_after_fork(struct gil_thread *t)
{
    pthread_mutex_init(&mutex, NULL);
    gil_cond_init(&next_turn);
    tickets = serving + 1;
    atomic_store(&request, atomic_load(&gil_attention) ? ASKED_TO_ATTEND : 0);
    last_holder = t->tid;
    switches = 0;
    gil_report_acquired(&t->trace, switches);
}

const struct gil_ops gil_mine = {
    .name = "mine",
    .summary = "yours: one after the other; asks after INTERVAL_US",
    .where = GIL_AT_JUMP | GIL_AT_CALL,
    .request = &request,
    .init = mine_init,
    .take = mine_take,
    .drop = mine_drop,
    .safepoint = mine_safepoint,
    .set_params = mine_set_params,
    .attend = mine_attend,
    .after_fork = mine_after_fork,
};
