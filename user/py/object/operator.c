/* SPDX-License-Identifier: MIT
 *
 * Operators on any two values: which side is asked, in which order, and what is
 * said when neither can. The right side goes first where its class is derived from
 * the left one's; otherwise it is asked when the left one has answered
 * NOT_IMPLEMENTED.
 */
#include "object/container.h"
#include "object/error.h"
#include "object/number.h"
#include "object/recursion.h"
#include "object/text.h"

static const char *const binary_symbols[BINARY_OPS] = {
#define SYMBOL(name, symbol, method, swapped, inplace) [OP_##name] = symbol,
    BINARY_OPERATORS(SYMBOL)
#undef SYMBOL
};

/* a op b, or NOT_IMPLEMENTED. */
static struct object *binary_try(struct object *a, struct object *b,
                                 enum binary_op op)
{
    struct type *left = type_of(a), *right = type_of(b);
    struct object *(*first)(struct object *, struct object *) =
        left->binary[op];
    struct object *(*second)(struct object *, struct object *) =
        right->binary[op];
    struct object *result;

    if (second == first)
        second = NULL;
    if (second && first && type_is_subtype(right, left)) {
        result = second(a, b);
        if (result != NOT_IMPLEMENTED)
            return result;
        second = NULL;
    }
    if (first) {
        result = first(a, b);
        if (result != NOT_IMPLEMENTED)
            return result;
    }
    return second ? second(a, b) : NOT_IMPLEMENTED;
}

static bool is_sequence(struct object *o)
{
    return object_is(o, &type_list) || is_tuple(o) || is_str(o) ||
           is_bytes(o) || object_is(o, &type_bytearray);
}

/* TypeError for a op b; suffix is "=" for a op= b. */
static struct object *raise_unsupported(struct object *a, struct object *b,
                                        enum binary_op op, const char *suffix)
{
    if (op == OP_ADD && (is_bytes(a) || object_is(a, &type_bytearray)))
        return error_format(&type_TypeError, "can't concat %T to %T", b, a);
    if (op == OP_ADD && is_sequence(a))
        return error_format(&type_TypeError,
                            "can only concatenate %T (not \"%T\") to %T", a, b,
                            a);
    if (op == OP_MUL && (is_sequence(a) || is_sequence(b)))
        return error_format(&type_TypeError,
                            "can't multiply sequence by non-int of type '%T'",
                            is_sequence(a) ? b : a);
    return error_format(&type_TypeError,
                        "unsupported operand type(s) for %s%s: '%T' and '%T'",
                        op == OP_POW && !*suffix ? "** or pow()"
                                                 : binary_symbols[op],
                        suffix, a, b);
}

struct object *object_binary(struct object *a, struct object *b,
                             enum binary_op op)
{
    struct object *result = binary_try(a, b, op);

    if (result != NOT_IMPLEMENTED)
        return result;
    return raise_unsupported(a, b, op, "");
}

struct object *object_inplace(struct object *a, struct object *b,
                              enum binary_op op)
{
    struct object *result;

    if (type_of(a)->inplace[op]) {
        result = type_of(a)->inplace[op](a, b);
        if (result != NOT_IMPLEMENTED)
            return result;
    }
    result = binary_try(a, b, op);
    if (result != NOT_IMPLEMENTED)
        return result;
    return raise_unsupported(a, b, op, "=");
}

struct object *object_unary(struct object *o, enum unary_op op)
{
    static const char *const names[UNARY_OPS] = {
        [UNARY_NEG] = "unary -",
        [UNARY_POS] = "unary +",
        [UNARY_INVERT] = "unary ~",
        [UNARY_ABS] = "abs()",
    };

    if (type_of(o)->unary[op])
        return type_of(o)->unary[op](o);
    return error_format(&type_TypeError, "bad operand type for %s: '%T'",
                        names[op], o);
}

/* ---- Comparison ---- */

/* The same question from the other side. */
static const enum compare_op compare_swapped[COMPARE_OPS] = {
    [CMP_LT] = CMP_GT, [CMP_LE] = CMP_GE, [CMP_EQ] = CMP_EQ,
    [CMP_NE] = CMP_NE, [CMP_GT] = CMP_LT, [CMP_GE] = CMP_LE,
};

static const char *const compare_symbols[COMPARE_OPS] = {
    [CMP_LT] = "<",  [CMP_LE] = "<=", [CMP_EQ] = "==",
    [CMP_NE] = "!=", [CMP_GT] = ">",  [CMP_GE] = ">=",
};

/* Ask both sides; NOT_IMPLEMENTED if neither knows. */
static struct object *compare_try(struct object *a, struct object *b,
                                  enum compare_op op)
{
    struct type *left = type_of(a), *right = type_of(b);
    bool right_first = left != right && type_is_subtype(right, left);
    struct object *result;

    if (right_first && right->compare) {
        result = right->compare(b, a, compare_swapped[op]);
        if (result != NOT_IMPLEMENTED)
            return result;
    }
    if (left->compare) {
        result = left->compare(a, b, op);
        if (result != NOT_IMPLEMENTED)
            return result;
    }
    if (right_first || !right->compare)
        return NOT_IMPLEMENTED;
    return right->compare(b, a, compare_swapped[op]);
}

struct object *object_compare(struct object *a, struct object *b,
                              enum compare_op op)
{
    struct object *result;

    if (recursion_enter_inline(" in comparison"))
        return NULL;
    result = compare_try(a, b, op);
    recursion_leave_inline();
    if (result != NOT_IMPLEMENTED)
        return result;
    if (op == CMP_EQ || op == CMP_NE)
        return bool_from((a == b) == (op == CMP_EQ));
    return error_format(&type_TypeError,
                        "'%s' not supported between instances of '%T' and '%T'",
                        compare_symbols[op], a, b);
}

int object_compare_truth(struct object *a, struct object *b, enum compare_op op)
{
    struct object *result = object_compare(a, b, op);
    int truth;

    if (!result)
        return -1;
    truth = object_truth(result);
    unref(result);
    return truth;
}

int object_equal(struct object *a, struct object *b)
{
    if (a == b)
        return 1;
    if (is_small(a) && is_small(b))
        return 0;
    if (is_str(a) && is_str(b))
        return str_equal(a, b);
    return object_compare_truth(a, b, CMP_EQ);
}
