/* SPDX-License-Identifier: MIT
 *
 * f-strings: text with replacement fields {expression!conversion:spec}.
 *
 * The lexer has only found the end of the literal. Here a field's expression is
 * found by its end: a '}', '!' or ':' outside of parentheses and strings. It then
 * gets a lexer and a parser of its own, on its part of the source, so that the
 * places in its nodes are right.
 */
#include <stdio.h>
#include <string.h>

#include "compile/parse.h"
#include "object/error.h"
#include "object/mem.h"
#include "object/text.h"

#define NESTED_MAX 2 /* a field, and one in its spec */

/* Walks over one literal. */
struct scan {
    struct parser *p;
    const struct literal *literal;
    const char *at, *end;
    uint32_t nested;                  /* fields around this text */
    const char *counted, *line_start; /* the line where `counted` is */
    int32_t line;
};

static int fail(struct scan *scan, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static int fail(struct scan *scan, const char *format, ...)
{
    char message[LEXER_MESSAGE];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    parser_error_here(scan->p, "f-string%s", message);
    return -1;
}

static char look(const struct scan *scan, size_t ahead)
{
    return ahead < (size_t)(scan->end - scan->at) ? scan->at[ahead] : 0;
}

/* ---- The extent of an expression ---- */

struct extent {
    char brackets[LEXER_LEVELS];
    uint32_t level;
    char quote; /* of the string that we are in, or 0 */
    bool triple;
};

/* A quote, outside or inside a string. */
static void cross_quote(struct scan *scan, struct extent *extent, char c)
{
    bool three = look(scan, 1) == c && look(scan, 2) == c;

    if (!extent->quote) {
        extent->quote = c;
        extent->triple = three;
        scan->at += three ? 2 : 0;
    } else if (c == extent->quote && (!extent->triple || three)) {
        scan->at += extent->triple ? 2 : 0;
        extent->quote = 0;
    }
}

static int cross_bracket(struct scan *scan, struct extent *extent, char c)
{
    char open;

    if (strchr("([{", c)) {
        if (extent->level == LEXER_LEVELS)
            return fail(scan, ": too many nested parenthesis");
        extent->brackets[extent->level++] = c;
        return 0;
    }
    if (extent->level == 0)
        return fail(scan, ": unmatched '%c'", c);
    open = extent->brackets[--extent->level];
    if (strchr("()[]{}", open)[1] == c)
        return 0;
    return fail(scan,
                ": closing parenthesis '%c' does not match opening parenthesis "
                "'%c'",
                c, open);
}

/* Does the expression end before this character (outside of parentheses)?
 * Comparisons with '=' don't end it. */
static bool ends_here(const struct scan *scan, const char *start, char c)
{
    char next = look(scan, 1);

    if (c == '=' && next != '=')
        return scan->at == start || !strchr("!<>=", scan->at[-1]);
    return c == '}' || c == ':' || (c == '!' && next != '=');
}

/* Go to the end of the expression that begins here. 0, or -1. */
static int find_end(struct scan *scan)
{
    struct extent extent = {.level = 0};
    const char *start = scan->at;

    for (; scan->at < scan->end; scan->at++) {
        char c = *scan->at;

        if (c == '\\')
            return fail(scan, " expression part cannot include a backslash");
        if (c == '\'' || c == '"') {
            cross_quote(scan, &extent, c);
            continue;
        }
        if (extent.quote)
            continue;
        if (c == '#')
            return fail(scan, " expression part cannot include '#'");
        if (extent.level == 0 && ends_here(scan, start, c))
            break;
        if (c && strchr("()[]{}", c) && cross_bracket(scan, &extent, c))
            return -1;
    }
    if (extent.quote)
        return fail(scan, ": unterminated string");
    if (extent.level > 0)
        return fail(scan, ": unmatched '%c'",
                    extent.brackets[extent.level - 1]);
    return scan->at < scan->end ? 0 : fail(scan, ": expecting '}'");
}

/* ---- The expression itself ---- */

/* Count lines up to `at`, which never goes back. */
static void count_lines(struct scan *scan, const char *at)
{
    for (; scan->counted < at; scan->counted++)
        if (*scan->counted == '\n') {
            scan->line++;
            scan->line_start = scan->counted + 1;
        }
}

static struct node *parse_whole(struct parser *p)
{
    const struct token *first = p->token;
    struct node *node;

    if (p->hints && parser_accept(p, TOKEN_POWER))
        return parse_expression(p) && parser_at(p, TOKEN_END)
                   ? parser_error(p, first->place,
                                  "cannot use double starred "
                                  "expression here")
                   : NULL;
    node = parse_yield_or_star(p);
    if (!node || parser_expect(p, TOKEN_END))
        return NULL;
    if (node->kind != NODE_STARRED)
        return node;
    return parser_error(p, node_place(node),
                        "cannot use starred expression here");
}

/* Run a parser on text..end. Its errors are of this string. */
static struct node *run_inner(struct scan *scan, struct parser *inner,
                              const char *text, const char *end)
{
    struct parser *p = scan->p;
    struct node *node = NULL;

    count_lines(scan, text);
    inner->arena = p->arena;
    inner->source = p->source;
    inner->filename = p->filename;
    inner->mode = PARSE_EXPRESSION;
    inner->prefix = "f-string: ";
    inner->hints = p->hints;
    inner->quiet = p->quiet;
    if (!lexer_run(&inner->lexer, text, end, scan->line, scan->line_start,
                   true)) {
        inner->token = inner->furthest = inner->lexer.tokens;
        node = parse_whole(inner);
        if (!node && (inner->hints || error_is_set()) && !inner->quiet)
            parser_conclude(inner, inner->furthest);
    }
    lexer_free(&inner->lexer);
    return node;
}

static struct node *parse_inner(struct scan *scan, const char *text,
                                const char *end)
{
    struct parser *inner;
    struct node *node = NULL;
    const char *p = text;

    while (p < end && strchr(" \t\n\f\r", *p))
        p++;
    if (p == end) {
        if (*end == '}')
            fail(scan, ": empty expression not allowed");
        else
            fail(scan, ": expression required before '%c'", *end);
        return NULL;
    }
    if (parser_enter())
        return NULL;
    inner = mem_zalloc(sizeof(*inner));
    if (inner)
        node = run_inner(scan, inner, text, end);
    mem_free(inner, sizeof(*inner));
    parser_leave();
    return node;
}

/* ---- Fields ---- */

static int scan_text(struct scan *scan, struct node_list *list,
                     struct text *out);

/* Behind ':': the specification, a JOINED_STR, up to '}'. */
static struct node *parse_spec(struct scan *scan)
{
    struct node *spec =
        node_new(scan->p, NODE_JOINED_STR, scan->literal->token);
    struct text out = {0};

    scan->nested++;
    if (!spec || scan_text(scan, &spec->list, &out) ||
        fstring_flush(scan->p, scan->literal->token, &spec->list, &out)) {
        text_discard(&out);
        return NULL;
    }
    scan->nested--;
    return node_measure(spec);
}

/* !s, !r or !a, perhaps. 0, or -1. */
static int parse_conversion(struct scan *scan, struct node *field)
{
    if (look(scan, 0) != '!')
        return 0;
    scan->at++;
    if (scan->at == scan->end)
        return fail(scan, ": expecting '}'");
    if (!strchr("sra", *scan->at))
        return fail(scan, ": invalid conversion character: expected 's', 'r', "
                          "or 'a'");
    field->op = *scan->at++;
    return 0;
}

/* '=' behind the expression, perhaps: its text, up to what follows, is shown. 1:
 * so it is; 0: not; -1. */
static int parse_debug(struct scan *scan, const char *start, struct text *out)
{
    if (look(scan, 0) != '=')
        return 0;
    scan->at++;
    while (look(scan, 0) && strchr(" \t\n\f\r", look(scan, 0)))
        scan->at++;
    return text_add(out, start, scan->at - start) ? -1 : 1;
}

/* What follows the expression, up to and with '}'. 0, or -1. */
static int parse_suffix(struct scan *scan, struct node *field, bool debug)
{
    if (parse_conversion(scan, field))
        return -1;
    if (look(scan, 0) == ':') {
        scan->at++;
        field->b = parse_spec(scan);
        if (!field->b)
            return -1;
    }
    if (look(scan, 0) != '}')
        return fail(scan, ": expecting '}'");
    scan->at++;
    if (debug && !field->op && !field->b)
        field->op = 'r';
    return 0;
}

/* At '{'. 0, or -1. */
static int parse_field(struct scan *scan, struct node_list *list,
                       struct text *out)
{
    struct parser *p = scan->p;
    const char *start = ++scan->at;
    struct node *field = node_new(p, NODE_FORMATTED, scan->literal->token);
    int debug;

    if (!field)
        return -1;
    if (scan->nested >= NESTED_MAX)
        return fail(scan, ": expressions nested too deeply");
    if (find_end(scan))
        return -1;
    field->a = parse_inner(scan, start, scan->at);
    if (!field->a)
        return -1;
    debug = parse_debug(scan, start, out);
    if (debug < 0 || parse_suffix(scan, field, debug) ||
        fstring_flush(p, scan->literal->token, list, out))
        return -1;
    return node_list_append(p, list, node_measure(field));
}

/* ---- Text ---- */

/* How far plain text goes: to a brace, but not one of \N{...}. */
static const char *plain_end(const struct scan *scan)
{
    const char *p = scan->at;

    for (; p < scan->end && *p != '{' && *p != '}'; p++)
        if (*p == '\\' && !scan->literal->raw && p + 1 < scan->end) {
            p++;
            if (*p == 'N' && p + 1 < scan->end && p[1] == '{') {
                const char *close = memchr(p, '}', scan->end - p);

                p = close ? close : scan->end - 1;
            } else if (*p == '{' || *p == '}') {
                break; /* the backslash is text, the brace is none */
            }
        }
    return p;
}

/* Text and fields, up to the end or, within a spec, to '}'. 0, or -1. */
static int scan_text(struct scan *scan, struct node_list *list,
                     struct text *out)
{
    while (scan->at < scan->end) {
        const char *plain = plain_end(scan);
        char c;

        if (literal_add(scan->p, scan->literal, scan->at, plain, out))
            return -1;
        scan->at = plain;
        c = look(scan, 0);
        if (!c || (c == '}' && scan->nested > 0))
            return 0;
        if (look(scan, 1) == c && scan->nested == 0) {
            if (text_add(out, &c, 1))
                return -1;
            scan->at += 2;
        } else if (c == '}') {
            return fail(scan, ": single '}' is not allowed");
        } else if (parse_field(scan, list, out)) {
            return -1;
        }
    }
    return 0;
}

int fstring_add(struct parser *p, const struct literal *literal,
                struct node_list *list, struct text *out)
{
    struct scan scan = {
        .p = p,
        .literal = literal,
        .at = literal->text,
        .end = literal->end,
        .counted = literal->token->text,
        .line_start = literal->token->text - literal->token->place.column,
        .line = literal->token->place.line,
    };

    return scan_text(&scan, list, out);
}

int fstring_flush(struct parser *p, const struct token *token,
                  struct node_list *list, struct text *out)
{
    struct node *node;

    if (out->size == 0)
        return 0;
    node = node_new(p, NODE_CONSTANT, token);
    if (!node) {
        text_discard(out);
        return -1;
    }
    return node_list_append(p, list, node_keep(p, node, text_finish(out)));
}
