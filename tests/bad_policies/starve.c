/* SPDX-License-Identifier: MIT
 *
 * A policy that is wrong on purpose: who comes last goes first, so who came
 * first never does.
 */
#include "tests/bad_policies/bad.h"

static void enqueue(struct sched_queue *queue, struct sched_entity *entity,
                    enum sched_why why)
{
    (void)why;
    list_push_front(&queue->list, &entity->node);
}

const struct sched_ops sched_bad_starve = {
    .name = "bad_starve",
    .enqueue = enqueue,
    .dispatch = bad_dispatch,
    .tick = bad_tick,
};
