/* SPDX-License-Identifier: MIT
 *
 * What keys(), values() and items() of a dict give: views, which show the dict
 * as it is at any moment; and the iterators over dicts, which end with an
 * exception when the dict's size has changed.
 */
#include "object/container_private.h"

struct dict_view {
    struct object head;
    struct dict *dict;
};

struct dict_iterator {
    struct object head;
    struct dict *dict;   /* NULL: exhausted */
    struct object *pair; /* given out last, by items() */
    uint32_t position;   /* index of the next entry; backwards: behind it */
    uint32_t count;      /* the dict's, when the walk began */
    uint32_t left;       /* keys to come */
    uint8_t part;        /* enum dict_part */
    bool backwards;
};

static struct dict_view *as_view(struct object *o)
{
    return (struct dict_view *)o;
}

/* ---- Iterators ---- */

struct object *dict_iterator_new(struct dict *dict, enum dict_part part,
                                 bool backwards)
{
    struct dict_iterator *it =
        (struct dict_iterator *)object_new(&type_dict_iterator, sizeof(*it));

    if (!it)
        return NULL;
    it->dict = (struct dict *)ref(&dict->head);
    it->count = it->left = dict->count;
    it->part = part;
    it->backwards = backwards;
    it->position = backwards ? dict->used : 0;
    return &it->head;
}

static void dict_iterator_dealloc(struct object *self)
{
    struct dict_iterator *it = (struct dict_iterator *)self;

    unref_maybe((struct object *)it->dict);
    unref_maybe(it->pair);
    object_release(self, sizeof(*it));
}

struct object *pair_reuse(struct object **kept, struct object *a,
                          struct object *b)
{
    struct tuple *pair = (struct tuple *)*kept;

    if (pair && count_read(&pair->head.refs) == 1) {
        ref(&pair->head); /* now: the destructor of an item may come by here */
    } else {
        pair = tuple_new(2);
        if (!pair) {
            unref(a);
            unref(b);
            return NULL;
        }
        replace(kept, ref(&pair->head));
    }
    replace(&pair->items[0], a);
    replace(&pair->items[1], b);
    return &pair->head;
}

/* The next entry; NULL: there is none. */
static struct dict_entry *iterator_step(struct dict_iterator *it)
{
    struct dict *dict = it->dict;

    if (it->backwards && it->position > dict->used)
        it->position = dict->used;
    while (it->backwards ? it->position > 0 : it->position < dict->used) {
        uint32_t i = it->backwards ? --it->position : it->position++;

        if (dict->entries[i].key)
            return &dict->entries[i];
    }
    return NULL;
}

static struct object *iterator_finish(struct dict_iterator *it)
{
    struct dict *dict = it->dict;

    it->dict = NULL;
    unref_maybe((struct object *)dict);
    return NULL;
}

static struct object *iterator_part(struct dict_iterator *it,
                                    struct dict_entry *entry)
{
    if (it->part == DICT_KEYS)
        return ref(entry->key);
    if (it->part == DICT_VALUES)
        return ref(entry->value);
    return pair_reuse(&it->pair, ref(entry->key), ref(entry->value));
}

static struct object *dict_iterator_next(struct object *self)
{
    struct dict_iterator *it = (struct dict_iterator *)self;
    struct dict_entry *entry;

    if (!it->dict)
        return NULL;
    if (it->dict->count != it->count) {
        it->count = UINT32_MAX; /* stays so */
        return error_format(&type_RuntimeError,
                            "dictionary changed size during iteration");
    }
    entry = iterator_step(it);
    if (!entry)
        return iterator_finish(it);
    if (it->left == 0)
        return error_format(&type_RuntimeError,
                            "dictionary keys changed during iteration");
    it->left--;
    return iterator_part(it, entry);
}

static struct object *dict_iterator_hint(struct object *const *args,
                                         uint32_t count, struct object *names)
{
    struct dict_iterator *it = (struct dict_iterator *)args[0];

    (void)count, (void)names;
    return small_from(it->dict ? it->left : 0);
}

static const struct method_def dict_iterator_methods[] = {
    {"__length_hint__", dict_iterator_hint, 1, 1, false, METHOD_INSTANCE, NULL},
    {0},
};

struct type type_dict_iterator = {
    .head = STATIC_HEAD(&type_type),
    .name = "dict_keyiterator",
    .size = sizeof(struct dict_iterator),
    .dealloc = dict_iterator_dealloc,
    .iter = iterator_self,
    .next = dict_iterator_next,
    .methods = dict_iterator_methods,
};

/* ---- Views ---- */

static struct type *view_type(enum dict_part part)
{
    return part == DICT_KEYS     ? &type_dict_keys
           : part == DICT_VALUES ? &type_dict_values
                                 : &type_dict_items;
}

struct object *dict_view_new(struct dict *dict, enum dict_part part)
{
    struct dict_view *view =
        (struct dict_view *)object_new(view_type(part), sizeof(*view));

    if (view)
        view->dict = (struct dict *)ref(&dict->head);
    return (struct object *)view;
}

static enum dict_part view_part(struct object *self)
{
    return self->type == &type_dict_keys     ? DICT_KEYS
           : self->type == &type_dict_values ? DICT_VALUES
                                             : DICT_ITEMS;
}

