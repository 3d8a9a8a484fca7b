/* SPDX-License-Identifier: MIT
 *
 * enumerate, zip, map, filter and reversed: iterators over iterators.
 *
 * While next() of such an iterator calls Python code, another thread may call
 * next() of the same one. They change their fields only between such calls, and
 * never let go of the iterators that they walk.
 */
#include "object/callable.h"
#include "object/container_private.h"

/* ---- enumerate ---- */

struct enumerate {
    struct object head;
    struct object *iterator;
    struct object *number; /* of the next item: an int */
    struct object *pair;   /* given out last */
};

static struct object *enumerate_new(struct type *cls,
                                    struct object *const *args, uint32_t count,
                                    struct object *names)
{
    static const char *const parameter_names[] = {"iterable", "start", NULL};
    static const struct parameters parameters = {.function = "enumerate",
                                                 .positional = 2,
                                                 .names = parameter_names};
    struct object *given[2];
    struct enumerate *self;

    if (parameters_bind(&parameters, args, count, names, given))
        return NULL;
    if (!given[0])
        return error_format(&type_TypeError, "enumerate() missing required "
                                             "argument 'iterable'");
    self = (struct enumerate *)container_new(cls);
    if (!self)
        return NULL;
    self->number = given[1] ? object_index(given[1]) : small_from(0);
    self->iterator = self->number ? object_iter(given[0]) : NULL;
    if (self->iterator)
        return &self->head;
    unref(&self->head);
    return NULL;
}

static void enumerate_dealloc(struct object *o)
{
    struct enumerate *self = (struct enumerate *)o;

    unref_maybe(self->iterator);
    unref_maybe(self->number);
    unref_maybe(self->pair);
    object_release(o, o->type->size);
}

static struct object *enumerate_next(struct object *o)
{
    struct enumerate *self = (struct enumerate *)o;
    struct object *item = iterator_next(self->iterator), *number, *next;

    if (!item)
        return NULL;
    number = self->number;
    next = is_small(number) && small_value(number) < SMALL_MAX
               ? small_from(small_value(number) + 1)
               : int_binary(number, small_from(1), OP_ADD);
    if (!next) {
        unref(item);
        return NULL;
    }
    self->number = next;
    return pair_reuse(&self->pair, number, item);
}

struct type type_enumerate = {
    .head = STATIC_HEAD(&type_type),
    .name = "enumerate",
    .size = sizeof(struct enumerate),
    .dealloc = enumerate_dealloc,
    .new = enumerate_new,
    .iter = iterator_self,
    .next = enumerate_next,
    .doc = "enumerate(iterable, start=0): pairs (number, item)",
};

/* ---- zip and map ---- */

/* Both walk several iterators side by side. */
struct side_by_side {
    struct object head;
    struct object *iterators; /* tuple */
    struct tuple *items;      /* given out last */
    struct object *function;  /* of map; NULL: zip */
    bool strict;              /* zip: all must end together */
};

/* A tuple of iterators over `count` iterables. */
static struct object *iterators_of(struct object *const *iterables,
                                   uint32_t count)
{
    struct tuple *iterators = tuple_new(count);

    for (uint32_t i = 0; iterators && i < count; i++) {
        iterators->items[i] = object_iter(iterables[i]);
        if (!iterators->items[i]) {
            unref(&iterators->head);
            return NULL;
        }
    }
    return (struct object *)iterators;
}

static struct object *side_by_side_new(struct type *cls,
                                       struct object *function,
                                       struct object *const *iterables,
                                       uint32_t count, bool strict)
{
    struct object *iterators = iterators_of(iterables, count);
    struct side_by_side *self;

    if (!iterators)
        return NULL;
    self = (struct side_by_side *)container_new(cls);
    if (!self) {
        unref(iterators);
        return NULL;
    }
    self->iterators = iterators;
    self->function = ref_maybe(function);
    self->strict = strict;
    return &self->head;
}

static void side_by_side_dealloc(struct object *o)
{
    struct side_by_side *self = (struct side_by_side *)o;

    unref_maybe(self->iterators);
    unref_maybe(self->function);
    unref_maybe((struct object *)self->items);
    object_release(o, o->type->size);
}

/* strict= among the keywords of zip, whose values are `values`. 0, or -1. */
static int zip_keywords(struct object *const *values, struct object *names,
                        bool *strict)
{
    uint64_t count = names ? ((struct tuple *)names)->count : 0;
    int truth;

    *strict = false;
    for (uint64_t i = 0; i < count; i++) {
        struct object *name = ((struct tuple *)names)->items[i];

        if (!str_equal_c(name, "strict")) {
            error_format(&type_TypeError,
                         "'%U' is an invalid keyword argument for zip()", name);
            return -1;
        }
        truth = object_truth(values[i]);
        if (truth < 0)
            return -1;
        *strict = truth;
    }
    return 0;
}

