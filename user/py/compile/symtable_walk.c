/* SPDX-License-Identifier: MIT
 *
 * The walk over the tree that finds the scopes and what each does to which
 * names. Errors that only names show are raised here and in symtable_resolve.c.
 */
#include <string.h>

#include "compile/compile.h"
#include "object/text.h"

static bool walk_list(struct compiler *c, struct scope *scope,
                      struct node_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (!symtable_walk(c, scope, list->items[i]))
            return false;
    }
    return true;
}

static bool walk_maybe(struct compiler *c, struct scope *scope,
                       struct node *node)
{
    return !node || symtable_walk(c, scope, node);
}

static bool walk_children(struct compiler *c, struct scope *scope,
                          struct node *node)
{
    return walk_maybe(c, scope, node->a) && walk_maybe(c, scope, node->b) &&
           walk_maybe(c, scope, node->c) && walk_list(c, scope, &node->list) &&
           walk_list(c, scope, &node->handlers) &&
           walk_list(c, scope, &node->orelse) &&
           walk_list(c, scope, &node->final);
}

/* Add flags to a name as it is written at node. */
static bool add(struct compiler *c, struct scope *scope, struct object *name,
                uint32_t flags)
{
    name = compile_mangle(c, scope, name);
    return name && scope_add(c, scope, name, flags);
}

/* ---- Names ---- */

/* Only the built-in of this name is to be found. */
static bool check_debug(struct compiler *c, const struct object *name,
                        const struct node *node)
{
    return !str_equal_c(name, "__debug__") ||
           compile_error(c, node, "cannot %s __debug__",
                         node->context == CONTEXT_DELETE ? "delete"
                                                         : "assign to");
}

static bool bind(struct compiler *c, struct scope *scope, struct object *name,
                 const struct node *node)
{
    struct symbol *symbol;

    if (!check_debug(c, name, node))
        return false;
    name = compile_mangle(c, scope, name);
    symbol = name ? scope_add(c, scope, name, SYMBOL_BOUND) : NULL;
    if (!symbol || !scope->in_target)
        return symbol;
    if (symbol->flags & (SYMBOL_GLOBAL | SYMBOL_NONLOCAL))
        return compile_error(c, node,
                             "comprehension inner loop cannot rebind "
                             "assignment expression target '%s'",
                             str_text(name));
    symbol->flags |= SYMBOL_ITERATION;
    return true;
}

static bool walk_name(struct compiler *c, struct scope *scope,
                      struct node *node)
{
    struct object *class_name;

    if (node->context != CONTEXT_LOAD)
        return bind(c, scope, node->value, node);
    if (!add(c, scope, node->value, SYMBOL_USED))
        return false;
    if (!scope_is_function(scope) || !str_equal_c(node->value, "super"))
        return true;
    /* super() without arguments means the class around. */
    class_name = str_intern_c("__class__");
    return class_name && arena_keep(c->arena, class_name) == 0 &&
           scope_add(c, scope, class_name, SYMBOL_USED);
}

/* What stands in the way of declaring a symbol, or NULL. */
static const char *declaration_problem(const struct symbol *symbol,
                                       uint32_t flag)
{
    if (symbol->flags & SYMBOL_PARAMETER)
        return flag == SYMBOL_GLOBAL ? "name '%s' is parameter and global"
                                     : "name '%s' is parameter and nonlocal";
    if (symbol->flags & SYMBOL_USED)
        return flag == SYMBOL_GLOBAL
                   ? "name '%s' is used prior to global declaration"
                   : "name '%s' is used prior to nonlocal declaration";
    if (symbol->flags & SYMBOL_ANNOTATED)
        return flag == SYMBOL_GLOBAL ? "annotated name '%s' can't be global"
                                     : "annotated name '%s' can't be nonlocal";
    if (symbol->flags & SYMBOL_BOUND)
        return flag == SYMBOL_GLOBAL
                   ? "name '%s' is assigned to before global declaration"
                   : "name '%s' is assigned to before nonlocal declaration";
    return NULL;
}

static bool walk_declaration(struct compiler *c, struct scope *scope,
                             struct node *node)
{
    uint32_t flag = node->kind == NODE_GLOBAL ? SYMBOL_GLOBAL : SYMBOL_NONLOCAL;

    for (uint32_t i = 0; i < node->list.count; i++) {
        struct object *name =
            compile_mangle(c, scope, node->list.items[i]->value);
        struct symbol *symbol = name ? scope_add(c, scope, name, 0) : NULL;
        const char *problem = symbol ? declaration_problem(symbol, flag) : NULL;

        if (problem)
            return compile_error(c, node, problem, str_text(name));
        if (!symbol)
            return false;
        symbol->flags |= flag;
        if (!symbol->declared)
            symbol->declared = node;
    }
    return true;
}

static bool walk_annotated(struct compiler *c, struct scope *scope,
                           struct node *node)
{
    struct node *target = node->a;
    struct object *name;
    const struct symbol *symbol;

