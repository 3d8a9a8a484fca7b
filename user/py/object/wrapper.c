/* SPDX-License-Identifier: MIT
 *
 * Wrappers: what list.__len__ is, a callable that calls a built-in type's slot.
 * The slots trust their arguments to be of their type, as programs cannot be:
 * wrapper_call checks.
 */
#include "object/callable.h"
#include "object/container.h"
#include "object/error.h"
#include "object/slot.h"
#include "object/text.h"

struct object *wrapper_new(const struct slot_def *def, struct type *owner)
{
    struct wrapper *w = (struct wrapper *)object_new(&type_wrapper, sizeof(*w));

    if (!w)
        return NULL;
    w->def = def;
    w->owner = owner;
    return &w->head;
}

static void wrapper_dealloc(struct object *self)
{
    object_release(self, sizeof(struct wrapper));
}

static struct object *wrapper_name(const struct wrapper *w)
{
    return *w->def->name;
}

/* Is args[0] an instance of the wrapper's type? */
static int check_self(const struct wrapper *w, struct object *const *args,
                      uint32_t count)
{
    if (count == 0) {
        error_format(&type_TypeError,
                     "descriptor '%U' of '%s' object needs an argument",
                     wrapper_name(w), w->owner->name);
        return -1;
    }
    if (object_is(args[0], w->owner))
        return 0;
    error_format(&type_TypeError,
                 "descriptor '%U' requires a '%s' object but received a '%T'",
                 wrapper_name(w), w->owner->name, args[0]);
    return -1;
}

/* How many arguments there are, besides self. */
static int check_count(const struct wrapper *w, uint32_t count,
                       struct object *names)
{
    const struct slot_def *def = w->def;

    if (def->max < 0)
        return 0;
    if (names && ((struct tuple *)names)->count) {
        error_format(&type_TypeError, "wrapper %U() takes no keyword arguments",
                     wrapper_name(w));
        return -1;
    }
    if (count >= (uint32_t)def->min && count <= (uint32_t)def->max)
        return 0;
    error_format(&type_TypeError, "expected %d argument%s, got %u", def->min,
                 def->min == 1 ? "" : "s", (unsigned)count);
    return -1;
}

struct object *wrapper_call(struct object *self, struct object *const *args,
                            uint32_t count, struct object *names)
{
    const struct wrapper *w = (const struct wrapper *)self;
    struct slot_call call = {w->owner, w->def->operation, args, count, names};

    if (w->def->wrap != wrap_new && (check_self(w, args, count) < 0 ||
                                     check_count(w, count - 1, names) < 0))
        return NULL;
    return w->def->wrap(&call);
}

static struct object *wrapper_descr_get(struct object *self,
                                        struct object *instance,
                                        struct type *owner)
{
    (void)owner;
    if (!instance || ((struct wrapper *)self)->def->wrap == wrap_new)
        return ref(self);
    return method_new(self, instance);
}

static struct object *wrapper_repr(struct object *self)
{
    const struct wrapper *w = (const struct wrapper *)self;

    return str_format_c("<slot wrapper '%U' of '%s' objects>", wrapper_name(w),
                        w->owner->name);
}

static struct object *get_name(struct object *self)
{
    return ref(wrapper_name((struct wrapper *)self));
}

static struct object *get_qualname(struct object *self)
{
    const struct wrapper *w = (const struct wrapper *)self;

    return str_format_c("%s.%U", w->owner->name, wrapper_name(w));
}

static const struct getset_def wrapper_getsets[] = {
    {"__name__", get_name, NULL},
    {"__qualname__", get_qualname, NULL},
    {NULL, NULL, NULL},
};

struct type type_wrapper = {
    .head = STATIC_HEAD(&type_type),
    .name = "wrapper_descriptor",
    .size = sizeof(struct wrapper),
    .dealloc = wrapper_dealloc,
    .repr = wrapper_repr,
    .call = wrapper_call,
    .descr_get = wrapper_descr_get,
    .getsets = wrapper_getsets,
};
