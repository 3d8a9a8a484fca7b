/* SPDX-License-Identifier: MIT
 *
 * A condition variable whose order of waking is known, and can be chosen.
 *
 * POSIX leaves open which of several waiters pthread_cond_signal wakes, and the
 * C libraries differ. Who gets a GIL depends on just that, so here it is a
 * parameter (WAKE): who has waited longest, who has waited shortest, or all of
 * them, so that the scheduler's choice of who runs first decides.
 *
 * The calls are pthread_cond_*'s, with these differences: a thread names itself
 * (its struct gil_thread holds its place in the queue), nobody is woken without
 * cause, and deadlines are by CLOCK_MONOTONIC. As there, a wait that has timed
 * out and begins anew is a new one: the thread goes to the end of the queue.
 */
#ifndef GIL_COND_H
#define GIL_COND_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

struct gil_thread;

/* Which of several waiters a signal wakes. */
enum gil_wake {
    GIL_WAKE_FIFO,  /* who has waited longest */
    GIL_WAKE_LIFO,  /* who has waited shortest */
    GIL_WAKE_SCHED, /* all: the scheduler decides who is first */
};

/* A thread's place in the queue of the one condition it waits for. */
struct gil_waiter {
    struct gil_waiter *next, *previous; /* the condition's lock */
    atomic_int woken; /* futex word; 1: signalled, and out of the queue */
};

/* Zeroed: nobody waits. */
struct gil_cond {
    pthread_mutex_t lock; /* innermost; held for a few instructions */
    struct gil_waiter *first, *last; /* the longest waiting first; lock */
    atomic_uint count;               /* of waiters; changes under lock */
};

#define GIL_COND_INITIALIZER                                                   \
    {                                                                          \
        .lock = PTHREAD_MUTEX_INITIALIZER                                      \
    }

/* Make it as new: nobody waits. For a forked child, and before first use. */
void gil_cond_init(struct gil_cond *cond);

/* Release mutex and sleep, in one step as signallers see it, until signalled;
 * hold mutex again on return. t is the calling thread's. */
void gil_cond_wait(struct gil_cond *cond, pthread_mutex_t *mutex,
                   struct gil_thread *t);

/* The same, for so long at most. 0, or ETIMEDOUT: nobody has signalled. */
int gil_cond_wait_until(struct gil_cond *cond, pthread_mutex_t *mutex,
                        struct gil_thread *t, const struct timespec *deadline);
int gil_cond_wait_us(struct gil_cond *cond, pthread_mutex_t *mutex,
                     struct gil_thread *t, uint32_t us);

/* Wake one waiter, as WAKE says, or all. Never sleep; with or without the mutex
 * that the waiters gave. One load when nobody waits. */
void gil_cond_signal(struct gil_cond *cond);
void gil_cond_broadcast(struct gil_cond *cond);

/* *time, by CLOCK_MONOTONIC, so many microseconds from now. */
void gil_deadline(struct timespec *time, uint32_t us);

#endif
