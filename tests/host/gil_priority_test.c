/* SPDX-License-Identifier: MIT
 *
 * GIL=priority: its three rules, each alone, and a crowd.
 *
 * LINK: gil/[!p]?*.c gil/p[!r]?*.c
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "gil/priority.c"
#include "gil_test.h"

#define NEVER_US 4000000000u /* longer than the test may take */

static struct gil_thread me;

/* The calling thread holds, with the first priority. */
static void begin(uint32_t interval)
{
    memset(&me, 0, sizeof me);
    ordered = 0;
    select_policy(&gil_priority, interval, 1);
    gil_thread_init(&me, GIL_ROLE_MAIN, 1);
    gil_take(&me);
}

static void set_priority(struct gil_thread *t, int priority)
{
    own_of(t)->priority = priority;
}

/* Start a waiter of this priority, and wait until it waits. */
static void start_waiting(struct queuer *q, int priority)
{
    unsigned before = atomic_load(&released[priority].count);

    queuer_start(q, priority, set_priority);
    while (atomic_load(&released[priority].count) == before)
        sched_yield();
}

static void let_go(enum gil_why why)
{
    gil_drop(&me, why);
    gil_take(&me);
}

static void test_early_rises(void)
{
    begin(NEVER_US);
    CHECK(own_of(&me)->priority == FIRST_PRIORITY);
    let_go(GIL_WHY_BLOCK);
    CHECK(own_of(&me)->priority == FIRST_PRIORITY + 1);
    CHECK(holder_priority == FIRST_PRIORITY + 1);
    let_go(GIL_WHY_YIELD);
    CHECK(own_of(&me)->priority == FIRST_PRIORITY + 2);
    for (int i = 0; i < LEVELS; i++)
        let_go(GIL_WHY_BLOCK);
    CHECK(own_of(&me)->priority == LEVELS - 1);
    gil_drop(&me, GIL_WHY_EXIT);
    CHECK(own_of(&me)->priority == LEVELS - 1);
}

static void test_sent_away_sinks(void)
{
    struct queuer q;

    begin(1000);
    queuer_start(&q, FIRST_PRIORITY, set_priority);
    while (account_of(&me).drops[GIL_WHY_REQUEST] == 0)
        gil_safepoint(&me);
    CHECK(own_of(&me)->priority == FIRST_PRIORITY - 1);
    pthread_join(q.thread, NULL);
    for (int i = 0; i < LEVELS; i++)
        let_go(GIL_WHY_REQUEST);
    CHECK(own_of(&me)->priority == 0);
    CHECK(account_of(&me).drops[GIL_WHY_PREEMPT] == 0);
    gil_drop(&me, GIL_WHY_EXIT);
}

/* A block after the interval is too late to rise by it. */
static void test_late_block(void)
{
    struct queuer q;

    begin(1000);
    queuer_start(&q, FIRST_PRIORITY, set_priority);
    while (!(request_asked(&request) & ASKED_TO_DROP))
        sched_yield();
    let_go(GIL_WHY_BLOCK);
    CHECK(ordered == 1);
    CHECK(own_of(&me)->priority == FIRST_PRIORITY);
    gil_drop(&me, GIL_WHY_EXIT);
    pthread_join(q.thread, NULL);
}

static void test_highest_is_woken(void)
{
    struct queuer q[3];

    begin(NEVER_US);
    start_waiting(&q[0], 2);
    start_waiting(&q[1], 9);
    start_waiting(&q[2], 5);
    gil_drop(&me, GIL_WHY_EXIT);
    for (int i = 0; i < 3; i++)
        pthread_join(q[i].thread, NULL);
    CHECK(ordered == 3 && order[0] == 9 && order[1] == 5 && order[2] == 2);
}

static void test_high_preempts_low(void)
{
    struct queuer q;

    begin(NEVER_US);
    start_waiting(&q, FIRST_PRIORITY + 1);
    CHECK(request_asked(&request) == ASKED_TO_YIELD);
    gil_safepoint(&me);
    CHECK(ordered == 1);
    CHECK(account_of(&me).drops[GIL_WHY_PREEMPT] == 1);
    CHECK(own_of(&me)->priority == FIRST_PRIORITY);
    gil_drop(&me, GIL_WHY_EXIT);
    pthread_join(q.thread, NULL);
}

static void test_equals_wait(void)
{
    struct queuer q;

    begin(NEVER_US);
    start_waiting(&q, FIRST_PRIORITY);
    CHECK(request_asked(&request) == 0);
    gil_safepoint(&me);
    CHECK(ordered == 0 && account_of(&me).acquired == 1);
    gil_drop(&me, GIL_WHY_EXIT);
    pthread_join(q.thread, NULL);
    CHECK(ordered == 1);
}

static void test_crowd(void)
{
    struct account sum = gil_test_crowd(&gil_priority);

    CHECK(sum.drops[GIL_WHY_TICKS] == 0);
    CHECK(sum.unforced == 0);
}

int main(void)
{
    alarm(120); /* a hang fails the test */
    test_early_rises();
    test_sent_away_sinks();
    test_late_block();
    test_highest_is_woken();
    test_high_preempts_low();
    test_equals_wait();
    test_crowd();
    return checks_failed ? 1 : 0;
}
