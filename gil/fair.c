/* SPDX-License-Identifier: MIT
 *
 * A ticket lock: strictly first come, first served.
 *
 * THE PROBLEM. In the other policies who gets the GIL is decided by a race, or
 * by a condition variable's queue that one may have to leave and enter again.
 * What if the order were simply that of arrival?
 *
 * THE PROTOCOL. Everyone who wants the GIL draws a number, the next ticket. The
 * GIL belongs to the ticket whose number is `serving`.
 *
 * 1. Take: draw. While serving is not your number, sleep on the slot of your
 *    number: a condition of your own, since fewer threads than slots wait.
 * 2. Drop: serving + 1, and wake its slot: one thread, and the right one. If it
 *    has not been drawn yet, the GIL is free for whoever draws it.
 * 3. When is asked: as in interval.c, a waiter that has slept for the interval
 *    while serving stayed the same asks the holder to let go; the first in the
 *    line will get it, whoever asked. The holder drops and draws a new number,
 *    behind all who wait.
 *
 * Source: the ticket lock is Reed and Kanodia's (Synchronization with
 * Eventcounts and Sequencers, CACM 22(2), 1979), sleeping on a word for each
 * place in the line is T. E. Anderson's (The Performance of Spin Lock
 * Alternatives, IEEE TPDS 1(1), 1990). That a GIL should be one has been proposed
 * now and then; no interpreter that we know has it.
 *
 * WHY IT IS RIGHT. Numbers are drawn and served under one mutex; a number is
 * drawn once, so one thread at a time is served. Who finds that it is not its
 * turn begins to sleep under that mutex, so the wake-up is not missed. Nobody
 * starves: before it are those who came before it, and each lets go when asked.
 * There are no lost races, because there are none.
 *
 * WHERE IT FAILS.
 *  - Fair to tickets is not fair to work. Who computes uses its whole interval;
 *    who answers a request needs a few microseconds, and waits for all of the
 *    others' intervals. The convoy is as long as the line.
 *  - The GIL is given to a thread that sleeps. Until it is awake nobody computes,
 *    though others may be running and ready: each hand-off costs a wake-up, and
 *    if the scheduler lets the chosen one wait, all wait with it.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "gil.h"

#define SLOTS 64 /* more waiters than this share slots, and wake in vain */

/* Protected by `mutex`. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct gil_cond slots[SLOTS]; /* [ticket % SLOTS]: its turn has come */
static uint64_t next_ticket;
static uint64_t serving; /* held by its owner; free if it is next_ticket */
static uint32_t interval_us;
static uint32_t last_holder; /* tid of who holds, or held, the GIL */
static uint64_t switches;    /* how often last_holder has changed */

/* What the holder is asked for, or-ed. It reads this without any lock. */
enum {
    ASKED_TO_DROP = 1,  /* set under mutex */
    ASKED_TO_ATTEND = 2 /* gil_attention is set; set by signal handlers */
};
static atomic_int request;

static struct gil_cond *slot_of(uint64_t ticket)
{
    return &slots[ticket % SLOTS];
}

static void make_slots(void)
{
    for (int i = 0; i < SLOTS; i++)
        gil_cond_init(&slots[i]);
}

static int fair_init(const struct gil_params *params)
{
    make_slots();
    interval_us = params->interval_us;
    return 0;
}

/* Who waits already does so for the old interval. */
static void fair_set_params(const struct gil_params *params)
{
    pthread_mutex_lock(&mutex);
    interval_us = params->interval_us;
    pthread_mutex_unlock(&mutex);
}

/* A handler that sets gil_attention meanwhile sets request after it, so that
 * either we see the one or the other stays. */
static void forget_request(void)
{
    atomic_store(&request, 0);
    if (atomic_load(&gil_attention))
        atomic_fetch_or(&request, ASKED_TO_ATTEND);
}

/* Called with the mutex held. */
static void ask(struct gil_thread *t)
{
    if (atomic_fetch_or(&request, ASKED_TO_DROP) & ASKED_TO_DROP)
        return;
    gil_report_request(&t->trace, last_holder);
}

/* Called, and returns, with the mutex held. */
static void wait_for_turn(struct gil_thread *t, uint64_t ticket)
{
    gil_report_wait(&t->trace, last_holder);
    while (serving != ticket) {
        uint64_t served_before = serving;
        int timed_out =
            gil_cond_wait_us(slot_of(ticket), &mutex, t, interval_us);

        if (timed_out && serving == served_before)
            ask(t);
    }
}

static void fair_take(struct gil_thread *t)
{
    uint64_t ticket;

    pthread_mutex_lock(&mutex);
    ticket = next_ticket++;
    if (serving != ticket)
        wait_for_turn(t, ticket);
    if (last_holder != t->tid) {
        last_holder = t->tid;
        switches++;
    }
    forget_request();
    gil_report_acquired(&t->trace, switches);
    pthread_mutex_unlock(&mutex);
}

static void fair_drop(struct gil_thread *t, enum gil_why why)
{
    struct gil_cond *next;

    pthread_mutex_lock(&mutex);
    gil_report_drop(&t->trace, why);
    next = slot_of(++serving);
    pthread_mutex_unlock(&mutex);
    gil_cond_broadcast(next);
}

static void fair_safepoint(struct gil_thread *t)
{
    if (!atomic_load_explicit(&request, memory_order_relaxed))
        return;
    if (!(atomic_fetch_and(&request, ~ASKED_TO_ATTEND) & ASKED_TO_DROP))
        return;
    fair_drop(t, GIL_WHY_REQUEST);
    fair_take(t);
}

static void fair_attend(void)
{
    atomic_fetch_or(&request, ASKED_TO_ATTEND);
}

static void fair_after_fork(struct gil_thread *t)
{
    pthread_mutex_init(&mutex, NULL);
    make_slots();
    next_ticket = serving + 1;
    last_holder = t->tid;
    switches = 0;
    forget_request();
    gil_report_acquired(&t->trace, switches);
}

const struct gil_ops gil_fair = {
    .name = "fair",
    .summary =
        "a ticket lock: first come, first served; asks after INTERVAL_US",
    .where = GIL_AT_JUMP | GIL_AT_CALL,
    .request = &request,
    .init = fair_init,
    .take = fair_take,
    .drop = fair_drop,
    .safepoint = fair_safepoint,
    .set_params = fair_set_params,
    .attend = fair_attend,
    .after_fork = fair_after_fork,
};
