/* SPDX-License-Identifier: MIT
 *
 * collections.deque: a ring of values in an array whose size is a power of two.
 * append, appendleft, pop and popleft never run Python code before the ring is
 * consistent, and so are atomic. This file is the type; its methods are in
 * deque_methods.c.
 */
#include "object/callable.h"
#include "object/deque_private.h"

#define FIRST_CAPACITY 8

static int deque_grow(struct deque *deque)
{
    uint64_t capacity = deque->capacity ? deque->capacity * 2 : FIRST_CAPACITY;
    struct object **items = mem_alloc_array(capacity, sizeof(*items));

    if (!items)
        return -1;
    for (uint64_t i = 0; i < deque->count; i++)
        items[i] = *deque_at(deque, i);
    mem_free(deque->items, deque->capacity * sizeof(*items));
    deque->items = items;
    deque->capacity = capacity;
    deque->first = 0;
    return 0;
}

struct object *deque_take(struct deque *deque, bool left)
{
    struct object *item = *deque_at(deque, left ? 0 : deque->count - 1);

    if (left)
        deque->first = (deque->first + 1) & (deque->capacity - 1);
    deque->count--;
    deque->changes++;
    return item;
}

int deque_put(struct deque *deque, struct object *item, bool left)
{
    if (deque->maxlen == 0)
        return 0;
    if (deque->count == deque->capacity && deque_grow(deque))
        return -1;
    if (left)
        deque->first = (deque->first - 1) & (deque->capacity - 1);
    deque->count++;
    deque->changes++;
    *deque_at(deque, left ? 0 : deque->count - 1) = ref(item);
    if (deque->maxlen > 0 && deque->count > (uint64_t)deque->maxlen)
        unref(deque_take(deque, !left));
    return 0;
}

int deque_extend(struct deque *deque, struct object *iterable, bool left)
{
    struct object *iterator, *item, *copy = NULL;

    if (iterable == &deque->head)
        iterable = copy = list_from_iterable(iterable);
    iterator = iterable ? object_iter(iterable) : NULL;
    unref_maybe(copy);
    if (!iterator)
        return -1;
    while ((item = object_next(iterator))) {
        int failed = deque_put(deque, item, left);

        unref(item);
        if (failed)
            break;
    }
    unref(iterator);
    return error_is_set() ? -1 : 0;
}

void deque_clear(struct deque *deque)
{
    struct deque old = *deque;

    deque->items = NULL;
    deque->count = deque->capacity = deque->first = 0;
    deque->changes++;
    for (uint64_t i = 0; i < old.count; i++)
        unref(*deque_at(&old, i));
    mem_free(old.items, old.capacity * sizeof(*old.items));
}

struct deque *deque_copy(struct deque *deque)
{
    struct deque *copy = (struct deque *)container_new(&type_deque);

    if (!copy)
        return NULL;
    copy->maxlen = deque->maxlen;
    if (deque_extend(copy, &deque->head, false)) {
        unref(&copy->head);
        return NULL;
    }
    return copy;
}

static struct object *deque_new(struct type *cls, struct object *const *args,
                                uint32_t count, struct object *names)
{
    struct object *o = container_new(cls);

    (void)args, (void)count, (void)names;
    if (o)
        as_deque(o)->maxlen = -1;
    return o;
}

static void deque_dealloc(struct object *self)
{
    deque_clear(as_deque(self));
    object_release(self, self->type->size);
}

/* The number of maxlen=, -1 for None. 0, or -1. */
static int maxlen_from(struct object *o, int64_t *maxlen)
{
    *maxlen = -1;
    if (!o || o == NONE)
        return 0;
    if (!is_int_or_bool(o)) {
        error_format(&type_TypeError, "an integer is required");
        return -1;
    }
    if (int_to_int64(o, maxlen))
        return -1;
    if (*maxlen >= 0)
        return 0;
    error_format(&type_ValueError, "maxlen must be non-negative");
    return -1;
}

static int deque_init(struct object *self, struct object *const *args,
                      uint32_t count, struct object *names)
{
    static const char *const parameter_names[] = {"iterable", "maxlen", NULL};
    static const struct parameters parameters = {.function = "deque",
                                                 .positional = 2,
                                                 .names = parameter_names};
    struct deque *deque = as_deque(self);
    struct object *given[2];
    int64_t maxlen;

    if (parameters_bind(&parameters, args, count, names, given) ||
        maxlen_from(given[1], &maxlen))
        return -1;
    deque->maxlen = maxlen;
    if (deque->count)
        deque_clear(deque);
    return given[0] ? deque_extend(deque, given[0], false) : 0;
}

static struct object *deque_repr(struct object *self)
{
    struct repr_level level;
    struct object *list, *result = NULL;

    if (!repr_enter(&level, self))
        return str_from("[...]");
    list = list_from_iterable(self);
    if (list && as_deque(self)->maxlen >= 0)
        result = str_format_c("%U(%R, maxlen=%lld)", self->type->name_object,
                              list, (long long)as_deque(self)->maxlen);
    else if (list)
        result = str_format_c("%U(%R)", self->type->name_object, list);
    unref_maybe(list);
    repr_leave(&level);
    return result;
}

/* As their lists compare. */
static struct object *deque_compare(struct object *self, struct object *other,
                                    enum compare_op op)
{
    struct object *a, *b, *result = NULL;

