/* SPDX-License-Identifier: MIT
 *
 * The GVL of Ruby (MRI 2.0 to 2.5): a timer thread that interrupts the holder
 * every 100 ms, as long as somebody waits.
 *
 * THE PROBLEM. A holder that looks at the clock pays for it all the time; one
 * that counts (ticks.c) knows nothing of time; and a waiter that asks
 * (interval.c) makes each waiter a timer. Ruby has one thread for this that does
 * nothing else.
 *
 * THE PROTOCOL. `acquired` is the lock; `lock` protects it; `released` announces
 * that it is free, and `waiting` counts those who wait for that.
 *
 * 1. Acquire. If the lock is taken: count yourself (who comes first wakes the
 *    timer, if it sleeps), wait until it is free, and if somebody wants to know
 *    that it was taken (need_yield), tell him through switch_cond.
 * 2. Release. acquired = 0; if anyone waits, signal one of them.
 * 3. The timer goes round for ever: set the timer interrupt of the running
 *    thread; if somebody waits, sleep for a quantum; else sleep until woken. So
 *    a process in which one thread runs has no ticks. Note the order: whoever
 *    wakes the timer has the holder interrupted at once, not after a quantum.
 * 4. The interrupt is a bit of the thread, not of the lock: one who is
 *    interrupted and then blocks finds it set when he is back. It is looked at
 *    where the bytecode jumps backwards or calls. If other threads exist, the
 *    holder then yields.
 * 5. Yield. Release. If another thread is in the midst of a yield (wait_yield),
 *    wait until it is done (switch_wait_cond). Else, if anyone waits, wait on
 *    switch_cond until one of them has taken the lock: forced switching. Else
 *    give the processor away. Then acquire.
 *
 * Source: thread_pthread.c (gvl_acquire_common, gvl_yield, timer_thread_sleep,
 * thread_timer) and thread.c of MRI 2.4. Three things are told differently here.
 * The timer sleeps on a condition variable, where Ruby's polls a pipe to which
 * its signal handlers write too. A thread's running time, which Ruby compares to
 * a limit that depends on its priority, is left out: at priority 0, the default,
 * each timer interrupt reaches it. And Ruby's running thread is the last that
 * held, even if nobody does. (Since 2.6 a waiter does the timer's work, and the
 * queue is an explicit list; 3.3 has a timer thread again.)
 *
 * WHY IT IS RIGHT. acquired changes under the lock only, and is set only by a
 * thread that has seen it 0. A yield does not hang: it waits only if somebody
 * else does, whom the release has signalled, and who clears need_yield when he
 * takes; whoever overtakes him signals again when he releases. The timer cannot
 * sleep for ever while somebody waits: it tests `waiting` and begins to sleep
 * under the lock under which the first waiter counts himself and wakes it.
 *
 * WHERE IT FAILS.
 *  - A quantum is a delay of 100 ms for everyone who comes back from I/O while
 *    others compute: CPython's convoy, twenty times as long. The first who comes
 *    while nobody waits is served at once (3); but his predecessor then waits,
 *    so the timer goes on, and the next one finds it asleep for a quantum.
 *  - The timer is a thread: on a busy core it gets a processor when the
 *    scheduler says so. An interrupt may come a time slice late.
 *  - The quantum is the timer's, not the holder's: one who took the lock just
 *    before a tick loses it just after.
 *  - A long call in C has no safepoint.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "gil.h"
#include "gil_timer.h"

/* What a thread has for itself; only it and, while it holds, nobody else. */
struct ruby_thread {
    int interrupted; /* by the timer, and has not looked since */
};
_Static_assert(sizeof(struct ruby_thread) <= GIL_PRIVATE_BYTES, "");

/* Protected by `lock`. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct gil_cond released = GIL_COND_INITIALIZER;
static struct gil_cond switch_cond = GIL_COND_INITIALIZER;
static struct gil_cond switch_wait_cond = GIL_COND_INITIALIZER;
static struct gil_cond timer_cond = GIL_COND_INITIALIZER;
static int acquired;
static int waiting;    /* threads */
static int need_yield; /* who takes the lock is to signal switch_cond */
static int wait_yield; /* a thread waits for that */
static int timer_idle; /* the timer sleeps until timer_cond */
static uint32_t interval_us;
static uint32_t last_holder; /* tid of who holds, or held, the lock */
static uint64_t switches;    /* how often last_holder has changed */

/* The holder's interrupts, or-ed. It reads them without any lock. */
enum {
    INTERRUPT_TIMER = 1, /* changes under `lock`, but cleared by the holder */
    INTERRUPT_ATTEND = 2 /* gil_attention is set; set by signal handlers */
};
static atomic_int interrupt;

static struct gil_timer timer;
static struct gil_thread timer_thread; /* for its place in timer_cond */

static struct ruby_thread *private_of(struct gil_thread *t)
{
    return (struct ruby_thread *)t->private.bytes;
}

static int ruby_init(const struct gil_params *params)
{
    interval_us = params->interval_us;
    return 0;
}

/* From the timer's next sleep on. */
static void ruby_set_params(const struct gil_params *params)
{
    pthread_mutex_lock(&lock);
    interval_us = params->interval_us;
    pthread_mutex_unlock(&lock);
}

/* Interrupts are t's from now on. A handler that sets gil_attention meanwhile
 * sets interrupt after it, so that either we see the one or the other stays. */
