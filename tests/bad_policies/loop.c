/* SPDX-License-Identifier: MIT
 *
 * A policy that is wrong on purpose: it loops, with interrupts off.
 */
#include "tests/bad_policies/bad.h"

static unsigned calls;

static struct sched_entity *dispatch(struct sched_queue *queue, uint32_t core)
{
    if (bad_due(&calls))
        __asm__ volatile("1: jmp 1b");
    return bad_dispatch(queue, core);
}

const struct sched_ops sched_bad_loop = {
    .name = "bad_loop",
    .enqueue = bad_enqueue,
    .dispatch = dispatch,
    .tick = bad_tick,
};
