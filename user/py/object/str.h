/* SPDX-License-Identifier: MIT
 *
 * What the files that make up str and bytes share; nobody else includes it.
 *
 * Most methods of str are the same work on bytes: UTF-8 has the property that
 * one valid text occurs in another only where characters begin. So searching,
 * splitting, stripping and replacing are written once, on a view of bytes, and
 * a text_kind says what differs: which bytes are white space, and how a result
 * becomes an object.
 */
#ifndef PY_STR_H
#define PY_STR_H

#include "object/container.h"
#include "object/text.h"

#define NOT_FOUND SIZE_MAX
#define ASCII_END 0x80u       /* the first code point that is not ASCII */
#define COPY_INLINE 64        /* copy_bytes: longer ones are memcpy's */
#define UNICODE_END 0x110000u /* the first number that is no code point */

/* Can c be a character of a str? Surrogates cannot. */
static inline bool str_is_character(int64_t c)
{
    return c >= 0 && c < (int64_t)UNICODE_END && (c < 0xd800 || c > 0xdfff);
}

struct text_kind {
    bool by_character; /* str: find and count in characters */
    uint64_t spaces;   /* which ASCII characters are white space: bit c for c */
    struct object *(*make)(const char *data, size_t size);
    /* One whose bytes the caller writes at *out. */
    struct object *(*alloc)(size_t size, char **out);
    /* The size of the white space character at p < end, which is not ASCII,
     * or 0. */
    size_t (*space)(const char *p, const char *end);
    /* The size of the line end at p < end, or 0. */
    size_t (*line_end)(const char *p, const char *end);
};

extern const struct text_kind str_kind, bytes_kind, bytearray_kind;

/* Fewer than eight bytes in one number, which has each of them at least once. */
static inline uint64_t few_bytes(const char *data, size_t size)
{
    const unsigned char *byte = (const unsigned char *)data;
    uint32_t first, last;

    if (size >= sizeof(first)) {
        memcpy(&first, data, sizeof(first));
        memcpy(&last, data + size - sizeof(last), sizeof(last));
        return first | (uint64_t)last << 32;
    }
    if (!size)
        return 0;
    return byte[0] | (uint64_t)byte[size / 2] << 8 |
           (uint64_t)byte[size - 1] << 16;
}

/* As memcpy, whose call costs more than moving a word or two does. */
static inline void copy_bytes(char *out, const char *in, size_t size)
{
    uint64_t word;

    if (size < sizeof(word) || size > COPY_INLINE) {
        if (size < sizeof(word))
            while (size--)
                *out++ = *in++;
        else
            memcpy(out, in, size);
        return;
    }
    for (; size > sizeof(word); size -= sizeof(word)) {
        memcpy(&word, in, sizeof(word));
        memcpy(out, &word, sizeof(word));
        in += sizeof(word);
        out += sizeof(word);
    }
    /* The last word may overlap with the one before. */
    in -= sizeof(word) - size;
    out -= sizeof(word) - size;
    memcpy(&word, in, sizeof(word));
    memcpy(out, &word, sizeof(word));
}

/* o is str: its view. */
static inline struct view str_view(const struct object *o)
{
    return (struct view){str_text(o), str_size(o)};
}

/* The size of the white space character at p < end, or 0. */
static inline size_t space_size(const struct text_kind *kind, const char *p,
                                const char *end)
{
    unsigned char c = (unsigned char)*p;

    if (c < ASCII_END)
        return c <= ' ' && kind->spaces >> c & 1;
    return kind->space(p, end);
}

/* ---- str.c ---- */

/* A str whose text the caller writes; the final 0 is there. Never a shared one,
 * even if it is as short. */
struct str *str_alloc(size_t size, size_t length);
/* The str of one character; those of ASCII are shared and immortal. */
struct object *str_char(uint32_t code_point);
/* The shared str with this text of at most one ASCII character, borrowed; NULL:
 * there is none. */
struct object *str_shared(const char *text, size_t size);
/* Where character `index` (0..length) begins. */
size_t str_offset(const struct str *s, size_t index);
/* How many characters UTF-8 has. */
size_t utf8_length(const char *text, size_t size);
/* The bytes from..to-1 of a str, whole characters. */
struct object *str_part(struct object *s, size_t from, size_t to);
/* sequence * count: the number of repetitions of `size` bytes. 0; 1: the answer
 * is NOT_IMPLEMENTED; -1: raised. */
int repeat_count(struct object *count, size_t size, size_t *times);
/* Fill out with data, again and again. */
void repeat_fill(char *out, struct view what, size_t times);
/* The hash of bytes; never -1. */
int64_t text_hash(const char *data, size_t size);
/* Is `other` of a class that may know what to do with a str or bytes? */
bool other_may_answer(struct object *other, enum binary_op op);
/* is o `what` (CMP_LT ...) to a memory that compares as `order` (<0, 0, >0)? */
bool order_is(int order, enum compare_op op);

extern const struct method_def str_methods[];

/* intern.c: s is being freed. */
void intern_forget(struct str *s);

/* ---- str_index.c ---- */

struct object *str_get_item(struct object *self, struct object *key);
struct object *str_iter(struct object *self);

/* ---- str_search.c: on memory; needle_size > 0 ---- */

size_t memory_find(struct view where, struct view what);
size_t memory_find_last(struct view where, struct view what);
size_t memory_count(struct view where, struct view what);

/* An argument that is an integer of C. 0; -1: TypeError, OverflowError. */
int argument_int64(struct object *o, int64_t *out);
/* The name of an argument's type for messages about it. */
const char *argument_type(const struct object *o);

