/* SPDX-License-Identifier: MIT
 *
 * What all containers have in common: making instances, checking arguments, and
 * the guard that lets a list which contains itself be printed.
 */
#include "object/container_private.h"

struct object *container_new(struct type *cls)
{
    struct object *o = object_new(cls, cls->size);

    if (o && cls->flags & TYPE_ATTRIBUTES)
        attributes_init(o);
    return o;
}

struct object *container_new_empty(struct type *cls, struct object *const *args,
                                   uint32_t count, struct object *names)
{
    (void)args, (void)count, (void)names;
    return container_new(cls);
}

struct object *iterator_self(struct object *self)
{
    return ref(self);
}

int arguments_check(const char *function, uint32_t count, struct object *names,
                    uint32_t min, uint32_t max)
{
    uint32_t bound = count < min ? min : max;

    if (names && ((struct tuple *)names)->count) {
        error_format(&type_TypeError, "%s() takes no keyword arguments",
                     function);
        return -1;
    }
    if (count >= min && count <= max)
        return 0;
    error_format(&type_TypeError, "%s expected %s%u argument%s, got %u",
                 function,
                 min == max    ? ""
                 : count < min ? "at least "
                               : "at most ",
                 (unsigned)bound, bound == 1 ? "" : "s", (unsigned)count);
    return -1;
}

struct object *container_class_item(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)count, (void)names;
    return ref(args[0]);
}

static __thread struct repr_level *repr_top;

bool repr_enter(struct repr_level *level, struct object *o)
{
    for (struct repr_level *l = repr_top; l; l = l->below) {
        if (l->object == o)
            return false;
    }
    level->object = o;
    level->below = repr_top;
    repr_top = level;
    return true;
}

void repr_leave(struct repr_level *level)
{
    repr_top = level->below;
}

bool has_reflected(struct object *b, const char *method)
{
    struct object *name;
    bool found;

    if (!(type_of(b)->flags & TYPE_HEAP))
        return false;
    name = str_intern_c(method);
    if (!name) {
        error_clear();
        return false;
    }
    found = type_lookup(type_of(b), name) != NULL;
    unref(name);
    return found;
}

int container_repeat(struct object *n, uint64_t *times, struct object **out)
{
    int64_t value;

    if (!is_index(n)) {
        if (has_reflected(n, "__rmul__"))
            *out = ref(NOT_IMPLEMENTED);
        else
            *out = error_format(&type_TypeError,
                                "can't multiply sequence by non-int of type "
                                "'%T'",
                                n);
        return 0;
    }
    if (object_index_int64(n, &type_OverflowError, &value)) {
        *out = NULL;
        return 0;
    }
    *times = value < 0 ? 0 : (uint64_t)value;
    return 1;
}

struct object *compare_counts(uint64_t a, uint64_t b, enum compare_op op)
{
    switch (op) {
    case CMP_LT:
        return bool_from(a < b);
    case CMP_LE:
        return bool_from(a <= b);
    case CMP_EQ:
        return bool_from(a == b);
    case CMP_NE:
        return bool_from(a != b);
    case CMP_GT:
        return bool_from(a > b);
    default:
        return bool_from(a >= b);
    }
}

static int bound_resolve(struct object *bound, uint64_t length, uint64_t *out)
{
    int64_t value;

    if (!is_index(bound)) {
        error_format(&type_TypeError, "slice indices must be integers or have "
                                      "an __index__ method");
        return -1;
    }
    if (object_index_int64(bound, NULL, &value))
        return -1;
    if (value < 0)
        value = value + (int64_t)length < 0 ? 0 : value + (int64_t)length;
    *out = (uint64_t)value;
    return 0;
}

int index_bounds(struct object *start, struct object *stop, uint64_t length,
                 uint64_t *from, uint64_t *to)
{
    *from = 0;
    *to = UINT64_MAX;
    if (start && bound_resolve(start, length, from))
        return -1;
    return stop ? bound_resolve(stop, length, to) : 0;
}
