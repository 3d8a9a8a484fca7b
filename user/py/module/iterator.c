/* SPDX-License-Identifier: MIT
 *
 * Iterators that belong to no container: see iterator.h.
 */
#include "module/iterator.h"
#include "module/module.h"
#include "object/types.h"

struct sequence_iterator {
    struct object head;
    struct object *sequence; /* NULL: exhausted */
    int64_t index;
};

struct callable_iterator {
    struct object head;
    struct object *callable; /* NULL: exhausted */
    struct object *sentinel;
};

static struct object *iterator_iter(struct object *self)
{
    return ref(self);
}

struct object *sequence_iterator_new(struct object *o)
{
    struct sequence_iterator *it =
        (struct sequence_iterator *)object_new(&type_sequence_iterator,
                                               sizeof *it);

    if (it)
        it->sequence = ref(o);
    return (struct object *)it;
}

static void sequence_iterator_dealloc(struct object *self)
{
    struct sequence_iterator *it = (struct sequence_iterator *)self;

    unref_maybe(it->sequence);
    object_release(self, sizeof *it);
}

static struct object *sequence_iterator_next(struct object *self)
{
    struct sequence_iterator *it = (struct sequence_iterator *)self;
    struct object *sequence = it->sequence, *item;

    if (!sequence || it->index == SMALL_MAX)
        return NULL;
    ref(sequence);
    item = object_get_item(sequence, small_from(it->index++));
    unref(sequence);
    if (item)
        return item;
    if (error_matches(&type_IndexError) || error_matches(&type_StopIteration)) {
        error_clear();
        replace(&it->sequence, NULL);
    }
    return NULL;
}

struct object *callable_iterator_new(struct object *callable,
                                     struct object *sentinel)
{
    struct callable_iterator *it =
        (struct callable_iterator *)object_new(&type_callable_iterator,
                                               sizeof *it);

    if (!it)
        return NULL;
    it->callable = ref(callable);
    it->sentinel = ref(sentinel);
    return &it->head;
}

static void callable_iterator_dealloc(struct object *self)
{
    struct callable_iterator *it = (struct callable_iterator *)self;

    unref_maybe(it->callable);
    unref_maybe(it->sentinel);
    object_release(self, sizeof *it);
}

static struct object *callable_iterator_next(struct object *self)
{
    struct callable_iterator *it = (struct callable_iterator *)self;
    struct object *callable = ref_maybe(it->callable), *item;
    int equal;

    if (!callable)
        return NULL;
    item = object_call0(callable);
    unref(callable);
    if (!item) {
        if (error_matches(&type_StopIteration)) {
            error_clear();
            replace(&it->callable, NULL);
        }
        return NULL;
    }
    equal = object_equal(it->sentinel, item);
    if (equal == 0)
        return item;
    if (equal > 0)
        replace(&it->callable, NULL);
    unref(item);
    return NULL;
}

struct type type_sequence_iterator = {
    .head = STATIC_HEAD(&type_type),
    .name = "iterator",
    .size = sizeof(struct sequence_iterator),
    .dealloc = sequence_iterator_dealloc,
    .iter = iterator_iter,
    .next = sequence_iterator_next,
};

struct type type_callable_iterator = {
    .head = STATIC_HEAD(&type_type),
    .name = "callable_iterator",
    .size = sizeof(struct callable_iterator),
    .dealloc = callable_iterator_dealloc,
    .iter = iterator_iter,
    .next = callable_iterator_next,
};
