/* SPDX-License-Identifier: MIT
 *
 * A policy that is wrong on purpose: it returns what is no task.
 */
#include "tests/bad_policies/bad.h"

static unsigned calls;

static struct sched_entity *dispatch(struct sched_queue *queue, uint32_t core)
{
    if (bad_due(&calls))
        return (struct sched_entity *)0x8877665544332211;
    return bad_dispatch(queue, core);
}

const struct sched_ops sched_bad_garbage = {
    .name = "bad_garbage",
    .enqueue = bad_enqueue,
    .dispatch = dispatch,
    .tick = bad_tick,
};
