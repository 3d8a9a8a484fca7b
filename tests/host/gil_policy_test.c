/* SPDX-License-Identifier: MIT
 *
 * The GIL policies and their reports, on the host: whatever the schedule, one
 * holder at a time, and a report from which the holding times can be told.
 *
 * LINK: gil/?*.c
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gil/gil.h"

#define THREADS 4

static int checks_failed;

#define CHECK(condition)                                                       \
    do {                                                                       \
        if (!(condition)) {                                                    \
            fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__,       \
                    #condition);                                               \
            checks_failed++;                                                   \
        }                                                                      \
    } while (0)

static void select_policy(const struct gil_ops *policy, uint32_t interval_us,
                          uint32_t check)
{
    gil = policy;
    gil_params =
        (struct gil_params){.interval_us = interval_us, .check = check};
    CHECK(gil->init(&gil_params) == 0);
}

/* --- reading a thread's events --- */

typedef void (*visitor)(const struct trace_record *record, void *argument);

static void visit(const struct gil_thread *t, visitor see, void *argument)
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

static void account_acquired(struct account *a, uint64_t switches)
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

static void account_drop(struct account *a, uint32_t why)
{
    CHECK(a->holding);
    CHECK(why >= GIL_WHY_TICKS && why < GIL_WHY_COUNT);
    a->holding = 0;
    a->asked_to_drop = why == GIL_WHY_REQUEST;
    a->drops[why]++;
}

static void account_see(const struct trace_record *record, void *argument)
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
static void one_turn(struct crowd *crowd)
{
    volatile uint64_t *shared = &crowd->shared;

    CHECK(++crowd->inside == 1);
    *shared = *shared + 1;
    crowd->inside--;
}

static void *member_thread(void *argument)
{
    struct member *member = argument;
    struct crowd *crowd = member->crowd;
    struct gil_thread *t = &crowd->threads[member->number];

    gil_thread_init(t, GIL_ROLE_CPU, member->number);
    pthread_barrier_wait(&crowd->start);
    gil_take(t);
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

static void run_crowd(struct crowd *crowd)
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
static struct account test_crowd(const struct gil_ops *policy)
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

static void test_crowds(void)
{
    struct account ticks = test_crowd(&gil_ticks);
    struct account forced = test_crowd(&gil_interval);
    struct account unforced = test_crowd(&gil_interval_noforce);
    struct account perinterp = test_crowd(&gil_perinterp);

    /* The counter is common to all threads: 101 safepoints to a check. */
    CHECK(ticks.drops[GIL_WHY_TICKS] == THREADS * 20000 / 101);
    CHECK(ticks.drops[GIL_WHY_REQUEST] == 0);
    CHECK(forced.drops[GIL_WHY_TICKS] == 0);
    CHECK(unforced.drops[GIL_WHY_TICKS] == 0);
    /* Forced switching: whoever drops on request is not the next to hold. */
    CHECK(forced.unforced == 0);
    CHECK(perinterp.unforced == 0);
}

/* --- several interpreters --- */

static pthread_barrier_t both_hold;

static void *interpreter_thread(void *argument)
{
    struct gil_thread *t = argument;

    gil_thread_init(t, GIL_ROLE_CPU, t->interpreter);
    gil_take(t);
    pthread_barrier_wait(&both_hold); /* nobody lets go before the other has */
    gil_safepoint(t);
    gil_drop(t, GIL_WHY_EXIT);
    gil_thread_exit(t);
    return NULL;
}

/* Two threads hold at once, each its interpreter's GIL, under a policy with one
 * for each, and under none. */
static void test_interpreters(const struct gil_ops *policy)
{
    static struct gil_thread both[2];
    pthread_t threads[2];

    memset(both, 0, sizeof both);
    both[1].interpreter = GIL_INTERPRETERS_MOST - 1;
    select_policy(policy, 50, 100);
    pthread_barrier_init(&both_hold, NULL, 2);
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, interpreter_thread, &both[i]);
    for (int i = 0; i < 2; i++) {
        struct account one = {0};

        pthread_join(threads[i], NULL);
        visit(&both[i], account_see, &one);
        CHECK(one.acquired == 1 && one.drops[GIL_WHY_EXIT] == 1);
        CHECK(both[i].trace.gil ==
              (policy == &gil_perinterp ? both[i].interpreter : 0));
    }
}

/* Nobody holds anything, but a safepoint is asked for until it is attended. */
static void test_none_attends(void)
{
    static struct gil_thread t;

    select_policy(&gil_none, 50, 100);
    gil_thread_init(&t, GIL_ROLE_MAIN, 1);
    gil_take(&t);
    CHECK(atomic_load(gil->request) == 0);
    gil_attend();
    gil_safepoint(&t);
    CHECK(atomic_load(gil->request) == 1);
    gil_attended();
    gil_safepoint(&t);
    CHECK(atomic_load(gil->request) == 0);
    gil_drop(&t, GIL_WHY_EXIT);
}

/* --- one thread --- */

static void test_ticks_are_counted(void)
{
    static struct gil_thread t;
    struct account a = {0};

    select_policy(&gil_ticks, 5000, 10);
    gil_thread_init(&t, GIL_ROLE_MAIN, 1);
    gil_take(&t);
    for (int i = 0; i < 1100; i++)
        gil_safepoint(&t);
    gil_drop(&t, GIL_WHY_EXIT);
    visit(&t, account_see, &a);
    CHECK(a.drops[GIL_WHY_TICKS] == 100); /* at every 11th */
    CHECK(a.acquired == 101);
}

