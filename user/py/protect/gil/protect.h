/* SPDX-License-Identifier: MIT
 *
 * What guards objects against threads: here nothing but the GIL.
 *
 * Three directories define the same functions, and the include path decides
 * which one a build of the interpreter has (mk/py.mk):
 *   gil      build/user/py: plain counts, no locks. Right under a GIL.
 *   atomic   build/user/py-atomic: for GIL=none. Counts by locked instructions,
 *            a lock for each object that the dispatch loop changes by itself,
 *            and all the rest alone (world.h).
 *   checked  build/user/py-checked: unprotected as here, but each use of a
 *            count looks whether its object is still there.
 * The functions' contracts are here, and in protect/unlocked.h of those that do
 * nothing but in atomic.
 */
#ifndef PY_PROTECT_H
#define PY_PROTECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protect/unlocked.h"

/* Storage of the allocator's free lists, and of the chunk that new blocks are
 * cut from: of all threads, or of each. */
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

/* The same of a count that count_read found above 1. Only where other threads
 * run may it be 0 now. */
static inline bool count_down_shared(int64_t *count)
{
    --*count;
    return false;
}

static inline int64_t count_read(const int64_t *count)
{
    return *count;
}

/* ---- Memory ---- */

/* A block of *size bytes is given back: what may be used again instead, with
 * its size, or NULL. */
static inline void *protect_retire(void *block, size_t *size)
{
    (void)size;
    return block;
}

#endif
