/* SPDX-License-Identifier: MIT
 *
 * super: attributes from the classes behind a given one in the order of
 * resolution of an instance's class.
 */
#include "object/callable.h"
#include "object/class.h"
#include "object/container.h"
#include "object/error.h"
#include "object/names.h"
#include "object/text.h"
#include "vm/frame.h"

struct super {
    struct object head;
    struct type *after;      /* the search begins behind this one */
    struct object *instance; /* bound to; a class for class methods */
    struct type *start;      /* in whose order of resolution */
};

static void super_dealloc(struct object *self)
{
    struct super *s = (struct super *)self;

    unref_maybe((struct object *)s->after);
    unref_maybe(s->instance);
    unref_maybe((struct object *)s->start);
    object_release(self, sizeof(*s));
}

/* The class in whose order to search: instance's, or instance itself where that
 * is a class. Borrowed. */
static struct type *super_start(struct type *after, struct object *instance)
{
    if (object_is(instance, &type_type) &&
        type_is_subtype((struct type *)instance, after))
        return (struct type *)instance;
    if (object_is(instance, after))
        return type_of(instance);
    error_format(&type_TypeError,
                 "super(type, obj): obj must be an instance or "
                 "subtype of type");
    return NULL;
}

/* super() finds both arguments in the frame that calls it. */
static int super_arguments(struct object *const *args, uint32_t count,
                           struct object **after, struct object **instance)
{
    if (count == 0) {
        if (frame_super_context(after, instance))
            return 0;
        error_format(&type_RuntimeError, "super(): no arguments");
        return -1;
    }
    if (count > 2) {
        error_format(&type_TypeError,
                     "super() expected at most 2 arguments, got %u",
                     (unsigned)count);
        return -1;
    }
    *after = args[0];
    *instance = count == 2 && args[1] != NONE ? args[1] : NULL;
    if (object_is(args[0], &type_type))
        return 0;
    error_format(&type_TypeError, "super() argument 1 must be a type, not %T",
                 args[0]);
    return -1;
}

static struct object *super_make(struct type *cls, struct object *const *args,
                                 uint32_t count, struct object *names)
{
    struct object *after, *instance;
    struct type *start = NULL;
    struct super *self;

    if (names)
        return error_format(&type_TypeError,
                            "super() takes no keyword arguments");
    if (super_arguments(args, count, &after, &instance) < 0)
        return NULL;
    if (instance) {
        start = super_start((struct type *)after, instance);
        if (!start)
            return NULL;
    }
    self = (struct super *)object_new(cls, sizeof(*self));
    if (!self)
        return NULL;
    self->after = (struct type *)ref(after);
    self->instance = ref_maybe(instance);
    self->start = (struct type *)ref_maybe((struct object *)start);
    return &self->head;
}

/* What the classes behind s->after have under name. Borrowed, or NULL. */
static struct object *super_find(const struct super *s, struct object *name)
{
    struct tuple *mro = (struct tuple *)s->start->mro;
    uint64_t i = 0;

    while (i < mro->count && mro->items[i] != &s->after->head)
        i++;
    for (i++; i < mro->count; i++) {
        struct type *type = (struct type *)mro->items[i];
        struct object *found = dict_get_str(type->dict, name);

        if (found)
            return found;
    }
    return NULL;
}

struct object *super_find_method(struct object *super, struct object *name,
                                 struct object **instance)
{
    struct super *s = (struct super *)super;
    struct object *found = s->start ? super_find(s, name) : NULL;

    if (!found || type_of(found) != &type_function ||
        s->instance == &s->start->head)
        return NULL;
    *instance = s->instance;
    return found;
}

static struct object *super_get_attr(struct object *self, struct object *name)
{
    struct super *s = (struct super *)self;
    struct object *found = NULL, *result, *instance = s->instance;

    if (s->start && name != name_class)
        found = super_find(s, name);
    if (!found)
        return instance_get_attr(self, name);
    if (!type_of(found)->descr_get)
        return ref(found);
    if (instance == &s->start->head)
        instance = NULL;
    ref(found);
    result = type_of(found)->descr_get(found, instance, s->start);
    unref(found);
    return result;
}

static struct object *super_repr(struct object *self)
{
    struct super *s = (struct super *)self;

    if (s->start)
        return str_format_c("<super: <class '%s'>, <%s object>>",
                            s->after->name, s->start->name);
    return str_format_c("<super: <class '%s'>, NULL>", s->after->name);
}

struct type type_super = {
    .head = STATIC_HEAD(&type_type),
    .name = "super",
    .size = sizeof(struct super),
    .dealloc = super_dealloc,
    .new = super_make,
    .repr = super_repr,
    .get_attr = super_get_attr,
};
