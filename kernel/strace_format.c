/* SPDX-License-Identifier: MIT
 *
 * A system call as text, in strace(1)'s form. How a value looks follows from the
 * name and the type of its parameter in syscall.def: paths as strings, flags by
 * name where it helps, sizes and descriptors decimal, other addresses hex.
 * Structures are not opened. Nothing here fails: what cannot be read is shown as
 * an address.
 */
#include <stdarg.h>
#include <stdbool.h>
#include "fs/file.h"
#include "fs/path.h"
#include "lib/errno.h"
#include "lib/print.h"
#include "lib/string.h"
#include "mm/space.h"
#include "mm/uaccess.h"
#include "strace.h"
#include "strace_names.h"

#define STRING_MAX 32 /* bytes shown of a string: strace's own -s */
#define PARTS_MAX 4   /* parts shown of a vector */
#define VECTOR_MAX 8  /* strings shown of argv */
#define ERRNO_MAX 4095
#define FUTEX_PRIVATE 128 /* FUTEX_PRIVATE_FLAG */

struct text {
    char *bytes;
    size_t size, length; /* length < size */
};

__attribute__((format(printf, 2, 3))) static void add(struct text *text,
                                                      const char *format, ...)
{
    va_list args;

    va_start(args, format);
    text->length += (size_t)kvsnprintf(text->bytes + text->length,
                                       text->size - text->length, format, args);
    va_end(args);
    if (text->length >= text->size)
        text->length = text->size - 1;
}

/* `first|SECOND|THIRD|0x400`. */
static void add_flags(struct text *text, const char *first,
                      const struct strace_name *names, uint64_t value)
{
    add(text, "%s", first);
    const char *between = *first ? "|" : "";
    for (; names->text; names++) {
        if (!(value & names->value))
            continue;
        add(text, "%s%s", between, names->text);
        value &= ~names->value;
        between = "|";
    }
    if (value || !*between)
        add(text, "%s%#lx", between, value);
}

/* ---- strings ---- */

static void add_byte(struct text *text, uint8_t byte)
{
    if (byte == '\n')
        add(text, "\\n");
    else if (byte == '\t')
        add(text, "\\t");
    else if (byte == '"' || byte == '\\')
        add(text, "\\%c", byte);
    else if (byte >= ' ' && byte < 0x7f)
        add(text, "%c", byte);
    else
        add(text, "\\%o", byte);
}

/* The first bytes of `length`, at most STRING_MAX. */
static void add_quoted(struct text *text, const char *bytes, uint64_t length)
{
    add(text, "\"");
    for (uint64_t i = 0; i < length && i < STRING_MAX; i++)
        add_byte(text, (uint8_t)bytes[i]);
    add(text, length > STRING_MAX ? "\"..." : "\"");
}

static void add_address(struct text *text, uint64_t address)
{
    if (address)
        add(text, "%#lx", address);
    else
        add(text, "NULL");
}

static void add_string(struct text *text, uint64_t address)
{
    char bytes[STRING_MAX + 1];
    int64_t length = copy_string_from_user(bytes, address, sizeof(bytes));

    if (length == -ENAMETOOLONG)
        length = sizeof(bytes);
    if (length < 0)
        add_address(text, address);
    else
        add_quoted(text, bytes, (uint64_t)length);
}

/* ---- arguments: each shows *arg; further ones follow it ---- */

static void show_string(struct text *text, const uint64_t *arg)
{
    add_string(text, *arg);
}

/* A NULL-terminated array of strings. */
static void show_strings(struct text *text, const uint64_t *arg)
{
    uint64_t string, at = *arg;

    if (copy_from_user(&string, at, sizeof(string))) {
        add_address(text, at);
        return;
    }
    add(text, "[");
    for (int i = 0; string; i++) {
        add(text, i ? ", " : "");
        if (i == VECTOR_MAX) {
            add(text, "...");
            break;
        }
        add_string(text, string);
        at += sizeof(string);
        if (copy_from_user(&string, at, sizeof(string)))
            break;
    }
    add(text, "]");
}

/* A buffer; its size is the next argument. */
static void show_data(struct text *text, const uint64_t *arg)
{
    char bytes[STRING_MAX];
    uint64_t length = arg[1] < sizeof(bytes) ? arg[1] : sizeof(bytes);

    if (copy_from_user(bytes, arg[0], length))
        add_address(text, arg[0]);
    else
        add_quoted(text, bytes, arg[1]);
}

