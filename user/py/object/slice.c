/* SPDX-License-Identifier: MIT
 *
 * slice objects, and how a sequence finds its items by an index or a slice.
 *
 * An index or a bound may be any object with __index__, which is Python code:
 * it may change the very sequence. So the numbers are fetched first
 * (slice_unpack), and then fitted to the length that the sequence has
 * (slice_adjust), with nothing in between.
 */
#include "object/container_private.h"

bool is_index(struct object *o)
{
    return is_int_or_bool(o) || type_of(o)->index;
}

int index_resolve(struct object *key, uint64_t length, const char *what,
                  uint64_t *index)
{
    int64_t i;

    if (is_small(key)) {
        i = small_value(key);
    } else if (!is_index(key)) {
        error_format(&type_TypeError,
                     "%s indices must be integers or slices, not %T", what,
                     key);
        return -1;
    } else if (object_index_int64(key, &type_IndexError, &i)) {
        return -1;
    }
    if (i < 0)
        i += (int64_t)length;
    if (i < 0 || (uint64_t)i >= length) {
        error_format(&type_IndexError, "%s index out of range", what);
        return -1;
    }
    *index = (uint64_t)i;
    return 0;
}

struct object *slice_new(struct object *start, struct object *stop,
                         struct object *step)
{
    struct slice *slice =
        (struct slice *)object_new(&type_slice, sizeof(*slice));

    if (!slice)
        return NULL;
    slice->start = ref(start);
    slice->stop = ref(stop);
    slice->step = ref(step);
    return &slice->head;
}

/* One of the three numbers; `missing` if it is None. */
static int slice_number(struct object *o, int64_t missing, int64_t *out)
{
    if (is_small(o)) {
        *out = small_value(o);
        return 0;
    }
    if (o == NONE) {
        *out = missing;
        return 0;
    }
    if (!is_index(o)) {
        error_format(&type_TypeError, "slice indices must be integers or None "
                                      "or have an __index__ method");
        return -1;
    }
    return object_index_int64(o, NULL, out);
}

int slice_unpack(struct object *o, int64_t *start, int64_t *stop, int64_t *step)
{
    struct slice *slice = (struct slice *)o;

    if (slice_number(slice->step, 1, step))
        return -1;
    if (*step == 0) {
        error_format(&type_ValueError, "slice step cannot be zero");
        return -1;
    }
    if (*step == INT64_MIN)
        *step = -INT64_MAX; /* so that it can be negated */
    if (slice_number(slice->start, *step < 0 ? INT64_MAX : 0, start))
        return -1;
    return slice_number(slice->stop, *step < 0 ? INT64_MIN : INT64_MAX, stop);
}

/* A bound within a sequence of `length` items, or just outside of it. */
static int64_t bound_clamp(int64_t bound, int64_t length, int64_t step)
{
    int64_t low = step < 0 ? -1 : 0;
    int64_t high = step < 0 ? length - 1 : length;

    if (bound < 0)
        bound += length;
    return bound < low ? low : bound > high ? high : bound;
}

uint64_t slice_adjust(uint64_t length, int64_t *start, int64_t *stop,
                      int64_t step)
{
    *start = bound_clamp(*start, (int64_t)length, step);
    *stop = bound_clamp(*stop, (int64_t)length, step);
    if (step > 0 && *start < *stop)
        return (uint64_t)((*stop - *start - 1) / step + 1);
    if (step < 0 && *stop < *start)
        return (uint64_t)((*start - *stop - 1) / -step + 1);
    return 0;
}

int slice_indices(struct object *slice, uint64_t length, int64_t *start,
                  int64_t *step, uint64_t *count)
{
    int64_t stop;

    if (slice_unpack(slice, start, &stop, step))
        return -1;
    *count = slice_adjust(length, start, &stop, *step);
    return 0;
}

static void slice_dealloc(struct object *self)
{
    struct slice *slice = (struct slice *)self;

    unref(slice->start);
    unref(slice->stop);
    unref(slice->step);
    object_release(self, sizeof(*slice));
}

static struct object *slice_type_new(struct type *cls,
                                     struct object *const *args, uint32_t count,
                                     struct object *names)
{
    (void)cls;
    if (arguments_check("slice", count, names, 1, 3))
        return NULL;
    if (count == 1)
        return slice_new(NONE, args[0], NONE);
    return slice_new(args[0], args[1], count == 3 ? args[2] : NONE);
}

static struct object *slice_repr(struct object *self)
{
    struct slice *slice = (struct slice *)self;

    return str_format_c("slice(%R, %R, %R)", slice->start, slice->stop,
                        slice->step);
}

/* The three as a tuple. */
static struct object *slice_tuple(struct object *self)
{
    struct slice *slice = (struct slice *)self;

    return tuple_pack(3, slice->start, slice->stop, slice->step);
}

static struct object *slice_compare(struct object *self, struct object *other,
                                    enum compare_op op)
{
    struct object *a, *b, *result = NULL;

    if (!is_slice(other))
        return ref(NOT_IMPLEMENTED);
    a = slice_tuple(self);
    b = slice_tuple(other);
    if (a && b)
        result = object_compare(a, b, op);
    unref_maybe(a);
    unref_maybe(b);
    return result;
}

/* slice.indices(length) -> (start, stop, step) */
static struct object *slice_indices_method(struct object *const *args,
                                           uint32_t count, struct object *names)
{
    struct object *numbers[3], *result;
    int64_t length, start, stop, step;

    (void)count, (void)names;
    if (object_index_int64(args[1], &type_OverflowError, &length))
        return NULL;
    if (length < 0)
        return error_format(&type_ValueError, "length should not be negative");
    if (slice_unpack(args[0], &start, &stop, &step))
        return NULL;
    slice_adjust((uint64_t)length, &start, &stop, step);
    numbers[0] = int_from(start);
    numbers[1] = int_from(stop);
    numbers[2] = int_from(step);
    result = numbers[0] && numbers[1] && numbers[2]
                 ? tuple_from_array(numbers, 3)
                 : NULL;
    for (int i = 0; i < 3; i++)
        unref_maybe(numbers[i]);
    return result;
}

static struct object *slice_get_start(struct object *self)
{
    return ref(((struct slice *)self)->start);
}

static struct object *slice_get_stop(struct object *self)
{
    return ref(((struct slice *)self)->stop);
}

static struct object *slice_get_step(struct object *self)
{
    return ref(((struct slice *)self)->step);
}

static const struct method_def slice_methods[] = {
    {"indices", slice_indices_method, 2, 2, false, METHOD_INSTANCE,
     "start, stop and step on a sequence of that length"},
    {0},
};

static const struct getset_def slice_getsets[] = {
    {"start", slice_get_start, NULL},
    {"stop", slice_get_stop, NULL},
    {"step", slice_get_step, NULL},
    {0},
};

struct type type_slice = {
    .head = STATIC_HEAD(&type_type),
    .name = "slice",
    .size = sizeof(struct slice),
    .dealloc = slice_dealloc,
    .new = slice_type_new,
    .repr = slice_repr,
    .hash = hash_none,
    .compare = slice_compare,
    .methods = slice_methods,
    .getsets = slice_getsets,
    .doc = "slice(stop), slice(start, stop[, step])",
};
