/* SPDX-License-Identifier: MIT
 *
 * tuple: a sequence that never changes, its items in one block with its head.
 * What reads it needs no care for other threads. The empty tuple is one object.
 */
#include "object/container_private.h"

static struct tuple tuple_empty = {.head = STATIC_HEAD(&type_tuple)};

static struct tuple *as_tuple(struct object *o)
{
    return (struct tuple *)o;
}

static size_t tuple_size(uint64_t count)
{
    return sizeof(struct tuple) + count * sizeof(struct object *);
}

struct tuple *tuple_new(uint64_t count)
{
    struct tuple *tuple;

    if (count == 0)
        return &tuple_empty;
    if (count > PTRDIFF_MAX / sizeof(struct object *) - sizeof(struct tuple)) {
        error_memory();
        return NULL;
    }
    tuple = (struct tuple *)object_new(&type_tuple, tuple_size(count));
    if (tuple)
        tuple->count = count;
    return tuple;
}

struct object *tuple_from_array(struct object *const *items, uint64_t count)
{
    struct tuple *tuple = tuple_new(count);

    if (!tuple)
        return NULL;
    for (uint64_t i = 0; i < count; i++)
        tuple->items[i] = ref(items[i]);
    return &tuple->head;
}

struct object *tuple_from_iterable(struct object *iterable)
{
    struct object *list, *tuple;

    if (is_tuple(iterable))
        return ref(iterable);
    if (is_list(iterable))
        return tuple_from_array(((struct list *)iterable)->items,
                                ((struct list *)iterable)->count);
    list = list_from_iterable(iterable);
    if (!list)
        return NULL;
    tuple = tuple_from_array(((struct list *)list)->items,
                             ((struct list *)list)->count);
    unref(list);
    return tuple;
}

struct object *tuple_slice(struct object *tuple, uint64_t from, uint64_t to)
{
    if (to > as_tuple(tuple)->count)
        to = as_tuple(tuple)->count;
    if (from >= to)
        return &tuple_empty.head;
    if (from == 0 && to == as_tuple(tuple)->count)
        return ref(tuple);
    return tuple_from_array(as_tuple(tuple)->items + from, to - from);
}

struct object *tuple_pack(uint32_t count, ...)
{
    struct tuple *tuple = tuple_new(count);
    va_list items;

    if (!tuple)
        return NULL;
    va_start(items, count);
    for (uint32_t i = 0; i < count; i++)
        tuple->items[i] = ref(va_arg(items, struct object *));
    va_end(items);
    return &tuple->head;
}

static void tuple_dealloc(struct object *self)
{
    struct tuple *tuple = as_tuple(self);

    for (uint64_t i = 0; i < tuple->count; i++)
        unref_maybe(tuple->items[i]);
    object_release(self, tuple_size(tuple->count));
}

static struct object *tuple_type_new(struct type *cls,
                                     struct object *const *args, uint32_t count,
                                     struct object *names)
{
    (void)cls;
    if (arguments_check("tuple", count, names, 0, 1))
        return NULL;
    return count ? tuple_from_iterable(args[0]) : &tuple_empty.head;
}

static int tuple_add_reprs(struct text *text, struct tuple *tuple)
{
    for (uint64_t i = 0; i < tuple->count; i++) {
        if (i && text_add_c(text, ", "))
            return -1;
        if (text_add_repr(text, tuple->items[i]))
            return -1;
    }
    return text_add_c(text, tuple->count == 1 ? ",)" : ")");
}

static struct object *tuple_repr(struct object *self)
{
    struct repr_level level;
    struct text text = {0};
    int failed;

    if (!repr_enter(&level, self))
        return str_from("(...)");
    failed = text_add_c(&text, "(") || tuple_add_reprs(&text, as_tuple(self));
    repr_leave(&level);
    if (!failed)
        return text_finish(&text);
    text_discard(&text);
    return NULL;
}

/* The mixing steps are those of xxHash (Collet, xxhash.com): each item's hash
 * is multiplied, rotated and multiplied again, so that order and place count.
 */
