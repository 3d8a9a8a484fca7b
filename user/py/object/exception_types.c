/* SPDX-License-Identifier: MIT
 *
 * The exceptions below BaseException, and where some of them differ: the
 * attributes that they make of their arguments, and their str.
 */
#include "object/exception.h"

#include <errno.h>

#include "object/container.h"
#include "object/names.h"
#include "object/number.h"
#include "object/text.h"

#define EXCEPTION_DEFINE(class, of)                                            \
    struct type type_##class = {                                               \
        .head = STATIC_HEAD(&type_type),                                       \
        .name = #class,                                                        \
        .base = &type_##of,                                                    \
        .size = sizeof(struct exception),                                      \
        .flags = TYPE_BASE | TYPE_EXCEPTION | TYPE_ATTRIBUTES,                 \
        .attributes_offset = offsetof(struct exception, attributes),           \
        .dealloc = exception_dealloc,                                          \
    };
EXCEPTIONS(EXCEPTION_DEFINE)
#undef EXCEPTION_DEFINE

/* The prepared MemoryError and what it points to. */
#define MEMORY_LINES 16
static struct tuple memory_args = {.head = STATIC_HEAD(&type_tuple)};
static struct trace_line memory_lines[MEMORY_LINES];
struct exception error_memory_instance = {
    .head = STATIC_HEAD(&type_MemoryError),
    .args = &memory_args.head,
    .lines = memory_lines,
    .line_capacity = MEMORY_LINES,
};

/* ---- StopIteration, SystemExit ---- */

static int stop_init(struct object *self, struct object *const *args,
                     uint32_t count, struct object *names)
{
    if (exception_init(self, args, count, names) < 0)
        return -1;
    return count ? attributes_set(self, plain_value, args[0]) : 0;
}

static int exit_init(struct object *self, struct object *const *args,
                     uint32_t count, struct object *names)
{
    struct object *all;

    if (exception_init(self, args, count, names) < 0)
        return -1;
    all = ((struct exception *)self)->args;
    if (count == 0)
        return 0;
    return attributes_set(self, plain_code, count == 1 ? args[0] : all);
}

/* ---- KeyError ---- */

static struct object *key_str(struct object *self)
{
    struct tuple *args = (struct tuple *)((struct exception *)self)->args;
    struct object *key, *result;

    if (args->count != 1)
        return exception_str(self);
    key = ref(args->items[0]);
    result = object_repr(key);
    unref(key);
    return result;
}

/* ---- ImportError, NameError, AttributeError: keywords become attributes ---- */

/* Set what the keyword arguments `values`, named `names`, give; legal are the
 * name `name` and one other. */
static int keep_keywords(struct object *self, struct object *const *values,
                         struct object *names, struct object *other)
{
    struct tuple *given = (struct tuple *)names;

    for (uint64_t i = 0; given && i < given->count; i++) {
        struct object *name = given->items[i];

        if (!str_equal(name, plain_name) && !str_equal(name, other)) {
            error_format(&type_TypeError,
                         "'%U' is an invalid keyword argument for %T()", name,
                         self);
            return -1;
        }
        if (attributes_set(self, str_equal(name, other) ? other : plain_name,
                           values[i]) < 0)
            return -1;
    }
    return 0;
}

static int import_init(struct object *self, struct object *const *args,
                       uint32_t count, struct object *names)
{
    if (exception_init(self, args, count, NULL) < 0 ||
        keep_keywords(self, args + count, names, plain_path) < 0)
        return -1;
    return count == 1 ? attributes_set(self, plain_msg, args[0]) : 0;
}

static int name_error_init(struct object *self, struct object *const *args,
                           uint32_t count, struct object *names)
{
    if (exception_init(self, args, count, NULL) < 0)
        return -1;
    return keep_keywords(self, args + count, names, plain_name);
}

static int attribute_error_init(struct object *self, struct object *const *args,
                                uint32_t count, struct object *names)
{
    if (exception_init(self, args, count, NULL) < 0)
        return -1;
    return keep_keywords(self, args + count, names, plain_obj);
}

/* ---- OSError ---- */

/* The class for an errno value. */
static struct type *os_type(int64_t number)
{
    static const struct {
        int number;
        struct type *type;
    } types[] = {
        {EAGAIN, &type_BlockingIOError},
        {EALREADY, &type_BlockingIOError},
        {EINPROGRESS, &type_BlockingIOError},
        {ECHILD, &type_ChildProcessError},
        {EPIPE, &type_BrokenPipeError},
        {ESHUTDOWN, &type_BrokenPipeError},
        {ECONNREFUSED, &type_ConnectionRefusedError},
        {ECONNRESET, &type_ConnectionResetError},
        {EEXIST, &type_FileExistsError},
        {ENOENT, &type_FileNotFoundError},
        {EINTR, &type_InterruptedError},
        {EISDIR, &type_IsADirectoryError},
        {ENOTDIR, &type_NotADirectoryError},
        {EACCES, &type_PermissionError},
        {EPERM, &type_PermissionError},
        {ESRCH, &type_ProcessLookupError},
        {ETIMEDOUT, &type_TimeoutError},
    };

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (types[i].number == number)
            return types[i].type;
    }
    return &type_OSError;
}

/* OSError(errno, text) makes the class that errno says. */
static struct object *os_new(struct type *cls, struct object *const *args,
                             uint32_t count, struct object *names)
{
    if (cls == &type_OSError && count >= 2 && is_small(args[0]))
        cls = os_type(small_value(args[0]));
    return exception_new(cls, args, count, names);
}

