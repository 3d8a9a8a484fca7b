/* SPDX-License-Identifier: MIT
 *
 * Numbers, as the lexer sees them: where they end, and whether their digits are
 * legal. Their values are the parser's business.
 */
#include <string.h>

#include "compile/lexer.h"

/* Words that may stand directly behind a number, as in `1if x else 2`. */
static bool keyword_follows(const struct lexer *lexer)
{
    static const char *const words[] = {"and", "else", "for", "if",
                                        "in",  "is",   "or",  "not"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        size_t size = strlen(words[i]);

        if ((size_t)(lexer->end - lexer->at) >= size &&
            !memcmp(lexer->at, words[i], size) &&
            !is_name_byte(lexer_peek(lexer, size)))
            return true;
    }
    return false;
}

/* The end of a number: no name may begin here. */
static enum token_kind number_end(struct lexer *lexer, const char *kind)
{
    unsigned char c = lexer_peek(lexer, 0);

    if (c < 0x80 && is_name_byte(c) && !keyword_follows(lexer))
        return lexer_fail(lexer, "invalid %s literal", kind);
    return TOKEN_NUMBER;
}

/* Digits with single underscores between them; at a digit already. */
static bool decimal_digits(struct lexer *lexer)
{
    for (;;) {
        while (is_digit(lexer_peek(lexer, 0)))
            lexer->at++;
        if (lexer_peek(lexer, 0) != '_')
            return true;
        lexer->at++;
        if (!is_digit(lexer_peek(lexer, 0))) {
            lexer_fail(lexer, "invalid decimal literal");
            return false;
        }
    }
}

static bool is_digit_of(unsigned char c, uint32_t base)
{
    unsigned char lower = c | 0x20;

    if (base == 16 && lower >= 'a' && lower <= 'f')
        return true;
    return is_digit(c) && c - '0' < (int)base;
}

static enum token_kind prefixed(struct lexer *lexer, uint32_t base,
                                const char *kind)
{
    lexer->at += 2;
    do {
        lexer->at += lexer_peek(lexer, 0) == '_';
        if (!is_digit_of(lexer_peek(lexer, 0), base)) {
            unsigned char c = lexer_peek(lexer, 0);

            if (!is_digit(c))
                return lexer_fail(lexer, "invalid %s literal", kind);
            lexer->at++;
            return lexer_fail(lexer, "invalid digit '%c' in %s literal", c,
                              kind);
        }
        while (is_digit_of(lexer_peek(lexer, 0), base))
            lexer->at++;
    } while (lexer_peek(lexer, 0) == '_');
    if (is_digit(lexer_peek(lexer, 0))) {
        lexer->at++;
        return lexer_fail(lexer, "invalid digit '%c' in %s literal",
                          lexer->at[-1], kind);
    }
    return number_end(lexer, kind);
}

/* At 'e': skip an exponent. *none: it wasn't one. */
static bool exponent(struct lexer *lexer, bool *none)
{
    unsigned char sign = lexer_peek(lexer, 1);
    size_t digits = sign == '+' || sign == '-' ? 2 : 1;

    *none = !is_digit(lexer_peek(lexer, digits)) && digits == 1;
    if (*none)
        return true;
    lexer->at += digits;
    if (is_digit(lexer_peek(lexer, 0)))
        return decimal_digits(lexer);
    lexer_fail(lexer, "invalid decimal literal");
    return false;
}

/* Behind the integer part: fraction, exponent and suffix. *integer: there was
 * nothing of these. */
static enum token_kind tail(struct lexer *lexer, bool *integer)
{
    bool none = true;

    *integer = true;
    if (lexer_peek(lexer, 0) == '.') {
        *integer = false;
        lexer->at++;
        if (is_digit(lexer_peek(lexer, 0)) && !decimal_digits(lexer))
            return TOKEN_ERROR;
    }
    if ((lexer_peek(lexer, 0) | 0x20) == 'e' && !exponent(lexer, &none))
        return TOKEN_ERROR;
    *integer &= none;
    if ((lexer_peek(lexer, 0) | 0x20) == 'j') {
        lexer->at++;
        return lexer_fail(lexer, "complex literals are not supported");
    }
    return TOKEN_NUMBER;
}

/* Behind a first '0': more zeros, perhaps, and then digits only for a float. */
static enum token_kind after_zero(struct lexer *lexer)
{
    const char *start = lexer->at;
    const char *zeros_end;
    enum token_kind kind;
    bool integer;

    if (!decimal_digits(lexer))
        return TOKEN_ERROR;
    for (zeros_end = start; *zeros_end == '0' || *zeros_end == '_';)
        zeros_end++;
    bool nonzero = zeros_end < lexer->at;

    kind = tail(lexer, &integer);
    if (kind == TOKEN_ERROR || !integer || !nonzero)
        return kind == TOKEN_ERROR ? kind : number_end(lexer, "decimal");
    lexer->at = start + 1;
    lexer_fail(lexer, "leading zeros in decimal integer literals are not "
                      "permitted; use an 0o prefix for octal integers");
    lexer->error.place.end_column = zeros_end - lexer->line_start;
    return TOKEN_ERROR;
}

enum token_kind lexer_number(struct lexer *lexer)
{
    bool integer;

    if (lexer_peek(lexer, 0) == '0') {
        switch (lexer_peek(lexer, 1) | 0x20) {
        case 'x':
            return prefixed(lexer, 16, "hexadecimal");
        case 'o':
            return prefixed(lexer, 8, "octal");
        case 'b':
            return prefixed(lexer, 2, "binary");
        default:
            return after_zero(lexer);
        }
    }
    if (is_digit(lexer_peek(lexer, 0)) && !decimal_digits(lexer))
        return TOKEN_ERROR;
    if (tail(lexer, &integer) == TOKEN_ERROR)
        return TOKEN_ERROR;
    return number_end(lexer, "decimal");
}
