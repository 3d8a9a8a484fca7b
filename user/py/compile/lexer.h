/* SPDX-License-Identifier: MIT
 *
 * The lexer: from text to tokens, all of them before the parser begins.
 *
 * A mistake in the text ends the array with a TOKEN_ERROR and is kept in the
 * lexer; it is raised when the parser comes there, or instead of an error that
 * the parser finds before it (lexer_error.first), as CPython does.
 */
#ifndef PY_LEXER_H
#define PY_LEXER_H

#include "compile/ast.h"

#define TOKENS_PLAIN(X)                                                        \
    X(END)     /* of the source */                                             \
    X(ERROR)   /* see lexer->error */                                          \
    X(UNKNOWN) /* a character that no token begins with */                     \
    X(NEWLINE) /* the end of a logical line */                                 \
    X(INDENT)                                                                  \
    X(DEDENT)                                                                  \
    X(NAME)                                                                    \
    X(NUMBER)                                                                  \
    X(STRING) /* with prefix and quotes */

/* Longer ones before their own beginnings. */
#define TOKENS_OPERATOR(X)                                                     \
    X(ELLIPSIS, "...")                                                         \
    X(POWER_ASSIGN, "**=")                                                     \
    X(FLOORDIV_ASSIGN, "//=")                                                  \
    X(LSHIFT_ASSIGN, "<<=")                                                    \
    X(RSHIFT_ASSIGN, ">>=")                                                    \
    X(POWER, "**")                                                             \
    X(FLOORDIV, "//")                                                          \
    X(LSHIFT, "<<")                                                            \
    X(RSHIFT, ">>")                                                            \
    X(LESS_EQUAL, "<=")                                                        \
    X(GREATER_EQUAL, ">=")                                                     \
    X(EQUAL, "==")                                                             \
    X(NOT_EQUAL, "!=")                                                         \
    X(OLD_NOT_EQUAL, "<>") /* for the error's place */                         \
    X(WALRUS, ":=")                                                            \
    X(ARROW, "->")                                                             \
    X(PLUS_ASSIGN, "+=")                                                       \
    X(MINUS_ASSIGN, "-=")                                                      \
    X(STAR_ASSIGN, "*=")                                                       \
    X(SLASH_ASSIGN, "/=")                                                      \
    X(PERCENT_ASSIGN, "%=")                                                    \
    X(AT_ASSIGN, "@=")                                                         \
    X(AMPERSAND_ASSIGN, "&=")                                                  \
    X(BAR_ASSIGN, "|=")                                                        \
    X(CARET_ASSIGN, "^=")                                                      \
    X(LEFT_PAREN, "(")                                                         \
    X(RIGHT_PAREN, ")")                                                        \
    X(LEFT_BRACKET, "[")                                                       \
    X(RIGHT_BRACKET, "]")                                                      \
    X(LEFT_BRACE, "{")                                                         \
    X(RIGHT_BRACE, "}")                                                        \
    X(COLON, ":")                                                              \
    X(COMMA, ",")                                                              \
    X(SEMICOLON, ";")                                                          \
    X(DOT, ".")                                                                \
    X(ASSIGN, "=")                                                             \
    X(PLUS, "+")                                                               \
    X(MINUS, "-")                                                              \
    X(STAR, "*")                                                               \
    X(SLASH, "/")                                                              \
    X(PERCENT, "%")                                                            \
    X(AT, "@")                                                                 \
    X(AMPERSAND, "&")                                                          \
    X(BAR, "|")                                                                \
    X(CARET, "^")                                                              \
    X(TILDE, "~")                                                              \
    X(LESS, "<")                                                               \
    X(GREATER, ">")

#define TOKENS_KEYWORD(X)                                                      \
    X(FALSE, "False")                                                          \
    X(NONE, "None")                                                            \
    X(TRUE, "True")                                                            \
    X(AND, "and")                                                              \
    X(AS, "as")                                                                \
    X(ASSERT, "assert")                                                        \
    X(ASYNC, "async")                                                          \
    X(AWAIT, "await")                                                          \
    X(BREAK, "break")                                                          \
    X(CLASS, "class")                                                          \
    X(CONTINUE, "continue")                                                    \
    X(DEF, "def")                                                              \
    X(DEL, "del")                                                              \
    X(ELIF, "elif")                                                            \
    X(ELSE, "else")                                                            \
    X(EXCEPT, "except")                                                        \
    X(FINALLY, "finally")                                                      \
    X(FOR, "for")                                                              \
    X(FROM, "from")                                                            \
    X(GLOBAL, "global")                                                        \
    X(IF, "if")                                                                \
    X(IMPORT, "import")                                                        \
    X(IN, "in")                                                                \
    X(IS, "is")                                                                \
    X(LAMBDA, "lambda")                                                        \
    X(NONLOCAL, "nonlocal")                                                    \
    X(NOT, "not")                                                              \
    X(OR, "or")                                                                \
    X(PASS, "pass")                                                            \
    X(RAISE, "raise")                                                          \
    X(RETURN, "return")                                                        \
    X(TRY, "try")                                                              \
    X(WHILE, "while")                                                          \
    X(WITH, "with")                                                            \
    X(YIELD, "yield")

