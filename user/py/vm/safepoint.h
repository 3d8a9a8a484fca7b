/* SPDX-License-Identifier: MIT
 *
 * Where the dispatch loop's safepoint is wanted. The safepoint itself is in
 * run.c.
 */
#ifndef PY_SAFEPOINT_H
#define PY_SAFEPOINT_H

#include <stdatomic.h>

#include "vm/vm.h"

/* Is each instruction to come by the safepoint? */
static inline bool safepoint_everywhere(void)
{
    return gil->where & GIL_AT_INSTRUCTION || vm_counting;
}

/* What to look at where instructions of this kind are a safepoint: not 0 if the
 * policy is to be called. (Where each instruction is one, they have been there
 * already.) */
static inline const atomic_int *safepoint_request(enum gil_where where)
{
    static const atomic_int never = 0, always = 1;

    if (safepoint_everywhere() || !(gil->where & where))
        return &never;
    return gil->request ? gil->request : &always;
}

static inline bool safepoint_requested(const atomic_int *request)
{
    return atomic_load_explicit(request, memory_order_relaxed) != 0 ||
           world_requested();
}

/* The policy's turn, and that of who waits to be alone (protect.h). */
static inline void safepoint_pass(struct thread *t)
{
    vm_safepoints++;
    gil_safepoint(&t->gil);
    world_pass();
}

#endif