static bool is_set_view(struct object *o)
{
    return object_is(o, &type_dict_keys) || object_is(o, &type_dict_items);
}

static void view_dealloc(struct object *self)
{
    unref(&as_view(self)->dict->head);
    object_release(self, sizeof(struct dict_view));
}

static int64_t view_length(struct object *self)
{
    return as_view(self)->dict->count;
}

static int view_truth(struct object *self)
{
    return as_view(self)->dict->count != 0;
}

static struct object *view_iter(struct object *self)
{
    return dict_iterator_new(as_view(self)->dict, view_part(self), false);
}

static struct object *view_repr(struct object *self)
{
    struct repr_level level;
    struct object *list, *result;

    if (!repr_enter(&level, self))
        return str_from("...");
    list = list_from_iterable(self);
    result = list ? str_format_c("%s(%R)", self->type->name, list) : NULL;
    unref_maybe(list);
    repr_leave(&level);
    return result;
}

static int keys_contain(struct object *self, struct object *key)
{
    struct object *value;

    return dict_find(as_view(self)->dict, key, &value);
}

static int items_contain(struct object *self, struct object *item)
{
    struct tuple *pair = (struct tuple *)item;
    struct object *value;
    int found;

    if (!is_tuple(item) || pair->count != 2)
        return 0;
    found = dict_find(as_view(self)->dict, pair->items[0], &value);
    if (found <= 0)
        return found;
    ref(value);
    found = object_equal(value, pair->items[1]);
    unref(value);
    return found;
}

static struct object *view_compare(struct object *self, struct object *other,
                                   enum compare_op op)
{
    if (!is_any_set(other) && !is_set_view(other))
        return ref(NOT_IMPLEMENTED);
    return set_compare(self, other, op);
}

/* A set of a's items changed by `change` with b. */
static struct object *view_operate(struct object *a, struct object *b,
                                   set_change *change)
{
    struct object *result = set_from_iterable(a);

    if (result && change(result, b)) {
        unref(result);
        return NULL;
    }
    return result;
}

static struct object *view_and(struct object *a, struct object *b)
{
    return view_operate(a, b, set_intersect);
}

static struct object *view_or(struct object *a, struct object *b)
{
    return view_operate(a, b, set_update);
}

static struct object *view_sub(struct object *a, struct object *b)
{
    return view_operate(a, b, set_subtract);
}

static struct object *view_xor(struct object *a, struct object *b)
{
    return view_operate(a, b, set_toggle);
}

static struct object *isdisjoint_method(struct object *const *args,
                                        uint32_t count, struct object *names)
{
    struct object *common = view_and(args[0], args[1]), *result;

    (void)count, (void)names;
    if (!common)
        return NULL;
    result = bool_from(as_dict(common)->count == 0);
    unref(common);
    return result;
}

static struct object *reversed_method(struct object *const *args,
                                      uint32_t count, struct object *names)
{
    (void)count, (void)names;
    return dict_iterator_new(as_view(args[0])->dict, view_part(args[0]), true);
}

static struct object *get_mapping(struct object *self)
{
    return ref(&as_view(self)->dict->head);
}

static const struct method_def set_view_methods[] = {
    {"isdisjoint", isdisjoint_method, 2, 2, false, METHOD_INSTANCE,
     "has it no item in common with an iterable?"},
    {"__reversed__", reversed_method, 1, 1, false, METHOD_INSTANCE,
     "an iterator from the end"},
    {0},
};

static const struct method_def values_methods[] = {
    {"__reversed__", reversed_method, 1, 1, false, METHOD_INSTANCE,
     "an iterator from the end"},
    {0},
};

static const struct getset_def view_getsets[] = {
    {"mapping", get_mapping, NULL},
    {0},
};

struct type type_dict_keys = {
    .head = STATIC_HEAD(&type_type),
    .name = "dict_keys",
    .size = sizeof(struct dict_view),
    .dealloc = view_dealloc,
    .repr = view_repr,
    .hash = hash_none,
    .compare = view_compare,
    .truth = view_truth,
    .length = view_length,
    .contains = keys_contain,
    .iter = view_iter,
    .binary = {[OP_AND] = view_and,
               [OP_OR] = view_or,
               [OP_SUB] = view_sub,
               [OP_XOR] = view_xor},
    .methods = set_view_methods,
    .getsets = view_getsets,
};

struct type type_dict_items = {
    .head = STATIC_HEAD(&type_type),
    .name = "dict_items",
    .size = sizeof(struct dict_view),
    .dealloc = view_dealloc,
    .repr = view_repr,
    .hash = hash_none,
    .compare = view_compare,
    .truth = view_truth,
    .length = view_length,
    .contains = items_contain,
    .iter = view_iter,
    .binary = {[OP_AND] = view_and,
               [OP_OR] = view_or,
               [OP_SUB] = view_sub,
               [OP_XOR] = view_xor},
    .methods = set_view_methods,
    .getsets = view_getsets,
};

struct type type_dict_values = {
    .head = STATIC_HEAD(&type_type),
    .name = "dict_values",
    .size = sizeof(struct dict_view),
    .dealloc = view_dealloc,
    .repr = view_repr,
    .truth = view_truth,
    .length = view_length,
    .iter = view_iter,
    .methods = values_methods,
    .getsets = view_getsets,
};
