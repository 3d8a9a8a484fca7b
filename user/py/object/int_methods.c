/* SPDX-License-Identifier: MIT
 *
 * The methods of int; divmod() and round() of numbers.
 */
#include "object/callable.h"
#include "object/container.h"
#include "object/error.h"
#include "object/float_internal.h"
#include "object/int_internal.h"
#include "object/mem.h"
#include "object/str.h"

/* Decimal digits per 100 bits: log10(2) = 0.301. */
#define DIGITS_PER_100_BITS 31
#define BYTES_PER_DIGIT 4

struct object *number_divmod(struct object *a, struct object *b)
{
    struct object *quotient, *rest, *pair;

    if (is_float(a) || is_float(b))
        return float_divmod(a, b);
    if (!is_int_or_bool(a) || !is_int_or_bool(b))
        return ref(NOT_IMPLEMENTED);
    if (int_divmod(a, b, &quotient, &rest) < 0)
        return NULL;
    pair = tuple_pack(2, quotient, rest);
    unref(quotient);
    unref(rest);
    return pair;
}

/* ---- Rounding ---- */

/* i to a multiple of unit > 0, half to even. */
static struct object *round_to(struct object *i, struct object *unit)
{
    struct object *quotient, *rest, *twice, *result;
    int order, odd;

    if (int_divmod(i, unit, &quotient, &rest) < 0)
        return NULL;
    twice = int_binary(rest, rest, OP_ADD);
    order = twice ? int_compare(twice, unit) : 0;
    unref_maybe(twice);
    result = int_binary(quotient, small_from(1), OP_AND);
    odd = result == small_from(1);
    unref(quotient);
    if (result && twice && (order > 0 || (order == 0 && odd)))
        replace(&rest, int_binary(rest, unit, OP_SUB));
    unref_maybe(result);
    result = twice && result && rest ? int_binary(i, rest, OP_SUB) : NULL;
    unref_maybe(rest);
    return result;
}

struct object *int_round(struct object *i, struct object *digits)
{
    struct object *unit, *result;
    struct int_view view;
    int64_t places;

    if (object_index_int64(digits, NULL, &places) < 0)
        return NULL;
    if (places >= 0)
        return int_exactly(i);
    int_view(i, &view);
    if (places < -(int64_t)(digits_bits(view.digit, view.count) *
                            DIGITS_PER_100_BITS / 100) -
                     1)
        return small_from(0);
    unit = int_power(small_from(10), small_from(-places));
    if (!unit)
        return NULL;
    result = round_to(i, unit);
    unref(unit);
    return result;
}

static struct object *dunder_round(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    (void)names;
    if (count == 1 || args[1] == NONE)
        return int_exactly(args[0]);
    return int_round(args[0], args[1]);
}

/* ---- Bytes ---- */

/* "little" is true, "big" false; of an argument of `function`. 0; -1:
 * raised. */
static int parse_order(const char *function, struct object *order, bool *little)
{
    *little = false;
    if (order && !is_str(order)) {
        error_format(&type_TypeError,
                     "%s() argument 'byteorder' must be str, not %s", function,
                     argument_type(order));
        return -1;
    }
    if (!order || str_equal_c(order, "big"))
        return 0;
    *little = true;
    if (str_equal_c(order, "little"))
        return 0;
    error_format(&type_ValueError,
                 "byteorder must be either 'little' or 'big'");
    return -1;
}

static int parse_signed(struct object *flag, bool *is_signed)
{
    int truth = flag ? object_truth(flag) : 0;

    *is_signed = truth > 0;
    return truth < 0 ? -1 : 0;
}

/* Does the int fit in size bytes? Raises if it does not. */
static bool fits(struct object *i, uint64_t size, bool is_signed)
{
    struct int_view view;
    uint64_t bits;

    int_view(i, &view);
    if (view.sign < 0 && !is_signed) {
        error_format(&type_OverflowError,
                     "can't convert negative int to unsigned");
        return false;
    }
    bits = digits_bits(view.digit, view.count);
    /* -128 fits in 8 bits: of a power of two the size needs one bit less. */
    if (view.sign < 0 && digits_trim(view.digit, view.count - 1) == 0 &&
        !(view.digit[view.count - 1] & (view.digit[view.count - 1] - 1)))
        bits--;
    if (bits + is_signed <= size * 8 || (!bits && !size))
        return true;
    error_format(&type_OverflowError, "int too big to convert");
    return false;
}

