/* SPDX-License-Identifier: MIT
 *
 * Threads together, or one alone: how an interpreter without a GIL does what
 * its locks do not cover. See world.c.
 */
#ifndef PY_WORLD_H
#define PY_WORLD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* In how many brackets of world_alone the calling thread is; 0: together with
 * the others, or outside. */
extern __thread uint32_t world_depth;

/* Not 0 while a thread waits to be alone: those together are to come by
 * world_pass soon. */
extern atomic_int world_request;

/* From outside: come in, alone. May sleep. */
void world_take(void);
/* Go outside, where no object may be touched. The caller is alone. */
void world_drop(void);
/* Be alone until the matching world_together; nests. May sleep. */
void world_alone(void);
void world_together(void);
/* From alone to together, whatever the depth, which is the result; and back. */
uint32_t world_share(void);
void world_unshare(uint32_t depth);
/* world_pass, where somebody waits. */
void world_pause(void);
/* In a forked child, whose only thread was alone. */
void world_after_fork(void);

static inline bool world_requested(void)
{
    return atomic_load_explicit(&world_request, memory_order_relaxed) != 0;
}

/* At a safepoint, together: let those go first who want to be alone. */
static inline void world_pass(void)
{
    if (world_requested())
        world_pause();
}

#endif
