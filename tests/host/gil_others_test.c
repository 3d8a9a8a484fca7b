/* SPDX-License-Identifier: MIT
 *
 * The GILs of other languages, the fair one, and the student's starter: is each
 * what its essay says? Who is next after whom is told by the order of events,
 * which does not depend on the host's schedule.
 *
 * LINK: gil/?*.c
 */
#define _GNU_SOURCE
#include <signal.h>
#include <time.h>

#include "gil_log.h"

#define MANY 8
#define SOON_US 1000
#define NEVER_US 1000000

static const struct gil_ops *const policies[] = {
    &gil_ruby,
    &gil_ocaml_old,
    &gil_ocaml,
    &gil_micropython,
    &gil_micropython_yield,
    &gil_pypy,
    &gil_fair,
    &gil_mine,
};

#define POLICIES (sizeof policies / sizeof policies[0])

/* CPython's, whose turns other tests look at; here, signals and forks. */
static const struct gil_ops *const pythons[] = {
    &gil_ticks,     &gil_ticks_sem, &gil_interval, &gil_interval_noforce,
    &gil_perinterp, &gil_priority,  &gil_bfs,      &gil_holy,
};

#define PYTHONS (sizeof pythons / sizeof pythons[0])

static void sleep_us(long us)
{
    nanosleep(&(struct timespec){.tv_nsec = us * 1000}, NULL);
}

static int requested(void)
{
    return atomic_load(gil->request);
}

/* --- reading the log --- */

/* What is so at one point of the log. */
struct state {
    uint32_t holder;               /* 0: nobody */
    uint32_t waiting[LOG_THREADS]; /* tids, who began first in front */
    unsigned waiters;
    uint32_t dropper; /* who let go last ... */
    uint32_t why;     /* ... and why ... */
    unsigned left;    /* ... and how many waited then */
};

/* Its place in the queue, from 0; -1: not there. */
static int place_of(const struct state *s, uint32_t tid)
{
    for (unsigned i = 0; i < s->waiters; i++)
        if (s->waiting[i] == tid)
            return (int)i;
    return -1;
}

static void leave_queue(struct state *s, uint32_t tid)
{
    int place = place_of(s, tid);

    if (place < 0)
        return;
    s->waiters--;
    memmove(&s->waiting[place], &s->waiting[place + 1],
            (s->waiters - (unsigned)place) * sizeof s->waiting[0]);
}

/* The rules of every policy. */
static void follow(struct state *s, const struct log_entry *e)
{
    switch (e->event) {
    case TRACE_GIL_WAIT:
        CHECK(e->tid != s->holder && place_of(s, e->tid) < 0);
        s->waiting[s->waiters++] = e->tid;
        break;
    case TRACE_GIL_ACQUIRED:
        CHECK_EQUAL(s->holder, 0);
        leave_queue(s, e->tid);
        s->holder = e->tid;
        break;
    case TRACE_GIL_DROP:
        CHECK_EQUAL(s->holder, e->tid);
        s->holder = 0;
        s->dropper = e->tid;
        s->why = e->arg0;
        s->left = s->waiters;
        break;
    case TRACE_GIL_LOST_RACE:
    case TRACE_GIL_DROP_REQUEST:
        CHECK(place_of(s, e->tid) >= 0);
        break;
    }
}

/* Looks at an event, with the state before it. */
typedef void (*observer)(const struct state *s, const struct log_entry *e);

static void read_log(const struct gil_log *log, observer observe)
{
    static struct state s;

    s = (struct state){0};
    for (size_t i = 0; i < log->count; i++) {
        if (observe)
            observe(&s, &log->entries[i]);
        follow(&s, &log->entries[i]);
    }
    CHECK(s.holder == 0 && s.waiters == 0);
}

static uint64_t count_drops(const struct gil_log *log, uint32_t why)
{
    uint64_t count = 0;

    for (size_t i = 0; i < log->count; i++)
        count += log->entries[i].event == TRACE_GIL_DROP &&
                 log->entries[i].arg0 == why;
    return count;
}

/* --- crowds --- */

static struct crowd crowd;

/* MANY threads or `count` under a policy; then look at what they did. Returns
 * the drops of one kind. */
