/* SPDX-License-Identifier: MIT
 *
 * A policy that is wrong on purpose: it fails as soon as it hears of a task.
 */
#include "tests/bad_policies/bad.h"

static struct sched_entity *volatile none;

static void init_task(struct sched_entity *entity)
{
    none->key = entity->tid;
}

const struct sched_ops sched_bad_task = {
    .name = "bad_task",
    .enqueue = bad_enqueue,
    .dispatch = bad_dispatch,
    .tick = bad_tick,
    .init_task = init_task,
};
