/* SPDX-License-Identifier: MIT
 *
 * list: items by index and by slice, read, replaced and deleted; and the
 * iterator of lists and tuples.
 */
#include "object/container_private.h"

static struct list *as_list(struct object *o)
{
    return (struct list *)o;
}

/* Give up items taken out of a list, and the block that they were moved to. */
static void removed_free(struct object **items, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++)
        unref(items[i]);
    mem_free(items, count * sizeof(*items));
}

/* Put new items into from..to-1, for which there is room. */
static void splice_in(struct list *list, uint64_t from, uint64_t to,
                      struct object *const *items, uint64_t count)
{
    if (count != to - from)
        memmove(list->items + from + count, list->items + to,
                (list->count - to) * sizeof(*items));
    for (uint64_t i = 0; i < count; i++)
        list->items[from + i] = ref(items[i]);
    list->count = list->count - (to - from) + count;
}

int list_splice(struct list *list, uint64_t from, uint64_t to,
                struct object *const *items, uint64_t count)
{
    uint64_t removed_count = to - from;
    struct object **removed = NULL;

    if (removed_count) {
        removed = mem_alloc_array(removed_count, sizeof(*removed));
        if (!removed)
            return -1;
        memcpy(removed, list->items + from, removed_count * sizeof(*removed));
    }
    if (count > removed_count && list_reserve(list, count - removed_count)) {
        mem_free(removed, removed_count * sizeof(*removed));
        return -1;
    }
    if (list->items)
        splice_in(list, from, to, items, count);
    removed_free(removed, removed_count);
    return 0;
}

/* The slice's first index and how many items it has, as the list is now. */
static int list_slice_indices(struct list *list, struct object *slice,
                              int64_t *start, int64_t *stop, int64_t *step,
                              uint64_t *count)
{
    if (slice_unpack(slice, start, stop, step))
        return -1;
    *count = slice_adjust(list->count, start, stop, *step);
    return 0;
}

static struct object *list_get_slice(struct list *list, struct object *slice)
{
    int64_t start, stop, step;
    struct list *result;
    uint64_t count;

    if (list_slice_indices(list, slice, &start, &stop, &step, &count))
        return NULL;
    if (step == 1)
        return list_from_array(list->items + start, count);
    result = list_new(count);
    if (!result)
        return NULL;
    for (uint64_t i = 0; i < count; i++)
        result->items[i] = ref(list->items[start + (int64_t)i * step]);
    result->count = count;
    return &result->head;
}

struct object *list_get_item(struct object *self, struct object *key)
{
    uint64_t index;

    if (is_slice(key))
        return list_get_slice(as_list(self), key);
    if (index_resolve(key, as_list(self)->count, "list", &index))
        return NULL;
    /* key's __index__ may have made the list shorter. */
    if (index >= as_list(self)->count)
        return error_format(&type_IndexError, "list index out of range");
    return ref(as_list(self)->items[index]);
}

/* del list[slice] with a step that is not 1. */
static int delete_stepped(struct list *list, int64_t start, int64_t step,
                          uint64_t count)
{
    struct object **removed = mem_alloc_array(count, sizeof(*removed));
    uint64_t next, from, to, skipped = 0;

    if (!removed)
        return -1;
    if (step < 0) {
        start += (int64_t)(count - 1) * step;
        step = -step;
    }
    next = from = to = (uint64_t)start;
    for (; from < list->count; from++) {
        if (skipped < count && from == next) {
            removed[skipped++] = list->items[from];
            next += (uint64_t)step;
        } else {
            list->items[to++] = list->items[from];
        }
    }
    list->count = to;
    removed_free(removed, count);
    return 0;
}

static int list_delete_slice(struct list *list, struct object *slice)
{
    int64_t start, stop, step;
    uint64_t count;

    if (list_slice_indices(list, slice, &start, &stop, &step, &count))
        return -1;
    if (count == 0)
        return 0;
    if (step == 1)
        return list_splice(list, (uint64_t)start, (uint64_t)start + count, NULL,
                           0);
    return delete_stepped(list, start, step, count);
}

/* list[start:...:step] = as many items. */
static int assign_stepped(struct list *list, int64_t start, int64_t step,
                          struct object *const *items, uint64_t count)
{
    struct object **removed;

    if (count == 0)
        return 0;
    removed = mem_alloc_array(count, sizeof(*removed));
    if (!removed)
        return -1;
    for (uint64_t i = 0; i < count; i++) {
        struct object **place = list->items + start + (int64_t)i * step;

        removed[i] = *place;
        *place = ref(items[i]);
    }
    removed_free(removed, count);
    return 0;
}

/* values: a tuple. */
static int list_assign_tuple(struct list *list, struct object *slice,
                             struct tuple *values)
{
    int64_t start, stop, step;
    uint64_t count;

