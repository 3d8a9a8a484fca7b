/* SPDX-License-Identifier: MIT
 *
 * The GIL of CPython up to 2.7 and 3.1 as it was on Linux: the same ticks, and
 * a semaphore for the lock.
 *
 * THE PROBLEM. As in ticks.c, whose essay comes first.
 *
 * THE PROTOCOL. Every 100 ticks release, and at once acquire again. Where
 * POSIX semaphores work, the interpreter's lock is one, with the initial value
 * 1: acquire is sem_wait, release is sem_post. Their steps, as Linux's C
 * libraries have had them since there are futexes, are:
 *
 *     sem_wait: if value > 0, take 1 off it in one atomic step: done.
 *               waiters++; then again and again: if value > 0, take 1 off:
 *               waiters--, done; sleep while value is 0.
 *     sem_post: value++, in one atomic step; if waiters > 0, wake one sleeper.
 *
 * The kernel's part is that "sleep while value is 0" is one step: the value is
 * looked at, and the sleeper queued, under a lock that a waker takes too. Here
 * that lock is sleep_lock, and the queue a gil_cond, so that WAKE holds for it.
 *
 * WHY IT IS RIGHT. value is never more than 1, since only the holder posts; and
 * who has taken the 1 off is the holder. No wake-up is lost: the waiter counts
 * itself before it looks at the value, the poster raises the value before it
 * looks at the count, and both steps are sequentially consistent: one of them
 * sees the other. If it is the poster, it wakes under the lock under which the
 * waiter looked.
 *
 * WHERE IT FAILS. Where ticks.c fails, and for the same reason: posting does
 * not give the 1 to the one that it wakes. What differs is the price of a
 * check.
 *  - With nobody waiting, it is two atomic instructions; the mutex of the other
 *    form takes four.
 *  - The releaser's way back is shorter: it cannot be held up by a waiter that
 *    has the mutex, for there is none; its own wake-up call is all the time
 *    that a waiter has. And with a waiter every check is such a call, which
 *    wakes a thread for nothing.
 *  - A waiter that arrives between the two calls may take the 1 without ever
 *    having slept, past those that do: it asks nobody.
 *
 * SOURCE. Python/thread_pthread.h of CPython 2.x (USE_SEMAPHORES), and the
 * semaphores of glibc before 2.21; both from memory, written anew.
 */
#include <pthread.h>

#include "ticks.h"

/* The semaphore. */
static atomic_int value = 1;
static atomic_int waiters; /* who are in sem_wait and have not got it at once */
static pthread_mutex_t sleep_lock = PTHREAD_MUTEX_INITIALIZER;
static struct gil_cond sleepers = GIL_COND_INITIALIZER;

/* Changed by the holder only. Waiters read it, for their reports. */
static atomic_uint last_holder; /* tid of who holds, or held, the lock */
static uint64_t switches;       /* how often last_holder has changed */
static struct ticks ticks;

static int ticks_sem_init(const struct gil_params *params)
{
    ticks_begin(&ticks, params);
    return 0;
}

static void ticks_sem_set_params(const struct gil_params *params)
{
    ticks_change(&ticks, params);
}

/* Take 1 off the value, if it is there. */
static int try_down(void)
{
    int one = 1;

    return atomic_compare_exchange_strong(&value, &one, 0);
}

/* What the kernel does for FUTEX_WAIT: sleep if the value is still 0. True: the
 * caller slept, and was woken. */
static int sleep_while_zero(struct gil_thread *t)
{
    int slept = 0;

    pthread_mutex_lock(&sleep_lock);
    if (atomic_load(&value) == 0) {
        gil_cond_wait(&sleepers, &sleep_lock, t);
        slept = 1;
    }
    pthread_mutex_unlock(&sleep_lock);
    return slept;
}

static void down_slowly(struct gil_thread *t)
{
    int woken = 0;

    atomic_fetch_add(&waiters, 1);
    gil_report_wait(&t->trace, atomic_load(&last_holder));
    while (!try_down()) {
        if (woken)
            gil_report_lost_race(&t->trace, atomic_load(&last_holder));
        woken = sleep_while_zero(t);
    }
    atomic_fetch_sub(&waiters, 1);
}

static void ticks_sem_take(struct gil_thread *t)
{
    if (!try_down())
        down_slowly(t);
    if (atomic_load_explicit(&last_holder, memory_order_relaxed) != t->tid) {
        atomic_store_explicit(&last_holder, t->tid, memory_order_relaxed);
        switches++;
    }
    gil_report_acquired(&t->trace, switches);
}

static void ticks_sem_drop(struct gil_thread *t, enum gil_why why)
{
    gil_report_drop(&t->trace, why);
    atomic_fetch_add(&value, 1);
    if (atomic_load(&waiters) == 0)
        return;
    pthread_mutex_lock(&sleep_lock);
    gil_cond_signal(&sleepers);
    pthread_mutex_unlock(&sleep_lock);
}

static void ticks_sem_safepoint(struct gil_thread *t)
{
    if (!ticks_used_up(&ticks))
        return;
    ticks_sem_drop(t, GIL_WHY_TICKS);
    /* Others may run now. */
    ticks_sem_take(t);
}

static void ticks_sem_attend(void)
{
    ticks_attend(&ticks);
}

static void ticks_sem_after_fork(struct gil_thread *t)
{
    pthread_mutex_init(&sleep_lock, NULL);
    gil_cond_init(&sleepers);
    atomic_store(&waiters, 0);
    atomic_store(&value, 0);
    atomic_store(&last_holder, t->tid);
    switches = 0;
    gil_report_acquired(&t->trace, switches);
}

const struct gil_ops gil_ticks_sem = {
    .name = "ticks-sem",
    .summary = "CPython <= 3.1 on Linux: ticks, with a semaphore for the lock",
    .where = GIL_AT_INSTRUCTION,
    .starves = 1,
    .check = 100,
    .init = ticks_sem_init,
    .take = ticks_sem_take,
    .drop = ticks_sem_drop,
    .safepoint = ticks_sem_safepoint,
    .set_params = ticks_sem_set_params,
    .attend = ticks_sem_attend,
    .after_fork = ticks_sem_after_fork,
};
