/* SPDX-License-Identifier: MIT
 *
 * A policy that is wrong on purpose: it is right for 5 ms, then jumps to nowhere.
 */
#include "tests/bad_policies/bad.h"

static void (*volatile nowhere)(void);

static bool tick(struct sched_queue *queue, struct sched_entity *entity,
                 uint64_t ran)
{
    if (sched_now() > 5000000)
        nowhere();
    return bad_tick(queue, entity, ran);
}

const struct sched_ops sched_bad_later = {
    .name = "bad_later",
    .enqueue = bad_enqueue,
    .dispatch = bad_dispatch,
    .tick = tick,
};
