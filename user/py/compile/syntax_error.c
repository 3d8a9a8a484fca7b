/* SPDX-License-Identifier: MIT
 *
 * Making SyntaxErrors: the message, and where in which line of which file.
 *
 * args is (msg, (filename, lineno, offset, text, end_lineno, end_offset)), and
 * each part is an attribute of its own too, as in CPython. Offsets count
 * characters from 1.
 */
#include <stdarg.h>
#include <string.h>

#include "compile/parse.h"
#include "object/container.h"
#include "object/error.h"
#include "object/number.h"
#include "object/text.h"

enum detail {
    DETAIL_FILENAME,
    DETAIL_LINENO,
    DETAIL_OFFSET,
    DETAIL_TEXT,
    DETAIL_END_LINENO,
    DETAIL_END_OFFSET,
    DETAILS
};

static const char *const detail_names[DETAILS] = {
    [DETAIL_FILENAME] = "filename",     [DETAIL_LINENO] = "lineno",
    [DETAIL_OFFSET] = "offset",         [DETAIL_TEXT] = "text",
    [DETAIL_END_LINENO] = "end_lineno", [DETAIL_END_OFFSET] = "end_offset",
};

/* Where a line begins. *size: without its end. Beyond the last: an empty one. */
static const char *find_line(const char *source, int32_t line, size_t *size)
{
    const char *end;

    for (; line > 1; line--) {
        end = strchr(source, '\n');
        if (!end)
            break;
        source = end + 1;
    }
    if (line > 1)
        source += strlen(source);
    *size = strcspn(source, "\r\n");
    return source;
}

/* Of a column in bytes from 0 the offset in characters from 1; of no column
 * (-1) it is 0. */
static int64_t offset_of(const char *source, int32_t line, int32_t column)
{
    size_t size;
    const char *text = find_line(source, line, &size);
    int64_t offset = column < 0 ? 0 : 1;

    for (int32_t i = 0; i < column; i++)
        if ((size_t)i >= size || ((unsigned char)text[i] & 0xc0) != 0x80)
            offset++;
    return offset;
}

/* Fill in the details; each is a new reference. 0; -1: MemoryError, some may be
 * NULL. */
static int details_make(struct object *details[DETAILS], const char *source,
                        struct object *filename, const struct place *place)
{
    size_t size;
    const char *text = find_line(source, place->line, &size);

    details[DETAIL_FILENAME] = ref(filename);
    details[DETAIL_LINENO] = int_from(place->line);
    details[DETAIL_OFFSET] =
        int_from(offset_of(source, place->line, place->column));
    details[DETAIL_TEXT] = str_decode(text, size);
    details[DETAIL_END_LINENO] = int_from(place->end_line);
    details[DETAIL_END_OFFSET] =
        int_from(offset_of(source, place->end_line, place->end_column));
    for (int i = 0; i < DETAILS; i++)
        if (!details[i])
            return -1;
    return 0;
}

static int set_attribute(struct object *o, const char *name,
                         struct object *value)
{
    struct object *key = str_intern_c(name);
    int result = key ? object_set_attr(o, key, value) : -1;

    unref_maybe(key);
    return result;
}

/* The exception itself. NULL: MemoryError. */
static struct object *exception_make(struct type *type, struct object *message,
                                     struct object *details[DETAILS])
{
    struct object *args[2] = {message, tuple_from_array(details, DETAILS)};
    struct object *e =
        args[1] ? object_call((struct object *)type, args, 2, NULL) : NULL;
    int failed = e ? set_attribute(e, "msg", message) : -1;

    for (int i = 0; i < DETAILS && !failed; i++)
        failed = set_attribute(e, detail_names[i], details[i]);
    unref_maybe(args[1]);
    if (!failed)
        return e;
    unref_maybe(e);
    return NULL;
}

void syntax_error_raise_va(struct type *type, const char *source,
                           struct object *filename, const struct place *place,
                           const char *format, va_list args)
{
    struct object *details[DETAILS] = {NULL};
    struct object *e = NULL, *message;

    message = str_format_va(format, args);
    if (message && !details_make(details, source, filename, place))
        e = exception_make(type, message, details);
    if (e)
        error_raise_object(e);
    unref_maybe(e);
    unref_maybe(message);
    for (int i = 0; i < DETAILS; i++)
        unref_maybe(details[i]);
}

void syntax_error_raise(struct type *type, const char *source,
                        struct object *filename, const struct place *place,
                        const char *format, ...)
{
    va_list args;

    va_start(args, format);
    syntax_error_raise_va(type, source, filename, place, format, args);
    va_end(args);
}
