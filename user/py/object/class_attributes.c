/* SPDX-License-Identifier: MIT
 *
 * The attributes that every class has: __name__, __mro__, mro() and so on.
 */
#include "object/container.h"
#include "object/error.h"
#include "object/instance.h"
#include "object/names.h"
#include "object/text.h"

static struct type *as_type(struct object *o)
{
    return (struct type *)o;
}

struct object *type_module_name(struct type *type)
{
    struct object *module = type->module;

    if (type->flags & TYPE_HEAP)
        module = dict_get_str(type->dict, name_module);
    return ref(module ? module : NONE);
}

static struct object *get_name(struct object *self)
{
    return ref(as_type(self)->name_object);
}

/* Is value a str, for __name__ and __qualname__? */
static int check_name(struct object *self, struct object *value,
                      const char *what)
{
    if (value && is_str(value))
        return 0;
    if (value)
        error_format(&type_TypeError,
                     "can only assign string to %s.%s, not '%T'",
                     as_type(self)->name, what, value);
    else
        error_format(&type_TypeError,
                     "cannot delete '%s' attribute of immutable type '%s'",
                     what, as_type(self)->name);
    return -1;
}

static int set_name(struct object *self, struct object *value)
{
    struct type *type = as_type(self);

    if (check_name(self, value, "__name__") < 0)
        return -1;
    type->name = str_text(value);
    replace(&type->name_object, ref(value));
    return 0;
}

static struct object *get_qualname(struct object *self)
{
    return ref(as_type(self)->qualname);
}

static int set_qualname(struct object *self, struct object *value)
{
    if (check_name(self, value, "__qualname__") < 0)
        return -1;
    replace(&as_type(self)->qualname, ref(value));
    return 0;
}

static struct object *get_module(struct object *self)
{
    return type_module_name(as_type(self));
}

static int set_module(struct object *self, struct object *value)
{
    return type_set_attr(as_type(self), name_module, value);
}

static struct object *get_bases(struct object *self)
{
    return ref(as_type(self)->bases);
}

static struct object *get_base(struct object *self)
{
    struct type *base = as_type(self)->base;

    return base ? ref(&base->head) : NONE;
}

static struct object *get_mro(struct object *self)
{
    return mro_copy(as_type(self)->mro);
}

/* A copy: classes change by setattr only, which keeps caches right. */
static struct object *get_dict(struct object *self)
{
    return (struct object *)dict_copy(as_type(self)->dict);
}

const struct getset_def type_getsets[] = {
    {"__name__", get_name, set_name},
    {"__qualname__", get_qualname, set_qualname},
    {"__module__", get_module, set_module},
    {"__bases__", get_bases, NULL},
    {"__base__", get_base, NULL},
    {"__mro__", get_mro, NULL},
    {"__dict__", get_dict, NULL},
    {NULL, NULL, NULL},
};

static struct object *method_mro(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    struct tuple *mro = (struct tuple *)as_type(args[0])->mro;

    (void)count;
    (void)names;
    return list_from_array(mro->items, mro->count);
}

/* The classes that name this one among their bases, the oldest first. */
static struct object *method_subclasses(struct object *const *args,
                                        uint32_t count, struct object *names)
{
    struct list *list = list_new(0);
    struct type *oldest = type_list_first();

    (void)count;
    (void)names;
    while (oldest && oldest->next_heap)
        oldest = oldest->next_heap;
    for (struct type *t = oldest; list && t; t = t->previous_heap) {
        struct tuple *bases = (struct tuple *)t->bases;

        for (uint64_t i = 0; i < bases->count; i++) {
            if (bases->items[i] != args[0])
                continue;
            if (list_append(list, &t->head) == 0)
                continue;
            unref(&list->head);
            return NULL;
        }
    }
    return (struct object *)list;
}

static struct object *method_instancecheck(struct object *const *args,
                                           uint32_t count, struct object *names)
{
    (void)count;
    (void)names;
    return bool_from(object_is(args[1], as_type(args[0])));
}

static struct object *method_subclasscheck(struct object *const *args,
                                           uint32_t count, struct object *names)
{
    (void)count;
    (void)names;
    if (!object_is(args[1], &type_type))
        return error_format(&type_TypeError,
                            "issubclass() arg 1 must be a class");
    return bool_from(type_is_subtype(as_type(args[1]), as_type(args[0])));
}

const struct method_def type_methods[] = {
    {.name = "mro", .function = method_mro, .min = 1, .max = 1},
    {.name = "__subclasses__",
     .function = method_subclasses,
     .min = 1,
     .max = 1},
    {.name = "__instancecheck__",
     .function = method_instancecheck,
     .min = 2,
     .max = 2},
    {.name = "__subclasscheck__",
     .function = method_subclasscheck,
     .min = 2,
     .max = 2},
    {.name = NULL},
};
