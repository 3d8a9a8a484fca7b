/* SPDX-License-Identifier: MIT
 *
 * Calling any value from C.
 */
#include "object/container.h"
#include "object/error.h"
#include "object/mem.h"

/* So many arguments fit on the C stack. */
#define FEW 8

struct object *object_call(struct object *callable, struct object *const *args,
                           uint32_t count, struct object *names)
{
    if (type_of(callable)->call)
        return type_of(callable)->call(callable, args, count, names);
    return error_format(&type_TypeError, "'%T' object is not callable",
                        callable);
}

struct object *object_call0(struct object *callable)
{
    return object_call(callable, NULL, 0, NULL);
}

struct object *object_call1(struct object *callable, struct object *arg)
{
    return object_call(callable, &arg, 1, NULL);
}

struct object *object_call2(struct object *callable, struct object *arg,
                            struct object *other)
{
    struct object *args[] = {arg, other};

    return object_call(callable, args, 2, NULL);
}

struct object *object_call_prepend(struct object *callable,
                                   struct object *first,
                                   struct object *const *args, uint32_t count,
                                   struct object *names)
{
    size_t total = count + (names ? ((struct tuple *)names)->count : 0);
    struct object *few[FEW], **all = few, *result;

    if (total >= FEW)
        all = mem_alloc_array(total + 1, sizeof(*all));
    if (!all)
        return NULL;
    all[0] = first;
    for (size_t i = 0; i < total; i++)
        all[i + 1] = args[i];
    result = object_call(callable, all, count + 1, names);
    if (all != few)
        mem_free(all, (total + 1) * sizeof(*all));
    return result;
}

struct object *object_call_method(struct object *o, const char *name,
                                  struct object *const *args, uint32_t count)
{
    struct object *method = object_get_attr_c(o, name);
    struct object *result =
        method ? object_call(method, args, count, NULL) : NULL;

    unref_maybe(method);
    return result;
}

bool object_is_callable(const struct object *o)
{
    return type_of(o)->call != NULL;
}
