/* SPDX-License-Identifier: MIT
 *
 * The GIL of MicroPython: a plain mutex, unlocked and locked again after every
 * 32 jumps. And the same with the processor given away at each unlock.
 *
 * THE PROBLEM. A microcontroller has a few KiB for its threads, and the GIL may
 * take nearly nothing of it. What is the least that can be called one?
 *
 * THE PROTOCOL. Enter is mutex lock, exit is mutex unlock. Where the bytecode
 * jumps, a counter (MICROPY_PY_THREAD_GIL_VM_DIVISOR, 32) goes down; at 0 it is
 * set again, and the thread exits and enters. That is all.
 *
 * "micropython-yield" calls sched_yield after each unlock.
 *
 * Source: py/vm.c, py/mpthread.h (MP_THREAD_GIL_EXIT, MP_THREAD_GIL_ENTER) and
 * ports/unix/mpthreadport.c of 1.2x; the yield is that of the ESP32 port (issue
 * 15423, pull request 15476 of 2024: a busy thread kept the GIL "sometimes for
 * an unbounded amount of time"). There the counter belongs to one call of a
 * function and counts all jumps; here, to the thread, and counts jumps
 * backwards and calls, since signals are looked for at the same places, and a
 * program without loops must have its handlers run.
 *
 * WHY IT IS RIGHT. A mutex has one owner. It has no condition and no queue of
 * ours that could be lost.
 *
 * WHERE IT FAILS. A mutex is made for the thread that wants it now, not for the
 * one that has waited: unlock wakes a waiter, but does not give it the mutex.
 *  - On one core the waiter is ready, and the unlocker runs on and locks again.
 *    The waiter finds that out when its turn comes, and sleeps. It gets the
 *    mutex only if the time slice ends between unlock and lock.
 *  - To yield mends that on one core: the waiter is ready, and runs. On several
 *    cores it is ready on another one; there is nobody to yield to, and who is
 *    faster has it.
 *  - Each waiter pays for each lost race, out of our sight: WAKE says nothing
 *    here, and lost races are not counted.
 *  - 32 jumps are a microsecond: the mutex is fought for all the time.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "gil.h"

/* A thread's own. */
struct micropython_thread {
    uint32_t divisor; /* jumps and calls to go before it lets go */
};
_Static_assert(sizeof(struct micropython_thread) <= GIL_PRIVATE_BYTES, "");

static pthread_mutex_t gil_mutex = PTHREAD_MUTEX_INITIALIZER;

/* Only the holder changes these. */
static atomic_uint last_holder; /* its tid; read by who waits */
static uint64_t switches;       /* how often last_holder has changed */

static uint32_t check; /* only the holder looks at it */
static int yields;     /* constant after init */

static struct micropython_thread *private_of(struct gil_thread *t)
{
    return (struct micropython_thread *)t->private.bytes;
}

static int micropython_init(const struct gil_params *params)
{
    check = params->check;
    yields = 0;
    return 0;
}

static int micropython_yield_init(const struct gil_params *params)
{
    check = params->check;
    yields = 1;
    return 0;
}

/* A thread sees the change when its counter has run out. */
static void micropython_set_params(const struct gil_params *params)
{
    check = params->check;
}

static void micropython_take(struct gil_thread *t)
{
    if (pthread_mutex_trylock(&gil_mutex)) {
        gil_report_wait(&t->trace, atomic_load(&last_holder));
        pthread_mutex_lock(&gil_mutex);
    }
    if (atomic_load(&last_holder) != t->tid) {
        atomic_store(&last_holder, t->tid);
        switches++;
    }
    gil_report_acquired(&t->trace, switches);
}

static void micropython_drop(struct gil_thread *t, enum gil_why why)
{
    gil_report_drop(&t->trace, why);
    pthread_mutex_unlock(&gil_mutex);
    if (yields)
        sched_yield();
}

/* A thread's first count is a whole one. */
static void micropython_safepoint(struct gil_thread *t)
{
    struct micropython_thread *own = private_of(t);

    if (own->divisor == 0)
        own->divisor = check;
    if (--own->divisor > 0)
        return;
    micropython_drop(t, GIL_WHY_TICKS);
    /* Others may run now. */
    micropython_take(t);
}

/* Each jump and call comes by the safepoint anyway. */
static void micropython_attend(void)
{
}

static void micropython_after_fork(struct gil_thread *t)
{
    pthread_mutex_init(&gil_mutex, NULL);
    pthread_mutex_lock(&gil_mutex);
    atomic_store(&last_holder, t->tid);
    switches = 0;
    gil_report_acquired(&t->trace, switches);
}

const struct gil_ops gil_micropython = {
    .name = "micropython",
    .summary = "MicroPython: a mutex, let go and taken every CHECK jumps",
    .where = GIL_AT_JUMP | GIL_AT_CALL,
    .check = 32,
    .starves = 1,
    .init = micropython_init,
    .take = micropython_take,
    .drop = micropython_drop,
    .safepoint = micropython_safepoint,
    .set_params = micropython_set_params,
    .attend = micropython_attend,
    .after_fork = micropython_after_fork,
};

const struct gil_ops gil_micropython_yield = {
    .name = "micropython-yield",
    .summary = "the same, giving the processor away at each unlock",
    .where = GIL_AT_JUMP | GIL_AT_CALL,
    .check = 32,
    .starves = 1,
    .init = micropython_yield_init,
    .take = micropython_take,
    .drop = micropython_drop,
    .safepoint = micropython_safepoint,
    .set_params = micropython_set_params,
    .attend = micropython_attend,
    .after_fork = micropython_after_fork,
};