    if (list_slice_indices(list, slice, &start, &stop, &step, &count))
        return -1;
    if (step == 1)
        return list_splice(list, (uint64_t)start, (uint64_t)start + count,
                           values->items, values->count);
    if (values->count == count)
        return assign_stepped(list, start, step, values->items, count);
    error_format(&type_ValueError,
                 "attempt to assign sequence of size %llu to extended slice "
                 "of size %llu",
                 (unsigned long long)values->count, (unsigned long long)count);
    return -1;
}

static int list_set_slice(struct list *list, struct object *slice,
                          struct object *value)
{
    struct object *step = ((struct slice *)slice)->step, *values;
    bool stepped = step != NONE && step != small_from(1);
    int failed;

    if (!type_of(value)->iter && !type_of(value)->get_item) {
        error_format(&type_TypeError,
                     stepped ? "must assign iterable to extended slice"
                             : "can only assign an iterable");
        return -1;
    }
    values = tuple_from_iterable(value);
    if (!values)
        return -1;
    failed = list_assign_tuple(list, slice, (struct tuple *)values);
    unref(values);
    return failed;
}

int list_set_item(struct object *self, struct object *key, struct object *value)
{
    struct list *list = as_list(self);
    uint64_t index;
    int64_t i;

    if (is_slice(key))
        return value ? list_set_slice(list, key, value)
                     : list_delete_slice(list, key);
    if (!is_index(key))
        return index_resolve(key, 0, "list", &index); /* raises */
    if (object_index_int64(key, &type_IndexError, &i))
        return -1;
    if (i < 0)
        i += (int64_t)list->count;
    if (i < 0 || (uint64_t)i >= list->count) {
        error_format(&type_IndexError, "list assignment index out of range");
        return -1;
    }
    if (!value)
        return list_splice(list, (uint64_t)i, (uint64_t)i + 1, NULL, 0);
    replace(&list->items[i], ref(value));
    return 0;
}

/* ---- The iterator ---- */

struct object *list_iterator_new(struct object *sequence)
{
    struct list_iterator *it =
        (struct list_iterator *)object_new(is_tuple(sequence)
                                               ? &type_tuple_iterator
                                               : &type_list_iterator,
                                           sizeof(*it));

    if (it)
        it->sequence = ref(sequence);
    return (struct object *)it;
}

static void list_iterator_dealloc(struct object *self)
{
    unref_maybe(((struct list_iterator *)self)->sequence);
    object_release(self, sizeof(struct list_iterator));
}

/* The end has been reached: for good, even if the list grows. */
static struct object *iterator_finish(struct list_iterator *it)
{
    struct object *sequence = it->sequence;

    it->sequence = NULL;
    unref_maybe(sequence);
    return NULL;
}

static struct object *list_iterator_next(struct object *self)
{
    struct list_iterator *it = (struct list_iterator *)self;
    struct list *list = (struct list *)it->sequence;

    if (list && it->index < list->count)
        return ref(list->items[it->index++]);
    return iterator_finish(it);
}

static struct object *tuple_iterator_next(struct object *self)
{
    struct list_iterator *it = (struct list_iterator *)self;
    struct tuple *tuple = (struct tuple *)it->sequence;

    if (tuple && it->index < tuple->count)
        return ref(tuple->items[it->index++]);
    return iterator_finish(it);
}

static struct object *list_iterator_hint(struct object *const *args,
                                         uint32_t count, struct object *names)
{
    struct list_iterator *it = (struct list_iterator *)args[0];
    uint64_t length;

    (void)count, (void)names;
    if (!it->sequence)
        return small_from(0);
    length = is_tuple(it->sequence) ? ((struct tuple *)it->sequence)->count
                                    : as_list(it->sequence)->count;
    return int_from(it->index < length ? (int64_t)(length - it->index) : 0);
}

static const struct method_def list_iterator_methods[] = {
    {"__length_hint__", list_iterator_hint, 1, 1, false, METHOD_INSTANCE, NULL},
    {0},
};

struct type type_list_iterator = {
    .head = STATIC_HEAD(&type_type),
    .name = "list_iterator",
    .size = sizeof(struct list_iterator),
    .dealloc = list_iterator_dealloc,
    .iter = iterator_self,
    .next = list_iterator_next,
    .methods = list_iterator_methods,
};

struct type type_tuple_iterator = {
    .head = STATIC_HEAD(&type_type),
    .name = "tuple_iterator",
    .size = sizeof(struct list_iterator),
    .dealloc = list_iterator_dealloc,
    .iter = iterator_self,
    .next = tuple_iterator_next,
    .methods = list_iterator_methods,
};
