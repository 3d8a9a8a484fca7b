/* SPDX-License-Identifier: MIT
 *
 * The parser's errors: which of several is told.
 */
#include <stdio.h>
#include <string.h>

#include "compile/parse.h"
#include "object/error.h"

#define MESSAGE_SIZE 256

static void *raise_va(struct parser *p, struct type *type, struct place place,
                      const char *format, va_list args)
{
    char message[MESSAGE_SIZE];
    size_t size;

    if (p->quiet || error_is_set())
        return NULL;
    size = snprintf(message, sizeof(message), "%s", p->prefix);
    vsnprintf(message + size, sizeof(message) - size, format, args);
    syntax_error_raise(type, p->source, p->filename, &place, "%s", message);
    return NULL;
}

void *parser_error(struct parser *p, struct place place, const char *format,
                   ...)
{
    va_list args;

    va_start(args, format);
    raise_va(p, &type_SyntaxError, place, format, args);
    va_end(args);
    return NULL;
}

/* A token's place, for an error: of an indentation it is the blank before its
 * end, of the end of a file just its line. */
static struct place place_of(const struct parser *p, const struct token *token)
{
    struct place place = token->place;

    if (token->kind == TOKEN_INDENT && place.column > 0)
        place.column--;
    if (p->mode == PARSE_FILE && token->kind != TOKEN_NEWLINE &&
        token->text == p->lexer.at)
        place.column = place.end_column = -1;
    return place;
}

static struct place place_here(const struct parser *p)
{
    return place_of(p, p->token);
}

void *parser_error_here(struct parser *p, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    raise_va(p, &type_SyntaxError, place_here(p), format, args);
    va_end(args);
    return NULL;
}

void *parser_indent_error(struct parser *p, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    raise_va(p, &type_IndentationError, place_here(p), format, args);
    va_end(args);
    return NULL;
}

static void raise_lexer_error(struct parser *p)
{
    const struct lexer_error *error = &p->lexer.error;

    syntax_error_raise(error->type, p->source, p->filename, &error->place, "%s",
                       error->message);
}

void *parser_invalid(struct parser *p)
{
    if (parser_at(p, TOKEN_ERROR) && !p->quiet && !error_is_set())
        raise_lexer_error(p);
    return NULL;
}

/* Does what the lexer found go before the parser's error? So do a bad token
 * anywhere, a parenthesis left open on a line before the error's, and what the
 * parser came across while it looked for hints. */
static bool lexer_first(const struct parser *p)
{
    const struct lexer_error *error = &p->lexer.error;

    if (!error->type)
        return false;
    if (error->first || p->furthest->kind == TOKEN_ERROR)
        return true;
    return p->lexer.level > 0 && error->unfinished &&
           p->furthest->place.line > error->place.line;
}

void parser_conclude(struct parser *p, const struct token *bad)
{
    if (error_is_set() && !error_matches(&type_SyntaxError))
        return;
    if (!error_is_set() &&
        (bad->kind == TOKEN_INDENT || bad->kind == TOKEN_DEDENT)) {
        p->token = bad;
        parser_indent_error(p, "unexpected %s",
                            bad->kind == TOKEN_INDENT ? "indent" : "unindent");
    } else if (lexer_first(p)) {
        error_clear();
        raise_lexer_error(p);
    } else {
        parser_error(p, place_of(p, bad), "invalid syntax");
    }
}
