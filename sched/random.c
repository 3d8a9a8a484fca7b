/* SPDX-License-Identifier: MIT
 *
 * A random schedule: at every scheduling point any runnable LWP may be next, the
 * one that ran among them, and each is as likely as the others. Scheduling points
 * are wherever an LWP sleeps, wakes another, makes one, yields or ends; and, so
 * that a switch can come between any two instructions, after some of the running
 * one's own: `gap` of them on average, at least 1, at most twice that.
 *
 * This is what one tries first for finding races, and it finds the shallow ones.
 * A bug that needs two switches far apart with none between is found hardly ever:
 * the more switches, the more of them undo each other. pct.c does that better.
 *
 * The choices follow from seed= alone: the same seed is the same schedule. nice,
 * classes and affinity mean nothing here.
 */
#include "sched/sched.h"

#include "lib/errno.h"

#define STOP data[0] /* of an entity: its steps when it is to be preempted */

static uint64_t gap = 5000;

static const struct sched_tunable tunables[] = {
    {"gap", &gap, 1, 1ull << 40, "instructions"},
    {0},
};

static uint64_t random_state;

static int random_init(uint32_t cores)
{
    random_state = sched_seed();
    return cores > 1 ? -EINVAL : 0;
}

static void random_enqueue(struct sched_queue *queue,
                           struct sched_entity *entity, enum sched_why why)
{
    (void)why;
    list_push_back(&queue->list, &entity->node);
}

static struct sched_entity *random_dispatch(struct sched_queue *queue,
                                            uint32_t core)
{
    (void)core;
    if (list_empty(&queue->list))
        return NULL;
    struct list *node = queue->list.next;
    for (uint64_t n = sched_random(&random_state) % queue->count; n > 0; n--)
        node = node->next;
    list_remove(node);
    return entity_of(node);
}

/* Alone it runs on, and whoever comes preempts it: then it is drawn anew. */
static void random_running(struct sched_queue *queue,
                           struct sched_entity *entity)
{
    entity->STOP = SCHED_NEVER;
    if (!list_empty(&queue->list))
        entity->STOP =
            entity->steps + 1 + sched_random(&random_state) % (2 * gap);
    queue->stop_at = entity->STOP;
}

static bool random_tick(struct sched_queue *queue, struct sched_entity *entity,
                        uint64_t ran)
{
    (void)ran;
    queue->stop_at = entity->STOP;
    if (entity->steps < entity->STOP)
        return false;
    random_running(queue, entity);
    return true;
}

static bool random_preempts(struct sched_queue *queue,
                            struct sched_entity *woken, uint64_t ran)
{
    (void)queue, (void)woken, (void)ran;
    return true;
}

const struct sched_ops sched_random_policy = {
    .name = "random",
    .init = random_init,
    .enqueue = random_enqueue,
    .dispatch = random_dispatch,
    .tick = random_tick,
    .preempts = random_preempts,
    .running = random_running,
    .counts_steps = true,
    .starves = true,
    .tunables = tunables,
    .dump = queue_dump,
};
