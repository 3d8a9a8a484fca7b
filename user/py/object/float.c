/* SPDX-License-Identifier: MIT
 *
 * float: how one is made, its operators, comparison and hash, and its type.
 */
#include <errno.h>
#include <math.h>

#include "object/container.h"
#include "object/error.h"
#include "object/float_internal.h"
#include "object/int_internal.h"
#include "object/mem.h"
#include "object/str.h"

/* As int_hash: numbers modulo 2^61 - 1, so that equal ones have equal hashes;
 * 2^61 is 1 there, and so only the exponent modulo 61 counts. */
#define HASH_BITS 61
#define HASH_PRIME (((uint64_t)1 << HASH_BITS) - 1)
#define HASH_INFINITY 314159
#define DOUBLE_BITS 53

static void float_dealloc(struct object *self)
{
    mem_free(self, sizeof(struct float_object));
}

/* ---- Conversion ---- */

int number_to_double(struct object *o, double *out)
{
    struct type *type = type_of(o);
    struct object *result;

    if (is_float(o)) {
        *out = float_value(o);
        return 0;
    }
    if (is_int_or_bool(o))
        return int_to_double(o, out);
    if (!type->to_float && !type->index) {
        error_format(&type_TypeError, "must be real number, not %T", o);
        return -1;
    }
    result = type->to_float ? type->to_float(o) : object_index(o);
    if (!result)
        return -1;
    if (is_float(result)) {
        *out = float_value(result);
    } else if (!type->to_float) {
        int failed = int_to_double(result, out);

        unref(result);
        return failed;
    } else {
        error_format(&type_TypeError,
                     "%T.__float__ returned non-float (type %T)", o, result);
        unref(result);
        return -1;
    }
    unref(result);
    return 0;
}

static struct object *float_from_object(struct object *o)
{
    struct type *type = type_of(o);
    struct text plain = {0};
    struct view text;
    double value;
    int parsed = -1;

    if (is_float(o))
        return ref(o);
    if (is_str(o))
        text = str_view(o);
    else if (type->to_float || type->index)
        return number_to_double(o, &value) < 0 ? NULL : float_from(value);
    else if (!bytes_view(o, &text))
        return error_format(&type_TypeError,
                            "float() argument must be a "
                            "string or a real number, not "
                            "'%T'",
                            o);
    if (!is_str(o) || unicode_simplify(&text, &plain) == 0)
        parsed = float_parse(text.data, text.size, &value);
    text_discard(&plain);
    if (parsed > 0)
        return float_from(value);
    return parsed < 0
               ? NULL
               : error_format(&type_ValueError,
                              "could not convert string to float: %R", o);
}

static struct object *float_new(struct type *cls, struct object *const *args,
                                uint32_t count, struct object *names)
{
    (void)cls;
    if (names && ((struct tuple *)names)->count)
        return error_format(&type_TypeError,
                            "float() takes no keyword arguments");
    if (count > 1)
        return error_format(&type_TypeError,
                            "float expected at most 1 argument, got %u", count);
    return count ? float_from_object(args[0]) : float_from(0);
}

/* An operand of a float operator. 1: it is a number; 0: NOT_IMPLEMENTED; -1:
 * raised. */
static inline int operand(struct object *o, double *out)
{
    if (is_float(o)) {
        *out = float_value(o);
        return 1;
    }
    if (!is_int_or_bool(o))
        return 0;
    return int_to_double(o, out) < 0 ? -1 : 1;
}

/* Both operands, as above. */
static inline int operands(struct object *a, struct object *b, double *x,
                           double *y)
{
    int result = operand(a, x);

    return result > 0 ? operand(b, y) : result;
}

/* What to answer when operands() is not 1. */
static struct object *no_operands(int result)
{
    return result < 0 ? NULL : ref(NOT_IMPLEMENTED);
}

/* ---- Arithmetic ---- */

