/* SPDX-License-Identifier: MIT
 *
 * The iterator of ranges, forwards and backwards: with C's integers if all its
 * numbers are smalls, else with int objects.
 */
#include "object/range_private.h"

/* Are the first, the last and so all of the numbers smalls? Then the one after
 * the last at least fits into an int64_t. */
static bool all_small(struct object *first, struct object *step,
                      struct object *length)
{
    int64_t span, last;

    if (!is_small(first) || !is_small(step) || !is_small(length))
        return false;
    if (length == small_from(0))
        return true;
    return !__builtin_mul_overflow(small_value(length) - 1, small_value(step),
                                   &span) &&
           !__builtin_add_overflow(small_value(first), span, &last) &&
           last >= SMALL_MIN && last <= SMALL_MAX;
}

/* Of `length` numbers from `first` on. All borrowed; each may be NULL:
 * raised. */
static struct object *range_iterator_new(struct object *first,
                                         struct object *step,
                                         struct object *length)
{
    struct range_iterator *it;

    if (!first || !step || !length)
        return NULL;
    it = (struct range_iterator *)object_new(&type_range_iterator, sizeof(*it));
    if (!it)
        return NULL;
    if (all_small(first, step, length)) {
        it->next = small_value(first);
        it->step = small_value(step);
        it->left = (uint64_t)small_value(length);
    } else {
        it->big_next = ref(first);
        it->big_step = ref(step);
        it->big_left = ref(length);
    }
    return &it->head;
}

struct object *range_iter(struct object *self)
{
    struct range *range = (struct range *)self;

    return range_iterator_new(range->start, range->step, range->length);
}

struct object *range_iterator_reversed(struct object *self)
{
    struct range *range = (struct range *)self;
    struct object *last_index, *last, *step, *result;

    last_index = int_binary(range->length, small_from(1), OP_SUB);
    last = last_index ? range_at(self, last_index) : NULL;
    step = int_binary(range->step, small_from(-1), OP_MUL);
    result = range_iterator_new(last, step, range->length);
    unref_maybe(last_index);
    unref_maybe(last);
    unref_maybe(step);
    return result;
}

static void range_iterator_dealloc(struct object *self)
{
    struct range_iterator *it = (struct range_iterator *)self;

    unref_maybe(it->big_next);
    unref_maybe(it->big_step);
    unref_maybe(it->big_left);
    object_release(self, sizeof(*it));
}

static struct object *big_next(struct range_iterator *it)
{
    struct object *next, *left, *result;

    if (!it->big_left || int_compare(it->big_left, small_from(0)) <= 0)
        return NULL;
    next = int_binary(it->big_next, it->big_step, OP_ADD);
    left = int_binary(it->big_left, small_from(1), OP_SUB);
    if (!next || !left) {
        unref_maybe(next);
        unref_maybe(left);
        return NULL;
    }
    result = it->big_next;
    it->big_next = next;
    replace(&it->big_left, left);
    return result;
}

static struct object *range_iterator_next(struct object *self)
{
    struct range_iterator *it = (struct range_iterator *)self;
    int64_t number = it->next;

    if (it->left == 0)
        return big_next(it);
    it->left--;
    it->next += it->step;
    return small_from(number);
}

static struct object *length_hint(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    struct range_iterator *it = (struct range_iterator *)args[0];

    (void)count, (void)names;
    return it->big_left ? ref(it->big_left) : int_from_unsigned(it->left);
}

static const struct method_def range_iterator_methods[] = {
    {"__length_hint__", length_hint, 1, 1, false, METHOD_INSTANCE, NULL},
    {0},
};

struct type type_range_iterator = {
    .head = STATIC_HEAD(&type_type),
    .name = "range_iterator",
    .size = sizeof(struct range_iterator),
    .dealloc = range_iterator_dealloc,
    .iter = iterator_self,
    .next = range_iterator_next,
    .methods = range_iterator_methods,
};
