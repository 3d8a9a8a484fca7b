/* SPDX-License-Identifier: MIT
 *
 * The run queues, and every call into a policy: what the core believes of an
 * answer is checked here. For task/sched*.c only.
 */
#ifndef TASK_RUN_QUEUE_H
#define TASK_RUN_QUEUE_H

#include <stdint.h>
#include "core.h"
#include "lib/list.h"
#include "lock.h"
#include "sched/sched.h"
#include "task/guard.h"
#include "task/lwp.h"
#include "task/watchdog.h"

struct sched_attributes;

/* Aligned so that its size is a power of two: its address is computed at every
 * turn of the switch. */
struct run_queue {
    struct spinlock lock;
    uint32_t core; /* whose it is; never changed */
    /* Under the lock. What the kernel goes by, whatever a policy writes into its
     * queue; watchdog_fields.c compares. */
    uint32_t count;      /* of queued LWPs */
    struct lwp *running; /* what the core runs, or goes on with:
                                   finish_schedule; NULL: idle */
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

/* Bit k: core k is idle. A hint. */
static inline uint64_t idle_cores(void)
{
    return __atomic_load_n(&sched_idle_set, __ATOMIC_RELAXED);
}

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
    uint64_t number =
        core; /* GCC makes four instructions of __atomic_or_fetch */

