/* SPDX-License-Identifier: MIT
 *
 * collections.deque: its methods and its iterator.
 */
#include "object/deque_private.h"

static struct object *append_method(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)count, (void)names;
    return deque_put(as_deque(args[0]), args[1], false) ? NULL : ref(NONE);
}

static struct object *appendleft_method(struct object *const *args,
                                        uint32_t count, struct object *names)
{
    (void)count, (void)names;
    return deque_put(as_deque(args[0]), args[1], true) ? NULL : ref(NONE);
}

static struct object *pop_end(struct object *self, bool left)
{
    if (as_deque(self)->count == 0)
        return error_format(&type_IndexError, "pop from an empty deque");
    return deque_take(as_deque(self), left);
}

static struct object *pop_method(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    (void)count, (void)names;
    return pop_end(args[0], false);
}

static struct object *popleft_method(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    (void)count, (void)names;
    return pop_end(args[0], true);
}

static struct object *extend_method(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)count, (void)names;
    return deque_extend(as_deque(args[0]), args[1], false) ? NULL : ref(NONE);
}

static struct object *extendleft_method(struct object *const *args,
                                        uint32_t count, struct object *names)
{
    (void)count, (void)names;
    return deque_extend(as_deque(args[0]), args[1], true) ? NULL : ref(NONE);
}

/* Move the last n items (less than count) to the left end. */
static void rotate_right(struct deque *deque, uint64_t n)
{
    for (; n; n--) {
        struct object *item = deque_take(deque, false);

        deque->first = (deque->first - 1) & (deque->capacity - 1);
        deque->count++;
        *deque_at(deque, 0) = item;
    }
}

static void rotate_left(struct deque *deque, uint64_t n)
{
    for (; n; n--) {
        struct object *item = deque_take(deque, true);

        deque->count++;
        *deque_at(deque, deque->count - 1) = item;
    }
}

static struct object *rotate_method(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    struct deque *deque = as_deque(args[0]);
    int64_t n = 1, size;

    (void)names;
    if (count == 2 && object_index_int64(args[1], &type_OverflowError, &n))
        return NULL;
    size = (int64_t)deque->count;
    if (size < 2)
        return ref(NONE);
    n %= size;
    if (n < 0)
        n += size;
    if (n <= size / 2)
        rotate_right(deque, (uint64_t)n);
    else
        rotate_left(deque, (uint64_t)(size - n));
    return ref(NONE);
}

static struct object *index_method(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    struct deque *deque = as_deque(args[0]);
    uint64_t from, to, index;
    int found;

    (void)names;
    if (index_bounds(count > 2 ? args[2] : NULL, count > 3 ? args[3] : NULL,
                     deque->count, &from, &to))
        return NULL;
    found = deque_find(deque, args[1], from, to, &index);
    if (found == 0)
        error_format(&type_ValueError, "%R is not in deque", args[1]);
    return found > 0 ? int_from((int64_t)index) : NULL;
}

static struct object *insert_method(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    struct deque *deque = as_deque(args[0]);
    uint64_t size;
    int64_t index;

    (void)count, (void)names;
    if (object_index_int64(args[1], NULL, &index))
        return NULL;
    size = deque->count;
    if (deque->maxlen >= 0 && size >= (uint64_t)deque->maxlen)
        return error_format(&type_IndexError, "deque already at its maximum "
                                              "size");
    if (index < 0)
        index = index + (int64_t)size < 0 ? 0 : index + (int64_t)size;
    if (deque_put(deque, args[2], false))
        return NULL;
    for (uint64_t i = size; i > (uint64_t)index; i--) {
        *deque_at(deque, i) = *deque_at(deque, i - 1);
        *deque_at(deque, i - 1) = args[2];
    }
    return ref(NONE);
}

static struct object *remove_method(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    struct deque *deque = as_deque(args[0]);
    uint64_t index;
    int found = deque_find(deque, args[1], 0, UINT64_MAX, &index);

    (void)count, (void)names;
    if (found < 0)
        return NULL;
    if (found == 0)
        return error_format(&type_ValueError, "%R is not in deque", args[1]);
    deque_delete(deque, index);
    return ref(NONE);
}

static struct object *reverse_method(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    struct deque *deque = as_deque(args[0]);

    (void)count, (void)names;
    for (uint64_t i = 0, j = deque->count; i + 1 < j; i++) {
        struct object *item = *deque_at(deque, i);

        *deque_at(deque, i) = *deque_at(deque, --j);
        *deque_at(deque, j) = item;
    }
    return ref(NONE);
}

static struct object *copy_method(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    (void)count, (void)names;
    return (struct object *)deque_copy(as_deque(args[0]));
}

static struct object *clear_method(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    (void)count, (void)names;
    deque_clear(as_deque(args[0]));
    return ref(NONE);
}

