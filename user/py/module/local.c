/* SPDX-License-Identifier: MIT
 *
 * threading.local: an object whose attributes each thread has for itself. They
 * are in a dict in the thread's state (locals_of), under the object's address,
 * and vanish with the thread or with the object. A class derived from it has its
 * __init__ called anew in each thread that uses an instance.
 */
#include "module/module.h"
#include "object/types.h"

struct local {
    struct object head;
    struct object *args, *names; /* of the call that made it; names may be
                                    NULL */
    uint32_t positional;         /* of args, without keywords' values */
};

static int local_init(struct object *self, struct object *const *args,
                      uint32_t count, struct object *names)
{
    (void)self, (void)args, (void)count, (void)names;
    return 0;
}

/* The place of an object's attributes in locals_of. A small int. */
static struct object *key_of(const struct local *local)
{
    return small_from((int64_t)(uintptr_t)local);
}

/* Give the calling thread an empty dict for it. Borrowed, or NULL. */
static struct dict *dict_make(struct local *local)
{
    struct thread *t = thread_self;
    struct dict *dict;
    int failed;

    if (!t->locals_of)
        t->locals_of = dict_new();
    dict = t->locals_of ? dict_new() : NULL;
    if (!dict)
        return NULL;
    failed = dict_set(t->locals_of, key_of(local), &dict->head);
    unref(&dict->head);
    return failed ? NULL : dict;
}

/* Run the class's own __init__ in a thread that is new to the object. */
static int init_again(struct local *local)
{
    struct type *type = type_of(&local->head);
    struct tuple *args = (struct tuple *)local->args;

    if (type->init == local_init)
        return 0;
    return type->init(&local->head, args->items, local->positional,
                      local->names);
}

/* The calling thread's attributes, made if need be; owned. NULL: raised. */
static struct dict *dict_of(struct local *local)
{
    struct object *found = NULL;
    struct dict *dict;

    if (thread_self->locals_of &&
        dict_find(thread_self->locals_of, key_of(local), &found) < 0)
        return NULL;
    if (found)
        return (struct dict *)ref(found);
    dict = dict_make(local);
    if (!dict)
        return NULL;
    ref(&dict->head);
    if (init_again(local) == 0)
        return dict;
    found = error_take();
    if (dict_delete(thread_self->locals_of, key_of(local)) < 0)
        error_clear();
    error_restore(found);
    unref(&dict->head);
    return NULL;
}

static struct object *local_new(struct type *cls, struct object *const *args,
                                uint32_t count, struct object *names)
{
    uint64_t named = names ? ((struct tuple *)names)->count : 0;
    struct local *local;

    if (cls->init == local_init && (count || named))
        return error_format(&type_TypeError,
                            "Initialization arguments are not supported");
    local = (struct local *)object_new(cls, cls->size);
    if (!local)
        return NULL;
    if (cls->flags & TYPE_ATTRIBUTES)
        attributes_init(&local->head);
    local->args = tuple_from_array(args, count + named);
    local->names = ref_maybe(names);
    local->positional = count;
    /* The call that makes it goes on with __init__ by itself. */
    if (local->args && dict_make(local))
        return &local->head;
    unref(&local->head);
    return NULL;
}

/* Forget the object's attributes in all threads. A destructor may let other
 * threads run, and then the list may be another. */
static void local_dealloc(struct object *self)
{
    struct local *local = (struct local *)self;
    struct object *key = key_of(local);
    struct thread *t = thread_list;

    while (t) {
        if (t->locals_of && dict_delete(t->locals_of, key) == 1)
            t = thread_list;
        else
            t = t->next;
    }
    unref_maybe(local->args);
    unref_maybe(local->names);
    object_release(self, self->type->size);
}

/* What the class says about a name: the value, bound; NULL without an exception:
 * nothing. data: only data descriptors. */
static struct object *class_attribute(struct object *self, struct object *name,
                                      bool data)
{
    struct type *type = type_of(self), *kind;
    struct object *attribute = type_lookup(type, name), *result;

    if (!attribute)
        return NULL;
    kind = type_of(attribute);
    if (data && !kind->descr_set)
        return NULL;
    ref(attribute);
    if (!kind->descr_get)
        return attribute;
    result = kind->descr_get(attribute, self, type);
    unref(attribute);
    return result;
}

static struct object *local_get_attr(struct object *self, struct object *name)
{
    struct dict *dict = dict_of((struct local *)self);
    struct object *value;

    if (!dict)
        return NULL;
    if (str_equal_c(name, "__dict__"))
        return &dict->head;
    value = class_attribute(self, name, true);
    if (!value && !error_is_set())
        value = ref_maybe(dict_get_str(dict, name));
    if (!value && !error_is_set())
        value = class_attribute(self, name, false);
    unref(&dict->head);
    if (!value && !error_is_set())
        error_format(&type_AttributeError, "'%T' object has no attribute %R",
                     self, name);
    return value;
}

static int local_set_attr(struct object *self, struct object *name,
                          struct object *value)
{
    struct object *attribute = type_lookup(type_of(self), name);
    struct dict *dict;
    int result;

    if (attribute && type_of(attribute)->descr_set)
        return type_of(attribute)->descr_set(attribute, self, value);
    dict = dict_of((struct local *)self);
    if (!dict)
        return -1;
    if (value) {
        result = dict_set(dict, name, value);
    } else {
        result = dict_delete(dict, name) == 1 ? 0 : -1;
        if (result < 0 && !error_is_set())
            error_format(&type_AttributeError,
                         "'%T' object has no attribute %R", self, name);
    }
    unref(&dict->head);
    return result;
}

struct type type_local = {
    .head = STATIC_HEAD(&type_type),
    .name = "_thread._local",
    .size = sizeof(struct local),
    .flags = TYPE_BASE,
    .dealloc = local_dealloc,
    .new = local_new,
    .init = local_init,
    .get_attr = local_get_attr,
    .set_attr = local_set_attr,
};
