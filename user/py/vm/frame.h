/* SPDX-License-Identifier: MIT
 *
 * Frames: pushing and leaving them, and what other modules may ask about the
 * current one. The layout is told in thread.h.
 */
#ifndef PY_FRAME_H
#define PY_FRAME_H

#include "vm/thread.h"

/* Values above a frame's deepest operand stack that the dispatch loop may use
 * for itself: the instance and the function of a call of a class. */
#define FRAME_MARGIN 2

/* The calling thread's current frame, or NULL. */
static inline struct frame *frame_current(void)
{
    struct thread *t = thread_self;

    return t->frame < t->frames ? NULL : t->frame;
}

/* Where the callable of a frame entered from C is to lie: above everything that
 * the current frame may use. */
struct object **frame_base(const struct thread *t);

/* Is there room for one more frame of code, whose locals begin at `locals`? */
static inline bool frame_fits(const struct thread *t, const struct code *code,
                              struct object **locals)
{
    return t->depth < t->depth_most &&
           t->stack_end - locals >=
               (int64_t)code->locals + code->stack + FRAME_MARGIN;
}

/* Raise RecursionError; NULL. */
struct frame *frame_overflow(void);

/* Is there room on the C stack for the loop to be called anew? */
static inline bool frame_c_stack_fits(const struct thread *t)
{
    return (char *)__builtin_frame_address(0) > t->c_stack_end;
}

/* Make a frame that fits the current one, at the beginning of its code. The
 * callable, and the reference that keeps code alive, lies at locals[-1]; function
 * and globals are for the caller to set. */
static inline struct frame *frame_push(struct thread *t, struct code *code,
                                       struct object **locals)
{
    struct frame *frame = t->frame + 1;

    t->depth++;
    frame->code = code;
    frame->ip = code->instructions;
    frame->locals = locals;
    frame->top = locals + code->locals;
    frame->namespace = NULL;
    frame->generator = NULL;
    frame->flags = 0;
    t->frame = frame; /* last: a debugger may look at any moment */
    return frame;
}

/* The same for a function's code. */
static inline struct frame *frame_push_function(struct thread *t,
                                                struct function *function,
                                                struct object **locals)
{
    struct frame *frame = frame_push(t, function->code, locals);

    frame->function = function;
    frame->globals = function->globals;
    return frame;
}

/* Make the frame below the current one. What lay on the stack has been given
 * back. */
static inline struct frame *frame_pop(struct thread *t)
{
    t->depth--;
    return --t->frame;
}

/* The value of a local, seen through its cell if it has one: borrowed, or NULL:
 * it is unbound. */
struct object *frame_local(struct object *local);

/* ---- For built-in functions: NULL and -1 as elsewhere (error.h). ---- */

/* Borrowed: the globals of the running code; NULL: no frame. */
struct dict *frame_globals(void);
/* For super() without arguments: the class in whose body the running function
 * was defined, and the function's first argument. Borrowed. false: there is
 * none, nothing is raised. */
bool frame_super_context(struct object **cls, struct object **self);

#endif
