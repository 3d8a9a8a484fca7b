/* SPDX-License-Identifier: MIT
 *
 * What the files of the containers share with each other and with nobody else.
 */
#ifndef PY_CONTAINER_PRIVATE_H
#define PY_CONTAINER_PRIVATE_H

#include "object/class.h"
#include "object/container.h"
#include "object/error.h"
#include "object/mem.h"
#include "object/number.h"
#include "object/text.h"

/* ---- Common to all (container.c) ---- */

/* An instance of cls, a container's type or a class derived from it. */
struct object *container_new(struct type *cls);
/* The same as a type's `new` that leaves its arguments to `init`. */
struct object *container_new_empty(struct type *cls, struct object *const *args,
                                   uint32_t count, struct object *names);
/* The `iter` of iterators. */
struct object *iterator_self(struct object *self);
/* object_next, quicker for the iterators that call no others. */
static inline struct object *iterator_next(struct object *iterator)
{
    struct type *type = type_of(iterator);

    if (type == &type_list_iterator || type == &type_range_iterator ||
        type == &type_tuple_iterator)
        return type->next(iterator);
    return object_next(iterator);
}
/* The `iter` of a type whose `next` was exhausted etc. is object_iter; this one
 * checks a call's arguments: at least min, at most max, no keywords. */
int arguments_check(const char *function, uint32_t count, struct object *names,
                    uint32_t min, uint32_t max);
/* list[int] and the like: the class itself. */
struct object *container_class_item(struct object *const *args, uint32_t count,
                                    struct object *names);

/* The objects whose repr the calling thread is making, innermost first: a
 * container found in it is inside itself. */
struct repr_level {
    struct object *object;
    struct repr_level *below;
};
/* False: o's repr is being made already; do not leave. */
bool repr_enter(struct repr_level *level, struct object *o);
void repr_leave(struct repr_level *level);

/* Can b, the right side of an operator, answer for itself by `method`
 * (__radd__)? Only classes made by Python code are asked. */
bool has_reflected(struct object *b, const char *method);

/* The other factor of sequence * n, negatives as 0. 1: it is in *times; 0: *out
 * is what to answer (NOT_IMPLEMENTED, or NULL with an exception). */
int container_repeat(struct object *n, uint64_t *times, struct object **out);

/* Comparison of two sequences' lengths by op. */
struct object *compare_counts(uint64_t a, uint64_t b, enum compare_op op);

/* index(x, start, stop): the bounds given (NULL: not) as positions, negative
 * ones from the end. 0; -1: TypeError. */
int index_bounds(struct object *start, struct object *stop, uint64_t length,
                 uint64_t *from, uint64_t *to);

/* ---- slice.c ---- */

/* The three numbers, huge ones clamped; may run Python code. 0, or -1. */
int slice_unpack(struct object *slice, int64_t *start, int64_t *stop,
                 int64_t *step);
/* Fit them to a sequence of `length` items: returns how many items. */
uint64_t slice_adjust(uint64_t length, int64_t *start, int64_t *stop,
                      int64_t step);
static inline bool is_slice(const struct object *o)
{
    return !is_small(o) && o->type == &type_slice;
}
/* Can o be an index of a sequence? */
bool is_index(struct object *o);

/* ---- tuple.c ---- */

/* Is tuple a < tuple b? 1, 0, -1. */
int tuple_less(struct object *a, struct object *b);

/* ---- list.c, list_slice.c ---- */

/* Room for `more` further items. 0, or -1: MemoryError. */
int list_reserve(struct list *list, uint64_t more);
void list_clear(struct list *list);
/* Replace items from..to-1 by `count` others (borrowed). 0, or -1. */
int list_splice(struct list *list, uint64_t from, uint64_t to,
                struct object *const *items, uint64_t count);
struct object *list_get_item(struct object *self, struct object *key);
int list_set_item(struct object *self, struct object *key,
                  struct object *value);
extern const struct method_def list_methods[]; /* list_methods.c */

/* ---- dict.c: what dicts and sets have in common ---- */

static inline struct dict *as_dict(struct object *o)
{
    return (struct dict *)o;
}

/* As dict_find, dict_set and dict_delete, of a key whose hash is known. */
int dict_find_hash(struct dict *dict, struct object *key, int64_t hash,
                   int32_t *index);
int dict_set_hash(struct dict *dict, struct object *key, int64_t hash,
                  struct object *value);
int dict_delete_hash(struct dict *dict, struct object *key, int64_t hash);
/* The same as object_hash, quicker. */
int key_hash(struct object *key, int64_t *hash);
/* Take entry `index` out; the caller gets both references. */
void dict_take(struct dict *dict, uint32_t index, struct object **key,
               struct object **value);
/* Give back the memory of entries and table without giving up references. */
void dict_free_memory(struct dict *dict);
/* Replace the contents of `to`, which is empty, by a copy of from's. */
int dict_fill(struct dict *to, const struct dict *from);
/* A number that no dict had as its version. */
uint32_t dict_new_version(void);

/* ---- dict_type.c, dict_methods.c ---- */

/* What dict(...) and update(...), the `function`, do: args are without self. */
int dict_take_arguments(const char *function, struct object *self,
                        struct object *const *args, uint32_t count,
                        struct object *names);
extern const struct method_def dict_methods[];

/* ---- dict_view.c ---- */

enum dict_part { DICT_KEYS, DICT_VALUES, DICT_ITEMS };

struct object *dict_view_new(struct dict *dict, enum dict_part part);
struct object *dict_iterator_new(struct dict *dict, enum dict_part part,
                                 bool backwards);
/* The pair (a, b), both of which are stolen: in *kept if nobody else holds
 * that, else a new one, which is then kept. */
struct object *pair_reuse(struct object **kept, struct object *a,
                          struct object *b);

/* ---- set.c, set_operators.c ---- */

struct set {
    struct dict table; /* the items are its keys */
    int64_t hash;      /* of a frozenset; -1: not known yet */
};

static inline bool is_any_set(const struct object *o)
{
    return object_is(o, &type_set) || object_is(o, &type_frozenset);
}
/* A new set of type_set or type_frozenset with other's items (NULL: none). */
struct object *set_make(struct type *type, struct object *iterable);
/* An operation that changes a set by an iterable. 0, or -1. */
typedef int set_change(struct object *set, struct object *iterable);
/* Replace a set by its intersection with, difference to, symmetric difference
 * to an iterable. 0, or -1. */
int set_intersect(struct object *set, struct object *iterable);
int set_subtract(struct object *set, struct object *iterable);
int set_toggle(struct object *set, struct object *iterable);
/* Is each item of a in b? 1, 0, -1. */
int set_is_subset(struct object *a, struct object *b);
struct object *set_compare(struct object *a, struct object *b,
                           enum compare_op op);
struct object *set_binary_or(struct object *a, struct object *b);
struct object *set_binary_and(struct object *a, struct object *b);
struct object *set_binary_sub(struct object *a, struct object *b);
struct object *set_binary_xor(struct object *a, struct object *b);
struct object *set_inplace_or(struct object *a, struct object *b);
struct object *set_inplace_and(struct object *a, struct object *b);
struct object *set_inplace_sub(struct object *a, struct object *b);
struct object *set_inplace_xor(struct object *a, struct object *b);
extern const struct method_def set_methods[];       /* set_methods.c */
extern const struct method_def frozenset_methods[]; /* set_methods.c */

/* ---- iterators.c ---- */

/* reversed() of something with a length and indices. */
struct object *reversed_new(struct object *sequence, uint64_t length);

#endif