    if (!object_is(other, &type_deque))
        return ref(NOT_IMPLEMENTED);
    if (as_deque(self)->count != as_deque(other)->count &&
        (op == CMP_EQ || op == CMP_NE))
        return bool_from(op == CMP_NE);
    a = list_from_iterable(self);
    b = list_from_iterable(other);
    if (a && b)
        result = object_compare(a, b, op);
    unref_maybe(a);
    unref_maybe(b);
    return result;
}

static int deque_truth(struct object *self)
{
    return as_deque(self)->count != 0;
}

static int64_t deque_length(struct object *self)
{
    return (int64_t)as_deque(self)->count;
}

/* The place of an index. 0, or -1. */
static int deque_index(struct deque *deque, struct object *key, uint64_t *index)
{
    int64_t i;

    if (!is_index(key)) {
        error_format(&type_TypeError,
                     "sequence index must be integer, not '%T'", key);
        return -1;
    }
    if (object_index_int64(key, &type_IndexError, &i))
        return -1;
    if (i < 0)
        i += (int64_t)deque->count;
    if (i < 0 || (uint64_t)i >= deque->count) {
        error_format(&type_IndexError, "deque index out of range");
        return -1;
    }
    *index = (uint64_t)i;
    return 0;
}

static struct object *deque_get_item(struct object *self, struct object *key)
{
    uint64_t index;

    if (deque_index(as_deque(self), key, &index))
        return NULL;
    return ref(*deque_at(as_deque(self), index));
}

void deque_delete(struct deque *deque, uint64_t index)
{
    struct object *item = *deque_at(deque, index);

    for (; index + 1 < deque->count; index++)
        *deque_at(deque, index) = *deque_at(deque, index + 1);
    deque->count--;
    deque->changes++;
    unref(item);
}

static int deque_set_item(struct object *self, struct object *key,
                          struct object *value)
{
    uint64_t index;

    if (deque_index(as_deque(self), key, &index))
        return -1;
    if (value)
        replace(deque_at(as_deque(self), index), ref(value));
    else
        deque_delete(as_deque(self), index);
    return 0;
}

int deque_find(struct deque *deque, struct object *x, uint64_t from,
               uint64_t to, uint64_t *index)
{
    uint64_t changes = deque->changes;

    for (uint64_t i = from; i < to && i < deque->count; i++) {
        struct object *item = ref(*deque_at(deque, i));
        int equal = object_equal(item, x);

        unref(item);
        if (equal >= 0 && deque->changes != changes) {
            error_format(&type_RuntimeError, "deque mutated during iteration");
            return -1;
        }
        if (equal) {
            *index = i;
            return equal;
        }
    }
    return 0;
}

static int deque_contains(struct object *self, struct object *item)
{
    uint64_t index;

    return deque_find(as_deque(self), item, 0, UINT64_MAX, &index);
}

static struct object *deque_add(struct object *a, struct object *b)
{
    struct deque *sum;

    if (!object_is(a, &type_deque))
        return ref(NOT_IMPLEMENTED);
    if (!object_is(b, &type_deque)) {
        if (has_reflected(b, "__radd__"))
            return ref(NOT_IMPLEMENTED);
        return error_format(&type_TypeError,
                            "can only concatenate deque (not \"%T\") to deque",
                            b);
    }
    sum = deque_copy(as_deque(a));
    if (sum && deque_extend(sum, b, false)) {
        unref(&sum->head);
        return NULL;
    }
    return (struct object *)sum;
}

static struct object *deque_inplace_add(struct object *a, struct object *b)
{
    return deque_extend(as_deque(a), b, false) ? NULL : ref(a);
}

/* A deque of maxlen keeps the last items of the product, as if they had been
 * appended one by one. */
static struct object *deque_multiply(struct object *a, struct object *b)
{
    struct object *self = object_is(a, &type_deque) ? a : b, *list, *times;
    struct object *product;
    struct deque *result;

    times = self == a ? b : a;
    list = list_from_iterable(self);
    product = list ? object_binary(list, times, OP_MUL) : NULL;
    unref_maybe(list);
    if (!product)
        return NULL;
    result = (struct deque *)deque_new(&type_deque, NULL, 0, NULL);
    if (result) {
        result->maxlen = as_deque(self)->maxlen;
        if (deque_extend(result, product, false)) {
            unref(&result->head);
            result = NULL;
        }
    }
    unref(product);
    return (struct object *)result;
}

struct type type_deque = {
    .head = STATIC_HEAD(&type_type),
    .name = "collections.deque",
    .size = sizeof(struct deque),
    .flags = TYPE_BASE,
    .dealloc = deque_dealloc,
    .new = deque_new,
    .init = deque_init,
    .repr = deque_repr,
    .hash = hash_none,
    .compare = deque_compare,
    .truth = deque_truth,
    .length = deque_length,
    .get_item = deque_get_item,
    .set_item = deque_set_item,
    .contains = deque_contains,
    .iter = deque_iter,
    .binary = {[OP_ADD] = deque_add, [OP_MUL] = deque_multiply},
    .inplace = {[OP_ADD] = deque_inplace_add},
    .methods = deque_methods,
    .getsets = deque_getsets,
    .doc = "deque(iterable=(), maxlen=None): a list quick at both ends",
};
