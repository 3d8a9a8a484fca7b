/* SPDX-License-Identifier: MIT
 *
 * Bound methods: a function and the object that is its first argument. Reading
 * o.f makes one; calling o.f(...) does not (LOAD_METHOD).
 */
#include <string.h>

#include "object/callable.h"
#include "object/class.h"
#include "object/error.h"
#include "object/mem.h"
#include "object/names.h"
#include "object/container.h"
#include "object/text.h"

struct object *method_new(struct object *function, struct object *self)
{
    struct method *method =
        (struct method *)object_new(&type_method, sizeof(struct method));

    if (!method)
        return NULL;
    method->function = ref(function);
    method->self = ref(self);
    return &method->head;
}

static void method_dealloc(struct object *self)
{
    struct method *method = (struct method *)self;

    unref(method->function);
    unref(method->self);
    object_release(self, sizeof(struct method));
}

static struct object *method_repr(struct object *self)
{
    struct method *method = (struct method *)self;
    bool found;
    struct object *name =
        object_find_attr(method->function, name_qualname, &found);
    struct object *text;

    if (!name && error_is_set())
        return NULL;
    if (name)
        text = str_format_c("<bound method %S of %R>", name, method->self);
    else
        text = str_format_c("<bound method ? of %R>", method->self);
    unref_maybe(name);
    return text;
}

static int method_hash(struct object *self, int64_t *hash)
{
    struct method *method = (struct method *)self;
    uint64_t bits = (uint64_t)(uintptr_t)method->self >> 4 ^
                    (uint64_t)(uintptr_t)method->function >> 3;

    *hash = (int64_t)(bits >> 1);
    return 0;
}

static struct object *method_compare(struct object *self, struct object *other,
                                     enum compare_op op)
{
    struct method *a = (struct method *)self, *b = (struct method *)other;
    bool equal;

    if ((op != CMP_EQ && op != CMP_NE) || type_of(other) != &type_method ||
        type_of(self) != &type_method)
        return NOT_IMPLEMENTED;
    equal = a->self == b->self && a->function == b->function;
    return bool_from(equal == (op == CMP_EQ));
}

/* Arguments up to so many are put behind self without an allocation. */
#define FEW_ARGUMENTS 8

static struct object *method_call(struct object *self,
                                  struct object *const *args, uint32_t count,
                                  struct object *names)
{
    struct method *method = (struct method *)self;
    uint32_t total = count;
    struct object *few[FEW_ARGUMENTS + 1], **all = few, *result;

    if (names)
        total += (uint32_t)((struct tuple *)names)->count;
    if (total > FEW_ARGUMENTS)
        all = mem_alloc_array(total + 1, sizeof(*all));
    if (!all)
        return NULL;
    all[0] = method->self;
    if (total)
        memcpy(all + 1, args, total * sizeof(*all));
    result = object_call(method->function, all, count + 1, names);
    if (all != few)
        mem_free(all, (total + 1) * sizeof(*all));
    return result;
}

/* What a bound method does not have itself is its function's. */
static struct object *method_get_attr(struct object *self, struct object *name)
{
    if (type_lookup(&type_method, name))
        return instance_get_attr(self, name);
    return object_get_attr(((struct method *)self)->function, name);
}

static struct object *get_self(struct object *self)
{
    return ref(((struct method *)self)->self);
}

static struct object *get_function(struct object *self)
{
    return ref(((struct method *)self)->function);
}

static struct object *get_doc(struct object *self)
{
    return object_get_attr(((struct method *)self)->function, name_doc);
}

static const struct getset_def getsets[] = {
    {"__self__", get_self, NULL},
    {"__func__", get_function, NULL},
    {"__doc__", get_doc, NULL},
    {0},
};

static struct object *method_make(struct type *cls, struct object *const *args,
                                  uint32_t count, struct object *names)
{
    (void)cls;
    if (names)
        return error_format(&type_TypeError,
                            "method() takes no keyword arguments");
    if (count != 2)
        return error_format(&type_TypeError,
                            "method expected 2 arguments, got %u", count);
    if (!object_is_callable(args[0]))
        return error_format(&type_TypeError, "first argument must be callable");
    return method_new(args[0], args[1]);
}

struct type type_method = {
    .head = STATIC_HEAD(&type_type),
    .name = "method",
    .size = sizeof(struct method),
    .dealloc = method_dealloc,
    .new = method_make,
    .repr = method_repr,
    .hash = method_hash,
    .compare = method_compare,
    .call = method_call,
    .get_attr = method_get_attr,
    .getsets = getsets,
};
