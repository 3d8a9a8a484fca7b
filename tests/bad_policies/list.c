/* SPDX-License-Identifier: MIT
 *
 * A policy that is wrong on purpose: it corrupts its list.
 */
#include "tests/bad_policies/bad.h"

static unsigned calls;

static void enqueue(struct sched_queue *queue, struct sched_entity *entity,
                    enum sched_why why)
{
    bad_enqueue(queue, entity, why);
    if (bad_due(&calls))
        entity->node.next = (struct list *)0x123456789abc;
}

const struct sched_ops sched_bad_list = {
    .name = "bad_list",
    .enqueue = enqueue,
    .dispatch = bad_dispatch,
    .tick = bad_tick,
};