static uint64_t run_crowd(unsigned count, uint64_t turns, uint64_t block_every,
                          observer observe, uint32_t why)
{
    struct gil_log log;
    uint64_t drops;

    memset(&crowd, 0, sizeof crowd);
    crowd.count = count;
    crowd.turns = turns;
    crowd.block_every = block_every;
    crowd_run(&crowd);
    log = log_gather(crowd.threads, count);
    read_log(&log, observe);
    CHECK_EQUAL(count_drops(&log, GIL_WHY_EXIT), count);
    drops = count_drops(&log, why);
    free(log.entries);
    crowd_close(&crowd);
    return drops;
}

static const struct gil_ops *present;

static void fuzz(void)
{
    uint64_t blocked;

    select_policy(present, 50, 7);
    blocked = run_crowd(MANY, 6000, 37, NULL, GIL_WHY_BLOCK);
    /* OCaml takes it once more if a tick comes while it lets go. */
    CHECK(blocked >= MANY * (6000 / 37));
    CHECK(present->about_to_block || blocked == MANY * (6000 / 37));
}

static void test_fuzz(void)
{
    for (unsigned i = 0; i < POLICIES; i++) {
        present = policies[i];
        CHECK_EQUAL(in_child(fuzz), 0);
    }
}

/* --- who is next --- */

/* Until enough requests have been served: on a busy host a thread may come to
 * its end before the others begin. */
static void ask_often(observer observe)
{
    uint64_t served = 0;

    while (served < MANY)
        served += run_crowd(MANY, 20000, 1000, observe, GIL_WHY_REQUEST);
}

/* fair, mine: the line is served in its order. */
static void in_order(const struct state *s, const struct log_entry *e)
{
    if (e->event == TRACE_GIL_ACQUIRED)
        CHECK(s->waiters == 0 || s->waiting[0] == e->tid);
}

/* fair: and nobody is woken in vain. */
static void first_come(const struct state *s, const struct log_entry *e)
{
    CHECK(e->event != TRACE_GIL_LOST_RACE);
    in_order(s, e);
}

static void fair_order(void)
{
    select_policy(&gil_fair, 20, 1);
    ask_often(first_come);
    /* More threads than there are slots. */
    run_crowd(LOG_THREADS, 10000, 500, first_come, GIL_WHY_REQUEST);
}

static void mine_order(void)
{
    select_policy(&gil_mine, 20, 1);
    ask_often(in_order);
}

/* ruby, ocaml: who gives way while somebody waits is not the next. */
static void gives_way(const struct state *s, const struct log_entry *e)
{
    if (e->event == TRACE_GIL_ACQUIRED && s->why == GIL_WHY_QUANTUM && s->left)
        CHECK(e->tid != s->dropper);
}

/* Until somebody has: on a busy host a thread may come to its end first. */
static void give_way(void)
{
    while (!run_crowd(MANY, 100000, 5000, gives_way, GIL_WHY_QUANTUM))
        ;
}

static void ruby_order(void)
{
    select_policy(&gil_ruby, 50, 1);
    give_way();
}

static void ocaml_order(void)
{
    select_policy(&gil_ocaml, 50, 1);
    give_way();
}

static void test_order(void)
{
    CHECK_EQUAL(in_child(fair_order), 0);
    CHECK_EQUAL(in_child(mine_order), 0);
    CHECK_EQUAL(in_child(ruby_order), 0);
    CHECK_EQUAL(in_child(ocaml_order), 0);
}

/* --- two threads: the one here, and one that comes when told --- */

static struct gil_thread here, there;
static atomic_int there_holds, there_may_go;

/* Its first turn lasts until it may go. */
static void *there_thread(void *unused)
{
    gil_take(&there);
    atomic_store(&there_holds, 1);
    while (!atomic_load(&there_may_go))
        gil_safepoint(&there);
    gil_drop(&there, GIL_WHY_EXIT);
    gil_thread_exit(&there);
    return unused;
}

/* Both are known to the policy; the one here holds. (One thread of the host may
 * be several of the policy's, one at a time.) */
static void begin_two(const struct gil_ops *policy, uint32_t interval_us,
                      uint32_t check)
{
    memset(&here, 0, sizeof here);
    memset(&there, 0, sizeof there);
    select_policy(policy, interval_us, check);
    gil_thread_init(&here, GIL_ROLE_CPU, 0);
    gil_take(&here); /* before a timer begins */
    gil_thread_init(&there, GIL_ROLE_CPU, 1);
    there.tid++;
    there.trace.tid++;
}

