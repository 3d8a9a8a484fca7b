/* SPDX-License-Identifier: MIT
 *
 * The type dict: making, comparing and printing dicts, and its operators. The
 * hash table is dict.c, the methods dict_methods.c, keys(), values(), items()
 * and iterators dict_view.c.
 */
#include "object/container_private.h"

struct dict *dict_new(void)
{
    struct dict *dict = (struct dict *)object_new(&type_dict, sizeof(*dict));

    if (dict)
        dict->version = dict_new_version();
    return dict;
}

static struct object *dict_type_new(struct type *cls,
                                    struct object *const *args, uint32_t count,
                                    struct object *names)
{
    struct object *o = container_new(cls);

    (void)args, (void)count, (void)names;
    if (o)
        as_dict(o)->version = dict_new_version();
    return o;
}

struct dict *dict_copy(struct dict *dict)
{
    struct dict *copy = dict_new();

    if (copy && dict_fill(copy, dict)) {
        unref(&copy->head);
        return NULL;
    }
    return copy;
}

static void dict_dealloc(struct object *self)
{
    dict_clear(as_dict(self));
    object_release(self, self->type->size);
}

/* ---- update ---- */

static int update_from_dict(struct dict *dict, struct dict *other)
{
    uint32_t position = 0, version = other->version;
    struct object *key, *value;

    if (dict == other)
        return 0;
    if (dict->capacity == 0)
        return dict_fill(dict, other);
    while (dict_next(other, &position, &key, &value)) {
        int64_t hash = other->entries[position - 1].hash;
        int failed;

        ref(key);
        ref(value);
        failed = dict_set_hash(dict, key, hash, value);
        unref(key);
        unref(value);
        if (failed)
            return -1;
        if (other->version != version) {
            error_format(&type_RuntimeError, "dict mutated during update");
            return -1;
        }
    }
    return 0;
}

/* From an object with keys() and []; keys: what its keys() gave. */
static int update_from_mapping(struct dict *dict, struct object *mapping,
                               struct object *keys)
{
    struct object *iterator = object_iter(keys), *key;

    if (!iterator)
        return -1;
    while ((key = iterator_next(iterator))) {
        struct object *value = object_get_item(mapping, key);

        if (value)
            dict_set(dict, key, value);
        unref(key);
        unref_maybe(value);
        if (error_is_set())
            break;
    }
    unref(iterator);
    return error_is_set() ? -1 : 0;
}

/* One element of an iterable of pairs. */
static int update_pair(struct dict *dict, struct object *element, uint64_t i)
{
    struct tuple *pair = (struct tuple *)tuple_from_iterable(element);
    int failed = -1;

    if (!pair) {
        if (error_matches(&type_TypeError)) {
            error_clear();
            error_format(&type_TypeError,
                         "cannot convert dictionary update sequence element "
                         "#%llu to a sequence",
                         (unsigned long long)i);
        }
        return -1;
    }
    if (pair->count == 2)
        failed = dict_set(dict, pair->items[0], pair->items[1]);
    else
        error_format(&type_ValueError,
                     "dictionary update sequence element #%llu has length "
                     "%llu; 2 is required",
                     (unsigned long long)i, (unsigned long long)pair->count);
    unref(&pair->head);
    return failed;
}

static int update_from_pairs(struct dict *dict, struct object *pairs)
{
    struct object *iterator = object_iter(pairs), *element;
    uint64_t i = 0;

    if (!iterator)
        return -1;
    while ((element = iterator_next(iterator))) {
        int failed = update_pair(dict, element, i++);

        unref(element);
        if (failed)
            break;
    }
    unref(iterator);
    return error_is_set() ? -1 : 0;
}

int dict_update(struct dict *dict, struct object *other)
{
    struct object *name, *method, *keys;
    bool found;
    int failed;

    if (object_is(other, &type_dict) && other->type->iter == type_dict.iter)
        return update_from_dict(dict, as_dict(other));
    name = str_intern_c("keys");
    if (!name)
        return -1;
    method = object_find_attr(other, name, &found);
    unref(name);
    if (!method)
        return error_is_set() ? -1 : update_from_pairs(dict, other);
    keys = object_call0(method);
    unref(method);
    if (!keys)
        return -1;
    failed = update_from_mapping(dict, other, keys);
    unref(keys);
    return failed;
}

int dict_take_arguments(const char *function, struct object *self,
                        struct object *const *args, uint32_t count,
                        struct object *names)
{
    struct tuple *keywords = (struct tuple *)names;

    if (arguments_check(function, count, NULL, 0, 1) ||
        (count && dict_update(as_dict(self), args[0])))
        return -1;
    for (uint64_t i = 0; keywords && i < keywords->count; i++) {
        if (dict_set(as_dict(self), keywords->items[i], args[count + i]))
            return -1;
    }
    return 0;
}

static int dict_init(struct object *self, struct object *const *args,
                     uint32_t count, struct object *names)
{
    return dict_take_arguments("dict", self, args, count, names);
}

/* ---- repr and comparison ---- */

