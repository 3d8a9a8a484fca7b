/* SPDX-License-Identifier: MIT
 *
 * type: the class of classes. Calling a class, its attributes, and the list of
 * all classes that programs made. How one is made is in type_new.c.
 */
#include "object/container.h"
#include "object/error.h"
#include "object/instance.h"
#include "object/text.h"

static struct type *heap_types; /* the newest first */

void type_list_add(struct type *type)
{
    type->next_heap = heap_types;
    if (heap_types)
        heap_types->previous_heap = type;
    heap_types = type;
}

struct type *type_list_first(void)
{
    return heap_types;
}

static void type_list_remove(struct type *type)
{
    if (type->next_heap)
        type->next_heap->previous_heap = type->previous_heap;
    if (type->previous_heap)
        type->previous_heap->next_heap = type->next_heap;
    else
        heap_types = type->next_heap;
}

struct type *type_builtin_base(struct type *type)
{
    while (type->flags & TYPE_HEAP)
        type = type->base;
    return type;
}

static struct type *as_type(struct object *o)
{
    return (struct type *)o;
}

/* Only types made by programs are ever freed. */
static void type_dealloc(struct object *self)
{
    struct type *type = as_type(self);

    type_list_remove(type);
    type->version = 0;
    if (type->shape)
        shape_free(type->shape);
    if (type->dict)
        unref(&type->dict->head);
    mro_free(type->mro);
    unref_maybe(type->bases);
    unref_maybe(type->name_object);
    unref_maybe(type->qualname);
    object_release(self, sizeof(*type));
}

/* ---- Calling ---- */

/* The keywords of a call, whose values are `values`, as a dict. */
static struct dict *keywords_dict(struct object *const *values,
                                  const struct tuple *names)
{
    struct dict *dict = dict_new();

    for (uint64_t i = 0; dict && names && i < names->count; i++)
        if (dict_set(dict, names->items[i], values[i]) < 0)
            replace((struct object **)&dict, NULL);
    return dict;
}

/* type(o), or type(name, bases, dict, **keywords), as of a class statement. */
static struct object *type_make(struct type *cls, struct object *const *args,
                                uint32_t count, struct object *names)
{
    struct dict *keywords;
    struct type *type;

    (void)cls;
    if (count == 1 && !names)
        return ref(&type_of(args[0])->head);
    if (count != 3)
        return error_format(&type_TypeError, "type() takes 1 or 3 arguments");
    if (!is_str(args[0]))
        return error_format(&type_TypeError,
                            "type.__new__() argument 1 must be str, not %T",
                            args[0]);
    if (!is_tuple(args[1]))
        return error_format(&type_TypeError,
                            "type.__new__() argument 2 must be tuple, not %T",
                            args[1]);
    if (!object_is(args[2], &type_dict))
        return error_format(&type_TypeError,
                            "type.__new__() argument 3 must be dict, not %T",
                            args[2]);
    if (strlen(str_text(args[0])) != str_size(args[0]))
        return error_format(&type_ValueError,
                            "type name must not contain null characters");
    keywords = keywords_dict(args + count, (struct tuple *)names);
    if (!keywords)
        return NULL;
    type = type_new(args[0], args[1], (struct dict *)args[2], keywords);
    unref(&keywords->head);
    return (struct object *)type;
}

/* A class that has nothing of its own to do in __init__ skips it: object's would
 * only look at the arguments. */
static struct object *type_call(struct object *self, struct object *const *args,
                                uint32_t count, struct object *names)
{
    struct type *cls = as_type(self), *made;
    struct object *o;

    if (!cls->new)
        return error_format(&type_TypeError, "cannot create '%s' instances",
                            cls->name);
    o = cls->new (cls, args, count, names);
    if (!o)
        return NULL;
    made = type_of(o);
    if (made->init == type_object.init || !type_is_subtype(made, cls) ||
        cls == &type_type)
        return o;
    if (made->init(o, args, count, names) == 0)
        return o;
    unref(o);
    return NULL;
}

/* ---- Attributes ---- */

/* Give new versions to type and all that inherit from it. */
static void type_modified(struct type *type)
{
    for (struct type *t = heap_types; t; t = t->next_heap) {
        if (t->flags & TYPE_READY && type_is_subtype(t, type))
            t->version = type_next_version();
    }
}

/* The methods behind which there are slots have such names. */
static bool is_special(struct object *name)
{
    const char *text = str_text(name);
    size_t size = str_size(name);

    return size > 4 && text[0] == '_' && text[1] == '_' &&
           text[size - 1] == '_' && text[size - 2] == '_';
}

