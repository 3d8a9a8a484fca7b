/* SPDX-License-Identifier: MIT
 *
 * Methods of str that make it wider: center, ljust, rjust, zfill, expandtabs.
 */
#include "object/callable.h"
#include "object/error.h"
#include "object/str.h"

#define TAB_SIZE 8

static size_t length_of(const struct object *o)
{
    return ((const struct str *)o)->length;
}

/* `left` and `right` times the fill character beside self. */
static struct object *pad(struct object *self, size_t left, size_t right,
                          uint32_t fill)
{
    struct text text = {0};

    if (!text_add_fill(&text, fill, left) && !text_add_object(&text, self) &&
        !text_add_fill(&text, fill, right))
        return text_finish(&text);
    text_discard(&text);
    return NULL;
}

/* Arguments self, width, fill character: how much is missing (0: nothing), or
 * -1. */
static int64_t missing(struct object *const *args, uint32_t count,
                       uint32_t *fill)
{
    const char *p;
    int64_t width;

    *fill = ' ';
    if (argument_int64(args[1], &width))
        return -1;
    if (count > 2) {
        if (!is_str(args[2])) {
            error_format(&type_TypeError,
                         "The fill character must be a unicode character, "
                         "not %T",
                         args[2]);
            return -1;
        }
        if (length_of(args[2]) != 1) {
            error_format(&type_TypeError, "The fill character must be exactly "
                                          "one character long");
            return -1;
        }
        p = str_text(args[2]);
        *fill = utf8_next(&p);
    }
    return width > (int64_t)length_of(args[0])
               ? width - (int64_t)length_of(args[0])
               : 0;
}

struct object *str_ljust_method(struct object *const *args, uint32_t count,
                                struct object *names)
{
    uint32_t fill;
    int64_t more = missing(args, count, &fill);

    (void)names;
    if (more <= 0)
        return more ? NULL : ref(args[0]);
    return pad(args[0], 0, (size_t)more, fill);
}

struct object *str_rjust_method(struct object *const *args, uint32_t count,
                                struct object *names)
{
    uint32_t fill;
    int64_t more = missing(args, count, &fill);

    (void)names;
    if (more <= 0)
        return more ? NULL : ref(args[0]);
    return pad(args[0], (size_t)more, 0, fill);
}

/* An odd one goes to the left where the width is odd, as CPython has it. */
struct object *str_center_method(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    uint32_t fill;
    int64_t more = missing(args, count, &fill), left;

    (void)names;
    if (more <= 0)
        return more ? NULL : ref(args[0]);
    left = more / 2 + (more & (more + (int64_t)length_of(args[0])) & 1);
    return pad(args[0], (size_t)left, (size_t)(more - left), fill);
}

struct object *str_zfill_method(struct object *const *args, uint32_t count,
                                struct object *names)
{
    struct view view = str_view(args[0]);
    struct text text = {0};
    uint32_t fill;
    int64_t more = missing(args, count, &fill);
    size_t sign = view.size && (*view.data == '+' || *view.data == '-');

    (void)names;
    if (more <= 0)
        return more ? NULL : ref(args[0]);
    if (!text_add(&text, view.data, sign) &&
        !text_add_fill(&text, '0', (size_t)more) &&
        !text_add(&text, view.data + sign, view.size - sign))
        return text_finish(&text);
    text_discard(&text);
    return NULL;
}

/* ---- expandtabs ---- */

static int expand(struct text *out, struct view view, int64_t tab_size)
{
    const char *p = view.data, *end = p + view.size;
    int64_t column = 0, more;
    uint32_t c;

    while (p < end) {
        c = utf8_next(&p);
        if (c == '\t') {
            more = tab_size > 0 ? tab_size - column % tab_size : 0;
            column += more;
            if (text_add_fill(out, ' ', (size_t)more))
                return -1;
            continue;
        }
        column = c == '\n' || c == '\r' ? 0 : column + 1;
        if (text_add_char(out, c))
            return -1;
    }
    return 0;
}

struct object *str_expandtabs_method(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    static const char *const parameter_names[] = {"self", "tabsize", NULL};
    static const struct parameters parameters = {.function = "expandtabs",
                                                 .required = 1,
                                                 .positional_only = 1,
                                                 .positional = 2,
                                                 .names = parameter_names};
    struct object *given[2];
    int64_t tab_size = TAB_SIZE;
    struct text text = {0};

    if (parameters_bind(&parameters, args, count, names, given) ||
        (given[1] && argument_int64(given[1], &tab_size)))
        return NULL;
    if (!expand(&text, str_view(args[0]), tab_size))
        return text_finish(&text);
    text_discard(&text);
    return NULL;
}
