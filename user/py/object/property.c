/* SPDX-License-Identifier: MIT
 *
 * property: an attribute that functions compute.
 */
#include "object/callable.h"
#include "object/container.h"
#include "object/error.h"
#include "object/names.h"
#include "object/slot.h"
#include "object/text.h"

struct property {
    struct object head;
    struct object *get, *set, *delete; /* NULL: cannot */
    struct object *doc;                /* or NULL */
    struct object *name;               /* from __set_name__, or NULL */
};

static struct property *as_property(struct object *o)
{
    return (struct property *)o;
}

static struct object *property_make(struct type *cls,
                                    struct object *const *args, uint32_t count,
                                    struct object *names)
{
    struct object *self = object_new(cls, cls->size);

    (void)args;
    (void)count;
    (void)names;
    if (self && cls->flags & TYPE_ATTRIBUTES)
        attributes_init(self);
    return self;
}

static struct object *given(struct object *o)
{
    return o && o != NONE ? ref(o) : NULL;
}

/* property(fget=None, fset=None, fdel=None, doc=None) */
static int property_init(struct object *self, struct object *const *args,
                         uint32_t count, struct object *names)
{
    static const char *const parameter_names[] = {"fget", "fset", "fdel", "doc",
                                                  NULL};
    static const struct parameters parameters = {.function = "property",
                                                 .positional = 4,
                                                 .names = parameter_names};
    struct object *values[4];
    struct property *p = as_property(self);

    if (parameters_bind(&parameters, args, count, names, values) < 0)
        return -1;
    replace(&p->get, given(values[0]));
    replace(&p->set, given(values[1]));
    replace(&p->delete, given(values[2]));
    replace(&p->doc, given(values[3]));
    return 0;
}

static void property_dealloc(struct object *self)
{
    struct property *p = as_property(self);

    unref_maybe(p->get);
    unref_maybe(p->set);
    unref_maybe(p->delete);
    unref_maybe(p->doc);
    unref_maybe(p->name);
    object_release(self, self->type->size);
}

/* AttributeError: there is no `what` ("getter"). */
static struct object *raise_has_no(struct property *p, struct object *instance,
                                   const char *what)
{
    if (p->name)
        return error_format(&type_AttributeError,
                            "property %R of %R object has no %s", p->name,
                            type_of(instance)->qualname, what);
    return error_format(&type_AttributeError, "property of %R object has no %s",
                        type_of(instance)->qualname, what);
}

static struct object *property_get(struct object *self, struct object *instance,
                                   struct type *owner)
{
    struct property *p = as_property(self);

    (void)owner;
    if (!instance)
        return ref(self);
    if (!p->get)
        return raise_has_no(p, instance, "getter");
    if (type_of(p->get) == &type_function)
        return method_call(p->get, &instance, 1, NULL);
    return object_call1(p->get, instance);
}

static int property_set(struct object *self, struct object *instance,
                        struct object *value)
{
    struct property *p = as_property(self);
    struct object *function = value ? p->set : p->delete;
    struct object *result;

    if (!function) {
        raise_has_no(p, instance, value ? "setter" : "deleter");
        return -1;
    }
    ref(function);
    result = value ? object_call2(function, instance, value)
                   : object_call1(function, instance);
    unref(function);
    if (!result)
        return -1;
    unref(result);
    return 0;
}

/* A property like self, with one of its functions replaced: what @x.setter makes.
 * Of get, set and delete two are NULL: as they are. */
static struct object *copy_with(struct object *self, struct object *get,
                                struct object *set, struct object *delete)
{
    struct property *p = as_property(self), *copy;
    struct object *args[] = {get ? get : p->get, set ? set : p->set,
                             delete ? delete : p->delete, p->doc};
    struct object *result;

    for (uint32_t i = 0; i < 4; i++)
        args[i] = ref(args[i] ? args[i] : NONE);
    result = object_call(&self->type->head, args, 4, NULL);
    for (uint32_t i = 0; i < 4; i++)
        unref(args[i]);
    if (result && object_is(result, &type_property)) {
        copy = as_property(result);
        replace(&copy->name, ref_maybe(p->name));
    }
    return result;
}

static struct object *method_getter(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)count;
    (void)names;
    return copy_with(args[0], args[1], NULL, NULL);
}

static struct object *method_setter(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)count;
    (void)names;
    return copy_with(args[0], NULL, args[1], NULL);
}

static struct object *method_deleter(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    (void)count;
    (void)names;
    return copy_with(args[0], NULL, NULL, args[1]);
}

static struct object *method_set_name(struct object *const *args,
                                      uint32_t count, struct object *names)
{
    (void)count;
    (void)names;
    replace(&as_property(args[0])->name, ref(args[2]));
    return NONE;
}

static const struct method_def property_methods[] = {
    {.name = "getter", .function = method_getter, .min = 2, .max = 2},
    {.name = "setter", .function = method_setter, .min = 2, .max = 2},
    {.name = "deleter", .function = method_deleter, .min = 2, .max = 2},
    {.name = "__set_name__", .function = method_set_name, .min = 3, .max = 3},
    {.name = NULL},
};

static struct object *or_none(struct object *o)
{
    return ref(o ? o : NONE);
}

static struct object *get_fget(struct object *self)
{
    return or_none(as_property(self)->get);
}

static struct object *get_fset(struct object *self)
{
    return or_none(as_property(self)->set);
}

static struct object *get_fdel(struct object *self)
{
    return or_none(as_property(self)->delete);
}

/* Its own text, or the getter's. */
static struct object *get_doc(struct object *self)
{
    struct property *p = as_property(self);

    if (p->doc || !p->get)
        return or_none(p->doc);
    return object_get_attr(p->get, name_doc);
}

static const struct getset_def property_getsets[] = {
    {"fget", get_fget, NULL}, {"fset", get_fset, NULL},
    {"fdel", get_fdel, NULL}, {"__doc__", get_doc, NULL},
    {NULL, NULL, NULL},
};

struct type type_property = {
    .head = STATIC_HEAD(&type_type),
    .name = "property",
    .size = sizeof(struct property),
    .flags = TYPE_BASE,
    .dealloc = property_dealloc,
    .new = property_make,
    .init = property_init,
    .descr_get = property_get,
    .descr_set = property_set,
    .methods = property_methods,
    .getsets = property_getsets,
};
