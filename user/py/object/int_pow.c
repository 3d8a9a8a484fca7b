/* SPDX-License-Identifier: MIT
 *
 * Powers of ints: a ** b by squaring, and pow(a, b, m) with every product
 * reduced at once.
 */
#include "object/error.h"
#include "object/int_internal.h"

/* Moduli up to this size have products that fit in 128 bits. */
#define MODULUS_BITS 63

/* a ** b for b > 0 and fast squaring; -1, 0 and 1 are done before. */
static struct object *power_by_squaring(struct object *a, uint64_t b)
{
    struct object *result = int_exactly(a);

    for (int bit = 62 - __builtin_clzll(b); bit >= 0 && result; bit--) {
        replace(&result, int_multiply(result, result));
        if (result && b >> bit & 1)
            replace(&result, int_multiply(result, a));
    }
    return result;
}

/* Is |a| = 2^*exponent? */
static bool is_power_of_two(const struct int_view *a, uint64_t *exponent)
{
    uint32_t top = a->count ? a->digit[a->count - 1] : 0;

    *exponent = digits_bits(a->digit, a->count) - 1;
    return top && !(top & (top - 1)) &&
           digits_trim(a->digit, a->count - 1) == 0;
}

static struct object *power_of_power_of_two(uint64_t exponent, int sign)
{
    struct object *size =
        int_shift(small_from(1), small_from((int64_t)exponent), true);
    struct object *result;

    if (!size || sign > 0)
        return size;
    result = int_binary(small_from(0), size, OP_SUB);
    unref(size);
    return result;
}

/* a ** b for b > 0. */
static struct object *power_positive(struct object *a, struct object *b)
{
    struct int_view base, exponent;
    uint64_t bits, product, count;
    bool odd;

    int_view(a, &base);
    int_view(b, &exponent);
    odd = exponent.digit[0] & 1;
    if (base.count == 0)
        return small_from(0);
    if (base.count == 1 && base.digit[0] == 1)
        return small_from(odd ? base.sign : 1);
    count = exponent.digit[0];
    if (exponent.count > 1)
        count |= (uint64_t)exponent.digit[1] << DIGIT_BITS;
    bits = digits_bits(base.digit, base.count);
    if (exponent.count > 2 || __builtin_mul_overflow(bits - 1, count, &product))
        return error_format(&type_OverflowError, "too many digits in integer");
    if (product > INT_DIGITS_MAX * DIGIT_BITS)
        return error_memory();
    if (is_power_of_two(&base, &bits))
        return power_of_power_of_two(bits * count, odd ? base.sign : 1);
    return power_by_squaring(a, count);
}

struct object *int_power(struct object *a, struct object *b)
{
    double base, exponent;

    if (b == small_from(0) || b == FALSE)
        return small_from(1);
    if (int_compare(b, small_from(0)) > 0)
        return power_positive(a, b);
    if (int_to_double(a, &base) < 0 || int_to_double(b, &exponent) < 0)
        return NULL;
    return float_power(base, exponent);
}

static struct object *pow_mod_small(uint64_t a, struct object *b, uint64_t m)
{
    struct int_view exponent;
    unsigned __int128 result = 1 % m;

    int_view(b, &exponent);
    for (uint64_t bit = digits_bits(exponent.digit, exponent.count); bit--;) {
        result = result * result % m;
        if (exponent.digit[bit / DIGIT_BITS] >> bit % DIGIT_BITS & 1)
            result = result * a % m;
    }
    return int_from_unsigned((uint64_t)result);
}

static struct object *product_mod(struct object *a, struct object *b,
                                  struct object *m)
{
    struct object *product = int_multiply(a, b), *result;

    if (!product)
        return NULL;
    result = int_binary(product, m, OP_MOD);
    unref(product);
    return result;
}

static struct object *pow_mod_big(struct object *a, struct object *b,
                                  struct object *m)
{
    struct object *result = int_binary(small_from(1), m, OP_MOD);
    struct int_view exponent;

    int_view(b, &exponent);
    for (uint64_t bit = digits_bits(exponent.digit, exponent.count);
         result && bit--;) {
        replace(&result, product_mod(result, result, m));
        if (result && exponent.digit[bit / DIGIT_BITS] >> bit % DIGIT_BITS & 1)
            replace(&result, product_mod(result, a, m));
    }
    return result;
}

/* One step of Euclid's algorithm on (a, b), where x and y times the number that
 * is looked for are a and b. All four are replaced. 0, or -1. */
static int euclid_step(struct object **a, struct object **b, struct object **x,
                       struct object **y)
{
    struct object *quotient, *rest, *product, *next;

    if (int_divmod(*a, *b, &quotient, &rest) < 0)
        return -1;
    product = int_multiply(quotient, *y);
    unref(quotient);
    next = product ? int_binary(*x, product, OP_SUB) : NULL;
    unref_maybe(product);
    if (!next) {
        unref(rest);
        return -1;
    }
    replace(a, *b);
    *b = rest;
    replace(x, *y);
    *y = next;
    return 0;
}

/* The inverse of n modulo m > 0. */
static struct object *invert_mod(struct object *n, struct object *m)
{
    struct object *a = int_exactly(n), *b = int_exactly(m);
    struct object *x = small_from(1), *y = small_from(0), *result = NULL;
    int failed = 0;

    while (!failed && b != small_from(0))
        failed = euclid_step(&a, &b, &x, &y);
    if (!failed && a != small_from(1) && m != small_from(1))
        error_format(&type_ValueError,
                     "base is not invertible for the given modulus");
    else if (!failed)
        result = int_binary(x, m, OP_MOD);
    unref(a);
    unref(b);
    unref(x);
    unref(y);
    return result;
}

/* pow(a, b, m) for m > 0, a in 0..m-1 and b >= 0. */
static struct object *pow_mod_positive(struct object *a, struct object *b,
                                       struct object *m)
{
    if (is_small(m))
        return pow_mod_small((uint64_t)small_value(a), b,
                             (uint64_t)small_value(m));
    return pow_mod_big(a, b, m);
}

/* The same for any a and b; steals a. */
static struct object *pow_mod_reduced(struct object *a, struct object *b,
                                      struct object *m)
{
    struct object *exponent = int_exactly(b), *result = NULL;

    if (int_compare(exponent, small_from(0)) < 0) {
        replace(&a, invert_mod(a, m));
        replace(&exponent, int_binary(small_from(0), exponent, OP_SUB));
    }
    if (a)
        replace(&a, int_binary(a, m, OP_MOD));
    if (a && exponent)
        result = pow_mod_positive(a, exponent, m);
    unref_maybe(a);
    unref_maybe(exponent);
    return result;
}

struct object *int_pow_mod(struct object *a, struct object *b, struct object *m)
{
    struct object *size, *result;

    if (int_compare(m, small_from(0)) == 0)
        return error_format(&type_ValueError, "pow() 3rd argument cannot be 0");
    if (int_compare(m, small_from(0)) > 0)
        size = int_exactly(m);
    else
        size = int_binary(small_from(0), m, OP_SUB);
    if (!size)
        return NULL;
    result = pow_mod_reduced(int_exactly(a), b, size);
    if (result && size != m)
        replace(&result, int_binary(result, m, OP_MOD));
    unref(size);
    return result;
}