static uint64_t drops_of(const struct gil_thread *t, uint32_t why)
{
    struct gil_log log = log_gather(t, 1);
    uint64_t drops = count_drops(&log, why);

    free(log.entries);
    return drops;
}

/* The other thread comes, and waits: it has said so, and had time to begin. */
static pthread_t come(void)
{
    uint32_t before = log_count(&there, TRACE_GIL_WAIT);
    pthread_t thread;

    atomic_store(&there_may_go, 0);
    atomic_store(&there_holds, 0);
    if (pthread_create(&thread, NULL, there_thread, NULL))
        abort();
    while (log_count(&there, TRACE_GIL_WAIT) == before)
        sleep_us(1000);
    sleep_us(20000);
    CHECK(!atomic_load(&there_holds));
    return thread;
}

/* The two end, and their log is kept to the rules. */
static void end_two(pthread_t thread, observer observe)
{
    struct gil_thread both[2];
    struct gil_log log;

    atomic_store(&there_may_go, 1);
    gil_drop(&here, GIL_WHY_EXIT);
    pthread_join(thread, NULL);
    gil_thread_exit(&here);
    both[0] = here;
    both[1] = there;
    log = log_gather(both, 2);
    read_log(&log, observe);
    CHECK_EQUAL(count_drops(&log, GIL_WHY_EXIT), 2);
    free(log.entries);
}

/* --- ruby's timer --- */

static void ruby_timer(void)
{
    begin_two(&gil_ruby, SOON_US, 1);
    while (!requested())
        sleep_us(100); /* the timer's first round interrupts who holds */
    /* The interrupt is the thread's: it goes and comes with it. */
    gil_drop(&here, GIL_WHY_BLOCK);
    gil_take(&there);
    CHECK(!requested());
    gil_drop(&there, GIL_WHY_BLOCK);
    gil_take(&here);
    CHECK(requested());
    gil_safepoint(&here);
    CHECK(!requested());
    sleep_us(50000); /* nobody waits: the timer sleeps for ever */
    CHECK(!requested());

    pthread_t thread = come();
    while (!requested()) /* a waiter: it ticks */
        sleep_us(100);
    atomic_store(&there_may_go, 1);
    gil_safepoint(&here); /* and we are back when the other has been there */
    CHECK(atomic_load(&there_holds));
    end_two(thread, gives_way);
}

/* Who comes while nobody waits has the holder interrupted at once: the quantum
 * is longer than the child may live. */
static void ruby_first_waiter(void)
{
    begin_two(&gil_ruby, NEVER_US, 1);
    while (!requested())
        sleep_us(100);
    gil_safepoint(&here);
    gil_params.interval_us = 1000 * NEVER_US;
    gil_set_params(&gil_params);

    pthread_t thread = come();
    CHECK(requested());
    atomic_store(&there_may_go, 1);
    gil_safepoint(&here);
    CHECK(atomic_load(&there_holds));
    end_two(thread, gives_way);
}

static void test_ruby(void)
{
    CHECK_EQUAL(in_child(ruby_timer), 0);
    CHECK_EQUAL(in_child(ruby_first_waiter), 0);
}

/* --- ocaml's ticks --- */

static void ocaml_alone(void)
{
    static struct gil_thread t;

    select_policy(present, SOON_US, 1);
    gil_thread_init(&t, GIL_ROLE_MAIN, 0);
    gil_take(&t);
    sleep_us(50000);
    CHECK(!requested()); /* one thread: no ticks */
    gil_drop(&t, GIL_WHY_EXIT);
}

static void ocaml_ticks(void)
{
    pthread_t thread;

    begin_two(present, SOON_US, 1);
    for (int i = 0; i < 10; i++) {
        while (!requested()) /* it ticks though nobody waits ... */
            sleep_us(100);
        gil_safepoint(&here); /* ... and then no yield lets go */
    }
    CHECK_EQUAL(drops_of(&here, GIL_WHY_QUANTUM), 0);
    thread = come();
    atomic_store(&there_may_go, 1);
    while (!requested())
        sleep_us(100);
    gil_about_to_block(&here); /* a noted tick is served first */
    gil_after_block(&here);
    end_two(thread, NULL);

    struct gil_log log = log_gather(&here, 1);
    uint32_t first = 0;
    for (size_t i = 0; i < log.count && !first; i++)
        if (log.entries[i].event == TRACE_GIL_DROP)
            first = log.entries[i].arg0;
    CHECK_EQUAL(first, GIL_WHY_QUANTUM);
    free(log.entries);
}

