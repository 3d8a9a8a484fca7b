/* SPDX-License-Identifier: MIT
 *
 * Raising, asking and clearing: the thread's `error`. What an exception is, is
 * in exception.c.
 */
#include "object/error.h"

#include <errno.h>
#include <string.h>

#include "object/container.h"
#include "object/exception.h"
#include "object/mem.h"
#include "object/text.h"
#include "vm/thread.h"

/* Of a traceback: the first allocation, and where it ends. An endless recursion
 * through C code must not make it endless. */
#define LINES_FIRST 8
#define LINES_MAX (1u << 20)

/* Remove `exception` from the chain of contexts that begins with `first`, before
 * the chain becomes its own: a cycle would have no end to print. */
static void context_unlink(struct object *first, struct object *exception)
{
    struct exception *e = (struct exception *)first;
    struct exception *slow = e;
    bool odd = false;

    while (e->context) {
        if (e->context == exception) {
            replace(&e->context, NULL);
            return;
        }
        e = (struct exception *)e->context;
        if (odd)
            slow = (struct exception *)slow->context;
        odd = !odd;
        if (e == slow) /* a cycle that the program made */
            return;
    }
}

/* Make `exception` (stolen) the raised one; its context is the one being
 * handled. */
static void error_set(struct object *exception)
{
    struct exception *e = (struct exception *)exception;
    struct object *handled = thread_self->handled;

    if (handled && handled != exception && e != &error_memory_instance) {
        context_unlink(handled, exception);
        replace(&e->context, ref(handled));
    }
    replace(&thread_self->error, exception);
}

struct object *error_format(struct type *type, const char *format, ...)
{
    struct object *message;
    va_list args;

    va_start(args, format);
    message = str_format_va(format, args);
    va_end(args);
    if (!message)
        return NULL;
    error_raise(type, message);
    unref(message);
    return NULL;
}

struct object *error_raise(struct type *type, struct object *arg)
{
    struct object *exception = object_call1(&type->head, arg);

    if (exception)
        error_set(exception);
    return NULL;
}

struct object *error_raise_object(struct object *exception_or_class)
{
    struct object *exception;

    if (object_is(exception_or_class, &type_type) &&
        type_is_subtype((struct type *)exception_or_class,
                        &type_BaseException)) {
        exception = object_call0(exception_or_class);
        if (!exception)
            return NULL;
    } else {
        exception = ref(exception_or_class);
    }
    if (is_exception(exception)) {
        error_set(exception);
        return NULL;
    }
    unref(exception);
    return error_format(&type_TypeError,
                        "exceptions must derive from BaseException");
}

const char *error_strerror(int number)
{
    /* Where musl has other words than CPython's usual C library. */
    static const struct {
        int number;
        const char *text;
    } texts[] = {
        {ECHILD, "No child processes"},
        {ENOMEM, "Cannot allocate memory"},
        {EBUSY, "Device or resource busy"},
        {EIO, "Input/output error"},
        {EXDEV, "Invalid cross-device link"},
        {EMFILE, "Too many open files"},
        {ENOTTY, "Inappropriate ioctl for device"},
        {ESPIPE, "Illegal seek"},
        {ENAMETOOLONG, "File name too long"},
        {ELOOP, "Too many levels of symbolic links"},
        {ETIMEDOUT, "Connection timed out"},
        {ENOTSOCK, "Socket operation on non-socket"},
        {ENOTCONN, "Transport endpoint is not connected"},
        {EMSGSIZE, "Message too long"},
        {EOPNOTSUPP, "Operation not supported"},
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (texts[i].number == number)
            return texts[i].text;
    return strerror(number);
}

struct object *error_errno(int number, struct object *filename)
{
    struct object *args[3] = {small_from(number), NULL, filename};
    struct object *exception;

    args[1] = str_from(error_strerror(number));
    if (!args[1])
        return NULL;
    exception = object_call(&type_OSError.head, args, filename ? 3 : 2, NULL);
    unref(args[1]);
    if (exception)
        error_set(exception);
    return NULL;
}

struct object *error_memory(void)
{
    struct exception *e = &error_memory_instance;

    exception_clear_lines(e);
    replace(&thread_self->error, ref(&e->head));
    return NULL;
}

bool error_is_set(void)
{
    return thread_self->error != NULL;
}

bool error_matches(struct type *type)
{
    return thread_self->error && object_is(thread_self->error, type);
}

void error_clear(void)
{
    replace(&thread_self->error, NULL);
}

struct object *error_take(void)
{
    struct object *exception = thread_self->error;

    thread_self->error = NULL;
    return exception;
}

void error_restore(struct object *exception)
{
    replace(&thread_self->error, exception);
}

/* Room for one line more. 0; -1: there is none, and nothing is raised. */
static int lines_grow(struct exception *e)
{
    uint32_t capacity = e->line_capacity ? e->line_capacity * 2 : LINES_FIRST;
    struct object *raised;
    struct trace_line *lines;

    if (e->line_count < e->line_capacity)
        return 0;
    if (e == &error_memory_instance || capacity > LINES_MAX)
        return -1;
    raised = error_take();
    lines = mem_resize(e->lines, e->line_capacity * sizeof(*lines),
                       capacity * sizeof(*lines));
    error_restore(raised);
    if (!lines)
        return -1;
    e->lines = lines;
    e->line_capacity = capacity;
    return 0;
}

void error_add_line(struct object *code, int32_t line)
{
    struct exception *e = (struct exception *)thread_self->error;

    if (!e || lines_grow(e) < 0)
        return;
    e->lines[e->line_count++] =
        (struct trace_line){.code = ref(code), .line = line};
}