static void test_nobody_asks_nobody_drops(void)
{
    static struct gil_thread t;
    struct account a = {0};

    select_policy(&gil_interval, 1, 1);
    gil_thread_init(&t, GIL_ROLE_MAIN, 1);
    gil_take(&t);
    for (int i = 0; i < 100000; i++)
        gil_safepoint(&t);
    gil_drop(&t, GIL_WHY_EXIT);
    visit(&t, account_see, &a);
    CHECK(a.acquired == 1 && a.drops[GIL_WHY_EXIT] == 1);
}

/* --- a waiter asks, and only after the interval --- */

static struct gil_thread holder, waiter;
static atomic_int waiter_done;

static void *waiter_thread(void *unused)
{
    gil_thread_init(&waiter, GIL_ROLE_IO, 1);
    gil_take(&waiter);
    gil_drop(&waiter, GIL_WHY_EXIT);
    atomic_store(&waiter_done, 1);
    return unused;
}

static void count_requests(const struct trace_record *record, void *count)
{
    if (record->event == TRACE_GIL_DROP_REQUEST) {
        ++*(int *)count;
        CHECK(record->arg1 == holder.tid);
    }
}

static void test_waiter_asks(void)
{
    struct account a = {0};
    pthread_t thread;
    int requests = 0;

    select_policy(&gil_interval, 1000, 100);
    gil_thread_init(&holder, GIL_ROLE_CPU, 1);
    gil_take(&holder);
    pthread_create(&thread, NULL, waiter_thread, NULL);
    while (!atomic_load(&waiter_done))
        gil_safepoint(&holder);
    gil_drop(&holder, GIL_WHY_EXIT);
    pthread_join(thread, NULL);
    visit(&waiter, count_requests, &requests);
    CHECK(requests >= 1);
    visit(&holder, account_see, &a);
    CHECK(a.drops[GIL_WHY_REQUEST] == 1);
    CHECK(a.acquired == 2 && a.switches == 3);
}

/* --- the reporting helper --- */

static void count_records(const struct trace_record *record, void *count)
{
    CHECK(record->arg1 == *(uint64_t *)count);
    ++*(uint64_t *)count;
}

/* More records than a window holds: the rest is dropped and counted. */
static void test_full_window(void)
{
    static struct gil_trace trace;
    const uint64_t room =
        (uint64_t)GIL_TRACE_WINDOW / TRACE_PAGE_SIZE * TRACE_SLOTS_PER_PAGE;
    struct gil_thread t;
    uint64_t count = 0;

    gil_trace_open(&trace, 7);
    for (uint64_t i = 0; i < room + 1000; i++)
        gil_trace_put(&trace, TRACE_GIL_WAIT, 0, i);
    t.trace = trace;
    visit(&t, count_records, &count);
    CHECK(count == room);
    CHECK(((struct trace_page *)trace.window)->lost == 1000);
    CHECK(((struct trace_page *)trace.window)->owner == 7);
}

static void test_close_window(void)
{
    struct gil_trace trace;
    char *window;

    gil_trace_open(&trace, 7);
    window = trace.window;
    CHECK(msync(window, GIL_TRACE_WINDOW, MS_ASYNC) == 0);
    gil_trace_close(&trace);
    CHECK(trace.window == NULL);
    CHECK(msync(window, GIL_TRACE_WINDOW, MS_ASYNC) < 0); /* not mapped */
    gil_trace_close(&trace);
}

static void test_no_window(void)
{
    struct gil_trace trace = {.tid = 7};

    for (int i = 0; i < 300; i++)
        gil_trace_put(&trace, TRACE_GIL_WAIT, 0, 0);
    CHECK(trace.pages == 0);
}

/* --- choosing by name --- */

/* The status with which a child ends that selects under this environment. */
static int select_status(const char *name, const char *value)
{
    int status = -1;
    pid_t child = fork();

    if (child == 0) {
        if (!freopen("/dev/null", "w", stderr) || setenv(name, value, 1))
            _exit(99);
        gil_select();
        _exit(0);
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_selection(void)
{
    CHECK(select_status("GIL", "ticks") == 0);
    CHECK(select_status("GIL", "interval") == 0);
    CHECK(select_status("GIL", "interval-noforce") == 0);
    CHECK(select_status("GIL", "perinterp") == 0);
    CHECK(select_status("GIL", "none") == 0);
    CHECK(select_status("GIL", "") == 2);
    CHECK(select_status("GIL", "tick") == 2);
    CHECK(select_status("INTERVAL_US", "1000000") == 0);
    CHECK(select_status("INTERVAL_US", "1000001") == 2);
    CHECK(select_status("INTERVAL_US", "0") == 2);
    CHECK(select_status("INTERVAL_US", "5ms") == 2);
    CHECK(select_status("CHECK", "-1") == 2);
    CHECK(select_status("CHECK", "1") == 0);
    CHECK(select_status("WAKE", "lifo") == 0);
    CHECK(select_status("WAKE", "random") == 2);
}

int main(void)
{
    alarm(120); /* a hang fails the test */
    test_selection();
    test_ticks_are_counted();
    test_nobody_asks_nobody_drops();
    test_waiter_asks();
    test_crowds();
    test_interpreters(&gil_perinterp);
    test_interpreters(&gil_none);
    test_none_attends();
    test_full_window();
    test_close_window();
    test_no_window();
    return checks_failed ? 1 : 0;
}