/* The new yield hands over to the one who waits; of the old one that is not
 * said. */
static void ocaml_hand_off(void)
{
    pthread_t thread;

    begin_two(&gil_ocaml, SOON_US, 1);
    thread = come();
    atomic_store(&there_may_go, 1);
    while (!requested())
        sleep_us(100);
    gil_safepoint(&here);
    CHECK(atomic_load(&there_holds));
    end_two(thread, gives_way);
}

static void test_ocaml(void)
{
    present = &gil_ocaml_old;
    CHECK_EQUAL(in_child(ocaml_alone), 0);
    CHECK_EQUAL(in_child(ocaml_ticks), 0);
    present = &gil_ocaml;
    CHECK_EQUAL(in_child(ocaml_alone), 0);
    CHECK_EQUAL(in_child(ocaml_ticks), 0);
    CHECK_EQUAL(in_child(ocaml_hand_off), 0);
}

/* --- micropython's counters --- */

static uint64_t ticks_of(const struct gil_thread *t)
{
    return drops_of(t, GIL_WHY_TICKS);
}

static void micropython_counts(void)
{
    begin_two(present, 1, 10);
    for (int i = 0; i < 1009; i++)
        gil_safepoint(&here);
    CHECK_EQUAL(ticks_of(&here), 100); /* at every 10th */
    gil_drop(&here, GIL_WHY_BLOCK);
    gil_take(&there);
    for (int i = 0; i < 9; i++)
        gil_safepoint(&there);
    CHECK_EQUAL(ticks_of(&there), 0); /* it has a counter of its own */
    gil_drop(&there, GIL_WHY_BLOCK);
    gil_take(&here);
    gil_safepoint(&here);
    CHECK_EQUAL(ticks_of(&here), 101);
    gil_set_params(&(struct gil_params){.interval_us = 1, .check = 3});
    for (int i = 0; i < 12; i++)
        gil_safepoint(&here);
    CHECK_EQUAL(ticks_of(&here), 105);
}

static void test_micropython(void)
{
    present = &gil_micropython;
    CHECK_EQUAL(in_child(micropython_counts), 0);
    present = &gil_micropython_yield;
    CHECK_EQUAL(in_child(micropython_counts), 0);
}

/* --- pypy's stealer --- */

/* Nobody waits: a check lets nobody in. */
static void pypy_alone(void)
{
    begin_two(&gil_pypy, SOON_US, 10);
    for (int i = 0; i < 10000; i++)
        gil_safepoint(&here);
    CHECK_EQUAL(ticks_of(&here), 0);
}

/* To let go tells nobody: who is back at once has it again, while the stealer
 * sleeps. Whoever stays away is robbed. */
static void pypy_steals(void)
{
    pthread_t thread;

    begin_two(&gil_pypy, NEVER_US, 10);
    thread = come();
    for (int i = 0; i < 100; i++) {
        gil_drop(&here, GIL_WHY_BLOCK);
        gil_take(&here);
    }
    CHECK_EQUAL(log_count(&here, TRACE_GIL_WAIT), 0);
    gil_drop(&here, GIL_WHY_BLOCK);
    while (!atomic_load(&there_holds))
        sleep_us(1000);
    atomic_store(&there_may_go, 1);
    gil_take(&here);
    end_two(thread, NULL);
}

/* After CHECK instructions and one, who waits is next, and does not have to see
 * fastgil free: the stealer's interval is longer than a child may live. */
static void pypy_yields(void)
{
    pthread_t thread;

    begin_two(&gil_pypy, 1000 * NEVER_US, 10);
    thread = come();
    for (int i = 0; i < 10; i++)
        gil_safepoint(&here);
    CHECK_EQUAL(ticks_of(&here), 0);
    atomic_store(&there_may_go, 1);
    gil_params.interval_us = SOON_US; /* for us, as we steal it back */
    gil_set_params(&gil_params);
    gil_safepoint(&here);
    CHECK(atomic_load(&there_holds));
    CHECK_EQUAL(ticks_of(&here), 1);
    end_two(thread, NULL);
}

