/* SPDX-License-Identifier: MIT
 *
 * A policy that is wrong on purpose: it has nothing for an idle core, though a
 * task is queued.
 */
#include "tests/bad_policies/bad.h"

static unsigned calls;

static struct sched_entity *dispatch(struct sched_queue *queue, uint32_t core)
{
    if (bad_due(&calls))
        return NULL;
    return bad_dispatch(queue, core);
}

const struct sched_ops sched_bad_idle = {
    .name = "bad_idle",
    .enqueue = bad_enqueue,
    .dispatch = dispatch,
    .tick = bad_tick,
};
