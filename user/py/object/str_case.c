/* SPDX-License-Identifier: MIT
 *
 * Methods of str about cases and kinds of characters: upper, title, isalpha.
 */
#include "object/error.h"
#include "object/str.h"

#define LETTERS 26 /* of ASCII; upper and lower case differ by 1 << 5 */
#define EACH_BYTE 0x0101010101010101u
#define SHARP_S 0xdfu
#define SIGMA 0x3a3u       /* the Greek capital */
#define FINAL_SIGMA 0x3c2u /* its small form at the end of a word */

/* What a character becomes; before: whether one with a case precedes it. */
typedef int case_rule(struct text *out, uint32_t c, bool before);

static bool is_cased(uint32_t c)
{
    return unicode_is_lower(c) || unicode_is_upper(c);
}

static int add_upper(struct text *out, uint32_t c, bool before)
{
    (void)before;
    if (c == SHARP_S)
        return text_add_c(out, "SS");
    return text_add_char(out, unicode_upper(c));
}

static int add_lower(struct text *out, uint32_t c, bool before)
{
    (void)before;
    return text_add_char(out, unicode_lower(c));
}

static int add_folded(struct text *out, uint32_t c, bool before)
{
    (void)before;
    if (c == SHARP_S)
        return text_add_c(out, "ss");
    return text_add_char(out, c == FINAL_SIGMA ? unicode_lower(SIGMA)
                                               : unicode_lower(c));
}

static int add_title(struct text *out, uint32_t c, bool before)
{
    if (before)
        return add_lower(out, c, before);
    if (c == SHARP_S)
        return text_add_c(out, "Ss");
    return text_add_char(out, unicode_upper(c));
}

static int add_swapped(struct text *out, uint32_t c, bool before)
{
    return unicode_is_upper(c) ? add_lower(out, c, before)
                               : add_upper(out, c, before);
}

/* Is the sigma that ends at p the last letter of a word? */
static bool is_final(const char *p, const char *end)
{
    return p == end || !is_cased(utf8_next(&p));
}

static struct object *convert(struct object *self, case_rule *rule)
{
    struct view view = str_view(self);
    const char *p = view.data, *end = p + view.size;
    struct text out = {0};
    bool before = false;
    uint32_t c;
    int failed = 0;

    while (!failed && p < end) {
        c = utf8_next(&p);
        if (c == SIGMA && before && rule != add_folded && rule != add_upper &&
            is_final(p, end))
            failed = text_add_char(&out, FINAL_SIGMA);
        else
            failed = rule(&out, c, before);
        before = is_cased(c);
    }
    if (!failed)
        return text_finish(&out);
    text_discard(&out);
    return NULL;
}

static bool is_ascii(const struct object *o)
{
    return ((const struct str *)o)->length == str_size(o);
}

/* Change the case of the letters first..first + 25 among eight ASCII
 * characters. Adding to all bytes at once makes the highest bit of each, which
 * ASCII leaves free, say whether its character is beyond a bound. */
static uint64_t swap_letters(uint64_t word, unsigned char first)
{
    uint64_t from = word + EACH_BYTE * (ASCII_END - first);
    uint64_t beyond = word + EACH_BYTE * (ASCII_END - first - LETTERS);

    return word ^ (from & ~beyond & EACH_BYTE * ASCII_END) >> 2;
}

/* Change the case of the letters from `first` on, of an ASCII text. */
static struct object *convert_ascii(struct object *self, unsigned char first)
{
    size_t size = str_size(self), i, some;
    const char *text = str_text(self);
    struct str *s = str_alloc(size, size);
    uint64_t word = 0;

    for (i = 0; s && i < size; i += some) {
        some = size - i < sizeof(word) ? size - i : sizeof(word);
        copy_bytes((char *)&word, text + i, some);
        word = swap_letters(word, first);
        copy_bytes(s->text + i, (char *)&word, some);
    }
    return (struct object *)s;
}

struct object *str_upper_method(struct object *const *args, uint32_t count,
                                struct object *names)
{
    (void)count;
    (void)names;
    return is_ascii(args[0]) ? convert_ascii(args[0], 'a')
                             : convert(args[0], add_upper);
}

struct object *str_lower_method(struct object *const *args, uint32_t count,
                                struct object *names)
{
    (void)count;
    (void)names;
    return is_ascii(args[0]) ? convert_ascii(args[0], 'A')
                             : convert(args[0], add_lower);
}

