/* SPDX-License-Identifier: MIT
 *
 * The lexer's main part: lines and their indentation, names, operators,
 * parentheses. Numbers and strings have files of their own.
 *
 * Within parentheses the ends of lines mean nothing; elsewhere they become
 * NEWLINE, and a change of indentation becomes INDENT or some DEDENTs before
 * the first token of a line. Lines with nothing but a comment don't exist.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "compile/lexer.h"
#include "object/error.h"
#include "object/mem.h"
#include "object/text.h"

#define FIRST_CAPACITY 64
#define TAB_WIDTH 8
#define FORM_FEED '\f'
#define PREFIX_MAX 2 /* letters before a string's quote */

static const char *const texts[TOKEN_KINDS] = {
#define TOKEN_TEXT(kind, text) [TOKEN_##kind] = text,
    TOKENS_OPERATOR(TOKEN_TEXT) TOKENS_KEYWORD(TOKEN_TEXT)
#undef TOKEN_TEXT
};

const char *token_text(enum token_kind kind)
{
    return texts[kind];
}

static int32_t column_of(const struct lexer *lexer, const char *at)
{
    return at - lexer->line_start;
}

/* ---- Errors ---- */

static void error_at(struct lexer *lexer, struct type *type, struct place place,
                     bool first)
{
    lexer->error.type = type;
    lexer->error.place = place;
    lexer->error.first = first;
}

/* The place of the character that ends before lexer->at. */
static struct place last_character(const struct lexer *lexer)
{
    const char *p = lexer->at;

    if (p > lexer->line_start)
        do
            p--;
        while (p > lexer->line_start && ((unsigned char)*p & 0xc0) == 0x80);
    return (struct place){lexer->line, column_of(lexer, p), lexer->line,
                          column_of(lexer, lexer->at)};
}

enum token_kind lexer_fail(struct lexer *lexer, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(lexer->error.message, sizeof(lexer->error.message), format, args);
    va_end(args);
    error_at(lexer, &type_SyntaxError, last_character(lexer), true);
    return TOKEN_ERROR;
}

/* An error that is only raised when the parser comes to it. */
static enum token_kind fail_later(struct lexer *lexer, struct type *type,
                                  const char *message)
{
    snprintf(lexer->error.message, sizeof(lexer->error.message), "%s", message);
    error_at(lexer, type, last_character(lexer), false);
    return TOKEN_ERROR;
}

static enum token_kind unexpected_end(struct lexer *lexer)
{
    fail_later(lexer, &type_SyntaxError, "unexpected EOF while parsing");
    lexer->error.place.column = lexer->error.place.end_column;
    lexer->error.unfinished = true;
    return TOKEN_ERROR;
}

/* ---- Tokens ---- */

static int token_add(struct lexer *lexer, enum token_kind kind,
                     const char *text, struct place place)
{
    if (lexer->count == lexer->capacity) {
        size_t capacity =
            lexer->capacity ? lexer->capacity * 2 : FIRST_CAPACITY;
        struct token *tokens =
            mem_resize(lexer->tokens, lexer->capacity * sizeof(*tokens),
                       capacity * sizeof(*tokens));

        if (!tokens)
            return -1;
        lexer->tokens = tokens;
        lexer->capacity = capacity;
    }
    lexer->tokens[lexer->count++] = (struct token){
        .kind = kind,
        .level = lexer->level + lexer->inside,
        .size = lexer->at > text ? lexer->at - text : 0,
        .text = text,
        .place = place,
    };
    return 0;
}

/* A token without text at lexer->at. */
static int token_mark(struct lexer *lexer, enum token_kind kind)
{
    int32_t column = column_of(lexer, lexer->at);

    return token_add(lexer, kind, lexer->at,
                     (struct place){lexer->line, column, lexer->line, column});
}

void lexer_free(struct lexer *lexer)
{
    mem_free(lexer->tokens, lexer->capacity * sizeof(*lexer->tokens));
    lexer->tokens = NULL;
    lexer->count = lexer->capacity = 0;
}

/* ---- Parentheses ---- */

