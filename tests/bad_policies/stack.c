/* SPDX-License-Identifier: MIT
 *
 * A policy that is wrong on purpose: it calls itself without end.
 */
#include "tests/bad_policies/bad.h"

static uint64_t deeper(volatile uint64_t *up)
{
    volatile uint64_t here[8] = {*up, 0};
    return here[7] == 1 ? 0 : deeper(here) + here[0];
}

static unsigned calls;

static void running(struct sched_queue *queue, struct sched_entity *entity)
{
    if (bad_due(&calls))
        entity->key = deeper(&queue->data[0]);
}

const struct sched_ops sched_bad_stack = {
    .name = "bad_stack",
    .enqueue = bad_enqueue,
    .dispatch = bad_dispatch,
    .tick = bad_tick,
    .running = running,
};
