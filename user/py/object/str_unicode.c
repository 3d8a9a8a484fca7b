/* SPDX-License-Identifier: MIT
 *
 * What characters are: letters, digits, white space, and their cases.
 *
 * For letters the C library is asked, in the locale C.UTF-8, whose tables need
 * not be those of Python's Unicode version; the rest are the short lists here.
 * One character becomes one: of the cases where Python makes two, only the
 * German ß is known (str_case.c).
 */
#define _GNU_SOURCE
#include <locale.h>
#include <wctype.h>

#include "object/str.h"

struct range_of_characters {
    uint32_t first, last;
};

static bool is_in(const struct range_of_characters *ranges, size_t count,
                  uint32_t c)
{
    size_t i = 0;

    while (i < count && c > ranges[i].last)
        i++;
    return i < count && c >= ranges[i].first;
}

#define IS_IN(ranges, c) is_in(ranges, sizeof(ranges) / sizeof(*(ranges)), c)

/* The classes and mappings of C.UTF-8; NULL where there is no such locale. */
static locale_t utf8_locale(void)
{
    static locale_t locale;

    if (!locale)
        locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
    return locale;
}

static bool is_class(uint32_t c, int (*test)(wint_t, locale_t))
{
    locale_t locale = utf8_locale();

    return locale && test(c, locale);
}

uint32_t unicode_upper(uint32_t c)
{
    locale_t locale;

    if (c < ASCII_END)
        return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;
    locale = utf8_locale();
    return locale ? (uint32_t)towupper_l(c, locale) : c;
}

uint32_t unicode_lower(uint32_t c)
{
    locale_t locale;

    if (c < ASCII_END)
        return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
    locale = utf8_locale();
    return locale ? (uint32_t)towlower_l(c, locale) : c;
}

/* Small letters without a capital: ª º ß ŉ. */
static const struct range_of_characters other_lower[] = {
    {0xaa, 0xaa}, {0xba, 0xba}, {0xdf, 0xdf}, {0x138, 0x138}, {0x149, 0x149},
};

bool unicode_is_upper(uint32_t c)
{
    if (c < ASCII_END)
        return c >= 'A' && c <= 'Z';
    return unicode_lower(c) != c;
}

bool unicode_is_lower(uint32_t c)
{
    if (c < ASCII_END)
        return c >= 'a' && c <= 'z';
    return unicode_upper(c) != c || IS_IN(other_lower, c);
}

bool unicode_is_alpha(uint32_t c)
{
    if (c < ASCII_END)
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    return is_class(c, iswalpha_l) && !unicode_is_numeric(c);
}

/* The zeros of decimal digits, each followed by 1..9. */
static const uint32_t zeros[] = {
    '0',    0x660,  0x6f0,  0x7c0,  0x966,  0x9e6,  0xa66,  0xae6,
    0xb66,  0xbe6,  0xc66,  0xce6,  0xd66,  0xde6,  0xe50,  0xed0,
    0xf20,  0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80,
    0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900,
    0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
};

/* What a decimal digit stands for; -1: it is none. */
static int decimal_value(uint32_t c)
{
    for (size_t i = 0; i < sizeof(zeros) / sizeof(*zeros); i++)
        if (c >= zeros[i] && c < zeros[i] + 10)
            return (int)(c - zeros[i]);
    return -1;
}

bool unicode_is_decimal(uint32_t c)
{
    if (c < ASCII_END)
        return c >= '0' && c <= '9';
    return decimal_value(c) >= 0;
}

int unicode_simplify(struct view *text, struct text *plain)
{
    const char *p = text->data, *end = p + text->size;

    if (utf8_length(text->data, text->size) == text->size)
        return 0;
    while (p < end) {
        uint32_t c = utf8_next(&p);
        int digit = decimal_value(c);
        char simple = c < ASCII_END         ? (char)c
                      : digit >= 0          ? (char)('0' + digit)
                      : unicode_is_space(c) ? ' '
                                            : '?';

        if (text_add(plain, &simple, 1))
            return -1;
    }
    *text = (struct view){plain->data, plain->size};
    return 0;
}

/* Superscripts, subscripts, circled and the like. */
static const struct range_of_characters other_digits[] = {
    {0xb2, 0xb3},     {0xb9, 0xb9},     {0x1369, 0x1371}, {0x19da, 0x19da},
    {0x2070, 0x2070}, {0x2074, 0x2079}, {0x2080, 0x2089}, {0x2460, 0x2468},
    {0x2474, 0x247c}, {0x2488, 0x2490}, {0x24ea, 0x24ea}, {0x24f5, 0x24fd},
    {0x24ff, 0x24ff}, {0x2776, 0x277e}, {0x2780, 0x2788}, {0x278a, 0x2792},
};

bool unicode_is_digit(uint32_t c)
{
    return unicode_is_decimal(c) || IS_IN(other_digits, c);
}

/* Fractions, Roman numerals, the larger circled numbers. */
static const struct range_of_characters other_numbers[] = {
    {0xbc, 0xbe},     {0x9f4, 0x9f9},   {0x2150, 0x2182}, {0x2185, 0x2189},
    {0x2469, 0x2473}, {0x247d, 0x2487}, {0x2491, 0x249b}, {0x24eb, 0x24f4},
    {0x24fe, 0x24fe}, {0x277f, 0x277f}, {0x2789, 0x2789}, {0x2793, 0x2793},
    {0x3007, 0x3007}, {0x3021, 0x3029}, {0x3220, 0x3229}, {0x3280, 0x3289},
};

bool unicode_is_numeric(uint32_t c)
{
    return unicode_is_digit(c) || IS_IN(other_numbers, c);
}

static const struct range_of_characters spaces[] = {
    {0x09, 0x0d},     {0x1c, 0x20},     {0x85, 0x85},     {0xa0, 0xa0},
    {0x1680, 0x1680}, {0x2000, 0x200a}, {0x2028, 0x2029}, {0x202f, 0x202f},
    {0x205f, 0x205f}, {0x3000, 0x3000},
};

bool unicode_is_space(uint32_t c)
{
    return IS_IN(spaces, c);
}

bool unicode_is_line_end(uint32_t c)
{
    return (c >= 0x0a && c <= 0x0d) || (c >= 0x1c && c <= 0x1e) || c == 0x85 ||
           c == 0x2028 || c == 0x2029;
}

/* Controls, formats, surrogates and private characters. */
static const struct range_of_characters hidden[] = {
    {0x00, 0x1f},     {0x7f, 0x9f},       {0xad, 0xad},        {0x600, 0x605},
    {0x61c, 0x61c},   {0x6dd, 0x6dd},     {0x70f, 0x70f},      {0x890, 0x891},
    {0x8e2, 0x8e2},   {0x180e, 0x180e},   {0x200b, 0x200f},    {0x202a, 0x202e},
    {0x2060, 0x206f}, {0xd800, 0xf8ff},   {0xfeff, 0xfeff},    {0xfff0, 0xfffb},
    {0xfffe, 0xffff}, {0x31350, 0xe00ff}, {0xe01f0, 0x10ffff},
};

bool unicode_is_printable(uint32_t c)
{
    if (c < ASCII_END)
        return c >= ' ' && c < 0x7f;
    return !IS_IN(hidden, c) && !unicode_is_space(c) && is_class(c, iswprint_l);
}