static enum token_kind open_bracket(struct lexer *lexer, enum token_kind kind)
{
    if (lexer->level == LEXER_LEVELS)
        return lexer_fail(lexer, "too many nested parentheses");
    lexer->brackets[lexer->level++] =
        (struct bracket){lexer->at[-1], lexer->line,
                         column_of(lexer, lexer->at - 1)};
    return kind;
}

static enum token_kind close_bracket(struct lexer *lexer, enum token_kind kind)
{
    char close = lexer->at[-1];
    const struct bracket *last;

    if (lexer->level == 0)
        return lexer_fail(lexer, "unmatched '%c'", close);
    last = &lexer->brackets[--lexer->level];
    if (strchr("()[]{}", last->open)[1] == close)
        return kind;
    if (last->line != lexer->line)
        return lexer_fail(lexer,
                          "closing parenthesis '%c' does not match opening "
                          "parenthesis '%c' on line %d",
                          close, last->open, (int)last->line);
    return lexer_fail(lexer,
                      "closing parenthesis '%c' does not match opening "
                      "parenthesis '%c'",
                      close, last->open);
}

/* The end of the source with a parenthesis open. */
static enum token_kind never_closed(struct lexer *lexer)
{
    const struct bracket *last = &lexer->brackets[lexer->level - 1];

    snprintf(lexer->error.message, sizeof(lexer->error.message),
             "'%c' was never closed", last->open);
    lexer->error.unfinished = true;
    error_at(lexer, &type_SyntaxError,
             (struct place){last->line, last->column, last->line,
                            last->column + 1},
             false);
    return TOKEN_ERROR;
}

/* ---- Names, operators ---- */

static enum token_kind operator_token(struct lexer *lexer)
{
    for (int kind = TOKEN_ELLIPSIS; kind <= TOKEN_GREATER; kind++) {
        size_t size = strlen(texts[kind]);

        if ((size_t)(lexer->end - lexer->at) < size ||
            memcmp(texts[kind], lexer->at, size))
            continue;
        lexer->at += size;
        if (size == 1 && strchr("([{", *texts[kind]))
            return open_bracket(lexer, kind);
        if (size == 1 && strchr(")]}", *texts[kind]))
            return close_bracket(lexer, kind);
        return kind;
    }
    if (lexer_peek(lexer, 0) < ' ' || lexer_peek(lexer, 0) == 0x7f) {
        lexer->at++;
        return lexer_fail(lexer, "invalid non-printable character U+%04X",
                          lexer->at[-1]);
    }
    lexer->at++;
    return TOKEN_UNKNOWN;
}

/* Move over a character of a name that is not ASCII. */
static bool wide_letter(struct lexer *lexer)
{
    const char *start = lexer->at;
    uint32_t c = utf8_next(&lexer->at);

    if (lexer_is_letter(c))
        return true;
    if (lexer_is_printable(c))
        lexer_fail(lexer, "invalid character '%.*s' (U+%04X)",
                   (int)(lexer->at - start), start, c);
    else
        lexer_fail(lexer, "invalid non-printable character U+%04X", c);
    return false;
}

static enum token_kind keyword(const char *text, size_t size)
{
    for (int kind = TOKEN_FALSE; kind <= TOKEN_YIELD; kind++)
        if (*text == *texts[kind] && !strncmp(text, texts[kind], size) &&
            !texts[kind][size])
            return kind;
    return TOKEN_NAME;
}

/* How long the prefix of a string literal is that begins here; -1: none does. */
static int string_prefix(const struct lexer *lexer)
{
    static const char *const prefixes[] = {"",   "r",  "b",  "u", "f",
                                           "rb", "br", "rf", "fr"};
    char prefix[PREFIX_MAX + 1] = "";
    size_t size = 0;

    while (size < PREFIX_MAX && is_name_byte(lexer_peek(lexer, size)))
        size++;
    if (lexer_peek(lexer, size) != '"' && lexer_peek(lexer, size) != '\'')
        return -1;
    for (size_t i = 0; i < size; i++)
        prefix[i] = lexer_peek(lexer, i) | 0x20;
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
        if (!strcmp(prefix, prefixes[i]))
            return size;
    return -1;
}

static enum token_kind name(struct lexer *lexer)
{
    const char *start = lexer->at;

