/* SPDX-License-Identifier: MIT
 *
 * set and frozenset: a set is a dict (dict.c) whose values do not matter, and
 * so keeps the order of insertion. This file makes, walks, prints and hashes
 * them; operators are in set_operators.c, methods in set_methods.c.
 */
#include "object/container_private.h"

struct set_iterator {
    struct object head;
    struct dict *table; /* NULL: exhausted */
    uint32_t position, count;
};

struct object *set_make(struct type *type, struct object *iterable)
{
    struct set *set = (struct set *)container_new(type);

    if (!set)
        return NULL;
    set->table.version = dict_new_version();
    set->hash = -1;
    if (iterable && set_update(&set->table.head, iterable)) {
        unref(&set->table.head);
        return NULL;
    }
    return &set->table.head;
}

struct object *set_new(void)
{
    return set_make(&type_set, NULL);
}

struct object *set_from_iterable(struct object *iterable)
{
    return set_make(&type_set, iterable);
}

struct object *frozenset_from_iterable(struct object *iterable)
{
    if (!is_small(iterable) && iterable->type == &type_frozenset)
        return ref(iterable);
    return set_make(&type_frozenset, iterable);
}

int set_add(struct object *set, struct object *item)
{
    return dict_set(as_dict(set), item, NONE);
}

/* Add the keys of a dict, whose hashes are known. */
static int update_from_table(struct object *set, struct dict *other)
{
    uint32_t position = 0;
    struct object *key, *value;

    while (dict_next(other, &position, &key, &value)) {
        int64_t hash = other->entries[position - 1].hash;
        int failed;

        ref(key);
        failed = dict_set_hash(as_dict(set), key, hash, NONE);
        unref(key);
        if (failed)
            return -1;
    }
    return 0;
}

int set_update(struct object *set, struct object *iterable)
{
    struct object *iterator, *item;

    if (is_any_set(iterable) && as_dict(set)->capacity == 0)
        return dict_fill(as_dict(set), as_dict(iterable));
    if (is_any_set(iterable) || is_dict(iterable))
        return update_from_table(set, as_dict(iterable));
    iterator = object_iter(iterable);
    if (!iterator)
        return -1;
    while ((item = iterator_next(iterator))) {
        int failed = set_add(set, item);

        unref(item);
        if (failed)
            break;
    }
    unref(iterator);
    return error_is_set() ? -1 : 0;
}

int set_contains(struct object *set, struct object *item)
{
    struct object *value, *frozen;
    int found = dict_find(as_dict(set), item, &value);

    if (found >= 0 || !object_is(item, &type_set) ||
        !error_matches(&type_TypeError))
        return found;
    error_clear(); /* a set is looked for as the frozenset that equals it */
    frozen = frozenset_from_iterable(item);
    if (!frozen)
        return -1;
    found = dict_find(as_dict(set), frozen, &value);
    unref(frozen);
    return found;
}

static void set_dealloc(struct object *self)
{
    dict_clear(as_dict(self));
    object_release(self, self->type->size);
}

static struct object *set_type_new(struct type *cls, struct object *const *args,
                                   uint32_t count, struct object *names)
{
    (void)args, (void)count, (void)names;
    return set_make(cls, NULL);
}

static int set_init(struct object *self, struct object *const *args,
                    uint32_t count, struct object *names)
{
    if (arguments_check("set", count, names, 0, 1))
        return -1;
    if (as_dict(self)->count)
        dict_clear(as_dict(self));
    return count ? set_update(self, args[0]) : 0;
}

static struct object *frozenset_type_new(struct type *cls,
                                         struct object *const *args,
                                         uint32_t count, struct object *names)
{
    if (cls != &type_frozenset) /* whose own __init__ may take more */
        return set_make(cls, count ? args[0] : NULL);
    if (arguments_check("frozenset", count, names, 0, 1))
        return NULL;
    return count ? frozenset_from_iterable(args[0]) : set_make(cls, NULL);
}

static int set_add_reprs(struct text *text, struct dict *table)
{
    struct object *key, *value;
    uint32_t position = 0;
    bool first = true;

    while (dict_next(table, &position, &key, &value)) {
        int failed;

        ref(key);
        failed = (!first && text_add_c(text, ", ")) || text_add_repr(text, key);
        unref(key);
        if (failed)
            return -1;
        first = false;
    }
    return 0;
}

/* {1, 2}; for all but set itself Name({1, 2}), and Name() if empty. */
static int set_add_text(struct text *text, struct object *self)
{
    bool plain = self->type == &type_set, empty = as_dict(self)->count == 0;

    if ((!plain || empty) &&
        (text_add_c(text, self->type->name) || text_add_c(text, "(")))
        return -1;
    if (!empty && (text_add_c(text, "{") ||
                   set_add_reprs(text, as_dict(self)) || text_add_c(text, "}")))
        return -1;
    return !plain || empty ? text_add_c(text, ")") : 0;
}

static struct object *set_repr(struct object *self)
{
    struct repr_level level;
    struct text text = {0};
    int failed;

