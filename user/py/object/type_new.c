/* SPDX-License-Identifier: MIT
 *
 * Making a class: what a class statement does once its body has run, and what
 * type(name, bases, dict) does.
 */
#include <string.h>

#include "object/callable.h"
#include "object/container.h"
#include "object/error.h"
#include "object/instance.h"
#include "object/mem.h"
#include "object/names.h"
#include "object/slot.h"
#include "object/text.h"
#include "vm/frame.h"

/* The type whose C layout type's is: it adds fields to what its base has. */
static struct type *solid_base(struct type *type)
{
    type = type_builtin_base(type);
    while (type->base && type->base->size == type->size)
        type = type->base;
    return type;
}

static bool is_type(struct object *o)
{
    return object_is(o, &type_type);
}

/* Each of the bases must be a class that may be one, and none may be there twice.
 */
static int check_bases(struct tuple *bases)
{
    for (uint64_t i = 0; i < bases->count; i++) {
        struct type *base = (struct type *)bases->items[i];

        if (!is_type(bases->items[i])) {
            error_format(&type_TypeError,
                         "metaclass conflict: the metaclass of a derived class "
                         "must be a (non-strict) subclass of the metaclasses "
                         "of all its bases");
            return -1;
        }
        if (!(base->flags & TYPE_BASE)) {
            error_format(&type_TypeError,
                         "type '%s' is not an acceptable base type",
                         base->name);
            return -1;
        }
        for (uint64_t j = 0; j < i; j++) {
            if (bases->items[j] != bases->items[i])
                continue;
            error_format(&type_TypeError, "duplicate base class %s",
                         base->name);
            return -1;
        }
    }
    return 0;
}

/* The base whose layout the new class extends. Borrowed. */
static struct type *best_base(struct tuple *bases)
{
    struct type *best = NULL, *best_solid = NULL;

    for (uint64_t i = 0; i < bases->count; i++) {
        struct type *base = (struct type *)bases->items[i];
        struct type *solid = solid_base(base);

        if (!best ||
            (solid != best_solid && type_is_subtype(solid, best_solid))) {
            best = base;
            best_solid = solid;
        } else if (!type_is_subtype(best_solid, solid)) {
            error_format(&type_TypeError,
                         "multiple bases have instance lay-out conflict");
            return NULL;
        }
    }
    return best;
}

/* Where instances have what: the base's fields, then, unless these contain them,
 * their attributes. */
static void set_layout(struct type *type, struct type *base)
{
    const uint32_t align = _Alignof(struct attributes);

    type->base = base;
    type->flags = TYPE_HEAP | TYPE_BASE | TYPE_ATTRIBUTES |
                  (base->flags & TYPE_EXCEPTION);
    type->size = base->size;
    type->attributes_offset = base->attributes_offset;
    type->dealloc = instance_dealloc;
    if (base->flags & TYPE_ATTRIBUTES)
        return;
    type->attributes_offset = (base->size + align - 1) / align * align;
    type->size = type->attributes_offset + sizeof(struct attributes);
}

/* Replace a function of the namespace by make(function): these methods need no
 * decorator. */
static int decorate(struct dict *dict, struct object *name,
                    struct object *(*make)(struct object *callable))
{
    struct object *function = dict_get_str(dict, name), *made;
    int failed;

    if (!function || type_of(function) != &type_function)
        return 0;
    made = make(function);
    if (!made)
        return -1;
    failed = dict_set(dict, name, made);
    unref(made);
    return failed;
}

/* __module__, if the namespace doesn't say it: where the class is being made. */
static int set_module(struct dict *dict)
{
    struct dict *globals = frame_globals();
    struct object *name = globals ? dict_get_str(globals, name_name) : NULL;

    if (!name || dict_get_str(dict, name_module))
        return 0;
    return dict_set(dict, name_module, name);
}

/* __qualname__ leaves the dict and becomes the type's. */
static int set_qualname(struct type *type)
{
    struct object *qualname = dict_get_str(type->dict, name_qualname);

    if (!qualname) {
        type->qualname = ref(type->name_object);
        return 0;
    }
    if (!is_str(qualname)) {
        error_format(&type_TypeError, "type __qualname__ must be a str, not %T",
                     qualname);
        return -1;
    }
    type->qualname = ref(qualname);
    return dict_delete(type->dict, name_qualname) < 0 ? -1 : 0;
}

/* The class's dict: a copy of the namespace, with what every class has. */
static int set_dict(struct type *type, struct dict *namespace)
{
    struct dict *dict = type->dict = dict_copy(namespace);

    if (!dict || set_qualname(type) < 0 || set_module(dict) < 0 ||
        decorate(dict, name_new, staticmethod_new) < 0 ||
        decorate(dict, name_init_subclass, classmethod_new) < 0 ||
        decorate(dict, name_class_getitem, classmethod_new) < 0)
        return -1;
    if (!dict_get_str(dict, name_doc) && dict_set(dict, name_doc, NONE) < 0)
        return -1;
    if (dict_get_str(dict, name_compare[CMP_EQ]) &&
        !dict_get_str(dict, name_hash))
        return dict_set(dict, name_hash, NONE);
    return 0;
}

/* What __class__ and super() mean in the methods: the compiler has left the cell
 * that is to hold the class in the namespace. */
