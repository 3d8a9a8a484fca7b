/* SPDX-License-Identifier: MIT
 *
 * repr of a str, and ascii(): in quotes, with escapes for what would not be
 * seen. Single quotes, unless the text has such and no double ones.
 */
#include "object/error.h"
#include "object/str.h"

#define DELETE_CHARACTER 0x7f

static const char hex_digits[] = "0123456789abcdef";

/* \xhh, \uhhhh or \Uhhhhhhhh. */
static int add_number(struct text *text, uint32_t c)
{
    int digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
    char escape[2 + 8] = {'\\', digits == 2 ? 'x' : digits == 4 ? 'u' : 'U'};
    int i;

    for (i = 0; i < digits; i++)
        escape[2 + i] = hex_digits[c >> (4 * (digits - 1 - i)) & 0xf];
    return text_add(text, escape, 2 + (size_t)digits);
}

static int add_escaped(struct text *text, uint32_t c, char quote,
                       bool ascii_only)
{
    switch (c) {
    case '\n':
        return text_add(text, "\\n", 2);
    case '\r':
        return text_add(text, "\\r", 2);
    case '\t':
        return text_add(text, "\\t", 2);
    case '\\':
        return text_add(text, "\\\\", 2);
    }
    if (c == (uint32_t)quote)
        return text_add(text, quote == '"' ? "\\\"" : "\\'", 2);
    if (c < ASCII_END ? c < ' ' || c == DELETE_CHARACTER
                      : ascii_only || !unicode_is_printable(c))
        return add_number(text, c);
    return text_add_char(text, c);
}

/* Printable ASCII that is no quote and no backslash stands for itself. */
static bool is_plain(char c)
{
    return c >= ' ' && c < DELETE_CHARACTER && c != '\'' && c != '"' &&
           c != '\\';
}

static char choose_quote(struct view view)
{
    return memchr(view.data, '\'', view.size) &&
                   !memchr(view.data, '"', view.size)
               ? '"'
               : '\'';
}

static struct object *repr(struct object *str, bool ascii_only)
{
    struct view view = str_view(str);
    const char *p = view.data, *end = p + view.size, *plain;
    char quote = choose_quote(view);
    struct text text = {0};
    int failed = text_add(&text, &quote, 1);

    while (!failed && p < end) {
        for (plain = p; p < end && is_plain(*p);)
            p++;
        failed = text_add(&text, plain, (size_t)(p - plain));
        if (!failed && p < end)
            failed = add_escaped(&text, utf8_next(&p), quote, ascii_only);
    }
    if (failed || text_add(&text, &quote, 1)) {
        text_discard(&text);
        return NULL;
    }
    return text_finish(&text);
}

struct object *str_repr(struct object *str)
{
    return repr(str, false);
}

/* What object_repr left as it is, without the quotes of a str. */
struct object *ascii_repr(struct object *o)
{
    struct object *plain;
    struct text text = {0};
    const char *p, *end;
    uint32_t c;
    int failed = 0;

    if (is_str(o))
        return repr(o, true);
    plain = object_repr(o);
    if (!plain || ((struct str *)plain)->length == str_size(plain))
        return plain;
    p = str_text(plain);
    end = p + str_size(plain);
    while (!failed && p < end) {
        c = utf8_next(&p);
        failed = c < ASCII_END ? text_add_char(&text, c) : add_number(&text, c);
    }
    unref(plain);
    if (!failed)
        return text_finish(&text);
    text_discard(&text);
    return NULL;
}
