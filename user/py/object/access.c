/* SPDX-License-Identifier: MIT
 *
 * Attributes of any value, and which class it is of.
 */
#include "object/container.h"
#include "object/error.h"
#include "object/instance.h"
#include "object/names.h"
#include "object/text.h"

struct object *object_get_attr(struct object *o, struct object *name)
{
    return type_of(o)->get_attr(o, name);
}

struct object *object_find_attr(struct object *o, struct object *name,
                                bool *found)
{
    struct type *type = type_of(o);
    struct object *result;

    if (type->get_attr == instance_get_attr && !type_lookup(type, name_getattr))
        result = instance_find_attr(o, name);
    else
        result = type->get_attr(o, name);
    if (error_matches(&type_AttributeError))
        error_clear();
    *found = result || error_is_set();
    return result;
}

struct object *object_get_attr_c(struct object *o, const char *name)
{
    struct object *key = str_intern_c(name);
    struct object *result = key ? object_get_attr(o, key) : NULL;

    unref_maybe(key);
    return result;
}

int object_set_attr(struct object *o, struct object *name, struct object *value)
{
    return type_of(o)->set_attr(o, name, value);
}

int object_delete_attr(struct object *o, struct object *name)
{
    return type_of(o)->set_attr(o, name, NULL);
}

/* Does test(o, cls) hold for a class, or for any in a tuple? `wrong`: what to say
 * where there is neither. */
static int any_class(struct object *o, struct object *class_or_tuple,
                     bool (*test)(const struct object *o,
                                  const struct type *type),
                     const char *wrong)
{
    struct tuple *tuple = (struct tuple *)class_or_tuple;
    int result = 0;

    if (object_is(class_or_tuple, &type_type))
        return test(o, (struct type *)class_or_tuple);
    if (!is_tuple(class_or_tuple)) {
        error_format(&type_TypeError, "%s", wrong);
        return -1;
    }
    if (recursion_enter(" in __instancecheck__"))
        return -1;
    for (uint64_t i = 0; i < tuple->count && result == 0; i++)
        result = any_class(o, tuple->items[i], test, wrong);
    recursion_leave();
    return result;
}

int object_is_instance(struct object *o, struct object *class_or_tuple)
{
    return any_class(
        o, class_or_tuple, object_is,
        "isinstance() arg 2 must be a type, a tuple of types, or a "
        "union");
}

static bool class_is(const struct object *cls, const struct type *base)
{
    return type_is_subtype((const struct type *)cls, base);
}

int object_is_subclass(struct object *cls, struct object *class_or_tuple)
{
    if (!object_is(cls, &type_type)) {
        error_format(&type_TypeError, "issubclass() arg 1 must be a class");
        return -1;
    }
    return any_class(cls, class_or_tuple, class_is,
                     "issubclass() arg 2 must be a class, a tuple of classes, "
                     "or a union");
}
