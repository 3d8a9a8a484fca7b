/* SPDX-License-Identifier: MIT
 *
 * Wrong: without rule 5. Who has sunk stays below, whatever it does later.
 */
#include "sched/sched.h"

#define LEVELS 3

static const uint64_t allotment[LEVELS] = {4000000, 8000000, 16000000}; /* ns */

/* Fields of an entity. */
#define LEVEL data[0]   /* 0 is the top */
#define USED data[1]    /* ns of its allotment */
#define CHARGED data[3] /* ns of its present run that USED contains */
#define OVER key        /* its turn is over: it goes to the end */

/* It has run for `ran` ns since it began to run. */
static void charge(struct sched_entity *entity, uint64_t ran)
{
    entity->USED += ran - entity->CHARGED;
    entity->CHARGED = ran;
    if (entity->USED < allotment[entity->LEVEL])
        return;
    entity->OVER = true;
    entity->USED = 0;
    if (entity->LEVEL < LEVELS - 1)
        entity->LEVEL++;
}

/* The first of the highest level that may run on core `core`, or NULL. */
static struct sched_entity *best(struct sched_queue *queue, uint32_t core)
{
    struct sched_entity *found = NULL;
    list_for_each (node, &queue->list) {
        struct sched_entity *entity = entity_of(node);
        if (!core_set_has(&entity->affinity, core))
            continue;
        if (!found || entity->LEVEL < found->LEVEL)
            found = entity;
    }
    return found;
}

static void mine_init_task(struct sched_entity *entity)
{
    entity->LEVEL = entity->USED = 0;
    entity->OVER = false;
}

static void mine_enqueue(struct sched_queue *queue, struct sched_entity *entity,
                         enum sched_why why)
{
    if (why == SCHED_PREEMPTED && !entity->OVER)
        list_push_front(&queue->list, &entity->node);
    else
        list_push_back(&queue->list, &entity->node);
}

static struct sched_entity *mine_dispatch(struct sched_queue *queue,
                                          uint32_t core)
{
    struct sched_entity *entity = best(queue, core);
    if (entity)
        list_remove(&entity->node);
    return entity;
}

static void mine_running(struct sched_queue *queue, struct sched_entity *entity)
{
    (void)queue;
    entity->CHARGED = 0;
    entity->OVER = false;
}

static void mine_stopping(struct sched_queue *queue,
                          struct sched_entity *entity, uint64_t ran)
{
    (void)queue;
    charge(entity, ran);
}

static bool mine_tick(struct sched_queue *queue, struct sched_entity *entity,
                      uint64_t ran)
{
    charge(entity, entity->CHARGED + ran);
    struct sched_entity *other = best(queue, queue->core);
    bool higher = other && other->LEVEL < entity->LEVEL;
    if (!other)
        entity->OVER = false;
    return other && (entity->OVER || higher);
}

static bool mine_preempts(struct sched_queue *queue, struct sched_entity *woken,
                          uint64_t ran)
{
    charge(queue->running, ran);
    return woken->LEVEL < queue->running->LEVEL;
}

const struct sched_ops sched_mine = {
    .name = "mine",
    .init_task = mine_init_task,
    .enqueue = mine_enqueue,
    .dispatch = mine_dispatch,
    .tick = mine_tick,
    .preempts = mine_preempts,
    .running = mine_running,
    .stopping = mine_stopping,
    .dump = queue_dump,
};
