/* SPDX-License-Identifier: MIT
 *
 * Quick cases on built-in types for the dispatch loop. None of these functions
 * calls Python code but truth_of.
 */
#ifndef PY_QUICK_H
#define PY_QUICK_H

#include "object/callable.h"
#include "object/container.h"
#include "object/object.h"

/* Is o true? 1, 0; -1: raised. */
static inline int truth_of(struct object *o)
{
    if (o == TRUE)
        return 1;
    if (o == FALSE || o == NONE)
        return 0;
    if (is_small(o))
        return small_value(o) != 0;
    return object_truth(o);
}

/* The next item of a list's iterator that has not come to its end, or NULL. */
static inline struct object *list_iterate(struct list_iterator *iterator)
{
    struct list *list = (struct list *)iterator->sequence;
    struct object *item = NULL;

    protect_lock(list);
    if (iterator->index < list->count)
        item = ref(list->items[iterator->index++]);
    protect_unlock(list);
    return item;
}

/* The next item of a list, a tuple or a range. NULL: no item, or another
 * iterator, or one that other threads may use. */
static inline struct object *iterate(struct object *iterator)
{
    struct type *type = type_of(iterator);
    struct range_iterator *range = (struct range_iterator *)iterator;
    struct list_iterator *list = (struct list_iterator *)iterator;
    int64_t value;

    if (!protect_private(&iterator->refs))
        return NULL;
    if (type == &type_range_iterator && range->left) {
        value = range->next;
        range->left--;
        range->next = (int64_t)((uint64_t)value + (uint64_t)range->step);
        return small_from(value);
    }
    if (type == &type_list_iterator && list->sequence)
        return list_iterate(list);
    if (type == &type_tuple_iterator && list->sequence &&
        list->index < ((struct tuple *)list->sequence)->count)
        return ref(((struct tuple *)list->sequence)->items[list->index++]);
    return NULL;
}

/* The place of item `key` of a list or a tuple, or NULL: not there, or not
 * these types. */
static inline struct object **item_place(struct object *o, struct object *key)
{
    uint64_t index, count;
    struct object **items;

    if (is_small(o) || !is_small(key))
        return NULL;
    if (o->type == &type_list) {
        count = ((struct list *)o)->count;
        items = ((struct list *)o)->items;
    } else if (o->type == &type_tuple) {
        count = ((struct tuple *)o)->count;
        items = ((struct tuple *)o)->items;
    } else {
        return NULL;
    }
    index = (uint64_t)small_value(key);
    if (small_value(key) < 0)
        index += count;
    return index < count ? &items[index] : NULL;
}

/* What is at a place in o, as a new reference. */
static inline struct object *place_load(struct object *o, struct object **place)
{
    struct object *value;

    protect_lock(o);
    value = ref(*place);
    protect_unlock(o);
    return value;
}

/* A cell's value, as a new reference; NULL: none. */
static inline struct object *cell_load(struct object *cell)
{
    struct object *value;

    protect_lock(cell);
    value = ref_maybe(((struct cell *)cell)->value);
    protect_unlock(cell);
    return value;
}

/* Put a value (stolen) at a place in o; what was there is the caller's. */
static inline struct object *place_swap(struct object *o, struct object **place,
                                        struct object *value)
{
    struct object *old;

    protect_lock(o);
    old = *place;
    *place = value;
    protect_unlock(o);
    return old;
}

/* Item `key` of a list or a tuple, as a new reference. false: not there, or not
 * these types. */
static inline bool item_load(struct object *o, struct object *key,
                             struct object **item)
{
    struct object **place;

    protect_lock(o);
    place = item_place(o, key);
    if (place)
        *item = ref(*place);
    protect_unlock(o);
    return place;
}

/* Replace it by a value, which is stolen; what was there is the caller's, in
 * *old. false: as above, and nothing has happened. */
static inline bool item_swap(struct object *o, struct object *key,
                             struct object *value, struct object **old)
{
    struct object **place;

    protect_lock(o);
    place = item_place(o, key);
    if (place) {
        *old = *place;
        *place = value;
    }
    protect_unlock(o);
    return place;
}

#endif