/* An array of struct iovec; its size is the next argument. */
static void show_vector(struct text *text, const uint64_t *arg)
{
    uint64_t part[2];

    add(text, "[");
    for (int i = 0; i < (int)arg[1]; i++) {
        add(text, i ? ", " : "");
        if (i == PARTS_MAX ||
            copy_from_user(part, arg[0] + (uint64_t)i * sizeof(part),
                           sizeof(part))) {
            add(text, "...");
            break;
        }
        add(text, "{iov_base=");
        show_data(text, part);
        add(text, ", iov_len=%lu}", part[1]);
    }
    add(text, "]");
}

static void show_int(struct text *text, const uint64_t *arg)
{
    add(text, "%d", (int)*arg);
}

static void show_long(struct text *text, const uint64_t *arg)
{
    add(text, "%ld", (int64_t)*arg);
}

static void show_unsigned(struct text *text, const uint64_t *arg)
{
    add(text, "%u", (uint32_t)*arg);
}

static void show_size(struct text *text, const uint64_t *arg)
{
    add(text, "%lu", *arg);
}

static void show_address(struct text *text, const uint64_t *arg)
{
    add_address(text, *arg);
}

static void show_hex(struct text *text, const uint64_t *arg)
{
    add(text, "%#lx", *arg);
}

static void show_hex32(struct text *text, const uint64_t *arg)
{
    add(text, "%#x", (uint32_t)*arg);
}

static void show_mode(struct text *text, const uint64_t *arg)
{
    add(text, "0%o", (uint32_t)*arg);
}

static void show_directory(struct text *text, const uint64_t *arg)
{
    if ((int)*arg == AT_FDCWD)
        add(text, "AT_FDCWD");
    else
        show_int(text, arg);
}

static void show_open_flags(struct text *text, const uint64_t *arg)
{
    static const char *const access[] = {"O_RDONLY", "O_WRONLY", "O_RDWR",
                                         "O_ACCMODE"};
    uint32_t flags = (uint32_t)*arg;

    add_flags(text, access[flags & O_ACCMODE], strace_open_flags,
              flags & ~(uint32_t)O_ACCMODE);
}

static void show_prot(struct text *text, const uint64_t *arg)
{
    if ((uint32_t)*arg == PROT_NONE)
        add(text, "PROT_NONE");
    else
        add_flags(text, "", strace_prot_flags, (uint32_t)*arg);
}

static void show_map(struct text *text, const uint64_t *arg)
{
    add_flags(text, "", strace_map_flags, (uint32_t)*arg);
}

static void show_futex(struct text *text, const uint64_t *arg)
{
    uint32_t operation = (uint32_t)*arg;
    const char *name =
        strace_find_name(strace_futex_operations, operation & ~FUTEX_PRIVATE);

    if (name)
        add(text, "%s%s", name, operation & FUTEX_PRIVATE ? "_PRIVATE" : "");
    else
        show_hex32(text, arg);
}

static void show_signal(struct text *text, const uint64_t *arg)
{
    const char *name = strace_find_name(strace_signals, (uint32_t)*arg);

    if (name)
        add(text, "%s", name);
    else
        show_int(text, arg);
}

