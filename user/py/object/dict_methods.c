/* SPDX-License-Identifier: MIT
 *
 * dict: its methods.
 */
#include "object/container_private.h"

static struct object *get_method(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    struct object *value;
    int found = dict_find(as_dict(args[0]), args[1], &value);

    (void)names;
    if (found < 0)
        return NULL;
    return ref(found ? value : count == 3 ? args[2] : NONE);
}

static struct object *setdefault_method(struct object *const *args,
                                        uint32_t count, struct object *names)
{
    struct object *value = count == 3 ? args[2] : NONE;
    struct dict *dict = as_dict(args[0]);
    int32_t index;
    int64_t hash;
    int found;

    (void)names;
    if (key_hash(args[1], &hash))
        return NULL;
    found = dict_find_hash(dict, args[1], hash, &index);
    if (found)
        return found < 0 ? NULL : ref(dict->entries[index].value);
    return dict_set_hash(dict, args[1], hash, value) ? NULL : ref(value);
}

static struct object *pop_method(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    struct dict *dict = as_dict(args[0]);
    struct object *key, *value;
    int32_t index;
    int64_t hash;
    int found;

    (void)names;
    if (dict->count == 0)
        found = 0; /* whatever the key is */
    else if (key_hash(args[1], &hash))
        return NULL;
    else
        found = dict_find_hash(dict, args[1], hash, &index);
    if (found < 0)
        return NULL;
    if (!found)
        return count == 3 ? ref(args[2]) : error_raise(&type_KeyError, args[1]);
    dict_take(dict, (uint32_t)index, &key, &value);
    unref(key);
    return value;
}

static struct object *popitem_method(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    struct dict *dict = as_dict(args[0]);
    struct tuple *pair;

    (void)count, (void)names;
    if (dict->count == 0)
        return error_format(&type_KeyError, "popitem(): dictionary is empty");
    pair = tuple_new(2);
    if (pair)
        dict_take(dict, dict->used - 1, &pair->items[0], &pair->items[1]);
    return (struct object *)pair;
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
    return (struct object *)dict_copy(as_dict(args[0]));
}

static struct object *update_method(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    return dict_take_arguments("update", args[0], args + 1, count - 1, names)
               ? NULL
               : ref(NONE);
}

static struct object *keys_method(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    (void)count, (void)names;
    return dict_view_new(as_dict(args[0]), DICT_KEYS);
}

static struct object *values_method(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)count, (void)names;
    return dict_view_new(as_dict(args[0]), DICT_VALUES);
}

static struct object *items_method(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    (void)count, (void)names;
    return dict_view_new(as_dict(args[0]), DICT_ITEMS);
}

static struct object *reversed_method(struct object *const *args,
                                      uint32_t count, struct object *names)
{
    (void)count, (void)names;
    return dict_iterator_new(as_dict(args[0]), DICT_KEYS, true);
}

/* Give each key of an iterable the same value. */
static int fill_keys(struct object *mapping, struct object *keys,
                     struct object *value)
{
    struct object *iterator = object_iter(keys), *key;

    if (!iterator)
        return -1;
    while ((key = iterator_next(iterator))) {
        int failed = object_set_item(mapping, key, value);

        unref(key);
        if (failed)
            break;
    }
    unref(iterator);
    return error_is_set() ? -1 : 0;
}

static struct object *fromkeys_method(struct object *const *args,
                                      uint32_t count, struct object *names)
{
    struct object *result = object_call0(args[0]);

    (void)names;
    if (result && fill_keys(result, args[1], count == 3 ? args[2] : NONE)) {
        unref(result);
        return NULL;
    }
    return result;
}

const struct method_def dict_methods[] = {
    {"get", get_method, 2, 3, false, METHOD_INSTANCE,
     "the value of a key, or the second argument (None)"},
    {"setdefault", setdefault_method, 2, 3, false, METHOD_INSTANCE,
     "the value of a key, made the second argument if it is not there"},
    {"pop", pop_method, 2, 3, false, METHOD_INSTANCE,
     "take out a key and return its value, or the second argument"},
    {"popitem", popitem_method, 1, 1, false, METHOD_INSTANCE,
     "take out and return the youngest pair"},
    {"clear", clear_method, 1, 1, false, METHOD_INSTANCE, "take out all keys"},
    {"copy", copy_method, 1, 1, false, METHOD_INSTANCE,
     "a new dict of the same pairs"},
    {"update", update_method, 1, -1, true, METHOD_INSTANCE,
     "take over the pairs of a mapping, of an iterable and of keywords"},
    {"keys", keys_method, 1, 1, false, METHOD_INSTANCE, "a view of the keys"},
    {"values", values_method, 1, 1, false, METHOD_INSTANCE,
     "a view of the values"},
    {"items", items_method, 1, 1, false, METHOD_INSTANCE,
     "a view of the pairs (key, value)"},
    {"__reversed__", reversed_method, 1, 1, false, METHOD_INSTANCE,
     "an iterator from the youngest key"},
    {"fromkeys", fromkeys_method, 2, 3, false, METHOD_CLASS,
     "a new dict with the keys of an iterable, all with the same value"},
    {"__class_getitem__", container_class_item, 2, 2, false, METHOD_CLASS,
     NULL},
    {0},
};
