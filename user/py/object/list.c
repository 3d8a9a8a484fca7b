/* SPDX-License-Identifier: MIT
 *
 * list: a growing array of values. This file makes, grows, compares and walks
 * them; indices and slices are in list_slice.c, methods in list_methods.c, sort
 * in sort.c.
 *
 * Comparing items may run Python code, here or in another thread, that changes
 * the list: loops read count and items anew at each step and hold a reference
 * to the item that they look at. And an item is given up only when the list is
 * consistent without it: its destructor may look.
 */
#include "object/container_private.h"

#define LIST_FIRST_CAPACITY 4

static struct list *as_list(struct object *o)
{
    return (struct list *)o;
}

static int list_resize(struct list *list, uint64_t capacity)
{
    struct object **items;

    if (capacity > PTRDIFF_MAX / sizeof(*items)) {
        error_memory();
        return -1;
    }
    items = mem_resize(list->items, list->capacity * sizeof(*items),
                       capacity * sizeof(*items));
    if (!items)
        return -1;
    list->items = items;
    list->capacity = capacity;
    return 0;
}

int list_reserve(struct list *list, uint64_t more)
{
    uint64_t needed, grown = list->capacity + list->capacity / 2;

    if (__builtin_add_overflow(list->count, more, &needed)) {
        error_memory();
        return -1;
    }
    if (needed <= list->capacity)
        return 0;
    if (grown < LIST_FIRST_CAPACITY)
        grown = LIST_FIRST_CAPACITY;
    return list_resize(list, needed > grown ? needed : grown);
}

struct list *list_new(uint64_t capacity)
{
    struct list *list = (struct list *)container_new(&type_list);

    if (list && capacity && list_resize(list, capacity)) {
        unref(&list->head);
        return NULL;
    }
    return list;
}

struct object *list_from_array(struct object *const *items, uint64_t count)
{
    struct list *list = list_new(count);

    if (!list)
        return NULL;
    for (uint64_t i = 0; i < count; i++)
        list->items[i] = ref(items[i]);
    list->count = count;
    return &list->head;
}

struct object *list_from_iterable(struct object *iterable)
{
    struct list *list = list_new(0);

    if (list && list_extend(list, iterable)) {
        unref(&list->head);
        return NULL;
    }
    return (struct object *)list;
}

int list_append(struct list *list, struct object *item)
{
    if (list->count == list->capacity && list_reserve(list, 1))
        return -1;
    list->items[list->count++] = ref(item);
    return 0;
}

/* Append `count` items of a list (perhaps this one) or tuple. */
static int extend_from_array(struct list *list, struct object *source)
{
    uint64_t count = is_tuple(source) ? ((struct tuple *)source)->count
                                      : as_list(source)->count;
    struct object **items;

    if (list_reserve(list, count))
        return -1;
    items = is_tuple(source) ? ((struct tuple *)source)->items
                             : as_list(source)->items;
    for (uint64_t i = 0; i < count; i++)
        list->items[list->count + i] = ref(items[i]);
    list->count += count;
    return 0;
}

/* range, the commonest source, without an object_next per item. */
static int extend_from_range(struct list *list, struct object *source)
{
    struct range_iterator *it = (struct range_iterator *)object_iter(source);

    if (!it)
        return -1;
    if (list_reserve(list, it->left)) {
        unref(&it->head);
        return -1;
    }
    for (; it->left; it->left--, it->next += it->step)
        list->items[list->count++] = small_from(it->next);
    unref(&it->head);
    return 0;
}

static bool is_small_range(struct object *o)
{
    struct range *range = (struct range *)o;

    return !is_small(o) && o->type == &type_range && is_small(range->start) &&
           is_small(range->stop) && is_small(range->step) &&
           is_small(range->length);
}

int list_extend(struct list *list, struct object *iterable)
{
    struct object *iterator, *item;

    if (is_list(iterable) || is_tuple(iterable))
        return extend_from_array(list, iterable);
    if (is_small_range(iterable))
        return extend_from_range(list, iterable);
    iterator = object_iter(iterable);
    if (!iterator)
        return -1;
    while ((item = iterator_next(iterator))) {
        if (list->count == list->capacity && list_reserve(list, 1)) {
            unref(item);
            break;
        }
        list->items[list->count++] = item;
    }
    unref(iterator);
    return error_is_set() ? -1 : 0;
}

void list_clear(struct list *list)
{
    struct object **items = list->items;
    uint64_t count = list->count, capacity = list->capacity;

    list->items = NULL;
    list->count = list->capacity = 0;
    while (count)
        unref(items[--count]);
    mem_free(items, capacity * sizeof(*items));
}

static void list_dealloc(struct object *self)
{
    list_clear(as_list(self));
    object_release(self, self->type->size);
}

static int list_init(struct object *self, struct object *const *args,
                     uint32_t count, struct object *names)
{
    if (arguments_check("list", count, names, 0, 1))
        return -1;
    if (as_list(self)->count)
        list_clear(as_list(self));
    return count ? list_extend(as_list(self), args[0]) : 0;
}

static int list_add_reprs(struct text *text, struct list *list)
{
    for (uint64_t i = 0; i < list->count; i++) {
        struct object *item = ref(list->items[i]);
        int failed = (i && text_add_c(text, ", ")) || text_add_repr(text, item);

        unref(item);
        if (failed)
            return -1;
    }
    return text_add_c(text, "]");
}

