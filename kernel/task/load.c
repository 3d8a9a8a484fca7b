/* SPDX-License-Identifier: MIT
 *
 * Load averages. Every five seconds each average moves towards the number of LWPs
 * that run or wait for a core at that moment, by a share that makes what lies a
 * minute (5, 15) back count 1/e. Fixed point, and the shares, as Linux
 * (include/linux/sched/loadavg.h), so that the figures are the same.
 */
#include "task/load.h"
#include "core.h"
#include "options.h"
#include "sched/sched.h"
#include "task/sched.h"

#define LOAD_SECONDS 5

/* 1/exp(5 s / 1, 5, 15 min) */
static const uint64_t shares[LOADS] = {1884, 2014, 2037};

static uint64_t averages[LOADS]; /* core 0's tick writes */
static uint32_t ticks;           /* since they last moved */

/* A hint, as the queues are read without their locks. */
static uint64_t count_runnable(void)
{
    uint64_t count = 0;

    for (uint32_t id = 0; id < cores_count; id++)
        count += sched_queued(id) + (cores[id].current != cores[id].idle);
    return count;
}

static uint64_t move(uint64_t average, uint64_t share, uint64_t active)
{
    uint64_t moved = average * share + active * (LOAD_ONE - share);

    if (active >= average)
        moved += LOAD_ONE - 1; /* rounded up, or it would never get there */
    return moved / LOAD_ONE;
}

void load_tick(void)
{
    if (++ticks < LOAD_SECONDS * options.hz)
        return;
    ticks = 0;
    uint64_t active = count_runnable() * LOAD_ONE;
    for (int i = 0; i < LOADS; i++)
        averages[i] = move(averages[i], shares[i], active);
}

uint64_t load_average(int which)
{
    return averages[which];
}
