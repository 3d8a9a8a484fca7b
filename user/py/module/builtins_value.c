/* SPDX-License-Identifier: MIT
 *
 * Built-in functions on any value, on characters, and for output and input.
 */
#include "module/builtins.h"
#include "module/file.h"
#include "module/sys.h"
#include "object/str.h"
#include "object/types.h"

#define CODE_POINTS 0x110000
#define SURROGATES 0xd800
#define SURROGATES_END 0xe000
#define UTF8_MAX 4

struct object *builtins_ascii(struct object *const *args, uint32_t count,
                              struct object *names)
{
    (void)count, (void)names;
    return ascii_repr(args[0]);
}

struct object *builtins_callable(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    (void)count, (void)names;
    return bool_from(object_is_callable(args[0]));
}

struct object *builtins_chr(struct object *const *args, uint32_t count,
                            struct object *names)
{
    char text[UTF8_MAX];
    int64_t code;

    (void)count, (void)names;
    if (object_index_int64(args[0], NULL, &code) < 0)
        return NULL;
    if (code != (int)code)
        return error_format(&type_OverflowError,
                            "Python int too large to convert to C int");
    if (code < 0 || code >= CODE_POINTS)
        return error_format(&type_ValueError,
                            "chr() arg not in range(0x110000)");
    if (code >= SURROGATES && code < SURROGATES_END)
        return error_format(&type_ValueError,
                            "chr() arg is a surrogate, which a str here "
                            "cannot hold");
    return str_new(text, utf8_put(text, (uint32_t)code));
}

/* The length that ord() complains about. */
static struct object *ord_length(uint64_t length)
{
    return error_format(&type_TypeError,
                        "ord() expected a character, but string of length %llu "
                        "found",
                        (unsigned long long)length);
}

struct object *builtins_ord(struct object *const *args, uint32_t count,
                            struct object *names)
{
    struct view bytes;
    const char *text;

    (void)count, (void)names;
    if (is_str(args[0])) {
        if (((struct str *)args[0])->length != 1)
            return ord_length(((struct str *)args[0])->length);
        text = str_text(args[0]);
        return int_from(utf8_next(&text));
    }
    if (bytes_view(args[0], &bytes))
        return bytes.size == 1 ? int_from((uint8_t)bytes.data[0])
                               : ord_length(bytes.size);
    return error_format(&type_TypeError,
                        "ord() expected string of length 1, but %T found",
                        args[0]);
}

struct object *builtins_format(struct object *const *args, uint32_t count,
                               struct object *names)
{
    (void)names;
    if (count == 2 && !is_str(args[1]))
        return error_format(&type_TypeError,
                            "format() argument 2 must be str, not %s",
                            argument_type(args[1]));
    return object_format(args[0], count == 2 ? args[1] : NULL);
}

struct object *builtins_hash(struct object *const *args, uint32_t count,
                             struct object *names)
{
    int64_t hash;

    (void)count, (void)names;
    return object_hash(args[0], &hash) < 0 ? NULL : int_from(hash);
}

struct object *builtins_id(struct object *const *args, uint32_t count,
                           struct object *names)
{
    (void)count, (void)names;
    return int_from_unsigned((uintptr_t)args[0]);
}

struct object *builtins_len(struct object *const *args, uint32_t count,
                            struct object *names)
{
    int64_t length = object_length(args[0]);

    (void)count, (void)names;
    return length < 0 ? NULL : int_from(length);
}

struct object *builtins_repr(struct object *const *args, uint32_t count,
                             struct object *names)
{
    (void)count, (void)names;
    return object_repr(args[0]);
}

/* Write a str to a file object, ours or one with a method write. 0, or -1. */
static int write_text(struct object *file, struct object *text)
{
    struct object *result;

    if (type_of(file) == &type_file && ((struct file *)file)->fd >= 0 &&
        ((struct file *)file)->writable)
        return file_write((struct file *)file, str_text(text), str_size(text));
    result = object_call_method(file, "write", &text, 1);
    unref_maybe(result);
    return result ? 0 : -1;
}

