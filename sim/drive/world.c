/* SPDX-License-Identifier: MIT
 *
 * What the core offers policies, on the host. See world.h.
 */
#include "world.h"

#include "sched/sched.h"

uint64_t world_now, world_seed;
const char *world_switches = "";
const char *world_note;
uint32_t world_note_tid;
uint64_t world_note_value;

uint64_t sched_now(void)
{
    return world_now;
}

uint64_t sched_seed(void)
{
    return world_seed;
}

const char *sched_forced_list(void)
{
    return world_switches;
}

void sched_note(const struct sched_entity *entity, const char *what,
                uint64_t value)
{
    world_note = what;
    world_note_tid = entity->tid;
    world_note_value = value;
}