static void slots_update_all(struct type *type)
{
    for (struct type *t = heap_types; t; t = t->next_heap) {
        if (t->flags & TYPE_READY && type_is_subtype(t, type))
            slots_update(t);
    }
}

/* Set or delete in the class's own dict. 0, or -1. */
static int dict_change(struct type *type, struct object *name,
                       struct object *value)
{
    int deleted;

    if (value)
        return dict_set(type->dict, name, value);
    deleted = dict_delete(type->dict, name);
    if (deleted == 0)
        error_format(&type_AttributeError,
                     "type object '%s' has no attribute '%U'", type->name,
                     name);
    return deleted > 0 ? 0 : -1;
}

int type_set_attr(struct type *type, struct object *name, struct object *value)
{
    struct object *old;
    int failed;

    if (!(type->flags & TYPE_HEAP)) {
        error_format(&type_TypeError,
                     "cannot set %R attribute of immutable type '%s'", name,
                     type->name);
        return -1;
    }
    /* Its destructor must not find an inline cache that still has it. */
    old = ref_maybe(dict_get_str(type->dict, name));
    failed = dict_change(type, name, value);
    if (!failed) {
        type_modified(type);
        if (is_special(name))
            slots_update_all(type);
    }
    unref_maybe(old);
    return failed;
}

/* What a descriptor in a class gives to those who ask the class (instance NULL)
 * or an instance for it; otherwise it itself. */
static struct object *descriptor_get(struct object *found,
                                     struct object *instance,
                                     struct type *owner)
{
    struct type *kind = type_of(found);
    struct object *result;

    if (!kind->descr_get)
        return ref(found);
    ref(found);
    result = kind->descr_get(found, instance, owner);
    unref(found);
    return result;
}

/* The attribute of a class, or NULL without an exception if it has none. */
static struct object *type_find_attr(struct type *cls, struct object *name)
{
    struct object *meta = type_lookup(cls->head.type, name);
    struct object *own;

    if (meta && type_of(meta)->descr_get && type_of(meta)->descr_set)
        return descriptor_get(meta, &cls->head, cls->head.type);
    own = type_lookup(cls, name);
    if (own)
        return descriptor_get(own, NULL, cls);
    return meta ? descriptor_get(meta, &cls->head, cls->head.type) : NULL;
}

static struct object *type_get_attr(struct object *self, struct object *name)
{
    struct object *result = type_find_attr(as_type(self), name);

    if (!result && !error_is_set()) {
        error_format(&type_AttributeError,
                     "type object '%s' has no attribute '%U'",
                     as_type(self)->name, name);
        error_about(name, self);
    }
    return result;
}

static int type_set_attr_slot(struct object *self, struct object *name,
                              struct object *value)
{
    struct object *meta = type_lookup(self->type, name);

    if (meta && type_of(meta)->descr_set && as_type(self)->flags & TYPE_HEAP)
        return type_of(meta)->descr_set(meta, self, value);
    return type_set_attr(as_type(self), name, value);
}

static struct object *type_repr(struct object *self)
{
    struct object *module = type_module_name(as_type(self));
    struct object *result;

    if (is_str(module) && !str_equal_c(module, "builtins"))
        result =
            str_format_c("<class '%U.%U'>", module, as_type(self)->qualname);
    else
        result = str_format_c("<class '%U'>", as_type(self)->qualname);
    unref(module);
    return result;
}

struct type type_type = {
    .head = STATIC_HEAD(&type_type),
    .name = "type",
    .size = sizeof(struct type),
    .dealloc = type_dealloc,
    .new = type_make,
    .repr = type_repr,
    .call = type_call,
    .get_attr = type_get_attr,
    .set_attr = type_set_attr_slot,
    .methods = type_methods,
    .getsets = type_getsets,
    .doc = "The class of classes; type(o) is the class of o.",
};

/* ---- The end ---- */

/* Clear one class: its methods refer to it. */
static void type_clear(struct type *type)
{
    if (!(type->flags & TYPE_READY))
        return;
    type_modified(type);
    dict_clear(type->dict);
    slots_update_all(type);
}

void types_clear_all(void)
{
    struct type *type = heap_types;

    if (type)
        ref(&type->head);
    while (type) {
        struct type *next;

        type_clear(type);
        next = type->next_heap;
        if (next)
            ref(&next->head);
        unref(&type->head);
        type = next;
    }
    type_lookup_clear();
}