struct object *str_casefold_method(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    (void)count;
    (void)names;
    return convert(args[0], add_folded);
}

struct object *str_title_method(struct object *const *args, uint32_t count,
                                struct object *names)
{
    (void)count;
    (void)names;
    return convert(args[0], add_title);
}

struct object *str_swapcase_method(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    (void)count;
    (void)names;
    return convert(args[0], add_swapped);
}

struct object *str_capitalize_method(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    struct view view = str_view(args[0]);
    const char *rest = view.data;
    struct object *lower = str_lower_method(args, count, names);
    const char *lower_rest;
    size_t lower_size;
    struct text out = {0};

    if (!lower || !view.size)
        return lower;
    lower_rest = str_text(lower);
    utf8_next(&lower_rest);
    lower_size = (size_t)(str_text(lower) + str_size(lower) - lower_rest);
    if (!add_title(&out, utf8_next(&rest), false) &&
        !text_add(&out, lower_rest, lower_size)) {
        unref(lower);
        return text_finish(&out);
    }
    unref(lower);
    text_discard(&out);
    return NULL;
}

/* ---- Questions about all characters ---- */

static bool all_are(struct object *self, bool (*is)(uint32_t))
{
    const char *p = str_text(self), *end = p + str_size(self);

    while (p < end)
        if (!is(utf8_next(&p)))
            return false;
    return true;
}

static bool is_alnum(uint32_t c)
{
    return unicode_is_alpha(c) || unicode_is_numeric(c);
}

static bool is_name_character(uint32_t c)
{
    return c == '_' || unicode_is_alpha(c) || unicode_is_decimal(c);
}

/* At least one, and all. */
static struct object *some_all(struct object *self, bool (*is)(uint32_t))
{
    return bool_from(str_size(self) && all_are(self, is));
}

struct object *str_isalpha_method(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    (void)count;
    (void)names;
    return some_all(args[0], unicode_is_alpha);
}

struct object *str_isdigit_method(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    (void)count;
    (void)names;
    return some_all(args[0], unicode_is_digit);
}

struct object *str_isalnum_method(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    (void)count;
    (void)names;
    return some_all(args[0], is_alnum);
}

struct object *str_isdecimal_method(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)count;
    (void)names;
    return some_all(args[0], unicode_is_decimal);
}

struct object *str_isnumeric_method(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)count;
    (void)names;
    return some_all(args[0], unicode_is_numeric);
}

struct object *str_isspace_method(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    (void)count;
    (void)names;
    return some_all(args[0], unicode_is_space);
}

struct object *str_isprintable_method(struct object *const *args,
                                      uint32_t count, struct object *names)
{
    (void)count;
    (void)names;
    return bool_from(all_are(args[0], unicode_is_printable));
}

struct object *str_isascii_method(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    (void)count;
    (void)names;
    return bool_from(is_ascii(args[0]));
}

struct object *str_isidentifier_method(struct object *const *args,
                                       uint32_t count, struct object *names)
{
    const char *p = str_text(args[0]);

    (void)count;
    (void)names;
    return bool_from(str_size(args[0]) && !unicode_is_decimal(utf8_next(&p)) &&
                     all_are(args[0], is_name_character));
}

/* One at least has a case, and none of those has the other. */
static struct object *in_case(struct object *self, bool (*is)(uint32_t),
                              bool (*is_not)(uint32_t))
{
    const char *p = str_text(self), *end = p + str_size(self);
    bool some = false;
    uint32_t c;

    while (p < end) {
        c = utf8_next(&p);
        if (is_not(c))
            return FALSE;
        some |= is(c);
    }
    return bool_from(some);
}

struct object *str_isupper_method(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    (void)count;
    (void)names;
    return in_case(args[0], unicode_is_upper, unicode_is_lower);
}

struct object *str_islower_method(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    (void)count;
    (void)names;
    return in_case(args[0], unicode_is_lower, unicode_is_upper);
}

/* A capital where no cased character precedes, a small letter elsewhere. */
struct object *str_istitle_method(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    const char *p = str_text(args[0]), *end = p + str_size(args[0]);
    bool before = false, some = false;
    uint32_t c;

    (void)count;
    (void)names;
    while (p < end) {
        c = utf8_next(&p);
        if (before ? unicode_is_upper(c) : unicode_is_lower(c))
            return FALSE;
        before = is_cased(c);
        some |= before;
    }
    return bool_from(some);
}