    if (target->kind != NODE_NAME)
        return symtable_walk(c, scope, target) && walk_maybe(c, scope, node->c);
    name = compile_mangle(c, scope, target->value);
    symbol = name ? scope_find(scope, name) : NULL;
    if (symbol && !target->parenthesised && scope->kind != SCOPE_MODULE &&
        symbol->flags & (SYMBOL_GLOBAL | SYMBOL_NONLOCAL))
        return compile_error(c, node, "annotated name '%s' can't be %s",
                             str_text(name),
                             symbol->flags & SYMBOL_GLOBAL ? "global"
                                                           : "nonlocal");
    if (!target->parenthesised &&
        !(bind(c, scope, target->value, target) &&
          scope_add(c, scope, name, SYMBOL_ANNOTATED)))
        return false;
    return !node->c || (symtable_walk(c, scope, target) &&
                        symtable_walk(c, scope, node->c));
}

/* The place is the star, with which the statement ends. */
static bool star_error(struct compiler *c, const struct node *node)
{
    struct node place = *node;

    place.line = node->end_line;
    place.column = node->end_column - 1;
    return compile_error(c, &place, "import * only allowed at module level");
}

static bool walk_import(struct compiler *c, struct scope *scope,
                        struct node *node)
{
    if (node->kind == NODE_IMPORT_FROM && node->list.count == 0 &&
        scope->kind != SCOPE_MODULE)
        return star_error(c, node);
    for (uint32_t i = 0; i < node->list.count; i++) {
        struct node *alias = node->list.items[i];
        struct object *name = compile_alias_name(c, alias);

        if (!name || !bind(c, scope, name, node))
            return false;
    }
    return true;
}

/* ---- Assignment expressions ---- */

/* In a comprehension, := binds in the function around. */
static bool bind_outside(struct compiler *c, struct scope *scope,
                         struct node *node)
{
    struct object *name = compile_mangle(c, scope, node->a->value);
    struct scope *home = scope;
    const struct symbol *symbol;
    uint32_t flag = SYMBOL_NONLOCAL;

    if (!name)
        return false;
    for (; home->kind == SCOPE_COMPREHENSION; home = home->outer) {
        symbol = scope_find(home, name);
        if (symbol && symbol->flags & SYMBOL_ITERATION)
            return compile_error(c, node->a,
                                 "assignment expression cannot rebind "
                                 "comprehension iteration variable '%s'",
                                 str_text(name));
    }
    if (home->kind == SCOPE_CLASS)
        return compile_error(c, node->a,
                             "assignment expression within a comprehension "
                             "cannot be used in a class body");
    symbol = scope_find(home, name);
    if (home->kind == SCOPE_MODULE || (symbol && symbol->flags & SYMBOL_GLOBAL))
        flag = SYMBOL_GLOBAL;
    return scope_add(c, home, name, SYMBOL_BOUND) &&
           scope_add(c, scope, name, flag);
}

static bool walk_named(struct compiler *c, struct scope *scope,
                       struct node *node)
{
    if (scope->in_iterable)
        return compile_error(c, node,
                             "assignment expression cannot be used in a "
                             "comprehension iterable expression");
    if (scope->kind == SCOPE_COMPREHENSION) {
        if (!bind_outside(c, scope, node))
            return false;
    } else if (!symtable_walk(c, scope, node->a)) {
        return false;
    }
    return symtable_walk(c, scope, node->b);
}

/* ---- Scopes ---- */

/* The place is the parameter without its default. */
static bool duplicate_error(struct compiler *c, const struct node *parameter,
                            const struct object *name)
{
    struct node place = *parameter;

    place.end_line = parameter->a ? parameter->a->end_line : place.line;
    place.end_column = parameter->a
                           ? parameter->a->end_column
                           : place.column + (int32_t)str_size(parameter->value);
    return compile_error(c, &place,
                         "duplicate argument '%s' in function definition",
                         str_text(name));
}

static bool add_parameters(struct compiler *c, struct scope *scope,
                           struct node *arguments, bool star)
{
    for (uint32_t i = 0; i < arguments->list.count; i++) {
        struct node *p = arguments->list.items[i];
        struct object *name = compile_mangle(c, scope, p->value);
        const struct symbol *symbol = name ? scope_find(scope, name) : NULL;

        if (star !=
            (p->op == PARAMETER_VARARGS || p->op == PARAMETER_VARKEYWORDS))
            continue;
        if (symbol)
            return duplicate_error(c, p, name);
        if (!name || !bind(c, scope, p->value, scope->node) ||
            !scope_add(c, scope, name, SYMBOL_PARAMETER))
            return false;
    }
    return true;
}

static bool walk_defaults(struct compiler *c, struct scope *scope,
                          struct node *arguments)
{
    for (uint32_t i = 0; i < arguments->list.count; i++) {
        if (!walk_maybe(c, scope, arguments->list.items[i]->b))
            return false;
    }
    return true;
}

