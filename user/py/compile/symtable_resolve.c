/* SPDX-License-Identifier: MIT
 *
 * Where each name lives: from what every scope does to its names (the walk) to
 * locals, cells, free variables, globals; and the slots of fast locals.
 */
#include "compile/compile.h"
#include "object/text.h"

#define SYMBOL_LOCAL (SYMBOL_BOUND | SYMBOL_PARAMETER)

/* The scope around `scope` whose variable `name` it sees, or NULL: a global. */
static struct scope *find_home(const struct scope *scope, struct object *name)
{
    for (struct scope *s = scope->outer; s; s = s->outer) {
        const struct symbol *symbol = scope_find(s, name);

        if (s->kind == SCOPE_CLASS && str_equal_c(name, "__class__"))
            return s;
        if (s->kind == SCOPE_MODULE)
            return NULL;
        if (s->kind == SCOPE_CLASS || !symbol ||
            symbol->flags & SYMBOL_NONLOCAL)
            continue;
        if (symbol->flags & SYMBOL_GLOBAL)
            return NULL;
        if (symbol->flags & SYMBOL_LOCAL)
            return s;
    }
    return NULL;
}

/* scope uses the variable of home: a cell there, free in all between. */
static bool make_free(struct compiler *c, struct scope *scope,
                      struct scope *home, struct object *name)
{
    for (struct scope *s = scope; s != home; s = s->outer) {
        struct symbol *symbol = scope_add(c, s, name, 0);

        if (!symbol)
            return false;
        if (s->kind == SCOPE_CLASS)
            symbol->passes = true;
        else
            symbol->place = PLACE_FREE;
    }
    if (home->kind == SCOPE_CLASS)
        home->class_cell = true;
    else
        scope_find(home, name)->place = PLACE_CELL;
    return true;
}

static bool nonlocal_error(struct compiler *c, const struct scope *scope,
                           const struct symbol *symbol)
{
    if (symbol->flags & SYMBOL_GLOBAL)
        return compile_error(c, symbol->declared,
                             "name '%s' is nonlocal and global",
                             str_text(symbol->name));
    if (scope->kind == SCOPE_MODULE)
        return compile_error(
            c, symbol->declared,
            "nonlocal declaration not allowed at module level");
    return compile_error(c, symbol->declared,
                         "no binding for nonlocal '%s' found",
                         str_text(symbol->name));
}

static bool resolve_symbol(struct compiler *c, struct scope *scope,
                           uint32_t index)
{
    struct symbol *symbol = &scope->symbols[index];
    bool function = scope_is_function(scope);
    struct scope *home = NULL;

    if (symbol->place == PLACE_FREE || symbol->place == PLACE_CELL)
        return true;
    if (symbol->flags & SYMBOL_NONLOCAL) {
        home = find_home(scope, symbol->name);
        if (!home || symbol->flags & SYMBOL_GLOBAL ||
            scope->kind == SCOPE_MODULE)
            return nonlocal_error(c, scope, symbol);
    } else if (symbol->flags & SYMBOL_GLOBAL) {
        symbol->place = PLACE_GLOBAL;
        return true;
    } else if (symbol->flags & SYMBOL_LOCAL) {
        symbol->place = function ? PLACE_FAST : PLACE_NAME;
        return true;
    } else if (symbol->flags & SYMBOL_USED) {
        home = find_home(scope, symbol->name);
    }
    if (!home) {
        symbol->place = function ? PLACE_GLOBAL : PLACE_NAME;
        return true;
    }
    if (!make_free(c, scope, home, symbol->name))
        return false;
    /* A class looks into its namespace first, then into the cell. */
    scope->symbols[index].place = PLACE_FREE;
    return true;
}

static bool resolve_names(struct compiler *c, struct scope *scope)
{
    uint32_t count = scope->count; /* what inner scopes add is resolved */

    for (uint32_t i = 0; i < count; i++) {
        if (!resolve_symbol(c, scope, i))
            return false;
    }
    for (struct scope *s = scope->first; s; s = s->next) {
        if (!resolve_names(c, s))
            return false;
    }
    return true;
}

static bool is_free(const struct symbol *symbol)
{
    return symbol->place == PLACE_FREE || symbol->passes;
}

/* Parameters are the first symbols of a function; free variables come last. */
static void place_locals(struct scope *scope)
{
    for (uint32_t i = 0; i < scope->count; i++) {
        struct symbol *symbol = &scope->symbols[i];

        if (symbol->place == PLACE_FAST || symbol->place == PLACE_CELL)
            symbol->slot = scope->locals++;
    }
    if (scope->class_cell)
        scope->class_slot = scope->locals++;
    for (uint32_t i = 0; i < scope->count; i++) {
        if (is_free(&scope->symbols[i])) {
            scope->symbols[i].slot = scope->locals++;
            scope->free++;
        }
    }
    for (struct scope *s = scope->first; s; s = s->next)
        place_locals(s);
}

bool symtable_resolve(struct compiler *c, struct scope *scope)
{
    if (!resolve_names(c, scope))
        return false;
    place_locals(scope);
    return true;
}