static void put_bytes(struct object *i, uint8_t *out, uint64_t size,
                      bool little)
{
    struct int_view view;
    uint32_t carry = 1;

    int_view(i, &view);
    for (uint64_t at = 0; at < size; at++) {
        uint64_t index = at / BYTES_PER_DIGIT;
        uint32_t byte = 0;

        if (index < view.count)
            byte = view.digit[index] >> at % BYTES_PER_DIGIT * 8 & UINT8_MAX;
        if (view.sign < 0) {
            carry += (uint8_t)~byte;
            byte = carry;
            carry >>= 8;
        }
        out[little ? at : size - 1 - at] = (uint8_t)byte;
    }
}

static struct object *make_bytes(struct object *i, size_t size, bool little)
{
    uint8_t *data = mem_alloc(size);
    struct object *result;

    if (!data)
        return NULL;
    put_bytes(i, data, size, little);
    result = bytes_new(data, size);
    mem_free(data, size);
    return result;
}

static struct object *to_bytes(struct object *const *args, uint32_t count,
                               struct object *names)
{
    static const char *const parameter_names[] = {"length", "byteorder",
                                                  "signed", NULL};
    static const struct parameters parameters = {.function = "to_bytes",
                                                 .positional = 2,
                                                 .names = parameter_names};
    struct object *bound[3];
    bool little, is_signed;
    int64_t length = 1;

    if (parameters_bind(&parameters, args + 1, count - 1, names, bound) < 0 ||
        (bound[0] && argument_int64(bound[0], &length) < 0) ||
        parse_order("to_bytes", bound[1], &little) < 0 ||
        parse_signed(bound[2], &is_signed) < 0)
        return NULL;
    if (length < 0)
        return error_format(&type_ValueError,
                            "length argument must be non-negative");
    if (!fits(args[0], (uint64_t)length, is_signed))
        return NULL;
    return make_bytes(args[0], (size_t)length, little);
}

/* The int that bytes stand for. */
static struct object *get_bytes(const uint8_t *data, uint64_t size, bool little,
                                bool is_signed)
{
    uint64_t count = size / BYTES_PER_DIGIT + 1;
    struct bigint *b = bigint_new(count);
    bool negative =
        size && is_signed && data[little ? size - 1 : 0] > (uint8_t)INT8_MAX;
    uint32_t carry = 1;

    if (!b)
        return NULL;
    for (uint64_t i = 0; i < count; i++)
        b->digit[i] = 0;
    for (uint64_t at = 0; at < size; at++) {
        uint32_t byte = data[little ? at : size - 1 - at];

        if (negative) {
            carry += (uint8_t)~byte;
            byte = carry & UINT8_MAX;
            carry >>= 8;
        }
        b->digit[at / BYTES_PER_DIGIT] |= byte << at % BYTES_PER_DIGIT * 8;
    }
    b->sign = negative ? -1 : 1;
    return bigint_finish(b);
}

static struct object *from_bytes(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    static const char *const parameter_names[] = {"bytes", "byteorder",
                                                  "signed", NULL};
    static const struct parameters parameters = {.function = "from_bytes",
                                                 .required = 1,
                                                 .positional = 2,
                                                 .names = parameter_names};
    struct object *bound[3], *made, *result = NULL;
    bool little, is_signed;
    struct view view;

    if (parameters_bind(&parameters, args + 1, count - 1, names, bound) < 0 ||
        parse_order("from_bytes", bound[1], &little) < 0 ||
        parse_signed(bound[2], &is_signed) < 0)
        return NULL;
    if (bytes_view(bound[0], &view))
        return get_bytes((const uint8_t *)view.data, view.size, little,
                         is_signed);
    if (is_small(bound[0]) || is_str(bound[0]))
        return error_format(&type_TypeError,
                            "cannot convert '%T' object to bytes", bound[0]);
    made = object_call1(&type_bytes.head, bound[0]);
    if (made && bytes_view(made, &view))
        result =
            get_bytes((const uint8_t *)view.data, view.size, little, is_signed);
    unref_maybe(made);
    return result;
}