static int set_class_cell(struct type *type)
{
    struct object *cell = dict_get_str(type->dict, name_classcell);

    if (!cell)
        return 0;
    if (type_of(cell) == &type_cell)
        replace(&((struct cell *)cell)->value, ref(&type->head));
    return dict_delete(type->dict, name_classcell) < 0 ? -1 : 0;
}

/* RuntimeError, caused by what __set_name__ has raised. */
static void raise_set_name(struct type *type, struct object *name,
                           struct object *value)
{
    struct object *cause = error_take();
    struct exception *e;

    error_format(&type_RuntimeError,
                 "Error calling __set_name__ on '%T' instance %R in '%s'",
                 value, name, type->name);
    e = (struct exception *)error_take();
    if (e->head.type == &type_RuntimeError) {
        replace(&e->cause, ref(cause));
        replace(&e->context, ref(cause));
        e->suppress_context = true;
    }
    unref(cause);
    error_restore(&e->head);
}

/* Tell each value of the class that wants to know under which name it is there.
 * names: the dict as it was before any of them could change it. */
static int call_set_name(struct type *type, struct dict *names)
{
    struct object *name, *value, *result;
    uint32_t position = 0;

    while (dict_next(names, &position, &name, &value)) {
        struct object *args[] = {value, &type->head, name};
        struct object *hook = type_lookup(type_of(value), name_set_name);

        if (!hook)
            continue;
        result = method_call(hook, args, 3, NULL);
        if (!result) {
            raise_set_name(type, name, value);
            return -1;
        }
        unref(result);
    }
    return 0;
}

static int set_names(struct type *type)
{
    struct dict *names = dict_copy(type->dict);
    int failed = names ? call_set_name(type, names) : -1;

    unref_maybe((struct object *)names);
    return failed;
}

/* Call `hook`, already bound, with keywords of a class statement. */
static int call_with_keywords(struct object *hook, struct dict *keywords)
{
    struct object *name, *value, *result = NULL;
    uint32_t count = keywords ? keywords->count : 0, position = 0, i = 0;
    struct object **values = mem_alloc_array(count, sizeof(*values));
    struct tuple *names = tuple_new(count);

    while (values && names && count &&
           dict_next(keywords, &position, &name, &value)) {
        values[i] = value;
        names->items[i++] = ref(name);
    }
    if (values && names)
        result = object_call(hook, values, 0, count ? &names->head : NULL);
    mem_free(values, count * sizeof(*values));
    unref_maybe((struct object *)names);
    unref_maybe(result);
    return result ? 0 : -1;
}

/* super(type, type).__init_subclass__(**keywords) */
static int call_init_subclass(struct type *type, struct dict *keywords)
{
    struct object *found = NULL, *bound;
    struct tuple *mro = (struct tuple *)type->mro;
    int failed;

    for (uint64_t i = 1; !found && i < mro->count; i++) {
        struct type *base = (struct type *)mro->items[i];

        found = dict_get_str(base->dict, name_init_subclass);
    }
    if (!found)
        return 0;
    ref(found);
    bound = type_of(found)->descr_get
                ? type_of(found)->descr_get(found, NULL, type)
                : ref(found);
    failed = bound ? call_with_keywords(bound, keywords) : -1;
    unref_maybe(bound);
    unref(found);
    return failed;
}

/* A type with a name and bases, and otherwise empty. */
static struct type *type_begin(struct object *name, struct tuple *bases)
{
    struct type *type =
        (struct type *)object_new(&type_type, sizeof(struct type));

    if (!type)
        return NULL;
    type->dealloc = instance_dealloc;
    type->flags = TYPE_HEAP;
    type_list_add(type);
    type->name_object = str_intern(ref(name));
    type->bases = ref(&bases->head);
    if (type->name_object) {
        type->name = str_text(type->name_object);
        return type;
    }
    unref(&type->head);
    return NULL;
}

/* Everything of a new type that calls no Python code. */
static int type_complete(struct type *type, struct tuple *bases,
                         struct dict *namespace)
{
    struct type *base = best_base(bases);

    if (!base)
        return -1;
    set_layout(type, base);
    if (set_dict(type, namespace) < 0)
        return -1;
    type->mro = mro_compute(type, bases);
    if (!type->mro || slots_declare(type) < 0)
        return -1;
    type->shape = shape_new(type);
    if (!type->shape)
        return -1;
    type->version = type_next_version();
    type->flags |= TYPE_READY;
    slots_update(type);
    return set_class_cell(type);
}

struct type *type_new(struct object *name, struct object *bases,
                      struct dict *namespace, struct dict *keywords)
{
    struct tuple *all = (struct tuple *)bases;
    struct object *only_object = NULL;
    struct type *type = NULL;

    if (all->count == 0) {
        only_object = tuple_pack(1, &type_object);
        if (!only_object)
            return NULL;
        all = (struct tuple *)only_object;
    }
    if (check_bases(all) == 0)
        type = type_begin(name, all);
    if (type && (type_complete(type, all, namespace) < 0 ||
                 set_names(type) < 0 || call_init_subclass(type, keywords) < 0))
        replace((struct object **)&type, NULL);
    unref_maybe(only_object);
    return type;
}
