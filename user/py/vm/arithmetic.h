/* SPDX-License-Identifier: MIT
 *
 * Quick arithmetic for the dispatch loop: on small ints and floats, without a
 * call. Where it is not so simple (another type, an overflow, a division by
 * zero), operator.c's general functions decide. Results are new references; the
 * operands remain the caller's.
 *
 * A small n is the word 2n + 1, so that sums and comparisons work on the words
 * as they are.
 */
#ifndef PY_ARITHMETIC_H
#define PY_ARITHMETIC_H

#include "object/number.h"
#include "object/object.h"

static inline bool both_small(const struct object *a, const struct object *b)
{
    return (uintptr_t)a & (uintptr_t)b & 1;
}

/* The word of a small. */
static inline int64_t word_of(const struct object *o)
{
    return (int64_t)(uintptr_t)o;
}

static inline struct object *object_of_word(int64_t word)
{
    return (struct object *)(uintptr_t)word;
}

/* ---- Two smalls: false where it is not so simple. ---- */

static inline bool small_add(struct object *a, struct object *b,
                             struct object **result)
{
    int64_t word;

    if (__builtin_add_overflow(word_of(a), word_of(b) - 1, &word))
        return false;
    *result = object_of_word(word);
    return true;
}

static inline bool small_sub(struct object *a, struct object *b,
                             struct object **result)
{
    int64_t word;

    if (__builtin_sub_overflow(word_of(a), word_of(b) - 1, &word))
        return false;
    *result = object_of_word(word);
    return true;
}

static inline bool small_mul(struct object *a, struct object *b,
                             struct object **result)
{
    int64_t word;

    if (__builtin_mul_overflow(word_of(a) - 1, small_value(b), &word))
        return false;
    *result = object_of_word(word + 1);
    return true;
}

/* Rounds down, as Python does. Only by positive numbers. */
static inline bool small_floordiv(struct object *a, struct object *b,
                                  struct object **result)
{
    int64_t x = small_value(a), y = small_value(b);

    if (y <= 0)
        return false;
    *result = small_from(x / y - (x % y < 0));
    return true;
}

static inline bool small_mod(struct object *a, struct object *b,
                             struct object **result)
{
    int64_t x = small_value(a), y = small_value(b), rest;

    if (y <= 0)
        return false;
    rest = x % y;
    *result = small_from(rest < 0 ? rest + y : rest);
    return true;
}

static inline bool small_lshift(struct object *a, struct object *b,
                                struct object **result)
{
    int64_t x = small_value(a), n = small_value(b), shifted;

    if (n < 0 || n > 61)
        return false;
    shifted = (int64_t)((uint64_t)x << n);
    *result = small_from(shifted);
    return shifted >> n == x && shifted <= SMALL_MAX && shifted >= SMALL_MIN;
}

static inline bool small_rshift(struct object *a, struct object *b,
                                struct object **result)
{
    int64_t n = small_value(b);

    if (n < 0)
        return false;
    *result = small_from(small_value(a) >> (n > 63 ? 63 : n));
    return true;
}

static inline bool small_and(struct object *a, struct object *b,
                             struct object **result)
{
    *result = object_of_word(word_of(a) & word_of(b));
    return true;
}

static inline bool small_or(struct object *a, struct object *b,
                            struct object **result)
{
    *result = object_of_word(word_of(a) | word_of(b));
    return true;
}

static inline bool small_xor(struct object *a, struct object *b,
                             struct object **result)
{
    *result = object_of_word((word_of(a) ^ word_of(b)) | 1);
    return true;
}

/* ---- Floats ---- */

static inline bool both_float(const struct object *a, const struct object *b)
{
    return is_float(a) && is_float(b);
}

/* Make the float top[-2] one of this value, and drop the float top[-1]: the
 * result of an operator. If nobody but the operand stack refers to one of them,
 * so that it is about to die, it takes the value. false: MemoryError, and nothing
 * has changed. */
static inline bool float_become(struct object **top, double value)
{
    struct object *a = top[-2], *b = top[-1], *result;

    if (count_read(&a->refs) == 1) {
        ((struct float_object *)a)->value = value;
        unref(b);
        return true;
    }
    if (count_read(&b->refs) == 1) {
        ((struct float_object *)b)->value = value;
        result = b;
    } else {
        result = float_from(value);
        if (!result)
            return false;
        if (count_down_shared(&b->refs))
            object_free(b);
    }
    top[-2] = result;
    unref(a); /* a may be b, and have had no other references */
    return true;
}

/* Ints up to this are doubles exactly. */
#define DOUBLE_EXACT ((int64_t)1 << 53)

static inline bool small_is_exact(const struct object *o)
{
    int64_t n = small_value(o);

    return n >= -DOUBLE_EXACT && n <= DOUBLE_EXACT;
}

/* Are a and b floats, or one a float and the other a small that is a double
 * exactly? Then *x and *y are their values. */
static inline bool as_doubles(const struct object *a, const struct object *b,
                              double *x, double *y)
{
    if (is_float(a)) {
        *x = float_value(a);
        if (is_float(b))
            *y = float_value(b);
        else if (is_small(b) && small_is_exact(b))
            *y = (double)small_value(b);
        else
            return false;
        return true;
    }
    if (!is_float(b) || !is_small(a) || !small_is_exact(a))
        return false;
    *x = (double)small_value(a);
    *y = float_value(b);
    return true;
}

/* A float of this value: one of the operands if it is a float that nobody but
 * the operand stack refers to, so that it is about to die, else a new one. */
static inline struct object *float_reuse(struct object *a, struct object *b,
                                         double value)
{
    struct object *dying;

    if (is_float(a) && count_read(&a->refs) == 1)
        dying = a;
    else if (is_float(b) && count_read(&b->refs) == 1)
        dying = b;
    else
        return float_from(value);
    ((struct float_object *)dying)->value = value;
    return ref(dying);
}

#endif