    if (!repr_enter(&level, self))
        return str_format_c("%s(...)", self->type->name);
    failed = set_add_text(&text, self);
    repr_leave(&level);
    if (!failed)
        return text_finish(&text);
    text_discard(&text);
    return NULL;
}

/* Multipliers of splitmix64's finishing step (Steele, Lea, Flood 2014). */
#define MIX_1 UINT64_C(0xbf58476d1ce4e5b9)
#define MIX_2 UINT64_C(0x94d049bb133111eb)

static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 30) * MIX_1;
    x = (x ^ x >> 27) * MIX_2;
    return x ^ x >> 31;
}

/* The sum of the items' mixed hashes: the order does not count. */
static int frozenset_hash(struct object *self, int64_t *hash)
{
    struct set *set = (struct set *)self;
    uint64_t sum = set->table.count;

    for (uint32_t i = 0; set->hash == -1 && i < set->table.used; i++) {
        if (set->table.entries[i].key)
            sum += mix((uint64_t)set->table.entries[i].hash + 1);
    }
    if (set->hash == -1)
        set->hash = mix(sum) == UINT64_MAX ? -2 : (int64_t)mix(sum);
    *hash = set->hash;
    return 0;
}

static int set_truth(struct object *self)
{
    return as_dict(self)->count != 0;
}

static int64_t set_length(struct object *self)
{
    return as_dict(self)->count;
}

/* ---- The iterator ---- */

static struct object *set_iter(struct object *self)
{
    struct set_iterator *it =
        (struct set_iterator *)object_new(&type_set_iterator, sizeof(*it));

    if (!it)
        return NULL;
    it->table = (struct dict *)ref(self);
    it->count = as_dict(self)->count;
    return &it->head;
}

static void set_iterator_dealloc(struct object *self)
{
    unref_maybe((struct object *)((struct set_iterator *)self)->table);
    object_release(self, sizeof(struct set_iterator));
}

static struct object *set_iterator_next(struct object *self)
{
    struct set_iterator *it = (struct set_iterator *)self;
    struct dict *table = it->table;
    struct object *key, *value;

    if (!table)
        return NULL;
    if (table->count != it->count) {
        it->count = UINT32_MAX; /* stays so */
        return error_format(&type_RuntimeError,
                            "Set changed size during iteration");
    }
    if (dict_next(table, &it->position, &key, &value))
        return ref(key);
    it->table = NULL;
    unref(&table->head);
    return NULL;
}

static struct object *set_iterator_hint(struct object *const *args,
                                        uint32_t count, struct object *names)
{
    struct set_iterator *it = (struct set_iterator *)args[0];
    struct object *key, *value;
    uint32_t position = it->position;
    int64_t left = 0;

    (void)count, (void)names;
    while (it->table && dict_next(it->table, &position, &key, &value))
        left++;
    return small_from(left);
}

static const struct method_def set_iterator_methods[] = {
    {"__length_hint__", set_iterator_hint, 1, 1, false, METHOD_INSTANCE, NULL},
    {0},
};

struct type type_set_iterator = {
    .head = STATIC_HEAD(&type_type),
    .name = "set_iterator",
    .size = sizeof(struct set_iterator),
    .dealloc = set_iterator_dealloc,
    .iter = iterator_self,
    .next = set_iterator_next,
    .methods = set_iterator_methods,
};

struct type type_set = {
    .head = STATIC_HEAD(&type_type),
    .name = "set",
    .size = sizeof(struct set),
    .flags = TYPE_BASE,
    .dealloc = set_dealloc,
    .new = set_type_new,
    .init = set_init,
    .repr = set_repr,
    .hash = hash_none,
    .compare = set_compare,
    .truth = set_truth,
    .length = set_length,
    .contains = set_contains,
    .iter = set_iter,
    .binary = {[OP_OR] = set_binary_or,
               [OP_AND] = set_binary_and,
               [OP_SUB] = set_binary_sub,
               [OP_XOR] = set_binary_xor},
    .inplace = {[OP_OR] = set_inplace_or,
                [OP_AND] = set_inplace_and,
                [OP_SUB] = set_inplace_sub,
                [OP_XOR] = set_inplace_xor},
    .methods = set_methods,
    .doc = "set(iterable=())",
};

struct type type_frozenset = {
    .head = STATIC_HEAD(&type_type),
    .name = "frozenset",
    .size = sizeof(struct set),
    .flags = TYPE_BASE,
    .dealloc = set_dealloc,
    .new = frozenset_type_new,
    .repr = set_repr,
    .hash = frozenset_hash,
    .compare = set_compare,
    .truth = set_truth,
    .length = set_length,
    .contains = set_contains,
    .iter = set_iter,
    .binary = {[OP_OR] = set_binary_or,
               [OP_AND] = set_binary_and,
               [OP_SUB] = set_binary_sub,
               [OP_XOR] = set_binary_xor},
    .methods = frozenset_methods,
    .doc = "frozenset(iterable=()): a set that never changes",
};