enum token_kind {
#define TOKEN_PLAIN_ENUM(kind) TOKEN_##kind,
#define TOKEN_TEXT_ENUM(kind, text) TOKEN_##kind,
    TOKENS_PLAIN(TOKEN_PLAIN_ENUM) TOKENS_OPERATOR(TOKEN_TEXT_ENUM)
        TOKENS_KEYWORD(TOKEN_TEXT_ENUM)
#undef TOKEN_PLAIN_ENUM
#undef TOKEN_TEXT_ENUM
            TOKEN_KINDS
};

/* A stretch of the source: lines from 1, columns in bytes from 0, the end
 * exclusive. */
struct place {
    int32_t line, column, end_line, end_column;
};

struct token {
    uint8_t kind;  /* enum token_kind */
    uint8_t level; /* parentheses that are open behind it */
    uint32_t size;
    const char *text; /* in the source */
    struct place place;
};

#define LEXER_LEVELS 200  /* of parentheses */
#define LEXER_INDENTS 100 /* of blocks */
#define LEXER_MESSAGE 160

struct lexer_error {
    struct type *type; /* of the exception; NULL: no error */
    struct place place;
    bool first;      /* goes before any error of the parser */
    bool unfinished; /* more text could mend it */
    char message[LEXER_MESSAGE];
};

/* An open parenthesis. */
struct bracket {
    char open;
    int32_t line, column;
};

/* An indentation, in columns: with tabs to the next multiple of 8, and with tabs
 * as one column. Only if both agree it doesn't depend on the tabs' width. */
struct indent {
    uint32_t wide, narrow;
};

struct lexer {
    const char *at, *end;
    const char *line_start; /* of the physical line; columns count from there */
    int32_t line;
    struct token *tokens; /* the last is END or ERROR */
    size_t count, capacity;
    struct bracket brackets[LEXER_LEVELS];
    uint32_t level;
    struct indent indents[LEXER_INDENTS + 1]; /* the first is 0 */
    uint32_t indent;                          /* the innermost one */
    bool line_begins;                         /* indentation comes next */
    bool inside;                              /* see lexer_run */
    struct lexer_error error;
};

/* Make all tokens of text..end, where `line` and line_start are those of text.
 * inside: an expression within parentheses, where line ends mean nothing. 0, or
 * -1: MemoryError. An error in the text is no failure: see struct lexer_error. */
int lexer_run(struct lexer *lexer, const char *text, const char *end,
              int32_t line, const char *line_start, bool inside);
void lexer_free(struct lexer *lexer);

const char *token_text(enum token_kind kind); /* of operators and keywords */

/* ---- Between the lexer's own files ---- */

/* The byte `ahead` of the place where the lexer is; 0 beyond the end. */
static inline unsigned char lexer_peek(const struct lexer *lexer, size_t ahead)
{
    return ahead < (size_t)(lexer->end - lexer->at) ? lexer->at[ahead] : 0;
}

static inline bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

/* Could c stand in a name? Bytes of other than ASCII characters could. */
static inline bool is_name_byte(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
           c == '_' || c >= 0x80;
}

/* Record an error at the byte before lexer->at, where CPython points. Returns
 * TOKEN_ERROR. */
enum token_kind lexer_fail(struct lexer *lexer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Skip a number, or a string with its prefix, that begins at lexer->at. */
enum token_kind lexer_number(struct lexer *lexer);
enum token_kind lexer_string(struct lexer *lexer, uint32_t prefix);

/* ---- The source (lexer_source.c) ---- */

/* The text to lex: source itself, or a copy in the arena if it has carriage
 * returns. NULL: SyntaxError (bytes of 0, no UTF-8) or MemoryError. *size is
 * changed with it. */
const char *lexer_source(struct arena *arena, const char *source, size_t *size,
                         struct object *filename);

/* May a character, not an ASCII one, stand in a name? As far as known
 * here: punctuation, signs and pictures may not. */
bool lexer_is_letter(uint32_t code_point);
/* As far as known here: controls and odd spaces may not be printed. */
bool lexer_is_printable(uint32_t code_point);

#endif
