/* SPDX-License-Identifier: MIT
 *
 * How much there is to do: the load averages of getloadavg(3), /proc/loadavg and
 * sysinfo(2).
 */
#ifndef TASK_LOAD_H
#define TASK_LOAD_H

#include <stdint.h>

/* Averages are fixed-point numbers with so many bits behind the point. */
#define LOAD_SHIFT 11
#define LOAD_ONE (1ul << LOAD_SHIFT)
#define LOADS 3

/* The average number of LWPs that run or could run over the last minute (0), 5
 * minutes (1), 15 minutes (2), decaying exponentially. */
uint64_t load_average(int which);

/* Core 0's tick. Interrupt context. */
void load_tick(void);

#endif
