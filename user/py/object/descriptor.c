/* SPDX-License-Identifier: MIT
 *
 * Descriptors that bind or compute: staticmethod, classmethod, and the computed
 * attributes of built-in types. property is in property.c, super in super.c.
 */
#include "object/callable.h"
#include "object/class.h"
#include "object/error.h"
#include "object/instance.h"
#include "object/names.h"
#include "object/text.h"
#include "object/types.h"

/* ---- staticmethod and classmethod ---- */

static struct object *callable_of(struct object *self)
{
    return ((struct staticmethod *)self)->callable;
}

static struct object *wrap(struct type *type, struct object *callable)
{
    struct object *self = object_new(type, sizeof(struct staticmethod));

    if (self)
        ((struct staticmethod *)self)->callable = ref(callable);
    return self;
}

struct object *staticmethod_new(struct object *callable)
{
    return wrap(&type_staticmethod, callable);
}

struct object *classmethod_new(struct object *callable)
{
    return wrap(&type_classmethod, callable);
}

static struct object *wrap_new_object(struct type *cls,
                                      struct object *const *args,
                                      uint32_t count, struct object *names)
{
    if (names)
        return error_format(&type_TypeError, "%s() takes no keyword arguments",
                            cls->name);
    if (count != 1)
        return error_format(&type_TypeError, "%s expected 1 argument, got %u",
                            cls->name, (unsigned)count);
    return wrap(cls, args[0]);
}

static void wrap_dealloc(struct object *self)
{
    unref(callable_of(self));
    object_release(self, sizeof(struct staticmethod));
}

static struct object *static_get(struct object *self, struct object *instance,
                                 struct type *owner)
{
    (void)instance;
    (void)owner;
    return ref(callable_of(self));
}

static struct object *static_call(struct object *self,
                                  struct object *const *args, uint32_t count,
                                  struct object *names)
{
    return object_call(callable_of(self), args, count, names);
}

static struct object *class_get(struct object *self, struct object *instance,
                                struct type *owner)
{
    struct type *kind = type_of(callable_of(self));

    if (!owner)
        owner = type_of(instance);
    /* A property in a classmethod computes; anything else is bound. */
    if (kind == &type_property)
        return kind->descr_get(callable_of(self), &owner->head, owner);
    return method_new(callable_of(self), &owner->head);
}

static struct object *wrap_repr_object(struct object *self)
{
    return str_format_c("<%T(%R)>", self, callable_of(self));
}

static struct object *get_func(struct object *self)
{
    return ref(callable_of(self));
}

/* What it shows of the function inside. */
static struct object *get_inner(struct object *self, struct object *name)
{
    return object_get_attr(callable_of(self), name);
}

static struct object *get_name(struct object *self)
{
    return get_inner(self, name_name);
}

static struct object *get_qualname(struct object *self)
{
    return get_inner(self, name_qualname);
}

static struct object *get_doc(struct object *self)
{
    return get_inner(self, name_doc);
}

static const struct getset_def wrap_getsets[] = {
    {"__func__", get_func, NULL}, {"__wrapped__", get_func, NULL},
    {"__name__", get_name, NULL}, {"__qualname__", get_qualname, NULL},
    {"__doc__", get_doc, NULL},   {NULL, NULL, NULL},
};

struct type type_staticmethod = {
    .head = STATIC_HEAD(&type_type),
    .name = "staticmethod",
    .size = sizeof(struct staticmethod),
    .dealloc = wrap_dealloc,
    .new = wrap_new_object,
    .repr = wrap_repr_object,
    .call = static_call,
    .descr_get = static_get,
    .getsets = wrap_getsets,
};

struct type type_classmethod = {
    .head = STATIC_HEAD(&type_type),
    .name = "classmethod",
    .size = sizeof(struct staticmethod),
    .dealloc = wrap_dealloc,
    .new = wrap_new_object,
    .repr = wrap_repr_object,
    .descr_get = class_get,
    .getsets = wrap_getsets,
};

/* ---- Computed attributes of built-in types ---- */

struct getset {
    struct object head;
    const struct getset_def *def;
    struct type *owner; /* borrowed: a built-in type */
};

struct object *getset_new(const struct getset_def *def, struct type *owner)
{
    struct getset *self =
        (struct getset *)object_new(&type_getset, sizeof(*self));

    if (!self)
        return NULL;
    self->def = def;
    self->owner = owner;
    return &self->head;
}

static void getset_dealloc(struct object *self)
{
    object_release(self, sizeof(struct getset));
}

/* Is it the attribute of an instance of its type? */
static int getset_check(const struct getset *self, struct object *instance)
{
    if (object_is(instance, self->owner))
        return 0;
    error_format(&type_TypeError,
                 "descriptor '%s' for '%s' objects doesn't apply to a '%T' "
                 "object",
                 self->def->name, self->owner->name, instance);
    return -1;
}

static struct object *getset_get(struct object *o, struct object *instance,
                                 struct type *owner)
{
    struct getset *self = (struct getset *)o;

    (void)owner;
    if (!instance)
        return ref(o);
    if (getset_check(self, instance) < 0)
        return NULL;
    return self->def->get(instance);
}

static int getset_set(struct object *o, struct object *instance,
                      struct object *value)
{
    struct getset *self = (struct getset *)o;

    if (getset_check(self, instance) < 0)
        return -1;
    if (self->def->set)
        return self->def->set(instance, value);
    error_format(&type_AttributeError,
                 "attribute '%s' of '%s' objects is not writable",
                 self->def->name, self->owner->name);
    return -1;
}

static struct object *getset_repr(struct object *o)
{
    struct getset *self = (struct getset *)o;

    return str_format_c("<attribute '%s' of '%s' objects>", self->def->name,
                        self->owner->name);
}

static struct object *getset_name(struct object *o)
{
    return str_from(((struct getset *)o)->def->name);
}

static const struct getset_def getset_getsets[] = {
    {"__name__", getset_name, NULL},
    {NULL, NULL, NULL},
};

struct type type_getset = {
    .head = STATIC_HEAD(&type_type),
    .name = "getset_descriptor",
    .size = sizeof(struct getset),
    .dealloc = getset_dealloc,
    .repr = getset_repr,
    .descr_get = getset_get,
    .descr_set = getset_set,
    .getsets = getset_getsets,
};
