/* SPDX-License-Identifier: MIT
 *
 * The GIL of PyPy (Armin Rigo): to let go is one store, and one of the waiters,
 * the stealer, looks every 0.1 ms whether that has happened.
 *
 * THE PROBLEM. An interpreter with a compiler calls C functions that take less
 * time than a mutex's unlock and lock. Nearly always nobody wants the GIL while
 * such a call lasts, and if somebody does, the call is over before he is awake.
 *
 * THE PROTOCOL. The GIL is two locks: who has both of them holds it. At most one
 * of them is free.
 *
 *  - fastgil, a word: 0 is free.
 *  - mutex_gil, which can be waited for with a time limit (a flag with its mutex
 *    and condition variable). Locked, but for the moments of a yield.
 *
 * 1. Around a call: fastgil = 0. No waiter is told. After it: exchange fastgil
 *    for 1; if it was 0, nobody had it meanwhile, or whoever had has let go.
 * 2. If it was 1: count yourself as waiting, and lock mutex_gil_stealer. Those
 *    who are several sleep here.
 * 3. Who has that is the stealer. For ever: wait for mutex_gil, for 0.1 ms at
 *    most; if that was free, the GIL is ours by a yield. Else look at fastgil,
 *    and exchange it if it is 0; if that succeeds, the GIL is stolen. Then let
 *    go of mutex_gil_stealer: the next one steals.
 * 4. Yield, after every 10,000 instructions: if anyone waits, unlock mutex_gil,
 *    but keep fastgil at 1; then acquire as in 1, which, as fastgil is 1, means
 *    to stand in the queue. So the yielder cannot have it back at once; that is
 *    why PyPy can afford such a long check interval.
 *
 * Source: rpython/translator/c/src/thread_gil.c and thread_pthread.c,
 * pypy/interpreter/executioncontext.py and pypy/module/thread/gil.py, of PyPy 5.
 * (Later ones look at fastgil many times before they stand in the queue.)
 *
 * WHY IT IS RIGHT. fastgil goes from 0 to 1 by an exchange, so in one thread
 * only, while mutex_gil stays locked; mutex_gil goes from free to locked by the
 * stealer only, while fastgil stays 1. The stealer waits for both at once, in
 * effect; nobody wakes it for fastgil, and it needs nobody.
 *
 * WHERE IT FAILS.
 *  - A thread that lets go says so to nobody: the GIL may be free and wanted for
 *    up to 0.1 ms. On a loaded core, or with several waiters in the stealer's
 *    mutex, for longer.
 *  - The stealer wakes up 10,000 times a second, for nothing as a rule.
 *  - Who makes short calls takes fastgil back under the stealer's eyes: it sees
 *    only the calls that last until its time is over. Then it depends on the
 *    yields, which know nothing of time.
 *  - The order of the queue is that of a mutex.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "gil.h"

static atomic_int fastgil;         /* 0: free */
static atomic_int waiting_threads; /* from step 2 on */
static pthread_mutex_t mutex_gil_stealer = PTHREAD_MUTEX_INITIALIZER;

/* A mutex that can be waited for with a limit, and unlocked by one who has not
 * locked it. `locked` is protected by `mutex`. */
static struct {
    pthread_mutex_t mutex;
    struct gil_cond cond;
    int locked;
} mutex_gil = {.mutex = PTHREAD_MUTEX_INITIALIZER,
               .cond = GIL_COND_INITIALIZER,
               .locked = 1};

/* Only the holder changes these. */
static atomic_uint last_holder; /* its tid; read by who waits */
static uint64_t switches;       /* how often last_holder has changed */
static int32_t check_interval;

/* One for all threads: the holder's, but for pypy_attend. */
static atomic_int ticks_left;

static atomic_uint interval_us; /* of the stealer */

static void pypy_set_params(const struct gil_params *params)
{
    check_interval = (int32_t)params->check;
    atomic_store(&interval_us, params->interval_us);
}

static int pypy_init(const struct gil_params *params)
{
    pypy_set_params(params);
    atomic_store(&ticks_left, check_interval);
    return 0;
}

