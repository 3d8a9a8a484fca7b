/* SPDX-License-Identifier: MIT
 *
 * list.sort: takes the items out of the list, calls the key function, has them
 * sorted (sort.c) and puts them back.
 */
#include "object/sort_private.h"

/* keys[i] = key(values[i]). 0; -1: raised, none is kept. */
static int keys_compute(struct sort *sort, struct object *key)
{
    sort->keys = mem_alloc_array(sort->count, sizeof(*sort->keys));
    if (!sort->keys)
        return -1;
    for (uint64_t i = 0; i < sort->count; i++) {
        sort->keys[i] = object_call1(key, sort->values[i]);
        if (sort->keys[i])
            continue;
        while (i)
            unref(sort->keys[--i]);
        mem_free(sort->keys, sort->count * sizeof(*sort->keys));
        sort->keys = NULL;
        return -1;
    }
    return 0;
}

static void keys_free(struct sort *sort)
{
    for (uint64_t i = 0; i < sort->count; i++)
        unref(sort->keys[i]);
    mem_free(sort->keys, sort->count * sizeof(*sort->keys));
}

/* Make the records. To keep equal items in their order, `reverse` sorts them
 * from the last to the first, and writes the result backwards. */
static void items_fill(struct sort *sort, bool reverse)
{
    for (uint64_t i = 0; i < sort->count; i++)
        sort->items[i].index = reverse ? sort->count - 1 - i : i;
    sort_rank(sort);
}

/* Write the values in their new order over the spare records, which are not
 * needed any more, and from there to where they were. */
static void values_arrange(struct sort *sort, bool reverse)
{
    struct object **arranged = (struct object **)sort->spare;
    uint64_t count = sort->count;

    for (uint64_t i = 0; i < count; i++) {
        uint64_t to = reverse ? count - 1 - i : i;

        arranged[to] = sort->values[sort->items[i].index];
    }
    memcpy(sort->values, arranged, count * sizeof(*arranged));
}

/* Sort the values, which nobody else sees. 0; -1: raised, they are some
 * permutation. */
static int values_sort(struct sort *sort, bool reverse)
{
    size_t size = sort->count * sizeof(*sort->items);
    int failed;

    sort->items = mem_alloc_array(sort->count, 2 * sizeof(*sort->items));
    if (!sort->items)
        return -1;
    sort->spare = sort->items + sort->count;
    items_fill(sort, reverse);
    failed = sort_items(sort);
    values_arrange(sort, reverse);
    mem_free(sort->items, 2 * size);
    return failed;
}

static int sort_run(struct sort *sort, struct object *key, bool reverse)
{
    int failed;

    if (!key) {
        sort->keys = sort->values;
        return values_sort(sort, reverse);
    }
    if (keys_compute(sort, key))
        return -1;
    failed = values_sort(sort, reverse);
    keys_free(sort);
    return failed;
}

int list_sort(struct list *list, struct object *key, bool reverse)
{
    struct list taken = *list, other;
    struct sort sort = {.count = list->count, .values = list->items};
    struct object *self = ref(&list->head);
    int failed = 0;

    list->items = NULL;
    list->count = list->capacity = 0;
    if (sort.count)
        failed = sort_run(&sort, key, reverse);
    other = *list; /* what somebody has put in meanwhile */
    list->items = taken.items;
    list->count = taken.count;
    list->capacity = taken.capacity;
    if (other.items && !failed) {
        error_format(&type_ValueError, "list modified during sort");
        failed = -1;
    }
    list_clear(&other);
    unref(self);
    return failed;
}
