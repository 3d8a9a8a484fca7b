/* SPDX-License-Identifier: MIT
 *
 * Policies that are wrong on purpose: each writes a field that it may only read,
 * and goes on as if that were so.
 */
#include "tests/bad_policies/bad.h"

#define NO_CORE 4711

static unsigned calls;

/* ---- of the queue ---- */

static void runs_nobody(struct sched_queue *queue, struct sched_entity *entity)
{
    (void)entity;
    queue->running = (struct sched_entity *)8; /* set anew at each switch */
}

static bool prefers_none(struct sched_queue *queue, struct sched_entity *woken,
                         uint64_t ran)
{
    (void)queue, (void)woken, (void)ran;
    return false;
}

const struct sched_ops sched_bad_running = {
    .name = "bad_running",
    .enqueue = bad_enqueue,
    .dispatch = bad_dispatch,
    .tick = bad_tick,
    .running = runs_nobody,
    .preempts = prefers_none,
};

static void moves_queue(struct sched_queue *queue, struct sched_entity *entity)
{
    (void)entity;
    if (bad_due(&calls))
        queue->core = NO_CORE;
}

const struct sched_ops sched_bad_number = {
    .name = "bad_number",
    .enqueue = bad_enqueue,
    .dispatch = bad_dispatch,
    .tick = bad_tick,
    .running = moves_queue,
};

static void counts_itself(struct sched_queue *queue,
                          struct sched_entity *entity, enum sched_why why)
{
    bad_enqueue(queue, entity, why);
    if (bad_due(&calls))
        queue->count++;
}

const struct sched_ops sched_bad_count = {
    .name = "bad_count",
    .enqueue = counts_itself,
    .dispatch = bad_dispatch,
    .tick = bad_tick,
};

/* ---- of the entity ---- */

static void forbids_all(struct sched_queue *queue, struct sched_entity *entity,
                        uint64_t ran)
{
    (void)queue, (void)ran;
    if (bad_due(&calls))
        entity->affinity = (struct core_set){{0}};
}

const struct sched_ops sched_bad_affinity = {
    .name = "bad_affinity",
    .enqueue = bad_enqueue,
    .dispatch = bad_dispatch,
    .tick = bad_tick,
    .stopping = forbids_all,
};

/* An idle core is asked for: the one that the entity names. */
static void moves_entity(struct sched_queue *queue, struct sched_entity *entity,
                         uint64_t ran)
{
    (void)queue, (void)ran;
    if (bad_due(&calls))
        entity->core += 64; /* of the same bit in a set */
}

const struct sched_ops sched_bad_place = {
    .name = "bad_place",
    .enqueue = bad_enqueue,
    .dispatch = bad_dispatch,
    .tick = bad_tick,
    .stopping = moves_entity,
};

static void weighs_nothing(struct sched_queue *queue,
                           struct sched_entity *entity)
{
    (void)queue;
    if (bad_due(&calls))
        entity->weight = 0;
}

const struct sched_ops sched_bad_weight = {
    .name = "bad_weight",
    .enqueue = bad_enqueue,
    .dispatch = bad_dispatch,
    .tick = bad_tick,
    .running = weighs_nothing,
};

static void promotes(struct sched_entity *entity)
{
    entity->class = (enum sched_class)77;
}

const struct sched_ops sched_bad_class = {
    .name = "bad_class",
    .enqueue = bad_enqueue,
    .dispatch = bad_dispatch,
    .tick = bad_tick,
    .init_task = promotes,
};
