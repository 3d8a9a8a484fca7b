/* SPDX-License-Identifier: MIT
 *
 * A policy that is wrong on purpose: it loops, and has turned interrupts on.
 */
#include "tests/bad_policies/bad.h"

static unsigned calls;

static bool tick(struct sched_queue *queue, struct sched_entity *entity,
                 uint64_t ran)
{
    if (++calls > 5)
        __asm__ volatile("sti; 1: jmp 1b");
    return bad_tick(queue, entity, ran);
}

const struct sched_ops sched_bad_loop_on = {
    .name = "bad_loop_on",
    .enqueue = bad_enqueue,
    .dispatch = bad_dispatch,
    .tick = tick,
};
