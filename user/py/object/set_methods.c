/* SPDX-License-Identifier: MIT
 *
 * set and frozenset: their methods. Unlike the operators they take any
 * iterables.
 */
#include "object/container_private.h"

/* A copy of args[0], of its kind, changed by each further argument. */
static struct object *changed_copy(struct object *const *args, uint32_t count,
                                   set_change *change)
{
    struct type *type =
        object_is(args[0], &type_set) ? &type_set : &type_frozenset;
    struct object *result = set_make(type, args[0]);

    for (uint32_t i = 1; result && i < count; i++) {
        if (change(result, args[i])) {
            unref(result);
            return NULL;
        }
    }
    return result;
}

static struct object *change_self(struct object *const *args, uint32_t count,
                                  set_change *change)
{
    for (uint32_t i = 1; i < count; i++) {
        if (change(args[0], args[i]))
            return NULL;
    }
    return ref(NONE);
}

static struct object *union_method(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    (void)names;
    return changed_copy(args, count, set_update);
}

static struct object *intersection_method(struct object *const *args,
                                          uint32_t count, struct object *names)
{
    (void)names;
    return changed_copy(args, count, set_intersect);
}

static struct object *difference_method(struct object *const *args,
                                        uint32_t count, struct object *names)
{
    (void)names;
    return changed_copy(args, count, set_subtract);
}

static struct object *toggled_method(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    (void)names;
    return changed_copy(args, count, set_toggle);
}

static struct object *update_method(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)names;
    return change_self(args, count, set_update);
}

static struct object *intersection_update_method(struct object *const *args,
                                                 uint32_t count,
                                                 struct object *names)
{
    (void)names;
    return change_self(args, count, set_intersect);
}

static struct object *difference_update_method(struct object *const *args,
                                               uint32_t count,
                                               struct object *names)
{
    (void)names;
    return change_self(args, count, set_subtract);
}

static struct object *toggle_method(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)names;
    return change_self(args, count, set_toggle);
}

static struct object *add_method(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    (void)count, (void)names;
    return set_add(args[0], args[1]) ? NULL : ref(NONE);
}

/* 1: item was deleted; 0: not there; -1. A set is taken for a frozenset. */
static int set_delete(struct object *set, struct object *item)
{
    struct object *frozen;
    int deleted = dict_delete(as_dict(set), item);

    if (deleted >= 0 || !object_is(item, &type_set) ||
        !error_matches(&type_TypeError))
        return deleted;
    error_clear();
    frozen = frozenset_from_iterable(item);
    if (!frozen)
        return -1;
    deleted = dict_delete(as_dict(set), frozen);
    unref(frozen);
    return deleted;
}

static struct object *discard_method(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    (void)count, (void)names;
    return set_delete(args[0], args[1]) < 0 ? NULL : ref(NONE);
}

static struct object *remove_method(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    int deleted = set_delete(args[0], args[1]);

    (void)count, (void)names;
    if (deleted == 0)
        return error_raise(&type_KeyError, args[1]);
    return deleted < 0 ? NULL : ref(NONE);
}

static struct object *pop_method(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    struct dict *table = as_dict(args[0]);
    struct object *key, *value;

    (void)count, (void)names;
    if (table->count == 0)
        return error_format(&type_KeyError, "pop from an empty set");
    dict_take(table, table->used - 1, &key, &value);
    unref(value);
    return key;
}

static struct object *clear_method(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    (void)count, (void)names;
    dict_clear(as_dict(args[0]));
    return ref(NONE);
}

static struct object *copy_method(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    (void)count, (void)names;
    if (args[0]->type == &type_frozenset)
        return ref(args[0]);
    return changed_copy(args, 1, NULL);
}

static struct object *issubset_method(struct object *const *args,
                                      uint32_t count, struct object *names)
{
    struct object *other = args[1];
    int subset;

    (void)count, (void)names;
    other = is_any_set(other) ? ref(other) : set_from_iterable(other);
    if (!other)
        return NULL;
    subset = set_is_subset(args[0], other);
    unref(other);
    return subset < 0 ? NULL : bool_from(subset);
}

