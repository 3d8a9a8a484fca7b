/* SPDX-License-Identifier: MIT
 *
 * The attributes that every object has: __class__, __dict__, __format__ and
 * __init_subclass__.
 */
#include "object/container.h"
#include "object/error.h"
#include "object/instance.h"
#include "object/names.h"
#include "object/text.h"

static struct object *get_class(struct object *self)
{
    return ref(&type_of(self)->head);
}

/* May instances of one class become instances of the other? */
static bool same_layout(const struct type *a, const struct type *b)
{
    return a->size == b->size && a->attributes_offset == b->attributes_offset &&
           !((a->flags ^ b->flags) & TYPE_SLOTTED) && a->base && b->base &&
           type_builtin_base((struct type *)a) ==
               type_builtin_base((struct type *)b);
}

static int set_class(struct object *self, struct object *value)
{
    struct type *from = type_of(self), *to = (struct type *)value;

    if (!value || !object_is(value, &type_type)) {
        error_format(&type_TypeError,
                     "__class__ must be set to a class, not '%T' object",
                     value ? value : NONE);
        return -1;
    }
    if (!(from->flags & to->flags & TYPE_HEAP)) {
        error_format(&type_TypeError,
                     "__class__ assignment only supported for mutable types or "
                     "ModuleType subclasses");
        return -1;
    }
    if (!same_layout(from, to)) {
        error_format(&type_TypeError,
                     "__class__ assignment: '%s' object layout differs from "
                     "'%s'",
                     to->name, from->name);
        return -1;
    }
    /* A shape belongs to one class; a dict to none. */
    if (!attributes_dict(self))
        return -1;
    ref(value);
    self->type = to;
    unref(&from->head);
    return 0;
}

/* Does self have a __dict__? AttributeError otherwise. */
static int check_dict(struct object *self)
{
    uint32_t flags = type_of(self)->flags;

    if (flags & TYPE_ATTRIBUTES && !(flags & TYPE_SLOTTED))
        return 0;
    error_format(&type_AttributeError,
                 "'%T' object has no attribute '__dict__'", self);
    return -1;
}

static struct object *get_dict(struct object *self)
{
    struct dict *dict;

    if (check_dict(self) < 0)
        return NULL;
    dict = attributes_dict(self);
    return dict ? ref(&dict->head) : NULL;
}

static int set_dict(struct object *self, struct object *value)
{
    if (check_dict(self) < 0)
        return -1;
    if (!value || !object_is(value, &type_dict)) {
        error_format(&type_TypeError,
                     "__dict__ must be set to a dictionary, not a '%T'",
                     value ? value : NONE);
        return -1;
    }
    attributes_set_dict(self, (struct dict *)value);
    return 0;
}

const struct getset_def object_getsets[] = {
    {"__class__", get_class, set_class},
    {"__dict__", get_dict, set_dict},
    {NULL, NULL, NULL},
};

static struct object *method_init_subclass(struct object *const *args,
                                           uint32_t count, struct object *names)
{
    (void)count;
    if (names && ((struct tuple *)names)->count)
        return error_format(&type_TypeError,
                            "%s.__init_subclass__() takes no keyword arguments",
                            ((struct type *)args[0])->name);
    return NONE;
}

static struct object *method_format(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)count;
    (void)names;
    if (!format_spec_is_str(args[1]))
        return NULL;
    if (str_size(args[1]))
        return error_format(&type_TypeError,
                            "unsupported format string passed to %T.__format__",
                            args[0]);
    return object_str(args[0]);
}

const struct method_def object_methods[] = {
    {.name = "__init_subclass__",
     .function = method_init_subclass,
     .min = 1,
     .max = 1,
     .keywords = true,
     .binding = METHOD_CLASS},
    {.name = "__format__", .function = method_format, .min = 2, .max = 2},
    {.name = NULL},
};
