/* SPDX-License-Identifier: MIT
 *
 * A multi-level feedback queue with three levels: OSTEP's five rules, with the
 * numbers of the lab. One list for each core; who is to run is the first of the
 * highest level. A boost is no event but a number, the boosts so far: whoever is
 * looked at and has not seen the last one begins anew at the top.
 */
#include "sched/sched.h"

#define LEVELS 3
#define BOOST 100000000u /* ns between two */

static const uint64_t allotment[LEVELS] = {4000000, 8000000, 16000000}; /* ns */

/* Fields of an entity. */
#define LEVEL data[0]   /* 0 is the top */
#define USED data[1]    /* ns of its allotment */
#define BOOSTS data[2]  /* the last one that it has seen */
#define CHARGED data[3] /* ns of its present run that USED contains */
#define OVER key        /* its turn is over: it goes to the end */

static void see_boost(struct sched_entity *entity)
{
    uint64_t boosts = sched_now() / BOOST;
    if (entity->BOOSTS != boosts)
        entity->LEVEL = entity->USED = 0;
    entity->BOOSTS = boosts;
}

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
        see_boost(entity);
        if (!found || entity->LEVEL < found->LEVEL)
            found = entity;
    }
    return found;
}

static void mine_init_task(struct sched_entity *entity)
{
    entity->LEVEL = entity->USED = 0;
    entity->BOOSTS = sched_now() / BOOST;
    entity->OVER = false;
}

static void mine_enqueue(struct sched_queue *queue, struct sched_entity *entity,
                         enum sched_why why)
{
    see_boost(entity);
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
    see_boost(entity);
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
    see_boost(queue->running);
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