/* OSError(errno, strerror[, filename]); with other counts just args. */
static int os_init(struct object *self, struct object *const *args,
                   uint32_t count, struct object *names)
{
    bool parts = count >= 2 && count <= 5;

    if (exception_init(self, args, parts && count > 2 ? 2 : count, names) < 0)
        return -1;
    if (!parts)
        return 0;
    if (attributes_set(self, plain_errno, args[0]) < 0 ||
        attributes_set(self, plain_strerror, args[1]) < 0)
        return -1;
    return count > 2 ? attributes_set(self, plain_filename, args[2]) : 0;
}

/* An attribute of an exception, its class's default included: never fails,
 * calls nothing; a new reference. */
static struct object *attribute(struct object *self, struct object *name)
{
    struct object *value = attributes_get(self, name);

    if (!value)
        value = type_lookup(self->type, name);
    return ref(value ? value : NONE);
}

static struct object *os_str(struct object *self)
{
    struct object *number = attribute(self, plain_errno);
    struct object *text = attribute(self, plain_strerror);
    struct object *filename = attribute(self, plain_filename);
    struct object *result;

    if (filename != NONE)
        result = str_format_c("[Errno %S] %S: %R", number, text, filename);
    else if (number != NONE && text != NONE)
        result = str_format_c("[Errno %S] %S", number, text);
    else
        result = exception_str(self);
    unref(number);
    unref(text);
    unref(filename);
    return result;
}

/* ---- SyntaxError ---- */

/* details: (filename, lineno, offset, text[, end_lineno, end_offset]) */
static int syntax_details(struct object *self, struct tuple *details)
{
    struct object *const names[] = {plain_filename,   plain_lineno,
                                    plain_offset,     plain_text,
                                    plain_end_lineno, plain_end_offset};
    const uint64_t most = sizeof(names) / sizeof(names[0]);

    if (details->count != most && details->count != most - 2) {
        error_format(&type_TypeError,
                     "function takes exactly 4 or 6 arguments (%lu given)",
                     (unsigned long)details->count);
        return -1;
    }
    for (uint64_t i = 0; i < details->count; i++) {
        if (attributes_set(self, names[i], details->items[i]) < 0)
            return -1;
    }
    return 0;
}

static int syntax_init(struct object *self, struct object *const *args,
                       uint32_t count, struct object *names)
{
    struct object *details;
    int failed;

    if (exception_init(self, args, count, names) < 0 ||
        (count && attributes_set(self, plain_msg, args[0]) < 0))
        return -1;
    if (count != 2)
        return 0;
    details = tuple_from_iterable(args[1]);
    if (!details)
        return -1;
    failed = syntax_details(self, (struct tuple *)details);
    unref(details);
    return failed;
}

/* "message (file, line n)", as far as these are known. */
static struct object *syntax_str(struct object *self)
{
    struct object *message = attribute(self, plain_msg);
    struct object *filename = attribute(self, plain_filename);
    struct object *line = attribute(self, plain_lineno);
    const char *base = is_str(filename) ? str_text(filename) : NULL;
    const char *slash = base ? strrchr(base, '/') : NULL;
    struct object *result;

    if (slash)
        base = slash + 1;
    if (base && is_int(line))
        result = str_format_c("%S (%s, line %S)", message, base, line);
    else if (base)
        result = str_format_c("%S (%s)", message, base);
    else if (is_int(line))
        result = str_format_c("%S (line %S)", message, line);
    else
        result = object_str(message);
    unref(message);
    unref(filename);
    unref(line);
    return result;
}

/* ---- All together ---- */

/* Attributes that are None until they are set. */
static const struct {
    struct type *type;
    struct object **name;
} defaults[] = {
    {&type_StopIteration, &plain_value},
    {&type_SystemExit, &plain_code},
    {&type_ImportError, &plain_msg},
    {&type_ImportError, &plain_name},
    {&type_ImportError, &plain_path},
    {&type_NameError, &plain_name},
    {&type_AttributeError, &plain_name},
    {&type_AttributeError, &plain_obj},
    {&type_OSError, &plain_errno},
    {&type_OSError, &plain_strerror},
    {&type_OSError, &plain_filename},
    {&type_SyntaxError, &plain_msg},
    {&type_SyntaxError, &plain_filename},
    {&type_SyntaxError, &plain_lineno},
    {&type_SyntaxError, &plain_offset},
    {&type_SyntaxError, &plain_text},
    {&type_SyntaxError, &plain_end_lineno},
    {&type_SyntaxError, &plain_end_offset},
};

void exceptions_prepare(void)
{
    type_StopIteration.init = stop_init;
    type_SystemExit.init = exit_init;
    type_KeyError.str = key_str;
    type_ImportError.init = import_init;
    type_NameError.init = name_error_init;
    type_AttributeError.init = attribute_error_init;
    type_OSError.new = os_new;
    type_OSError.init = os_init;
    type_OSError.str = os_str;
    type_SyntaxError.init = syntax_init;
    type_SyntaxError.str = syntax_str;
    type_UnicodeDecodeError.init = unicode_error_init;
    type_UnicodeDecodeError.str = unicode_decode_str;
    type_UnicodeEncodeError.init = unicode_error_init;
    type_UnicodeEncodeError.str = unicode_encode_str;
}

int exceptions_defaults(void)
{
    for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++) {
        if (dict_set(defaults[i].type->dict, *defaults[i].name, NONE) < 0)
            return -1;
    }
    return 0;
}

void exceptions_release(void)
{
    exception_clear_lines(&error_memory_instance);
    attributes_clear(&error_memory_instance.head);
    if (error_memory_instance.args != &memory_args.head)
        replace(&error_memory_instance.args, &memory_args.head);
    error_memory_instance.suppress_context = false;
    replace(&error_memory_instance.cause, NULL);
    replace(&error_memory_instance.context, NULL);
}
