/* SPDX-License-Identifier: MIT
 *
 * Operators and subscripts for the dispatch loop, past its quickest paths: the
 * common built-in types are tried before the general way of object/operator.c.
 */
#include "vm/operator.h"

#include "object/container.h"
#include "object/error.h"
#include "object/text.h"
#include "vm/arithmetic.h"

/* The opcodes of operators stand in the order of the operators. */
_Static_assert((int)OPCODE_BINARY_XOR - OPCODE_BINARY_ADD == (int)OP_XOR,
               "opcodes.def: binary operators");
_Static_assert((int)OPCODE_COMPARE_GE - OPCODE_COMPARE_LT == (int)CMP_GE,
               "opcodes.def: comparisons");

/* x op y in *result; false: not an operator that is done here, or a division by
 * zero. */
static inline bool compute(double x, double y, enum binary_op op,
                           double *result)
{
    if (op == OP_ADD)
        *result = x + y;
    else if (op == OP_MUL)
        *result = x * y;
    else if (op == OP_SUB)
        *result = x - y;
    else if (op == OP_TRUEDIV && y != 0)
        *result = x / y;
    else
        return false;
    return true;
}

/* Operands of which one may be an int. NULL without an exception: not of these
 * types, or not so simple. */
static struct object *mixed_binary(struct object *a, struct object *b,
                                   enum binary_op op)
{
    double x, y, value;

    if (both_small(a, b)) {
        if (op != OP_TRUEDIV || !small_is_exact(a) || !small_is_exact(b))
            return NULL;
        x = (double)small_value(a);
        y = (double)small_value(b);
    } else if (!as_doubles(a, b, &x, &y)) {
        return NULL;
    }
    return compute(x, y, op, &value) ? float_reuse(a, b, value) : NULL;
}

struct object *operator_binary(struct object *a, struct object *b,
                               enum opcode opcode, bool inplace)
{
    enum binary_op op = (enum binary_op)(opcode - OPCODE_BINARY_ADD);
    struct object *result;
    double value;

    if (is_float(a) && is_float(b) &&
        compute(float_value(a), float_value(b), op, &value))
        return float_reuse(a, b, value);
    result = mixed_binary(a, b, op);
    if (result || error_is_set())
        return result;
    return inplace ? object_inplace(a, b, op) : object_binary(a, b, op);
}

static bool compare_doubles(double x, double y, enum compare_op op)
{
    switch (op) {
    case CMP_LT:
        return x < y;
    case CMP_LE:
        return x <= y;
    case CMP_EQ:
        return x == y;
    case CMP_NE:
        return x != y;
    case CMP_GT:
        return x > y;
    default:
        return x >= y;
    }
}

struct object *operator_compare(struct object *a, struct object *b,
                                enum opcode opcode)
{
    enum compare_op op = (enum compare_op)(opcode - OPCODE_COMPARE_LT);
    double x, y;

    if (as_doubles(a, b, &x, &y))
        return bool_from(compare_doubles(x, y, op));
    if (is_str(a) && is_str(b) && (op == CMP_EQ || op == CMP_NE))
        return bool_from(str_equal(a, b) == (op == CMP_EQ));
    return object_compare(a, b, op);
}

struct object *operator_append(struct object *a, struct object *b,
                               uint32_t next, struct object **locals)
{
    struct object **local = &locals[INSTRUCTION_ARG(next)];

    if (INSTRUCTION_OP(next) == OPCODE_STORE_FAST_LOAD_FAST)
        local = &locals[INSTRUCTION_ARG(next) & 0xfff];
    else if (INSTRUCTION_OP(next) != OPCODE_STORE_FAST)
        return str_append(a, b);
    if (count_read(&a->refs) == 2 && *local == a) {
        *local = NULL;
        count_add(&a->refs, -1);
    }
    return str_append(a, b);
}

struct object *operator_subscript(struct object *o, struct object *key)
{
    struct object *value;

    if (is_dict(o)) {
        if (is_str(key)) {
            value = dict_get_str((struct dict *)o, key);
            if (value)
                return ref(value);
        } else if (dict_find((struct dict *)o, key, &value) > 0) {
            return ref(value);
        } else if (error_is_set()) {
            return NULL;
        }
    }
    return object_get_item(o, key);
}

int operator_store_subscript(struct object *o, struct object *key,
                             struct object *value)
{
    if (is_dict(o))
        return dict_set((struct dict *)o, key, value);
    return object_set_item(o, key, value);
}

int operator_contains(struct object *container, struct object *item)
{
    struct object *value;

    if (is_dict(container))
        return dict_find((struct dict *)container, item, &value);
    if (type_of(container) == &type_set)
        return set_contains(container, item);
    return object_contains(container, item);
}
