/* SPDX-License-Identifier: MIT
 *
 * list: its methods.
 */
#include "object/callable.h"
#include "object/container_private.h"
#include "object/str.h"

static struct list *as_list(struct object *o)
{
    return (struct list *)o;
}

static struct object *append_method(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)count, (void)names;
    return list_append(as_list(args[0]), args[1]) ? NULL : ref(NONE);
}

static struct object *extend_method(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)count, (void)names;
    return list_extend(as_list(args[0]), args[1]) ? NULL : ref(NONE);
}

static struct object *insert_method(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    struct list *list = as_list(args[0]);
    int64_t index;

    (void)count, (void)names;
    if (argument_int64(args[1], &index))
        return NULL;
    if (index < 0)
        index += (int64_t)list->count;
    if (index < 0)
        index = 0;
    if ((uint64_t)index > list->count)
        index = (int64_t)list->count;
    if (list_splice(list, (uint64_t)index, (uint64_t)index, args + 2, 1))
        return NULL;
    return ref(NONE);
}

/* The first item in from..to-1 that equals x: 1, its place in *index; 0, -1. */
static int list_find(struct list *list, struct object *x, uint64_t from,
                     uint64_t to, uint64_t *index)
{
    for (uint64_t i = from; i < to && i < list->count; i++) {
        struct object *item = ref(list->items[i]);
        int equal = object_equal(item, x);

        unref(item);
        if (equal) {
            *index = i;
            return equal;
        }
    }
    return 0;
}

static struct object *remove_method(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    struct list *list = as_list(args[0]);
    uint64_t index;
    int found = list_find(list, args[1], 0, UINT64_MAX, &index);

    (void)count, (void)names;
    if (found < 0)
        return NULL;
    if (found == 0)
        return error_format(&type_ValueError, "list.remove(x): x not in list");
    if (index < list->count && list_splice(list, index, index + 1, NULL, 0))
        return NULL;
    return ref(NONE);
}

static struct object *pop_method(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    struct list *list = as_list(args[0]);
    struct object *item;
    int64_t index = -1;

    (void)names;
    if (count == 2 && argument_int64(args[1], &index))
        return NULL;
    if (list->count == 0)
        return error_format(&type_IndexError, "pop from empty list");
    if (index < 0)
        index += (int64_t)list->count;
    if (index < 0 || (uint64_t)index >= list->count)
        return error_format(&type_IndexError, "pop index out of range");
    item = list->items[index];
    list->count--;
    memmove(list->items + index, list->items + index + 1,
            (list->count - (uint64_t)index) * sizeof(item));
    return item;
}

static struct object *clear_method(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    (void)count, (void)names;
    list_clear(as_list(args[0]));
    return ref(NONE);
}

static struct object *index_method(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    struct list *list = as_list(args[0]);
    uint64_t from, to, index;
    int found;

    (void)names;
    if (index_bounds(count > 2 ? args[2] : NULL, count > 3 ? args[3] : NULL,
                     list->count, &from, &to))
        return NULL;
    found = list_find(list, args[1], from, to, &index);
    if (found == 0)
        error_format(&type_ValueError, "%R is not in list", args[1]);
    return found > 0 ? int_from((int64_t)index) : NULL;
}

static struct object *count_method(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    struct list *list = as_list(args[0]);
    int64_t total = 0;

    (void)count, (void)names;
    for (uint64_t i = 0; i < list->count; i++) {
        struct object *item = ref(list->items[i]);
        int equal = object_equal(item, args[1]);

        unref(item);
        if (equal < 0)
            return NULL;
        total += equal;
    }
    return int_from(total);
}

static struct object *reverse_method(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    struct list *list = as_list(args[0]);

    (void)count, (void)names;
    for (uint64_t i = 0, j = list->count; i + 1 < j; i++) {
        struct object *item = list->items[i];

        list->items[i] = list->items[--j];
        list->items[j] = item;
    }
    return ref(NONE);
}

static struct object *copy_method(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    (void)count, (void)names;
    return list_from_array(as_list(args[0])->items, as_list(args[0])->count);
}

static struct object *sort_method(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    static const char *const parameter_names[] = {"key", "reverse", NULL};
    static const struct parameters parameters = {.function = "sort",
                                                 .names = parameter_names};
    struct object *given[2];
    int64_t reverse = 0;

    if (count > 1)
        return error_format(&type_TypeError,
                            "sort() takes no positional arguments");
    if (parameters_bind(&parameters, args + 1, count - 1, names, given))
        return NULL;
    if (given[1] && argument_int64(given[1], &reverse))
        return NULL;
    if (given[0] == NONE)
        given[0] = NULL;
    return list_sort(as_list(args[0]), given[0], reverse != 0) ? NULL
                                                               : ref(NONE);
}

static struct object *reversed_method(struct object *const *args,
                                      uint32_t count, struct object *names)
{
    (void)count, (void)names;
    return reversed_new(args[0], as_list(args[0])->count);
}

const struct method_def list_methods[] = {
    {"append", append_method, 2, 2, false, METHOD_INSTANCE,
     "add an item at the end"},
    {"extend", extend_method, 2, 2, false, METHOD_INSTANCE,
     "add the items of an iterable at the end"},
    {"insert", insert_method, 3, 3, false, METHOD_INSTANCE,
     "insert(index, item): put an item before that place"},
    {"remove", remove_method, 2, 2, false, METHOD_INSTANCE,
     "take out the first item that equals the argument"},
    {"pop", pop_method, 1, 2, false, METHOD_INSTANCE,
     "take out and return the last item, or that of an index"},
    {"clear", clear_method, 1, 1, false, METHOD_INSTANCE, "take out all items"},
    {"index", index_method, 2, 4, false, METHOD_INSTANCE,
     "the place of the first item that equals the argument"},
    {"count", count_method, 2, 2, false, METHOD_INSTANCE,
     "how many items equal the argument"},
    {"reverse", reverse_method, 1, 1, false, METHOD_INSTANCE,
     "turn the order round"},
    {"copy", copy_method, 1, 1, false, METHOD_INSTANCE,
     "a new list of the same items"},
    {"sort", sort_method, 1, -1, true, METHOD_INSTANCE,
     "sort(*, key=None, reverse=False): stable, in place"},
    {"__reversed__", reversed_method, 1, 1, false, METHOD_INSTANCE,
     "an iterator from the end"},
    {"__class_getitem__", container_class_item, 2, 2, false, METHOD_CLASS,
     NULL},
    {0},
};
