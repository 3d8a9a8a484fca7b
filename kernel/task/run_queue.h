/* SPDX-License-Identifier: MIT
 *
 * The run queues, and every call into a policy: what the core believes of an
 * answer is checked here. For task/sched*.c only.
 */
#ifndef TASK_RUN_QUEUE_H
#define TASK_RUN_QUEUE_H

#include <stdint.h>
#include "core.h"
#include "lib/assert.h"
#include "lib/list.h"
#include "lock.h"
#include "sched/sched.h"
#include "task/lwp.h"

/* Aligned so that its size is a power of two: its address is computed at every
 * turn of the switch. */
struct run_queue {
    struct spinlock lock;
    /* Under the lock: */
    struct sched_queue policy;
    const struct sched_ops *ops; /* sched_policy; another while that changes */
    uint64_t turn_ran; /* ns that the running LWP has run since it was switched
                          in, up to its run_since */
    struct lwp *left;  /* has just left the core for ever, or because it may not
                           run here any more; finish_switch sees to it */
} __attribute__((aligned(128)));

extern struct run_queue run_queues[CORES_MAX];
/* In use; never NULL once LWPs run. Of a queue, and with its lock held, call
 * queue->ops instead. */
extern const struct sched_ops *sched_policy;
/* A queue's while the policy changes: parks what is queued (sched_switch.c). */
extern const struct sched_ops sched_transit;

/* Bit k: core k is idle / has LWPs queued. Changed atomically; read as hints. */
extern uint64_t sched_idle_set, sched_loaded_set;

static inline struct run_queue *run_queue_at(uint32_t core)
{
    struct run_queue *queue = &run_queues[core];

    __asm__("" : "+r"(queue)); /* or GCC computes it anew for each field */
    return queue;
}

static inline struct lwp *lwp_of(struct sched_entity *entity)
{
    return list_entry(entity, struct lwp, sched);
}

static inline uint64_t bit(uint32_t core)
{
    return 1ull << core;
}

static inline void set_bit(uint64_t *set, uint32_t core, bool on)
{
    if (on)
        __atomic_or_fetch(set, bit(core), __ATOMIC_RELAXED);
    else
        __atomic_and_fetch(set, ~bit(core), __ATOMIC_RELAXED);
}

/* ---- what task/sched.c does for the other files ---- */

/* Lock the queue to which `lwp` belongs; it may move until it is locked.
 * Interrupts off. */
struct run_queue *sched_lock_queue_of(struct lwp *lwp);

/* Queue the runnable `lwp`, which is in no queue and on no core, where the policy
 * says. Interrupts off; no queue's lock. */
void sched_make_runnable(struct lwp *lwp, enum sched_why why);

/* Shall `woken`, just queued, run at once? The queue's lock is held. */
bool sched_preempts(struct run_queue *queue, struct lwp *woken);

/* Tell core `id` to reschedule. Interrupts off. */
void sched_poke(uint32_t id);

/* Begin or end this core's ticks: an idle core but the first has none. Interrupts
 * off. */
void sched_set_ticks(struct core *core, bool on);

/* What `lwp`, which is on no core, has run in ring 3 since it came to its core is
 * that core's; from now on it is `core`'s. */
void sched_count_user(struct lwp *lwp, uint32_t core);

/* At a tick, if balance=push: give an LWP of this core's queue, whose lock is not
 * held, to a core that has much less to do. Interrupts off. */
void sched_push(struct core *core);

/* ---- calling the policy: a queue's lock is held ---- */

static inline void policy_enqueue(struct run_queue *queue, struct lwp *lwp,
                                  enum sched_why why)
{
    lwp->core = lwp->sched.core = queue->policy.core;
    lwp->sched.queued = true;
    if (queue->policy.count++ == 0)
        set_bit(&sched_loaded_set, queue->policy.core, true);
    queue->ops->enqueue(&queue->policy, &lwp->sched, why);
}

static inline struct lwp *policy_dispatch(struct run_queue *queue,
                                          uint32_t core)
{
    struct sched_entity *entity = queue->ops->dispatch(&queue->policy, core);

    if (!entity)
        return NULL;
    struct lwp *lwp = lwp_of(entity);
    kassert(entity->queued && lwp->state == 'R' && !lwp->on_core,
            "policy %s dispatched LWP %u: queued %d, state %c, on core %d",
            queue->ops->name, lwp->tid, entity->queued, lwp->state,
            lwp->on_core);
    entity->queued = false;
    if (--queue->policy.count == 0)
        set_bit(&sched_loaded_set, queue->policy.core, false);
    return lwp;
}

static inline void policy_dequeue(struct run_queue *queue, struct lwp *lwp)
{
    lwp->sched.queued = false;
    if (--queue->policy.count == 0)
        set_bit(&sched_loaded_set, queue->policy.core, false);
    if (queue->ops->dequeue)
        queue->ops->dequeue(&queue->policy, &lwp->sched);
    else
        list_remove(&lwp->sched.node);
}

#endif
