/* SPDX-License-Identifier: MIT
 *
 * The table of str's methods. What str shares with bytes is bound to str's kind
 * here; the others are in files of their own.
 */
#include "object/callable.h"
#include "object/error.h"
#include "object/str.h"

#define SPACES (1ull << ' ' | 0x1full << '\t')
#define SEPARATORS (0xfull << 0x1c) /* of files, groups, records, units */

static struct object *kind_make(const char *data, size_t size)
{
    return str_new(data, size);
}

static struct object *kind_alloc(size_t size, char **out)
{
    struct str *s = str_alloc(size, size);

    if (s)
        *out = s->text;
    return (struct object *)s;
}

static size_t kind_space(const char *p, const char *end)
{
    const char *next = p;

    (void)end;
    return unicode_is_space(utf8_next(&next)) ? (size_t)(next - p) : 0;
}

static size_t kind_line_end(const char *p, const char *end)
{
    const char *next = p;

    if (((unsigned char)*p & 0xc0) == 0x80 ||
        !unicode_is_line_end(utf8_next(&next)))
        return 0;
    if (*p == '\r' && next < end && *next == '\n')
        next++;
    return (size_t)(next - p);
}

const struct text_kind str_kind = {
    .by_character = true,
    .spaces = SPACES | SEPARATORS,
    .make = kind_make,
    .alloc = kind_alloc,
    .space = kind_space,
    .line_end = kind_line_end,
};

#define BIND(name, min, max)                                                   \
    static struct object *str_method_##name(struct object *const *args,        \
                                            uint32_t count,                    \
                                            struct object *names)              \
    {                                                                          \
        (void)names;                                                           \
        return kind_##name(&str_kind, args, count);                            \
    }
#define BIND_NAMED(name, min, max)                                             \
    static struct object *str_method_##name(struct object *const *args,        \
                                            uint32_t count,                    \
                                            struct object *names)              \
    {                                                                          \
        return kind_##name(&str_kind, args, count, names);                     \
    }
#define ENTRY(name, min, max)                                                  \
    {#name, str_method_##name, min, max, false, 0, NULL},
#define ENTRY_NAMED(name, min, max)                                            \
    {#name, str_method_##name, min, -1, true, 0, NULL},
#define END                                                                    \
    {                                                                          \
        NULL, NULL, 0, 0, false, 0, NULL                                       \
    }
#define SHARED_ENTRIES_AND_END                                                 \
    KIND_METHODS(ENTRY) KIND_METHODS_NAMED(ENTRY_NAMED) END

KIND_METHODS(BIND)
KIND_METHODS_NAMED(BIND_NAMED)

static struct object *str_encode(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    static const char *const parameter_names[] = {"self", "encoding", "errors",
                                                  NULL};
    static const struct parameters parameters = {.function = "encode",
                                                 .required = 1,
                                                 .positional_only = 1,
                                                 .positional = 3,
                                                 .names = parameter_names};
    struct object *given[3];

    if (parameters_bind(&parameters, args, count, names, given))
        return NULL;
    return text_encode(args[0], given[1], given[2]);
}

static struct object *str_dunder_format(struct object *const *args,
                                        uint32_t count, struct object *names)
{
    (void)count;
    (void)names;
    if (!format_spec_is_str(args[1]))
        return NULL;
    return str_format_spec(args[0], args[1]);
}

const struct method_def str_methods[] = {
    {"__format__", str_dunder_format, 2, 2, false, 0, NULL},
    {"capitalize", str_capitalize_method, 1, 1, false, 0, NULL},
    {"casefold", str_casefold_method, 1, 1, false, 0, NULL},
    {"center", str_center_method, 2, 3, false, 0, NULL},
    {"encode", str_encode, 1, -1, true, 0, NULL},
    {"expandtabs", str_expandtabs_method, 1, -1, true, 0, NULL},
    {"format", str_format_method, 1, -1, true, 0, NULL},
    {"format_map", str_format_map_method, 2, 2, false, 0, NULL},
    {"isalnum", str_isalnum_method, 1, 1, false, 0, NULL},
    {"isalpha", str_isalpha_method, 1, 1, false, 0, NULL},
    {"isascii", str_isascii_method, 1, 1, false, 0, NULL},
    {"isdecimal", str_isdecimal_method, 1, 1, false, 0, NULL},
    {"isdigit", str_isdigit_method, 1, 1, false, 0, NULL},
    {"isidentifier", str_isidentifier_method, 1, 1, false, 0, NULL},
    {"islower", str_islower_method, 1, 1, false, 0, NULL},
    {"isnumeric", str_isnumeric_method, 1, 1, false, 0, NULL},
    {"isprintable", str_isprintable_method, 1, 1, false, 0, NULL},
    {"isspace", str_isspace_method, 1, 1, false, 0, NULL},
    {"istitle", str_istitle_method, 1, 1, false, 0, NULL},
    {"isupper", str_isupper_method, 1, 1, false, 0, NULL},
    {"ljust", str_ljust_method, 2, 3, false, 0, NULL},
    {"lower", str_lower_method, 1, 1, false, 0, NULL},
    {"maketrans", str_maketrans_method, 1, 3, false, METHOD_STATIC, NULL},
    {"rjust", str_rjust_method, 2, 3, false, 0, NULL},
    {"swapcase", str_swapcase_method, 1, 1, false, 0, NULL},
    {"title", str_title_method, 1, 1, false, 0, NULL},
    {"translate", str_translate_method, 2, 2, false, 0, NULL},
    {"upper", str_upper_method, 1, 1, false, 0, NULL},
    {"zfill", str_zfill_method, 2, 2, false, 0, NULL},
    SHARED_ENTRIES_AND_END,
};
