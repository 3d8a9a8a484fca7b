/* SPDX-License-Identifier: MIT
 *
 * A policy that is wrong on purpose: it uses a null pointer, and its dump too.
 */
#include "tests/bad_policies/bad.h"

static struct sched_entity *volatile none;

static unsigned calls;

static void yield(struct sched_queue *queue, struct sched_entity *entity)
{
    (void)queue, (void)entity;
    if (bad_due(&calls))
        none->key = 1;
}

static void dump(const struct sched_queue *queue, char *text, unsigned size)
{
    (void)queue;
    text[size - 1] = (char)none->nice;
}

const struct sched_ops sched_bad_dump = {
    .name = "bad_dump",
    .enqueue = bad_enqueue,
    .dispatch = bad_dispatch,
    .tick = bad_tick,
    .yield = yield,
    .dump = dump,
};
