/* SPDX-License-Identifier: MIT
 *
 * The master lock of OCaml 3.11 to 4.14: a tick every 50 ms, at which the holder
 * calls Thread.yield; and what Thread.yield did before 4.09, and does since.
 *
 * THE PROBLEM. As everywhere: who computes must let others in. OCaml sends
 * itself a pretended signal, whose handler is a plain call of Thread.yield. So
 * everything depends on what it means to yield a lock.
 *
 * THE PROTOCOL. `busy` is the lock, `lock` protects it, is_free announces that
 * it is 0, and `waiters` counts those who wait for that.
 *
 * 1. Acquire: while busy, count yourself as a waiter, and wait. Then busy = 1.
 * 2. Release: busy = 0, unlock, signal is_free.
 * 3. The tick thread, which exists from the second thread on, sleeps for 50 ms
 *    and notes a signal, for ever, whether or not anybody waits.
 * 4. Where the program looks for signals (here: jumps backwards and calls), a
 *    noted tick becomes a yield. Also, and first, before a blocking call; and if
 *    one is noted while that call's release goes on, the thread acquires again
 *    to serve it.
 * 5. Yield: if nobody waits, nothing. Else
 *      "ocaml-old"  release, acquire. Nothing in between: sched_yield, which
 *                   stood there, had stopped to help with Linux 2.6, and was
 *                   taken out on Linux.
 *      "ocaml"      in one section of `lock`: busy = 0, signal, and wait as a
 *                   waiter, at least once, until busy is 0. One cannot take back
 *                   what one has just given.
 *
 * Source: otherlibs/systhreads/st_posix.h and st_stubs.c, of 3.12 for the old
 * and of 4.14 for the new yield (pull request 2112, in 4.09: there four threads
 * that yielded all the time went round more than 10,000 times before one of them
 * did). Between the two, 4.07 and 4.08 slept for 1 ns instead (issue 7669).
 *
 * WHY IT IS RIGHT. busy is set only under `lock` by one who has seen it 0. No
 * waiter is forgotten: it counts itself and begins to wait under `lock`. A
 * yielder that waits will be woken: it has checked under `lock` that somebody
 * else waits, and that one, or whoever overtakes it, releases one day.
 *
 * WHERE IT FAILS.
 *  - The old yield is a race that the waiter loses: it is woken, and before it
 *    runs, the lock is taken again. It then waits for the next tick. On one core
 *    it gets in only if the holder's time slice ends inside the yield; on two,
 *    if it is faster. A thread may wait for ever.
 *  - The new one hands off in order, if the condition variable wakes in order:
 *    POSIX promises nothing (try WAKE=lifo).
 *  - Both: 50 ms is long for one who comes back from I/O, twice for each reply.
 *  - The ticks go on while nobody waits, and do not begin with a holder's turn.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "gil.h"
#include "gil_timer.h"

/* Protected by `lock`; `waiters` is also read without it. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct gil_cond is_free = GIL_COND_INITIALIZER;
static int busy;
static atomic_int waiters;
static uint32_t last_holder; /* tid of who holds, or held, the lock */
static uint64_t switches;    /* how often last_holder has changed */

static atomic_uint interval_us;
static struct gil_timer timer;

/* Signals that are noted, or-ed. */
enum {
    SIGNAL_TICK = 1,  /* set by the tick thread */
    SIGNAL_ATTEND = 2 /* gil_attention is set; set by signal handlers */
};
static atomic_int signals;

static int ocaml_init(const struct gil_params *params)
{
    atomic_store(&interval_us, params->interval_us);
    return 0;
}

/* From the next tick on. */
static void ocaml_set_params(const struct gil_params *params)
{
    atomic_store(&interval_us, params->interval_us);
}

/* Called with the lock held and busy 0. */
static void become_holder(struct gil_thread *t)
{
    busy = 1;
    if (last_holder != t->tid) {
        last_holder = t->tid;
        switches++;
    }
    if (atomic_load(&gil_attention))
        atomic_fetch_or(&signals, SIGNAL_ATTEND);
    gil_report_acquired(&t->trace, switches);
}

static void ocaml_take(struct gil_thread *t)
{
    pthread_mutex_lock(&lock);
    if (busy)
        gil_report_wait(&t->trace, last_holder);
    while (busy) {
        atomic_fetch_add(&waiters, 1);
        gil_cond_wait(&is_free, &lock, t);
        atomic_fetch_sub(&waiters, 1);
        if (busy)
            gil_report_lost_race(&t->trace, last_holder);
    }
    become_holder(t);
    pthread_mutex_unlock(&lock);
}

