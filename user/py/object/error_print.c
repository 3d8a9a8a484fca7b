/* SPDX-License-Identifier: MIT
 *
 * Printing an exception on standard error: the exceptions that led to it, its
 * traceback, its class and text, its notes. What fails meanwhile is left out.
 */
#include <errno.h>
#include <unistd.h>

#include "module/file.h"
#include "module/module.h"
#include "module/sys.h"
#include "object/exception.h"
#include "object/instance.h"
#include "object/names.h"
#include "vm/vm.h"

#define CHAIN_MAX 1000 /* exceptions that led to each other, printed at most */

/* Write all of it to the file descriptor. */
static void write_out(const char *data, size_t size)
{
    while (size) {
        ssize_t written = write(STDERR_FILENO, data, size);

        if (written < 0 && errno != EINTR)
            return;
        if (written > 0) {
            data += written;
            size -= (size_t)written;
        }
    }
}

/* Write to an object that is sys.stderr. */
static void write_to(struct object *file, const char *data, size_t size)
{
    struct object *raised = error_take();
    struct object *text = str_new(data, size), *result = NULL;

    ref(file);
    if (text)
        result = object_call_method(file, "write", &text, 1);
    if (!result)
        error_clear();
    unref_maybe(result);
    unref_maybe(text);
    unref(file);
    error_restore(raised);
}

void error_write(const char *text, size_t size)
{
    struct object *file = vm_modules ? sys_get("stderr") : NULL;

    if (!file || file == &file_stderr->head)
        write_out(text, size);
    else if (file != NONE)
        write_to(file, text, size);
}

/* The class's name, with its module unless that goes without saying. */
static int add_class(struct text *text, struct type *type)
{
    struct object *module = type_module_name(type);
    int failed = 0;

    if (is_str(module) && !str_equal_c(module, "builtins") &&
        !str_equal_c(module, "__main__"))
        failed = text_add_object(text, module) || text_add_c(text, ".");
    unref(module);
    return failed || text_add_object(text, type->qualname) ? -1 : 0;
}

/* ": " and str(o), or nothing if that is empty. */
static int add_message(struct text *text, struct object *o)
{
    struct object *message = object_str(o);
    int failed;

    if (!message) {
        error_clear();
        return text_add_c(text, ": <exception str() failed>");
    }
    failed = str_size(message) &&
             (text_add_c(text, ": ") || text_add_object(text, message));
    unref(message);
    return failed ? -1 : 0;
}

/* The strs in __notes__, a line each. */
static int add_notes(struct text *text, struct object *exception)
{
    struct object *notes = ref_maybe(attributes_get(exception, name_notes));
    struct list *list = (struct list *)notes;
    int failed = 0;

    if (notes && is_list(notes)) {
        for (uint64_t i = 0; i < list->count && !failed; i++) {
            if (is_str(list->items[i]))
                failed = text_add_object(text, list->items[i]) ||
                         text_add_c(text, "\n");
        }
    }
    unref_maybe(notes);
    return failed ? -1 : 0;
}

/* ---- SyntaxError: where it is ---- */

/* An attribute of exception as an integer, or `otherwise`. */
static int64_t number_of(struct object *exception, struct object *name,
                         int64_t otherwise)
{
    struct object *value = attributes_get(exception, name);

    return value && is_small(value) ? small_value(value) : otherwise;
}

/* The marks under characters offset..end-1 (from 1) of a source line. */
static int add_carets(struct text *text, int64_t indent, int64_t offset,
                      int64_t end)
{
    if (text_add_c(text, "    "))
        return -1;
    for (int64_t i = 1 + indent; i < offset; i++) {
        if (text_add_c(text, " "))
            return -1;
    }
    do {
        if (text_add_c(text, "^"))
            return -1;
    } while (++offset < end);
    return text_add_c(text, "\n");
}

/* The source line and the marks: under the part that is wrong, as far as it is
 * on this line; of an IndentationError under its beginning. */
static int add_syntax_text(struct text *text, struct object *exception,
                           struct object *line)
{
    const char *begin = str_text(line);
    size_t indent = strspn(begin, " \t\f");
    size_t size = strcspn(begin + indent, "\n");
    int64_t length = (int64_t)(indent + size);
    int64_t offset = number_of(exception, plain_offset, 0);
    int64_t end = number_of(exception, plain_end_offset, 0);

