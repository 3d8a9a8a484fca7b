/* SPDX-License-Identifier: MIT
 *
 * Generators: frames that can be put aside. What the dispatch loop needs; for the
 * rest of the world there are callable.h and vm.h.
 */
#ifndef PY_VM_GENERATOR_H
#define PY_VM_GENERATOR_H

#include "vm/frame.h"

/* RETURN_GENERATOR: a generator that has taken over the current frame's values,
 * which end at top; the frame is popped. Takes the function's reference at
 * locals[-1], too. NULL: MemoryError, all is as it was. */
struct object *generator_new(struct thread *t, struct object **top);

/* Is o a generator that can be given `value` by generator_push? */
static inline bool generator_can_resume(struct object *o, struct object *value)
{
    struct generator *g = (struct generator *)o;

    return type_of(o) == &type_generator && protect_private(&o->refs) &&
           g->function && !g->running && (g->started || value == NONE);
}

/* For one that is neither running nor finished. Push its frame, the generator
 * itself at slot[0] as the callable, the values above. value (stolen): what the
 * yield it is at answers; NULL: an exception is to be raised there. NULL:
 * RecursionError. */
struct frame *generator_push(struct thread *t, struct generator *g,
                             struct object **slot, struct object *value);

/* Put the current frame, whose values end at top and whose ip is at the yield,
 * aside again, and pop it. */
void generator_suspend(struct thread *t, struct object **top);

/* The current frame, a generator's, is about to be popped for good: after a
 * return, or (failed) with an exception, of which StopIteration becomes
 * RuntimeError. Its values have been given back. */
void generator_finish(struct thread *t, bool failed);

/* GET_YIELD_FROM_ITER: a new reference; NULL: raised. */
struct object *generator_or_iter(struct object *o);

/* The value of the StopIteration that is raised, which is cleared. NULL: another
 * exception is raised. */
struct object *generator_stop_value(void);

/* YIELD_FROM where `iterator` is no generator that can simply go on: as
 * generator_send. */
struct object *iterator_send(struct object *iterator, struct object *value,
                             struct object **result);

#endif
