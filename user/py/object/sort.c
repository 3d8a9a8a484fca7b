/* SPDX-License-Identifier: MIT
 *
 * list.sort: a stable merge sort that makes use of the order which is there
 * already, as Tim Peters's timsort does.
 *
 * The list is cut into runs: stretches that ascend, or that descend strictly
 * and are turned round; short ones are filled up to RUN_MIN items by binary
 * insertion. Runs are merged so that each on the stack is at least twice as
 * long as the next: every item takes part in O(log n) merges.
 *
 * RANKS. What is sorted is not the values but small records: a 64-bit rank and
 * the index of the value. The ranks of two keys decide most comparisons without
 * looking at the keys (sort_key.c): an int is its own rank, of a str it is the
 * first eight bytes. Only where ranks are equal the keys themselves are asked
 * (sort->ask), which may run Python code, and may fail: then the records are
 * left as some permutation. Keys of other kinds all have rank 0.
 *
 * The list is empty meanwhile: nobody sees it half sorted.
 */
#include "object/sort_private.h"

#define RUN_MIN 24
#define RUNS_MAX 64 /* each is twice as long as the next: 2^64 items */

struct run {
    uint64_t start, count;
};

/* Is a < b? 1, 0; -1: raised. */
static inline int less(struct sort *sort, const struct sort_item *a,
                       const struct sort_item *b)
{
    if (a->rank != b->rank)
        return a->rank < b->rank;
    return sort->ask ? sort->ask(sort->keys[a->index], sort->keys[b->index])
                     : 0;
}

/* ---- Runs ---- */

static void items_reverse(struct sort_item *items, uint64_t count)
{
    for (uint64_t i = 0, j = count; i + 1 < j; i++) {
        struct sort_item item = items[i];

        items[i] = items[--j];
        items[j] = item;
    }
}

/* How many of the first items are in order; descending ones are turned round.
 * 0: raised. */
static uint64_t run_find(struct sort *sort, struct sort_item *items,
                         uint64_t count)
{
    uint64_t n = 2;
    int descending, next;

    if (count < 2)
        return count;
    descending = less(sort, &items[1], &items[0]);
    if (descending < 0)
        return 0;
    for (; n < count; n++) {
        next = less(sort, &items[n], &items[n - 1]);
        if (next < 0)
            return 0;
        if (next != descending)
            break;
    }
    if (descending)
        items_reverse(items, n);
    return n;
}

/* Put items[sorted..count-1] where they belong among the first ones, with few
 * comparisons. 0, -1. */
static int insert_binary(struct sort *sort, struct sort_item *items,
                         uint64_t sorted, uint64_t count)
{
    for (; sorted < count; sorted++) {
        struct sort_item item = items[sorted];
        uint64_t low = 0, high = sorted;

        while (low < high) {
            uint64_t middle = (low + high) / 2;
            int before = less(sort, &item, &items[middle]);

            if (before < 0)
                return -1;
            if (before)
                high = middle;
            else
                low = middle + 1;
        }
        for (uint64_t i = sorted; i > low; i--) {
            items[i].rank = items[i - 1].rank;
            items[i].index = items[i - 1].index;
        }
        items[low] = item;
    }
    return 0;
}

/* The same where comparing is cheap, because ranks differ, and cannot fail. */
static void insert_linear(struct sort *sort, struct sort_item *items,
                          uint64_t sorted, uint64_t count)
{
    for (; sorted < count; sorted++) {
        struct sort_item item = items[sorted];
        uint64_t i = sorted;

        for (; i && less(sort, &item, &items[i - 1]); i--)
            items[i] = items[i - 1];
        items[i] = item;
    }
}

/* ---- Merging ---- */

/* How many of the sorted items are to stand before `pivot`: those less than it,
 * and, with equal_too, those equal. Looked for in growing steps from the front.
 * -1: raised. */
