/* SPDX-License-Identifier: MIT
 *
 * String literals, as the lexer sees them: where they end. What they mean is in
 * parse_string.c.
 */
#include "compile/lexer.h"
#include "object/error.h"

/* A literal without an end is an error at its beginning. */
static enum token_kind unterminated(struct lexer *lexer, const char *start,
                                    int32_t line, const char *line_start,
                                    bool triple)
{
    int32_t detected = lexer->line;

    if (triple && lexer->at == lexer->end && lexer->at > start &&
        lexer->at[-1] == '\n')
        detected--; /* the last line has no text */
    lexer->at = start + 1;
    lexer->line = line;
    lexer->line_start = line_start;
    lexer->error.unfinished = triple;
    return lexer_fail(lexer,
                      "unterminated %sstring literal (detected at line %d)",
                      triple ? "triple-quoted " : "", (int)detected);
}

/* Move over one character of the literal, or over a backslash and one. */
static void skip_character(struct lexer *lexer)
{
    if (lexer_peek(lexer, 0) == '\\' && lexer->at + 1 < lexer->end)
        lexer->at++;
    if (lexer_peek(lexer, 0) == '\n') {
        lexer->line++;
        lexer->line_start = lexer->at + 1;
    }
    lexer->at++;
}

enum token_kind lexer_string(struct lexer *lexer, uint32_t prefix)
{
    const char *start = lexer->at, *line_start = lexer->line_start;
    unsigned char quote = lexer_peek(lexer, prefix);
    bool triple = lexer_peek(lexer, prefix + 1) == quote &&
                  lexer_peek(lexer, prefix + 2) == quote;
    int32_t line = lexer->line;

    lexer->at += prefix + (triple ? 3 : 1);
    for (;;) {
        unsigned char c = lexer_peek(lexer, 0);

        if (lexer->at >= lexer->end || (c == '\n' && !triple))
            return unterminated(lexer, start, line, line_start, triple);
        if (c == quote && (!triple || (lexer_peek(lexer, 1) == quote &&
                                       lexer_peek(lexer, 2) == quote)))
            break;
        skip_character(lexer);
    }
    lexer->at += triple ? 3 : 1;
    return TOKEN_STRING;
}