/* Whoever is wanted makes a check of the next safepoint. */
static void pypy_attends(void)
{
    pthread_t thread;

    begin_two(&gil_pypy, 1000 * NEVER_US, 1000000);
    thread = come();
    gil_safepoint(&here);
    CHECK_EQUAL(ticks_of(&here), 0);
    atomic_store(&there_may_go, 1);
    gil_params.interval_us = SOON_US;
    gil_set_params(&gil_params);
    gil_attend();
    gil_safepoint(&here);
    CHECK_EQUAL(ticks_of(&here), 1);
    gil_attended();
    end_two(thread, NULL);
}

static void test_pypy(void)
{
    CHECK_EQUAL(in_child(pypy_alone), 0);
    CHECK_EQUAL(in_child(pypy_steals), 0);
    CHECK_EQUAL(in_child(pypy_yields), 0);
    CHECK_EQUAL(in_child(pypy_attends), 0);
}

/* --- signals and fork --- */

/* Wanted: the holder, and then each that takes, comes by its safepoint; until
 * the right one has. */
static void attend(void)
{
    begin_two(present, NEVER_US, 1000);
    for (int i = 0; i < 3; i++) /* a timer's first interrupt */
        gil_safepoint(&here);
    gil_attend();
    CHECK(!present->request || requested());
    gil_safepoint(&here);
    gil_drop(&here, GIL_WHY_BLOCK);
    gil_take(&there);
    CHECK(!present->request || requested());
    gil_safepoint(&there);
    gil_attended();
    gil_drop(&there, GIL_WHY_BLOCK);
    gil_take(&here);
    CHECK_EQUAL(atomic_load(&gil_attention), 0);
}

/* A child is born while one thread waits, in the midst of a crowd's life; then
 * it has a crowd of its own. */
static void child_of_crowd(void)
{
    pthread_t thread;

    begin_two(present, 50, 7);
    thread = come();
    pid_t child = fork();
    if (child == 0) {
        alarm(60);
        gil_after_fork(&here);
        for (int i = 0; i < 100; i++)
            gil_safepoint(&here);
        gil_drop(&here, GIL_WHY_BLOCK);
        run_crowd(MANY, 1000, 37, NULL, GIL_WHY_BLOCK);
        gil_take(&here);
        gil_drop(&here, GIL_WHY_EXIT);
        _exit(unit_failures != 0);
    }
    CHECK_EQUAL(child_status(child), 0);
    end_two(thread, NULL);
}

static enum gil_wake present_wake;

/* Who is to be next is woken when the GIL is let go of, whoever of several a
 * signal wakes, and though there are more waiters than fair.c has slots. A
 * forgotten one, and all behind it, wait for an interval: longer than the child
 * may live. */
static void wakes(void)
{
    select_policy(present, 1000 * NEVER_US, 10);
    gil_params.wake = present_wake;
    run_crowd(LOG_THREADS, 30, 3, NULL, GIL_WHY_BLOCK);
}

/* (pypy's waiters are not woken.) */
static void wake(void)
{
    for (int order = GIL_WAKE_FIFO; order <= GIL_WAKE_SCHED; order++) {
        present_wake = (enum gil_wake)order;
        CHECK(present == &gil_pypy || in_child(wakes) == 0);
    }
}

static void test_wake_attend_fork(void)
{
    for (unsigned i = 0; i < POLICIES + PYTHONS; i++) {
        present = i < POLICIES ? policies[i] : pythons[i - POLICIES];
        CHECK_EQUAL(in_child(attend), 0);
        CHECK_EQUAL(in_child(child_of_crowd), 0);
        wake();
    }
    present = &gil_none;
    CHECK_EQUAL(in_child(attend), 0);
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"fuzz", test_fuzz},
        {"order", test_order},
        {"ruby", test_ruby},
        {"ocaml", test_ocaml},
        {"micropython", test_micropython},
        {"pypy", test_pypy},
        {"wake_attend_fork", test_wake_attend_fork},
    };

    return unit_run(tests, sizeof tests / sizeof tests[0]);
}
