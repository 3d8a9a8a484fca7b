/* SPDX-License-Identifier: MIT
 *
 * Built-in types: from a static initialiser to a class with a dict, a method
 * resolution order and all its slots; and back at the end of the interpreter.
 */
#include <string.h>

#include "object/callable.h"
#include "object/container.h"
#include "object/instance.h"
#include "object/names.h"
#include "object/slot.h"
#include "object/text.h"

/* Put a value (stolen; NULL: a failure) into the type's dict. */
static int enter(struct type *type, const char *name, struct object *value)
{
    struct object *key = value ? str_intern_c(name) : NULL;
    int failed = key ? dict_set(type->dict, key, value) : -1;

    unref_maybe(key);
    unref_maybe(value);
    return failed;
}

static struct object *method_object(struct type *type,
                                    const struct method_def *def)
{
    struct object *builtin = builtin_new(def, NULL, type);
    struct object *result = builtin;

    if (!builtin)
        return NULL;
    if (def->binding == METHOD_STATIC)
        result = staticmethod_new(builtin);
    else if (def->binding == METHOD_CLASS)
        result = classmethod_new(builtin);
    if (result != builtin)
        unref(builtin);
    return result;
}

/* The dict: methods, computed attributes, wrappers of the slots, __doc__. */
static int fill_dict(struct type *type)
{
    const struct method_def *method = type->methods;
    const struct getset_def *getset = type->getsets;

    for (; method && method->name; method++) {
        if (enter(type, method->name, method_object(type, method)) < 0)
            return -1;
    }
    for (; getset && getset->name; getset++) {
        if (enter(type, getset->name, getset_new(getset, type)) < 0)
            return -1;
    }
    if (!dict_get_str(type->dict, name_doc) &&
        enter(type, "__doc__", type->doc ? str_from(type->doc) : NONE) < 0)
        return -1;
    return slots_wrap(type);
}

/* "collections.deque" is deque in the module collections. */
static int name_parts(struct type *type)
{
    const char *dot = strrchr(type->name, '.');

    type->name_object = str_intern_c(dot ? dot + 1 : type->name);
    if (!type->name_object)
        return -1;
    type->qualname = ref(type->name_object);
    type->module = dot ? str_new(type->name, (size_t)(dot - type->name))
                       : str_from("builtins");
    return type->module ? 0 : -1;
}

/* Take over what is not a slot from the base. */
static void inherit(struct type *type)
{
    const struct type *base = type->base;

    type->flags |= base->flags & TYPE_EXCEPTION;
    if (!type->size)
        type->size = base->size;
    if (base->flags & TYPE_ATTRIBUTES) {
        type->flags |= TYPE_ATTRIBUTES;
        type->attributes_offset = base->attributes_offset;
    }
    if (!type->dealloc)
        type->dealloc = base->dealloc;
    slots_inherit(type);
}

int type_ready(struct type *type)
{
    if (type->flags & TYPE_READY)
        return 0;
    if (!type->base && type != &type_object)
        type->base = &type_object;
    if (type->base && type_ready(type->base) < 0)
        return -1;
    type->dict = dict_new();
    type->bases = type->base ? tuple_pack(1, type->base) : &tuple_new(0)->head;
    if (!type->dict || !type->bases || name_parts(type) < 0)
        return -1;
    type->mro = mro_compute(type, (struct tuple *)type->bases);
    if (!type->mro || fill_dict(type) < 0)
        return -1;
    if (type->base)
        inherit(type);
    if (type->flags & TYPE_ATTRIBUTES) {
        type->shape = shape_new(type);
        if (!type->shape)
            return -1;
    }
    type->version = type_next_version();
    type->flags |= TYPE_READY;
    return 0;
}

void type_unready(struct type *type)
{
    type->flags &= ~(uint32_t)TYPE_READY;
    type->version = 0;
    if (type->shape)
        shape_free(type->shape);
    type->shape = NULL;
    mro_free(type->mro);
    type->mro = NULL;
    if (type->dict)
        dict_clear(type->dict);
    replace((struct object **)&type->dict, NULL);
    replace(&type->bases, NULL);
    replace(&type->name_object, NULL);
    replace(&type->qualname, NULL);
    replace(&type->module, NULL);
}
