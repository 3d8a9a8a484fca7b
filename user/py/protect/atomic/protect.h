/* SPDX-License-Identifier: MIT
 *
 * What guards objects against threads where there is no GIL: locked
 * instructions for counts, locks for objects, and world.h for all the rest. The
 * functions' contracts are in protect/gil/protect.h and protect/unlocked.h.
 */
#ifndef PY_PROTECT_H
#define PY_PROTECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "world.h"

#define PROTECT_STORAGE __thread
#define PROTECT_CHUNK_STORAGE /* mem.c has a lock for it */

/* A new reference is made from one that is there already: nothing to wait
 * for. */
static inline void count_add(int64_t *count, int64_t n)
{
    __atomic_fetch_add(count, n, __ATOMIC_RELAXED);
}

/* Whoever frees the object sees all that others did to it before. */
static inline bool count_down(int64_t *count)
{
    return __atomic_sub_fetch(count, 1, __ATOMIC_ACQ_REL) == 0;
}

static inline bool count_down_shared(int64_t *count)
{
    return count_down(count);
}

static inline int64_t count_read(const int64_t *count)
{
    return __atomic_load_n(count, __ATOMIC_ACQUIRE);
}

/* One of a fixed number of locks, by address: two objects may share one, and so
 * nobody takes two. */
#define PROTECT_LOCKS 1024

extern atomic_bool protect_locks[PROTECT_LOCKS]; /* world.c */

/* Wait until *lock is ours. */
void protect_lock_slowly(atomic_bool *lock);

static inline atomic_bool *protect_lock_of(const void *object)
{
    return &protect_locks[((uintptr_t)object >> 4) % PROTECT_LOCKS];
}

static inline void protect_lock(const void *object)
{
    atomic_bool *lock = protect_lock_of(object);

    if (atomic_exchange_explicit(lock, true, memory_order_acquire))
        protect_lock_slowly(lock);
}

static inline void protect_unlock(const void *object)
{
    atomic_store_explicit(protect_lock_of(object), false, memory_order_release);
}

static inline bool protect_private(const int64_t *count)
{
    return count_read(count) == 1;
}

/* Blocks that a thread gives back until others may have what it has:
 * blocks.c. */
#define PROTECT_KEPT 1024

extern __thread uint32_t protect_retired;

void protect_give_blocks(void);
bool protect_refill(size_t class);

static inline void *protect_retire(void *block, size_t *size)
{
    (void)size;
    if (++protect_retired == PROTECT_KEPT)
        protect_give_blocks();
    return block;
}

static inline void protect_thread_end(void)
{
    protect_give_blocks();
}

static inline bool protect_wants_gil(void)
{
    return false;
}

#endif
