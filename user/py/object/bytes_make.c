/* SPDX-License-Identifier: MIT
 *
 * What bytes(...) and bytearray(...) make of their arguments.
 */
#include "object/bytes.h"
#include "object/callable.h"
#include "object/error.h"
#include "object/names.h"
#include "object/number.h"

/* source is a str. */
static int collect_str(struct text *out, struct object *source,
                       struct object *encoding, struct object *errors)
{
    struct object *encoded;
    int failed;

    if (!encoding) {
        error_format(&type_TypeError, "string argument without an encoding");
        return -1;
    }
    encoded = text_encode(source, encoding, errors);
    if (!encoded)
        return -1;
    failed = bytes_collect_iterable(out, "bytes", encoded);
    unref(encoded);
    return failed;
}

struct object *bytes_own(struct object *o)
{
    struct object *own = object_call_method(o, "__bytes__", NULL, 0);

    if (!own || is_bytes(own))
        return own;
    error_format(&type_TypeError, "__bytes__ returned non-bytes (type %T)",
                 own);
    unref(own);
    return NULL;
}

static int collect_own(struct text *out, struct object *source)
{
    struct object *own = bytes_own(source);
    int failed;

    if (!own)
        return -1;
    failed = bytes_collect_iterable(out, "bytes", own);
    unref(own);
    return failed;
}

/* So many zeros. */
static int collect_zeros(struct text *out, struct object *source)
{
    int64_t n;

    if (object_index_int64(source, &type_OverflowError, &n))
        return -1;
    if (n < 0) {
        error_format(&type_ValueError, "negative count");
        return -1;
    }
    return text_add_fill(out, 0, (size_t)n);
}

static int collect_items(struct text *out, const char *message,
                         struct object *iterator)
{
    struct object *item;
    char byte;
    int failed = 0;

    while (!failed && (item = object_next(iterator))) {
        failed = byte_value(item, message, &byte) || text_add(out, &byte, 1);
        unref(item);
    }
    return failed || error_is_set() ? -1 : 0;
}

int bytes_collect_iterable(struct text *out, const char *name,
                           struct object *iterable)
{
    bool array = !strcmp(name, "bytearray");
    struct object *iterator;
    struct view view;
    int failed;

    if (bytes_view(iterable, &view))
        return text_add(out, view.data, view.size);
    iterator = object_iter(iterable);
    if (!iterator)
        return -1;
    failed = collect_items(out,
                           array ? "byte must be in range(0, 256)"
                                 : "bytes must be in range(0, 256)",
                           iterator);
    unref(iterator);
    return failed;
}

int bytes_collect(struct text *out, const char *name,
                  struct object *const *args, uint32_t count,
                  struct object *names)
{
    static const char *const parameter_names[] = {"source", "encoding",
                                                  "errors", NULL};
    const struct parameters parameters = {.function = name,
                                          .positional = 3,
                                          .names = parameter_names};
    struct object *given[3], *source;

    if (parameters_bind(&parameters, args, count, names, given))
        return -1;
    source = given[0];
    if (source && is_str(source))
        return collect_str(out, source, given[1], given[2]);
    if (given[1] || given[2]) {
        error_format(&type_TypeError, given[1]
                                          ? "encoding without a string argument"
                                          : "errors without a string argument");
        return -1;
    }
    if (!source)
        return 0;
    if (!strcmp(name, "bytes") && type_lookup(type_of(source), name_bytes))
        return collect_own(out, source);
    if (is_int_or_bool(source) || type_of(source)->index)
        return collect_zeros(out, source);
    if (type_of(source)->iter || type_of(source)->get_item)
        return bytes_collect_iterable(out, name, source);
    error_format(&type_TypeError, "cannot convert '%T' object to %s", source,
                 name);
    return -1;
}