    while (is_name_byte(lexer_peek(lexer, 0))) {
        if (lexer_peek(lexer, 0) < 0x80)
            lexer->at++;
        else if (!wide_letter(lexer))
            return TOKEN_ERROR;
    }
    return keyword(start, lexer->at - start);
}

static enum token_kind any_token(struct lexer *lexer)
{
    unsigned char c = lexer_peek(lexer, 0);
    int prefix = string_prefix(lexer);

    if (prefix >= 0)
        return lexer_string(lexer, prefix);
    if (is_digit(c) || (c == '.' && is_digit(lexer_peek(lexer, 1))))
        return lexer_number(lexer);
    if (is_name_byte(c))
        return name(lexer);
    return operator_token(lexer);
}

/* ---- Lines ---- */

static void next_line(struct lexer *lexer)
{
    lexer->at++;
    lexer->line++;
    lexer->line_start = lexer->at;
}

static bool at_end(const struct lexer *lexer)
{
    return lexer->at >= lexer->end;
}

/* A backslash: the line goes on in the next. */
static enum token_kind join_lines(struct lexer *lexer)
{
    lexer->at++;
    if (!at_end(lexer) && *lexer->at != '\n') {
        lexer->at++;
        return fail_later(lexer, &type_SyntaxError,
                          "unexpected character after line continuation "
                          "character");
    }
    if (lexer->at + 1 >= lexer->end)
        return unexpected_end(lexer);
    next_line(lexer);
    return TOKEN_NEWLINE;
}

static void skip_comment(struct lexer *lexer)
{
    while (!at_end(lexer) && *lexer->at != '\n')
        lexer->at++;
}

/* Skip what means nothing between tokens. TOKEN_ERROR, or anything else. */
static enum token_kind skip_blanks(struct lexer *lexer)
{
    bool joined = lexer->level > 0 || lexer->inside;

    while (!at_end(lexer)) {
        char c = *lexer->at;

        if (c == '#')
            skip_comment(lexer);
        else if (c == '\n' && joined)
            next_line(lexer);
        else if (c == ' ' || c == '\t' || c == FORM_FEED)
            lexer->at++;
        else if (c != '\\')
            break;
        else if (join_lines(lexer) == TOKEN_ERROR)
            return TOKEN_ERROR;
    }
    return TOKEN_NEWLINE;
}

/* Move over the blanks at the beginning of a line. */
static void measure(struct lexer *lexer, struct indent *indent)
{
    for (;; lexer->at++)
        switch (lexer_peek(lexer, 0)) {
        case ' ':
            indent->wide++;
            indent->narrow++;
            break;
        case '\t':
            indent->wide = (indent->wide / TAB_WIDTH + 1) * TAB_WIDTH;
            indent->narrow++;
            break;
        case FORM_FEED:
            *indent = (struct indent){0, 0};
            break;
        default:
            return;
        }
}

/* The indentation of a line. Backslashes may join it to others: what is in front
 * of the first one counts, if anything is. 0, or 1: an error, recorded. */
static int measure_joined(struct lexer *lexer, struct indent *indent)
{
    struct indent first;

    *indent = (struct indent){0, 0};
    measure(lexer, indent);
    first = *indent;
    while (lexer_peek(lexer, 0) == '\\') {
        if (join_lines(lexer) == TOKEN_ERROR)
            return 1;
        measure(lexer, indent);
        if (!first.wide)
            first = *indent;
    }
    *indent = first;
    return 0;
}

static int indent_error(struct lexer *lexer, struct type *type,
                        const char *message, int32_t column)
{
    fail_later(lexer, type, message);
    lexer->error.place.column = lexer->error.place.end_column = column;
    return 1;
}

static int tab_error(struct lexer *lexer)
{
    return indent_error(lexer, &type_TabError,
                        "inconsistent use of tabs and spaces in indentation",
                        0);
}

/* Make the tokens for a change of indentation. 0; -1: MemoryError; 1: an error,
 * which is recorded. */
