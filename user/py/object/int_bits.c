/* SPDX-License-Identifier: MIT
 *
 * << >> & | ^ on ints. Negative ints behave as if they were stored in two's
 * complement with endless leading ones: -n is ~(n - 1).
 */
#include "object/error.h"
#include "object/int_internal.h"

#define SMALL_BITS 63

static struct object *shift_left(struct object *a, uint64_t shift)
{
    struct int_view view;
    struct bigint *result;
    uint64_t whole = shift / DIGIT_BITS;

    int_view(a, &view);
    if (!view.count)
        return small_from(0);
    if (whole > INT_DIGITS_MAX)
        return error_memory();
    result = bigint_new(view.count + whole + 1);
    if (!result)
        return NULL;
    digits_shift_left(result->digit, view.digit, view.count, shift);
    result->sign = view.sign;
    return bigint_finish(result);
}

/* Rounds down, as all of >> does. */
static struct object *shift_right(struct object *a, uint64_t shift)
{
    struct int_view view;
    struct bigint *result;
    uint64_t whole = shift / DIGIT_BITS;

    int_view(a, &view);
    if (whole >= view.count)
        return small_from(view.sign < 0 ? -1 : 0);
    result = bigint_new(view.count - whole + 1);
    if (!result)
        return NULL;
    result->digit[view.count - whole] = 0;
    if (digits_shift_right(result->digit, view.digit, view.count, shift) &&
        view.sign < 0) {
        uint32_t one = 1;

        result->digit[view.count - whole] =
            digits_add(result->digit, result->digit, view.count - whole, &one,
                       1);
    }
    result->sign = view.sign;
    return bigint_finish(result);
}

struct object *int_shift(struct object *a, struct object *b, bool left)
{
    int64_t shift;

    if (int_compare(b, small_from(0)) < 0)
        return error_format(&type_ValueError, "negative shift count");
    if (!is_small(b) && !is_bool(b)) {
        if (!left)
            return small_from(int_compare(a, small_from(0)) < 0 ? -1 : 0);
        if (int_compare(a, small_from(0)) == 0)
            return small_from(0);
        return error_format(&type_OverflowError, "too many digits in integer");
    }
    shift = is_small(b) ? small_value(b) : b == TRUE;
    if (!left && is_small(a))
        return small_from(small_value(a) >>
                          (shift < SMALL_BITS ? shift : SMALL_BITS));
    if (left && is_small(a) && shift < SMALL_BITS) {
        int64_t value = (int64_t)((uint64_t)small_value(a) << shift);

        if (value >> shift == small_value(a))
            return int_from(value);
    }
    return left ? shift_left(a, (uint64_t)shift)
                : shift_right(a, (uint64_t)shift);
}

/* Reads an int's digits in two's complement, one after the other. */
struct complement {
    const struct int_view *view;
    uint64_t carry; /* of the + 1 in ~n + 1 */
};

static uint32_t complement_next(struct complement *c, uint64_t at)
{
    uint32_t digit = at < c->view->count ? c->view->digit[at] : 0;

    if (c->view->sign > 0)
        return digit;
    c->carry += (uint32_t)~digit;
    digit = (uint32_t)c->carry;
    c->carry >>= DIGIT_BITS;
    return digit;
}

static uint32_t digit_operation(uint32_t a, uint32_t b, enum binary_op op)
{
    return op == OP_AND ? a & b : op == OP_OR ? a | b : a ^ b;
}

/* Turn digits in two's complement, of a negative number, into its size. */
static void digits_negate(uint32_t *digit, uint64_t count)
{
    uint64_t carry = 1;

    for (uint64_t i = 0; i < count; i++) {
        carry += (uint32_t)~digit[i];
        digit[i] = (uint32_t)carry;
        carry >>= DIGIT_BITS;
    }
}

static struct object *bitwise_big(struct object *a, struct object *b,
                                  enum binary_op op)
{
    struct int_view left, right;
    struct complement x = {&left, 1}, y = {&right, 1};
    struct bigint *result;
    uint64_t count;

    int_view(a, &left);
    int_view(b, &right);
    count = (left.count > right.count ? left.count : right.count) + 1;
    result = bigint_new(count);
    if (!result)
        return NULL;
    for (uint64_t i = 0; i < count; i++) {
        uint32_t digit = complement_next(&x, i);

        result->digit[i] = digit_operation(digit, complement_next(&y, i), op);
    }
    if (digit_operation(left.sign < 0, right.sign < 0, op)) {
        digits_negate(result->digit, count);
        result->sign = -1;
    }
    return bigint_finish(result);
}

struct object *int_bitwise(struct object *a, struct object *b,
                           enum binary_op op)
{
    int64_t x, y;

    if (!is_small(a) || !is_small(b))
        return bitwise_big(a, b, op);
    x = small_value(a);
    y = small_value(b);
    return small_from(op == OP_AND ? (x & y) : op == OP_OR ? (x | y) : (x ^ y));
}
