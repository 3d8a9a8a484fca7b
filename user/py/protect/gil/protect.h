/* SPDX-License-Identifier: MIT
 *
 * What guards objects against threads: here nothing but the GIL.
 *
 * Three directories define the same functions, and the include path decides which
 * one a build of the interpreter has (mk/py.mk):
 *   gil      build/user/py: plain counts, no locks. Right under a GIL.
 *   atomic   build/user/py-atomic: for GIL=none. Counts by locked instructions, a
 *            lock for each object that the dispatch loop changes by itself, and all
 *            the rest alone (world.h).
 *   checked  build/user/py-checked: unprotected as here, but each use of a count
 *            looks whether its object is still there.
 */
#ifndef PY_PROTECT_H
#define PY_PROTECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Storage of the allocator's free lists, and of the chunk that new blocks are cut
 * from: of all threads, or of each. */
#define PROTECT_STORAGE
#define PROTECT_CHUNK_STORAGE

/* ---- Counts ---- */

static inline void count_add(int64_t *count, int64_t n)
{
    *count += n;
}

/* One less: is it 0 now? */
static inline bool count_down(int64_t *count)
{
    return --*count == 0;
}

/* The same of a count that count_read found above 1. Only where other threads run
 * may it be 0 now. */
static inline bool count_down_shared(int64_t *count)
{
    --*count;
    return false;
}

static inline int64_t count_read(const int64_t *count)
{
    return *count;
}

/* ---- An object's own lock: for a few instructions, in which nothing is freed
 * and no other lock taken ---- */

static inline void protect_lock(const void *object)
{
    (void)object;
}

static inline void protect_unlock(const void *object)
{
    (void)object;
}

/* Can no other thread reach an object to which there are `count` references, one
 * of them the caller's operand stack's? Then it needs no lock. */
static inline bool protect_private(const int64_t *count)
{
    (void)count;
    return true;
}

/* ---- Memory ---- */

/* A block of *size bytes is given back: what may be used again instead, with its
 * size, or NULL. */
static inline void *protect_retire(void *block, size_t *size)
{
    (void)size;
    return block;
}

/* The free list of this size class is empty: fill it with blocks that other
 * threads have given back. false: there are none. */
static inline bool protect_refill(size_t class)
{
    (void)class;
    return false;
}

/* The calling thread is about to end: others may have its free blocks. */
static inline void protect_thread_end(void)
{
}

/* ---- All the rest: see world.h ---- */

static inline bool world_requested(void)
{
    return false;
}

static inline void world_pass(void)
{
}

static inline void world_take(void)
{
}

static inline void world_drop(void)
{
}

static inline void world_after_fork(void)
{
}

/* What may run with this protection: may the GIL be given by a policy, or
 * must it be none? */
static inline bool protect_wants_gil(void)
{
    return true;
}

#endif
