/* SPDX-License-Identifier: MIT
 *
 * A policy that is wrong on purpose: it fails on the last core only.
 */
#include "tests/bad_policies/bad.h"

static unsigned calls;

static struct sched_entity *dispatch(struct sched_queue *queue, uint32_t core)
{
    if (core == 3 && core == queue->core && ++calls > 1)
        __builtin_trap();
    return bad_dispatch(queue, core);
}

const struct sched_ops sched_bad_core = {
    .name = "bad_core",
    .enqueue = bad_enqueue,
    .dispatch = dispatch,
    .tick = bad_tick,
};
