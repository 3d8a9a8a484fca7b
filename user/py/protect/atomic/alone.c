/* SPDX-License-Identifier: MIT
 *
 * The brackets of world.c around what the dispatch loop calls. The linker's
 * --wrap=NAME has every call from one file to another's NAME come to
 * __wrap_NAME, which is here; __real_NAME is the function itself. So neither
 * the loop nor the functions know of it.
 */
#include "object/error.h"
#include "vm/attribute.h"
#include "vm/build.h"
#include "vm/call.h"
#include "vm/generator.h"
#include "vm/interrupt.h"
#include "vm/operator.h"
#include "vm/rare.h"
#include "vm/scope.h"
#include "vm/trace.h"
#include "vm/unwind.h"
#include "world.h"

#define ALONE(type, name, parameters, arguments)                               \
    type __real_##name parameters;                                             \
    type __wrap_##name parameters;                                             \
    type __wrap_##name parameters                                              \
    {                                                                          \
        type answer;                                                           \
                                                                               \
        world_alone();                                                         \
        answer = __real_##name arguments;                                      \
        world_together();                                                      \
        return answer;                                                         \
    }
#define ALONE_VOID(name, parameters, arguments)                                \
    void __real_##name parameters;                                             \
    void __wrap_##name parameters;                                             \
    void __wrap_##name parameters                                              \
    {                                                                          \
        world_alone();                                                         \
        __real_##name arguments;                                               \
        world_together();                                                      \
    }
#include "alone.def"
#undef ALONE
#undef ALONE_VOID

struct object *__real_vm_run(struct thread *t);
struct object *__wrap_vm_run(struct thread *t);
void __real_object_free(struct object *o);
void __wrap_object_free(struct object *o);

/* C code, which is alone, calls Python code: that runs together. */
struct object *__wrap_vm_run(struct thread *t)
{
    uint32_t depth = world_share();
    struct object *result = __real_vm_run(t);

    world_unshare(depth);
    return result;
}

/* Until we are alone, whoever is finds a count that is right: so it may take a
 * reference, and then we have not the last one. */
void __wrap_object_free(struct object *o)
{
    if (world_depth || o->type->flags & TYPE_LEAF) {
        __real_object_free(o);
        return;
    }
    o->refs = 1;
    world_alone();
    if (count_down(&o->refs))
        __real_object_free(o);
    world_together();
}
