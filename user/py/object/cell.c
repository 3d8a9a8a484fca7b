/* SPDX-License-Identifier: MIT
 *
 * Cells: variables that a function shares with those defined inside it.
 */
#include "object/callable.h"
#include "object/error.h"
#include "object/text.h"

struct object *cell_new(struct object *value)
{
    struct cell *cell =
        (struct cell *)object_new(&type_cell, sizeof(struct cell));

    if (cell)
        cell->value = ref_maybe(value);
    return (struct object *)cell;
}

static void cell_dealloc(struct object *self)
{
    unref_maybe(((struct cell *)self)->value);
    object_release(self, sizeof(struct cell));
}

static struct object *cell_repr(struct object *self)
{
    struct object *value = ((struct cell *)self)->value;

    if (!value)
        return str_format_c("<cell at %p: empty>", (void *)self);
    return str_format_c("<cell at %p: %T object at %p>", (void *)self, value,
                        (void *)value);
}

static struct object *get_contents(struct object *self)
{
    struct object *value = ((struct cell *)self)->value;

    return value ? ref(value) : error_format(&type_ValueError, "Cell is empty");
}

static int set_contents(struct object *self, struct object *value)
{
    replace(&((struct cell *)self)->value, ref_maybe(value));
    return 0;
}

static const struct getset_def getsets[] = {
    {"cell_contents", get_contents, set_contents},
    {0},
};

struct type type_cell = {
    .head = STATIC_HEAD(&type_type),
    .name = "cell",
    .size = sizeof(struct cell),
    .dealloc = cell_dealloc,
    .repr = cell_repr,
    .getsets = getsets,
};