#define HASH_PRIME_1 UINT64_C(11400714785074694791)
#define HASH_PRIME_2 UINT64_C(14029467366897019727)
#define HASH_PRIME_5 UINT64_C(2870177450012600261)
#define HASH_ROTATE 31
/* What the number of items is mixed with, and the hash instead of -1. */
#define HASH_COUNT (HASH_PRIME_5 ^ UINT64_C(3527539))
#define HASH_NOT_MINUS_ONE 1546275796

static int tuple_hash_items(struct tuple *tuple, uint64_t *mixed)
{
    for (uint64_t i = 0; i < tuple->count; i++) {
        int64_t hash;

        if (key_hash(tuple->items[i], &hash))
            return -1;
        *mixed += (uint64_t)hash * HASH_PRIME_2;
        *mixed = *mixed << HASH_ROTATE | *mixed >> (64 - HASH_ROTATE);
        *mixed *= HASH_PRIME_1;
    }
    return 0;
}

static int tuple_hash(struct object *self, int64_t *hash)
{
    uint64_t mixed = HASH_PRIME_5;
    int failed = tuple_hash_items(as_tuple(self), &mixed);

    mixed += as_tuple(self)->count ^ HASH_COUNT;
    *hash = mixed == UINT64_MAX ? HASH_NOT_MINUS_ONE : (int64_t)mixed;
    return failed;
}

static struct object *tuple_compare(struct object *self, struct object *other,
                                    enum compare_op op)
{
    struct tuple *a = as_tuple(self), *b = as_tuple(other);
    uint64_t i;

    if (!is_tuple(other))
        return ref(NOT_IMPLEMENTED);
    for (i = 0; i < a->count && i < b->count; i++) {
        int equal = object_equal(a->items[i], b->items[i]);

        if (equal < 0)
            return NULL;
        if (!equal)
            break;
    }
    if (i == a->count || i == b->count)
        return compare_counts(a->count, b->count, op);
    if (op == CMP_EQ || op == CMP_NE)
        return bool_from(op == CMP_NE);
    return object_compare(a->items[i], b->items[i], op);
}

int tuple_less(struct object *x, struct object *y)
{
    struct tuple *a = as_tuple(x), *b = as_tuple(y);

    for (uint64_t i = 0; i < a->count && i < b->count; i++) {
        struct object *p = a->items[i], *q = b->items[i];
        int equal;

        if (p == q)
            continue;
        if (is_small(p) && is_small(q))
            return small_value(p) < small_value(q);
        equal = object_equal(p, q);
        if (equal < 0)
            return -1;
        if (!equal)
            return object_compare_truth(p, q, CMP_LT);
    }
    return a->count < b->count;
}

static int tuple_truth(struct object *self)
{
    return as_tuple(self)->count != 0;
}

static int64_t tuple_length(struct object *self)
{
    return (int64_t)as_tuple(self)->count;
}

static struct object *tuple_get_slice(struct tuple *self, struct object *key)
{
    struct tuple *result;
    int64_t start, step;
    uint64_t count;

    if (slice_indices(key, self->count, &start, &step, &count))
        return NULL;
    if (step == 1)
        return tuple_slice(&self->head, (uint64_t)start,
                           (uint64_t)start + count);
    result = tuple_new(count);
    for (uint64_t i = 0; result && i < count; i++)
        result->items[i] = ref(self->items[start + (int64_t)i * step]);
    return (struct object *)result;
}

static struct object *tuple_get_item(struct object *self, struct object *key)
{
    uint64_t index;

    if (is_slice(key))
        return tuple_get_slice(as_tuple(self), key);
    if (index_resolve(key, as_tuple(self)->count, "tuple", &index))
        return NULL;
    return ref(as_tuple(self)->items[index]);
}

/* The first item in from..to-1 that equals x: 1, its place in *index; 0, -1. */
static int tuple_find(struct tuple *tuple, struct object *x, uint64_t from,
                      uint64_t to, uint64_t *index)
{
    for (uint64_t i = from; i < to && i < tuple->count; i++) {
        int equal = object_equal(tuple->items[i], x);

        if (equal) {
            *index = i;
            return equal;
        }
    }
    return 0;
}