static struct object *issuperset_method(struct object *const *args,
                                        uint32_t count, struct object *names)
{
    int subset = set_is_subset(args[1], args[0]);

    (void)count, (void)names;
    return subset < 0 ? NULL : bool_from(subset);
}

static struct object *isdisjoint_method(struct object *const *args,
                                        uint32_t count, struct object *names)
{
    struct object *iterator = object_iter(args[1]), *item;
    int found = 0;

    (void)count, (void)names;
    if (!iterator)
        return NULL;
    while (found == 0 && (item = object_next(iterator))) {
        found = set_contains(args[0], item);
        unref(item);
    }
    unref(iterator);
    return error_is_set() ? NULL : bool_from(!found);
}

static const char doc_union[] = "the items of both, and of further iterables";
static const char doc_intersection[] = "the items that all of them have";
static const char doc_difference[] = "the items that none of the others has";
static const char doc_toggled[] = "the items that just one of the two has";

const struct method_def set_methods[] = {
    {"add", add_method, 2, 2, false, METHOD_INSTANCE, "put in an item"},
    {"discard", discard_method, 2, 2, false, METHOD_INSTANCE,
     "take out an item, if it is there"},
    {"remove", remove_method, 2, 2, false, METHOD_INSTANCE,
     "take out an item; KeyError if it is not there"},
    {"pop", pop_method, 1, 1, false, METHOD_INSTANCE,
     "take out and return any item"},
    {"clear", clear_method, 1, 1, false, METHOD_INSTANCE, "take out all items"},
    {"copy", copy_method, 1, 1, false, METHOD_INSTANCE,
     "a new set of the same items"},
    {"update", update_method, 1, -1, false, METHOD_INSTANCE,
     "put in the items of iterables"},
    {"intersection_update", intersection_update_method, 1, -1, false,
     METHOD_INSTANCE, "keep only the items that all iterables have"},
    {"difference_update", difference_update_method, 1, -1, false,
     METHOD_INSTANCE, "take out the items of iterables"},
    {"symmetric_difference_update", toggle_method, 2, 2, false, METHOD_INSTANCE,
     "keep what just one of the two has"},
    {"union", union_method, 1, -1, false, METHOD_INSTANCE, doc_union},
    {"intersection", intersection_method, 1, -1, false, METHOD_INSTANCE,
     doc_intersection},
    {"difference", difference_method, 1, -1, false, METHOD_INSTANCE,
     doc_difference},
    {"symmetric_difference", toggled_method, 2, 2, false, METHOD_INSTANCE,
     doc_toggled},
    {"issubset", issubset_method, 2, 2, false, METHOD_INSTANCE,
     "has the other all its items?"},
    {"issuperset", issuperset_method, 2, 2, false, METHOD_INSTANCE,
     "has it all items of the other?"},
    {"isdisjoint", isdisjoint_method, 2, 2, false, METHOD_INSTANCE,
     "has it no item in common with the other?"},
    {"__class_getitem__", container_class_item, 2, 2, false, METHOD_CLASS,
     NULL},
    {0},
};

const struct method_def frozenset_methods[] = {
    {"copy", copy_method, 1, 1, false, METHOD_INSTANCE, "the set itself"},
    {"union", union_method, 1, -1, false, METHOD_INSTANCE, doc_union},
    {"intersection", intersection_method, 1, -1, false, METHOD_INSTANCE,
     doc_intersection},
    {"difference", difference_method, 1, -1, false, METHOD_INSTANCE,
     doc_difference},
    {"symmetric_difference", toggled_method, 2, 2, false, METHOD_INSTANCE,
     doc_toggled},
    {"issubset", issubset_method, 2, 2, false, METHOD_INSTANCE,
     "has the other all its items?"},
    {"issuperset", issuperset_method, 2, 2, false, METHOD_INSTANCE,
     "has it all items of the other?"},
    {"isdisjoint", isdisjoint_method, 2, 2, false, METHOD_INSTANCE,
     "has it no item in common with the other?"},
    {"__class_getitem__", container_class_item, 2, 2, false, METHOD_CLASS,
     NULL},
    {0},
};
