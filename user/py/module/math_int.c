/* SPDX-License-Identifier: MIT
 *
 * The functions of module math on whole numbers of any size.
 */
#include <math.h>

#include "module/math.h"
#include "object/int_internal.h"

/* Products of fewer factors than these are made one after the other. */
#define PRODUCT_DIRECT 8
#define LOG2_E 1.4426950408889634
/* Below this sqrt() of the number is the root, or one too large. */
#define ROOT_EXACT ((int64_t)1 << 52)

/* ---- Greatest common divisor ---- */

static struct object *absolute(struct object *i)
{
    return object_unary(i, UNARY_ABS);
}

static uint64_t gcd_small(uint64_t a, uint64_t b)
{
    while (b) {
        uint64_t rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

/* Of two ints that are not negative; steals both, which may be NULL. */
static struct object *gcd(struct object *a, struct object *b)
{
    struct object *rest;

    while (a && b && b != small_from(0)) {
        if (is_small(a) && is_small(b))
            return small_from((int64_t)gcd_small((uint64_t)small_value(a),
                                                 (uint64_t)small_value(b)));
        rest = int_binary(a, b, OP_MOD);
        unref(a);
        a = b;
        b = rest;
    }
    if (a && b)
        return a;
    unref_maybe(a);
    unref_maybe(b);
    return NULL;
}

/* The least common multiple of two ints that are not negative. */
static struct object *lcm(struct object *a, struct object *b)
{
    struct object *divisor, *part, *result;

    if (a == small_from(0) || b == small_from(0))
        return small_from(0);
    divisor = gcd(ref(a), ref(b));
    part = divisor ? int_binary(a, divisor, OP_FLOORDIV) : NULL;
    result = part ? int_multiply(part, b) : NULL;
    unref_maybe(divisor);
    unref_maybe(part);
    return result;
}

/* result = combine(result, |argument|) for all arguments. */
static struct object *fold(struct object *const *args, uint32_t count,
                           struct object *start, bool multiple)
{
    struct object *result = start;

    for (uint32_t i = 0; i < count && result; i++) {
        struct object *given = object_index(args[i]);
        struct object *size = given ? absolute(given) : NULL;

        unref_maybe(given);
        if (!size) {
            unref(result);
            return NULL;
        }
        if (multiple) {
            replace(&result, lcm(result, size));
            unref(size);
        } else {
            result = gcd(result, size);
        }
    }
    return result;
}

struct object *math_gcd(struct object *const *args, uint32_t count,
                        struct object *names)
{
    (void)names;
    return fold(args, count, small_from(0), false);
}

struct object *math_lcm(struct object *const *args, uint32_t count,
                        struct object *names)
{
    (void)names;
    return fold(args, count, small_from(1), true);
}

/* ---- Square root ---- */

/* One step of Newton's method: (x + n // x) // 2. */
static struct object *root_step(struct object *x, struct object *n)
{
    struct object *quotient = int_binary(n, x, OP_FLOORDIV), *sum, *result;

    sum = quotient ? int_binary(x, quotient, OP_ADD) : NULL;
    result = sum ? int_binary(sum, small_from(1), OP_RSHIFT) : NULL;
    unref_maybe(quotient);
    unref_maybe(sum);
    return result;
}

/* From above, Newton's method comes down to the root and then stays or goes up.
 */
static struct object *root_big(struct object *n)
{
    struct object *x, *next;
    struct int_view view;
    uint64_t bits;

    int_view(n, &view);
    bits = digits_bits(view.digit, view.count);
    x = int_shift(small_from(1), small_from((int64_t)(bits + 1) / 2), true);
    for (;;) {
        next = x ? root_step(x, n) : NULL;
        if (!next) {
            unref_maybe(x);
            return NULL;
        }
        if (int_compare(next, x) >= 0) {
            unref(next);
            return x;
        }
        replace(&x, next);
    }
}

struct object *math_isqrt(struct object *const *args, uint32_t count,
                          struct object *names)
{
    struct object *n = object_index(args[0]), *result;

    (void)count;
    (void)names;
    if (!n)
        return NULL;
    if (int_compare(n, small_from(0)) < 0)
        result = error_format(&type_ValueError,
                              "isqrt() argument must be nonnegative");
    else if (is_small(n) && small_value(n) < ROOT_EXACT)
        result = small_from((int64_t)sqrt((double)small_value(n)));
    else
        result = root_big(n);
    unref(n);
    return result;
}

/* ---- Products of ranges ---- */

/* first * (first + 1) * ... with count factors: halves of about the same length
 * are multiplied, which is what fast multiplication is good at. */
static struct object *product(int64_t first, int64_t count)
{
    struct object *result = small_from(1), *low, *high;

    if (count > PRODUCT_DIRECT) {
        low = product(first, count / 2);
        high = low ? product(first + count / 2, count - count / 2) : NULL;
        result = high ? int_multiply(low, high) : NULL;
        unref_maybe(low);
        unref_maybe(high);
        return result;
    }
    for (int64_t i = 0; i < count && result; i++) {
        struct object *factor = int_from(first + i);

        replace(&result, factor ? int_multiply(result, factor) : NULL);
        unref_maybe(factor);
    }
    return result;
}

/* Would the product of count factors up to `last` be longer than ints may be? */
static bool is_gigantic(int64_t last, int64_t count)
{
    double bits = log2((double)last + 1) * (double)count;

    if (count == last)
        bits -= LOG2_E * (double)count;
    return bits > (double)(INT_DIGITS_MAX * DIGIT_BITS);
}

struct object *math_factorial(struct object *const *args, uint32_t count,
                              struct object *names)
{
    struct object *i = object_index(args[0]);
    int64_t n;

    (void)count;
    (void)names;
    if (!i)
        return NULL;
    if (int_compare(i, small_from(0)) < 0) {
        unref(i);
        return error_format(&type_ValueError,
                            "factorial() not defined for negative values");
    }
    if (!is_small(i)) {
        unref(i);
        return error_format(&type_OverflowError,
                            "factorial() argument should not exceed %lld",
                            (long long)INT64_MAX);
    }
    n = small_value(i);
    return is_gigantic(n, n) ? error_memory() : product(1, n);
}

/* args as two ints that are not negative, *n and *k (owned). */
static bool parse_n_k(struct object *const *args, struct object **n,
                      struct object **k)
{
    *k = NULL;
    *n = object_index(args[0]);
    if (*n)
        *k = object_index(args[1]);
    if (!*k) {
        unref_maybe(*n);
        return false;
    }
    if (int_compare(*n, small_from(0)) >= 0 &&
        int_compare(*k, small_from(0)) >= 0)
        return true;
    error_format(&type_ValueError, "%s must be a non-negative integer",
                 int_compare(*n, small_from(0)) < 0 ? "n" : "k");
    unref(*n);
    unref(*k);
    return false;
}

/* n (n - 1) ... with k factors, each step divided by 1, 2, ... for comb. */
static struct object *falling(struct object *n, int64_t k, bool divided)
{
    struct object *result = small_from(1), *factor = ref(n);

    for (int64_t i = 1; i <= k && result && factor; i++) {
        replace(&result, int_multiply(result, factor));
        if (result && divided)
            replace(&result, int_binary(result, small_from(i), OP_FLOORDIV));
        replace(&factor, int_binary(factor, small_from(1), OP_SUB));
    }
    if (!factor) {
        unref_maybe(result);
        result = NULL;
    }
    unref_maybe(factor);
    return result;
}

/* The number of ways to choose k, steals both; in order, or not. */
static struct object *choose(struct object *n, struct object *k, bool ordered)
{
    struct object *others = int_binary(n, k, OP_SUB), *result = NULL;

    if (others && int_compare(others, small_from(0)) < 0) {
        result = small_from(0);
    } else if (others) {
        if (!ordered && int_compare(others, k) < 0)
            replace(&k, ref(others));
        if (!is_small(k))
            error_format(&type_OverflowError,
                         ordered ? "k must not exceed %lld"
                                 : "min(n - k, k) must not exceed %lld",
                         (long long)INT64_MAX);
        else if (is_small(n) && is_gigantic(small_value(n), small_value(k)))
            error_memory();
        else if (ordered && is_small(n))
            result =
                product(small_value(n) - small_value(k) + 1, small_value(k));
        else
            result = falling(n, small_value(k), !ordered);
    }
    unref_maybe(others);
    unref(n);
    unref(k);
    return result;
}

struct object *math_comb(struct object *const *args, uint32_t count,
                         struct object *names)
{
    struct object *n, *k;

    (void)count;
    (void)names;
    return parse_n_k(args, &n, &k) ? choose(n, k, false) : NULL;
}

struct object *math_perm(struct object *const *args, uint32_t count,
                         struct object *names)
{
    struct object *n, *k;

    if (count == 1 || args[1] == NONE)
        return math_factorial(args, 1, names);
    return parse_n_k(args, &n, &k) ? choose(n, k, true) : NULL;
}
