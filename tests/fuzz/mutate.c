/* SPDX-License-Identifier: MIT
 *
 * Programs, damaged: bytes, words or lines are left out, doubled, exchanged or
 * overwritten. What comes out is for the lexer, the parser and the compiler, and
 * sometimes it even runs.
 */
#include <ctype.h>

#include "tests/fuzz/fuzz.h"

#define MOST_PLACES 4

struct range {
    size_t start, size;
};

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The word, or the single character, at a place. */
static struct range word_at(const struct listing *t, size_t place)
{
    size_t start = place, end = place + 1;

    if (is_word(t->data[place])) {
        while (start > 0 && is_word(t->data[start - 1]))
            start--;
        while (end < t->size && is_word(t->data[end]))
            end++;
    }
    return (struct range){start, end - start};
}

static struct range line_at(const struct listing *t, size_t place)
{
    size_t start = place, end = place;

    while (start > 0 && t->data[start - 1] != '\n')
        start--;
    while (end < t->size && t->data[end] != '\n')
        end++;
    return (struct range){start, end + (end < t->size) - start};
}

/* A byte, a word or a line anywhere. */
static struct range range_choose(struct random *r, const struct listing *t)
{
    size_t place = random_below(r, t->size);

    switch (random_below(r, 4)) {
    case 0:
        return (struct range){place, 1};
    case 1:
        return line_at(t, place);
    default:
        return word_at(t, place);
    }
}

/* What a program does not usually have in this place. */
static void strange(struct random *r, struct listing *t, struct range place)
{
    static const char *const words[] = {
        "(",     ")",       "[",      "]",     "{",      "}",   ":",
        "=",     ",",       "*",      "**",    ".",      "'",   "\"\"\"",
        "\\",    "\n",      "\t",     "\f",    "    ",   "\r",  "f'{",
        "yield", "lambda ", "await ", "def ",  "class ", "if ", "else",
        "in ",   "not ",    ":=",     "->",    "@",      "#",   "0x",
        "1e999", "return",  "del ",   "try:",  "\xff",   "b'",  "\xc3",
        "None",  "async ",  "for ",   "from ", "import", "...", "1_000_",
        "''",    "\\N{",    "rb'",    "é",     "match ", "$",   "break",
        "with ", "global ", "except", "raise", "assert", ";",   "nonlocal x",
    };
    const char *word = words[random_below(r, sizeof words / sizeof *words)];
    struct listing added = {0};

    listing_add_c(&added, word);
    listing_replace(t, place.start, random_below(r, 2) ? place.size : 0,
                    added.data, added.size);
    listing_free(&added);
}

static void damage(struct random *r, struct listing *t)
{
    struct range a = range_choose(r, t), b = range_choose(r, t);
    char byte;

    switch (random_below(r, 6)) {
    case 0:
        listing_replace(t, a.start, a.size, "", 0);
        break;
    case 1:
        listing_replace(t, a.start, 0, t->data + a.start, a.size);
        break;
    case 2:
        listing_replace(t, a.start, a.size, t->data + b.start, b.size);
        break;
    case 3:
        listing_replace(t, a.start, 0, t->data + b.start, b.size);
        break;
    case 4:
        byte = (char)random_below(r, 256);
        listing_replace(t, a.start, 1, &byte, 1);
        break;
    default:
        strange(r, t, a);
    }
}

void mutate(struct random *r, struct listing *t)
{
    for (uint64_t n = 1 + random_below(r, MOST_PLACES); n > 0 && t->size; n--)
        damage(r, t);
}
