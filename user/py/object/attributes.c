/* SPDX-License-Identifier: MIT
 *
 * The attributes of one instance: slots described by a shape, or a dict
 * (class.h says when). No function here runs Python code before it is done with
 * the attributes, so that what it found stays true.
 */
#include "object/class.h"

#include "object/container.h"
#include "object/error.h"
#include "object/mem.h"

/* A class whose instances all differ gets no more shapes than this. */
#define SHAPES_PER_CLASS 1024

void attributes_init(struct object *o)
{
    attributes_of(o)->shape = o->type->shape;
}

void attributes_clear(struct object *o)
{
    struct attributes *a = attributes_of(o);
    struct object **slots = a->slots;
    uint32_t count = a->shape ? a->shape->count : 0;
    uint32_t capacity = a->capacity;
    struct dict *dict = a->dict;

    a->shape = NULL;
    a->slots = NULL;
    a->capacity = 0;
    a->dict = NULL;
    for (uint32_t i = 0; i < count; i++)
        unref(slots[i]);
    mem_free(slots, capacity * sizeof(*slots));
    if (dict)
        unref(&dict->head);
}

struct object *attributes_get(struct object *o, struct object *name)
{
    struct attributes *a = attributes_of(o);
    int32_t slot;

    if (!a->shape)
        return a->dict ? dict_get_str(a->dict, name) : NULL;
    slot = shape_find(a->shape, name);
    return slot < 0 ? NULL : a->slots[slot];
}

/* Room for `count` slots. 0; -1: MemoryError. */
static int slots_grow(struct object *o, uint32_t count)
{
    struct attributes *a = attributes_of(o);
    struct shape *root = o->type->shape;
    uint32_t capacity = (count + 2) & ~1u;
    struct object **slots;

    if (count > root->expected)
        root->expected = count;
    if (count <= a->capacity)
        return 0;
    if (count < root->expected)
        capacity = root->expected;
    slots = mem_resize(a->slots, a->capacity * sizeof(*slots),
                       capacity * sizeof(*slots));
    if (!slots)
        return -1;
    a->slots = slots;
    a->capacity = capacity;
    return 0;
}

/* Add an attribute that is not there to an instance with a shape. */
static int slot_add(struct object *o, struct object *name, struct object *value)
{
    struct attributes *a = attributes_of(o);
    struct shape *shape = shape_add(a->shape, name);

    if (!shape || slots_grow(o, shape->count) < 0)
        return -1;
    a->slots[shape->count - 1] = ref(value);
    a->shape = shape;
    return 0;
}

/* Is there a shape, or may one be made, for name added to the instance's? */
static bool shape_possible(struct object *o, struct object *name)
{
    struct shape *shape = attributes_of(o)->shape;

    if (shape->count >= SHAPE_MAX)
        return false;
    return o->type->shape->made < SHAPES_PER_CLASS || shape_child(shape, name);
}

/* Set or delete in the instance's dict, which is made if need be. */
static int dict_mode_set(struct object *o, struct object *name,
                         struct object *value)
{
    struct dict *dict = attributes_dict(o);
    int deleted;

    if (!dict)
        return -1;
    if (value)
        return dict_set(dict, name, value);
    deleted = dict_delete(dict, name);
    if (deleted == 0)
        error_format(&type_AttributeError, "%U", name);
    return deleted > 0 ? 0 : -1;
}

int attributes_set(struct object *o, struct object *name, struct object *value)
{
    struct attributes *a = attributes_of(o);
    int32_t slot;

    if (!a->shape)
        return dict_mode_set(o, name, value);
    slot = shape_find(a->shape, name);
    if (slot >= 0 && value) {
        replace(&a->slots[slot], ref(value));
        return 0;
    }
    if (value && shape_possible(o, name))
        return slot_add(o, name, value);
    if (!value && slot < 0) {
        error_format(&type_AttributeError, "%U", name);
        return -1;
    }
    return dict_mode_set(o, name, value);
}

/* Put the slots' values into dict, under their names. */
static int slots_to_dict(const struct attributes *a, struct dict *dict)
{
    const struct shape *path[SHAPE_MAX];
    const struct shape *shape = a->shape;
    uint32_t count = shape->count;

    for (; shape->name; shape = shape->parent)
        path[shape->count - 1] = shape;
    for (uint32_t i = 0; i < count; i++) {
        if (dict_set(dict, path[i]->name, a->slots[i]) < 0)
            return -1;
    }
    return 0;
}

struct dict *attributes_dict(struct object *o)
{
    struct attributes *a = attributes_of(o);
    struct dict *dict;

    if (!a->shape && a->dict)
        return a->dict;
    dict = dict_new();
    if (!dict)
        return NULL;
    if (a->shape && slots_to_dict(a, dict) < 0) {
        unref(&dict->head);
        return NULL;
    }
    attributes_clear(o);
    a->dict = dict;
    return dict;
}

void attributes_set_dict(struct object *o, struct dict *dict)
{
    struct dict *old;

    attributes_clear(o);
    old = attributes_of(o)->dict; /* what a destructor has just put there */
    attributes_of(o)->dict = (struct dict *)ref(&dict->head);
    if (old)
        unref(&old->head);
}
