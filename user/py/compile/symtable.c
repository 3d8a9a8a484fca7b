/* SPDX-License-Identifier: MIT
 *
 * Scopes and symbols themselves: making and finding them. What fills them is
 * symtable_walk.c, what places them symtable_resolve.c.
 */
#include "compile/symtable.h"

#include "compile/compile.h"
#include "object/container.h"
#include "object/text.h"

struct symbol *scope_find(const struct scope *scope, struct object *name)
{
    struct object *index = dict_get_str(scope->index, name);

    return index ? &scope->symbols[small_value(index)] : NULL;
}

struct symbol *scope_add(struct compiler *c, struct scope *scope,
                         struct object *name, uint32_t flags)
{
    struct symbol *symbol = scope_find(scope, name);

    if (!symbol) {
        scope->symbols = arena_grow(c->arena, scope->symbols, scope->count,
                                    &scope->capacity, sizeof(*symbol));
        if (!scope->symbols ||
            dict_set(scope->index, name, small_from(scope->count)) < 0)
            return NULL;
        symbol = &scope->symbols[scope->count++];
        *symbol = (struct symbol){.name = name};
    }
    symbol->flags |= flags;
    return symbol;
}

static void scope_link(struct scope *scope, struct scope *outer)
{
    if (outer->last)
        outer->last->next = scope;
    else
        outer->first = scope;
    outer->last = scope;
}

struct scope *scope_new(struct compiler *c, struct scope *outer,
                        enum scope_kind kind, struct node *node)
{
    struct scope *scope = arena_alloc(c->arena, sizeof(*scope));

    if (!scope)
        return NULL;
    scope->kind = kind;
    scope->node = node;
    scope->outer = outer;
    scope->index = dict_new();
    if (!scope->index ||
        arena_keep(c->arena, (struct object *)scope->index) < 0)
        return NULL;
    if (outer) {
        scope->private_class = outer->private_class;
        scope->in_iterable = outer->in_iterable;
        scope_link(scope, outer);
    }
    return scope;
}

/* Scopes are asked for in their order, but for those in a finally clause, which
 * is compiled several times: so the search goes on from the last one found. */
struct scope *scope_of(struct scope *outer, const struct node *node)
{
    struct scope *scope = outer->found ? outer->found->next : outer->first;

    while (!scope || scope->node != node)
        scope = scope ? scope->next : outer->first;
    outer->found = scope;
    return scope;
}

uint32_t scope_cell(const struct scope *scope, struct object *name)
{
    if (scope->class_cell && str_equal_c(name, "__class__"))
        return scope->class_slot;
    return scope_find(scope, name)->slot;
}

bool scope_is_function(const struct scope *scope)
{
    return scope->kind == SCOPE_FUNCTION || scope->kind == SCOPE_COMPREHENSION;
}

bool symtable_build(struct compiler *c, struct node *tree)
{
    c->module = scope_new(c, NULL, SCOPE_MODULE, tree);
    return c->module && symtable_walk(c, c->module, tree) &&
           symtable_resolve(c, c->module);
}
