/* SPDX-License-Identifier: MIT
 *
 * What sort.c (the merge sort), sort_key.c (ranks) and sort_list.c (list.sort)
 * share.
 */
#ifndef PY_SORT_PRIVATE_H
#define PY_SORT_PRIVATE_H

#include "object/container_private.h"

/* One value to be sorted. */
struct sort_item {
    int64_t rank;
    uint64_t index; /* in keys and values */
};

struct sort {
    struct sort_item *items, *spare; /* count each; spare: for merging */
    uint64_t count;
    struct object **keys;   /* by index; the values themselves without key= */
    struct object **values; /* in the old order */
    /* Is a < b, their ranks being equal? 1, 0; -1: raised. NULL: ranks are all
     * there is. */
    int (*ask)(struct object *a, struct object *b);
    bool cheap; /* comparing is quick and cannot fail */
};

/* Fill in the items' ranks and `ask` from the keys. */
void sort_rank(struct sort *sort);
/* Sort the items: 0; -1: raised, the items are some permutation. */
int sort_items(struct sort *sort);

#endif
