/* SPDX-License-Identifier: MIT
 *
 * A policy that is wrong on purpose: it uses a null pointer.
 */
#include "tests/bad_policies/bad.h"

static struct sched_entity *volatile none;

static unsigned calls;

static void enqueue(struct sched_queue *queue, struct sched_entity *entity,
                    enum sched_why why)
{
    if (bad_due(&calls))
        none->key = 1;
    bad_enqueue(queue, entity, why);
}

const struct sched_ops sched_bad_null = {
    .name = "bad_null",
    .enqueue = enqueue,
    .dispatch = bad_dispatch,
    .tick = bad_tick,
};