    if (on)
        __asm__("lock btsq %1, %0" : "+m"(*set) : "r"(number) : "cc");
    else
        __asm__("lock btrq %1, %0" : "+m"(*set) : "r"(number) : "cc");
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

/* An LWP that may run on `allowed` waits, or is about to: one of these that is idle
 * shall look for work again, if balance=steal. Interrupts off. */
void sched_offer(const struct core_set *allowed);

/* At a tick, if balance=push: give an LWP of this core's queue, whose lock is not
 * held, to a core that has much less to do. Interrupts off. */
void sched_push(struct core *core);

/* ---- calling the policy, from what guard_call calls ---- */

static inline void policy_enqueue(struct run_queue *queue, struct lwp *lwp,
                                  enum sched_why why)
{
    lwp->core = lwp->sched.core = queue->core;
    lwp->sched.queued = true;
    lwp->queued_in = queue;
    queue->policy.count++;
    if (queue->count++ == 0)
        set_bit(&sched_loaded_set, queue->core, true);
    guard_enter(GUARD_ENQUEUE);
    queue->ops->enqueue(&queue->policy, &lwp->sched, why);
    guard_leave();
}

/* `lwp` is not queued in `queue` any more. */
static inline void policy_unqueued(struct run_queue *queue, struct lwp *lwp)
{
    lwp->queued_in = NULL;
    lwp->sched.queued = false;
    queue->policy.count--;
    if (--queue->count == 0)
        set_bit(&sched_loaded_set, queue->core, false);
}

/* Is what dispatch returned queued in `queue`? It may be any number; so it is read
 * under the guard, which this leaves. */
static inline bool policy_owns(const struct run_queue *queue,
                               const struct lwp *lwp)
{
    const struct run_queue *queued_in =
        *(struct run_queue *const volatile *)&lwp->queued_in;

    guard_leave();
    return queued_in == queue;
}

/* What runs next on core `core`. `own`: that is the queue's. */
static inline __attribute__((always_inline)) struct lwp *policy_dispatch(
    struct run_queue *queue, uint32_t core, bool own)
{
    guard_enter(GUARD_DISPATCH);
    struct sched_entity *entity = queue->ops->dispatch(&queue->policy, core);
    if (!entity) {
        guard_leave();
        if (own && queue->count && !queue->policy.alarm)
            watchdog_none_dispatched(queue);
        return NULL;
    }
    struct lwp *lwp = lwp_of(entity);
    if (!policy_owns(queue, lwp) ||
        (!own && !core_set_has(&lwp->affinity, core))) {
        watchdog_bad_dispatch(entity, queue, core);
        return NULL;
    }
    policy_unqueued(queue, lwp);
    return lwp;
}

/* The core that an LWP was on, or that one to which it is being moved. */
static inline uint32_t wanted_core(const struct lwp *lwp)
{
    return lwp->sched.core < cores_count ? lwp->sched.core : lwp->core;
}

/* On which core `lwp` shall be queued. While the policy changes it may be known to
 * another one than is in use: then nobody is asked. */
static inline uint32_t policy_select_cpu(struct lwp *lwp,
                                         const struct core_set *idle)
{
    if (!sched_policy->select_cpu || lwp->policy != sched_policy)
        return sched_choose_core(wanted_core(lwp), &lwp->affinity, idle);
    guard_enter(GUARD_SELECT_CPU);
    uint32_t id = sched_policy->select_cpu(&lwp->sched, idle);
    guard_leave();
    if (id < cores_count && core_set_has(&lwp->affinity, id))
        return id;
    watchdog_bad_core(lwp, id);
    return sched_choose_core(wanted_core(lwp), &lwp->affinity, idle);
}

static inline bool policy_preempts(struct run_queue *queue, struct lwp *woken,
                                   uint64_t ran)
{
    guard_enter(GUARD_PREEMPTS);
    bool now = queue->ops->preempts(&queue->policy, &woken->sched, ran);
    guard_leave();
    return now;
}

static inline void policy_running(struct run_queue *queue, struct lwp *lwp)
{
    if (!queue->ops->running)
        return;
    guard_enter(GUARD_RUNNING);
    queue->ops->running(&queue->policy, &lwp->sched);
    guard_leave();
}

static inline void policy_stopping(struct run_queue *queue, struct lwp *lwp,
                                   uint64_t ran)
{
    if (!queue->ops->stopping)
        return;
    guard_enter(GUARD_STOPPING);
    queue->ops->stopping(&queue->policy, &lwp->sched, ran);
    guard_leave();
}

static inline void policy_yield(struct run_queue *queue, struct lwp *lwp)
{
    if (!queue->ops->yield)
        return;
    guard_enter(GUARD_YIELD);
    queue->ops->yield(&queue->policy, &lwp->sched);
    guard_leave();
}

/* ---- calling it from elsewhere: task/policy.c ----
 * Each of these is under guard by itself; where it has to be abandoned the policy
 * is ejected, and the answer is what does no harm. */

void sched_guarded_enqueue(struct run_queue *queue, struct lwp *lwp,
                           enum sched_why why);
/* For the LWP's own policy: it is that one's, whatever the queue's ops are now. */
void sched_guarded_dequeue(struct run_queue *queue, struct lwp *lwp);
struct lwp *sched_guarded_dispatch(struct run_queue *queue, uint32_t core);
bool sched_guarded_tick(struct run_queue *queue, struct lwp *lwp, uint64_t ran);
void sched_guarded_stopping(struct run_queue *queue, struct lwp *lwp,
                            uint64_t ran);
void sched_guarded_running(struct run_queue *queue, struct lwp *lwp);
/* False: it had to be abandoned. */
bool sched_guarded_dump(struct run_queue *queue, const struct sched_ops *ops,
                        char *text, unsigned size);

/* The LWP's own policy hears that it exists; that its attributes have changed,
 * unless it has not begun; that it exists no more. */
void sched_guarded_init_task(struct lwp *lwp);
void sched_guarded_set_weight(struct lwp *lwp);
void sched_guarded_exit_task(struct lwp *lwp);

/* Its own policy's `admit`. If it has none, was ejected, or the LWP has not begun:
 * -EINVAL, and 0 for a period of 0. */
int sched_guarded_admit(struct lwp *lwp, const struct sched_attributes *to);

/* Its init, if it has one: 0, the negative errno with which it refuses, or -EIO:
 * it had to be abandoned. Its exit. Interrupts on or off. */
int sched_guarded_init(const struct sched_ops *ops);
void sched_guarded_exit(const struct sched_ops *ops);

#endif
