/* SPDX-License-Identifier: MIT
 *
 * The operators of classes made by Python code, and their conversions to
 * numbers.
 */
#include "object/error.h"
#include "object/names.h"
#include "object/number.h"
#include "object/slot.h"

/* o.name(arg), or NOT_IMPLEMENTED if o has no such method. */
static struct object *call_if(struct object *o, struct object *name,
                              struct object *arg)
{
    struct object *args[] = {o, arg};
    struct object *method = type_lookup(type_of(o), name);

    return method ? method_call(method, args, 2, NULL) : NOT_IMPLEMENTED;
}

/* Does the class of b give the swapped method, and another one than a's? Then a
 * derived class's goes first. */
static bool swapped_first(struct object *a, struct object *b, enum binary_op op)
{
    struct object *method = type_lookup(type_of(b), name_swapped[op]);

    return method && type_of(a) != type_of(b) &&
           type_is_subtype(type_of(b), type_of(a)) &&
           method != type_lookup(type_of(a), name_swapped[op]);
}

typedef struct object *binary_slot(struct object *a, struct object *b);

/* The slot of operator `op`, which is itself `slot`: object_binary calls it for
 * the side whose type has it, or once if both have. */
static struct object *call_binary(struct object *a, struct object *b,
                                  enum binary_op op, binary_slot *slot)
{
    bool left = type_of(a)->binary[op] == slot;
    bool right = type_of(b)->binary[op] == slot && type_of(a) != type_of(b);
    struct object *result;

    if (left && right && swapped_first(a, b, op)) {
        result = call_if(b, name_swapped[op], a);
        if (result != NOT_IMPLEMENTED)
            return result;
        right = false;
    }
    if (left) {
        result = call_if(a, name_binary[op], b);
        if (result != NOT_IMPLEMENTED)
            return result;
    }
    return right ? call_if(b, name_swapped[op], a) : NOT_IMPLEMENTED;
}

#define OPERATOR_SLOTS(name, symbol, method, swapped, inplace)                 \
    struct object *slot_binary_##name(struct object *a, struct object *b)      \
    {                                                                          \
        return call_binary(a, b, OP_##name, slot_binary_##name);               \
    }                                                                          \
    struct object *slot_inplace_##name(struct object *a, struct object *b)     \
    {                                                                          \
        return call_if(a, name_inplace[OP_##name], b);                         \
    }
BINARY_OPERATORS(OPERATOR_SLOTS)
#undef OPERATOR_SLOTS

struct object *slot_unary_neg(struct object *self)
{
    return method_call_name(name_unary[UNARY_NEG], &self, 1);
}

struct object *slot_unary_pos(struct object *self)
{
    return method_call_name(name_unary[UNARY_POS], &self, 1);
}

struct object *slot_unary_invert(struct object *self)
{
    return method_call_name(name_unary[UNARY_INVERT], &self, 1);
}

struct object *slot_unary_abs(struct object *self)
{
    return method_call_name(name_unary[UNARY_ABS], &self, 1);
}

/* An int from what method `name` of self answers; a bool counts as one. */
static struct object *call_for_int(struct object *self, struct object *name)
{
    struct object *result = method_call_name(name, &self, 1);

    if (!result || is_int(result))
        return result;
    if (is_bool(result))
        return small_from(result == TRUE);
    error_format(&type_TypeError, "%U returned non-int (type %T)", name,
                 result);
    unref(result);
    return NULL;
}

struct object *slot_index(struct object *self)
{
    return call_for_int(self, name_index);
}

struct object *slot_to_int(struct object *self)
{
    return call_for_int(self, name_int);
}

struct object *slot_to_float(struct object *self)
{
    struct object *result = method_call_name(name_float, &self, 1);

    if (!result || is_float(result))
        return result;
    error_format(&type_TypeError, "%T.__float__ returned non-float (type %T)",
                 self, result);
    unref(result);
    return NULL;
}