static int64_t count_before(struct sort *sort, const struct sort_item *items,
                            uint64_t count, const struct sort_item *pivot,
                            bool equal_too)
{
    uint64_t low = 0, high = count, step = 1;

    while (low < high) {
        uint64_t i = step < high - low ? low + step - 1 : (low + high) / 2;
        int before = equal_too ? less(sort, pivot, &items[i])
                               : less(sort, &items[i], pivot);

        if (before < 0)
            return -1;
        if (before != equal_too) {
            low = i + 1;
            step *= 2;
        } else {
            high = i;
            step = UINT64_MAX;
        }
    }
    return (int64_t)low;
}

/* Merge left (a copy beside the items) and right into out, which right is the
 * end of. 0; -1: raised, all items are there still. Where ranks differ, which
 * side is taken is computed without a jump: it could not be predicted. */
static int merge_into(struct sort *sort, const struct sort_item *left,
                      uint64_t left_count, const struct sort_item *right,
                      uint64_t right_count, struct sort_item *out)
{
    const struct sort_item *left_end = left + left_count;
    const struct sort_item *right_end = right + right_count;
    int failed = 0;

    while (left < left_end && right < right_end) {
        int take_right = right->rank < left->rank;

        if (sort->ask && right->rank == left->rank) {
            take_right = less(sort, right, left);
            if (take_right < 0) {
                failed = -1;
                break;
            }
        }
        *out++ = *(take_right ? right : left);
        right += take_right;
        left += !take_right;
    }
    memcpy(out, left, (size_t)(left_end - left) * sizeof(*left));
    return failed;
}

/* Merge two neighbouring runs. */
static int merge_runs(struct sort *sort, struct run a, struct run b)
{
    struct sort_item *items = sort->items, *right = items + b.start, *left;
    int64_t skip, keep;

    /* What of a is before all of b, and what of b behind all of a, stays. */
    skip = count_before(sort, items + a.start, a.count, right, true);
    if (skip < 0 || (uint64_t)skip == a.count)
        return skip < 0 ? -1 : 0;
    left = items + a.start + skip;
    a.count -= (uint64_t)skip;
    keep = count_before(sort, right, b.count, left + a.count - 1, false);
    if (keep < 0)
        return -1;
    memcpy(sort->spare, left, a.count * sizeof(*left));
    return merge_into(sort, sort->spare, a.count, right, (uint64_t)keep, left);
}

/* The stack of runs that are to be merged, oldest first. */
struct run_stack {
    struct run runs[RUNS_MAX];
    uint32_t depth;
};

static int merge_top(struct sort *sort, struct run_stack *stack)
{
    struct run *a = &stack->runs[stack->depth - 2], *b = a + 1;

    stack->depth--;
    if (merge_runs(sort, *a, *b))
        return -1;
    a->count += b->count;
    return 0;
}

/* Find or make a run at `start`. 0: raised. */
static uint64_t run_make(struct sort *sort, uint64_t start)
{
    struct sort_item *items = sort->items + start;
    uint64_t left = sort->count - start;
    uint64_t wanted = left < RUN_MIN ? left : RUN_MIN;
    uint64_t n = run_find(sort, items, left);

    if (n == 0 || n >= wanted)
        return n;
    if (sort->cheap)
        insert_linear(sort, items, n, wanted);
    else if (insert_binary(sort, items, n, wanted))
        return 0;
    return wanted;
}

int sort_items(struct sort *sort)
{
    struct run_stack stack = {.depth = 0};
    uint64_t start = 0, n;

    for (; start < sort->count; start += n) {
        n = run_make(sort, start);
        if (n == 0)
            return -1;
        stack.runs[stack.depth++] = (struct run){start, n};
        while (stack.depth > 1 && stack.runs[stack.depth - 2].count / 2 <
                                      stack.runs[stack.depth - 1].count) {
            if (merge_top(sort, &stack))
                return -1;
        }
    }
    while (stack.depth > 1) {
        if (merge_top(sort, &stack))
            return -1;
    }
    return 0;
}