/* The optional arguments start and end at args[at], args[at + 1]: indices as of
 * slices, not yet compared with a length. 0, or -1. */
struct window {
    int64_t start, end;
};
int window_parse(struct object *const *args, uint32_t count, uint32_t at,
                 struct window *window);
/* Cut to a length. False: it begins behind its end. */
bool window_clamp(struct window *window, size_t length);

/* ---- str_split.c: what str and bytes have in common ---- */

/* The view of an argument that must be of the kind, or 0 and TypeError. */
bool kind_view(const struct text_kind *kind, struct object *o,
               struct view *view);
/* kind->make of a part of self, or self itself if it is all and immutable. */
struct object *kind_part(const struct text_kind *kind, struct object *self,
                         struct view whole, struct view part);

/* The methods: args and count as of a builtin_function, bound to a kind. */
typedef struct object *kind_method(const struct text_kind *kind,
                                   struct object *const *args, uint32_t count);
typedef struct object *kind_method_named(const struct text_kind *kind,
                                         struct object *const *args,
                                         uint32_t count, struct object *names);
kind_method_named kind_split, kind_rsplit, kind_splitlines;
kind_method kind_partition, kind_rpartition;
/* ---- str_search.c ---- */
kind_method kind_find, kind_rfind, kind_index, kind_rindex, kind_count,
    kind_startswith, kind_endswith;
/* ---- str_strip.c ---- */
kind_method kind_strip, kind_lstrip, kind_rstrip, kind_removeprefix,
    kind_removesuffix;
/* ---- str_replace.c ---- */
kind_method kind_replace, kind_join;

/* ---- The tables ---- */

/* Those of str, bytes and bytearray: X(name, min, max), self
 * counted. */
#define KIND_METHODS(X)                                                        \
    X(count, 2, 4)                                                             \
    X(endswith, 2, 4)                                                          \
    X(find, 2, 4)                                                              \
    X(index, 2, 4)                                                             \
    X(join, 2, 2)                                                              \
    X(lstrip, 1, 2)                                                            \
    X(partition, 2, 2)                                                         \
    X(removeprefix, 2, 2)                                                      \
    X(removesuffix, 2, 2)                                                      \
    X(replace, 3, 4)                                                           \
    X(rfind, 2, 4)                                                             \
    X(rindex, 2, 4)                                                            \
    X(rpartition, 2, 2)                                                        \
    X(rstrip, 1, 2)                                                            \
    X(startswith, 2, 4)                                                        \
    X(strip, 1, 2)

/* And those that take keywords as well. */
#define KIND_METHODS_NAMED(X)                                                  \
    X(rsplit, 1, 3)                                                            \
    X(split, 1, 3)                                                             \
    X(splitlines, 1, 2)

/* ---- str_codec.c ---- */

/* What to do with what cannot be decoded or encoded. */
enum codec_errors {
    ERRORS_STRICT,
    ERRORS_IGNORE,
    ERRORS_REPLACE,
    ERRORS_BACKSLASH,
    ERRORS_UNKNOWN, /* LookupError, but only when it is needed */
};

/* What backslashreplace writes for a character: \xXX, \uXXXX or \UXXXXXXXX. */
#define ESCAPE_SIZE 12
void escape_character(char *out, uint32_t c);

/* Add bytes of unknown origin. 0; -1: UnicodeDecodeError. */
int text_add_utf8(struct text *text, struct view bytes,
                  enum codec_errors errors);

/* str(o, encoding, errors); TypeError if o is not bytes-like. */
struct object *bytes_like_decode(struct object *o, struct object *encoding,
                                 struct object *errors);
/* What decode and str(bytes, ...) do; encoding and errors: str, or NULL. */
struct object *text_decode(struct view bytes, struct object *encoding,
                           struct object *errors);
/* The contrary: bytes. */
struct object *text_encode(struct object *str, struct object *encoding,
                           struct object *errors);

/* ---- str_unicode.c: what characters are ---- */

uint32_t unicode_upper(uint32_t c);
uint32_t unicode_lower(uint32_t c);
bool unicode_is_upper(uint32_t c);
bool unicode_is_lower(uint32_t c);
bool unicode_is_alpha(uint32_t c);
bool unicode_is_decimal(uint32_t c);
/* What int() and float() make of a str: the decimal digits and white space of any
 * script are ASCII's, and of no use are other characters, which become '?'. *text
 * stays as it is where all is ASCII, otherwise it is then in `plain`. 0, or -1.
 */
int unicode_simplify(struct view *text, struct text *plain);
bool unicode_is_digit(uint32_t c);
bool unicode_is_numeric(uint32_t c);
bool unicode_is_space(uint32_t c);
bool unicode_is_line_end(uint32_t c);
bool unicode_is_printable(uint32_t c);

/* ---- Methods of str alone ---- */

builtin_function str_upper_method, str_lower_method, str_title_method,
    str_capitalize_method, str_swapcase_method, str_casefold_method,
    str_isalpha_method, str_isdigit_method, str_isalnum_method,
    str_isdecimal_method, str_isnumeric_method, str_isspace_method,
    str_isupper_method, str_islower_method, str_istitle_method,
    str_isidentifier_method, str_isprintable_method, str_isascii_method;
builtin_function str_center_method, str_ljust_method, str_rjust_method,
    str_zfill_method, str_expandtabs_method;
builtin_function str_translate_method, str_maketrans_method;
builtin_function str_format_method, str_format_map_method;

#endif
