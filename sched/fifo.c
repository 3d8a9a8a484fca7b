/* SPDX-License-Identifier: MIT
 *
 * First in, first out: who gets a core keeps it until it sleeps or yields. No
 * turns, no preemption; what batch systems had, and POSIX's SCHED_FIFO within
 * one priority.
 *
 * It switches least, and shows the oldest convoy: one CPU-bound thread, and
 * every short I/O-bound one waits behind it; when it sleeps at last they all
 * run their few instructions, start their I/O, and the core is idle until it is
 * done. With sched=rr the same program keeps both core and devices busy.
 *
 * It honours affinity and sched_yield (to the tail). Nice values, weights,
 * priorities and the classes SCHED_RR, BATCH and IDLE change nothing: here all
 * are as SCHED_FIFO at one priority; for several see prio.c. An endless loop
 * keeps its core for ever (`starves`).
 *
 * With preempt=always the core preempts without asking: then who woke last goes
 * first, and the preempted one next.
 */
#include "sched/sched.h"

#define WOKEN data[0] /* of a queue: its entity that woke last, or 0 */

static void push_front(struct sched_queue *queue, struct sched_entity *entity)
{
    list_push_front(&queue->list, &entity->node);
}

static void fifo_enqueue(struct sched_queue *queue, struct sched_entity *entity,
                         enum sched_why why)
{
    struct sched_entity *woken = (struct sched_entity *)queue->WOKEN;
    if (why != SCHED_PREEMPTED) {
        list_push_back(&queue->list, &entity->node);
        queue->WOKEN = why == SCHED_WAKE ? (uint64_t)entity : queue->WOKEN;
        return;
    }
    push_front(queue, entity);
    if (woken) {
        list_remove(&woken->node);
        push_front(queue, woken);
    }
}

static void fifo_dequeue(struct sched_queue *queue, struct sched_entity *entity)
{
    list_remove(&entity->node);
    queue->WOKEN = 0;
}

static struct sched_entity *fifo_dispatch(struct sched_queue *queue,
                                          uint32_t core)
{
    struct sched_entity *entity = queue_first(queue, core);
    if (entity)
        fifo_dequeue(queue, entity);
    return entity;
}

static bool fifo_preempts(struct sched_queue *queue, struct sched_entity *woken,
                          uint64_t ran)
{
    (void)woken, (void)ran;
    queue->WOKEN = 0;
    return false;
}

const struct sched_ops sched_fifo = {
    .name = "fifo",
    .enqueue = fifo_enqueue,
    .dequeue = fifo_dequeue,
    .dispatch = fifo_dispatch,
    .preempts = fifo_preempts,
    .starves = true,
    .dump = queue_dump,
};
