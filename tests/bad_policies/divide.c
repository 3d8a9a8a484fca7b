/* SPDX-License-Identifier: MIT
 *
 * A policy that is wrong on purpose: it divides by zero.
 */
#include "tests/bad_policies/bad.h"

static volatile uint64_t zero;

static unsigned calls;

static bool tick(struct sched_queue *queue, struct sched_entity *entity,
                 uint64_t ran)
{
    if (calls++ == 5)
        entity->slice = ran / zero;
    return bad_tick(queue, entity, ran);
}

const struct sched_ops sched_bad_divide = {
    .name = "bad_divide",
    .enqueue = bad_enqueue,
    .dispatch = bad_dispatch,
    .tick = tick,
};