/* Rounds the quotient down; the rest has the sign of b. b is not 0. */
static void divmod_doubles(double a, double b, double *quotient, double *rest)
{
    double r = fmod(a, b), q = (a - r) / b, whole;

    if (r && (b < 0) != (r < 0)) {
        r += b;
        q -= 1;
    } else if (!r) {
        r = copysign(0, b);
    }
    whole = floor(q);
    if (q - whole > 0.5)
        whole += 1;
    *quotient = q ? whole : copysign(0, a / b);
    *rest = r;
}

struct object *float_divmod(struct object *a, struct object *b)
{
    struct object *quotient, *rest, *pair = NULL;
    double x, y, q, r;
    int given = operands(a, b, &x, &y);

    if (given != 1)
        return no_operands(given);
    if (y == 0)
        return error_format(&type_ZeroDivisionError, "float divmod()");
    divmod_doubles(x, y, &q, &r);
    quotient = float_from(q);
    rest = float_from(r);
    if (quotient && rest)
        pair = tuple_pack(2, quotient, rest);
    unref_maybe(quotient);
    unref_maybe(rest);
    return pair;
}

/* OverflowError(34, "Numerical result out of range"). */
static struct object *raise_range(void)
{
    struct object *text = str_from("Numerical result out of range");
    struct object *error = NULL;

    if (text)
        error =
            object_call2(&type_OverflowError.head, small_from(ERANGE), text);
    unref_maybe(text);
    if (error)
        error_raise_object(error);
    unref_maybe(error);
    return NULL;
}

struct object *float_power(double a, double b)
{
    double result;

    if (a == 0 && b < 0 && isfinite(b))
        return error_format(&type_ZeroDivisionError,
                            "0.0 cannot be raised to a negative power");
    if (a < 0 && isfinite(a) && isfinite(b) && b != floor(b))
        return error_format(&type_ValueError, "negative number cannot be "
                                              "raised to a fractional power");
    result = pow(a, b);
    if (isinf(result) && isfinite(a) && isfinite(b))
        return raise_range();
    return float_from(result);
}

static struct object *float_add(struct object *a, struct object *b)
{
    double x, y;
    int given = operands(a, b, &x, &y);

    return given == 1 ? float_from(x + y) : no_operands(given);
}

static struct object *float_sub(struct object *a, struct object *b)
{
    double x, y;
    int given = operands(a, b, &x, &y);

    return given == 1 ? float_from(x - y) : no_operands(given);
}

static struct object *float_mul(struct object *a, struct object *b)
{
    double x, y;
    int given = operands(a, b, &x, &y);

    return given == 1 ? float_from(x * y) : no_operands(given);
}

static struct object *float_true_divide(struct object *a, struct object *b)
{
    double x, y;
    int given = operands(a, b, &x, &y);

    if (given != 1)
        return no_operands(given);
    if (y == 0)
        return error_format(&type_ZeroDivisionError, "float division by zero");
    return float_from(x / y);
}

static struct object *float_floor_divide(struct object *a, struct object *b)
{
    double x, y, quotient, rest;
    int given = operands(a, b, &x, &y);

    if (given != 1)
        return no_operands(given);
    if (y == 0)
        return error_format(&type_ZeroDivisionError,
                            "float floor division by zero");
    divmod_doubles(x, y, &quotient, &rest);
    return float_from(quotient);
}

static struct object *float_modulo(struct object *a, struct object *b)
{
    double x, y, quotient, rest;
    int given = operands(a, b, &x, &y);

    if (given != 1)
        return no_operands(given);
    if (y == 0)
        return error_format(&type_ZeroDivisionError, "float modulo");
    divmod_doubles(x, y, &quotient, &rest);
    return float_from(rest);
}

static struct object *float_pow(struct object *a, struct object *b)
{
    double x, y;
    int given = operands(a, b, &x, &y);

    return given == 1 ? float_power(x, y) : no_operands(given);
}

static struct object *float_negate(struct object *self)
{
    return float_from(-float_value(self));
}

static struct object *float_same(struct object *self)
{
    return ref(self);
}

static struct object *float_absolute(struct object *self)
{
    return float_from(fabs(float_value(self)));
}

static struct object *float_to_int(struct object *self)
{
    return int_from_double(float_value(self));
}

/* ---- Comparison, hash, text ---- */

