/* SPDX-License-Identifier: MIT
 *
 * format % arguments, where the format is a str or bytes: printf's language on
 * Python's values. Reading a conversion is here; how a value looks is in
 * format_percent_value.c.
 */
#include <limits.h>

#include "object/bytes.h"
#include "object/error.h"
#include "object/format_percent.h"
#include "object/number.h"

#define WIDTH_MAX (INT64_MAX / 16)

/* The formatting in progress. */
struct percent {
    struct text out;
    struct view format;
    bool bytes;          /* it is bytes, and so is the result */
    const char *p, *end; /* what is still to be read of it */
    /* Where values come from: a tuple's items, or one value alone. The value of
     * a %(key) takes the place of all others. */
    struct object *source; /* owned */
    bool many;             /* a tuple's items */
    uint64_t next, count;
    struct object *mapping; /* borrowed; NULL: the arguments are none */
};

static int raise_value(const char *message)
{
    error_format(&type_ValueError, "%s", message);
    return -1;
}

static int raise_type(const char *message)
{
    error_format(&type_TypeError, "%s", message);
    return -1;
}

/* The next value, borrowed. */
static struct object *next_value(struct percent *percent)
{
    if (percent->next == percent->count) {
        raise_type("not enough arguments for format string");
        return NULL;
    }
    percent->next++;
    if (percent->many)
        return ((struct tuple *)percent->source)->items[percent->next - 1];
    return percent->source;
}

/* Make a value (stolen) the source: itself, or (many) a tuple's items. */
static void set_source(struct percent *percent, struct object *source,
                       bool many)
{
    replace(&percent->source, source);
    percent->many = many;
    percent->next = 0;
    percent->count = many ? ((struct tuple *)source)->count : 1;
}

/* (key), from behind the bracket; brackets may be nested. */
static int read_key(struct percent *percent)
{
    const char *begin = percent->p;
    struct object *key, *value;
    size_t size;
    int depth = 1;

    if (!percent->mapping)
        return raise_type("format requires a mapping");
    for (; percent->p < percent->end && depth; percent->p++)
        depth += (*percent->p == '(') - (*percent->p == ')');
    if (depth)
        return raise_value("incomplete format key");
    size = (size_t)(percent->p - 1 - begin);
    key = percent->bytes ? bytes_new(begin, size) : str_new(begin, size);
    if (!key)
        return -1;
    value = object_get_item(percent->mapping, key);
    unref(key);
    if (!value)
        return -1;
    set_source(percent, value, false);
    return 0;
}

static void read_flags(struct percent *percent, struct conversion *how)
{
    for (; percent->p < percent->end; percent->p++) {
        switch (*percent->p) {
        case '-':
            how->left = true;
            break;
        case '+':
            how->sign = '+';
            break;
        case ' ':
            how->sign = how->sign ? how->sign : ' ';
            break;
        case '#':
            how->alternate = true;
            break;
        case '0':
            how->zero = true;
            break;
        default:
            return;
        }
    }
}

/* A number, or * for the next value. *number stays if there is neither. */
static int read_number(struct percent *percent, int64_t max,
                       const char *too_big, int64_t *number)
{
    struct object *value;
    int64_t n = 0;

    if (percent->p == percent->end)
        return 0;
    if (*percent->p == '*') {
        percent->p++;
        value = next_value(percent);
        if (!value)
            return -1;
        if (!is_int_or_bool(value))
            return raise_type("* wants int");
        if (argument_int64(value, number))
            return -1;
        return *number > max || *number < -max ? raise_value(too_big) : 0;
    }
    if (*percent->p < '0' || *percent->p > '9')
        return 0;
    for (;
         percent->p < percent->end && *percent->p >= '0' && *percent->p <= '9';
         percent->p++) {
        n = n * 10 + (*percent->p - '0');
        if (n > max)
            return raise_value(too_big);
    }
    *number = n;
    return 0;
}

static int read_width(struct percent *percent, struct conversion *how)
{
    if (read_number(percent, WIDTH_MAX, "width too big", &how->width))
        return -1;
    if (how->width < 0) {
        how->left = true;
        how->width = -how->width;
    }
    if (percent->p == percent->end || *percent->p != '.')
        return 0;
    percent->p++;
    how->precision = 0;
    if (read_number(percent, INT_MAX, "precision too big", &how->precision))
        return -1;
    if (how->precision < 0)
        how->precision = 0;
    return 0;
}

