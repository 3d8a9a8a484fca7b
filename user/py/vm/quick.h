/* SPDX-License-Identifier: MIT
 *
 * Quick cases on built-in types for the dispatch loop. None of these functions
 * calls Python code but truth_of.
 */
#ifndef PY_QUICK_H
#define PY_QUICK_H

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

/* The next item of a list, a tuple or a range. NULL: no item, or another
 * iterator. */
static inline struct object *iterate(struct object *iterator)
{
    struct type *type = type_of(iterator);
    struct range_iterator *range = (struct range_iterator *)iterator;
    struct list_iterator *list = (struct list_iterator *)iterator;
    int64_t value;

    if (type == &type_range_iterator && range->left) {
        value = range->next;
        range->left--;
        range->next = (int64_t)((uint64_t)value + (uint64_t)range->step);
        return small_from(value);
    }
    if (type == &type_list_iterator && list->sequence &&
        list->index < ((struct list *)list->sequence)->count)
        return ref(((struct list *)list->sequence)->items[list->index++]);
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

#endif
