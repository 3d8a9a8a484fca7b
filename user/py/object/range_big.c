/* SPDX-License-Identifier: MIT
 *
 * range: lengths and slices, computed with int objects of any size.
 */
#include "object/range_private.h"

/* op(a, b), where a is given up and may be NULL. */
static struct object *then(struct object *a, struct object *b,
                           enum binary_op op)
{
    struct object *result = a && b ? int_binary(a, b, op) : NULL;

    unref_maybe(a);
    return result;
}

/* The number of steps from start to stop: ceiling of (stop - start) / step. */
struct object *range_big_length(struct object *start, struct object *stop,
                                struct object *step)
{
    struct object *zero = small_from(0), *steps;

    /* ceil(a / b) == -(a // -b) == -((start - stop) // step) */
    steps = then(int_binary(start, stop, OP_SUB), step, OP_FLOORDIV);
    if (!steps)
        return NULL;
    if (int_compare(steps, zero) >= 0) {
        unref(steps);
        return zero;
    }
    return then(steps, small_from(-1), OP_MUL);
}

/* A bound of a slice as an index of 0..length, or of -1..length-1 going
 * backwards. New reference; NULL: raised. */
static struct object *bound_resolve(struct object *bound, struct object *length,
                                    bool backwards)
{
    struct object *low = small_from(backwards ? -1 : 0), *high, *index;

    if (!is_index(bound))
        return error_format(&type_TypeError,
                            "slice indices must be integers or None or have "
                            "an __index__ method");
    index = object_index(bound);
    if (index && int_compare(index, small_from(0)) < 0)
        index = then(index, length, OP_ADD);
    if (!index)
        return NULL;
    high = int_binary(length, low, OP_ADD);
    if (high && int_compare(index, low) < 0)
        replace(&index, low);
    else if (high && int_compare(index, high) > 0)
        replace(&index, ref(high));
    if (!high)
        replace(&index, NULL);
    unref_maybe(high);
    return index;
}

/* The slice's step: an int that is not 0. */
static struct object *slice_step(struct slice *slice)
{
    struct object *step;

    if (slice->step == NONE)
        return small_from(1);
    if (!is_index(slice->step))
        return error_format(&type_TypeError,
                            "slice indices must be integers or None or have "
                            "an __index__ method");
    step = object_index(slice->step);
    if (step == small_from(0))
        return error_format(&type_ValueError, "slice step cannot be zero");
    return step;
}

/* self[start:stop:step] of resolved indices; each may be NULL: raised. */
static struct object *sub_range(struct object *self, struct object *start,
                                struct object *stop, struct object *step)
{
    struct object *from, *to, *by, *result = NULL;

    if (!start || !stop)
        return NULL;
    from = range_at(self, start);
    to = range_at(self, stop);
    by = int_binary(((struct range *)self)->step, step, OP_MUL);
    if (from && to && by)
        result = range_from(from, to, by);
    unref_maybe(from);
    unref_maybe(to);
    unref_maybe(by);
    return result;
}

struct object *range_slice(struct object *self, struct object *key)
{
    struct object *length = ((struct range *)self)->length;
    struct slice *slice = (struct slice *)key;
    struct object *step = slice_step(slice), *start, *stop, *result;
    bool backwards;

    if (!step)
        return NULL;
    backwards = int_compare(step, small_from(0)) < 0;
    if (slice->start != NONE)
        start = bound_resolve(slice->start, length, backwards);
    else
        start = backwards ? int_binary(length, small_from(-1), OP_ADD)
                          : small_from(0);
    if (slice->stop != NONE)
        stop = bound_resolve(slice->stop, length, backwards);
    else
        stop = backwards ? small_from(-1) : ref(length);
    result = sub_range(self, start, stop, step);
    unref_maybe(start);
    unref_maybe(stop);
    unref(step);
    return result;
}
