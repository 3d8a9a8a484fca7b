/* SPDX-License-Identifier: MIT
 *
 * Built-in functions that walk through an iterable.
 */
#include "module/builtins.h"
#include "module/iterator.h"
#include "object/str.h"

/* Is there an item whose truth is `wanted`? 1, 0; -1: raised. */
static int find_truth(struct object *iterable, bool wanted)
{
    struct object *iterator = object_iter(iterable), *item;
    int found = iterator ? 0 : -1;

    while (found == 0 && (item = object_next(iterator))) {
        int truth = object_truth(item);

        unref(item);
        found = truth < 0 ? -1 : (truth != 0) == wanted;
    }
    unref_maybe(iterator);
    return error_is_set() ? -1 : found;
}

struct object *builtins_all(struct object *const *args, uint32_t count,
                            struct object *names)
{
    int found = find_truth(args[0], false);

    (void)count, (void)names;
    return found < 0 ? NULL : bool_from(!found);
}

struct object *builtins_any(struct object *const *args, uint32_t count,
                            struct object *names)
{
    int found = find_truth(args[0], true);

    (void)count, (void)names;
    return found < 0 ? NULL : bool_from(found);
}

struct object *builtins_iter(struct object *const *args, uint32_t count,
                             struct object *names)
{
    (void)names;
    if (count == 1)
        return object_iter(args[0]);
    if (!object_is_callable(args[0]))
        return error_format(&type_TypeError, "iter(v, w): v must be callable");
    return callable_iterator_new(args[0], args[1]);
}

/* The next item; NULL without an exception: there is none, and *result is what a
 * generator returned, or NULL. */
static struct object *next_item(struct object *iterator, struct object **result)
{
    struct type *type = type_of(iterator);

    *result = NULL;
    if (type == &type_generator)
        return generator_send((struct generator *)iterator, NONE, result);
    if (!type->next)
        return error_format(&type_TypeError, "'%T' object is not an iterator",
                            iterator);
    return object_next(iterator);
}

struct object *builtins_next(struct object *const *args, uint32_t count,
                             struct object *names)
{
    struct object *result, *item = next_item(args[0], &result);
    struct object *stop;

    (void)names;
    if (item || error_is_set())
        return item;
    if (count == 2) {
        unref_maybe(result);
        return ref(args[1]);
    }
    if (result && result != NONE)
        error_raise(&type_StopIteration, result);
    else if ((stop = object_call0(&type_StopIteration.head))) {
        error_raise_object(stop);
        unref(stop);
    }
    unref_maybe(result);
    return NULL;
}

/* total (stolen) + item. */
static struct object *add(struct object *total, struct object *item)
{
    struct object *sum;
    int64_t quick;

    if (is_small(total) && (is_small(item) || is_bool(item))) {
        quick = small_value(total) +
                (is_small(item) ? small_value(item) : item == TRUE);
        if (quick >= SMALL_MIN && quick <= SMALL_MAX)
            return small_from(quick);
    }
    sum = object_binary(total, item, OP_ADD);
    unref(total);
    return sum;
}

static struct object *sum(struct object *iterable, struct object *start)
{
    struct object *iterator = object_iter(iterable), *item;
    struct object *total = ref(start);

    while (iterator && total && (item = object_next(iterator))) {
        total = add(total, item);
        unref(item);
    }
    unref_maybe(iterator);
    if (!error_is_set())
        return total;
    unref_maybe(total);
    return NULL;
}

/* Texts are joined, not summed: then true and TypeError. */
static bool sum_refuses(struct object *start)
{
    const char *kind = is_str(start)                       ? "strings"
                       : is_bytes(start)                   ? "bytes"
                       : type_of(start) == &type_bytearray ? "bytearray"
                                                           : NULL;

    if (kind)
        error_format(&type_TypeError,
                     "sum() can't sum %s [use %s''.join(seq) instead]", kind,
                     is_str(start) ? "" : "b");
    return kind;
}

struct object *builtins_sum(struct object *const *args, uint32_t count,
                            struct object *names)
{
    static const char *const parameter_names[] = {"iterable", "start", NULL};
    static const struct parameters parameters = {
        .function = "sum",
        .required = 1,
        .positional_only = 1,
        .positional = 2,
        .names = parameter_names,
    };
    struct object *given[2];

