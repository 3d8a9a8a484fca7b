/* SPDX-License-Identifier: MIT
 *
 * How a value looks by one conversion of text % arguments.
 */
#include <ctype.h>
#include <math.h>
#include <stdio.h>

#include "object/bytes.h"
#include "object/error.h"
#include "object/format_percent.h"
#include "object/mem.h"
#include "object/names.h"
#include "object/number.h"

#define FLOAT_PRECISION 6

/* A value being laid out: sign, prefix, zeros, body. All is ASCII but the body
 * of %s, %r, %a, %c. */
struct layout {
    char sign; /* 0: none */
    const char *prefix;
    int64_t zeros; /* at least so many between prefix and body */
    struct view body;
    int64_t length; /* of body, in characters */
    bool numeric;   /* the flag 0 means something */
};

static int lay_out(struct text *out, const struct conversion *how,
                   const struct layout *layout)
{
    int64_t zeros = layout->zeros > 0 ? layout->zeros : 0;
    int64_t used = (layout->sign != 0) + (int64_t)strlen(layout->prefix) +
                   zeros + layout->length;
    int64_t fill = how->width > used ? how->width - used : 0;

    if (layout->numeric && how->zero && !how->left) {
        zeros += fill;
        fill = 0;
    }
    if (!how->left && text_add_fill(out, ' ', (size_t)fill))
        return -1;
    if ((layout->sign && text_add(out, &layout->sign, 1)) ||
        text_add_c(out, layout->prefix) ||
        text_add_fill(out, '0', (size_t)zeros) ||
        text_add(out, layout->body.data, layout->body.size))
        return -1;
    return how->left ? text_add_fill(out, ' ', (size_t)fill) : 0;
}

/* ---- %s %r %a %c ---- */

/* str is stolen, and may be NULL: raised. */
static int add_str(struct text *out, const struct conversion *how,
                   struct object *str)
{
    struct layout layout = {.prefix = ""};
    struct str *s = (struct str *)str;
    int failed;

    if (!str)
        return -1;
    layout.body = str_view(str);
    layout.length = (int64_t)s->length;
    if (how->precision >= 0 && layout.length > how->precision) {
        layout.length = how->precision;
        layout.body.size = str_offset(s, (size_t)how->precision);
    }
    failed = lay_out(out, how, &layout);
    unref(str);
    return failed;
}

static int add_character(struct text *out, const struct conversion *how,
                         struct object *value)
{
    struct conversion plain = *how;
    int64_t c;

    plain.precision = -1;
    if (is_str(value) && ((struct str *)value)->length == 1)
        return add_str(out, &plain, ref(value));
    if (object_index_int64(value, NULL, &c)) {
        if (error_matches(&type_TypeError)) {
            error_clear();
            error_format(&type_TypeError, "%%c requires int or char");
        }
        return -1;
    }
    if (!str_is_character(c)) {
        error_format(&type_OverflowError, "%%c arg not in range(0x110000)");
        return -1;
    }
    return add_str(out, &plain, str_char((uint32_t)c));
}

/* ---- %s %b %c of bytes ---- */

static int add_view(struct text *out, const struct conversion *how,
                    struct view view)
{
    struct layout layout = {.prefix = "", .body = view};

    if (how->precision >= 0 && view.size > (size_t)how->precision)
        layout.body.size = (size_t)how->precision;
    layout.length = (int64_t)layout.body.size;
    return lay_out(out, how, &layout);
}

static int add_bytes(struct text *out, const struct conversion *how,
                     struct object *value)
{
    struct object *own;
    struct view view;
    int failed;

    if (bytes_view(value, &view))
        return add_view(out, how, view);
    if (!type_lookup(type_of(value), name_bytes)) {
        error_format(&type_TypeError,
                     "%%b requires a bytes-like object, or an object that "
                     "implements __bytes__, not '%T'",
                     value);
        return -1;
    }
    own = bytes_own(value);
    if (!own)
        return -1;
    failed = add_view(out, how, bytes_data(own));
    unref(own);
    return failed;
}

static int add_byte(struct text *out, const struct conversion *how,
                    struct object *value)
{
    struct conversion plain = *how;
    struct view view;
    int64_t c;
    char byte;

