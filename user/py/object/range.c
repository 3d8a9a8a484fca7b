/* SPDX-License-Identifier: MIT
 *
 * range. Its bounds are ints of any size; where all of them are small, which is
 * the usual case, it computes with C's integers: none overflows, because a
 * small has 63 bits. Otherwise with int objects (range_big.c).
 */
#include "object/range_private.h"
#include "object/str.h"

static struct range *as_range(struct object *o)
{
    return (struct range *)o;
}

struct object *range_make(struct object *start, struct object *stop,
                          struct object *step, struct object *length)
{
    struct range *range =
        (struct range *)object_new(&type_range, sizeof(*range));

    if (!range)
        return NULL;
    range->start = ref(start);
    range->stop = ref(stop);
    range->step = ref(step);
    range->length = ref(length);
    return &range->head;
}

/* How many numbers, of smalls. */
static uint64_t small_length(int64_t start, int64_t stop, int64_t step)
{
    if (step > 0 && start < stop)
        return (uint64_t)(stop - start - 1) / (uint64_t)step + 1;
    if (step < 0 && stop < start)
        return (uint64_t)(start - stop - 1) / (uint64_t)-step + 1;
    return 0;
}

struct object *range_from(struct object *start, struct object *stop,
                          struct object *step)
{
    struct object *length, *result;

    if (is_small(start) && is_small(stop) && is_small(step))
        length = int_from_unsigned(small_length(small_value(start),
                                                small_value(stop),
                                                small_value(step)));
    else
        length = range_big_length(start, stop, step);
    if (!length)
        return NULL;
    result = range_make(start, stop, step, length);
    unref(length);
    return result;
}

static void range_dealloc(struct object *self)
{
    unref(as_range(self)->start);
    unref(as_range(self)->stop);
    unref(as_range(self)->step);
    unref(as_range(self)->length);
    object_release(self, sizeof(struct range));
}

/* numbers: start, stop, step, which are given up. */
static struct object *range_from_owned(struct object **numbers)
{
    struct object *result = NULL;

    if (numbers[0] && numbers[1] && numbers[2]) {
        if (numbers[2] == small_from(0))
            error_format(&type_ValueError, "range() arg 3 must not be zero");
        else
            result = range_from(numbers[0], numbers[1], numbers[2]);
    }
    for (int i = 0; i < 3; i++)
        unref_maybe(numbers[i]);
    return result;
}

static struct object *range_type_new(struct type *cls,
                                     struct object *const *args, uint32_t count,
                                     struct object *names)
{
    struct object *numbers[3] = {small_from(0), NULL, small_from(1)};

    (void)cls;
    if (arguments_check("range", count, names, 1, 3))
        return NULL;
    if (count == 1) {
        numbers[1] = object_index(args[0]);
        return range_from_owned(numbers);
    }
    for (uint32_t i = 0; i < count; i++) {
        numbers[i] = object_index(args[i]);
        if (!numbers[i])
            break;
    }
    return range_from_owned(numbers);
}

static struct object *range_repr(struct object *self)
{
    struct range *range = as_range(self);

    if (range->step == small_from(1))
        return str_format_c("range(%R, %R)", range->start, range->stop);
    return str_format_c("range(%R, %R, %R)", range->start, range->stop,
                        range->step);
}

/* What makes ranges equal: the length; then the first number; then the step,
 * each only if it matters. As a tuple with None for what does not. */
static struct object *range_essence(struct range *range)
{
    bool none = range->length == small_from(0);
    bool one = none || range->length == small_from(1);

    return tuple_pack(3, range->length, none ? NONE : range->start,
                      one ? NONE : range->step);
}

static struct object *range_compare(struct object *self, struct object *other,
                                    enum compare_op op)
{
    struct object *a, *b, *result = NULL;

    if (!object_is(other, &type_range) || (op != CMP_EQ && op != CMP_NE))
        return ref(NOT_IMPLEMENTED);
    a = range_essence(as_range(self));
    b = range_essence(as_range(other));
    if (a && b)
        result = object_compare(a, b, op);
    unref_maybe(a);
    unref_maybe(b);
    return result;
}

static int range_hash(struct object *self, int64_t *hash)
{
    struct object *essence = range_essence(as_range(self));
    int failed;

    if (!essence)
        return -1;
    failed = object_hash(essence, hash);
    unref(essence);
    return failed;
}

static int range_truth(struct object *self)
{
    return as_range(self)->length != small_from(0);
}

static int64_t range_length(struct object *self)
{
    int64_t length;

    return argument_int64(as_range(self)->length, &length) ? -1 : length;
}

struct object *range_at(struct object *self, struct object *index)
{
    struct object *offset, *result;

