/* SPDX-License-Identifier: MIT
 *
 * __format__ of int, bool and float: format(255, "#06x"), format(1.5, ",.2f").
 */
#include <limits.h>
#include <math.h>

#include "object/error.h"
#include "object/float_text.h"
#include "object/format_spec.h"
#include "object/number.h"
#include "object/str.h"

#define DECIMAL_GROUP 3
#define BINARY_GROUP 4 /* of base 2, 8 and 16 */

static struct object *format_double(const struct format_spec *spec,
                                    double value);

/* The type c: a character. */
static struct object *format_character(const struct format_spec *spec,
                                       struct object *value)
{
    char encoded[8];
    struct text out = {0};
    int64_t code;

    if (spec->sign)
        return error_format(&type_ValueError, "Sign not allowed with integer "
                                              "format specifier 'c'");
    if (spec->alternate)
        return error_format(&type_ValueError,
                            "Alternate form (#) not allowed with integer "
                            "format specifier 'c'");
    if (int_to_int64(value, &code) < 0)
        return NULL;
    if (code < 0 || code >= UNICODE_END)
        return error_format(&type_OverflowError,
                            "%%c arg not in range(0x110000)");
    if (format_spec_pad(&out, spec, '>', encoded,
                        utf8_put(encoded, (uint32_t)code), 1) < 0) {
        text_discard(&out);
        return NULL;
    }
    return text_finish(&out);
}

/* Append the text of an int, without sign, in upper case if asked for. */
static int add_integer(struct text *out, struct object *text, bool upper)
{
    size_t skip = *str_text(text) == '-';

    if (text_add(out, str_text(text) + skip, str_size(text) - skip) < 0)
        return -1;
    for (size_t i = 0; upper && i < out->size; i++)
        if (out->data[i] >= 'a')
            out->data[i] = (char)(out->data[i] - 'a' + 'A');
    return 0;
}

static const char *integer_prefix(uint32_t type)
{
    switch (type) {
    case 'b':
        return "0b";
    case 'o':
        return "0o";
    case 'x':
        return "0x";
    case 'X':
        return "0X";
    default:
        return "";
    }
}

/* The types d n b o x X, with their base. */
static struct object *format_integer(const struct format_spec *spec,
                                     struct object *value, int base)
{
    struct object *text = int_to_text(value, base), *result = NULL;
    struct number_text number = {.prefix = "", .rest = ""};
    struct text digits = {0};

    if (!text)
        return NULL;
    if (add_integer(&digits, text, spec->type == 'X') == 0) {
        number.sign = format_spec_sign(spec, *str_text(text) == '-');
        number.digits = digits.data;
        number.digits_size = digits.size;
        number.group = base == 10 ? DECIMAL_GROUP : BINARY_GROUP;
        if (spec->alternate)
            number.prefix = integer_prefix(spec->type);
        result = format_spec_number(spec, &number);
    }
    text_discard(&digits);
    unref(text);
    return result;
}

static struct object *format_as_float(const struct format_spec *spec,
                                      struct object *value)
{
    double number;

    if (int_to_double(value, &number) < 0)
        return NULL;
    return format_double(spec, number);
}

static int check_integer(const struct format_spec *spec)
{
    if (spec->precision >= 0)
        error_format(&type_ValueError,
                     "Precision not allowed in integer format specifier");
    else if (spec->no_negative_zero)
        error_format(&type_ValueError,
                     "Negative zero coercion (z) not allowed in integer "
                     "format specifier");
    else
        return 0;
    return -1;
}

struct object *int_format_spec(struct object *value, struct object *spec)
{
    struct format_spec parsed;
    int base = 0;

    if (str_size(spec) == 0)
        return object_str(value);
    if (format_spec_parse(spec, value, true, &parsed) < 0)
        return NULL;
    switch (parsed.type) {
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
    case '%':
        return format_as_float(&parsed, value);
    case 'b':
        base = 2;
        break;
    case 'o':
        base = 8;
        break;
    case 'x':
    case 'X':
        base = 16;
        break;
    case 0:
    case 'd':
    case 'n':
        base = 10;
        break;
    case 'c':
        break;
    default:
        return format_spec_unknown(&parsed, value);
    }
    if (check_integer(&parsed) < 0)
        return NULL;
    return base ? format_integer(&parsed, value, base)
                : format_character(&parsed, value);
}

/* ---- float ---- */

/* The float's text without sign into `out`. */
static int double_text(struct text *out, const struct format_spec *spec,
                       double value)
{
    char type = spec->type == 'n' ? 'g' : (char)spec->type;

    if (type != '%')
        return float_text(out, fabs(value), type, spec->precision,
                          spec->alternate);
    if (float_text(out, fabs(value) * 100, 'f', spec->precision,
                   spec->alternate) < 0)
        return -1;
    return text_add(out, "%", 1);
}

/* Is every digit before an exponent 0? */
static bool is_zero_text(const char *text)
{
    for (; *text && *text != 'e' && *text != 'E'; text++)
        if ((*text >= '1' && *text <= '9') || *text == 'i' || *text == 'n' ||
            *text == 'I' || *text == 'N')
            return false;
    return true;
}

static struct object *format_double(const struct format_spec *spec,
                                    double value)
{
    struct number_text number = {.prefix = "", .group = DECIMAL_GROUP};
    bool negative = signbit(value) && !isnan(value);
    struct object *result = NULL;
    struct text text = {0};

    if (spec->precision > INT_MAX)
        return error_format(&type_ValueError, "precision too big");
    if (double_text(&text, spec, value) == 0 && text_add(&text, "", 1) == 0) {
        if (spec->no_negative_zero && is_zero_text(text.data))
            negative = false;
        number.sign = format_spec_sign(spec, negative);
        number.digits = text.data;
        number.digits_size = strspn(text.data, "0123456789");
        number.rest = text.data + number.digits_size;
        number.rest_size = text.size - number.digits_size - 1;
        result = format_spec_number(spec, &number);
    }
    text_discard(&text);
    return result;
}

struct object *float_format_spec(struct object *value, struct object *spec)
{
    struct format_spec parsed;

    if (str_size(spec) == 0)
        return object_str(value);
    if (format_spec_parse(spec, value, true, &parsed) < 0)
        return NULL;
    if (parsed.type >= ASCII_END ||
        (parsed.type && !strchr("eEfFgGn%", (int)parsed.type)))
        return format_spec_unknown(&parsed, value);
    return format_double(&parsed, float_value(value));
}