static int tuple_contains(struct object *self, struct object *item)
{
    uint64_t index;

    return tuple_find(as_tuple(self), item, 0, UINT64_MAX, &index);
}

static struct object *tuple_add(struct object *a, struct object *b)
{
    struct tuple *x = as_tuple(a), *y = as_tuple(b), *sum;

    if (!is_tuple(a) || (!is_tuple(b) && has_reflected(b, "__radd__")))
        return ref(NOT_IMPLEMENTED);
    if (!is_tuple(b))
        return error_format(&type_TypeError,
                            "can only concatenate tuple (not \"%T\") to tuple",
                            b);
    if (x->count == 0)
        return ref(b);
    if (y->count == 0)
        return ref(a);
    sum = tuple_new(x->count + y->count);
    if (!sum)
        return NULL;
    for (uint64_t i = 0; i < x->count; i++)
        sum->items[i] = ref(x->items[i]);
    for (uint64_t i = 0; i < y->count; i++)
        sum->items[x->count + i] = ref(y->items[i]);
    return &sum->head;
}

static struct object *tuple_multiply(struct object *a, struct object *b)
{
    struct object *self = is_tuple(a) ? a : b, *result;
    struct tuple *product;
    uint64_t times, count = as_tuple(self)->count, total;

    if (!container_repeat(self == a ? b : a, &times, &result))
        return result;
    if (times == 1)
        return ref(self);
    if (__builtin_mul_overflow(count, times, &total))
        return error_memory();
    product = tuple_new(total);
    for (uint64_t i = 0; product && i < total; i++)
        product->items[i] = ref(i < count ? as_tuple(self)->items[i]
                                          : product->items[i - count]);
    return (struct object *)product;
}

static struct object *tuple_count_method(struct object *const *args,
                                         uint32_t count, struct object *names)
{
    struct tuple *self = as_tuple(args[0]);
    uint64_t found = 0;

    (void)count, (void)names;
    for (uint64_t i = 0; i < self->count; i++) {
        int equal = object_equal(self->items[i], args[1]);

        if (equal < 0)
            return NULL;
        found += (uint64_t)equal;
    }
    return int_from((int64_t)found);
}

static struct object *tuple_index_method(struct object *const *args,
                                         uint32_t count, struct object *names)
{
    struct tuple *self = as_tuple(args[0]);
    uint64_t from, to, index;
    int found;

    (void)names;
    if (index_bounds(count > 2 ? args[2] : NULL, count > 3 ? args[3] : NULL,
                     self->count, &from, &to))
        return NULL;
    found = tuple_find(self, args[1], from, to, &index);
    if (found == 0)
        error_format(&type_ValueError, "tuple.index(x): x not in tuple");
    return found > 0 ? int_from((int64_t)index) : NULL;
}

static const struct method_def tuple_methods[] = {
    {"count", tuple_count_method, 2, 2, false, METHOD_INSTANCE,
     "how many items equal the argument"},
    {"index", tuple_index_method, 2, 4, false, METHOD_INSTANCE,
     "the place of the first item that equals the argument"},
    {"__class_getitem__", container_class_item, 2, 2, false, METHOD_CLASS,
     NULL},
    {0},
};

struct type type_tuple = {
    .head = STATIC_HEAD(&type_type),
    .name = "tuple",
    .size = sizeof(struct tuple),
    .dealloc = tuple_dealloc,
    .new = tuple_type_new,
    .repr = tuple_repr,
    .hash = tuple_hash,
    .compare = tuple_compare,
    .truth = tuple_truth,
    .length = tuple_length,
    .get_item = tuple_get_item,
    .contains = tuple_contains,
    .iter = list_iterator_new,
    .binary = {[OP_ADD] = tuple_add, [OP_MUL] = tuple_multiply},
    .methods = tuple_methods,
    .doc = "tuple(iterable=())",
};
