/* SPDX-License-Identifier: MIT
 *
 * Futexes, for the rest of the kernel: the system call is in futex.c.
 */
#ifndef TASK_FUTEX_H
#define TASK_FUTEX_H

#include <stdbool.h>
#include <stdint.h>

struct futex_key;

/* Before any LWP runs. */
void futex_init(void);

/* Wake at most `limit` LWPs that wait for the word at `address` of the current
 * process by its shared key: the end of an LWP does that. */
void futex_wake_shared(uint64_t address, uint32_t limit);

/* Does somebody wait for it, not as for a PI futex? */
bool futex_waited_for(const struct futex_key *key);

#endif