static int raise_unsupported(const struct percent *percent, const char *at,
                             uint32_t c)
{
    size_t index = (size_t)(at - percent->format.data);

    error_format(&type_ValueError,
                 "unsupported format character '%c' (0x%x) at index %zu",
                 c >= ' ' && c < ASCII_END - 1 ? (int)c : '?', c,
                 percent->bytes ? index
                                : utf8_length(percent->format.data, index));
    return -1;
}

/* Is the conversion just %d or %s, and the next value a str or a small? Then its
 * text is what str() makes of it. */
static bool is_simple(const struct percent *percent)
{
    struct object *value = percent->source;

    if (percent->p == percent->end || percent->next == percent->count)
        return false;
    if (percent->many)
        value = ((struct tuple *)value)->items[percent->next];
    if (*percent->p == 's')
        return !percent->bytes && (is_small(value) || is_str(value));
    return *percent->p == 'd' && is_small(value);
}

/* One conversion, from behind its %. */
static int convert(struct percent *percent)
{
    struct conversion how = {.precision = -1, .bytes = percent->bytes};
    struct object *value;
    const char *at;

    if (is_simple(percent)) {
        percent->p++;
        value = next_value(percent);
        return is_small(value)
                   ? text_add_int64(&percent->out, small_value(value))
                   : text_add_object(&percent->out, value);
    }
    if (percent->p < percent->end && *percent->p == '%') {
        percent->p++;
        return text_add(&percent->out, "%", 1);
    }
    if (percent->p < percent->end && *percent->p == '(') {
        percent->p++;
        if (read_key(percent))
            return -1;
    }
    read_flags(percent, &how);
    if (read_width(percent, &how))
        return -1;
    if (percent->p < percent->end && strchr("hlL", *percent->p) && *percent->p)
        percent->p++;
    if (percent->p == percent->end)
        return raise_value("incomplete format");
    at = percent->p;
    how.type =
        percent->bytes ? (unsigned char)*percent->p++ : utf8_next(&percent->p);
    value = next_value(percent);
    if (!value)
        return -1;
    if (how.type >= ASCII_END || !how.type ||
        !strchr(percent->bytes ? "bsrcadiuoxXeEfFgG" : "srcadiuoxXeEfFgG",
                (int)how.type))
        return raise_unsupported(percent, at, how.type);
    return format_percent_value(&percent->out, &how, value);
}

static int run(struct percent *percent)
{
    const char *found;
    size_t plain;

    while (percent->p < percent->end) {
        found = memchr(percent->p, '%', (size_t)(percent->end - percent->p));
        plain = (size_t)((found ? found : percent->end) - percent->p);
        if (text_add(&percent->out, percent->p, plain))
            return -1;
        percent->p += plain;
        if (!found)
            break;
        percent->p++;
        if (convert(percent))
            return -1;
    }
    if (percent->next < percent->count && !percent->mapping)
        return raise_type(
            percent->bytes
                ? "not all arguments converted during bytes formatting"
                : "not all arguments converted during string formatting");
    return 0;
}

/* Format all; 0, or -1. The result is in percent->out. */
static int percent_run(struct percent *percent, struct object *args)
{
    struct view ignored;
    bool text = is_str(args) || (percent->bytes && bytes_view(args, &ignored));
    int failed;

    percent->p = percent->format.data;
    percent->end = percent->p + percent->format.size;
    set_source(percent, ref(args), is_tuple(args));
    if (!is_tuple(args) && !text && type_of(args)->get_item)
        percent->mapping = args;
    failed = run(percent);
    unref(percent->source);
    return failed;
}

struct object *str_percent(struct object *format, struct object *args)
{
    struct percent percent = {.format = str_view(format)};

    if (!percent_run(&percent, args))
        return text_finish(&percent.out);
    text_discard(&percent.out);
    return NULL;
}

struct object *bytes_percent(struct object *format, struct object *args)
{
    struct percent percent = {.bytes = true};
    struct object *own, *result = NULL;

    if (!bytes_view(format, &percent.format))
        return NOT_IMPLEMENTED;
    /* A bytearray may change while Python code makes texts of values. */
    own = bytes_new(percent.format.data, percent.format.size);
    if (!own)
        return NULL;
    percent.format = bytes_data(own);
    if (!percent_run(&percent, args))
        result =
            bytes_kind_of(format)->make(percent.out.data, percent.out.size);
    text_discard(&percent.out);
    unref(own);
    return result;
}
