/* SPDX-License-Identifier: MIT
 *
 * recursion_enter and recursion_leave (object.h) for the object core's hot
 * paths: the same, in line.
 */
#ifndef PY_RECURSION_H
#define PY_RECURSION_H

#include "vm/frame.h"

static inline int recursion_enter_inline(const char *where)
{
    struct thread *t = thread_self;

    if (t->depth >= t->depth_most || !frame_c_stack_fits(t))
        return recursion_enter(where);
    t->depth++;
    return 0;
}

static inline void recursion_leave_inline(void)
{
    thread_self->depth--;
}

#endif
