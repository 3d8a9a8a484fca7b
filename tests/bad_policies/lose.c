/* SPDX-License-Identifier: MIT
 *
 * A policy that is wrong on purpose: it forgets to queue a task.
 */
#include "tests/bad_policies/bad.h"

static unsigned calls;

static void enqueue(struct sched_queue *queue, struct sched_entity *entity,
                    enum sched_why why)
{
    if (!bad_due(&calls))
        bad_enqueue(queue, entity, why);
}

const struct sched_ops sched_bad_lose = {
    .name = "bad_lose",
    .enqueue = enqueue,
    .dispatch = bad_dispatch,
    .tick = bad_tick,
};
