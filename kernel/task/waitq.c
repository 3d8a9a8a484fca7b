/* SPDX-License-Identifier: MIT
 *
 * Sleeping and waking. The protocol is in waitq.h; how a wake-up meets a sleeper
 * that has not left its core yet is in task/sched.c.
 */
#include "task/waitq.h"
#include "core.h"
#include "lib/errno.h"
#include "task/lwp.h"
#include "task/sched.h"
#include "task/signal.h"
#include "trace/trace.h"

void waitq_init(struct waitq *queue)
{
    list_init(&queue->waiters);
}

void lwp_prepare_sleep(struct wait_reason reason)
{
    struct lwp *lwp = current_lwp();

    lwp->wait = reason;
    __atomic_store_n(&lwp->state, 'S', __ATOMIC_RELEASE);
}

void lwp_cancel_sleep(void)
{
    __atomic_store_n(&current_lwp()->state, 'R', __ATOMIC_RELEASE);
}

bool lwp_wake(struct lwp *lwp)
{
    return sched_wake(lwp);
}

static void timeout_fire(struct timer *timer)
{
    struct lwp *lwp = list_entry(timer, struct lwp, timeout);

    trace(TRACE_TIMER_EXPIRE, lwp->tid, timer->deadline);
    sched_wake(lwp);
}

/* Must the sleep end for a signal? Then note until when it was to be. */
static inline bool interrupted(struct lwp *lwp, uint64_t deadline)
{
    if (!lwp->attention || !signal_pending(lwp))
        return false;
    lwp->sleep_deadline = deadline == CLOCK_NEVER ? 0 : deadline;
    return true;
}

int lwp_sleep(uint64_t deadline)
{
    struct lwp *lwp = current_lwp();

    if (interrupted(lwp, deadline)) {
        lwp_cancel_sleep();
        return -EINTR;
    }
    trace(TRACE_SCHED_WAIT, lwp->wait.kind, lwp->wait.object);
    if (deadline != CLOCK_NEVER) {
        lwp->timeout.fire = timeout_fire;
        timer_start(&lwp->timeout, deadline);
    }
    schedule();
    bool fired = deadline != CLOCK_NEVER && !timer_cancel(&lwp->timeout);
    if (fired)
        return -ETIMEDOUT;
    return interrupted(lwp, deadline) ? -EINTR : 0;
}

void waitq_add(struct waitq *queue, struct waiter *waiter)
{
    waiter->woken = false;
    list_push_back(&queue->waiters, &waiter->node);
}

void waitq_add_shared(struct waitq *queue, struct waiter *waiter)
{
    struct list *at = queue->waiters.prev;

    while (at != &queue->waiters &&
           list_entry(at, struct waiter, node)->exclusive)
        at = at->prev;
    waiter->woken = false;
    list_insert(at, &waiter->node);
}

void waitq_remove(struct waiter *waiter)
{
    list_remove(&waiter->node);
}

int waitq_sleep(struct waitq *queue, struct spinlock *lock,
                struct wait_reason reason, uint64_t deadline)
{
    struct waiter waiter; /* its list node is waitq_add's */

    waiter.lwp = current_lwp();
    waiter.call = NULL;
    waiter.exclusive = true;
    waiter.woken = false;
    waitq_add(queue, &waiter);
    lwp_prepare_sleep(reason);
    spin_unlock(lock);
    int error = lwp_sleep(deadline);
    spin_lock(lock);
    waitq_remove(&waiter);
    return waiter.woken ? 0 : error;
}

static inline unsigned wake(struct waitq *queue, unsigned limit,
                            uint32_t events)
{
    unsigned woken = 0;

    list_for_each_safe(node, &queue->waiters)
    {
        struct waiter *waiter = list_entry(node, struct waiter, node);
        if (waiter->exclusive && woken == limit)
            break;
        if (waiter->call) {
            woken += waiter->call(waiter, events) && waiter->exclusive;
            continue;
        }
        woken += waiter->exclusive;
        waiter->woken = true;
        list_remove(node);
        lwp_wake(waiter->lwp);
    }
    return woken;
}

unsigned waitq_wake(struct waitq *queue, unsigned limit)
{
    return wake(queue, limit, 0);
}

unsigned waitq_wake_events(struct waitq *queue, unsigned limit, uint32_t events)
{
    return wake(queue, limit, events);
}