/* The first line that fits says how an argument looks. NULL fits all. */
static const struct {
    const char *call, *type, *name;
    void (*show)(struct text *text, const uint64_t *arg);
} shows[] = {
    {"open", NULL, "flags", show_open_flags},
    {"openat", NULL, "flags", show_open_flags},
    {"write", NULL, "buffer", show_data},
    {"pwrite64", NULL, "buffer", show_data},
    {"sendto", NULL, "buffer", show_data},
    {"sethostname", NULL, "name", show_data},
    {"setdomainname", NULL, "name", show_data},
    {"writev", NULL, "vector", show_vector},
    {"mmap", NULL, "flags", show_map},
    {"mmap", NULL, "offset", show_hex},
    {"futex", NULL, "operation", show_futex},
    {"arch_prctl", NULL, "code", show_hex32},
    {"umask", NULL, "mask", show_mode},
    {"access", NULL, "mode", show_hex32},
    {NULL, NULL, "argv", show_strings},
    {NULL, NULL, "mode", show_mode},
    {NULL, NULL, "prot", show_prot},
    {NULL, NULL, "dir", show_directory},
    {NULL, "int", "directory", show_directory},
    {NULL, "int", "from_directory", show_directory},
    {NULL, "int", "to_directory", show_directory},
    {NULL, "int", "signal", show_signal},
    {NULL, "uint64_t", "path", show_string},
    {NULL, "uint64_t", "from", show_string},
    {"rename", NULL, "to", show_string},
    {"renameat", NULL, "to", show_string},
    {"renameat2", NULL, "to", show_string},
    {NULL, "uint64_t", "target", show_string},
    {NULL, "uint64_t", "bytes", show_size},
    {NULL, "uint64_t", "size", show_size},
    {NULL, "uint64_t", "length", show_size},
    {NULL, "uint64_t", "old_length", show_size},
    {NULL, "uint64_t", "new_length", show_size},
    {NULL, "uint64_t", "mask_size", show_size},
    {NULL, "uint64_t", "flags", show_hex},
    {NULL, "uint32_t", "flags", show_hex32},
    {NULL, "uint32_t", "request", show_hex32},
    {NULL, "uint32_t", "magic", show_hex32},
    {NULL, "uint32_t", NULL, show_unsigned},
    {NULL, "int64_t", NULL, show_long},
    {NULL, "int", NULL, show_int},
    {NULL, NULL, NULL, show_address},
};

/* One parameter in the text of a list: `type name`. */
struct parameter {
    const char *type, *name;
    size_t type_length, name_length;
};

/* Is it the word, or is any word right? */
static bool is_word(const char *want, const char *text, size_t length)
{
    return !want || (strlen(want) == length && !strncmp(want, text, length));
}

static void add_argument(struct text *text, const char *call,
                         const struct parameter *parameter, const uint64_t *arg)
{
    size_t i = 0;

    while (!is_word(shows[i].call, call, strlen(call)) ||
           !is_word(shows[i].type, parameter->type, parameter->type_length) ||
           !is_word(shows[i].name, parameter->name, parameter->name_length))
        i++;
    shows[i].show(text, arg);
}

/* The parameter that begins at `at`; returns where it ends: at , or ). */
static const char *read_parameter(const char *at, struct parameter *parameter)
{
    parameter->type = at;
    while (*at != ' ')
        at++;
    parameter->type_length = (size_t)(at - parameter->type);
    parameter->name = ++at;
    while (*at != ',' && *at != ')')
        at++;
    parameter->name_length = (size_t)(at - parameter->name);
    return at;
}

/* Only a file that is created gets a mode: open(2). */
static bool is_unused_mode(const char *call, const struct parameter *parameter,
                           const uint64_t *arg)
{
    return (!strcmp(call, "open") || !strcmp(call, "openat")) &&
           is_word("mode", parameter->name, parameter->name_length) &&
           !(arg[-1] & O_CREAT);
}

void strace_format_call(char *bytes, size_t size, const char *name,
                        const char *parameters, const uint64_t args[6])
{
    struct text text = {bytes, size, 0};
    struct parameter parameter;
    const char *at = parameters + 1;

    add(&text, "%s(", name);
    if (!strcmp(parameters, "(void)"))
        return;
    for (int i = 0;; i++) {
        at = read_parameter(at, &parameter);
        if (is_unused_mode(name, &parameter, &args[i]))
            return;
        add(&text, i ? ", " : "");
        add_argument(&text, name, &parameter, &args[i]);
        if (*at == ')')
            return;
        at += 2;
    }
}

static bool gives_address(const char *name)
{
    return !strcmp(name, "brk") || !strcmp(name, "mmap") ||
           !strcmp(name, "mremap");
}

void strace_format_result(char *text, size_t size, const char *name,
                          int64_t result)
{
    const char *error = strace_find_name(strace_errors, (uint64_t)-result);

    if (result < 0 && result >= -ERRNO_MAX && error)
        ksnprintf(text, size, "-1 %s", error);
    else if (result < 0 && result >= -ERRNO_MAX)
        ksnprintf(text, size, "-1 (errno %ld)", -result);
    else
        ksnprintf(text, size, gives_address(name) ? "%#lx" : "%ld", result);
}
