/* SPDX-License-Identifier: MIT
 *
 * str and bytes, and formatting.
 *
 * A str is UTF-8 with the number of its characters: indexing is O(1) where all
 * are ASCII, which is where it matters, and O(n) elsewhere. Lone surrogates are
 * not representable.
 */
#ifndef PY_TEXT_H
#define PY_TEXT_H

#include <stdarg.h>
#include <string.h>

#include "object/object.h"

extern struct type type_str, type_bytes, type_bytearray;

struct str {
    struct object head;
    uint64_t size;   /* bytes, without the final 0 */
    uint64_t length; /* characters; == size: all ASCII */
    int64_t hash;    /* -1: not known yet */
    bool interned;
    char text[]; /* UTF-8, ends with 0 */
};

struct bytes {
    struct object head;
    uint64_t size;
    int64_t hash; /* -1: not known yet */
    uint8_t data[];
};

static inline bool is_str(const struct object *o)
{
    return !is_small(o) && o->type == &type_str;
}
static inline bool is_bytes(const struct object *o)
{
    return !is_small(o) && o->type == &type_bytes;
}
static inline const char *str_text(const struct object *o)
{
    return ((const struct str *)o)->text;
}
static inline size_t str_size(const struct object *o)
{
    return ((const struct str *)o)->size;
}

/* From UTF-8, which the caller knows to be valid. */
struct object *str_new(const char *text, size_t size);
struct object *str_ascii(const char *text, size_t size); /* of ASCII */
struct object *str_from(const char *text);               /* ends with 0 */
/* From bytes of unknown origin: UnicodeDecodeError where they are no UTF-8. */
struct object *str_decode(const char *bytes, size_t size);
/* Is `name`, open()'s argument, UTF-8? 0; -1: TypeError, LookupError (unknown),
 * ValueError (another). */
int str_check_utf8(struct object *name);
/* As printf, with %R %S %T %U of error.h. */
struct object *str_format_c(const char *format, ...);
struct object *str_format_va(const char *format, va_list args);
/* The one str with this text that all share: names. str_intern steals its
 * argument. Interned strings live until they are released by all users. */
struct object *str_intern(struct object *str);
struct object *str_intern_c(const char *text);
bool str_equal(const struct object *a, const struct object *b);
bool str_equal_c(const struct object *a, const char *b);
int64_t str_hash(struct object *str);
struct object *str_concat(struct object *a, struct object *b);
struct object *str_concat_array(struct object *const *strs, uint32_t count);
/* a += b where the caller gives up its reference to a (stolen): extends in
 * place if nobody else has one. */
struct object *str_append(struct object *a, struct object *b);
/* text % args */
struct object *str_percent(struct object *format, struct object *args);
/* format(value, spec): what f"{value:spec}" does; calls __format__. spec may be
 * NULL (empty). */
struct object *object_format(struct object *value, struct object *spec);
/* The __format__ of str, int, float, bool by the format specification language.
 */
struct object *str_format_spec(struct object *value, struct object *spec);
struct object *int_format_spec(struct object *value, struct object *spec);
struct object *float_format_spec(struct object *value, struct object *spec);
/* What every __format__ asks first; if it is not, TypeError. */
bool format_spec_is_str(struct object *spec);
/* repr of a str and of bytes. */
struct object *str_repr(struct object *str);
struct object *ascii_repr(struct object *o); /* ascii(o) */

struct object *bytes_new(const void *data, size_t size);

/* Bytes of somebody else's. */
struct view {
    const char *data;
    size_t size;
};
/* o is bytes or bytearray: its view, and true. A bytearray's is valid until
 * somebody else runs. */
bool bytes_view(struct object *o, struct view *view);

/* A growing piece of text: zero it to begin; text_finish makes the str and
 * frees the buffer, text_discard frees it. Functions return 0, or -1:
 * MemoryError. */
struct text {
    char *data;
    size_t size, capacity;
};
int text_add(struct text *text, const char *data, size_t size);
int text_add_c(struct text *text, const char *data);
int text_add_char(struct text *text, uint32_t code_point);
int text_add_object(struct text *text, struct object *str);
int text_add_int64(struct text *text, int64_t value); /* int_text.c */
int text_add_repr(struct text *text, struct object *o);
/* count times the same character. */
int text_add_fill(struct text *text, uint32_t code_point, size_t count);
struct object *text_finish(struct text *text);
void text_discard(struct text *text);

/* UTF-8: decode one character at *p, moving it; encode one (1..4 bytes). */
uint32_t utf8_next(const char **p);
size_t utf8_put(char *out, uint32_t code_point);

#endif
