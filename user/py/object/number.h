/* SPDX-License-Identifier: MIT
 *
 * int (of any size), bool and float.
 *
 * An int between SMALL_MIN and SMALL_MAX is always a small (object.h); only
 * others are a struct bigint: a canonical form, so that equal ints of this range
 * are the same pointer.
 */
#ifndef PY_NUMBER_H
#define PY_NUMBER_H

#include "object/mem.h"
#include "object/object.h"

extern struct type type_float, type_bool; /* float.c, bool.c */

struct bigint {
    struct object head;
    int32_t sign;     /* 1 or -1 */
    uint32_t count;   /* of digits; the last is not 0 */
    uint32_t digit[]; /* base 2^32, least significant first */
};

struct float_object {
    struct object head;
    double value;
};

static inline bool is_bigint(const struct object *o)
{
    return !is_small(o) && o->type == &type_int;
}
/* An int, but not a bool. */
static inline bool is_int(const struct object *o)
{
    return is_small(o) || o->type == &type_int;
}
static inline bool is_bool(const struct object *o)
{
    return o == TRUE || o == FALSE;
}
static inline bool is_int_or_bool(const struct object *o)
{
    return is_int(o) || is_bool(o);
}
static inline bool is_float(const struct object *o)
{
    return !is_small(o) && o->type == &type_float;
}
static inline double float_value(const struct object *o)
{
    return ((const struct float_object *)o)->value;
}

struct object *int_from(int64_t n);
struct object *int_from_unsigned(uint64_t n);
/* Truncates; infinity: OverflowError, NaN: ValueError. */
struct object *int_from_double(double d);
/* Digits in `base` (2..36; 0: by prefix 0x 0o 0b), with sign, underscores and
 * surrounding spaces as int() takes them. ValueError with CPython's words. */
struct object *int_from_text(const char *text, size_t length, int base);
/* repr in base 2, 8, 10 or 16, lower case, no prefix. Long ones stay fast enough
 * (2000! in well under a second). */
struct object *int_to_text(struct object *i, int base);
/* int or bool to int64. 0; -1: OverflowError "Python int too large to convert
 * to C long". */
int int_to_int64(struct object *i, int64_t *out);
/* Nearest double; too large: OverflowError "int too large to convert to float".
 */
int int_to_double(struct object *i, double *out);

/* Arithmetic on ints (bools count as ints), for use by operators and by the
 * dispatch loop where the quick path for smalls overflows. ZeroDivisionError,
 * ValueError (negative shift count), MemoryError. */
struct object *int_binary(struct object *a, struct object *b,
                          enum binary_op op);
int int_compare(struct object *a, struct object *b); /* -1, 0, 1 */
/* The quotient, rounded down, and the rest. 0; -1: ZeroDivisionError,
 * MemoryError. */
int int_divmod(struct object *a, struct object *b, struct object **quotient,
               struct object **rest);
/* pow(a, b, m) of ints. ValueError: m is 0, or b < 0 and a has no inverse. */
struct object *int_pow_mod(struct object *a, struct object *b,
                           struct object *m);
/* round(i, digits) with digits < 0 for tens: half to even. */
struct object *int_round(struct object *i, struct object *digits);

/* The most decimal digits that int_to_text and int_from_text deal with, sign not
 * counted; 0: any number. sys.set_int_max_str_digits sets it. */
#define INT_MAX_TEXT_DIGITS_DEFAULT 4300
extern int32_t int_max_text_digits;

/* What divmod(a, b) does for ints, bools and floats: a tuple; NOT_IMPLEMENTED
 * for others. */
struct object *number_divmod(struct object *a, struct object *b);

static inline struct object *float_from(double value)
{
    struct float_object *f = mem_alloc(sizeof(*f));

    if (!f)
        return NULL;
    f->head.refs = 1;
    f->head.type = &type_float;
    f->value = value;
    return &f->head;
}

/* As float() takes it. ValueError. */
struct object *float_from_text(const char *text, size_t length);
/* The same without the exception: 1: done; 0: no float; -1: MemoryError. */
int float_parse(const char *text, size_t length, double *out);
/* White space as int() and float() strip it. */
bool text_is_space(char c);
/* int, bool, float or __float__/__index__ to a double: 0; -1: TypeError. */
int number_to_double(struct object *o, double *out);
/* repr: the shortest decimal that reads back as the same value. Writes at most
 * 32 bytes with the end. Returns the length. */
size_t float_repr(double value, char *out);
/* a ** b; ZeroDivisionError, OverflowError; ValueError where the result would be
 * complex. */
struct object *float_power(double a, double b);
/* round(value, digits): correctly rounded, half to even. OverflowError. */
struct object *float_round(double value, int64_t digits);
/* -1, 0 or 1 for an int or bool and a double that is not NaN: exactly. */
int int_compare_double(struct object *i, double d);
/* hash of a double as CPython's: equal to hash(int) of the same value. */
int64_t float_hash(double value);
int64_t int_hash(struct object *i);

#endif
