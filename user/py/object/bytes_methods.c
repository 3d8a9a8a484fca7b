/* SPDX-License-Identifier: MIT
 *
 * The methods of bytes and bytearray: those shared with str, bound to the two
 * kinds, and hex, fromhex, decode.
 */
#include "object/bytes.h"
#include "object/callable.h"
#include "object/error.h"

/* ---- The kinds ---- */

static struct object *make_bytes(const char *data, size_t size)
{
    return bytes_new(data, size);
}

static struct object *alloc_bytes(size_t size, char **out)
{
    struct bytes *b = bytes_alloc(size);

    if (b)
        *out = (char *)b->data;
    return (struct object *)b;
}

static struct object *make_bytearray(const char *data, size_t size)
{
    char *out = NULL;
    struct object *array = bytearray_alloc(size, &out);

    if (array && size)
        memcpy(out, data, size);
    return array;
}

#define SPACES (1ull << ' ' | 0x1full << '\t')

static size_t no_space(const char *p, const char *end)
{
    (void)p;
    (void)end;
    return 0;
}

static size_t byte_line_end(const char *p, const char *end)
{
    if (*p == '\r' && p + 1 < end && p[1] == '\n')
        return 2;
    return *p == '\n' || *p == '\r';
}

const struct text_kind bytes_kind = {
    .make = make_bytes,
    .alloc = alloc_bytes,
    .spaces = SPACES,
    .space = no_space,
    .line_end = byte_line_end,
};

const struct text_kind bytearray_kind = {
    .make = make_bytearray,
    .alloc = bytearray_alloc,
    .spaces = SPACES,
    .space = no_space,
    .line_end = byte_line_end,
};

/* ---- hex and fromhex ---- */

#define HEX_DIGITS "0123456789abcdef"

/* The separator of hex() and the size of its groups, from the arguments sep and
 * bytes_per_sep; *group 0: none. */
static int hex_arguments(struct object *const *args, uint32_t count,
                         struct object *names, char *separator, int64_t *group)
{
    static const char *const parameter_names[] = {"self", "sep",
                                                  "bytes_per_sep", NULL};
    static const struct parameters parameters = {.function = "hex",
                                                 .required = 1,
                                                 .positional_only = 1,
                                                 .positional = 3,
                                                 .names = parameter_names};
    struct object *given[3];
    struct view view;

    *group = 0;
    if (parameters_bind(&parameters, args, count, names, given))
        return -1;
    if (!given[1])
        return 0;
    if (is_str(given[1])) {
        view = str_view(given[1]);
    } else if (object_length(given[1]) < 0) {
        return -1;
    } else if (!bytes_view(given[1], &view)) {
        error_format(&type_TypeError, "sep must be str or bytes.");
        return -1;
    }
    if (object_length(given[1]) != 1) {
        error_format(&type_ValueError, "sep must be length 1.");
        return -1;
    }
    if ((unsigned char)*view.data >= ASCII_END) {
        error_format(&type_ValueError, "sep must be ASCII.");
        return -1;
    }
    *separator = *view.data;
    *group = 1;
    return given[2] ? object_index_int64(given[2], NULL, group) : 0;
}

/* Groups are counted from the right; from the left if group < 0. */
static bool at_group(size_t i, size_t size, int64_t group)
{
    uint64_t from = group < 0 ? i : size - i;

    return group && i &&
           from % (group < 0 ? -(uint64_t)group : (uint64_t)group) == 0;
}

static struct object *bytes_hex(struct object *const *args, uint32_t count,
                                struct object *names)
{
    struct text text = {0};
    char separator = 0, digits[2];
    struct view view;
    int64_t group;
    size_t i;
    int failed = 0;

    if (hex_arguments(args, count, names, &separator, &group))
        return NULL;
    view = bytes_data(args[0]);
    for (i = 0; !failed && i < view.size; i++) {
        digits[0] = HEX_DIGITS[(unsigned char)view.data[i] >> 4];
        digits[1] = HEX_DIGITS[view.data[i] & 0xf];
        failed =
            (at_group(i, view.size, group) && text_add(&text, &separator, 1)) ||
            text_add(&text, digits, 2);
    }
    if (!failed)
        return text_finish(&text);
    text_discard(&text);
    return NULL;
}

static int hex_digit(char c)
{
    const char *at =
        c ? strchr(HEX_DIGITS, c >= 'A' && c <= 'F' ? c | 0x20 : c) : NULL;

    return at ? (int)(at - HEX_DIGITS) : -1;
}

/* 0, or -1: raised. */
static int read_hex(struct text *out, struct view view)
{
    size_t i = 0;
    int high, low;
    char byte;

    for (;;) {
        while (i < view.size &&
               space_size(&bytes_kind, view.data + i, view.data + i + 1))
            i++;
        if (i == view.size)
            return 0;
        high = hex_digit(view.data[i]);
        low = high < 0 ? high : hex_digit(view.data[++i]);
        if (high < 0 || low < 0) {
            error_format(&type_ValueError,
                         "non-hexadecimal number found in fromhex() arg at "
                         "position %zu",
                         utf8_length(view.data, i));
            return -1;
        }
        i++;
        byte = (char)(high << 4 | low);
        if (text_add(out, &byte, 1))
            return -1;
    }
}