    if (parameters_bind(&parameters, args, count, names, given) < 0)
        return NULL;
    if (given[1] && sum_refuses(given[1]))
        return NULL;
    return sum(given[0], given[1] ? given[1] : small_from(0));
}

/* What min and max look for. */
struct search {
    const char *name;
    enum compare_op op;   /* a better item compares so to the best */
    struct object *key;   /* or NULL */
    struct object *best;  /* owned, or NULL: none yet */
    struct object *value; /* key(best), owned */
};

/* Look at one more item. 0, or -1. */
static int consider(struct search *s, struct object *item)
{
    struct object *value = s->key ? object_call1(s->key, item) : ref(item);
    int better = 1;

    if (!value)
        return -1;
    if (s->best)
        better = object_compare_truth(value, s->value, s->op);
    if (better > 0) {
        replace(&s->best, ref(item));
        replace(&s->value, value);
        return 0;
    }
    unref(value);
    return better;
}

static int consider_all(struct search *s, struct object *iterable)
{
    struct object *iterator = object_iter(iterable), *item;
    int failed = iterator ? 0 : -1;

    while (!failed && (item = object_next(iterator))) {
        failed = consider(s, item);
        unref(item);
    }
    unref_maybe(iterator);
    return failed || error_is_set() ? -1 : 0;
}

/* The best of args, or of the items of the only one. */
static int search_arguments(struct search *s, struct object *const *args,
                            uint32_t count)
{
    if (count == 1)
        return consider_all(s, args[0]);
    for (uint32_t i = 0; i < count; i++)
        if (consider(s, args[i]) < 0)
            return -1;
    return 0;
}

static struct object *search(const char *name, enum compare_op op,
                             struct object *const *args, uint32_t count,
                             struct object *names)
{
    static const char *const parameter_names[] = {"key", "default", NULL};
    struct parameters parameters = {.function = name, .names = parameter_names};
    struct search s = {.name = name, .op = op};
    struct object *given[2];
    int failed;

    if (parameters_bind(&parameters, args + count, 0, names, given) < 0)
        return NULL;
    if (count == 0)
        return error_format(&type_TypeError,
                            "%s expected at least 1 argument, got 0", name);
    if (count > 1 && given[1])
        return error_format(&type_TypeError,
                            "Cannot specify a default for %s() with multiple "
                            "positional arguments",
                            name);
    s.key = given[0] == NONE ? NULL : given[0];
    failed = search_arguments(&s, args, count);
    unref_maybe(s.value);
    if (!failed && s.best)
        return s.best;
    unref_maybe(s.best);
    if (!failed && given[1])
        return ref(given[1]);
    if (!failed)
        error_format(&type_ValueError, "%s() arg is an empty sequence", name);
    return NULL;
}

struct object *builtins_max(struct object *const *args, uint32_t count,
                            struct object *names)
{
    return search("max", CMP_GT, args, count, names);
}

struct object *builtins_min(struct object *const *args, uint32_t count,
                            struct object *names)
{
    return search("min", CMP_LT, args, count, names);
}

struct object *builtins_sorted(struct object *const *args, uint32_t count,
                               struct object *names)
{
    static const char *const parameter_names[] = {"iterable", "key", "reverse",
                                                  NULL};
    static const struct parameters parameters = {
        .function = "sort",
        .required = 1,
        .positional_only = 1,
        .positional = 1,
        .names = parameter_names,
    };
    struct object *given[3], *list;
    int64_t reverse = 0;

    if (count != 1)
        return error_format(&type_TypeError,
                            "sorted expected 1 argument, got %u", count);
    if (parameters_bind(&parameters, args, count, names, given) < 0)
        return NULL;
    if (given[2] && argument_int64(given[2], &reverse))
        return NULL;
    if (given[1] == NONE)
        given[1] = NULL;
    list = list_from_iterable(given[0]);
    if (list && list_sort((struct list *)list, given[1], reverse != 0) < 0) {
        unref(list);
        return NULL;
    }
    return list;
}