/* A function or lambda: defaults in the scope around, then its own. */
static bool walk_function(struct compiler *c, struct scope *scope,
                          struct node *node)
{
    struct scope *inner;

    if (!walk_list(c, scope, &node->handlers) ||
        !walk_defaults(c, scope, node->a) ||
        (node->kind == NODE_FUNCTION && !bind(c, scope, node->value, node)))
        return false;
    inner = scope_new(c, scope, SCOPE_FUNCTION, node);
    return inner && add_parameters(c, inner, node->a, false) &&
           add_parameters(c, inner, node->a, true) &&
           (node->kind == NODE_LAMBDA ? symtable_walk(c, inner, node->b)
                                      : walk_list(c, inner, &node->list));
}

static bool walk_class(struct compiler *c, struct scope *scope,
                       struct node *node)
{
    struct scope *inner;

    if (!walk_list(c, scope, &node->handlers) ||
        !walk_list(c, scope, &node->orelse) ||
        !bind(c, scope, node->value, node))
        return false;
    inner = scope_new(c, scope, SCOPE_CLASS, node);
    if (!inner)
        return false;
    inner->private_class = node->value;
    return walk_list(c, inner, &node->list);
}

static bool walk_iterable(struct compiler *c, struct scope *scope,
                          struct node *iterable)
{
    bool before = scope->in_iterable;
    bool done;

    scope->in_iterable = true;
    done = symtable_walk(c, scope, iterable);
    scope->in_iterable = before;
    return done;
}

static bool walk_target(struct compiler *c, struct scope *scope,
                        struct node *target)
{
    bool done;

    scope->in_target = true;
    done = symtable_walk(c, scope, target);
    scope->in_target = false;
    return done;
}

/* The first iterable belongs to the scope around: it is the argument. */
static bool walk_comprehension(struct compiler *c, struct scope *scope,
                               struct node *node)
{
    struct node *part = node->list.items[0];
    struct object *argument = str_intern_c(".0");
    struct scope *inner;

    if (!argument || arena_keep(c->arena, argument) < 0 ||
        !walk_iterable(c, scope, part->b))
        return false;
    inner = scope_new(c, scope, SCOPE_COMPREHENSION, node);
    if (!inner || !scope_add(c, inner, argument, SYMBOL_PARAMETER))
        return false;
    inner->generator = node->kind == NODE_GENERATOR;
    for (uint32_t i = 0; i < node->list.count; i++) {
        part = node->list.items[i];
        if (!walk_target(c, inner, part->a) ||
            (i > 0 && !walk_iterable(c, inner, part->b)) ||
            !walk_list(c, inner, &part->list))
            return false;
    }
    return symtable_walk(c, inner, node->a) && walk_maybe(c, inner, node->b);
}

static bool walk_yield(struct compiler *c, struct scope *scope,
                       struct node *node)
{
    const char *where;

    if (scope->kind == SCOPE_COMPREHENSION) {
        where = scope->node->kind == NODE_LIST_COMP   ? "list comprehension"
                : scope->node->kind == NODE_SET_COMP  ? "set comprehension"
                : scope->node->kind == NODE_DICT_COMP ? "dict comprehension"
                                                      : "generator expression";
        return compile_error(c, node, "'yield' inside %s", where);
    }
    scope->generator = true;
    return walk_children(c, scope, node);
}

static bool walk_node(struct compiler *c, struct scope *scope,
                      struct node *node)
{
    switch (node->kind) {
    case NODE_NAME:
        return walk_name(c, scope, node);
    case NODE_ATTRIBUTE:
        return (node->context == CONTEXT_LOAD ||
                check_debug(c, node->value, node)) &&
               walk_children(c, scope, node);
    case NODE_GLOBAL:
    case NODE_NONLOCAL:
        return walk_declaration(c, scope, node);
    case NODE_ANN_ASSIGN:
        return walk_annotated(c, scope, node);
    case NODE_IMPORT:
    case NODE_IMPORT_FROM:
        return walk_import(c, scope, node);
    case NODE_NAMED:
        return walk_named(c, scope, node);
    case NODE_FUNCTION:
    case NODE_LAMBDA:
        return walk_function(c, scope, node);
    case NODE_CLASS:
        return walk_class(c, scope, node);
    case NODE_LIST_COMP:
    case NODE_SET_COMP:
    case NODE_DICT_COMP:
    case NODE_GENERATOR:
        return walk_comprehension(c, scope, node);
    case NODE_YIELD:
    case NODE_YIELD_FROM:
        return walk_yield(c, scope, node);
    case NODE_HANDLER:
        if (node->value && !bind(c, scope, node->value, node))
            return false;
        return walk_children(c, scope, node);
    default:
        return walk_children(c, scope, node);
    }
}

bool symtable_walk(struct compiler *c, struct scope *scope, struct node *node)
{
    bool done;

    if (!compile_enter(c))
        return false;
    done = walk_node(c, scope, node);
    compile_leave(c);
    return done;
}
