/* SPDX-License-Identifier: MIT
 *
 * Exceptions in the dispatch loop: raising, finding the handler, what is being
 * handled.
 */
#ifndef PY_UNWIND_H
#define PY_UNWIND_H

#include "vm/frame.h"

/* Is there a handler for the raised exception in the frame, whose operands end at
 * top, at the instruction with this index? Go to the innermost: give back what
 * lies above its depth, push the exception, which is raised no more, and tell the
 * index of the instruction to go on with. The new top; NULL: there is none. */
struct object **handler_enter(const struct frame *frame, struct object **top,
                              uint32_t index, uint32_t *target);

/* Leave the current frame, whose values end at top, with the raised exception.
 * The new top: of the frame below, if that is not C's. */
struct object **frame_abandon(struct thread *t, struct object **top);

/* RAISE_VARARGS: raise operands[0], with the cause operands[1] if count is 2; or,
 * if it is 0, what is being handled. Raises always. */
void raise_operands(struct object *const *operands, uint32_t count);

/* PUSH_EXC_INFO: top[-1] is handled from now on; top[-1] and top[0] become what
 * was before, and it. */
void handled_push(struct thread *t, struct object **top);
/* POP_EXCEPT: what was before (stolen) is being handled again. */
void handled_pop(struct thread *t, struct object *before);

/* CHECK_EXC_MATCH: would `except classes` catch the exception? 1, 0; -1. */
int exception_matches(struct object *exception, struct object *classes);

/* BEFORE_WITH: replace operand[0], the manager, by its bound __exit__ and add
 * what __enter__() answers at operand[1]. 0; -1: raised, operand[0] as before. */
int with_enter(struct object **operand);
/* WITH_EXCEPT_START: exit(type(e), e, None), where operands are exit, before,
 * e. */
struct object *with_exit(struct object *const *operands);

#endif
