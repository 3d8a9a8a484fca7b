/* SPDX-License-Identifier: MIT
 *
 * Changing the policy while LWPs run, sleep and wait in queues, on all cores.
 *
 * The machine does not stop for it. Each queue is first given `transit`, a policy
 * that queues nothing: an LWP that becomes runnable is parked, that is, marked and
 * left where it is, and a core whose LWP sleeps goes idle. So nobody calls the old
 * policy any more, and this file can take each LWP out of it and make it known to
 * the new one, one at a time, with interrupts on in between. Then the queues are
 * given to the new policy, and what was parked is queued there. LWPs that run do
 * so all the time.
 *
 * One queue's lock is held at a time. That some queues have a new policy and some
 * do not is harmless, because an LWP that moves from one to the other is parked, or
 * already known to the new policy; a new LWP is parked at its maker's. Not
 * here: when to do it.
 */
#include "core.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "task/lwp.h"
#include "task/run_queue.h"
#include "task/steps.h"
#include "task/sched.h"
#include "trace/trace.h"
#include "x86/cpu.h"

/* Changed atomically: a switch is going on. */
static bool switching;

static uint64_t switches = 1; /* changed by who sets `switching` */

uint64_t sched_switches(void)
{
    return switches;
}

/* What is parked, in this order it will be queued. The lock is taken below a run
 * queue's, with interrupts off. */
static struct list parked = {&parked, &parked};
static struct spinlock parked_lock = SPINLOCK("parked");

/* It was counted as queued in this queue; now it is parked. */
static void park(struct run_queue *queue, struct lwp *lwp)
{
    policy_unqueued(queue, lwp);
    spin_lock(&parked_lock);
    list_push_back(&parked, &lwp->parked);
    spin_unlock(&parked_lock);
}

static void transit_enqueue(struct sched_queue *queue,
                            struct sched_entity *entity, enum sched_why why)
{
    (void)why;
    park(list_entry(queue, struct run_queue, policy), lwp_of(entity));
}

static struct sched_entity *transit_dispatch(struct sched_queue *queue,
                                             uint32_t core)
{
    (void)queue, (void)core;
    return NULL;
}

const struct sched_ops sched_transit = {
    .name = "transit",
    .enqueue = transit_enqueue,
    .dispatch = transit_dispatch,
};

/* The queue is the old policy's again for the next call, unless it was ejected. Its
 * lock is held. */
static void lend(struct run_queue *queue, const struct sched_ops *from)
{
    if (!watchdog_ejected(from))
        queue->ops = from;
}

static void freeze_queues(void)
{
    for (uint32_t id = 0; id < cores_count; id++) {
        struct run_queue *queue = run_queue_at(id);
        uint64_t flags = spin_lock_irqsave(&queue->lock);
        queue->ops = &sched_transit;
        spin_unlock_irqrestore(&queue->lock, flags);
    }
}

/* Park what this queue of the old policy would run next. False: nothing. */
static bool drain_one(struct run_queue *queue, const struct sched_ops *from)
{
    uint64_t flags = spin_lock_irqsave(&queue->lock);

    lend(queue, from);
    struct lwp *lwp = sched_guarded_dispatch(queue, queue->core);
    queue->ops = &sched_transit;
    if (lwp) {
        queue->policy.count++;
        queue->count++;
        park(queue, lwp);
    }
    spin_unlock_irqrestore(&queue->lock, flags);
    return lwp;
}

/* In the order in which the old policy would run them. What it holds back is
 * fetched by `withdraw`. */
static void drain_queues(const struct sched_ops *from)
{
    for (uint32_t id = 0; id < cores_count; id++) {
        while (drain_one(run_queue_at(id), from))
            ;
    }
}

/* Begin with the entity as if it were new. */
static void introduce(struct lwp *lwp, const struct sched_ops *to)
{
    struct sched_entity *entity = &lwp->sched;

    list_init(&entity->node);
    entity->rb = (struct rb_node){0};
    entity->slice = entity->key = 0;
    memset(entity->data, 0, sizeof(entity->data));
    lwp->policy = to;
    sched_tell(lwp);
    sched_guarded_init_task(lwp);
}

/* The old policy forgets it. What it ran since the last tick the new one counts. */
static void withdraw(struct run_queue *queue, struct lwp *lwp,
                     const struct sched_ops *from)
{
    lend(queue, from);
    if (cores[queue->core].current == lwp)
        sched_guarded_stopping(queue, lwp, queue->turn_ran);
    if (lwp->queued_in) {
        sched_guarded_dequeue(queue, lwp);
        queue->policy.count++;
        queue->count++;
        lwp->queued_in = queue;
    }
    sched_guarded_exit_task(lwp);
    queue->ops = &sched_transit;
}

