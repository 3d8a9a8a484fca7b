/* SPDX-License-Identifier: MIT
 *
 * Parsing format specifications, and what they have in common for all types:
 * padding, and separators between groups of digits.
 */
#include "object/error.h"
#include "object/format_spec.h"
#include "object/str.h"

#define PRINTABLE_MIN 33
/* Padding longer than this is a MemoryError at once. */
#define WIDTH_MAX ((int64_t)1 << 32)

static bool is_align(char c)
{
    return c == '<' || c == '>' || c == '=' || c == '^';
}

/* Digits at *p as a number; none: *number stays. 0; -1: ValueError. */
static int parse_number(const char **p, int64_t *number)
{
    int64_t value = 0;

    if (**p < '0' || **p > '9')
        return 0;
    for (; **p >= '0' && **p <= '9'; (*p)++)
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, **p - '0', &value)) {
            error_format(&type_ValueError,
                         "Too many decimal digits in format string");
            return -1;
        }
    *number = value;
    return 0;
}

/* [[fill]align] */
static const char *parse_align(const char *p, struct format_spec *out)
{
    const char *next = p;

    if (*p)
        utf8_next(&next);
    if (*p && is_align(*next)) {
        out->fill = p;
        out->fill_size = (size_t)(next - p);
        out->align = *next;
        return next + 1;
    }
    if (!is_align(*p))
        return p;
    out->align = *p;
    return p + 1;
}

/* [sign][z][#][0] */
static const char *parse_flags(const char *p, bool numeric,
                               struct format_spec *out)
{
    if (*p == '+' || *p == '-' || *p == ' ')
        out->sign = *p++;
    if (*p == 'z') {
        out->no_negative_zero = true;
        p++;
    }
    if (*p == '#') {
        out->alternate = true;
        p++;
    }
    if (*p == '0' && !out->fill) {
        out->fill = p++;
        out->fill_size = 1;
        if (!out->align && numeric)
            out->align = '=';
    }
    return p;
}

/* [, or _] */
static int parse_separator(const char **p, struct format_spec *out)
{
    if (**p == ',')
        out->separator = *(*p)++;
    if (**p == '_') {
        if (out->separator)
            goto both;
        out->separator = *(*p)++;
        if (**p == ',')
            goto both;
    }
    return 0;
both:
    error_format(&type_ValueError, "Cannot specify both ',' and '_'.");
    return -1;
}

/* Which types may have separators. */
static int check_separator(const struct format_spec *spec)
{
    const char *legal = spec->separator == '_' ? "deEfFgG%boxX" : "deEfFgG%";

    if (!spec->separator || !spec->type ||
        (spec->type < ASCII_END && strchr(legal, (int)spec->type)))
        return 0;
    if (spec->type >= PRINTABLE_MIN && spec->type < ASCII_END)
        error_format(&type_ValueError, "Cannot specify '%c' with '%c'.",
                     spec->separator, (int)spec->type);
    else
        error_format(&type_ValueError, "Cannot specify '%c' with '\\x%x'.",
                     spec->separator, (unsigned)spec->type);
    return -1;
}

int format_spec_parse(struct object *spec, struct object *value, bool numeric,
                      struct format_spec *out)
{
    const char *p = str_text(spec), *end = p + str_size(spec);

    *out = (struct format_spec){.width = -1, .precision = -1};
    p = parse_flags(parse_align(p, out), numeric, out);
    if (!out->fill) {
        out->fill = " ";
        out->fill_size = 1;
    }
    if (parse_number(&p, &out->width) < 0 || parse_separator(&p, out) < 0)
        return -1;
    if (*p == '.') {
        p++;
        if (parse_number(&p, &out->precision) < 0)
            return -1;
        if (out->precision < 0) {
            error_format(&type_ValueError,
                         "Format specifier missing precision");
            return -1;
        }
    }
    if (p < end)
        out->type = utf8_next(&p);
    if (p < end) {
        error_format(&type_ValueError,
                     "Invalid format specifier '%U' for object of type '%T'",
                     spec, value);
        return -1;
    }
    return check_separator(out);
}

