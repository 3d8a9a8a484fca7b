/* SPDX-License-Identifier: MIT
 *
 * Calls: what the dispatch loop's CALL instructions need.
 *
 * In all of them args points into the thread's stack: the callable is args[-1],
 * `count` positional arguments are args[0...], and the values of keyword
 * arguments, whose names are in the tuple `names` (NULL: none), follow.
 */
#ifndef PY_CALL_H
#define PY_CALL_H

#include "vm/frame.h"
#include "vm/vm.h"

/* The dispatch loop, or the one that tells who watches (trace.c): run the
 * thread's current frame until it is left. A raised exception is raised in it at
 * once. NULL: raised. */
struct object *vm_run(struct thread *t);

/* The function that LOAD_BUILD_CLASS pushes (body.c). */
extern struct builtin call_build_class;

/* Push a frame for the Python function args[-1], whose arguments have become the
 * frame's. NULL: raised, and the stack is as it was. */
struct frame *call_push(struct thread *t, struct object **args, uint32_t count,
                        struct object *names);

/* Call args[-1], a C function. The stack is as it was. */
struct object *call_builtin(struct object **args, uint32_t count,
                            struct object *names);
/* Call args[-1], whatever it is. The stack is as it was. */
struct object *call_object(struct object **args, uint32_t count,
                           struct object *names);

/* The same two where args[0] is a tuple of positional and args[1], if with_dict,
 * a dict of keyword arguments: f(*args, **kwargs). */
struct frame *call_push_unpacked(struct thread *t, struct object **args,
                                 bool with_dict);
struct object *call_object_unpacked(struct object **args, bool with_dict);

/* What a call may come to. */
enum call_kind {
    CALL_OTHER,
    CALL_BOUND, /* a method of a Python function: [method, args] has become
                   [function, self, args] */
    CALL_INIT, /* of a class that makes an object and calls a Python function as
                   its __init__: [class, args] has become [instance, function,
                   instance, args] */
};

/* Look at args[-1], which is no function, and lay the stack out for a function's
 * call if it is one of these. `total` values from args[0] on; they move up by as
 * many places as the answer's number. -1: raised, and the stack is as it was. */
int call_expand(struct object **args, uint32_t total);

/* __init__ has returned `result` (stolen): 0; -1: TypeError, it is not None. */
int call_init_result(struct object *result);

#endif