static int write_value(struct object *file, struct object *value)
{
    struct object *text = object_str(value);
    int failed = text ? write_text(file, text) : -1;

    unref_maybe(text);
    return failed;
}

/* sep or end as print takes it: a str, or None or nothing for `usual`. */
static int write_separator(struct object *file, struct object *given,
                           const char *usual)
{
    struct object *text;
    int failed;

    if (given && given != NONE)
        return write_text(file, given);
    if (type_of(file) == &type_file && ((struct file *)file)->fd >= 0 &&
        ((struct file *)file)->writable)
        return file_write((struct file *)file, usual, strlen(usual));
    text = str_from(usual);
    failed = text ? write_text(file, text) : -1;
    unref_maybe(text);
    return failed;
}

static int check_separator(struct object *given, const char *name)
{
    if (!given || given == NONE || is_str(given))
        return 0;
    error_format(&type_TypeError, "%s must be None or a string, not %T", name,
                 given);
    return -1;
}

static int print_all(struct object *file, struct object *const *args,
                     uint32_t count, struct object *separator,
                     struct object *end)
{
    for (uint32_t i = 0; i < count; i++) {
        if (i && write_separator(file, separator, " ") < 0)
            return -1;
        if (write_value(file, args[i]) < 0)
            return -1;
    }
    return write_separator(file, end, "\n");
}

static int flush(struct object *file)
{
    struct object *result = object_call_method(file, "flush", NULL, 0);

    unref_maybe(result);
    return result ? 0 : -1;
}

struct object *builtins_print(struct object *const *args, uint32_t count,
                              struct object *names)
{
    static const char *const parameter_names[] = {"sep", "end", "file", "flush",
                                                  NULL};
    static const struct parameters parameters = {.function = "print",
                                                 .names = parameter_names};
    struct object *given[4] = {0}, *file;
    int flushes = 0, failed;

    if (names &&
        parameters_bind(&parameters, args + count, 0, names, given) < 0)
        return NULL;
    if (check_separator(given[0], "sep") < 0 ||
        check_separator(given[1], "end") < 0)
        return NULL;
    file = given[2] && given[2] != NONE ? given[2] : sys_get("stdout");
    if (!file)
        return error_format(&type_RuntimeError, "lost sys.stdout");
    if (file == NONE)
        return NONE;
    ref(file);
    failed = print_all(file, args, count, given[0], given[1]);
    if (!failed && given[3])
        flushes = object_truth(given[3]);
    if (flushes > 0)
        failed = flush(file);
    unref(file);
    return failed || flushes < 0 ? NULL : NONE;
}

/* Write the prompt, and flush whatever it is written to. */
static int show_prompt(struct object *prompt)
{
    struct object *out = sys_get("stdout");
    int failed;

    if (!out) {
        error_format(&type_RuntimeError, "input(): lost sys.stdout");
        return -1;
    }
    ref(out);
    failed = (prompt && write_value(out, prompt) < 0) || flush(out) < 0;
    unref(out);
    return failed ? -1 : 0;
}

struct object *builtins_input(struct object *const *args, uint32_t count,
                              struct object *names)
{
    struct object *in = sys_get("stdin"), *line, *result;
    size_t size;

    (void)names;
    if (!in)
        return error_format(&type_RuntimeError, "input(): lost sys.stdin");
    if (show_prompt(count ? args[0] : NULL) < 0)
        return NULL;
    ref(in);
    line = object_call_method(in, "readline", NULL, 0);
    unref(in);
    if (!line)
        return NULL;
    size = is_str(line) ? str_size(line) : 0;
    if (!is_str(line))
        result = error_format(&type_TypeError,
                              "object.readline() returned non-string");
    else if (size == 0)
        result = error_format(&type_EOFError, "EOF when reading a line");
    else if (str_text(line)[size - 1] == '\n')
        result = str_new(str_text(line), size - 1);
    else
        result = ref(line);
    unref(line);
    return result;
}