struct object *format_spec_unknown(const struct format_spec *spec,
                                   struct object *value)
{
    if (spec->type >= PRINTABLE_MIN && spec->type < ASCII_END)
        return error_format(&type_ValueError,
                            "Unknown format code '%c' for object of type '%T'",
                            (int)spec->type, value);
    return error_format(&type_ValueError,
                        "Unknown format code '\\x%x' for object of type '%T'",
                        (unsigned)spec->type, value);
}

char format_spec_sign(const struct format_spec *spec, bool negative)
{
    if (negative)
        return '-';
    return spec->sign == '+' || spec->sign == ' ' ? spec->sign : 0;
}

static int add_fill(struct text *out, const struct format_spec *spec,
                    int64_t count)
{
    if (count > WIDTH_MAX) {
        error_memory();
        return -1;
    }
    for (; count > 0; count--)
        if (text_add(out, spec->fill, spec->fill_size) < 0)
            return -1;
    return 0;
}

int format_spec_pad(struct text *out, const struct format_spec *spec,
                    char align, const char *text, size_t size, size_t length)
{
    int64_t padding = spec->width - (int64_t)length, left;

    if (spec->align)
        align = spec->align;
    if (padding < 0)
        padding = 0;
    left = align == '>' || align == '=' ? padding
           : align == '^'               ? padding / 2
                                        : 0;
    if (add_fill(out, spec, left) < 0 || text_add(out, text, size) < 0)
        return -1;
    return add_fill(out, spec, padding - left);
}

/* How many digits, with leading zeros, make at least `width` characters when
 * separated. */
static int64_t digits_to_show(const struct number_text *number, bool separated,
                              int64_t width)
{
    int64_t group = number->group, digits = width;

    if (separated && width > 0)
        digits = width - width / (group + 1) + (width % (group + 1) == 0);
    if (digits < (int64_t)number->digits_size)
        digits = (int64_t)number->digits_size;
    return digits;
}

/* The number's digits, led by zeros up to `width` characters. */
static int add_digits(struct text *out, const struct format_spec *spec,
                      const struct number_text *number, int64_t width)
{
    bool separated = spec->separator && number->digits_size;
    int64_t left = digits_to_show(number, separated, width);
    int64_t zeros = left - (int64_t)number->digits_size;
    const char *digit = number->digits;

    if (left > WIDTH_MAX) {
        error_memory();
        return -1;
    }
    for (; left > 0; left--, zeros--) {
        char c = zeros > 0 ? '0' : *digit++;

        if (text_add(out, &c, 1) < 0)
            return -1;
        if (separated && left > 1 && (left - 1) % number->group == 0 &&
            text_add(out, &spec->separator, 1) < 0)
            return -1;
    }
    return 0;
}

/* Sign, prefix, digits and rest, with `inner` fills behind the prefix. */
static int add_number(struct text *out, const struct format_spec *spec,
                      const struct number_text *number, int64_t inner)
{
    bool zeros = spec->align == '=' && *spec->fill == '0';
    int64_t outer = (number->sign != 0) + (int64_t)strlen(number->prefix) +
                    (int64_t)number->rest_size;

    if ((number->sign && text_add(out, &number->sign, 1) < 0) ||
        text_add_c(out, number->prefix) < 0 || add_fill(out, spec, inner) < 0 ||
        add_digits(out, spec, number, zeros ? spec->width - outer : 0) < 0)
        return -1;
    return text_add(out, number->rest, number->rest_size);
}

struct object *format_spec_number(const struct format_spec *spec,
                                  const struct number_text *number)
{
    struct text bare = {0}, padded = {0};
    int result = add_number(&bare, spec, number, 0);

    if (!result && spec->align == '=' && (int64_t)bare.size < spec->width) {
        int64_t inner = spec->width - (int64_t)bare.size;

        text_discard(&bare);
        bare = (struct text){0};
        result = add_number(&bare, spec, number, inner);
    } else if (!result && (int64_t)bare.size < spec->width) {
        result = format_spec_pad(&padded, spec, '>', bare.data, bare.size,
                                 bare.size);
        text_discard(&bare);
        bare = padded;
    }
    if (!result)
        return text_finish(&bare);
    text_discard(&bare);
    return NULL;
}
