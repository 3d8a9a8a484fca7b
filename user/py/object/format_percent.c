/* SPDX-License-Identifier: MIT
 *
 * text % arguments: printf's language on Python's values. Reading a conversion
 * is here; how a value looks is in format_percent_value.c.
 */
#include <limits.h>

#include "object/error.h"
#include "object/format_percent.h"
#include "object/number.h"
#include "object/str.h"

#define WIDTH_MAX (INT64_MAX / 16)

/* The formatting in progress. */
struct percent {
    struct text out;
    struct view format;
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
    int depth = 1;

    if (!percent->mapping)
        return raise_type("format requires a mapping");
    for (; percent->p < percent->end && depth; percent->p++)
        depth += (*percent->p == '(') - (*percent->p == ')');
    if (depth)
        return raise_value("incomplete format key");
    key = str_new(begin, (size_t)(percent->p - 1 - begin));
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
    error_format(&type_ValueError,
                 "unsupported format character '%c' (0x%x) at index %zu",
                 c >= ' ' && c < ASCII_END - 1 ? (int)c : '?', c,
                 utf8_length(percent->format.data,
                             (size_t)(at - percent->format.data)));
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
    return is_small(value) ? *percent->p == 'd' || *percent->p == 's'
                           : is_str(value) && *percent->p == 's';
}

/* One conversion, from behind its %. */
static int convert(struct percent *percent)
{
    struct conversion how = {.precision = -1};
    struct object *value;
    const char *at;

    if (is_simple(percent)) {
        percent->p++;
        return text_add_str(&percent->out, next_value(percent));
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
    how.type = utf8_next(&percent->p);
    value = next_value(percent);
    if (!value)
        return -1;
    if (how.type >= ASCII_END || !how.type ||
        !strchr("srcadiuoxXeEfFgG", (int)how.type))
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
            "not all arguments converted during string formatting");
    return 0;
}

struct object *str_percent(struct object *format, struct object *args)
{
    struct percent percent = {.format = str_view(format)};
    int failed;

    percent.p = percent.format.data;
    percent.end = percent.p + percent.format.size;
    set_source(&percent, ref(args), is_tuple(args));
    if (!is_tuple(args) && !is_str(args) && type_of(args)->get_item)
        percent.mapping = args;
    failed = run(&percent);
    unref(percent.source);
    if (!failed)
        return text_finish(&percent.out);
    text_discard(&percent.out);
    return NULL;
}
