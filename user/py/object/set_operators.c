/* SPDX-License-Identifier: MIT
 *
 * set and frozenset: union, intersection, difference, symmetric difference, and
 * comparison by inclusion, which dict views share.
 *
 * Each operation changes a set in place; operators that make a new one do so to
 * a copy of the left side. In place, what is to stay is first computed beside
 * the set and then exchanged with it, so that nobody sees it half done.
 */
#include "object/container_private.h"

/* Give the set the contents of another, which gets the set's. */
static void set_exchange(struct object *set, struct object *other)
{
    struct dict *a = as_dict(set), *b = as_dict(other), old = *a;

    a->count = b->count;
    a->used = b->used;
    a->capacity = b->capacity;
    a->entries = b->entries;
    a->table = b->table;
    a->mask = b->mask;
    a->filled = b->filled;
    a->version = dict_new_version();
    a->moves++;
    old.head = b->head;
    *b = old;
}

/* Add entry i of the table to a set, if `wanted` is whether `filter`, an
 * iterable that answers `in`, has it. 0, or -1. */
static int add_filtered(struct object *result, struct dict *table, uint32_t i,
                        struct object *filter, bool wanted)
{
    int64_t hash = table->entries[i].hash;
    struct object *key = ref(table->entries[i].key);
    int32_t index;
    int found = dict_find_hash(as_dict(filter), key, hash, &index), failed = 0;

    if (found >= 0 && found == wanted)
        failed = dict_set_hash(as_dict(result), key, hash, NONE);
    unref(key);
    return found < 0 || failed ? -1 : 0;
}

/* The iterable as a set or dict: itself, or what is made of it. */
static struct object *as_table(struct object *iterable)
{
    if (is_any_set(iterable) || is_dict(iterable))
        return ref(iterable);
    return set_from_iterable(iterable);
}

/* A new set of a type, of those items of `set` that are (wanted) or are not in
 * the iterable. */
static struct object *set_filtered(struct type *type, struct object *set,
                                   struct object *iterable, bool wanted)
{
    struct object *filter = as_table(iterable), *result;

    if (!filter)
        return NULL;
    result = set_make(type, NULL);
    for (uint32_t i = 0; result && i < as_dict(set)->used; i++) {
        if (as_dict(set)->entries[i].key &&
            add_filtered(result, as_dict(set), i, filter, wanted)) {
            unref(result);
            result = NULL;
        }
    }
    unref(filter);
    return result;
}

/* A new set of a type of what the set and the iterable both have. Of equal
 * items it gets the iterable's, unless that is the larger of two sets. */
static struct object *set_common(struct type *type, struct object *set,
                                 struct object *iterable)
{
    struct object *other = as_table(iterable), *result;

    if (!other)
        return NULL;
    if (is_any_set(iterable) && as_dict(other)->count > as_dict(set)->count)
        result = set_filtered(type, set, other, true);
    else
        result = set_filtered(type, other, set, true);
    unref(other);
    return result;
}

/* Give the set the contents of another, or NULL: raised. Steals it. */
static int set_become(struct object *set, struct object *other)
{
    if (!other)
        return -1;
    set_exchange(set, other);
    unref(other);
    return 0;
}

int set_intersect(struct object *set, struct object *iterable)
{
    return set_become(set, set_common(&type_set, set, iterable));
}

int set_subtract(struct object *set, struct object *iterable)
{
    return set_become(set, set_filtered(&type_set, set, iterable, false));
}

/* What is in just one of the two: those of the set that are not in the other,
 * and the other way round. */
int set_toggle(struct object *set, struct object *iterable)
{
    struct object *other = as_table(iterable), *added;
    int failed;

    if (!other)
        return -1;
    added = set_filtered(&type_set, other, set, false);
    failed = !added || set_subtract(set, other) || set_update(set, added);
    unref(other);
    unref_maybe(added);
    return failed ? -1 : 0;
}

/* ---- Comparison ---- */

int set_is_subset(struct object *a, struct object *b)
{
    struct object *iterator = object_iter(a), *item;
    int found = 1;

    if (!iterator)
        return -1;
    while (found == 1 && (item = object_next(iterator))) {
        found = object_contains(b, item);
        unref(item);
    }
    unref(iterator);
    return found == 1 && error_is_set() ? -1 : found;
}

/* Does the comparison hold? 1, 0, -1. */
static int set_compare_truth(struct object *a, struct object *b,
                             enum compare_op op)
{
    int64_t x = object_length(a), y = object_length(b);

    if (x < 0 || y < 0)
        return -1;
    if (op == CMP_EQ)
        return x == y ? set_is_subset(a, b) : 0;
    if (op == CMP_LT || op == CMP_LE)
        return x < y + (op == CMP_LE) ? set_is_subset(a, b) : 0;
    return y < x + (op == CMP_GE) ? set_is_subset(b, a) : 0;
}

struct object *set_compare(struct object *a, struct object *b,
                           enum compare_op op)
{
    bool negated = op == CMP_NE;
    int truth;

    /* Views come here with a set at the right; sets with sets only. */
    if (is_any_set(a) && !is_any_set(b))
        return ref(NOT_IMPLEMENTED);
    truth = set_compare_truth(a, b, negated ? CMP_EQ : op);
    return truth < 0 ? NULL : bool_from(truth != negated);
}

/* ---- Operators ---- */

/* set or frozenset, as the left side is. */
static struct type *kind_of(struct object *set)
{
    return object_is(set, &type_set) ? &type_set : &type_frozenset;
}

/* A copy of a, of a's kind, changed by b. */
static struct object *set_binary(struct object *a, struct object *b,
                                 set_change *change)
{
    struct object *result;

    if (!is_any_set(a) || !is_any_set(b))
        return ref(NOT_IMPLEMENTED);
    result = set_make(kind_of(a), a);
    if (result && change(result, b)) {
        unref(result);
        return NULL;
    }
    return result;
}

static struct object *set_inplace(struct object *a, struct object *b,
                                  set_change *change)
{
    if (!is_any_set(b))
        return ref(NOT_IMPLEMENTED);
    return change(a, b) ? NULL : ref(a);
}

struct object *set_binary_or(struct object *a, struct object *b)
{
    return set_binary(a, b, set_update);
}

struct object *set_binary_and(struct object *a, struct object *b)
{
    if (!is_any_set(a) || !is_any_set(b))
        return ref(NOT_IMPLEMENTED);
    return set_common(kind_of(a), a, b);
}

struct object *set_binary_sub(struct object *a, struct object *b)
{
    if (!is_any_set(a) || !is_any_set(b))
        return ref(NOT_IMPLEMENTED);
    return set_filtered(kind_of(a), a, b, false);
}

struct object *set_binary_xor(struct object *a, struct object *b)
{
    return set_binary(a, b, set_toggle);
}

struct object *set_inplace_or(struct object *a, struct object *b)
{
    return set_inplace(a, b, set_update);
}

struct object *set_inplace_and(struct object *a, struct object *b)
{
    return set_inplace(a, b, set_intersect);
}

struct object *set_inplace_sub(struct object *a, struct object *b)
{
    return set_inplace(a, b, set_subtract);
}

struct object *set_inplace_xor(struct object *a, struct object *b)
{
    return set_inplace(a, b, set_toggle);
}
