/* SPDX-License-Identifier: MIT
 *
 * The values of which there is but one: None, True, False, Ellipsis and
 * NotImplemented; and the types of those that are no bools. They are never
 * freed.
 */
#include "object/container.h"
#include "object/error.h"
#include "object/number.h"
#include "object/text.h"
#include "object/types.h"

struct object none_object = STATIC_HEAD(&type_none);
struct object true_object = STATIC_HEAD(&type_bool);
struct object false_object = STATIC_HEAD(&type_bool);
struct object ellipsis_object = STATIC_HEAD(&type_ellipsis);
struct object not_implemented_object = STATIC_HEAD(&type_not_implemented);

static void singleton_dealloc(struct object *self)
{
    self->refs = IMMORTAL;
}

static struct object *singleton_new(struct type *cls,
                                    struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)args;
    if (count || (names && ((struct tuple *)names)->count))
        return error_format(&type_TypeError, "%s takes no arguments",
                            cls->name);
    if (cls == &type_none)
        return ref(NONE);
    return ref(cls == &type_ellipsis ? ELLIPSIS : NOT_IMPLEMENTED);
}

static struct object *singleton_repr(struct object *self)
{
    return str_intern_c(self == NONE       ? "None"
                        : self == ELLIPSIS ? "Ellipsis"
                                           : "NotImplemented");
}

static int none_truth(struct object *self)
{
    (void)self;
    return 0;
}

struct type type_none = {
    .head = STATIC_HEAD(&type_type),
    .name = "NoneType",
    .size = sizeof(struct object),
    .dealloc = singleton_dealloc,
    .new = singleton_new,
    .repr = singleton_repr,
    .truth = none_truth,
};

struct type type_ellipsis = {
    .head = STATIC_HEAD(&type_type),
    .name = "ellipsis",
    .size = sizeof(struct object),
    .dealloc = singleton_dealloc,
    .new = singleton_new,
    .repr = singleton_repr,
};

struct type type_not_implemented = {
    .head = STATIC_HEAD(&type_type),
    .name = "NotImplementedType",
    .size = sizeof(struct object),
    .dealloc = singleton_dealloc,
    .new = singleton_new,
    .repr = singleton_repr,
};
