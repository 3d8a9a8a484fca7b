/* SPDX-License-Identifier: MIT
 *
 * A policy that is wrong on purpose: it returns the task that another core runs.
 */
#include "tests/bad_policies/bad.h"

static struct sched_entity *runs[SCHED_CORES_MAX];

static unsigned calls;

static struct sched_entity *dispatch(struct sched_queue *queue, uint32_t core)
{
    struct sched_entity *other = runs[(core + 1) % 4];
    if (other && bad_due(&calls))
        return other;
    return bad_dispatch(queue, core);
}

static void running(struct sched_queue *queue, struct sched_entity *entity)
{
    runs[queue->core] = entity;
}

static void stopping(struct sched_queue *queue, struct sched_entity *entity,
                     uint64_t ran)
{
    (void)entity, (void)ran;
    runs[queue->core] = NULL;
}

const struct sched_ops sched_bad_twice = {
    .name = "bad_twice",
    .enqueue = bad_enqueue,
    .dispatch = dispatch,
    .running = running,
    .stopping = stopping,
    .tick = bad_tick,
};
