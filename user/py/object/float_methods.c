/* SPDX-License-Identifier: MIT
 *
 * The methods of float, and rounding to decimal places.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "object/container.h"
#include "object/error.h"
#include "object/float_internal.h"
#include "object/int_internal.h"
#include "object/str.h"

#define DOUBLE_BITS 53
/* More decimal places than these change nothing; fewer leave nothing. */
#define PLACES_MAX 323
#define PLACES_MIN (-308)
#define FIXED_ROOM 700   /* "%.323f" of any double */
#define EXACT_DIGITS 800 /* enough for all digits of any double */

/* value >= 1 to a multiple of 10^tens, half to even: as a decimal number, of
 * which the C library knows all digits. */
static double round_tens(double value, int tens)
{
    char text[EXACT_DIGITS + 16];
    int exponent;

    snprintf(text, sizeof(text), "%.*e", EXACT_DIGITS, value);
    exponent = atoi(strchr(text, 'e') + 1);
    if (exponent >= tens) {
        snprintf(text, sizeof(text), "%.*e", exponent - tens, value);
        return strtod(text, NULL);
    }
    if (exponent < tens - 1 || text[0] < '5' ||
        (text[0] == '5' && strspn(text + 2, "0") == EXACT_DIGITS))
        return 0;
    snprintf(text, sizeof(text), "1e%d", tens);
    return strtod(text, NULL);
}

struct object *float_round(double value, int64_t digits)
{
    char text[FIXED_ROOM];
    double result;

    if (!isfinite(value) || digits > PLACES_MAX)
        return float_from(value);
    if (digits < PLACES_MIN)
        return float_from(copysign(0, value));
    if (digits >= 0) {
        snprintf(text, sizeof(text), "%.*f", (int)digits, fabs(value));
        result = strtod(text, NULL);
    } else {
        result = round_tens(fabs(value), (int)-digits);
    }
    if (isinf(result))
        return error_format(&type_OverflowError,
                            "rounded value too large to represent");
    return float_from(copysign(result, value));
}

static struct object *dunder_round(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    double value = float_value(args[0]);
    int64_t digits;

    (void)names;
    if (count == 1 || args[1] == NONE)
        return int_from_double(nearbyint(value));
    if (object_index_int64(args[1], NULL, &digits) < 0)
        return NULL;
    return float_round(value, digits);
}

static struct object *dunder_trunc(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    (void)count;
    (void)names;
    return int_from_double(float_value(args[0]));
}

static struct object *dunder_floor(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    (void)count;
    (void)names;
    return int_from_double(floor(float_value(args[0])));
}

static struct object *dunder_ceil(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    (void)count;
    (void)names;
    return int_from_double(ceil(float_value(args[0])));
}

static struct object *dunder_divmod(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)count;
    (void)names;
    return float_divmod(args[0], args[1]);
}

static struct object *dunder_rdivmod(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    (void)count;
    (void)names;
    return float_divmod(args[1], args[0]);
}

static struct object *dunder_format(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)count;
    (void)names;
    if (!format_spec_is_str(args[1]))
        return NULL;
    return float_format_spec(args[0], args[1]);
}

static struct object *is_integer(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    double value = float_value(args[0]);

    (void)count;
    (void)names;
    return bool_from(isfinite(value) && value == floor(value));
}

/* The tuple (numerator, denominator) of value = mantissa * 2^exponent. */
static struct object *ratio(struct object *mantissa, int exponent)
{
    struct object *power =
        int_shift(small_from(1), small_from(abs(exponent)), true);
    struct object *numerator = NULL, *pair = NULL;

    if (power && mantissa)
        numerator =
            exponent < 0 ? ref(mantissa) : int_multiply(mantissa, power);
    if (numerator)
        pair = tuple_pack(2, numerator, exponent < 0 ? power : small_from(1));
    unref_maybe(power);
    unref_maybe(mantissa);
    unref_maybe(numerator);
    return pair;
}

static struct object *as_integer_ratio(struct object *const *args,
                                       uint32_t count, struct object *names)
{
    double value = float_value(args[0]);
    int exponent;

    (void)count;
    (void)names;
    if (isinf(value))
        return error_format(&type_OverflowError,
                            "cannot convert Infinity to integer ratio");
    if (isnan(value))
        return error_format(&type_ValueError,
                            "cannot convert NaN to integer ratio");
    value = frexp(value, &exponent);
    for (int i = 0; i < DOUBLE_BITS && value != floor(value); i++) {
        value *= 2;
        exponent--;
    }
    return ratio(int_from_double(value), value ? exponent : 0);
}

static struct object *conjugate(struct object *const *args, uint32_t count,
                                struct object *names)
{
    (void)count;
    (void)names;
    return ref(args[0]);
}

static struct object *hex(struct object *const *args, uint32_t count,
                          struct object *names)
{
    (void)count;
    (void)names;
    return float_hex(float_value(args[0]));
}

static struct object *fromhex(struct object *const *args, uint32_t count,
                              struct object *names)
{
    (void)count;
    (void)names;
    if (!is_str(args[1]))
        return error_format(&type_TypeError, "bad argument type for built-in "
                                             "operation");
    return float_from_hex(str_text(args[1]), str_size(args[1]));
}

const struct method_def float_methods[] = {
    {"__round__", dunder_round, 1, 2, false, METHOD_INSTANCE, NULL},
    {"__trunc__", dunder_trunc, 1, 1, false, METHOD_INSTANCE, NULL},
    {"__floor__", dunder_floor, 1, 1, false, METHOD_INSTANCE, NULL},
    {"__ceil__", dunder_ceil, 1, 1, false, METHOD_INSTANCE, NULL},
    {"__divmod__", dunder_divmod, 2, 2, false, METHOD_INSTANCE, NULL},
    {"__rdivmod__", dunder_rdivmod, 2, 2, false, METHOD_INSTANCE, NULL},
    {"__format__", dunder_format, 2, 2, false, METHOD_INSTANCE, NULL},
    {"is_integer", is_integer, 1, 1, false, METHOD_INSTANCE,
     "Is it a whole number?"},
    {"as_integer_ratio", as_integer_ratio, 1, 1, false, METHOD_INSTANCE,
     "Two ints whose quotient it is."},
    {"conjugate", conjugate, 1, 1, false, METHOD_INSTANCE, "Itself."},
    {"hex", hex, 1, 1, false, METHOD_INSTANCE, "Its exact value in base 16."},
    {"fromhex", fromhex, 2, 2, false, METHOD_CLASS, "What hex() wrote."},
    {NULL, NULL, 0, 0, false, 0, NULL},
};

static struct object *get_real(struct object *self)
{
    return ref(self);
}

static struct object *get_imag(struct object *self)
{
    (void)self;
    return float_from(0);
}

const struct getset_def float_getsets[] = {
    {"real", get_real, NULL},
    {"imag", get_imag, NULL},
    {NULL, NULL, NULL},
};
