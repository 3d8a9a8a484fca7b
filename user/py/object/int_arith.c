/* SPDX-License-Identifier: MIT
 *
 * + - * / // and % on ints. Each begins with the case of two smalls, whose
 * result may be too large for one; int_binary chooses among all operators.
 */
#include <math.h>

#include "object/error.h"
#include "object/int_internal.h"

#define DOUBLE_BITS 53
#define DOUBLE_EXPONENT_MAX 1024
#define DOUBLE_EXPONENT_MIN (-1074) /* of the lowest bit of any double */
/* Smalls up to this size are exact as doubles. */
#define EXACT_MAX ((int64_t)1 << DOUBLE_BITS)
/* Bits in the quotient that int_true_divide rounds, at least. */
#define QUOTIENT_BITS (DOUBLE_BITS + 2)

/* |a| + |b|, with a sign. */
static struct object *add_sizes(const struct int_view *a,
                                const struct int_view *b, int sign)
{
    struct bigint *sum;
    uint32_t carry;

    if (a->count < b->count)
        return add_sizes(b, a, sign);
    sum = bigint_new(a->count);
    if (!sum)
        return NULL;
    sum->sign = sign;
    carry = digits_add(sum->digit, a->digit, a->count, b->digit, b->count);
    return carry ? bigint_extend(sum, carry) : bigint_finish(sum);
}

/* |a| - |b|, with a sign that is turned if b is larger. */
static struct object *sub_sizes(const struct int_view *a,
                                const struct int_view *b, int sign)
{
    struct bigint *difference;

    if (digits_compare(a->digit, a->count, b->digit, b->count) < 0)
        return sub_sizes(b, a, -sign);
    difference = bigint_new(a->count);
    if (!difference)
        return NULL;
    digits_sub(difference->digit, a->digit, a->count, b->digit, b->count);
    difference->sign = sign;
    return bigint_finish(difference);
}

/* a + b, or a - b with b_sign -1. */
static struct object *int_add(struct object *a, struct object *b, int b_sign)
{
    struct int_view left, right;

    if (is_small(a) && is_small(b))
        return int_from(small_value(a) + b_sign * small_value(b));
    int_view(a, &left);
    int_view(b, &right);
    if (left.sign == b_sign * right.sign)
        return add_sizes(&left, &right, left.sign);
    return sub_sizes(&left, &right, left.sign);
}

struct object *int_multiply(struct object *a, struct object *b)
{
    struct int_view left, right;
    struct bigint *product;
    int64_t small;

    if (is_small(a) && is_small(b) &&
        !__builtin_mul_overflow(small_value(a), small_value(b), &small))
        return int_from(small);
    int_view(a, &left);
    int_view(b, &right);
    product = bigint_new(left.count + right.count);
    if (!product)
        return NULL;
    if (digits_mul(product->digit, left.digit, left.count, right.digit,
                   right.count) < 0) {
        bigint_discard(product);
        return NULL;
    }
    product->sign = left.sign * right.sign;
    return bigint_finish(product);
}

/* Quotient and rest of the sizes of a and b, b not 0: both rounded towards 0. 0,
 * or -1. */
static int divide_sizes(const struct int_view *a, const struct int_view *b,
                        struct bigint **quotient, struct bigint **rest)
{
    bool less = a->count < b->count;
    int result = 0;

    *quotient = bigint_new(less ? 1 : a->count - b->count + 1);
    *rest = *quotient ? bigint_new(less ? a->count : b->count) : NULL;
    if (!*rest) {
        if (*quotient)
            bigint_discard(*quotient);
        return -1;
    }
    if (less) {
        (*quotient)->digit[0] = 0;
        for (uint64_t i = 0; i < a->count; i++)
            (*rest)->digit[i] = a->digit[i];
    } else if (b->count == 1) {
        (*rest)->digit[0] = digits_div_digit((*quotient)->digit, a->digit,
                                             a->count, b->digit[0]);
    } else {
        result = digits_div((*quotient)->digit, (*rest)->digit, a->digit,
                            a->count, b->digit, b->count);
    }
    if (result < 0) {
        bigint_discard(*quotient);
        bigint_discard(*rest);
    }
    return result;
}

/* After a division that rounded towards 0: round down instead. Steals both
 * results. 0, or -1 with both NULL. */
static int round_down(struct object **quotient, struct object **rest,
                      struct object *b)
{
    struct object *q = *quotient, *r = *rest;

    *quotient = q ? int_add(q, small_from(1), -1) : NULL;
    *rest = *quotient && r ? int_add(r, b, 1) : NULL;
    unref_maybe(q);
    unref_maybe(r);
    if (*rest)
        return 0;
    unref_maybe(*quotient);
    *quotient = NULL;
    return -1;
}

static int divmod_big(struct object *a, struct object *b,
                      struct object **quotient, struct object **rest)
{
    struct int_view left, right;
    struct bigint *q, *r;

    int_view(a, &left);
    int_view(b, &right);
    if (divide_sizes(&left, &right, &q, &r) < 0)
        return -1;
    q->sign = left.sign * right.sign;
    r->sign = left.sign;
    *quotient = bigint_finish(q);
    *rest = bigint_finish(r);
    if (*quotient && *rest &&
        (*rest == small_from(0) || left.sign == right.sign))
        return 0;
    if (!*quotient || !*rest) {
        unref_maybe(*quotient);
        unref_maybe(*rest);
        return -1;
    }
    return round_down(quotient, rest, b);
}