    plain.precision = -1;
    if (bytes_view(value, &view) && view.size == 1)
        return add_view(out, &plain, view);
    if (object_index_int64(value, NULL, &c)) {
        if (error_matches(&type_TypeError)) {
            error_clear();
            error_format(&type_TypeError, "%%c requires an integer in "
                                          "range(256) or a single byte");
        }
        return -1;
    }
    if (c < 0 || c > UINT8_MAX) {
        error_format(&type_OverflowError, "%%c arg not in range(256)");
        return -1;
    }
    byte = (char)c;
    return add_view(out, &plain, (struct view){&byte, 1});
}

/* ---- Integers ---- */

/* An int, or NULL: raised. */
static struct object *to_integer(const struct conversion *how,
                                 struct object *value)
{
    bool any_number = strchr("diu", (int)how->type);
    bool by_int = any_number && !type_of(value)->index;
    struct object *result;

    if (is_int(value))
        return ref(value);
    if (by_int && type_of(value)->to_int)
        result = type_of(value)->to_int(value);
    else
        result = object_index(value);
    if (result || !error_matches(&type_TypeError))
        return result;
    error_clear();
    return error_format(&type_TypeError,
                        any_number
                            ? "%%%c format: a real number is required, not %T"
                            : "%%%c format: an integer is required, not %T",
                        how->bytes && any_number ? 'd' : (int)how->type, value);
}

static int base_of(uint32_t type)
{
    return type == 'o' ? 8 : type == 'x' || type == 'X' ? 16 : 10;
}

static const char *prefix_of(uint32_t type)
{
    return type == 'o' ? "0o" : type == 'x' ? "0x" : type == 'X' ? "0X" : "";
}

static int add_digits(struct text *out, const struct conversion *how,
                      struct object *digits)
{
    struct layout layout = {.prefix = "", .numeric = true, .sign = how->sign};
    struct view body = str_view(digits);
    size_t begin = out->size, i;

    if (*body.data == '-') {
        layout.sign = '-';
        body.data++;
        body.size--;
    }
    if (how->alternate)
        layout.prefix = prefix_of(how->type);
    layout.body = body;
    layout.length = (int64_t)body.size;
    layout.zeros = how->precision - layout.length;
    if (lay_out(out, how, &layout))
        return -1;
    for (i = begin; how->type == 'X' && i < out->size; i++)
        out->data[i] = (char)toupper((unsigned char)out->data[i]);
    return 0;
}

static int add_integer(struct text *out, const struct conversion *how,
                       struct object *value)
{
    struct object *integer = to_integer(how, value), *digits;
    int failed;

    if (!integer)
        return -1;
    digits = int_to_text(integer, base_of(how->type));
    unref(integer);
    if (!digits)
        return -1;
    failed = add_digits(out, how, digits);
    unref(digits);
    return failed;
}

/* ---- Floats ---- */

static int add_float(struct text *out, const struct conversion *how,
                     struct object *value)
{
    struct layout layout = {.prefix = "", .numeric = true, .sign = how->sign};
    char format[sizeof("%#.*f")];
    int precision = how->precision < 0 ? FLOAT_PRECISION : (int)how->precision;
    double number;
    size_t room;
    char *digits;
    int failed;

    if (number_to_double(value, &number)) {
        if (how->bytes && error_matches(&type_TypeError)) {
            error_clear();
            error_format(&type_TypeError, "float argument required, not %T",
                         value);
        }
        return -1;
    }
    snprintf(format, sizeof(format), "%%%s.*%c", how->alternate ? "#" : "",
             (int)how->type);
    if (signbit(number) && !isnan(number))
        layout.sign = '-';
    number = isnan(number) ? (double)NAN : fabs(number);
    room = (size_t)snprintf(NULL, 0, format, precision, number) + 1;
    digits = mem_alloc(room);
    if (!digits)
        return -1;
    layout.length = snprintf(digits, room, format, precision, number);
    layout.body = (struct view){digits, (size_t)layout.length};
    failed = lay_out(out, how, &layout);
    mem_free(digits, room);
    return failed;
}

int format_percent_value(struct text *out, const struct conversion *how,
                         struct object *value)
{
    switch (how->type) {
    case 'b':
        return add_bytes(out, how, value);
    case 's':
        return how->bytes ? add_bytes(out, how, value)
                          : add_str(out, how, object_str(value));
    case 'r':
        return add_str(out, how,
                       how->bytes ? ascii_repr(value) : object_repr(value));
    case 'a':
        return add_str(out, how, ascii_repr(value));
    case 'c':
        return how->bytes ? add_byte(out, how, value)
                          : add_character(out, how, value);
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
        return add_integer(out, how, value);
    default:
        return add_float(out, how, value);
    }
}