    offset = int_binary(index, as_range(self)->step, OP_MUL);
    if (!offset)
        return NULL;
    result = int_binary(as_range(self)->start, offset, OP_ADD);
    unref(offset);
    return result;
}

/* range[i], i an int. */
static struct object *range_item(struct object *self, struct object *index)
{
    struct object *length = as_range(self)->length, *result;

    index = int_compare(index, small_from(0)) < 0
                ? int_binary(index, length, OP_ADD)
                : ref(index);
    if (!index)
        return NULL;
    if (int_compare(index, small_from(0)) < 0 ||
        int_compare(index, length) >= 0)
        result =
            error_format(&type_IndexError, "range object index out of range");
    else
        result = range_at(self, index);
    unref(index);
    return result;
}

static struct object *range_get_item(struct object *self, struct object *key)
{
    struct object *index, *result;

    if (is_slice(key))
        return range_slice(self, key);
    if (!is_index(key))
        return error_format(&type_TypeError,
                            "range indices must be integers or slices, not %T",
                            key);
    index = object_index(key);
    if (!index)
        return NULL;
    result = range_item(self, index);
    unref(index);
    return result;
}

/* The place of an int: 1, *index owned; 0: not in the range; -1. */
static int range_place(struct range *range, struct object *item,
                       struct object **index)
{
    struct object *offset = int_binary(item, range->start, OP_SUB), *rest;
    int found = -1;

    if (!offset)
        return -1;
    *index = int_binary(offset, range->step, OP_FLOORDIV);
    rest = int_binary(offset, range->step, OP_MOD);
    if (*index && rest)
        found = rest == small_from(0) &&
                int_compare(*index, small_from(0)) >= 0 &&
                int_compare(*index, range->length) < 0;
    unref(offset);
    unref_maybe(rest);
    if (found != 1)
        unref_maybe(*index);
    return found;
}

/* An int's place is computed; anything else may equal a number: look at each.
 */
static int range_find(struct object *self, struct object *item,
                      struct object **index)
{
    struct object *iterator, *number;
    int64_t i = -1;
    int found = 0;

    if (is_int_or_bool(item))
        return range_place(as_range(self), item, index);
    iterator = object_iter(self);
    if (!iterator)
        return -1;
    while (found == 0 && (number = object_next(iterator))) {
        found = object_equal(number, item);
        unref(number);
        i++;
    }
    unref(iterator);
    if (found == 0)
        return error_is_set() ? -1 : 0;
    *index = found > 0 ? int_from(i) : NULL;
    return found;
}

static int range_contains(struct object *self, struct object *item)
{
    struct object *index;
    int found = range_find(self, item, &index);

    if (found > 0)
        unref_maybe(index);
    return found;
}

static struct object *index_method(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    struct object *index;
    int found = range_find(args[0], args[1], &index);

    (void)count, (void)names;
    if (found)
        return found < 0 ? NULL : index;
    if (is_int_or_bool(args[1]))
        return error_format(&type_ValueError, "%R is not in range", args[1]);
    return error_format(&type_ValueError,
                        "sequence.index(x): x not in sequence");
}

static struct object *count_method(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    int found = range_contains(args[0], args[1]);

    (void)count, (void)names;
    return found < 0 ? NULL : small_from(found);
}

static struct object *reversed_method(struct object *const *args,
                                      uint32_t count, struct object *names)
{
    (void)count, (void)names;
    return range_iterator_reversed(args[0]);
}

static struct object *get_start(struct object *self)
{
    return ref(as_range(self)->start);
}

static struct object *get_stop(struct object *self)
{
    return ref(as_range(self)->stop);
}

static struct object *get_step(struct object *self)
{
    return ref(as_range(self)->step);
}

static const struct method_def range_methods[] = {
    {"index", index_method, 2, 2, false, METHOD_INSTANCE,
     "the place of a number"},
    {"count", count_method, 2, 2, false, METHOD_INSTANCE,
     "how often a number is in the range: 0 or 1"},
    {"__reversed__", reversed_method, 1, 1, false, METHOD_INSTANCE,
     "an iterator from the end"},
    {0},
};

static const struct getset_def range_getsets[] = {
    {"start", get_start, NULL},
    {"stop", get_stop, NULL},
    {"step", get_step, NULL},
    {0},
};

struct type type_range = {
    .head = STATIC_HEAD(&type_type),
    .name = "range",
    .size = sizeof(struct range),
    .dealloc = range_dealloc,
    .new = range_type_new,
    .repr = range_repr,
    .hash = range_hash,
    .compare = range_compare,
    .truth = range_truth,
    .length = range_length,
    .get_item = range_get_item,
    .contains = range_contains,
    .iter = range_iter,
    .methods = range_methods,
    .getsets = range_getsets,
    .doc = "range(stop), range(start, stop[, step])",
};
