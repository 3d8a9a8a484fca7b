/* SPDX-License-Identifier: MIT
 *
 * What the files that make up bytes and bytearray share; nobody else includes
 * it. Functions here take either for self, and read it through bytes_view.
 */
#ifndef PY_BYTES_H
#define PY_BYTES_H

#include "object/str.h"

#define BYTES_MAX (SIZE_MAX / 8)

struct bytearray {
    struct object head;
    char *data; /* NULL: capacity is 0 */
    size_t size, capacity;
};

static inline bool is_bytearray(const struct object *o)
{
    return !is_small(o) && o->type == &type_bytearray;
}

/* The view of one that is known to be either. */
static inline struct view bytes_data(const struct object *o)
{
    const struct bytearray *a = (const struct bytearray *)o;
    const struct bytes *b = (const struct bytes *)o;

    if (is_bytearray(o))
        return (struct view){a->data ? a->data : "", a->size};
    return (struct view){(const char *)b->data, b->size};
}

static inline const struct text_kind *bytes_kind_of(const struct object *o)
{
    return is_bytearray(o) ? &bytearray_kind : &bytes_kind;
}

struct bytes *bytes_alloc(size_t size);
/* The arguments of bytes(...) and bytearray(...): adds what they mean. `name`:
 * which of the two. 0, or -1. */
int bytes_collect(struct text *out, const char *name,
                  struct object *const *args, uint32_t count,
                  struct object *names);
/* What o.__bytes__() answers, which must be bytes; o's type has the method. */
struct object *bytes_own(struct object *o);
/* Adds the bytes of an iterable of ints or a bytes-like object. */
int bytes_collect_iterable(struct text *out, const char *name,
                           struct object *iterable);
/* An int in 0..255. 0; -1: ValueError with that message, TypeError. */
int byte_value(struct object *o, const char *message, char *byte);
/* The index that key means now. 0; -1: IndexError, TypeError. */
int bytes_index(struct object *key, struct object *self, uint64_t *index);
/* How many of the items of a slice there are if the size has changed since. */
uint64_t bytes_clip(int64_t start, int64_t step, uint64_t count, size_t size);

/* Slots of both types. */
struct object *bytes_repr(struct object *self);
struct object *bytes_compare(struct object *a, struct object *b,
                             enum compare_op op);
int bytes_truth(struct object *self);
int64_t bytes_length(struct object *self);
struct object *bytes_get_item(struct object *self, struct object *key);
int bytes_contains(struct object *self, struct object *item);
struct object *bytes_iter(struct object *self);
struct object *bytes_add(struct object *a, struct object *b);
struct object *bytes_multiply(struct object *a, struct object *b);
struct object *bytes_percent(struct object *format, struct object *args);

extern const struct method_def bytes_methods[], bytearray_methods[];

/* bytes_text.c */
builtin_function bytes_capitalize, bytes_center, bytes_expandtabs,
    bytes_isalnum, bytes_isalpha, bytes_isascii, bytes_isdigit, bytes_islower,
    bytes_isspace, bytes_istitle, bytes_isupper, bytes_ljust, bytes_lower,
    bytes_maketrans, bytes_rjust, bytes_swapcase, bytes_title, bytes_translate,
    bytes_upper, bytes_zfill;

/* bytearray.c */
struct object *bytearray_alloc(size_t size, char **out);
builtin_function bytearray_append, bytearray_clear, bytearray_copy,
    bytearray_extend, bytearray_insert, bytearray_pop, bytearray_remove,
    bytearray_reverse;

#endif
