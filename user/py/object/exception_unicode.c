/* SPDX-License-Identifier: MIT
 *
 * UnicodeDecodeError and UnicodeEncodeError: what they make of their five
 * arguments, and the text that they make of what these are by then.
 */
#include "object/container.h"
#include "object/exception.h"
#include "object/names.h"
#include "object/number.h"
#include "object/str.h"

enum part { ENCODING, OBJECT, START, END, REASON, PARTS };

static struct object *part_name(enum part part)
{
    struct object *const names[PARTS] = {plain_encoding, plain_object,
                                         plain_start, plain_end, plain_reason};

    return names[part];
}

/* The n-th argument is of no type that will do. */
static int bad_argument(uint32_t n, const char *wanted, struct object *given)
{
    error_format(&type_TypeError, "argument %u must be %s, not %s", n + 1,
                 wanted, argument_type(given));
    return -1;
}

static int check_parts(struct object *self, struct object *const *args)
{
    struct view view;

    for (uint32_t i = 0; i < PARTS; i++) {
        if ((i == ENCODING || i == REASON) && !is_str(args[i]))
            return bad_argument(i, "str", args[i]);
        if ((i == START || i == END) && !is_int_or_bool(args[i])) {
            error_format(&type_TypeError,
                         "'%T' object cannot be interpreted as an integer",
                         args[i]);
            return -1;
        }
    }
    if (object_is(self, &type_UnicodeEncodeError) && !is_str(args[OBJECT]))
        return bad_argument(OBJECT, "str", args[OBJECT]);
    if (object_is(self, &type_UnicodeDecodeError) &&
        !bytes_view(args[OBJECT], &view)) {
        error_format(&type_TypeError,
                     "a bytes-like object is required, not '%T'", args[OBJECT]);
        return -1;
    }
    return 0;
}

int unicode_error_init(struct object *self, struct object *const *args,
                       uint32_t count, struct object *names)
{
    if (exception_init(self, args, count, names) < 0)
        return -1;
    if (count != PARTS) {
        error_format(&type_TypeError,
                     "function takes exactly %d arguments (%u given)", PARTS,
                     count);
        return -1;
    }
    if (check_parts(self, args) < 0)
        return -1;
    for (uint32_t i = 0; i < PARTS; i++) {
        if (attributes_set(self, part_name(i), args[i]) < 0)
            return -1;
    }
    return 0;
}

/* The parts, borrowed, with start and end as numbers; false: a program has
 * removed some or put something of another kind in their place. */
static bool find_parts(struct object *self, struct object **parts,
                       int64_t *start, int64_t *end)
{
    for (uint32_t i = 0; i < PARTS; i++) {
        parts[i] = attributes_get(self, part_name(i));
        if (!parts[i])
            return false;
    }
    if (!is_str(parts[ENCODING]) || !is_str(parts[REASON]) ||
        !is_small(parts[START]) || !is_small(parts[END]))
        return false;
    *start = small_value(parts[START]);
    *end = small_value(parts[END]);
    return *start >= 0;
}

struct object *unicode_decode_str(struct object *self)
{
    struct object *parts[PARTS];
    int64_t start, end;
    struct view view;

    if (!find_parts(self, parts, &start, &end) ||
        !bytes_view(parts[OBJECT], &view))
        return exception_str(self);
    if (end == start + 1 && (size_t)start < view.size)
        return str_format_c(
            "'%U' codec can't decode byte 0x%02x in position %lld: %U",
            parts[ENCODING], (unsigned char)view.data[start], (long long)start,
            parts[REASON]);
    return str_format_c("'%U' codec can't decode bytes in position %lld-%lld: "
                        "%U",
                        parts[ENCODING], (long long)start, (long long)end - 1,
                        parts[REASON]);
}

struct object *unicode_encode_str(struct object *self)
{
    struct object *parts[PARTS];
    char escape[ESCAPE_SIZE];
    const char *at;
    int64_t start, end;

    if (!find_parts(self, parts, &start, &end) || !is_str(parts[OBJECT]))
        return exception_str(self);
    if (end != start + 1 ||
        (size_t)start >= ((struct str *)parts[OBJECT])->length)
        return str_format_c("'%U' codec can't encode characters in position "
                            "%lld-%lld: %U",
                            parts[ENCODING], (long long)start,
                            (long long)end - 1, parts[REASON]);
    at = str_text(parts[OBJECT]) +
         str_offset((struct str *)parts[OBJECT], (size_t)start);
    escape_character(escape, utf8_next(&at));
    return str_format_c("'%U' codec can't encode character '%s' in position "
                        "%lld: %U",
                        parts[ENCODING], escape, (long long)start,
                        parts[REASON]);
}

int unicode_error_raise(struct type *type, const char *encoding,
                        struct object *object, size_t start, size_t end,
                        const char *reason)
{
    struct object *args[PARTS] = {str_from(encoding), object,
                                  small_from((int64_t)start),
                                  small_from((int64_t)end), str_from(reason)};
    struct object *error = NULL;

    if (args[ENCODING] && object && args[REASON])
        error = object_call(&type->head, args, PARTS, NULL);
    if (error)
        error_raise_object(error);
    unref_maybe(error);
    unref_maybe(args[ENCODING]);
    unref_maybe(object);
    unref_maybe(args[REASON]);
    return -1;
}