static void ocaml_drop(struct gil_thread *t, enum gil_why why)
{
    pthread_mutex_lock(&lock);
    gil_report_drop(&t->trace, why);
    busy = 0;
    pthread_mutex_unlock(&lock);
    gil_cond_signal(&is_free);
}

/* --- the two kinds of yield; somebody waits --- */

static void yield_old(struct gil_thread *t)
{
    ocaml_drop(t, GIL_WHY_QUANTUM);
    ocaml_take(t);
}

static void yield_hand_off(struct gil_thread *t)
{
    pthread_mutex_lock(&lock);
    if (atomic_load(&waiters) == 0) {
        pthread_mutex_unlock(&lock);
        return;
    }
    gil_report_drop(&t->trace, GIL_WHY_QUANTUM);
    busy = 0;
    gil_cond_signal(&is_free);
    gil_report_wait(&t->trace, last_holder);
    atomic_fetch_add(&waiters, 1);
    for (;;) {
        gil_cond_wait(&is_free, &lock, t);
        if (!busy)
            break;
        gil_report_lost_race(&t->trace, last_holder);
    }
    atomic_fetch_sub(&waiters, 1);
    become_holder(t);
    pthread_mutex_unlock(&lock);
}

/* --- ticks --- */

static void *tick_body(void *unused)
{
    for (;;) {
        gil_timer_sleep(atomic_load(&interval_us));
        atomic_fetch_or(&signals, SIGNAL_TICK);
    }
    return unused;
}

static void ocaml_thread_init(struct gil_thread *t)
{
    (void)t;
    gil_timer_thread_init(&timer, tick_body);
}

static void ocaml_thread_exit(struct gil_thread *t)
{
    (void)t;
    gil_timer_thread_exit(&timer);
}

static int signalled(void)
{
    return atomic_load_explicit(&signals, memory_order_relaxed);
}

/* Serve what is noted. The interpreter looks at gil_attention behind this. */
static void process_signals(struct gil_thread *t,
                            void (*yield)(struct gil_thread *t))
{
    if (signalled() && atomic_exchange(&signals, 0) & SIGNAL_TICK &&
        atomic_load(&waiters) > 0)
        yield(t);
}

static void old_safepoint(struct gil_thread *t)
{
    process_signals(t, yield_old);
}

static void new_safepoint(struct gil_thread *t)
{
    process_signals(t, yield_hand_off);
}

static void block(struct gil_thread *t, void (*yield)(struct gil_thread *t))
{
    for (;;) {
        if (signalled() & SIGNAL_TICK)
            process_signals(t, yield);
        ocaml_drop(t, GIL_WHY_BLOCK);
        if (!(signalled() & SIGNAL_TICK))
            return;
        ocaml_take(t);
    }
}

static void old_about_to_block(struct gil_thread *t)
{
    block(t, yield_old);
}

static void new_about_to_block(struct gil_thread *t)
{
    block(t, yield_hand_off);
}

static void ocaml_attend(void)
{
    atomic_fetch_or(&signals, SIGNAL_ATTEND);
}

static void ocaml_after_fork(struct gil_thread *t)
{
    pthread_mutex_init(&lock, NULL);
    gil_cond_init(&is_free);
    gil_timer_after_fork(&timer);
    atomic_store(&waiters, 0);
    last_holder = t->tid;
    switches = 0;
    become_holder(t);
}

const struct gil_ops gil_ocaml_old = {
    .name = "ocaml-old",
    .summary =
        "OCaml <= 4.06: a tick every INTERVAL_US; yield lets go and takes",
    .where = GIL_AT_JUMP | GIL_AT_CALL,
    .interval_us = 50000,
    .starves = 1,
    .request = &signals,
    .init = ocaml_init,
    .thread_init = ocaml_thread_init,
    .thread_exit = ocaml_thread_exit,
    .take = ocaml_take,
    .drop = ocaml_drop,
    .safepoint = old_safepoint,
    .about_to_block = old_about_to_block,
    .set_params = ocaml_set_params,
    .attend = ocaml_attend,
    .after_fork = ocaml_after_fork,
};

const struct gil_ops gil_ocaml = {
    .name = "ocaml",
    .summary = "OCaml 4.09 to 4.14: the same, but yield hands off in order",
    .where = GIL_AT_JUMP | GIL_AT_CALL,
    .interval_us = 50000,
    .request = &signals,
    .init = ocaml_init,
    .thread_init = ocaml_thread_init,
    .thread_exit = ocaml_thread_exit,
    .take = ocaml_take,
    .drop = ocaml_drop,
    .safepoint = new_safepoint,
    .about_to_block = new_about_to_block,
    .set_params = ocaml_set_params,
    .attend = ocaml_attend,
    .after_fork = ocaml_after_fork,
};
