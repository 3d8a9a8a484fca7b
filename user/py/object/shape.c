/* SPDX-License-Identifier: MIT
 *
 * Shapes (class.h): a tree for each class, whose edges are names. An instance
 * that gets an attribute moves one edge down; two that got the same names in the
 * same order are at the same node.
 */
#include "object/class.h"
#include "object/mem.h"

struct shape *shape_new(struct type *type)
{
    struct shape *shape = mem_zalloc(sizeof(*shape));

    if (shape)
        shape->type = type;
    return shape;
}

void shape_free(struct shape *shape)
{
    while (shape->children) {
        struct shape *child = shape->children;

        shape->children = child->sibling;
        shape_free(child);
    }
    unref_maybe(shape->name);
    mem_free(shape, sizeof(*shape));
}

int32_t shape_find(const struct shape *shape, struct object *name)
{
    for (; shape->name; shape = shape->parent) {
        if (shape->name == name)
            return (int32_t)shape->count - 1;
    }
    return -1;
}

struct shape *shape_child(const struct shape *shape, struct object *name)
{
    struct shape *child = shape->children;

    while (child && child->name != name)
        child = child->sibling;
    return child;
}

struct shape *shape_add(struct shape *shape, struct object *name)
{
    struct shape *child = shape_child(shape, name);

    if (child)
        return child;
    child = shape_new(shape->type);
    if (!child)
        return NULL;
    child->parent = shape;
    child->name = ref(name);
    child->count = shape->count + 1;
    child->sibling = shape->children;
    shape->children = child;
    shape->type->shape->made++;
    return child;
}