static int dict_add_reprs(struct text *text, struct dict *dict)
{
    struct object *key, *value;
    uint32_t position = 0;
    const char *separator = "{";

    while (dict_next(dict, &position, &key, &value)) {
        int failed;

        ref(key);
        ref(value);
        failed = text_add_c(text, separator) || text_add_repr(text, key) ||
                 text_add_c(text, ": ") || text_add_repr(text, value);
        unref(key);
        unref(value);
        if (failed)
            return -1;
        separator = ", ";
    }
    return text_add_c(text, *separator == '{' ? "{}" : "}");
}

static struct object *dict_repr(struct object *self)
{
    struct repr_level level;
    struct text text = {0};
    int failed;

    if (!repr_enter(&level, self))
        return str_from("{...}");
    failed = dict_add_reprs(&text, as_dict(self));
    repr_leave(&level);
    if (!failed)
        return text_finish(&text);
    text_discard(&text);
    return NULL;
}

/* Does b map key to something equal to value? 1, 0, -1. */
static int maps_to(struct dict *b, struct object *key, int64_t hash,
                   struct object *value)
{
    struct object *other;
    int32_t index;
    int equal = dict_find_hash(b, key, hash, &index);

    if (equal <= 0)
        return equal;
    other = ref(b->entries[index].value);
    equal = object_equal(value, other);
    unref(other);
    return equal;
}

/* 1, 0, -1. */
static int dict_equal(struct dict *a, struct dict *b)
{
    struct object *key, *value;
    uint32_t position = 0;

    if (a->count != b->count)
        return 0;
    while (dict_next(a, &position, &key, &value)) {
        int64_t hash = a->entries[position - 1].hash;
        int equal;

        ref(key);
        ref(value);
        equal = maps_to(b, key, hash, value);
        unref(key);
        unref(value);
        if (equal <= 0)
            return equal;
    }
    return 1;
}

static struct object *dict_compare(struct object *self, struct object *other,
                                   enum compare_op op)
{
    int equal;

    if (!object_is(other, &type_dict) || (op != CMP_EQ && op != CMP_NE))
        return ref(NOT_IMPLEMENTED);
    equal = dict_equal(as_dict(self), as_dict(other));
    return equal < 0 ? NULL : bool_from(equal == (op == CMP_EQ));
}

/* ---- Items and operators ---- */

static int dict_truth(struct object *self)
{
    return as_dict(self)->count != 0;
}

static int64_t dict_length(struct object *self)
{
    return as_dict(self)->count;
}

/* A key that is not there: a derived class's __missing__ may know better. */
static struct object *dict_missing(struct object *self, struct object *key)
{
    struct object *name, *method;

    if (self->type == &type_dict)
        return error_raise(&type_KeyError, key);
    name = str_intern_c("__missing__");
    if (!name)
        return NULL;
    method = type_lookup(self->type, name);
    unref(name);
    if (!method)
        return error_raise(&type_KeyError, key);
    return object_call_method(self, "__missing__", &key, 1);
}

static struct object *dict_get_item(struct object *self, struct object *key)
{
    struct object *value;
    int found = dict_find(as_dict(self), key, &value);

    if (found > 0)
        return ref(value);
    return found < 0 ? NULL : dict_missing(self, key);
}

static int dict_set_item(struct object *self, struct object *key,
                         struct object *value)
{
    int deleted;

    if (value)
        return dict_set(as_dict(self), key, value);
    deleted = dict_delete(as_dict(self), key);
    if (deleted == 0)
        error_raise(&type_KeyError, key);
    return deleted > 0 ? 0 : -1;
}

static int dict_contains(struct object *self, struct object *key)
{
    struct object *value;

    return dict_find(as_dict(self), key, &value);
}

static struct object *dict_iter(struct object *self)
{
    return dict_iterator_new(as_dict(self), DICT_KEYS, false);
}

static struct object *dict_or(struct object *a, struct object *b)
{
    struct dict *result;

    if (!object_is(a, &type_dict) || !object_is(b, &type_dict))
        return ref(NOT_IMPLEMENTED);
    result = dict_copy(as_dict(a));
    if (result && dict_update(result, b)) {
        unref(&result->head);
        return NULL;
    }
    return (struct object *)result;
}

static struct object *dict_inplace_or(struct object *a, struct object *b)
{
    return dict_update(as_dict(a), b) ? NULL : ref(a);
}

struct type type_dict = {
    .head = STATIC_HEAD(&type_type),
    .name = "dict",
    .size = sizeof(struct dict),
    .flags = TYPE_BASE,
    .dealloc = dict_dealloc,
    .new = dict_type_new,
    .init = dict_init,
    .repr = dict_repr,
    .hash = hash_none,
    .compare = dict_compare,
    .truth = dict_truth,
    .length = dict_length,
    .get_item = dict_get_item,
    .set_item = dict_set_item,
    .contains = dict_contains,
    .iter = dict_iter,
    .binary = {[OP_OR] = dict_or},
    .inplace = {[OP_OR] = dict_inplace_or},
    .methods = dict_methods,
    .doc = "dict(), dict(mapping), dict(iterable of pairs), dict(**kwargs)",
};
