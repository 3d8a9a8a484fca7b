/* SPDX-License-Identifier: MIT
 *
 * Literals: numbers, and strings with their prefixes and escapes; strings that
 * stand side by side become one. The braces of f-strings are taken apart in
 * parse_fstring.c.
 *
 * Not here: \N{name}, which would need all of Unicode's names; and lone
 * surrogates, which a str cannot hold.
 */
#include <string.h>

#include "compile/parse.h"
#include "object/error.h"
#include "object/number.h"
#include "object/text.h"

#define OCTAL_DIGITS 3
#define BYTE_MAX 0xff
#define CODE_POINT_MAX 0x10ffff
#define SURROGATE_FIRST 0xd800
#define SURROGATE_LAST 0xdfff
#define DECIMAL_DIGITS_MAX 4300 /* CPython's limit for int from text */

/* ---- Numbers ---- */

static uint32_t count_digits(const struct token *token)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < token->size; i++)
        count += is_digit(token->text[i]);
    return count;
}

static bool is_decimal(const struct token *token)
{
    return token->size < 2 || *token->text != '0' ||
           !strchr("xXoObB", token->text[1]);
}

static bool is_float_text(const struct token *token)
{
    for (uint32_t i = 0; i < token->size; i++)
        if (strchr(".eE", token->text[i]))
            return true;
    return false;
}

static struct object *number_value(struct parser *p, const struct token *token)
{
    bool decimal = is_decimal(token);
    uint32_t digits = count_digits(token);

    if (decimal && is_float_text(token))
        return float_from_text(token->text, token->size);
    if (decimal && digits > DECIMAL_DIGITS_MAX)
        return parser_error_here(
            p,
            "Exceeds the limit (%d digits) for integer string conversion: "
            "value has %d digits; use sys.set_int_max_str_digits() to increase "
            "the limit - Consider hexadecimal for huge integer literals to "
            "avoid decimal conversion limits.",
            DECIMAL_DIGITS_MAX, (int)digits);
    return int_from_text(token->text, token->size, 0);
}

struct node *parse_number(struct parser *p)
{
    struct node *node = node_new(p, NODE_CONSTANT, p->token);

    if (!node || !node_keep(p, node, number_value(p, p->token)))
        return NULL;
    parser_next(p);
    return node;
}

/* ---- Escapes ---- */