/* An int that is not 0 against a finite double of the same sign: by size first,
 * then by the highest 64 bits, of which the double has but 53. */
static int compare_sizes(const struct int_view *i, double d)
{
    int64_t low;
    uint64_t top = digits_top(i->digit, i->count, &low), mantissa;
    int exponent;

    d = frexp(d, &exponent);
    if (low + 64 != exponent)
        return low + 64 < exponent ? -1 : 1;
    mantissa = (uint64_t)ldexp(d, DOUBLE_BITS) << (64 - DOUBLE_BITS);
    return (top > mantissa) - (top < mantissa);
}

int int_compare_double(struct object *i, double d)
{
    struct int_view view;
    int sign;

    int_view(i, &view);
    sign = view.count ? view.sign : 0;
    if (sign != (d > 0) - (d < 0))
        return sign > (d > 0) - (d < 0) ? 1 : -1;
    if (!sign)
        return 0;
    if (isinf(d))
        return -sign;
    return sign * compare_sizes(&view, fabs(d));
}

static struct object *float_compare(struct object *self, struct object *other,
                                    enum compare_op op)
{
    double x = float_value(self), y;

    if (is_float(other))
        y = float_value(other);
    else if (!is_int_or_bool(other))
        return ref(NOT_IMPLEMENTED);
    else if (isnan(x))
        return bool_from(op == CMP_NE);
    else
        return compare_result(-int_compare_double(other, x), op);
    switch (op) {
    case CMP_LT:
        return bool_from(x < y);
    case CMP_LE:
        return bool_from(x <= y);
    case CMP_EQ:
        return bool_from(x == y);
    case CMP_NE:
        return bool_from(x != y);
    case CMP_GT:
        return bool_from(x > y);
    default:
        return bool_from(x >= y);
    }
}

int64_t float_hash(double value)
{
    uint64_t mantissa, hash;
    int64_t result;
    int exponent;

    if (isnan(value))
        return 0;
    if (isinf(value))
        return value > 0 ? HASH_INFINITY : -HASH_INFINITY;
    mantissa = (uint64_t)ldexp(frexp(fabs(value), &exponent), DOUBLE_BITS);
    exponent = (exponent - DOUBLE_BITS) % HASH_BITS;
    if (exponent < 0)
        exponent += HASH_BITS;
    hash = (mantissa << exponent & HASH_PRIME) |
           mantissa >> (HASH_BITS - exponent);
    result = (int64_t)(hash % HASH_PRIME);
    if (value < 0)
        result = -result;
    return result == -1 ? -2 : result;
}

static int float_hash_slot(struct object *self, int64_t *hash)
{
    double value = float_value(self);

    /* NaNs are all different: so are their hashes. */
    *hash = isnan(value) ? (int64_t)((uintptr_t)self >> 4) : float_hash(value);
    return 0;
}

static int float_truth(struct object *self)
{
    return float_value(self) != 0;
}

static struct object *float_repr_slot(struct object *self)
{
    char text[FLOAT_REPR_ROOM];
    size_t size = float_repr(float_value(self), text);

    return str_new(text, size);
}

struct type type_float = {
    .head = STATIC_HEAD(&type_type),
    .name = "float",
    .size = sizeof(struct float_object),
    .flags = TYPE_LEAF,
    .doc = "A number with a fraction: 64 bits, IEEE 754.",
    .dealloc = float_dealloc,
    .new = float_new,
    .repr = float_repr_slot,
    .hash = float_hash_slot,
    .compare = float_compare,
    .truth = float_truth,
    .binary = {[OP_ADD] = float_add,
               [OP_SUB] = float_sub,
               [OP_MUL] = float_mul,
               [OP_TRUEDIV] = float_true_divide,
               [OP_FLOORDIV] = float_floor_divide,
               [OP_MOD] = float_modulo,
               [OP_POW] = float_pow},
    .unary = {[UNARY_NEG] = float_negate,
              [UNARY_POS] = float_same,
              [UNARY_ABS] = float_absolute},
    .to_int = float_to_int,
    .to_float = float_same,
    .methods = float_methods,
    .getsets = float_getsets,
};
