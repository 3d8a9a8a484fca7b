/* SPDX-License-Identifier: MIT
 *
 * A policy that is wrong on purpose: its init never ends.
 */
#include "tests/bad_policies/bad.h"

static int init(uint32_t cores)
{
    for (volatile uint32_t core = 0; core <= cores; core = 0)
        ;
    return 0;
}

const struct sched_ops sched_bad_init = {
    .name = "bad_init",
    .enqueue = bad_enqueue,
    .dispatch = bad_dispatch,
    .tick = bad_tick,
    .init = init,
};