static struct object *list_repr(struct object *self)
{
    struct repr_level level;
    struct text text = {0};
    int failed;

    if (!repr_enter(&level, self))
        return str_from("[...]");
    failed = text_add_c(&text, "[") || list_add_reprs(&text, as_list(self));
    repr_leave(&level);
    if (!failed)
        return text_finish(&text);
    text_discard(&text);
    return NULL;
}

/* Where the two first differ: 1, with references to both items; 0: nowhere in
 * their common part; -1. */
static int list_first_difference(struct list *a, struct list *b,
                                 struct object **x, struct object **y)
{
    for (uint64_t i = 0; i < a->count && i < b->count; i++) {
        int equal;

        if (a->items[i] == b->items[i])
            continue;
        *x = ref(a->items[i]);
        *y = ref(b->items[i]);
        equal = object_equal(*x, *y);
        if (equal == 0 && i < a->count && i < b->count)
            return 1;
        unref(*x);
        unref(*y);
        if (equal <= 0)
            return equal;
    }
    return 0;
}

static struct object *list_compare(struct object *self, struct object *other,
                                   enum compare_op op)
{
    struct list *a = as_list(self), *b = as_list(other);
    struct object *x, *y, *result;
    int differ;

    if (!object_is(other, &type_list))
        return ref(NOT_IMPLEMENTED);
    if (a->count != b->count && (op == CMP_EQ || op == CMP_NE))
        return bool_from(op == CMP_NE);
    differ = list_first_difference(a, b, &x, &y);
    if (differ < 0)
        return NULL;
    if (differ == 0)
        return compare_counts(a->count, b->count, op);
    result = op == CMP_EQ   ? FALSE
             : op == CMP_NE ? TRUE
                            : object_compare(x, y, op);
    unref(x);
    unref(y);
    return result;
}

static int list_truth(struct object *self)
{
    return as_list(self)->count != 0;
}

static int64_t list_length(struct object *self)
{
    return (int64_t)as_list(self)->count;
}

static int list_contains(struct object *self, struct object *item)
{
    for (uint64_t i = 0; i < as_list(self)->count; i++) {
        struct object *x = as_list(self)->items[i];
        int equal;

        if (x == item)
            return 1;
        if (is_small(x) && is_small(item))
            continue;
        ref(x);
        equal = object_equal(x, item);
        unref(x);
        if (equal)
            return equal;
    }
    return 0;
}

static struct object *list_add(struct object *a, struct object *b)
{
    struct list *sum;

    if (!object_is(a, &type_list))
        return ref(NOT_IMPLEMENTED);
    if (!object_is(b, &type_list)) {
        if (has_reflected(b, "__radd__"))
            return ref(NOT_IMPLEMENTED);
        return error_format(&type_TypeError,
                            "can only concatenate list (not \"%T\") to list",
                            b);
    }
    sum = list_new(as_list(a)->count + as_list(b)->count);
    if (sum) {
        extend_from_array(sum, a);
        extend_from_array(sum, b);
    }
    return (struct object *)sum;
}

/* Make the list `times` as long by repeating its items. */
static int list_repeat(struct list *list, uint64_t times)
{
    uint64_t count = list->count, total;

    if (__builtin_mul_overflow(count, times, &total)) {
        error_memory();
        return -1;
    }
    if (total == 0) {
        list_clear(list);
        return 0;
    }
    if (list_reserve(list, total - count))
        return -1;
    for (uint64_t i = 0; i < count; i++) {
        if (!is_small(list->items[i]))
            count_add(&list->items[i]->refs, (int64_t)(times - 1));
    }
    for (uint64_t i = count; i < total; i++)
        list->items[i] = list->items[i - count];
    list->count = total;
    return 0;
}

static struct object *list_multiply(struct object *a, struct object *b)
{
    struct object *self = object_is(a, &type_list) ? a : b, *result;
    uint64_t times;

    if (!container_repeat(self == a ? b : a, &times, &result))
        return result;
    if (times && as_list(self)->count > UINT64_MAX / times)
        return error_memory();
    result = (struct object *)list_new(as_list(self)->count * times);
    if (!result || times == 0)
        return result;
    if (extend_from_array(as_list(result), self) ||
        list_repeat(as_list(result), times)) {
        unref(result);
        return NULL;
    }
    return result;
}

static struct object *list_inplace_add(struct object *a, struct object *b)
{
    return list_extend(as_list(a), b) ? NULL : ref(a);
}

static struct object *list_inplace_multiply(struct object *a, struct object *b)
{
    struct object *result;
    uint64_t times;

    if (!container_repeat(b, &times, &result))
        return result;
    return list_repeat(as_list(a), times) ? NULL : ref(a);
}

struct type type_list = {
    .head = STATIC_HEAD(&type_type),
    .name = "list",
    .size = sizeof(struct list),
    .flags = TYPE_BASE,
    .dealloc = list_dealloc,
    .new = container_new_empty,
    .init = list_init,
    .repr = list_repr,
    .hash = hash_none,
    .compare = list_compare,
    .truth = list_truth,
    .length = list_length,
    .get_item = list_get_item,
    .set_item = list_set_item,
    .contains = list_contains,
    .iter = list_iterator_new,
    .binary = {[OP_ADD] = list_add, [OP_MUL] = list_multiply},
    .inplace = {[OP_ADD] = list_inplace_add, [OP_MUL] = list_inplace_multiply},
    .methods = list_methods,
    .doc = "list(iterable=())",
};