static int divmod_smalls(int64_t a, int64_t b, struct object **quotient,
                         struct object **rest)
{
    int64_t q = a / b, r = a % b;

    if (r && (r < 0) != (b < 0)) {
        q--;
        r += b;
    }
    *rest = small_from(r);
    *quotient = int_from(q);
    return *quotient ? 0 : -1;
}

int int_divmod(struct object *a, struct object *b, struct object **quotient,
               struct object **rest)
{
    if (b == small_from(0) || b == FALSE) {
        error_format(&type_ZeroDivisionError,
                     "integer division or modulo by zero");
        return -1;
    }
    if (is_small(a) && is_small(b))
        return divmod_smalls(small_value(a), small_value(b), quotient, rest);
    return divmod_big(a, b, quotient, rest);
}

static struct object *int_floor_divide(struct object *a, struct object *b)
{
    struct object *quotient, *rest;

    if (int_divmod(a, b, &quotient, &rest) < 0)
        return NULL;
    unref(rest);
    return quotient;
}

static struct object *int_modulo(struct object *a, struct object *b)
{
    struct object *quotient, *rest;

    if (b == small_from(0) || b == FALSE)
        return error_format(&type_ZeroDivisionError, "integer modulo by zero");
    if (int_divmod(a, b, &quotient, &rest) < 0)
        return NULL;
    unref(quotient);
    return rest;
}

/* quotient * 2^exponent, of which the lowest bit stands for "and something
 * more" where that is so, rounded to the nearest double, to even in the middle.
 */
static double round_quotient(uint64_t quotient, int64_t exponent)
{
    int64_t bits = 64 - __builtin_clzll(quotient);
    int64_t lowest = bits + exponent - DOUBLE_BITS;
    uint64_t unit, rest;

    if (lowest < DOUBLE_EXPONENT_MIN)
        lowest = DOUBLE_EXPONENT_MIN;
    if (lowest - exponent > 63)
        return 0;
    unit = (uint64_t)1 << (lowest - exponent);
    rest = quotient & (unit - 1);
    quotient -= rest;
    if (rest > unit / 2 || (rest == unit / 2 && quotient & unit))
        quotient += unit;
    return ldexp((double)quotient, (int)exponent);
}

/* The sizes of a and b, as a double: scale one of them so that the quotient has
 * QUOTIENT_BITS or one more. -1: raised. */
static double divide_scaled(struct object *a, struct object *b,
                            int64_t exponent)
{
    struct object *shift = small_from(exponent < 0 ? -exponent : exponent);
    struct object *scaled = int_shift(exponent < 0 ? a : b, shift, true);
    struct int_view left, right;
    struct bigint *q, *r;
    uint64_t quotient;

    if (!scaled)
        return -1;
    int_view(exponent < 0 ? scaled : a, &left);
    int_view(exponent < 0 ? b : scaled, &right);
    if (divide_sizes(&left, &right, &q, &r) < 0) {
        unref(scaled);
        return -1;
    }
    quotient = q->digit[0];
    if (q->count > 1)
        quotient |= (uint64_t)q->digit[1] << DIGIT_BITS;
    quotient |= digits_trim(r->digit, r->count) != 0;
    bigint_discard(q);
    bigint_discard(r);
    unref(scaled);
    return round_quotient(quotient, exponent);
}

struct object *int_true_divide(struct object *a, struct object *b)
{
    struct int_view left, right;
    int64_t exponent;
    double result;

    if (b == small_from(0) || b == FALSE)
        return error_format(&type_ZeroDivisionError, "division by zero");
    if (is_small(a) && is_small(b) && small_value(a) <= EXACT_MAX &&
        small_value(a) >= -EXACT_MAX && small_value(b) <= EXACT_MAX &&
        small_value(b) >= -EXACT_MAX)
        return float_from((double)small_value(a) / (double)small_value(b));
    int_view(a, &left);
    int_view(b, &right);
    exponent = (int64_t)digits_bits(left.digit, left.count) -
               (int64_t)digits_bits(right.digit, right.count);
    if (!left.count || exponent < DOUBLE_EXPONENT_MIN - 1)
        return float_from(left.sign * right.sign * 0.0);
    result = HUGE_VAL;
    if (exponent <= DOUBLE_EXPONENT_MAX)
        result = divide_scaled(a, b, exponent - QUOTIENT_BITS);
    if (result < 0)
        return NULL;
    if (isinf(result))
        return error_format(&type_OverflowError, "integer division result too "
                                                 "large for a float");
    return float_from(left.sign * right.sign * result);
}

struct object *int_binary(struct object *a, struct object *b, enum binary_op op)
{
    switch (op) {
    case OP_ADD:
        return int_add(a, b, 1);
    case OP_SUB:
        return int_add(a, b, -1);
    case OP_MUL:
        return int_multiply(a, b);
    case OP_TRUEDIV:
        return int_true_divide(a, b);
    case OP_FLOORDIV:
        return int_floor_divide(a, b);
    case OP_MOD:
        return int_modulo(a, b);
    case OP_POW:
        return int_power(a, b);
    case OP_LSHIFT:
        return int_shift(a, b, true);
    case OP_RSHIFT:
        return int_shift(a, b, false);
    case OP_AND:
    case OP_OR:
    case OP_XOR:
        return int_bitwise(a, b, op);
    default:
        return ref(NOT_IMPLEMENTED);
    }
}
