/* SPDX-License-Identifier: MIT
 *
 * What a policy is told of an LWP: where it may run, its class, priority, nice
 * value and deadlines. A change reaches it wherever it is: out of a queue and in
 * again, or with a new decision on the core where it runs. Not here: who may
 * change what (task/sched_calls.c).
 */
#include "core.h"
#include "lib/errno.h"
#include "task/run_queue.h"
#include "task/sched.h"
#include "x86/cpu.h"

int sched_set_affinity(struct lwp *lwp, const struct core_set *wanted)
{
    struct core_set existing = core_set_below(cores_count);
    struct core_set affinity = core_set_both(wanted, &existing);

    if (core_set_first(&affinity) == CORE_NONE)
        return -EINVAL;
    uint64_t flags = cpu_irq_save();
    struct run_queue *queue = sched_lock_queue_of(lwp);
    bool misplaced = !core_set_has(&affinity, queue->core);
    bool requeue = misplaced && lwp->queued_in;
    bool waits = lwp->queued_in;
    lwp->affinity = lwp->sched.affinity = affinity;
    if (requeue)
        sched_guarded_dequeue(queue, lwp);
    bool running = misplaced && lwp->on_core;
    uint32_t id = queue->core;
    spin_unlock(&queue->lock);
    if (requeue)
        sched_make_runnable(lwp, SCHED_MOVED);
    else if (running)
        sched_poke(id);
    else if (waits)
        sched_offer(&affinity);
    cpu_irq_restore(flags);
    return 0;
}

void sched_tell(struct lwp *lwp)
{
    const struct sched_attributes *told = &lwp->attributes;
    struct sched_entity *entity = &lwp->sched;

    entity->tid = lwp->tid;
    entity->nice = told->nice;
    entity->weight = sched_weight(told->class, told->nice);
    entity->class = told->class;
    entity->priority = told->priority;
    entity->runtime = told->runtime;
    entity->deadline = told->deadline;
    entity->period = told->period;
    entity->affinity = lwp->affinity;
    entity->core = lwp->bound_for = lwp->core;
    entity->queued = lwp->queued_in;
}

/* In *decide: shall it run at once? */
static void put_back(struct run_queue *queue, struct lwp *lwp, bool *decide)
{
    policy_enqueue(queue, lwp, SCHED_MOVED);
    *decide = sched_preempts(queue, lwp);
}

/* The policy learns of it; where `lwp` is queued it may have to run at once, and
 * where it runs perhaps another one. Its queue's lock is held, and let go. */
static void change_attributes(struct run_queue *queue, struct lwp *lwp,
                              const struct sched_attributes *to)
{
    bool queued = lwp->queued_in;

    if (queued)
        sched_guarded_dequeue(queue, lwp);
    lwp->attributes = *to;
    sched_tell(lwp);
    sched_guarded_set_weight(lwp);
    bool decide = queued || lwp->on_core;
    if (queued && !guard_call(put_back, (uint64_t)queue, (uint64_t)lwp,
                              (uint64_t)&decide))
        watchdog_abandoned(queue->ops, lwp);
    uint32_t id = queue->core;
    spin_unlock(&queue->lock);
    if (decide)
        sched_poke(id);
}

static bool same_attributes(const struct sched_attributes *a,
                            const struct sched_attributes *b)
{
    return a->class == b->class && a->nice == b->nice &&
           a->priority == b->priority && a->runtime == b->runtime &&
           a->deadline == b->deadline && a->period == b->period;
}

/* If nothing changes it keeps its place in the queue. The queue's lock is held, and
 * let go. */
static void set_attributes(struct run_queue *queue, struct lwp *lwp,
                           const struct sched_attributes *to)
{
    struct sched_attributes old = sched_attributes(lwp);

    if (same_attributes(&old, to))
        spin_unlock(&queue->lock);
    else
        change_attributes(queue, lwp, to);
}

void sched_set_attributes(struct lwp *lwp, const struct sched_attributes *to)
{
    uint64_t flags = cpu_irq_save();

    set_attributes(sched_lock_queue_of(lwp), lwp, to);
    cpu_irq_restore(flags);
}

void sched_set_priority(struct lwp *lwp, enum sched_class class, int priority)
{
    uint64_t flags = cpu_irq_save();
    struct run_queue *queue = sched_lock_queue_of(lwp);
    struct sched_attributes attributes = sched_attributes(lwp);

    attributes.class = class;
    attributes.priority = priority;
    set_attributes(queue, lwp, &attributes);
    cpu_irq_restore(flags);
}

void sched_set_nice(struct lwp *lwp, int nice)
{
    uint64_t flags = cpu_irq_save();
    struct run_queue *queue = sched_lock_queue_of(lwp);
    struct sched_attributes attributes = sched_attributes(lwp);

    attributes.nice = nice;
    set_attributes(queue, lwp, &attributes);
    cpu_irq_restore(flags);
}

bool sched_everywhere(const struct core_set *set)
{
    struct core_set existing = core_set_below(cores_count);
    struct core_set both = core_set_both(set, &existing);

    return core_set_equal(&both, &existing);
}

/* lwps_lock keeps requests apart from each other and from a change of policy. */
static int admit(struct lwp *lwp, const struct sched_attributes *to)
{
    if (!to->period && !lwp->attributes.period)
        return 0;
    if (to->period && !sched_everywhere(&lwp->affinity))
        return -EPERM;
    return sched_guarded_admit(lwp, to);
}

int sched_request(struct lwp *lwp, const struct sched_attributes *to)
{
    spin_lock(&lwps_lock);
    int error = admit(lwp, to);
    if (!error)
        sched_set_attributes(lwp, to);
    spin_unlock(&lwps_lock);
    return error;
}

struct sched_attributes sched_attributes(const struct lwp *lwp)
{
    return lwp->attributes;
}

uint64_t sched_turn(void)
{
    return sched_policy->turn ? *sched_policy->turn : 0;
}
