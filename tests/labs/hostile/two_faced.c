/* SPDX-License-Identifier: MIT
 *
 * Right on the machine and wrong on the model, as one would be that forges the
 * machine's trace: the model's clock begins at one second.
 */
#include "sched/sched.h"

static const uint64_t turn = 10000000; /* ns */

static void mine_enqueue(struct sched_queue *queue, struct sched_entity *entity,
                         enum sched_why why)
{
    (void)why;
    list_push_back(&queue->list, &entity->node);
}

static struct sched_entity *mine_dispatch(struct sched_queue *queue,
                                          uint32_t core)
{
    struct sched_entity *entity = queue_first(queue, core);
    if (entity)
        list_remove(&entity->node);
    return entity;
}

static void mine_running(struct sched_queue *queue, struct sched_entity *entity)
{
    (void)queue;
    entity->slice = turn;
}

static bool mine_tick(struct sched_queue *queue, struct sched_entity *entity,
                      uint64_t ran)
{
    entity->slice = entity->slice > ran ? entity->slice - ran : 0;
    return entity->slice == 0 && queue->count > 0 && sched_now() < 1000000000;
}

const struct sched_ops sched_mine = {
    .name = "mine",
    .enqueue = mine_enqueue,
    .dispatch = mine_dispatch,
    .tick = mine_tick,
    .running = mine_running,
    .turn = &turn,
    .dump = queue_dump,
};
