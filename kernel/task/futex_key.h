/* SPDX-License-Identifier: MIT
 *
 * What a futex is known by, and what the bits of its word and of its operation
 * mean: for task/futex.c, which explains keys, and task/futex_pi.c.
 */
#ifndef TASK_FUTEX_KEY_H
#define TASK_FUTEX_KEY_H

#include <stdbool.h>
#include <stdint.h>
#include "task/process.h"

/* Of an operation. */
#define FUTEX_PRIVATE_FLAG 128
#define FUTEX_CLOCK_REALTIME 256
#define FUTEX_COMMAND_MASK (~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME))

/* Of the word of a robust or PI futex. */
#define FUTEX_WAITERS 0x80000000u    /* the owner must unlock by the kernel */
#define FUTEX_OWNER_DIED 0x40000000u /* an owner ended without unlocking */
#define FUTEX_TID_MASK 0x3fffffffu   /* the owner, 0: none */

struct futex_key {
    const void *object;
    uint64_t offset;  /* aligned to 4, plus FUTEX_SHARED unless it is private */
    uint64_t address; /* the caller's, of the word; no part of what it is */
};

#define FUTEX_SHARED 1

/* The key of a futex that is not private. */
struct futex_key futex_shared_key(uint64_t address);

static inline struct futex_key futex_key(uint64_t address, int operation)
{
    if (operation & FUTEX_PRIVATE_FLAG)
        return (struct futex_key){current_process()->space, address, address};
    return futex_shared_key(address);
}

static inline bool futex_same(const struct futex_key *a,
                              const struct futex_key *b)
{
    return a->offset == b->offset && a->object == b->object;
}

/* `bits` (1 ... 32) bits that depend on what the futex is. */
static inline uint64_t futex_hash(const struct futex_key *key, unsigned bits)
{
    uint64_t word = (key->offset >> 2) ^ (uint64_t)key->object;

    return word * 0x9e3779b97f4a7c15ull >> (64 - bits);
}

#endif