static void unlock_mutex_gil(void)
{
    pthread_mutex_lock(&mutex_gil.mutex);
    mutex_gil.locked = 0;
    pthread_mutex_unlock(&mutex_gil.mutex);
    gil_cond_signal(&mutex_gil.cond);
}

/* Has it become free within the interval? It is locked again then. Called, and
 * returns, with mutex_gil.mutex held. */
static int lock_mutex_gil_in_time(struct gil_thread *t)
{
    int was_free;

    if (mutex_gil.locked)
        gil_cond_wait_us(&mutex_gil.cond, &mutex_gil.mutex, t,
                         atomic_load(&interval_us));
    was_free = !mutex_gil.locked;
    mutex_gil.locked = 1;
    return was_free;
}

static int take_fastgil(void)
{
    return atomic_exchange(&fastgil, 1) == 0;
}

/* The stealer's loop. Called with mutex_gil_stealer held. */
static void steal(struct gil_thread *t)
{
    pthread_mutex_lock(&mutex_gil.mutex);
    while (!lock_mutex_gil_in_time(t)) {
        if (atomic_load(&fastgil))
            continue;
        if (take_fastgil())
            break;
        gil_report_lost_race(&t->trace, atomic_load(&last_holder));
    }
    atomic_fetch_sub(&waiting_threads, 1);
    pthread_mutex_unlock(&mutex_gil.mutex);
}

static void pypy_take(struct gil_thread *t)
{
    if (!take_fastgil()) {
        gil_report_wait(&t->trace, atomic_load(&last_holder));
        atomic_fetch_add(&waiting_threads, 1);
        pthread_mutex_lock(&mutex_gil_stealer);
        steal(t);
        pthread_mutex_unlock(&mutex_gil_stealer);
    }
    if (atomic_load(&last_holder) != t->tid) {
        atomic_store(&last_holder, t->tid);
        switches++;
    }
    gil_report_acquired(&t->trace, switches);
}

static void pypy_drop(struct gil_thread *t, enum gil_why why)
{
    gil_report_drop(&t->trace, why);
    atomic_store(&fastgil, 0);
}

static void pypy_safepoint(struct gil_thread *t)
{
    int left = atomic_load_explicit(&ticks_left, memory_order_relaxed) - 1;

    if (left >= 0) {
        atomic_store_explicit(&ticks_left, left, memory_order_relaxed);
        return;
    }
    atomic_store_explicit(&ticks_left, check_interval, memory_order_relaxed);
    if (atomic_load(&waiting_threads) == 0)
        return;
    gil_report_drop(&t->trace, GIL_WHY_TICKS);
    unlock_mutex_gil();
    pypy_take(t);
}

/* The next tick is a check, as after a signal in PyPy. A holder that counts at
 * this very moment may overwrite the 0; then its check comes as usual. */
static void pypy_attend(void)
{
    atomic_store_explicit(&ticks_left, 0, memory_order_relaxed);
}

static void pypy_after_fork(struct gil_thread *t)
{
    pthread_mutex_init(&mutex_gil_stealer, NULL);
    pthread_mutex_init(&mutex_gil.mutex, NULL);
    gil_cond_init(&mutex_gil.cond);
    mutex_gil.locked = 1;
    atomic_store(&fastgil, 1);
    atomic_store(&waiting_threads, 0);
    atomic_store(&last_holder, t->tid);
    switches = 0;
    gil_report_acquired(&t->trace, switches);
}

const struct gil_ops gil_pypy = {
    .name = "pypy",
    .summary = "PyPy 5: one store lets go; a stealer looks every INTERVAL_US",
    .where = GIL_AT_INSTRUCTION,
    .interval_us = 100,
    .check = 10000,
    .init = pypy_init,
    .take = pypy_take,
    .drop = pypy_drop,
    .safepoint = pypy_safepoint,
    .set_params = pypy_set_params,
    .attend = pypy_attend,
    .after_fork = pypy_after_fork,
};
