/* SPDX-License-Identifier: MIT
 *
 * tuple, list, dict, set, frozenset, range, slice, deque and their iterators.
 *
 * The fields are public for the dispatch loop, which has quick paths for the
 * commonest uses. Operations that call Python code (==, hash, key functions) give
 * the GIL away in between; a container that another thread changes meanwhile must
 * never be read out of bounds: re-read sizes after each such call, keep a
 * reference to what you compare.
 */
#ifndef PY_CONTAINER_H
#define PY_CONTAINER_H

#include "object/object.h"

extern struct type type_tuple, type_list, type_dict, type_set, type_frozenset,
    type_range, type_slice, type_deque, type_enumerate, type_zip, type_map,
    type_filter, type_reversed, type_list_iterator, type_tuple_iterator,
    type_range_iterator, type_dict_keys, type_dict_values, type_dict_items,
    type_dict_iterator, type_set_iterator, type_deque_iterator;

struct tuple {
    struct object head;
    uint64_t count;
    struct object *items[];
};

struct list {
    struct object head;
    uint64_t count, capacity;
    struct object **items;
};

struct dict_entry {
    int64_t hash;
    struct object *key;   /* NULL: deleted */
    struct object *value; /* NULL exactly where key is */
};

/* Entries in the order of insertion, and a hash table of their indices, which
 * small dicts (at most DICT_LINEAR entries) do without. */
struct dict {
    struct object head;
    uint32_t count;    /* keys */
    uint32_t used;     /* entries in use, deleted ones included */
    uint32_t capacity; /* of entries */
    uint32_t version;  /* a number never used before in any dict, new with each
                          key added or removed (not with a changed value) */
    struct dict_entry *entries;
    uint32_t *table; /* NULL: no table yet */
    uint32_t mask;   /* its size - 1 */
    uint32_t filled; /* slots of the table that are or were in use */
    uint32_t moves;  /* how often the entries were moved or cleared */
};

#define DICT_LINEAR 8

struct range {
    struct object head;
    struct object *start, *stop, *step; /* ints; step is not 0 */
    struct object *length;              /* int */
};

struct range_iterator {
    struct object head;
    int64_t next, step;
    uint64_t left; /* how many are to come */
    /* Beyond 63 bits: these instead, and left is 0; otherwise NULL. */
    struct object *big_next, *big_step, *big_left;
};

struct list_iterator { /* and of tuples */
    struct object head;
    uint64_t index;
    struct object *sequence; /* NULL: exhausted */
};

struct slice {
    struct object head;
    struct object *start, *stop, *step; /* NONE where left out */
};

static inline bool is_tuple(const struct object *o)
{
    return !is_small(o) && o->type == &type_tuple;
}
/* These two: the type itself, not one derived from it. */
static inline bool is_list(const struct object *o)
{
    return !is_small(o) && o->type == &type_list;
}
static inline bool is_dict(const struct object *o)
{
    return !is_small(o) && o->type == &type_dict;
}

/* count items, each NULL until the caller sets it. */
struct tuple *tuple_new(uint64_t count);
/* Of `count` values, which are counted anew. */
struct object *tuple_from_array(struct object *const *items, uint64_t count);
struct object *tuple_from_iterable(struct object *iterable);
struct object *tuple_slice(struct object *tuple, uint64_t from, uint64_t to);
/* tuple_pack(2, a, b): counted anew. */
struct object *tuple_pack(uint32_t count, ...);

struct list *list_new(uint64_t capacity);
struct object *list_from_array(struct object *const *items, uint64_t count);
struct object *list_from_iterable(struct object *iterable);
int list_append(struct list *list, struct object *item);
int list_extend(struct list *list, struct object *iterable);
/* Stable; nobody sees the list half sorted: it is empty meanwhile, and found
 * changed: ValueError. key: NULL for none. */
int list_sort(struct list *list, struct object *key, bool reverse);

struct dict *dict_new(void);
/* Borrowed. NULL without an exception: not there (only dict_find can tell an
 * error of __hash__ or __eq__: 1 found, 0 not, -1 raised). */
int dict_find(struct dict *dict, struct object *key, struct object **value);
/* key: a str. Never fails, runs no Python code. Borrowed. */
struct object *dict_get_str(struct dict *dict, struct object *key);
struct object *dict_get_c(struct dict *dict, const char *key);
/* The index in entries of a str key, or -1: for inline caches. */
int32_t dict_index_str(struct dict *dict, struct object *key);
int dict_set(struct dict *dict, struct object *key, struct object *value);
int dict_set_c(struct dict *dict, const char *key, struct object *value);
/* 1: deleted, 0: not there, -1: raised. */
int dict_delete(struct dict *dict, struct object *key);
void dict_clear(struct dict *dict);
struct dict *dict_copy(struct dict *dict);
/* Takes over all of a mapping or an iterable of pairs. */
int dict_update(struct dict *dict, struct object *other);
/* Walk: *position begins at 0; true while there is an entry (borrowed). */
bool dict_next(struct dict *dict, uint32_t *position, struct object **key,
               struct object **value);

struct object *set_new(void);
struct object *set_from_iterable(struct object *iterable);
struct object *frozenset_from_iterable(struct object *iterable);
int set_add(struct object *set, struct object *item);
int set_update(struct object *set, struct object *iterable);
int set_contains(struct object *set, struct object *item);

struct object *slice_new(struct object *start, struct object *stop,
                         struct object *step);
/* The indices of a slice on a sequence of `length` items: first, step, and how
 * many. 0; -1: TypeError, ValueError (step 0). */
int slice_indices(struct object *slice, uint64_t length, int64_t *start,
                  int64_t *step, uint64_t *count);
/* A sequence's index from an int or __index__ object, negatives from the end. 0;
 * -1: TypeError naming `what` ("list"), or IndexError "%s index out of range".
 */
int index_resolve(struct object *key, uint64_t length, const char *what,
                  uint64_t *index);

/* Item `index` of list and tuple iteration is read anew at each step. */
struct object *list_iterator_new(struct object *list_or_tuple);

#endif
