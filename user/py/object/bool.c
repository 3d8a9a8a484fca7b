/* SPDX-License-Identifier: MIT
 *
 * bool: the ints 0 and 1 with names. There are two of them (singleton.c); what
 * is not here, it has from int.
 */
#include "object/container.h"
#include "object/error.h"
#include "object/number.h"
#include "object/text.h"

static void bool_dealloc(struct object *self)
{
    self->refs = IMMORTAL;
}

static struct object *bool_new(struct type *cls, struct object *const *args,
                               uint32_t count, struct object *names)
{
    int truth;

    (void)cls;
    if (names && ((struct tuple *)names)->count)
        return error_format(&type_TypeError,
                            "bool() takes no keyword arguments");
    if (count > 1)
        return error_format(&type_TypeError,
                            "bool expected at most 1 argument, got %u", count);
    truth = count ? object_truth(args[0]) : 0;
    return truth < 0 ? NULL : ref(bool_from(truth));
}

static struct object *bool_repr(struct object *self)
{
    return str_intern_c(self == TRUE ? "True" : "False");
}

/* & | ^: of two bools a bool. */
static struct object *bool_bitwise(struct object *a, struct object *b,
                                   enum binary_op op)
{
    struct object *result;

    if (!is_int_or_bool(a) || !is_int_or_bool(b))
        return ref(NOT_IMPLEMENTED);
    result = int_binary(a, b, op);
    if (!is_bool(a) || !is_bool(b))
        return result;
    return ref(bool_from(result == small_from(1)));
}

static struct object *bool_and(struct object *a, struct object *b)
{
    return bool_bitwise(a, b, OP_AND);
}

static struct object *bool_or(struct object *a, struct object *b)
{
    return bool_bitwise(a, b, OP_OR);
}

static struct object *bool_xor(struct object *a, struct object *b)
{
    return bool_bitwise(a, b, OP_XOR);
}

struct type type_bool = {
    .head = STATIC_HEAD(&type_type),
    .name = "bool",
    .base = &type_int,
    .size = sizeof(struct object),
    .doc = "True or False.",
    .dealloc = bool_dealloc,
    .new = bool_new,
    .repr = bool_repr,
    .binary = {[OP_AND] = bool_and, [OP_OR] = bool_or, [OP_XOR] = bool_xor},
};