static struct object *zip_new(struct type *cls, struct object *const *args,
                              uint32_t count, struct object *names)
{
    bool strict;

    if (zip_keywords(args + count, names, &strict))
        return NULL;
    return side_by_side_new(cls, NULL, args, count, strict);
}

/* An iterator (number i) has ended, those before it have not: an error if it is
 * strict. If it was the first, all must be at their end. */
static void zip_check_end(struct tuple *iterators, uint64_t i)
{
    const char *plural, *which = "shorter";
    struct object *item;

    if (error_is_set())
        return;
    if (i == 0) {
        which = "longer";
        while (++i < iterators->count) {
            item = iterator_next(iterators->items[i]);
            if (!item && error_is_set())
                return;
            if (!item)
                continue;
            unref(item);
            break;
        }
        if (i >= iterators->count)
            return;
    }
    plural = i == 1 ? " " : "s 1-";
    error_format(&type_ValueError,
                 "zip() argument %llu is %s than argument%s%llu",
                 (unsigned long long)i + 1, which, plural,
                 (unsigned long long)i);
}

/* The tuple given out last if nobody else holds it, else a new one, which is
 * then kept. Its old items are to be replaced. */
static struct tuple *items_reuse(struct side_by_side *self, uint64_t count)
{
    struct tuple *items = self->items;

    if (items && count_read(&items->head.refs) == 1)
        return (struct tuple *)ref(&items->head);
    items = tuple_new(count);
    if (items) {
        unref_maybe((struct object *)self->items);
        self->items = (struct tuple *)ref(&items->head);
    }
    return items;
}

static struct object *zip_next(struct object *o)
{
    struct side_by_side *self = (struct side_by_side *)o;
    struct tuple *iterators = (struct tuple *)self->iterators, *result;

    if (iterators->count == 0)
        return NULL;
    result = items_reuse(self, iterators->count);
    for (uint64_t i = 0; result && i < iterators->count; i++) {
        struct object *item = iterator_next(iterators->items[i]);

        if (!item) {
            unref(&result->head);
            if (self->strict)
                zip_check_end(iterators, i);
            return NULL;
        }
        replace(&result->items[i], item);
    }
    return (struct object *)result;
}

struct type type_zip = {
    .head = STATIC_HEAD(&type_type),
    .name = "zip",
    .size = sizeof(struct side_by_side),
    .dealloc = side_by_side_dealloc,
    .new = zip_new,
    .iter = iterator_self,
    .next = zip_next,
    .doc = "zip(*iterables, strict=False): tuples of an item from each",
};

static struct object *map_new(struct type *cls, struct object *const *args,
                              uint32_t count, struct object *names)
{
    if (arguments_check("map", 2, names, 2, 2))
        return NULL;
    if (count < 2)
        return error_format(&type_TypeError,
                            "map() must have at least two arguments.");
    return side_by_side_new(cls, args[0], args + 1, count - 1, false);
}

/* map over several iterables: the arguments are collected in a tuple. */
static struct object *map_next_many(struct side_by_side *self)
{
    struct object *items = zip_next(&self->head), *result;

    if (!items)
        return NULL;
    result = object_call(self->function, ((struct tuple *)items)->items,
                         (uint32_t)((struct tuple *)items)->count, NULL);
    unref(items);
    return result;
}

static struct object *map_next(struct object *o)
{
    struct side_by_side *self = (struct side_by_side *)o;
    struct tuple *iterators = (struct tuple *)self->iterators;
    struct object *item, *result;

    if (iterators->count > 1)
        return map_next_many(self);
    item = iterator_next(iterators->items[0]);
    if (!item)
        return NULL;
    result = object_call1(self->function, item);
    unref(item);
    return result;
}

struct type type_map = {
    .head = STATIC_HEAD(&type_type),
    .name = "map",
    .size = sizeof(struct side_by_side),
    .dealloc = side_by_side_dealloc,
    .new = map_new,
    .iter = iterator_self,
    .next = map_next,
    .doc = "map(function, *iterables): the function's results for the items",
};

/* ---- filter ---- */

struct filter {
    struct object head;
    struct object *function; /* NONE: the items' own truth */
    struct object *iterator;
};

