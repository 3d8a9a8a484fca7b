/* SPDX-License-Identifier: MIT
 *
 * The part of a protection that an interpreter without locks does not need:
 * nothing is done here. For gil/protect.h and checked/protect.h, which differ
 * in counts and in what becomes of a block that is given back.
 */
#ifndef PY_PROTECT_UNLOCKED_H
#define PY_PROTECT_UNLOCKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* Can no other thread reach an object to which there are `count` references,
 * one of them the caller's operand stack's? Then it needs no lock. */
static inline bool protect_private(const int64_t *count)
{
    (void)count;
    return true;
}

/* ---- Memory ---- */

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

/* ---- All the rest: see atomic/world.h ---- */

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
