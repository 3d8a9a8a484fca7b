/* SPDX-License-Identifier: MIT
 *
 * The GIL policies and their reports, on the host: whatever the schedule, one
 * holder at a time, and a report from which the holding times can be told.
 *
 * LINK: gil/?*.c
 */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <unistd.h>

#include "child.h"
#include "gil_test.h"

static void test_crowds(void)
{
    struct account ticks = gil_test_crowd(&gil_ticks);
    struct account sem = gil_test_crowd(&gil_ticks_sem);
    struct account forced = gil_test_crowd(&gil_interval);
    struct account unforced = gil_test_crowd(&gil_interval_noforce);
    struct account perinterp = gil_test_crowd(&gil_perinterp);

    /* The counter is common to all threads: 101 safepoints to a check. */
    CHECK(ticks.drops[GIL_WHY_TICKS] == THREADS * 20000 / 101);
    CHECK(ticks.drops[GIL_WHY_REQUEST] == 0);
    CHECK(sem.drops[GIL_WHY_TICKS] == ticks.drops[GIL_WHY_TICKS]);
    CHECK(sem.drops[GIL_WHY_REQUEST] == 0);
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

static void test_ticks_are_counted(const struct gil_ops *policy)
{
    static struct gil_thread t;
    struct account a = {0};

    memset(&t, 0, sizeof t);
    select_policy(policy, 5000, 10);
    gil_thread_init(&t, GIL_ROLE_MAIN, 1);
    gil_take(&t);
    for (int i = 0; i < 1100; i++)
        gil_safepoint(&t);
    gil_drop(&t, GIL_WHY_EXIT);
    visit(&t, account_see, &a);
    CHECK(a.drops[GIL_WHY_TICKS] == 100); /* at every 11th */
    CHECK(a.acquired == 101);
}

static uint64_t ticks_drops(struct gil_thread *t)
{
    struct account a = {0};

    visit(t, account_see, &a);
    return a.drops[GIL_WHY_TICKS];
}

/* While attention is wanted each tick is a check; then a whole count begins. */
static void test_ticks_attend(const struct gil_ops *policy)
{
    static struct gil_thread t;

    memset(&t, 0, sizeof t);
    select_policy(policy, 5000, 10);
    gil_thread_init(&t, GIL_ROLE_MAIN, 1);
    gil_take(&t);
    gil_attend();
    for (int i = 0; i < 5; i++)
        gil_safepoint(&t);
    CHECK(ticks_drops(&t) == 5);
    gil_attended();
    for (int i = 0; i < 11; i++)
        gil_safepoint(&t);
    CHECK(ticks_drops(&t) == 5);
    gil_safepoint(&t);
    CHECK(ticks_drops(&t) == 6);
    gil_drop(&t, GIL_WHY_EXIT);
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

/* --- who breaks the rule of the one holder --- */

static struct gil_thread first, second;

static void drop_twice(void)
{
    gil_drop(&first, GIL_WHY_BLOCK);
    gil_report_drop(&first.trace, GIL_WHY_BLOCK);
}

static void drop_unheld(void)
{
    gil_report_drop(&second.trace, GIL_WHY_BLOCK);
}

static void take_held(void)
{
    gil_report_acquired(&second.trace, 1);
}

/* As fork(); the child's complaints are not shown. */
static pid_t fork_quietly(void)
{
    pid_t child = fork();

    if (child == 0 && !freopen("/dev/null", "w", stderr))
        _exit(99);
    return child;
}

/* The status with which a child ends whose first thread holds, and then does
 * that. */
static int status_after(void (*act)(void))
{
    pid_t child = fork_quietly();

    if (child == 0) {
        select_policy(&gil_interval, 5000, 100);
        gil_thread_init(&first, GIL_ROLE_MAIN, 0);
        gil_thread_init(&second, GIL_ROLE_CPU, 1);
        second.trace.tid++; /* of this one until now */
        gil_take(&first);
        act();
        _exit(0);
    }
    return child_status(child);
}

static void test_check(void)
{
    CHECK(status_after(drop_twice) == GIL_STATUS_BROKEN);
    CHECK(status_after(drop_unheld) == GIL_STATUS_BROKEN);
    CHECK(status_after(take_held) == GIL_STATUS_BROKEN);
}

/* --- choosing by name --- */

/* The status with which a child ends that selects under this environment. */
static int select_status(const char *name, const char *value)
{
    pid_t child = fork_quietly();

    if (child == 0) {
        if (setenv(name, value, 1))
            _exit(99);
        gil_select();
        _exit(0);
    }
    return child_status(child);
}

static void test_selection(void)
{
    CHECK(select_status("GIL", "ticks") == 0);
    CHECK(select_status("GIL", "ticks-sem") == 0);
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
    test_check();
    test_selection();
    test_ticks_are_counted(&gil_ticks);
    test_ticks_are_counted(&gil_ticks_sem);
    test_ticks_attend(&gil_ticks);
    test_ticks_attend(&gil_ticks_sem);
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