static struct object *filter_new(struct type *cls, struct object *const *args,
                                 uint32_t count, struct object *names)
{
    struct filter *self;

    if (arguments_check("filter", count, names, 2, 2))
        return NULL;
    self = (struct filter *)container_new(cls);
    if (!self)
        return NULL;
    self->function = ref(args[0]);
    self->iterator = object_iter(args[1]);
    if (self->iterator)
        return &self->head;
    unref(&self->head);
    return NULL;
}

static void filter_dealloc(struct object *o)
{
    struct filter *self = (struct filter *)o;

    unref_maybe(self->function);
    unref_maybe(self->iterator);
    object_release(o, o->type->size);
}

/* 1, 0, -1. */
static int filter_wants(struct filter *self, struct object *item)
{
    struct object *answer;
    int truth;

    if (self->function == NONE || self->function == &type_bool.head)
        return object_truth(item);
    answer = object_call1(self->function, item);
    if (!answer)
        return -1;
    truth = object_truth(answer);
    unref(answer);
    return truth;
}

static struct object *filter_next(struct object *o)
{
    struct filter *self = (struct filter *)o;
    struct object *item;

    while ((item = iterator_next(self->iterator))) {
        int wanted = filter_wants(self, item);

        if (wanted > 0)
            return item;
        unref(item);
        if (wanted < 0)
            return NULL;
    }
    return NULL;
}

struct type type_filter = {
    .head = STATIC_HEAD(&type_type),
    .name = "filter",
    .size = sizeof(struct filter),
    .dealloc = filter_dealloc,
    .new = filter_new,
    .iter = iterator_self,
    .next = filter_next,
    .doc = "filter(function or None, iterable): the items for which it is true",
};

/* ---- reversed ---- */

struct reversed {
    struct object head;
    struct object *sequence; /* NULL: exhausted */
    uint64_t left;           /* the next index is one less */
};

struct object *reversed_new(struct object *sequence, uint64_t length)
{
    struct reversed *self =
        (struct reversed *)object_new(&type_reversed, sizeof(*self));

    if (!self)
        return NULL;
    self->sequence = ref(sequence);
    self->left = length;
    return &self->head;
}

/* Reversed is what has __reversed__, or else a length and indices; a mapping
 * has keys instead. */
static struct object *reversed_type_new(struct type *cls,
                                        struct object *const *args,
                                        uint32_t count, struct object *names)
{
    struct object *name, *method;
    int64_t length;

    (void)cls;
    if (arguments_check("reversed", count, names, 1, 1))
        return NULL;
    name = str_intern_c("__reversed__");
    if (!name)
        return NULL;
    method = type_lookup(type_of(args[0]), name);
    unref(name);
    if (method && method != NONE)
        return object_call_method(args[0], "__reversed__", NULL, 0);
    if (method || !type_of(args[0])->length || !type_of(args[0])->get_item)
        return error_format(&type_TypeError, "'%T' object is not reversible",
                            args[0]);
    length = object_length(args[0]);
    return length < 0 ? NULL : reversed_new(args[0], (uint64_t)length);
}

static void reversed_dealloc(struct object *o)
{
    unref_maybe(((struct reversed *)o)->sequence);
    object_release(o, o->type->size);
}

static struct object *reversed_item(struct reversed *self)
{
    struct object *sequence = self->sequence, *item;
    uint64_t index = --self->left;

    if (is_list(sequence)) {
        struct list *list = (struct list *)sequence;

        return index < list->count ? ref(list->items[index]) : NULL;
    }
    ref(sequence);
    item = object_get_item(sequence, small_from((int64_t)index));
    unref(sequence);
    return item;
}

static struct object *reversed_next(struct object *o)
{
    struct reversed *self = (struct reversed *)o;
    struct object *item = NULL;

    if (!self->sequence)
        return NULL;
    if (self->left)
        item = reversed_item(self);
    if (item)
        return item;
    if (error_matches(&type_IndexError) || error_matches(&type_StopIteration))
        error_clear();
    replace(&self->sequence, NULL);
    return NULL;
}

static struct object *reversed_hint(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    struct reversed *self = (struct reversed *)args[0];

    (void)count, (void)names;
    return int_from(self->sequence ? (int64_t)self->left : 0);
}

static const struct method_def reversed_methods[] = {
    {"__length_hint__", reversed_hint, 1, 1, false, METHOD_INSTANCE, NULL},
    {0},
};

struct type type_reversed = {
    .head = STATIC_HEAD(&type_type),
    .name = "reversed",
    .size = sizeof(struct reversed),
    .dealloc = reversed_dealloc,
    .new = reversed_type_new,
    .iter = iterator_self,
    .next = reversed_next,
    .methods = reversed_methods,
    .doc = "reversed(sequence): an iterator from the end",
};
