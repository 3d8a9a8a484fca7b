/* SPDX-License-Identifier: MIT
 *
 * Mutexes and conditions: a queue of threads that wait, and a spinlock around it
 * for the time of a few instructions. No system call.
 */
#include <stdlib.h>
#include "user/uthread/internal.h"

void uthread_mutex_lock(struct uthread_mutex *mutex)
{
    struct worker *worker = worker_enter();
    spin_lock(&mutex->lock);
    if (mutex->owner) {
        queue_push(&mutex->waiters, worker->current);
        worker_block(worker, &mutex->lock);
    } else {
        mutex->owner = worker->current;
        spin_unlock(&mutex->lock);
    }
    worker_leave();
}

/* Entered. */
static void release(struct worker *worker, struct uthread_mutex *mutex)
{
    spin_lock(&mutex->lock);
    if (mutex->owner != worker->current)
        abort(); /* somebody else's */
    mutex->owner = queue_pop(&mutex->waiters);
    struct uthread *next = mutex->owner;
    spin_unlock(&mutex->lock);
    if (next)
        worker_ready(worker, next);
}

void uthread_mutex_unlock(struct uthread_mutex *mutex)
{
    release(worker_enter(), mutex);
    worker_leave();
}

void uthread_wait(struct uthread_condition *condition,
                  struct uthread_mutex *mutex)
{
    struct worker *worker = worker_enter();
    spin_lock(&condition->lock);
    queue_push(&condition->waiters, worker->current);
    release(worker, mutex);
    worker_block(worker, &condition->lock);
    worker_leave();
    uthread_mutex_lock(mutex);
}

void uthread_signal(struct uthread_condition *condition)
{
    struct worker *worker = worker_enter();
    spin_lock(&condition->lock);
    struct uthread *thread = queue_pop(&condition->waiters);
    spin_unlock(&condition->lock);
    if (thread)
        worker_ready(worker, thread);
    worker_leave();
}

void uthread_broadcast(struct uthread_condition *condition)
{
    struct worker *worker = worker_enter();
    spin_lock(&condition->lock);
    struct uthread_queue all = condition->waiters;
    condition->waiters = (struct uthread_queue){0};
    spin_unlock(&condition->lock);
    for (struct uthread *thread; (thread = queue_pop(&all));)
        worker_ready(worker, thread);
    worker_leave();
}