static struct object *count_method(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    struct deque *deque = as_deque(args[0]);
    uint64_t index = 0;
    int64_t total = 0;
    int found;

    (void)count, (void)names;
    while ((found = deque_find(deque, args[1], index, UINT64_MAX, &index)) >
           0) {
        total++;
        index++;
    }
    return found < 0 ? NULL : int_from(total);
}

static struct object *get_maxlen(struct object *self)
{
    int64_t maxlen = as_deque(self)->maxlen;

    return maxlen < 0 ? ref(NONE) : int_from(maxlen);
}

/* ---- The iterator ---- */

struct deque_iterator {
    struct object head;
    struct deque *deque; /* NULL: exhausted */
    uint64_t index;      /* of the next item, from the end where it began */
    uint64_t changes;    /* the deque's, when it began */
    bool backwards;
};

static struct object *deque_iterator_new(struct object *deque, bool backwards)
{
    struct deque_iterator *it =
        (struct deque_iterator *)object_new(&type_deque_iterator, sizeof(*it));

    if (!it)
        return NULL;
    it->deque = as_deque(ref(deque));
    it->changes = it->deque->changes;
    it->backwards = backwards;
    return &it->head;
}

struct object *deque_iter(struct object *self)
{
    return deque_iterator_new(self, false);
}

static struct object *reversed_method(struct object *const *args,
                                      uint32_t count, struct object *names)
{
    (void)count, (void)names;
    return deque_iterator_new(args[0], true);
}

static void deque_iterator_dealloc(struct object *self)
{
    unref_maybe((struct object *)((struct deque_iterator *)self)->deque);
    object_release(self, sizeof(struct deque_iterator));
}

static struct object *deque_iterator_next(struct object *self)
{
    struct deque_iterator *it = (struct deque_iterator *)self;
    struct deque *deque = it->deque;

    if (!deque)
        return NULL;
    if (deque->changes == it->changes && it->index < deque->count) {
        uint64_t i = it->index++;

        return ref(*deque_at(deque, it->backwards ? deque->count - 1 - i : i));
    }
    if (deque->changes != it->changes)
        error_format(&type_RuntimeError, "deque mutated during iteration");
    it->deque = NULL;
    unref(&deque->head);
    return NULL;
}

struct type type_deque_iterator = {
    .head = STATIC_HEAD(&type_type),
    .name = "_collections._deque_iterator",
    .size = sizeof(struct deque_iterator),
    .dealloc = deque_iterator_dealloc,
    .iter = iterator_self,
    .next = deque_iterator_next,
};

const struct method_def deque_methods[] = {
    {"append", append_method, 2, 2, false, METHOD_INSTANCE,
     "add an item at the right end"},
    {"appendleft", appendleft_method, 2, 2, false, METHOD_INSTANCE,
     "add an item at the left end"},
    {"pop", pop_method, 1, 1, false, METHOD_INSTANCE,
     "take out and return the rightmost item"},
    {"popleft", popleft_method, 1, 1, false, METHOD_INSTANCE,
     "take out and return the leftmost item"},
    {"extend", extend_method, 2, 2, false, METHOD_INSTANCE,
     "add the items of an iterable at the right end"},
    {"extendleft", extendleft_method, 2, 2, false, METHOD_INSTANCE,
     "add the items of an iterable at the left end, one after the other"},
    {"rotate", rotate_method, 1, 2, false, METHOD_INSTANCE,
     "move items (1) from the right end to the left"},
    {"index", index_method, 2, 4, false, METHOD_INSTANCE,
     "the place of the first item that equals the argument"},
    {"insert", insert_method, 3, 3, false, METHOD_INSTANCE,
     "insert(index, item): put an item before that place"},
    {"remove", remove_method, 2, 2, false, METHOD_INSTANCE,
     "take out the first item that equals the argument"},
    {"reverse", reverse_method, 1, 1, false, METHOD_INSTANCE,
     "turn the order round"},
    {"copy", copy_method, 1, 1, false, METHOD_INSTANCE,
     "a new deque of the same items"},
    {"__copy__", copy_method, 1, 1, false, METHOD_INSTANCE,
     "a new deque of the same items"},
    {"clear", clear_method, 1, 1, false, METHOD_INSTANCE, "take out all items"},
    {"count", count_method, 2, 2, false, METHOD_INSTANCE,
     "how many items equal the argument"},
    {"__reversed__", reversed_method, 1, 1, false, METHOD_INSTANCE,
     "an iterator from the right end"},
    {"__class_getitem__", container_class_item, 2, 2, false, METHOD_CLASS,
     NULL},
    {0},
};

const struct getset_def deque_getsets[] = {
    {"maxlen", get_maxlen, NULL},
    {0},
};