static void load_interrupts(struct gil_thread *t)
{
    atomic_store(&interrupt, private_of(t)->interrupted ? INTERRUPT_TIMER : 0);
    private_of(t)->interrupted = 0;
    if (atomic_load(&gil_attention))
        atomic_fetch_or(&interrupt, INTERRUPT_ATTEND);
}

/* --- called with the lock held --- */

static void wait_until_free(struct gil_thread *t)
{
    gil_report_wait(&t->trace, last_holder);
    if (++waiting == 1 && timer_idle)
        gil_cond_signal(&timer_cond);
    for (;;) {
        gil_cond_wait(&released, &lock, t);
        if (!acquired)
            break;
        gil_report_lost_race(&t->trace, last_holder);
    }
    waiting--;
    if (need_yield) {
        need_yield = 0;
        gil_cond_signal(&switch_cond);
    }
}

static void acquire_locked(struct gil_thread *t)
{
    if (acquired)
        wait_until_free(t);
    acquired = 1;
    if (last_holder != t->tid) {
        last_holder = t->tid;
        switches++;
    }
    load_interrupts(t);
    gil_report_acquired(&t->trace, switches);
}

static void release_locked(struct gil_thread *t, enum gil_why why)
{
    gil_report_drop(&t->trace, why);
    private_of(t)->interrupted =
        (atomic_fetch_and(&interrupt, ~INTERRUPT_TIMER) & INTERRUPT_TIMER) != 0;
    acquired = 0;
    if (waiting > 0)
        gil_cond_signal(&released);
}

/* Until a waiter has taken the lock. */
static void wait_for_switch(struct gil_thread *t)
{
    need_yield = 1;
    wait_yield = 1;
    while (need_yield)
        gil_cond_wait(&switch_cond, &lock, t);
    wait_yield = 0;
    gil_cond_broadcast(&switch_wait_cond);
}

static void yield_processor(void)
{
    pthread_mutex_unlock(&lock);
    sched_yield();
    pthread_mutex_lock(&lock);
    gil_cond_broadcast(&switch_wait_cond);
}

/* --- the operations --- */

static void ruby_take(struct gil_thread *t)
{
    pthread_mutex_lock(&lock);
    acquire_locked(t);
    pthread_mutex_unlock(&lock);
}

static void ruby_drop(struct gil_thread *t, enum gil_why why)
{
    pthread_mutex_lock(&lock);
    release_locked(t, why);
    pthread_mutex_unlock(&lock);
}

static void yield_gvl(struct gil_thread *t)
{
    pthread_mutex_lock(&lock);
    release_locked(t, GIL_WHY_QUANTUM);
    if (wait_yield)
        while (wait_yield)
            gil_cond_wait(&switch_wait_cond, &lock, t);
    else if (waiting > 0)
        wait_for_switch(t);
    else
        yield_processor();
    acquire_locked(t);
    pthread_mutex_unlock(&lock);
}

static void ruby_safepoint(struct gil_thread *t)
{
    if (!atomic_load_explicit(&interrupt, memory_order_relaxed))
        return;
    if (!(atomic_exchange(&interrupt, 0) & INTERRUPT_TIMER))
        return;
    if (!gil_timer_alone(&timer))
        yield_gvl(t);
}

static void ruby_attend(void)
{
    atomic_fetch_or(&interrupt, INTERRUPT_ATTEND);
}

static void *timer_body(void *unused)
{
    (void)unused;
    pthread_mutex_lock(&lock);
    for (;;) {
        if (acquired)
            atomic_fetch_or(&interrupt, INTERRUPT_TIMER);
        if (waiting > 0) {
            gil_cond_wait_us(&timer_cond, &lock, &timer_thread, interval_us);
            continue;
        }
        timer_idle = 1;
        gil_cond_wait(&timer_cond, &lock, &timer_thread);
        timer_idle = 0;
    }
    return NULL;
}

static void ruby_thread_init(struct gil_thread *t)
{
    (void)t;
    gil_timer_thread_init(&timer, timer_body);
}

static void ruby_thread_exit(struct gil_thread *t)
{
    (void)t;
    gil_timer_thread_exit(&timer);
}

static void ruby_after_fork(struct gil_thread *t)
{
    pthread_mutex_init(&lock, NULL);
    gil_cond_init(&released);
    gil_cond_init(&switch_cond);
    gil_cond_init(&switch_wait_cond);
    gil_cond_init(&timer_cond);
    gil_timer_after_fork(&timer);
    acquired = 1;
    waiting = need_yield = wait_yield = timer_idle = 0;
    last_holder = t->tid;
    switches = 0;
    load_interrupts(t);
    gil_report_acquired(&t->trace, switches);
}

const struct gil_ops gil_ruby = {
    .name = "ruby",
    .summary = "Ruby <= 2.5: a timer thread interrupts every INTERVAL_US",
    .where = GIL_AT_JUMP | GIL_AT_CALL,
    .interval_us = 100000,
    .request = &interrupt,
    .init = ruby_init,
    .thread_init = ruby_thread_init,
    .thread_exit = ruby_thread_exit,
    .take = ruby_take,
    .drop = ruby_drop,
    .safepoint = ruby_safepoint,
    .set_params = ruby_set_params,
    .attend = ruby_attend,
    .after_fork = ruby_after_fork,
};
