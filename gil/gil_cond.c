/* SPDX-License-Identifier: MIT
 *
 * A queue of threads, each of which sleeps on a word of its own. See gil_cond.h.
 *
 * A waiter enters the queue while it still holds the caller's mutex, under which
 * what it waits for changes: so whoever changes that afterwards finds it there,
 * and no signal is lost. A signaller takes waiters out of the queue under `lock`,
 * and only then sets their words. So a waiter whose time is over knows, under
 * `lock`, whether it was signalled first: it is not in the queue then, and the
 * signal counts, since nobody else has got it.
 *
 * A woken thread may be gone by the time that the signaller makes its system
 * call, which then wakes nobody, or somebody who looks and sleeps again.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "gil.h"

/* From <linux/futex.h>, which musl does not bring: the private operations. */
#define FUTEX_WAKE_PRIVATE 129
#define FUTEX_WAIT_BITSET_PRIVATE 137
#define FUTEX_BITSET_MATCH_ANY 0xffffffffu

#define NS_PER_S 1000000000L

void gil_cond_init(struct gil_cond *cond)
{
    *cond = (struct gil_cond)GIL_COND_INITIALIZER;
}

void gil_deadline(struct timespec *time, uint32_t us)
{
    clock_gettime(CLOCK_MONOTONIC, time);
    time->tv_sec += us / 1000000;
    time->tv_nsec += us % 1000000 * 1000L;
    if (time->tv_nsec >= NS_PER_S) {
        time->tv_nsec -= NS_PER_S;
        time->tv_sec++;
    }
}

/* --- the queue; called with lock held --- */

static void push(struct gil_cond *cond, struct gil_waiter *w)
{
    w->next = NULL;
    w->previous = cond->last;
    if (cond->last)
        cond->last->next = w;
    else
        cond->first = w;
    cond->last = w;
    atomic_fetch_add(&cond->count, 1);
}

static void take_out(struct gil_cond *cond, struct gil_waiter *w)
{
    if (w->previous)
        w->previous->next = w->next;
    else
        cond->first = w->next;
    if (w->next)
        w->next->previous = w->previous;
    else
        cond->last = w->previous;
    atomic_fetch_sub(&cond->count, 1);
}

/* --- waiting --- */

/* Until the word is 1 or the deadline (NULL: none) is past. */
static void sleep_on(atomic_int *word, const struct timespec *deadline)
{
    while (!atomic_load(word)) {
        long result = syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, 0,
                              deadline, NULL, FUTEX_BITSET_MATCH_ANY);

        if (result < 0 && errno == ETIMEDOUT)
            return;
    }
}

/* The wait is over. ETIMEDOUT if nobody has signalled. */
static int leave(struct gil_cond *cond, struct gil_waiter *w)
{
    int result = 0;

    if (atomic_load(&w->woken))
        return 0;
    pthread_mutex_lock(&cond->lock);
    if (!atomic_load(&w->woken)) {
        take_out(cond, w);
        result = ETIMEDOUT;
    }
    pthread_mutex_unlock(&cond->lock);
    return result;
}

static int wait_for(struct gil_cond *cond, pthread_mutex_t *mutex,
                    struct gil_waiter *w, const struct timespec *deadline)
{
    int result;

    atomic_store(&w->woken, 0);
    pthread_mutex_lock(&cond->lock);
    push(cond, w);
    pthread_mutex_unlock(&cond->lock);
    pthread_mutex_unlock(mutex);
    sleep_on(&w->woken, deadline);
    result = leave(cond, w);
    pthread_mutex_lock(mutex);
    return result;
}

void gil_cond_wait(struct gil_cond *cond, pthread_mutex_t *mutex,
                   struct gil_thread *t)
{
    wait_for(cond, mutex, &t->waiter, NULL);
}

int gil_cond_wait_until(struct gil_cond *cond, pthread_mutex_t *mutex,
                        struct gil_thread *t, const struct timespec *deadline)
{
    return wait_for(cond, mutex, &t->waiter, deadline);
}

int gil_cond_wait_us(struct gil_cond *cond, pthread_mutex_t *mutex,
                     struct gil_thread *t, uint32_t us)
{
    struct timespec deadline;

    gil_deadline(&deadline, us);
    return wait_for(cond, mutex, &t->waiter, &deadline);
}

/* --- waking --- */

/* Wake one: the first or the last. False: nobody waits. */
static bool wake_one(struct gil_cond *cond, bool longest)
{
    struct gil_waiter *w;

    if (atomic_load(&cond->count) == 0)
        return false;
    pthread_mutex_lock(&cond->lock);
    w = longest ? cond->first : cond->last;
    if (w) {
        take_out(cond, w);
        atomic_store(&w->woken, 1);
    }
    pthread_mutex_unlock(&cond->lock);
    if (w)
        syscall(SYS_futex, &w->woken, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
    return w != NULL;
}

/* Those who begin to wait meanwhile are not meant: so many are woken as there
 * are now. */
void gil_cond_broadcast(struct gil_cond *cond)
{
    for (unsigned n = atomic_load(&cond->count); n > 0; n--)
        if (!wake_one(cond, true))
            return;
}

void gil_cond_signal(struct gil_cond *cond)
{
    if (gil_params.wake == GIL_WAKE_SCHED)
        gil_cond_broadcast(cond);
    else
        wake_one(cond, gil_params.wake == GIL_WAKE_FIFO);
}
