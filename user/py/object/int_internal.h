/* SPDX-License-Identifier: MIT
 *
 * What the files that make up int share: ints as a sign and digits (digits.h),
 * whichever way they are stored, and results in the making.
 */
#ifndef PY_INT_INTERNAL_H
#define PY_INT_INTERNAL_H

#include "object/digits.h"
#include "object/number.h"

/* The longest int there may be: 2^31 bits, 256 MiB. More is a MemoryError, so
 * that counts of bits fit everywhere. */
#define INT_DIGITS_MAX ((uint64_t)1 << 26)

/* An int or bool as sign and digits without leading zeros; a small's digits are
 * in `own`, so that a view must not be copied. Valid while the int is. */
struct int_view {
    const uint32_t *digit;
    uint64_t count; /* 0: the int is 0 */
    int sign;       /* 1 or -1 */
    uint32_t own[2];
};
void int_view(struct object *i, struct int_view *view);

/* A result with room for count digits, which the caller fills in: all of them.
 * sign is 1. NULL: MemoryError. */
struct bigint *bigint_new(uint64_t count);
/* Drop leading zeros; small where it fits. Steals b. */
struct object *bigint_finish(struct bigint *b);
/* The same where one more digit, not 0, belongs before the highest. */
struct object *bigint_extend(struct bigint *b, uint32_t digit);
/* Give up a result in the making. */
void bigint_discard(struct bigint *b);

/* int_arith.c, int_bits.c, int_pow.c: the operators on any ints. */
struct object *int_multiply(struct object *a, struct object *b);
struct object *int_true_divide(struct object *a, struct object *b);
struct object *int_power(struct object *a, struct object *b);
struct object *int_shift(struct object *a, struct object *b, bool left);
struct object *int_bitwise(struct object *a, struct object *b,
                           enum binary_op op);

/* The highest 64 bits of a number that is not 0, at the top of the result; the
 * lowest bit of it is also set if any further bit is, so that rounding it is
 * rounding the number. *exponent: the number is about result * 2^exponent. */
uint64_t digits_top(const uint32_t *a, uint64_t count, int64_t *exponent);

/* int_text.c: parse as int_from_text. 1: done; 0: no int; -1: raised. */
int int_parse(const char *text, size_t length, int base, struct object **out);

/* int_new.c and int_methods.c: parts of type_int. */
struct object *int_new(struct type *cls, struct object *const *args,
                       uint32_t count, struct object *names);
extern const struct method_def int_methods[];
extern const struct getset_def int_getsets[];
/* int(i): i itself, but 0 or 1 for a bool. */
struct object *int_exactly(struct object *i);

/* True or False for what a comparison function answered: -1, 0 or 1. */
struct object *compare_result(int order, enum compare_op op);

#endif
