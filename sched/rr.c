/* SPDX-License-Identifier: MIT
 *
 * Round robin, the default. Each core has one queue, first in, first out. Who
 * runs has a turn of 10 ms; at the tick that finds it used up it goes to the
 * tail. Who is preempted before that goes back to the head and keeps what is
 * left.
 *
 * The hard part is whether a woken entity may preempt the running one.
 *   Always: two threads that pass a lock to and fro take the core from each
 *     other at every unlock, and do little else (the old GIL on one core).
 *   Never: an editor waits for a compiler's whole turn before it shows a key.
 * So compare what each of the two has used lately. A turn is used up by running
 * and given back by sleeping, a nanosecond for a nanosecond, up to a whole one.
 * A woken entity preempts if it has more than GRANULARITY more of its turn left
 * than the running one has. It follows that
 *   - one that mostly sleeps has its whole turn left, and preempts whoever has
 *     run for more than 1 ms of its own: no wait behind CPU hogs;
 *   - two CPU-bound threads that wake each other have used about the same, and
 *     do not preempt each other: neither gains from waking or being woken;
 *   - one that waited in the queue gets no credit: that was no sleep.
 * Linux's CFS has the same rule: it compares virtual run times with a
 * granularity of 1 ms, and gives sleepers a bounded credit
 * (wakeup_preempt_entity()).
 *
 * It honours affinity and sched_yield (to the tail, with what is left of the
 * turn). Nice values, weights, priorities and the classes SCHED_FIFO, RR, BATCH
 * and IDLE change nothing: for SCHED_RR as POSIX has it see prio.c.
 *
 * In the queue, those that preempt stand before the preempted: `urgent` marks
 * them. With preempt=always the core does not ask: then whoever woke last is the
 * one.
 */
#include "sched/sched.h"

#define GRANULARITY 1000000u /* ns */

static uint64_t turn = 10000000; /* ns */

#define CHARGED key    /* of an entity: ns of its present run, off `slice` */
#define URGENT data[0] /* of an entity: it preempts, and stands in front */
#define WOKEN data[0]  /* of a queue: its entity that woke last, or 0 */

/* Put `entity` in front, but behind the urgent ones. */
static void push_front(struct sched_queue *queue, struct sched_entity *entity)
{
    struct list *at = &queue->list;
    while (at->next != &queue->list && entity_of(at->next)->URGENT)
        at = at->next;
    list_insert(at, &entity->node);
}

static void make_urgent(struct sched_queue *queue, struct sched_entity *entity)
{
    list_remove(&entity->node);
    push_front(queue, entity);
    entity->URGENT = true;
}

static void rr_init_task(struct sched_entity *entity)
{
    entity->slice = turn;
    entity->URGENT = false;
}

static void rr_enqueue(struct sched_queue *queue, struct sched_entity *entity,
                       enum sched_why why)
{
    if (why == SCHED_PREEMPTED && entity->slice > 0) {
        if (queue->WOKEN)
            make_urgent(queue, (struct sched_entity *)queue->WOKEN);
        push_front(queue, entity);
        return;
    }
    list_push_back(&queue->list, &entity->node);
    if (why == SCHED_WAKE) {
        uint64_t used = turn - entity->slice;
        entity->slice += entity->slept < used ? entity->slept : used;
        queue->WOKEN = (uint64_t)entity;
    }
}

static void rr_dequeue(struct sched_queue *queue, struct sched_entity *entity)
{
    list_remove(&entity->node);
    entity->URGENT = false;
    queue->WOKEN = 0;
}

static struct sched_entity *rr_dispatch(struct sched_queue *queue,
                                        uint32_t core)
{
    struct sched_entity *entity = queue_first(queue, core);
    if (entity)
        rr_dequeue(queue, entity);
    return entity;
}

static void rr_running(struct sched_queue *queue, struct sched_entity *entity)
{
    (void)queue;
    entity->CHARGED = 0;
    if (entity->slice == 0)
        entity->slice = turn;
}

/* What is left of the running entity's turn when it has run for `ran` ns. */
static uint64_t left_after(const struct sched_entity *entity, uint64_t ran)
{
    uint64_t more = ran - entity->CHARGED;
    return entity->slice > more ? entity->slice - more : 0;
}

static void rr_stopping(struct sched_queue *queue, struct sched_entity *entity,
                        uint64_t ran)
{
    (void)queue;
    entity->slice = left_after(entity, ran);
    entity->CHARGED = ran;
}

static bool rr_tick(struct sched_queue *queue, struct sched_entity *entity,
                    uint64_t ran)
{
    rr_stopping(queue, entity, entity->CHARGED + ran);
    if (entity->slice == 0 && queue->count == 0)
        entity->slice = turn; /* nobody waits: the next turn is its own too */
    return entity->slice == 0;
}

static bool rr_preempts(struct sched_queue *queue, struct sched_entity *woken,
                        uint64_t ran)
{
    queue->WOKEN = 0;
    if (woken->slice <= left_after(queue->running, ran) + GRANULARITY)
        return false;
    make_urgent(queue, woken);
    return true;
}

static const struct sched_tunable tunables[] = {
    {"turn", &turn, 10000, 10000000000, "ns"},
    {0},
};

const struct sched_ops sched_rr = {
    .name = "rr",
    .init_task = rr_init_task,
    .enqueue = rr_enqueue,
    .dequeue = rr_dequeue,
    .dispatch = rr_dispatch,
    .tick = rr_tick,
    .preempts = rr_preempts,
    .running = rr_running,
    .stopping = rr_stopping,
    .turn = &turn,
    .tunables = tunables,
    .dump = queue_dump,
};
