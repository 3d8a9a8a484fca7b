/* SPDX-License-Identifier: MIT
 *
 * What processes have used: getrusage(2).
 */
#ifndef TASK_USAGE_H
#define TASK_USAGE_H

#include <stdint.h>

/* As Linux's struct rusage. */
struct rusage {
    int64_t user_sec, user_usec, system_sec, system_usec;
    int64_t not_counted[12]; /* memory, faults, transfers: 0 */
    int64_t switches_voluntary, switches_involuntary;
};

/* All time counts as the user's: the kernel does not tell them apart yet. In
 * process_calls.c. */
struct rusage usage_of_ns(uint64_t ns);

#endif
