/* SPDX-License-Identifier: MIT
 *
 * Formatting as printf does, for the interpreter's own messages, with
 * conversions for objects: %R repr, %S str, %T the type's name, %U a str. All
 * others are handed, one at a time, to snprintf.
 *
 * The result is valid UTF-8 whatever %s is given: bytes that are not become
 * U+FFFD.
 */
#include <stdio.h>
#include <stdlib.h>

#include "object/error.h"
#include "object/str.h"

#define NUMBER_SIZE 400 /* %f of the largest double has 309 digits */
#define CONVERSION_SIZE 32

/* One conversion: %, flags, width, .precision, length, character. */
struct conversion {
    char text[CONVERSION_SIZE];
    size_t size;
    int longs; /* l: 1, ll: 2, z: 1 (size_t is long) */
};

static int add_number(struct text *text, const struct conversion *how,
                      va_list *args)
{
    char out[NUMBER_SIZE];
    const char *format = how->text;
    int size;

    if (strchr("eEfFgG", format[how->size - 1]))
        size = snprintf(out, sizeof(out), format, va_arg(*args, double));
    else if (format[how->size - 1] == 'p')
        size = snprintf(out, sizeof(out), format, va_arg(*args, void *));
    else if (how->longs == 2)
        size = snprintf(out, sizeof(out), format, va_arg(*args, long long));
    else if (how->longs == 1)
        size = snprintf(out, sizeof(out), format, va_arg(*args, long));
    else
        size = snprintf(out, sizeof(out), format, va_arg(*args, int));
    if (size >= (int)sizeof(out))
        size = sizeof(out) - 1;
    return text_add(text, out, (size_t)size);
}

/* %s with its width and precision, in bytes. */
static int add_string(struct text *text, const struct conversion *how,
                      const char *s)
{
    const char *dot = strchr(how->text, '.');
    bool left = how->text[1] == '-';
    size_t limit = dot ? strtoul(dot + 1, NULL, 10) : SIZE_MAX;
    size_t width = strtoul(how->text + 1 + left, NULL, 10);
    size_t size = strnlen(s, limit);
    size_t fill = width > size ? width - size : 0;

    if (!left && text_add_fill(text, ' ', fill))
        return -1;
    if (text_add_utf8(text, (struct view){s, size}, ERRORS_REPLACE))
        return -1;
    return left ? text_add_fill(text, ' ', fill) : 0;
}

static int add_steal(struct text *text, struct object *str)
{
    int failed = !str || text_add_object(text, str);

    unref_maybe(str);
    return failed ? -1 : 0;
}

static int add_conversion(struct text *text, const struct conversion *how,
                          va_list *args)
{
    switch (how->text[how->size - 1]) {
    case '%':
        return text_add(text, "%", 1);
    case 'c':
        return text_add_char(text, (uint32_t)va_arg(*args, int));
    case 's':
        return add_string(text, how, va_arg(*args, const char *));
    case 'R':
        return text_add_repr(text, va_arg(*args, struct object *));
    case 'S':
        return add_steal(text, object_str(va_arg(*args, struct object *)));
    case 'T':
        return text_add_c(text, type_of(va_arg(*args, struct object *))->name);
    case 'U':
        return text_add_object(text, va_arg(*args, struct object *));
    default:
        return add_number(text, how, args);
    }
}

static void append(struct conversion *how, char c)
{
    if (how->size < CONVERSION_SIZE - 1)
        how->text[how->size++] = c;
    how->text[how->size] = 0;
}

/* Read a conversion from behind its %; * takes its number from args. Returns
 * what follows. */
static const char *parse(struct conversion *how, const char *p, va_list *args)
{
    char number[CONVERSION_SIZE];
    const char *digit;

    *how = (struct conversion){"%", 1, 0};
    for (; *p && strchr("-+ #0123456789.*lz", *p); p++) {
        if (*p == '*') {
            snprintf(number, sizeof(number), "%d", va_arg(*args, int));
            for (digit = number; *digit; digit++)
                append(how, *digit);
            continue;
        }
        how->longs += *p == 'l' || *p == 'z';
        append(how, *p);
    }
    append(how, *p);
    return *p ? p + 1 : p;
}

struct object *str_format_va(const char *format, va_list args)
{
    struct text text = {0};
    struct conversion how;
    const char *percent;
    va_list rest;
    int failed = 0;

    va_copy(rest, args);
    while (!failed && (percent = strchr(format, '%'))) {
        failed = text_add(&text, format, (size_t)(percent - format));
        format = parse(&how, percent + 1, &rest);
        if (!failed)
            failed = add_conversion(&text, &how, &rest);
    }
    va_end(rest);
    if (!failed && !text_add_c(&text, format))
        return text_finish(&text);
    text_discard(&text);
    return NULL;
}

struct object *str_format_c(const char *format, ...)
{
    va_list args;
    struct object *str;

    va_start(args, format);
    str = str_format_va(format, args);
    va_end(args);
    return str;
}
