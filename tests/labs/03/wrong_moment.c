/* SPDX-License-Identifier: MIT
 *
 * Wrong: a turn is counted from when a thread was queued, not from when it runs.
 * Who has waited for longer than a turn has none left when its turn comes.
 */
#include "sched/sched.h"

static const uint64_t turn = 10000000; /* ns */

static void mine_enqueue(struct sched_queue *queue, struct sched_entity *entity,
                         enum sched_why why)
{
    (void)why;
    entity->key = sched_now() + turn; /* when its turn is over */
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

static bool mine_tick(struct sched_queue *queue, struct sched_entity *entity,
                      uint64_t ran)
{
    (void)ran;
    return sched_now() >= entity->key && queue->count > 0;
}

const struct sched_ops sched_mine = {
    .name = "mine",
    .enqueue = mine_enqueue,
    .dispatch = mine_dispatch,
    .tick = mine_tick,
    .turn = &turn,
    .dump = queue_dump,
};