/* From the old policy to the new one, if it has been started. */
static void transfer(struct lwp *lwp, const struct sched_ops *to)
{
    uint64_t flags = cpu_irq_save();
    struct run_queue *queue = sched_lock_queue_of(lwp);
    const struct sched_ops *from = lwp->policy;

    if (from) {
        if (from != &sched_transit && !watchdog_ejected(from))
            withdraw(queue, lwp, from);
        if (lwp->queued_in)
            park(queue, lwp);
        introduce(lwp, to);
    }
    spin_unlock(&queue->lock);
    cpu_irq_restore(flags);
}

static void transfer_all(const struct sched_ops *to)
{
    spin_lock(&lwps_lock);
    list_for_each (node, &lwps_all)
        transfer(list_entry(node, struct lwp, all), to);
    list_for_each (node, &lwps_kernel)
        transfer(list_entry(node, struct lwp, all), to);
    spin_unlock(&lwps_lock);
}

/* The queues, empty as at boot, are the new policy's, as long as it breaks no
 * rule. */
static void thaw_queues(const struct sched_ops *to)
{
    sched_policy = watchdog_ejected(to) ? &sched_transit : to;
    steps_follow();
    for (uint32_t id = 0; id < cores_count; id++) {
        struct run_queue *queue = run_queue_at(id);
        uint64_t flags = spin_lock_irqsave(&queue->lock);
        struct lwp *running = cores[id].current;
        queue->policy = (struct sched_queue){.core = id};
        list_init(&queue->policy.list);
        queue->turn_ran = 0;
        queue->ops = watchdog_ejected(to) ? &sched_transit : to;
        if (running != cores[id].idle) {
            queue->policy.running = &running->sched;
            sched_guarded_running(queue, running);
        }
        spin_unlock_irqrestore(&queue->lock, flags);
    }
}

/* Queue it where it was, if it may run there. The new policy is not to blame for
 * how long it has waited. */
static void unpark(struct lwp *lwp, const struct sched_ops *to)
{
    uint64_t flags = cpu_irq_save();
    struct run_queue *queue = sched_lock_queue_of(lwp);
    bool stays = core_set_has(&lwp->affinity, queue->core);

    lwp->stamp = max_u64(lwp->stamp, core_clock());
    if (lwp->policy == &sched_transit) /* started since then */
        introduce(lwp, to);
    if (stays)
        sched_guarded_enqueue(queue, lwp, SCHED_NEW);
    spin_unlock(&queue->lock);
    if (!stays)
        sched_make_runnable(lwp, SCHED_NEW);
    cpu_irq_restore(flags);
}

/* The next parked LWP, or NULL. */
static struct lwp *next_parked(void)
{
    uint64_t flags = spin_lock_irqsave(&parked_lock);
    struct list *first = list_pop_front(&parked);

    spin_unlock_irqrestore(&parked_lock, flags);
    return first ? list_entry(first, struct lwp, parked) : NULL;
}

/* All is thawed: nothing more is parked, unless the new policy is ejected while it
 * takes over: then the next one will find them. Every core looks at its queue. */
static void unpark_all(const struct sched_ops *to)
{
    struct lwp *lwp;

    while (!watchdog_ejected(to) && (lwp = next_parked()))
        unpark(lwp, to);
    for (uint32_t id = 0; id < cores_count; id++) {
        uint64_t flags = cpu_irq_save();
        sched_poke(id);
        cpu_irq_restore(flags);
    }
}

static void switch_policy(const struct sched_ops *to)
{
    const struct sched_ops *from = sched_policy;

    freeze_queues();
    if (from != &sched_transit)
        drain_queues(from);
    transfer_all(to);
    sched_guarded_exit(from);
    thaw_queues(to);
    if (watchdog_ejected(to))
        watchdog_waits = true;
    unpark_all(to);
    if (trace_on)
        trace(TRACE_POLICY, 0, trace_string(to->name));
}

int sched_switch_policy(const struct sched_ops *to)
{
    if (__atomic_exchange_n(&switching, true, __ATOMIC_ACQUIRE))
        return -EBUSY;
    int error = 0;
    if (to != sched_policy) {
        error = watchdog_ejected(to) ? -EPERM : sched_guarded_init(to);
        if (!error) {
            switch_policy(to);
            switches++;
        }
    }
    __atomic_store_n(&switching, false, __ATOMIC_RELEASE);
    return error;
}
