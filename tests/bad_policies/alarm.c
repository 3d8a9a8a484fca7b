/* SPDX-License-Identifier: MIT
 *
 * A policy that is wrong on purpose: its alarms are always due.
 */
#include "tests/bad_policies/bad.h"

static unsigned calls;

static void set_alarm(struct sched_queue *queue)
{
    if (bad_due(&calls))
        queue->alarm = sched_now();
}

static void running(struct sched_queue *queue, struct sched_entity *entity)
{
    (void)entity;
    set_alarm(queue);
}

static bool tick(struct sched_queue *queue, struct sched_entity *entity,
                 uint64_t ran)
{
    set_alarm(queue);
    return bad_tick(queue, entity, ran);
}

const struct sched_ops sched_bad_alarm = {
    .name = "bad_alarm",
    .enqueue = bad_enqueue,
    .dispatch = bad_dispatch,
    .tick = tick,
    .running = running,
};
