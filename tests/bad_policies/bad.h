/* SPDX-License-Identifier: MIT
 *
 * What the policies that are wrong on purpose share: first in, first out, and a
 * count of calls after which each does what it is named for, so that programs run
 * by then.
 */
#ifndef BAD_H
#define BAD_H

#include "sched/sched.h"

extern const struct sched_ops sched_bad_lose;
extern const struct sched_ops sched_bad_twice;
extern const struct sched_ops sched_bad_sleeper;
extern const struct sched_ops sched_bad_idle;
extern const struct sched_ops sched_bad_starve;
extern const struct sched_ops sched_bad_loop;
extern const struct sched_ops sched_bad_loop_on;
extern const struct sched_ops sched_bad_null;
extern const struct sched_ops sched_bad_divide;
extern const struct sched_ops sched_bad_stack;
extern const struct sched_ops sched_bad_list;
extern const struct sched_ops sched_bad_garbage;
extern const struct sched_ops sched_bad_other;
extern const struct sched_ops sched_bad_init;
extern const struct sched_ops sched_bad_select;
extern const struct sched_ops sched_bad_dump;
extern const struct sched_ops sched_bad_later;
extern const struct sched_ops sched_bad_core;
extern const struct sched_ops sched_bad_task;
extern const struct sched_ops sched_bad_alarm;
extern const struct sched_ops sched_bad_running;
extern const struct sched_ops sched_bad_number;
extern const struct sched_ops sched_bad_count;
extern const struct sched_ops sched_bad_affinity;
extern const struct sched_ops sched_bad_place;
extern const struct sched_ops sched_bad_weight;
extern const struct sched_ops sched_bad_class;

#define BAD_CALLS 100 /* so many are well done */

static inline bool bad_due(unsigned *calls)
{
    return ++*calls > BAD_CALLS;
}

static inline void bad_enqueue(struct sched_queue *queue,
                               struct sched_entity *entity, enum sched_why why)
{
    (void)why;
    list_push_back(&queue->list, &entity->node);
}

static inline struct sched_entity *bad_dispatch(struct sched_queue *queue,
                                                uint32_t core)
{
    struct sched_entity *entity = queue_first(queue, core);
    if (entity)
        list_remove(&entity->node);
    return entity;
}

static inline bool bad_tick(struct sched_queue *queue,
                            struct sched_entity *entity, uint64_t ran)
{
    (void)entity, (void)ran;
    return queue->count > 0;
}

#endif
