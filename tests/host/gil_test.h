/* SPDX-License-Identifier: MIT
 *
 * What the tests of the GIL policies share: a crowd of threads that take turns
 * under a policy, and what their events come to. For one .c file per program.
 */
#ifndef GIL_TEST_H
#define GIL_TEST_H

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gil/gil.h"

#define THREADS 8

static int checks_failed;

#define CHECK(condition)                                                       \
    do {                                                                       \
        if (!(condition)) {                                                    \
            fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__,       \
                    #condition);                                               \
            checks_failed++;                                                   \
        }                                                                      \
    } while (0)

static inline void select_policy(const struct gil_ops *policy,
                                 uint32_t interval_us, uint32_t check)
{
    gil = policy;
    gil_params =
        (struct gil_params){.interval_us = interval_us, .check = check};
    CHECK(gil->init(&gil_params) == 0);
}

/* --- reading a thread's events --- */

typedef void (*visitor)(const struct trace_record *record, void *argument);

static inline void visit(const struct gil_thread *t, visitor see,
                         void *argument)
{
    for (uint32_t p = 0; p < t->trace.pages; p++) {
        const char *page = t->trace.window + (size_t)p * TRACE_PAGE_SIZE;
        const struct trace_record *slots = (const void *)page;

        CHECK(((const struct trace_page *)page)->index == p);
        for (int i = 1; i <= TRACE_SLOTS_PER_PAGE && slots[i].event;
             i += 1 + slots[i].extra)
            see(&slots[i], argument);
    }
}

/* What one thread's events come to, and the order they must keep. */
struct account {
    int waiting, holding;
    uint64_t switches;           /* the number of the last acquisition */
    uint64_t acquired, unforced; /* re-acquired before anyone else had it */
    int asked_to_drop;           /* the last drop was on request */
    uint64_t drops[GIL_WHY_COUNT];
};

static inline void account_acquired(struct account *a, uint64_t switches)
{
    CHECK(!a->holding);
    a->waiting = 0;
    a->holding = 1;
    a->acquired++;
    CHECK(switches >= a->switches);
    if (a->asked_to_drop && switches < a->switches + 2)
        a->unforced++;
    a->switches = switches;
    a->asked_to_drop = 0;
}

static inline void account_drop(struct account *a, uint32_t why)
{
    CHECK(a->holding);
    CHECK(why >= GIL_WHY_TICKS && why < GIL_WHY_COUNT);
    a->holding = 0;
    a->asked_to_drop = why == GIL_WHY_REQUEST;
    a->drops[why]++;
}

static inline void account_see(const struct trace_record *record,
                               void *argument)
{
    struct account *a = argument;

    CHECK(record->core == GIL_TRACE_CORE);
    switch (record->event) {
    case TRACE_GIL_WAIT:
        CHECK(!a->waiting && !a->holding);
        a->waiting = 1;
        break;
    case TRACE_GIL_ACQUIRED:
        account_acquired(a, record->arg1);
        break;
    case TRACE_GIL_DROP:
        account_drop(a, record->arg0);
        break;
    case TRACE_GIL_LOST_RACE:
    case TRACE_GIL_DROP_REQUEST:
        CHECK(a->waiting);
        break;
    }
}

/* --- several threads --- */

struct crowd {
    struct gil_thread threads[THREADS];
    pthread_barrier_t start;
    uint64_t shared; /* protected by the GIL under test */
    int inside;      /* how many threads believe that they hold */
    uint64_t turns;
};

struct member {
    struct crowd *crowd;
    uint32_t number;
};

/* One turn under the GIL: a plain increment that a second holder would spoil.
 * */
static inline void one_turn(struct crowd *crowd)
{
    volatile uint64_t *shared = &crowd->shared;

    CHECK(++crowd->inside == 1);
    *shared = *shared + 1;
    crowd->inside--;
}

static inline void *member_thread(void *argument)
{
    struct member *member = argument;
    struct crowd *crowd = member->crowd;
    struct gil_thread *t = &crowd->threads[member->number];

    gil_thread_init(t, GIL_ROLE_CPU, member->number);
    pthread_barrier_wait(&crowd->start);
    gil_take(t);
    gil_set_holy(t, member->number % 2);
    for (uint64_t i = 0; i < crowd->turns; i++) {
        one_turn(crowd);
        gil_safepoint(t);
        if (i % 1000 == member->number) {
            gil_about_to_block(t);
            sched_yield();
            gil_after_block(t);
        }
    }
    gil_drop(t, GIL_WHY_EXIT);
    gil_thread_exit(t);
    return NULL;
}

static inline void run_crowd(struct crowd *crowd)
{
    pthread_t threads[THREADS];
    struct member members[THREADS];

    pthread_barrier_init(&crowd->start, NULL, THREADS);
    for (uint32_t i = 0; i < THREADS; i++) {
        members[i] = (struct member){crowd, i};
        pthread_create(&threads[i], NULL, member_thread, &members[i]);
    }
    for (uint32_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

/* One holder at a time, and events in an order that makes sense. */
static inline struct account gil_test_crowd(const struct gil_ops *policy)
{
    static struct crowd crowd;
    struct account sum = {0};

    memset(&crowd, 0, sizeof crowd);
    crowd.turns = 20000;
    select_policy(policy, 50, 100);
    run_crowd(&crowd);
    CHECK(crowd.shared == THREADS * crowd.turns);
    for (uint32_t i = 0; i < THREADS; i++) {
        struct account one = {0};

        visit(&crowd.threads[i], account_see, &one);
        CHECK(!one.holding && !one.waiting);
        CHECK(one.drops[GIL_WHY_EXIT] == 1);
        CHECK(one.drops[GIL_WHY_BLOCK] == crowd.turns / 1000);
        sum.drops[GIL_WHY_TICKS] += one.drops[GIL_WHY_TICKS];
        sum.drops[GIL_WHY_REQUEST] += one.drops[GIL_WHY_REQUEST];
        sum.unforced += one.unforced;
    }
    return sum;
}

/* --- threads that wait, and note in which order they get the GIL --- */

static int order[THREADS];
static int ordered; /* how many; under the GIL */

struct queuer {
    struct gil_thread t;
    pthread_t thread;
    int number;
    void (*prepare)(struct gil_thread *t, int number); /* before it waits */
};

static inline void *queuer_thread(void *argument)
{
    struct queuer *q = argument;

    gil_thread_init(&q->t, GIL_ROLE_THREAD, (uint32_t)q->number);
    q->prepare(&q->t, q->number);
    gil_take(&q->t);
    order[ordered++] = q->number;
    gil_drop(&q->t, GIL_WHY_EXIT);
    gil_thread_exit(&q->t);
    return NULL;
}

static inline void queuer_start(struct queuer *q, int number,
                                void (*prepare)(struct gil_thread *t,
                                                int number))
{
    memset(q, 0, sizeof *q);
    q->number = number;
    q->prepare = prepare;
    pthread_create(&q->thread, NULL, queuer_thread, q);
}

/* What t's events come to so far. t is the caller's, or has ended. */
static inline struct account account_of(const struct gil_thread *t)
{
    struct account a = {0};

    visit(t, account_see, &a);
    return a;
}

#endif
