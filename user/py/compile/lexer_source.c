/* SPDX-License-Identifier: MIT
 *
 * What must hold of a source before it is cut into tokens: it is UTF-8, has no
 * bytes of 0, and its lines end with a line feed. And what is known here of
 * characters beyond ASCII.
 */
#include <string.h>

#include "compile/lexer.h"
#include "compile/parse.h"
#include "object/error.h"
#include "object/text.h"

#define SURROGATE_FIRST 0xd800
#define SURROGATE_LAST 0xdfff
#define CODE_POINT_MAX 0x10ffff

/* How many bytes the UTF-8 character at p has; 0 if it is none. */
static size_t character_size(const char *p, const char *end)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = *p;
    size_t size = first < 0x80   ? 1
                  : first < 0xc0 ? 0
                  : first < 0xe0 ? 2
                  : first < 0xf0 ? 3
                  : first < 0xf8 ? 4
                                 : 0;
    uint32_t c = first & (0x7f >> size);

    if (size == 1)
        return 1;
    if (size == 0 || size > (size_t)(end - p))
        return 0;
    for (size_t i = 1; i < size; i++) {
        if (((unsigned char)p[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | ((unsigned char)p[i] & 0x3f);
    }
    if (c < least[size] || c > CODE_POINT_MAX ||
        (c >= SURROGATE_FIRST && c <= SURROGATE_LAST))
        return 0;
    return size;
}

static void raise_not_utf8(unsigned char byte, int32_t line,
                           struct object *filename)
{
    error_format(&type_SyntaxError,
                 "Non-UTF-8 code starting with '\\x%02x' in file %U on line "
                 "%d, but no encoding declared; see "
                 "https://peps.python.org/pep-0263/ for details",
                 byte, filename, (int)line);
}

/* 0, or -1: SyntaxError. *returns: are there carriage returns? */
static int source_check(const char *source, size_t size,
                        struct object *filename, bool *returns)
{
    const char *end = source + size;
    int32_t line = 1;
    size_t step;

    if (size > INT32_MAX) {
        error_memory();
        return -1;
    }
    if (memchr(source, 0, size)) {
        error_format(&type_SyntaxError,
                     "source code string cannot contain null bytes");
        return -1;
    }
    for (const char *p = source; p < end; p += step) {
        step = character_size(p, end);
        if (step == 0) {
            raise_not_utf8(*p, line, filename);
            return -1;
        }
        line += *p == '\n';
        *returns |= *p == '\r';
    }
    return 0;
}

const char *lexer_source(struct arena *arena, const char *source, size_t *size,
                         struct object *filename)
{
    bool returns = false;
    char *copy, *to;

    if (source_check(source, *size, filename, &returns))
        return NULL;
    if (!returns)
        return source;
    copy = to = arena_alloc(arena, *size + 1);
    if (!copy)
        return NULL;
    for (size_t i = 0; i < *size; i++) {
        bool line_end = source[i] == '\r';

        if (line_end && source[i + 1] == '\n')
            i++;
        *to++ = line_end ? '\n' : source[i];
    }
    *size = to - copy;
    return copy;
}

struct range_of {
    uint32_t first, last;
};

/* Ranges of characters that are in no name: Latin-1 signs, general punctuation
 * up to symbols and arrows, CJK punctuation, private ones, full-width signs,
 * pictures. */
static const struct range_of signs[] = {
    {0x80, 0xa9},        {0xab, 0xb4},     {0xb6, 0xb6},     {0xb8, 0xb9},
    {0xbb, 0xbf},        {0xd7, 0xd7},     {0xf7, 0xf7},     {0x2000, 0x203e},
    {0x2041, 0x2053},    {0x2055, 0x2070}, {0x2072, 0x207e}, {0x2080, 0x208f},
    {0x20a0, 0x20cf},    {0x2190, 0x2bff}, {0x3000, 0x3004}, {0x3008, 0x3020},
    {0xe000, 0xf8ff},    {0xfeff, 0xfeff}, {0xff01, 0xff0f}, {0xff1a, 0xff20},
    {0xff3b, 0xff3e},    {0xff5b, 0xff65}, {0xfff0, 0xffff}, {0x1f000, 0x1faff},
    {0xf0000, 0x10ffff},
};

/* Controls, spaces other than ' ', marks of direction, private characters. */
static const struct range_of unprintable[] = {
    {0x80, 0xa0},     {0xad, 0xad},     {0x2000, 0x200f},    {0x2028, 0x202f},
    {0x205f, 0x206f}, {0x3000, 0x3000}, {0xe000, 0xf8ff},    {0xfeff, 0xfeff},
    {0xfff0, 0xfffb}, {0xfffe, 0xffff}, {0xf0000, 0x10ffff},
};

bool lexer_is_letter(uint32_t code_point)
{
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
        if (code_point >= signs[i].first && code_point <= signs[i].last)
            return false;
    return true;
}

bool lexer_is_printable(uint32_t code_point)
{
    for (size_t i = 0; i < sizeof(unprintable) / sizeof(unprintable[0]); i++)
        if (code_point >= unprintable[i].first &&
            code_point <= unprintable[i].last)
            return false;
    return true;
}
