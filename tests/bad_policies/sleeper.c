/* SPDX-License-Identifier: MIT
 *
 * A policy that is wrong on purpose: it returns a task that sleeps.
 */
#include "tests/bad_policies/bad.h"

static struct sched_entity *asleep;

static unsigned calls;

static struct sched_entity *dispatch(struct sched_queue *queue, uint32_t core)
{
    if (asleep && !asleep->queued && bad_due(&calls))
        return asleep;
    return bad_dispatch(queue, core);
}

static void stopping(struct sched_queue *queue, struct sched_entity *entity,
                     uint64_t ran)
{
    (void)queue, (void)ran;
    asleep = entity;
}

const struct sched_ops sched_bad_sleeper = {
    .name = "bad_sleeper",
    .enqueue = bad_enqueue,
    .dispatch = dispatch,
    .tick = bad_tick,
    .stopping = stopping,
};