static int indent_change(struct lexer *lexer, struct indent now)
{
    const struct indent *top = &lexer->indents[lexer->indent];
    size_t count;

    if (now.wide > top->wide) {
        if (now.narrow <= top->narrow)
            return tab_error(lexer);
        if (lexer->indent + 1 >= LEXER_INDENTS)
            return indent_error(lexer, &type_IndentationError,
                                "too many levels of indentation", 0);
        lexer->indents[++lexer->indent] = now;
        return token_mark(lexer, TOKEN_INDENT);
    }
    count = lexer->count;
    for (; now.wide < top->wide; top = &lexer->indents[--lexer->indent])
        if (token_mark(lexer, TOKEN_DEDENT))
            return -1;
    if (now.wide == top->wide)
        return now.narrow != top->narrow ? tab_error(lexer) : 0;
    lexer->count = count; /* as if there were no DEDENTs */
    return indent_error(lexer, &type_IndentationError,
                        "unindent does not match any outer indentation "
                        "level",
                        strcspn(lexer->line_start, "\n"));
}

/* The beginning of a line: its indentation, unless it is empty. As
 * indent_change. */
static int begin_line(struct lexer *lexer)
{
    for (;;) {
        struct indent indent;
        unsigned char c;

        if (measure_joined(lexer, &indent))
            return 1;
        c = lexer_peek(lexer, 0);
        if (c == '#')
            skip_comment(lexer);
        if (at_end(lexer)) {
            lexer->line_begins = false;
            return 0;
        }
        if (c != '#' && c != '\n') {
            lexer->line_begins = false;
            return indent_change(lexer, indent);
        }
        next_line(lexer);
    }
}

/* Behind the last line end: go back before it. */
static void last_line(struct lexer *lexer, const char *text)
{
    if (lexer->at != lexer->line_start || lexer->at == text)
        return;
    lexer->at--;
    lexer->line--;
    lexer->line_start = lexer->at;
    while (lexer->line_start > text && lexer->line_start[-1] != '\n')
        lexer->line_start--;
}

/* The tokens at the end of the source; their place is the end of its last line.
 */
static int finish(struct lexer *lexer, const char *text)
{
    if (lexer->level > 0) {
        never_closed(lexer);
        return token_mark(lexer, TOKEN_ERROR);
    }
    if (!lexer->inside && lexer->count &&
        lexer->tokens[lexer->count - 1].kind != TOKEN_NEWLINE &&
        token_mark(lexer, TOKEN_NEWLINE))
        return -1;
    if (!lexer->inside)
        last_line(lexer, text);
    for (; lexer->indent > 0; lexer->indent--)
        if (token_mark(lexer, TOKEN_DEDENT))
            return -1;
    return token_mark(lexer, TOKEN_END);
}

/* The next token. 0, or -1: MemoryError. */
static int next_token(struct lexer *lexer)
{
    const char *start = lexer->at;
    struct place place = {lexer->line, column_of(lexer, start), 0, 0};
    enum token_kind kind;

    if (*start == '\n') {
        kind = TOKEN_NEWLINE;
        lexer->at++;
    } else {
        kind = any_token(lexer);
    }
    if (kind == TOKEN_ERROR)
        place = lexer->error.place;
    place.end_line = lexer->line;
    place.end_column = column_of(lexer, lexer->at);
    if (token_add(lexer, kind, start, place))
        return -1;
    if (kind == TOKEN_NEWLINE) {
        lexer->at--;
        next_line(lexer);
        lexer->line_begins = true;
    }
    return 0;
}

static int fail_token(struct lexer *lexer)
{
    return token_add(lexer, TOKEN_ERROR, lexer->at, lexer->error.place);
}

int lexer_run(struct lexer *lexer, const char *text, const char *end,
              int32_t line, const char *line_start, bool inside)
{
    lexer->at = text;
    lexer->end = end;
    lexer->line = line;
    lexer->line_start = line_start;
    lexer->inside = inside;
    lexer->line_begins = !inside;
    while (!lexer->error.type) {
        int changed = lexer->line_begins ? begin_line(lexer) : 0;

        if (changed < 0)
            return -1;
        if (changed || skip_blanks(lexer) == TOKEN_ERROR)
            return fail_token(lexer);
        if (at_end(lexer))
            return finish(lexer, text);
        if (next_token(lexer))
            return -1;
    }
    return 0;
}
