/* SPDX-License-Identifier: MIT
 *
 * int(x) and int(text, base); bool(x) is in bool.c.
 */
#include "object/callable.h"
#include "object/error.h"
#include "object/int_internal.h"
#include "object/str.h"

#define BASE_MIN 2
#define BASE_MAX 36
#define REPR_SHOWN 200

/* The contents of a str, bytes or bytearray. */
static bool text_of(struct object *o, struct view *text)
{
    if (!is_str(o))
        return bytes_view(o, text);
    *text = str_view(o);
    return true;
}

/* Of a long text the error shows only the beginning. */
static struct object *raise_invalid(struct object *o, int base)
{
    struct object *repr = object_repr(o), *shown;

    if (!repr)
        return NULL;
    shown = str_part(repr, 0,
                     ((struct str *)repr)->length > REPR_SHOWN
                         ? str_offset((struct str *)repr, REPR_SHOWN)
                         : str_size(repr));
    if (shown)
        error_format(&type_ValueError,
                     "invalid literal for int() with base %d: %U", base, shown);
    unref_maybe(shown);
    unref(repr);
    return NULL;
}

static struct object *from_text(struct object *o, struct view text, int base)
{
    struct object *result = NULL;
    struct text plain = {0};
    int parsed = -1;

    if (!is_str(o) || unicode_simplify(&text, &plain) == 0)
        parsed = int_parse(text.data, text.size, base, &result);
    text_discard(&plain);
    return parsed ? result : raise_invalid(o, base);
}

/* What a __int__ or __index__ slot answered must be an int; steals it. */
static struct object *check_int(struct object *result, const char *method)
{
    if (!result || is_int(result))
        return result;
    if (is_bool(result))
        return int_exactly(result);
    error_format(&type_TypeError, "%s returned non-int (type %T)", method,
                 result);
    unref(result);
    return NULL;
}

static struct object *int_from_object(struct object *o)
{
    struct type *type = type_of(o);
    struct view text;

    if (type->to_int)
        return check_int(type->to_int(o), "__int__");
    if (type->index)
        return check_int(type->index(o), "__index__");
    if (text_of(o, &text))
        return from_text(o, text, 10);
    return error_format(&type_TypeError,
                        "int() argument must be a string, a bytes-like object "
                        "or a real number, not '%T'",
                        o);
}

static struct object *int_with_base(struct object *o, struct object *base)
{
    struct view text;
    int64_t number;

    if (object_index_int64(base, NULL, &number) < 0)
        return NULL;
    if (number != 0 && (number < BASE_MIN || number > BASE_MAX))
        return error_format(&type_ValueError,
                            "int() base must be >= 2 and <= 36, or 0");
    if (!text_of(o, &text))
        return error_format(&type_TypeError, "int() can't convert non-string "
                                             "with explicit base");
    return from_text(o, text, (int)number);
}

struct object *int_new(struct type *cls, struct object *const *args,
                       uint32_t count, struct object *names)
{
    static const char *const parameter_names[] = {"x", "base", NULL};
    static const struct parameters parameters = {
        .function = "int",
        .positional_only = 1,
        .positional = 2,
        .names = parameter_names,
    };
    struct object *bound[2];

    (void)cls;
    if (count == 1 && !names)
        return int_from_object(args[0]);
    if (parameters_bind(&parameters, args, count, names, bound) < 0)
        return NULL;
    if (!bound[0])
        return bound[1] ? error_format(&type_TypeError,
                                       "int() missing string argument")
                        : small_from(0);
    return bound[1] ? int_with_base(bound[0], bound[1])
                    : int_from_object(bound[0]);
}
