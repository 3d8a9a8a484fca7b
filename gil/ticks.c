/* SPDX-License-Identifier: MIT
 *
 * The GIL of CPython up to 2.7 and 3.1: every 100 ticks, let go and take again.
 *
 * THE PROBLEM. One thread at a time may run bytecode, since every bytecode may
 * touch reference counts that nothing else protects. A thread that computes for
 * minutes must nevertheless let others in, and it does not know whether there
 * are others.
 *
 * THE PROTOCOL. A counter, shared by all threads and touched only by the
 * holder, goes down by one for each instruction ("tick"). When it is used up
 * the holder sets it to the check interval again (sys.setcheckinterval, 100),
 * releases the lock, and at once acquires it again. "Others may run now" is the
 * whole idea: whoever is waiting can slip in between the two calls.
 *
 * The lock is not a pthread mutex, because a Python lock may be released by
 * another thread than the one that took it. It is a flag, `locked`, with a
 * mutex that protects it for a few instructions and a condition variable that
 * announces that it has become 0:
 *
 *     acquire: lock the mutex; while locked, wait; locked = 1; unlock
 *     release: lock the mutex; locked = 0; unlock; signal the condition
 *
 * (That is how systems without POSIX semaphores have it, Beazley's Mac for one.
 * On Linux CPython took a semaphore: ticks_sem.c. CPython lets some short
 * instructions pass uncounted; here each counts.)
 *
 * WHY IT IS RIGHT. `locked` changes under the mutex only, and is set only by a
 * thread that has seen it 0 under that mutex: there is never more than one
 * holder. No wake-up is lost: the flag is tested and the wait begun under one
 * mutex.
 *
 * WHERE IT FAILS. It is not fair, and nothing makes it so. Signalling wakes a
 * waiter, but waking takes the kernel thousands of instructions, and
 * re-acquiring takes the releaser a few dozen.
 *  - On one core the waiter cannot run at all before the releaser is switched
 *    out. Then the lock is nearly always taken again; the waiter finds it so,
 *    and sleeps. Who holds is decided by where the time slice happens to end.
 *  - On two cores the waiter does run, at once, on the other core, and still
 *    comes too late: it burns that core's time to learn that it lost. That
 *    repeats 100 ticks later. The releaser pays for a system call at each
 *    check, and for a mutex that the waiter is fighting for: adding a core
 *    makes the program *slower*.
 *  - A thread that blocks often (I/O) loses the GIL at each call and must win
 *    such a race to come back: hundreds of lost races for one reply. That is
 *    the convoy.
 *  - A signal's handler must run in the main thread. The thread that computes
 *    cannot know when that one will have the GIL, and lets go at each tick
 *    until then. If the main thread sleeps in a join, that is until the end.
 * David Beazley measured all of it: "Understanding the Python GIL", PyCon 2010.
 */
#include <pthread.h>

#include "ticks.h"

/* Protected by `mutex`. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct gil_cond released = GIL_COND_INITIALIZER;
static int locked;
static uint32_t last_holder; /* tid of who holds, or held, the lock */
static uint64_t switches;    /* how often last_holder has changed */

/* Touched by the holder only: the lock itself protects it. */
static struct ticks ticks;

static int ticks_cond_init(const struct gil_params *params)
{
    ticks_begin(&ticks, params);
    return 0;
}

static void ticks_cond_set_params(const struct gil_params *params)
{
    ticks_change(&ticks, params);
}

/* Sleep until the lock is free. Called, and returns, with the mutex held. */
static void wait_until_released(struct gil_thread *t)
{
    gil_report_wait(&t->trace, last_holder);
    for (;;) {
        gil_cond_wait(&released, &mutex, t);
        if (!locked)
            return;
        gil_report_lost_race(&t->trace, last_holder);
    }
}

static void ticks_cond_take(struct gil_thread *t)
{
    pthread_mutex_lock(&mutex);
    if (locked)
        wait_until_released(t);
    locked = 1;
    if (last_holder != t->tid) {
        last_holder = t->tid;
        switches++;
    }
    gil_report_acquired(&t->trace, switches);
    pthread_mutex_unlock(&mutex);
}

static void ticks_cond_drop(struct gil_thread *t, enum gil_why why)
{
    pthread_mutex_lock(&mutex);
    gil_report_drop(&t->trace, why);
    locked = 0;
    pthread_mutex_unlock(&mutex);
    gil_cond_signal(&released);
}

static void ticks_cond_attend(void)
{
    ticks_attend(&ticks);
}

static void ticks_cond_safepoint(struct gil_thread *t)
{
    if (!ticks_used_up(&ticks))
        return;
    ticks_cond_drop(t, GIL_WHY_TICKS);
    /* Others may run now. */
    ticks_cond_take(t);
}

static void ticks_cond_after_fork(struct gil_thread *t)
{
    pthread_mutex_init(&mutex, NULL);
    gil_cond_init(&released);
    locked = 1;
    last_holder = t->tid;
    switches = 0;
    gil_report_acquired(&t->trace, switches);
}

const struct gil_ops gil_ticks = {
    .name = "ticks",
    .summary = "CPython <= 3.1: let go and take again every CHECK ticks",
    .where = GIL_AT_INSTRUCTION,
    .starves = 1,
    .init = ticks_cond_init,
    .take = ticks_cond_take,
    .drop = ticks_cond_drop,
    .safepoint = ticks_cond_safepoint,
    .set_params = ticks_cond_set_params,
    .attend = ticks_cond_attend,
    .after_fork = ticks_cond_after_fork,
};