/* The same for a class below int, which makes of the int what it will. */
static struct object *from_bytes_method(struct object *const *args,
                                        uint32_t count, struct object *names)
{
    struct object *result = from_bytes(args, count, names), *own;

    if (!result || args[0] == &type_int.head)
        return result;
    own = object_call1(args[0], result);
    unref(result);
    return own;
}

/* ---- The small ones ---- */

static struct object *bit_length(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    struct int_view view;

    (void)count;
    (void)names;
    int_view(args[0], &view);
    return small_from((int64_t)digits_bits(view.digit, view.count));
}

static struct object *bit_count(struct object *const *args, uint32_t count,
                                struct object *names)
{
    struct int_view view;
    int64_t ones = 0;

    (void)count;
    (void)names;
    int_view(args[0], &view);
    for (uint64_t i = 0; i < view.count; i++)
        ones += __builtin_popcount(view.digit[i]);
    return small_from(ones);
}

static struct object *itself(struct object *const *args, uint32_t count,
                             struct object *names)
{
    (void)count;
    (void)names;
    return int_exactly(args[0]);
}

static struct object *as_integer_ratio(struct object *const *args,
                                       uint32_t count, struct object *names)
{
    struct object *numerator = int_exactly(args[0]);
    struct object *pair = tuple_pack(2, numerator, small_from(1));

    (void)count;
    (void)names;
    unref(numerator);
    return pair;
}

static struct object *dunder_divmod(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)count;
    (void)names;
    return is_int_or_bool(args[1]) ? number_divmod(args[0], args[1])
                                   : ref(NOT_IMPLEMENTED);
}

static struct object *dunder_rdivmod(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    (void)count;
    (void)names;
    return is_int_or_bool(args[1]) ? number_divmod(args[1], args[0])
                                   : ref(NOT_IMPLEMENTED);
}

static struct object *dunder_format(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)count;
    (void)names;
    if (!format_spec_is_str(args[1]))
        return NULL;
    return int_format_spec(args[0], args[1]);
}

const struct method_def int_methods[] = {
    {"__round__", dunder_round, 1, 2, false, METHOD_INSTANCE, NULL},
    {"__trunc__", itself, 1, 1, false, METHOD_INSTANCE, NULL},
    {"__floor__", itself, 1, 1, false, METHOD_INSTANCE, NULL},
    {"__ceil__", itself, 1, 1, false, METHOD_INSTANCE, NULL},
    {"__divmod__", dunder_divmod, 2, 2, false, METHOD_INSTANCE, NULL},
    {"__rdivmod__", dunder_rdivmod, 2, 2, false, METHOD_INSTANCE, NULL},
    {"__format__", dunder_format, 2, 2, false, METHOD_INSTANCE, NULL},
    {"bit_length", bit_length, 1, 1, false, METHOD_INSTANCE,
     "How many bits its size has."},
    {"bit_count", bit_count, 1, 1, false, METHOD_INSTANCE,
     "How many of these are ones."},
    {"to_bytes", to_bytes, 1, 3, true, METHOD_INSTANCE,
     "to_bytes(length=1, byteorder='big', *, signed=False)"},
    {"from_bytes", from_bytes_method, 1, 3, true, METHOD_CLASS,
     "from_bytes(bytes, byteorder='big', *, signed=False)"},
    {"conjugate", itself, 1, 1, false, METHOD_INSTANCE, "Itself."},
    {"as_integer_ratio", as_integer_ratio, 1, 1, false, METHOD_INSTANCE,
     "Itself and 1."},
    {NULL, NULL, 0, 0, false, 0, NULL},
};

static struct object *get_zero(struct object *self)
{
    (void)self;
    return small_from(0);
}

static struct object *get_one(struct object *self)
{
    (void)self;
    return small_from(1);
}

const struct getset_def int_getsets[] = {
    {"real", int_exactly, NULL},
    {"imag", get_zero, NULL},
    {"numerator", int_exactly, NULL},
    {"denominator", get_one, NULL},
    {NULL, NULL, NULL},
};