static int hex_value(char c)
{
    char lower = c | 0x20;

    if (is_digit(c))
        return c - '0';
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static int escape_error(struct parser *p, const struct literal *literal,
                        const char *escape, const char *end, const char *what)
{
    if (literal->bytes)
        parser_error_here(p, "(value error) invalid \\x escape at position %d",
                          (int)(escape - literal->text));
    else
        parser_error_here(
            p,
            "(unicode error) 'unicodeescape' codec can't decode bytes "
            "in position %d-%d: %s",
            (int)(escape - literal->text), (int)(end - literal->text) - 1,
            what);
    return -1;
}

static int add_code(const struct literal *literal, struct text *out,
                    uint32_t code)
{
    char byte = code;

    return literal->bytes ? text_add(out, &byte, 1) : text_add_char(out, code);
}

/* \xhh, \uhhhh, \Uhhhhhhhh: *at is behind the letter. */
static int hex_escape(struct parser *p, const struct literal *literal,
                      const char **at, uint32_t digits, struct text *out)
{
    const char *escape = *at - 2;
    uint32_t code = 0;

    for (uint32_t i = 0; i < digits; i++, (*at)++) {
        int value = *at < literal->end ? hex_value(**at) : -1;

        if (value < 0)
            return escape_error(p, literal, escape, *at,
                                digits == 2   ? "truncated \\xXX escape"
                                : digits == 4 ? "truncated \\uXXXX escape"
                                              : "truncated \\UXXXXXXXX escape");
        code = code << 4 | value;
    }
    if (code > CODE_POINT_MAX)
        return escape_error(p, literal, escape, *at,
                            "illegal Unicode character");
    if (code >= SURROGATE_FIRST && code <= SURROGATE_LAST)
        return escape_error(p, literal, escape, *at,
                            "surrogates are not supported");
    return add_code(literal, out, code);
}

/* *at is at the first digit. */
static int octal_escape(const struct literal *literal, const char **at,
                        struct text *out)
{
    uint32_t code = 0;

    for (int i = 0;
         i < OCTAL_DIGITS && *at < literal->end && **at >= '0' && **at < '8';
         i++, (*at)++)
        code = code << 3 | (**at - '0');
    return add_code(literal, out, literal->bytes ? code & BYTE_MAX : code);
}

/* \N{name}: *at is behind the letter. */
static int named_escape(struct parser *p, const struct literal *literal,
                        const char **at)
{
    const char *close = memchr(*at, '}', literal->end - *at);

    if (*at >= literal->end || **at != '{' || !close)
        return escape_error(p, literal, *at - 2,
                            *at < literal->end && **at == '{' ? literal->end
                                                              : *at,
                            "malformed \\N character escape");
    return escape_error(p, literal, *at - 2, close + 1,
                        "unknown Unicode character name");
}

/* An escape; *at is behind the backslash. */
static int add_escape(struct parser *p, const struct literal *literal,
                      const char **at, struct text *out)
{
    static const char letters[] = "\\'\"abfnrtv";
    static const char meanings[] = "\\'\"\a\b\f\n\r\t\v";
    const char *letter;
    char c = **at;

    if (c >= '0' && c < '8')
        return octal_escape(literal, at, out);
    (*at)++;
    letter = strchr(letters, c);
    if (letter)
        return text_add(out, &meanings[letter - letters], 1);
    if (c == '\n')
        return 0;
    if (c == 'x')
        return hex_escape(p, literal, at, 2, out);
    if (c == 'u' && !literal->bytes)
        return hex_escape(p, literal, at, 4, out);
    if (c == 'U' && !literal->bytes)
        return hex_escape(p, literal, at, 8, out);
    if (c == 'N' && !literal->bytes)
        return named_escape(p, literal, at);
    return text_add(out, *at - 2, 2); /* none: both characters stay */
}

int literal_add(struct parser *p, const struct literal *literal,
                const char *text, const char *end, struct text *out)
{
    struct literal part = *literal;

    if (literal->raw)
        return text_add(out, text, end - text);
    part.end = end;
    while (text < end) {
        const char *plain = memchr(text, '\\', end - text);
        const char *stop = plain ? plain : end;

        if (text_add(out, text, stop - text))
            return -1;
        text = stop + 1;
        if (plain && text == end)
            return text_add(out, stop, 1); /* before a brace */
        if (plain && add_escape(p, &part, &text, out))
            return -1;
    }
    return 0;
}

/* ---- Literals ---- */

static struct literal literal_of(const struct token *token)
{
    struct literal literal = {.token = token};
    const char *p = token->text;
    uint32_t quotes;

    for (; *p != '\'' && *p != '"'; p++) {
        literal.raw |= (*p | 0x20) == 'r';
        literal.bytes |= (*p | 0x20) == 'b';
        literal.format |= (*p | 0x20) == 'f';
    }
    literal.triple =
        token->text + token->size - p >= 6 && p[1] == *p && p[2] == *p;
    quotes = literal.triple ? 3 : 1;
    literal.text = p + quotes;
    literal.end = token->text + token->size - quotes;
    return literal;
}

static int check_ascii(struct parser *p, const struct literal *literal)
{
    for (const char *at = literal->text; at < literal->end; at++)
        if ((unsigned char)*at >= 0x80) {
            parser_error(p, literal->token->place,
                         "bytes can only contain "
                         "ASCII literal characters");
            return -1;
        }
    return 0;
}

/* Add one literal to what came before it. 0, or -1. */
static int add_literal(struct parser *p, const struct literal *literal,
                       struct node_list *parts, struct text *out)
{
    if (literal->format)
        return fstring_add(p, literal, parts, out);
    if (literal->bytes && check_ascii(p, literal))
        return -1;
    return literal_add(p, literal, literal->text, literal->end, out);
}

/* Add all of the STRING tokens. *last: what the last one is; *format: one has
 * an f. 0, or -1. */
static int add_literals(struct parser *p, struct node_list *parts,
                        struct text *out, bool *bytes, bool *format)
{
    const struct token *first = p->token;
    bool mixed = false;

    *bytes = literal_of(first).bytes;
    while (parser_at(p, TOKEN_STRING))
        mixed |= literal_of(parser_next(p)).bytes != *bytes;
    if (mixed) {
        parser_error_here(p, "cannot mix bytes and nonbytes literals");
        return -1;
    }
    for (const struct token *token = first; token->kind == TOKEN_STRING;
         token++) {
        struct literal literal = literal_of(token);

        *format |= literal.format;
        if (add_literal(p, &literal, parts, out))
            return -1;
    }
    return 0;
}

struct node *parse_strings(struct parser *p)
{
    const struct token *first = p->token;
    struct node *node = node_new(p, NODE_CONSTANT, first);
    bool bytes = false, format = false;
    struct text out = {0};
    struct object *value;

    if (!node || add_literals(p, &node->list, &out, &bytes, &format)) {
        text_discard(&out);
        return NULL;
    }
    if (format) {
        node->kind = NODE_JOINED_STR;
        if (fstring_flush(p, first, &node->list, &out))
            return NULL;
        return node_end(p, node);
    }
    if (bytes) {
        value = bytes_new(out.data, out.size);
        text_discard(&out);
    } else {
        value = text_finish(&out);
    }
    return node_keep(p, node, value) ? node_end(p, node) : NULL;
}
