/* SPDX-License-Identifier: MIT
 *
 * Methods of bytes and bytearray that take ASCII letters for letters: cases,
 * isalpha and the like, padding, translate. No other byte is one.
 */
#include "object/bytes.h"
#include "object/callable.h"
#include "object/error.h"

#define TAB_SIZE 8
#define BYTE_VALUES 256
#define CASE_BIT 0x20

static bool is_upper(unsigned char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(unsigned char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_alpha(unsigned char c)
{
    return is_upper(c) || is_lower(c);
}

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(unsigned char c)
{
    return is_alpha(c) || is_digit(c);
}

static bool is_space(unsigned char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_ascii(unsigned char c)
{
    return c < ASCII_END;
}

/* ---- Cases ---- */

/* What becomes of a byte; inside: whether a letter precedes it; first: it is the
 * first of all. */
typedef unsigned char case_rule(unsigned char c, bool inside, bool first);

static unsigned char upper_rule(unsigned char c, bool inside, bool first)
{
    (void)inside, (void)first;
    return is_lower(c) ? c ^ CASE_BIT : c;
}

static unsigned char lower_rule(unsigned char c, bool inside, bool first)
{
    (void)inside, (void)first;
    return is_upper(c) ? c ^ CASE_BIT : c;
}

static unsigned char swap_rule(unsigned char c, bool inside, bool first)
{
    (void)inside, (void)first;
    return is_alpha(c) ? c ^ CASE_BIT : c;
}

static unsigned char title_rule(unsigned char c, bool inside, bool first)
{
    return inside ? lower_rule(c, inside, first) : upper_rule(c, inside, first);
}

static unsigned char capital_rule(unsigned char c, bool inside, bool first)
{
    return first ? upper_rule(c, inside, first) : lower_rule(c, inside, first);
}

static struct object *convert(struct object *self, case_rule *rule)
{
    struct view view = bytes_data(self);
    bool inside = false;
    char *out;
    struct object *result = bytes_kind_of(self)->alloc(view.size, &out);

    for (size_t i = 0; result && i < view.size; i++) {
        unsigned char c = (unsigned char)view.data[i];

        out[i] = (char)rule(c, inside, i == 0);
        inside = is_alpha(c);
    }
    return result;
}

/* Does the test hold for each byte, of which there is one? */
static bool all_are(struct object *self, bool (*test)(unsigned char))
{
    struct view view = bytes_data(self);
    size_t i = 0;

    while (i < view.size && test((unsigned char)view.data[i]))
        i++;
    return view.size && i == view.size;
}

/* Is there a letter, and none of the case that `wrong` tells? */
static bool is_cased(struct object *self, bool (*wrong)(unsigned char))
{
    struct view view = bytes_data(self);
    bool any = false;

    for (size_t i = 0; i < view.size; i++) {
        if (wrong((unsigned char)view.data[i]))
            return false;
        any = any || is_alpha((unsigned char)view.data[i]);
    }
    return any;
}

static bool is_title(struct object *self)
{
    struct view view = bytes_data(self);
    bool inside = false, any = false;

    for (size_t i = 0; i < view.size; i++) {
        unsigned char c = (unsigned char)view.data[i];

        if (inside ? is_upper(c) : is_lower(c))
            return false;
        inside = is_alpha(c);
        any = any || inside;
    }
    return any;
}

/* The methods without arguments: X(name, what it answers). */
#define PLAIN_METHODS(X)                                                       \
    X(capitalize, convert(self, capital_rule))                                 \
    X(isalnum, bool_from(all_are(self, is_alnum)))                             \
    X(isalpha, bool_from(all_are(self, is_alpha)))                             \
    X(isascii, bool_from(!bytes_data(self).size || all_are(self, is_ascii)))   \
    X(isdigit, bool_from(all_are(self, is_digit)))                             \
    X(islower, bool_from(is_cased(self, is_upper)))                            \
    X(isspace, bool_from(all_are(self, is_space)))                             \
    X(istitle, bool_from(is_title(self)))                                      \
    X(isupper, bool_from(is_cased(self, is_lower)))                            \
    X(lower, convert(self, lower_rule))                                        \
    X(swapcase, convert(self, swap_rule))                                      \
    X(title, convert(self, title_rule))                                        \
    X(upper, convert(self, upper_rule))

#define PLAIN_DEFINE(name, answer)                                             \
    struct object *bytes_##name(struct object *const *args, uint32_t count,    \
                                struct object *names)                          \
    {                                                                          \
        struct object *self = args[0];                                         \
                                                                               \
        (void)count, (void)names;                                              \
        return answer;                                                         \
    }
PLAIN_METHODS(PLAIN_DEFINE)

/* ---- Padding ---- */

/* The part of self from byte `from` on, as wide as it was or `more` bytes wider:
 * `left` fill bytes before it and the others behind it, after what is before
 * `from`. */
static struct object *pad(struct object *self, size_t from, size_t left,
                          size_t more, char fill)
{
    struct view view = bytes_data(self);
    struct object *result;
    char *out = NULL;

    if (more > BYTES_MAX - view.size)
        return error_memory();
    result = bytes_kind_of(self)->alloc(view.size + more, &out);
    if (!result || view.size + more == 0)
        return result;
    memcpy(out, view.data, from);
    memset(out + from, fill, left);
    memcpy(out + from + left, view.data + from, view.size - from);
    memset(out + left + view.size, fill, more - left);
    return result;
}

/* Arguments self, width, fill byte: how many are missing; -1: raised. */
static int64_t missing(const char *function, struct object *const *args,
                       uint32_t count, char *fill)
{
    struct view view;
    int64_t width, size;

    *fill = ' ';
    if (argument_int64(args[1], &width))
        return -1;
    if (count > 2) {
        if (!bytes_view(args[2], &view) || view.size != 1) {
            error_format(&type_TypeError,
                         "%s() argument 2 must be a byte string of length 1, "
                         "not %s",
                         function, argument_type(args[2]));
            return -1;
        }
        *fill = *view.data;
    }
    size = (int64_t)bytes_data(args[0]).size;
    return width > size ? width - size : 0;
}

struct object *bytes_ljust(struct object *const *args, uint32_t count,
                           struct object *names)
{
    char fill;
    int64_t more = missing("ljust", args, count, &fill);

    (void)names;
    return more < 0 ? NULL : pad(args[0], 0, 0, (size_t)more, fill);
}

struct object *bytes_rjust(struct object *const *args, uint32_t count,
                           struct object *names)
{
    char fill;
    int64_t more = missing("rjust", args, count, &fill);

    (void)names;
    return more < 0 ? NULL : pad(args[0], 0, (size_t)more, (size_t)more, fill);
}

struct object *bytes_center(struct object *const *args, uint32_t count,
                            struct object *names)
{
    char fill;
    int64_t more = missing("center", args, count, &fill), left;

    (void)names;
    if (more < 0)
        return NULL;
    left = more / 2 + (more & ((int64_t)bytes_data(args[0]).size + more) & 1);
    return pad(args[0], 0, (size_t)left, (size_t)more, fill);
}

struct object *bytes_zfill(struct object *const *args, uint32_t count,
                           struct object *names)
{
    char fill;
    int64_t more = missing("zfill", args, count, &fill);
    struct view view = bytes_data(args[0]);
    bool sign = view.size && (*view.data == '+' || *view.data == '-');

    (void)names;
    return more < 0 ? NULL
                    : pad(args[0], sign, (size_t)more, (size_t)more, '0');
}

static int expand(struct text *out, struct view view, int64_t tab_size)
{
    int64_t column = 0;

    for (size_t i = 0; i < view.size; i++) {
        char c = view.data[i];
        int64_t more = tab_size > 0 ? tab_size - column % tab_size : 0;

        if (c == '\t') {
            column = 0;
            if (text_add_fill(out, ' ', (size_t)more))
                return -1;
            continue;
        }
        column = c == '\n' || c == '\r' ? 0 : column + 1;
        if (text_add(out, &c, 1))
            return -1;
    }
    return 0;
}

struct object *bytes_expandtabs(struct object *const *args, uint32_t count,
                                struct object *names)
{
    static const char *const parameter_names[] = {"self", "tabsize", NULL};
    static const struct parameters parameters = {.function = "expandtabs",
                                                 .required = 1,
                                                 .positional_only = 1,
                                                 .positional = 2,
                                                 .names = parameter_names};
    struct object *given[2], *result = NULL;
    int64_t tab_size = TAB_SIZE;
    struct text text = {0};

    if (parameters_bind(&parameters, args, count, names, given) ||
        (given[1] && argument_int64(given[1], &tab_size)))
        return NULL;
    if (!expand(&text, bytes_data(args[0]), tab_size))
        result = bytes_kind_of(args[0])->make(text.data, text.size);
    text_discard(&text);
    return result;
}

/* ---- translate ---- */

struct object *bytes_maketrans(struct object *const *args, uint32_t count,
                               struct object *names)
{
    char table[BYTE_VALUES];
    struct view from, to;

    (void)count, (void)names;
    if (!kind_view(&bytes_kind, args[0], &from) ||
        !kind_view(&bytes_kind, args[1], &to))
        return NULL;
    if (from.size != to.size)
        return error_format(&type_ValueError,
                            "maketrans arguments must have same length");
    for (int i = 0; i < BYTE_VALUES; i++)
        table[i] = (char)i;
    for (size_t i = 0; i < from.size; i++)
        table[(unsigned char)from.data[i]] = to.data[i];
    return bytes_new(table, sizeof(table));
}

/* translate(table, /, delete=b''); the table may be None. */
struct object *bytes_translate(struct object *const *args, uint32_t count,
                               struct object *names)
{
    static const char *const parameter_names[] = {"self", "table", "delete",
                                                  NULL};
    static const struct parameters parameters = {.function = "translate",
                                                 .required = 2,
                                                 .positional_only = 2,
                                                 .positional = 3,
                                                 .names = parameter_names};
    struct view view, table = {NULL, 0}, unwanted = {"", 0};
    struct object *given[3], *result = NULL;
    struct text text = {0};
    int failed = 0;

    if (parameters_bind(&parameters, args, count, names, given) ||
        (given[1] != NONE && !kind_view(&bytes_kind, given[1], &table)))
        return NULL;
    if (given[1] != NONE && table.size != BYTE_VALUES)
        return error_format(&type_ValueError,
                            "translation table must be 256 characters long");
    if (given[2] && !kind_view(&bytes_kind, given[2], &unwanted))
        return NULL;
    view = bytes_data(args[0]);
    for (size_t i = 0; !failed && i < view.size; i++) {
        const char *c = view.data + i;

        if (unwanted.size && memchr(unwanted.data, *c, unwanted.size))
            continue;
        failed =
            text_add(&text, table.data ? table.data + (unsigned char)*c : c, 1);
    }
    if (!failed)
        result = bytes_kind_of(args[0])->make(text.data, text.size);
    text_discard(&text);
    return result;
}
