/* SPDX-License-Identifier: MIT
 *
 * Yours. A working policy, plain on purpose: one queue a core, first in, first
 * out, no turns, no preemption. Each operation below ends in a question, and your
 * answers are your policy. Change one, run it, look at the timeline:
 *
 *     make run SCHED=mine
 *
 * Read before it: sched.h, the contract; rr.c, somebody else's answers.
 *
 * It honours affinity and sched_yield, and nothing else yet.
 */
#include "sched/sched.h"

/* A thread appears. In `entity` the fields slice, key and data[] are yours, and
 * hold anything until you say what.
 *
 * What will you want to know about a thread when you choose the next one? */
static void mine_init_task(struct sched_entity *entity)
{
    entity->slice = 0;
}

/* A thread is ready. The tail: whoever came first goes first.
 *
 * Does each reason deserve the tail? `why` tells one that slept (SCHED_WAKE) from
 * one that was forced off the core (SCHED_PREEMPTED), a new one (SCHED_NEW) and
 * one that gave the core away (SCHED_YIELDED). */
static void mine_enqueue(struct sched_queue *queue, struct sched_entity *entity,
                         enum sched_why why)
{
    (void)why;
    list_push_back(&queue->list, &entity->node);
}

/* A queued thread leaves the queue without running.
 *
 * Is anything else written down about the queue that is no longer true now? */
static void mine_dequeue(struct sched_queue *queue, struct sched_entity *entity)
{
    (void)queue;
    list_remove(&entity->node);
}

/* Core `core` asks for a thread: the first that may run there.
 *
 * Why should it be the first? And for how long may it keep the core? */
static struct sched_entity *mine_dispatch(struct sched_queue *queue,
                                          uint32_t core)
{
    struct sched_entity *entity = queue_first(queue, core);
    if (entity)
        mine_dequeue(queue, entity);
    return entity;
}

/* The clock ticks, and `entity` has run for `ran` ns since the last tick.
 *
 * When is its turn over? And if nobody else is ready? */
static bool mine_tick(struct sched_queue *queue, struct sched_entity *entity,
                      uint64_t ran)
{
    (void)queue, (void)entity, (void)ran;
    return false;
}

/* `woken` has just become ready while queue->running runs.
 *
 * Who would be sorry to wait: one that answers a key, or one that computes? How
 * can you tell them apart, and what if two threads wake each other for ever? */
static bool mine_preempts(struct sched_queue *queue, struct sched_entity *woken,
                          uint64_t ran)
{
    (void)queue, (void)woken, (void)ran;
    return false;
}

/* Who never sleeps keeps the core, so the others may wait for ever (`starves`).
 *
 * Once nobody can: take that line out, and the watchdog holds you to it. */
const struct sched_ops sched_mine = {
    .name = "mine",
    .init_task = mine_init_task,
    .enqueue = mine_enqueue,
    .dequeue = mine_dequeue,
    .dispatch = mine_dispatch,
    .tick = mine_tick,
    .preempts = mine_preempts,
    .starves = true,
    .dump = queue_dump,
};
