/* SPDX-License-Identifier: MIT
 *
 * A policy that is wrong on purpose: it chooses a core that does not exist,
 * which no affinity allows.
 */
#include "tests/bad_policies/bad.h"

static unsigned calls;

static uint32_t select_cpu(const struct sched_entity *entity,
                           const struct core_set *idle)
{
    if (bad_due(&calls))
        return 4711;
    return sched_select_core(entity, idle);
}

const struct sched_ops sched_bad_select = {
    .name = "bad_select",
    .enqueue = bad_enqueue,
    .dispatch = bad_dispatch,
    .tick = bad_tick,
    .select_cpu = select_cpu,
};
