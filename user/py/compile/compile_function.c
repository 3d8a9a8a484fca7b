/* SPDX-License-Identifier: MIT
 *
 * Function definitions and lambdas: code of their own, made into a function
 * where the definition stands.
 */
#include "compile/compile.h"
#include "object/container.h"
#include "object/text.h"

struct object *compile_docstring(const struct node_list *body)
{
    const struct node *first;

    if (body->count == 0 || body->items[0]->kind != NODE_EXPRESSION)
        return NULL;
    first = body->items[0]->a;
    return first->kind == NODE_CONSTANT && is_str(first->value) ? first->value
                                                                : NULL;
}

/* ---- Decorators ---- */

bool compile_decorators(struct compiler *c, struct node *node)
{
    for (uint32_t i = 0; i < node->handlers.count; i++) {
        if (!compile_expression(c, node->handlers.items[i]))
            return false;
    }
    return true;
}

bool compile_decorate(struct compiler *c, struct node *node)
{
    int32_t line = c->unit->emit.line;

    for (uint32_t i = node->handlers.count; i-- > 0;) {
        c->unit->emit.line = node->handlers.items[i]->line;
        if (!emit_op(c, OPCODE_CALL_FUNCTION, 1))
            return false;
    }
    c->unit->emit.line = line;
    return true;
}

/* ---- Defaults ---- */

static bool compile_defaults(struct compiler *c, struct node *arguments,
                             uint32_t *flags)
{
    const struct node_list *list = &arguments->list;
    struct node_list values = {.count = 0};

    values.items =
        arena_alloc(c->arena, (list->count + 1) * sizeof(*values.items));
    if (!values.items)
        return false;
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i]->op <= PARAMETER_PLAIN && list->items[i]->b)
            values.items[values.count++] = list->items[i]->b;
    }
    if (values.count == 0)
        return true;
    *flags |= MAKE_DEFAULTS;
    return compile_tuple(c, &values);
}

static bool compile_keyword_defaults(struct compiler *c, struct node *arguments,
                                     uint32_t *flags)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < arguments->list.count; i++) {
        struct node *p = arguments->list.items[i];
        struct object *name;

        if (p->op != PARAMETER_KEYWORD_ONLY || !p->b)
            continue;
        name = compile_mangle(c, c->unit->scope, p->value);
        if (!name || !emit_constant(c, name) || !compile_expression(c, p->b))
            return false;
        count++;
    }
    if (count == 0)
        return true;
    *flags |= MAKE_KEYWORD_DEFAULTS;
    return emit_op(c, OPCODE_BUILD_MAP, count);
}

/* ---- The function ---- */

/* The cells of the variables that the function shares with those around it. */
static bool compile_closure(struct compiler *c, const struct scope *scope)
{
    for (uint32_t i = 0; i < scope->count; i++) {
        const struct symbol *symbol = &scope->symbols[i];

        if ((symbol->place == PLACE_FREE || symbol->passes) &&
            !emit_op(c, OPCODE_LOAD_CLOSURE,
                     scope_cell(c->unit->scope, symbol->name)))
            return false;
    }
    return emit_op(c, OPCODE_BUILD_TUPLE, scope->free);
}

bool compile_make_function(struct compiler *c, struct code *code,
                           struct scope *scope, uint32_t flags)
{
    bool done = code;

    if (done && scope->free > 0) {
        flags |= MAKE_CLOSURE;
        done = compile_closure(c, scope);
    }
    done = done && emit_constant(c, (struct object *)code) &&
           emit_op(c, OPCODE_MAKE_FUNCTION, flags);
    unref_maybe((struct object *)code);
    return done;
}

static struct code *compile_function_code(struct compiler *c, struct node *node,
                                          struct scope *scope)
{
    if (!unit_enter(c, scope, node->value) || !compile_body(c, &node->list) ||
        !compile_end(c))
        return NULL;
    return unit_leave(c, node->value, compile_docstring(&node->list));
}

bool compile_function(struct compiler *c, struct node *node)
{
    struct scope *scope = scope_of(c->unit->scope, node);
    uint32_t flags = 0;

    return compile_decorators(c, node) &&
           compile_defaults(c, node->a, &flags) &&
           compile_keyword_defaults(c, node->a, &flags) &&
           compile_make_function(c, compile_function_code(c, node, scope),
                                 scope, flags) &&
           compile_decorate(c, node) &&
           compile_name(c, node->value, CONTEXT_STORE);
}

static struct code *compile_lambda_code(struct compiler *c, struct node *node,
                                        struct scope *scope)
{
    struct object *name = str_intern_c("<lambda>");

    if (!name || arena_keep(c->arena, name) < 0 ||
        !unit_enter(c, scope, name) || !compile_expression(c, node->b) ||
        !emit_op(c, OPCODE_RETURN_VALUE, 0))
        return NULL;
    return unit_leave(c, name, NULL);
}

bool compile_lambda(struct compiler *c, struct node *node)
{
    struct scope *scope = scope_of(c->unit->scope, node);
    uint32_t flags = 0;

    return compile_defaults(c, node->a, &flags) &&
           compile_keyword_defaults(c, node->a, &flags) &&
           compile_make_function(c, compile_lambda_code(c, node, scope), scope,
                                 flags);
}
