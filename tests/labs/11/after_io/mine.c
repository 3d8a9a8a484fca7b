/* SPDX-License-Identifier: MIT
 *
 * Lab 11, wrong: who comes back from I/O goes first, always. Replies are quick,
 * and a server whose client does not pause takes half of the machine.
 *
 * The starter's line, and `urgent` of those that come from outside, which stand
 * before it and ask at once.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "gil.h"

/* Protected by `mutex`. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct gil_cond next_turn = GIL_COND_INITIALIZER; /* one of these: */
static int held;
static unsigned urgent; /* how many wait before the line */
static uint64_t tickets, serving;
static uint32_t last_holder;
static uint64_t switches;

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

static void wait_before_the_line(struct gil_thread *t)
{
    urgent++;
    gil_report_wait(&t->trace, last_holder);
    while (held) {
        ask(t);
        gil_cond_wait(&next_turn, &mutex, t);
    }
    urgent--;
}

static void wait_in_line(struct gil_thread *t)
{
    uint64_t ticket = tickets++;

    gil_report_wait(&t->trace, last_holder);
    while (held || urgent || serving != ticket) {
        uint64_t served = serving;

        if (gil_cond_wait_us(&next_turn, &mutex, t,
                             atomic_load(&interval_us)) &&
            held && serving == served)
            ask(t);
    }
    serving++;
}

static void begin(struct gil_thread *t)
{
    held = 1;
    switches += last_holder != t->tid;
    last_holder = t->tid;
    atomic_store(&request, atomic_load(&gil_attention) ? ASKED_TO_ATTEND : 0);
    gil_report_acquired(&t->trace, switches);
}

static void mine_take(struct gil_thread *t)
{
    pthread_mutex_lock(&mutex);
    if (held)
        wait_before_the_line(t);
    begin(t);
    pthread_mutex_unlock(&mutex);
}

static void mine_drop(struct gil_thread *t, enum gil_why why)
{
    pthread_mutex_lock(&mutex);
    gil_report_drop(&t->trace, why);
    held = 0;
    pthread_mutex_unlock(&mutex);
    gil_cond_broadcast(&next_turn);
}

static void mine_safepoint(struct gil_thread *t)
{
    if (!(atomic_exchange(&request, 0) & ASKED_TO_DROP))
        return;
    mine_drop(t, GIL_WHY_REQUEST);
    pthread_mutex_lock(&mutex);
    wait_in_line(t);
    begin(t);
    pthread_mutex_unlock(&mutex);
}

static void mine_attend(void)
{
    atomic_fetch_or(&request, ASKED_TO_ATTEND);
}

static void mine_after_fork(struct gil_thread *t)
{
    pthread_mutex_init(&mutex, NULL);
    gil_cond_init(&next_turn);
    urgent = 0;
    tickets = serving;
    switches = 0;
    begin(t);
}

const struct gil_ops gil_mine = {
    .name = "mine",
    .summary = "who comes back from I/O goes first",
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
