/* SPDX-License-Identifier: MIT
 *
 * format(value, spec): the built-in types directly, others by their __format__;
 * and the format of a str.
 */
#include "object/callable.h"
#include "object/error.h"
#include "object/format_spec.h"
#include "object/names.h"
#include "object/number.h"
#include "object/str.h"

bool format_spec_is_str(struct object *spec)
{
    if (is_str(spec))
        return true;
    error_format(&type_TypeError, "__format__() argument must be str, not %T",
                 spec);
    return false;
}

/* What a number's specification may have, and a str's may not. 0, or -1. */
static int check_str_spec(const struct format_spec *spec)
{
    const char *wrong = NULL;

    if (spec->separator) {
        error_format(&type_ValueError, "Cannot specify '%c' with 's'.",
                     spec->separator);
        return -1;
    }
    if (spec->sign)
        wrong = spec->sign == ' ' ? "Space" : "Sign";
    else if (spec->no_negative_zero)
        wrong = "Negative zero coercion (z)";
    else if (spec->alternate)
        wrong = "Alternate form (#)";
    else if (spec->align == '=')
        wrong = "'=' alignment";
    if (!wrong)
        return 0;
    error_format(&type_ValueError, "%s not allowed in string format specifier",
                 wrong);
    return -1;
}

struct object *str_format_spec(struct object *value, struct object *spec)
{
    struct str *s = (struct str *)value;
    struct format_spec how;
    struct text out = {0};
    size_t size = s->size, length = s->length;

    if (!str_size(spec))
        return ref(value);
    if (format_spec_parse(spec, value, false, &how))
        return NULL;
    if (how.type && how.type != 's')
        return format_spec_unknown(&how, value);
    if (check_str_spec(&how))
        return NULL;
    if (how.precision >= 0 && (size_t)how.precision < length) {
        length = (size_t)how.precision;
        size = str_offset(s, length);
    }
    if (!format_spec_pad(&out, &how, '<', s->text, size, length))
        return text_finish(&out);
    text_discard(&out);
    return NULL;
}

/* value's class does not define __format__: only an empty spec will do. */
static struct object *format_plain(struct object *value, struct object *spec)
{
    if (spec && str_size(spec))
        return error_format(&type_TypeError,
                            "unsupported format string passed to "
                            "%T.__format__",
                            value);
    return object_str(value);
}

/* Is this the __format__ that all have from object? */
static bool is_plain_format(struct object *method)
{
    return type_of(method) == &type_builtin &&
           ((struct builtin *)method)->owner == &type_object;
}

/* method(value, spec) */
static struct object *call_format(struct object *method, struct object *value,
                                  struct object *spec)
{
    struct type *type = type_of(value);
    struct object *bound, *result;

    bound = type_of(method)->descr_get
                ? type_of(method)->descr_get(method, value, type)
                : ref(method);
    if (!bound)
        return NULL;
    result = object_call1(bound, spec);
    unref(bound);
    if (result && !is_str(result)) {
        error_format(&type_TypeError, "__format__ must return a str, not %T",
                     result);
        unref(result);
        return NULL;
    }
    return result;
}

static struct object *format_by_method(struct object *value,
                                       struct object *spec)
{
    struct object *method = type_lookup(type_of(value), name_format), *result;

    if (!method || is_plain_format(method))
        return format_plain(value, spec);
    spec = spec ? ref(spec) : str_new("", 0);
    if (!spec)
        return NULL;
    ref(method);
    result = call_format(method, value, spec);
    unref(method);
    unref(spec);
    return result;
}

struct object *object_format(struct object *value, struct object *spec)
{
    bool empty = !spec || !str_size(spec);

    if (is_str(value))
        return empty ? ref(value) : str_format_spec(value, spec);
    if (is_int(value))
        return empty ? object_str(value) : int_format_spec(value, spec);
    if (is_float(value))
        return empty ? object_str(value) : float_format_spec(value, spec);
    if (is_bool(value))
        return empty ? object_str(value) : int_format_spec(value, spec);
    return format_by_method(value, spec);
}
