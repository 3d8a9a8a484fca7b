/* SPDX-License-Identifier: MIT
 *
 * Futexes, for the rest of the kernel: the system call is in futex.c.
 */
#ifndef TASK_FUTEX_H
#define TASK_FUTEX_H

#include <stdint.h>

/* Before any LWP runs. */
void futex_init(void);

/* Wake at most `limit` LWPs that wait for the word at `address` of the current
 * process by its shared key: the end of an LWP does that. */
void futex_wake_shared(uint64_t address, uint32_t limit);

#endif
