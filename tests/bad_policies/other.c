/* SPDX-License-Identifier: MIT
 *
 * A policy that is wrong on purpose: it returns the address of something else.
 */
#include "tests/bad_policies/bad.h"

static unsigned calls;

static struct sched_entity *dispatch(struct sched_queue *queue, uint32_t core)
{
    if (bad_due(&calls))
        return (struct sched_entity *)&queue->list;
    return bad_dispatch(queue, core);
}

const struct sched_ops sched_bad_other = {
    .name = "bad_other",
    .enqueue = bad_enqueue,
    .dispatch = dispatch,
    .tick = bad_tick,
};