static struct object *bytes_fromhex(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    const struct text_kind *kind =
        args[0] == &type_bytearray.head ? &bytearray_kind : &bytes_kind;
    struct object *result = NULL;
    struct text out = {0};

    (void)count;
    (void)names;
    if (!is_str(args[1]))
        return error_format(&type_TypeError,
                            "fromhex() argument must be str, not %T", args[1]);
    if (!read_hex(&out, str_view(args[1])))
        result = kind->make(out.data, out.size);
    text_discard(&out);
    return result;
}

/* ---- decode ---- */

static struct object *bytes_decode(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    static const char *const parameter_names[] = {"self", "encoding", "errors",
                                                  NULL};
    static const struct parameters parameters = {.function = "decode",
                                                 .required = 1,
                                                 .positional_only = 1,
                                                 .positional = 3,
                                                 .names = parameter_names};
    struct object *given[3];
    struct view view;

    if (parameters_bind(&parameters, args, count, names, given))
        return NULL;
    view = bytes_data(args[0]);
    return text_decode(view, given[1], given[2]);
}

/* ---- The tables ---- */

#define BIND(name, min, max)                                                   \
    static struct object *bytes_method_##name(struct object *const *args,      \
                                              uint32_t count,                  \
                                              struct object *names)            \
    {                                                                          \
        (void)names;                                                           \
        return kind_##name(bytes_kind_of(args[0]), args, count);               \
    }
#define BIND_NAMED(name, min, max)                                             \
    static struct object *bytes_method_##name(struct object *const *args,      \
                                              uint32_t count,                  \
                                              struct object *names)            \
    {                                                                          \
        return kind_##name(bytes_kind_of(args[0]), args, count, names);        \
    }
#define ENTRY(name, min, max)                                                  \
    {#name, bytes_method_##name, min, max, false, 0, NULL},
#define ENTRY_NAMED(name, min, max)                                            \
    {#name, bytes_method_##name, min, -1, true, 0, NULL},

KIND_METHODS(BIND)
KIND_METHODS_NAMED(BIND_NAMED)

#define END                                                                    \
    {                                                                          \
        NULL, NULL, 0, 0, false, 0, NULL                                       \
    }

/* The last lines of both tables. */
#define SHARED_ENTRIES_AND_END                                                 \
    {"decode", bytes_decode, 1, -1, true, 0, NULL},                            \
        {"fromhex", bytes_fromhex, 2, 2, false, METHOD_CLASS, NULL},           \
        {"hex", bytes_hex, 1, -1, true, 0, NULL},                              \
        {"capitalize", bytes_capitalize, 1, 1, false, 0, NULL},                \
        {"center", bytes_center, 2, 3, false, 0, NULL},                        \
        {"expandtabs", bytes_expandtabs, 1, -1, true, 0, NULL},                \
        {"isalnum", bytes_isalnum, 1, 1, false, 0, NULL},                      \
        {"isalpha", bytes_isalpha, 1, 1, false, 0, NULL},                      \
        {"isascii", bytes_isascii, 1, 1, false, 0, NULL},                      \
        {"isdigit", bytes_isdigit, 1, 1, false, 0, NULL},                      \
        {"islower", bytes_islower, 1, 1, false, 0, NULL},                      \
        {"isspace", bytes_isspace, 1, 1, false, 0, NULL},                      \
        {"istitle", bytes_istitle, 1, 1, false, 0, NULL},                      \
        {"isupper", bytes_isupper, 1, 1, false, 0, NULL},                      \
        {"ljust", bytes_ljust, 2, 3, false, 0, NULL},                          \
        {"lower", bytes_lower, 1, 1, false, 0, NULL},                          \
        {"maketrans", bytes_maketrans, 2, 2, false, METHOD_STATIC, NULL},      \
        {"rjust", bytes_rjust, 2, 3, false, 0, NULL},                          \
        {"swapcase", bytes_swapcase, 1, 1, false, 0, NULL},                    \
        {"title", bytes_title, 1, 1, false, 0, NULL},                          \
        {"translate", bytes_translate, 2, -1, true, 0, NULL},                  \
        {"upper", bytes_upper, 1, 1, false, 0, NULL},                          \
        {"zfill", bytes_zfill, 2, 2, false, 0, NULL},                          \
        KIND_METHODS(ENTRY) KIND_METHODS_NAMED(ENTRY_NAMED) END

const struct method_def bytes_methods[] = {
    SHARED_ENTRIES_AND_END,
};

const struct method_def bytearray_methods[] = {
    {"append", bytearray_append, 2, 2, false, 0, NULL},
    {"clear", bytearray_clear, 1, 1, false, 0, NULL},
    {"copy", bytearray_copy, 1, 1, false, 0, NULL},
    {"extend", bytearray_extend, 2, 2, false, 0, NULL},
    {"insert", bytearray_insert, 3, 3, false, 0, NULL},
    {"pop", bytearray_pop, 1, 2, false, 0, NULL},
    {"remove", bytearray_remove, 2, 2, false, 0, NULL},
    {"reverse", bytearray_reverse, 1, 1, false, 0, NULL},
    SHARED_ENTRIES_AND_END,
};