    if (text_add_c(text, "    ") || text_add(text, begin + indent, size) ||
        text_add_c(text, "\n"))
        return -1;
    if (offset <= (int64_t)indent || size == 0)
        return 0; /* before the text, or there is none: no marks */
    if (offset > length + 1)
        offset = length + 1;
    if (exception->type != &type_SyntaxError)
        end = 0;
    else if (end > length + 1 || number_of(exception, plain_lineno, 0) !=
                                     number_of(exception, plain_end_lineno, 0))
        end = length + 1;
    return add_carets(text, (int64_t)indent, offset, end);
}

/* All that is printed of a SyntaxError's place. */
static int add_syntax(struct text *text, struct object *exception)
{
    struct object *filename = attributes_get(exception, plain_filename);
    struct object *line = attributes_get(exception, plain_text);
    int64_t number = number_of(exception, plain_lineno, -1);
    struct object *unknown = NULL;
    int failed;

    if (number < 0)
        return 0;
    if (!filename || !is_str(filename))
        filename = unknown = str_from("<string>");
    if (!filename)
        return -1;
    failed = text_add_place(text, filename, number) || text_add_c(text, "\n");
    unref_maybe(unknown);
    if (failed)
        return -1;
    return line && is_str(line) ? add_syntax_text(text, exception, line) : 0;
}

/* ": " and the message of a SyntaxError without its place. */
static int add_syntax_message(struct text *text, struct object *exception)
{
    struct object *message = attributes_get(exception, plain_msg);
    int failed;

    if (!message || number_of(exception, plain_lineno, -1) < 0)
        return add_message(text, exception);
    ref(message);
    failed = add_message(text, message);
    unref(message);
    return failed;
}

/* ---- The whole ---- */

static int add_exception(struct text *text, struct object *exception)
{
    bool syntax = object_is(exception, &type_SyntaxError);

    if (text_add_traceback(text, (struct exception *)exception) ||
        (syntax && add_syntax(text, exception)) ||
        add_class(text, exception->type))
        return -1;
    if (syntax ? add_syntax_message(text, exception)
               : add_message(text, exception) ||
                     text_add_suggestion(text, exception))
        return -1;
    return text_add_c(text, "\n") || add_notes(text, exception) ? -1 : 0;
}

/* What led to e; *how says in which way. Borrowed, or NULL. */
static struct object *led_to(const struct exception *e, const char **how)
{
    *how = "\nThe above exception was the direct cause of the following "
           "exception:\n\n";
    if (e->cause)
        return e->cause;
    *how = "\nDuring handling of the above exception, another exception "
           "occurred:\n\n";
    return e->suppress_context ? NULL : e->context;
}

static bool list_has(const struct list *list, struct object *o)
{
    for (uint64_t i = 0; i < list->count; i++) {
        if (list->items[i] == o)
            return true;
    }
    return false;
}

/* The exception, what led to it, what led to that ... */
static struct list *chain(struct object *exception)
{
    struct list *list = list_new(1);
    const char *how;

    while (list && exception && list->count < CHAIN_MAX &&
           !list_has(list, exception)) {
        if (list_append(list, exception) < 0)
            replace((struct object **)&list, NULL);
        exception = led_to((struct exception *)exception, &how);
    }
    return list;
}

static int add_chain(struct text *text, const struct list *list)
{
    for (uint64_t i = list->count; i-- > 0;) {
        const char *how;

        if (add_exception(text, list->items[i]) < 0)
            return -1;
        if (i == 0)
            break;
        led_to((struct exception *)list->items[i - 1], &how);
        if (text_add_c(text, how))
            return -1;
    }
    return 0;
}

struct object *error_text(struct object *exception)
{
    struct list *list = chain(exception);
    struct text text = {0};
    int failed = list ? add_chain(&text, list) : -1;

    unref_maybe((struct object *)list);
    if (!failed)
        return text_finish(&text);
    text_discard(&text);
    return NULL;
}

void error_print(struct object *exception)
{
    struct object *raised = error_take();
    struct text text = {0};
    struct list *list;

    if (output_flush() < 0)
        error_clear();
    list = chain(exception);
    if (list)
        add_chain(&text, list);
    error_write(text.data, text.size);
    text_discard(&text);
    unref_maybe((struct object *)list);
    error_restore(raised);
}

void error_print_ignored(struct object *where)
{
    struct object *exception = error_take();
    struct text text = {0};

    if (!exception)
        return;
    if (output_flush() < 0)
        error_clear();
    if (text_add_c(&text, "Exception ignored in: ") ||
        text_add_repr(&text, where) || text_add_c(&text, "\n") ||
        add_exception(&text, exception))
        error_clear();
    error_write(text.data, text.size);
    text_discard(&text);
    unref(exception);
}
