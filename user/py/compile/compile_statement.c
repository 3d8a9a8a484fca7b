/* SPDX-License-Identifier: MIT
 *
 * Statements, but for those with a file of their own.
 */
#include "compile/compile.h"
#include "object/container.h"
#include "object/text.h"

bool compile_body(struct compiler *c, struct node_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (!compile_statement(c, list->items[i]))
            return false;
    }
    return true;
}

static bool compile_expression_statement(struct compiler *c, struct node *node)
{
    if (c->mode == PARSE_INTERACTIVE && c->unit->scope->kind == SCOPE_MODULE)
        return compile_expression(c, node->a) &&
               emit_op(c, OPCODE_PRINT_EXPR, 0);
    if (node->a->kind == NODE_CONSTANT)
        return true;
    return compile_expression(c, node->a) && emit_op(c, OPCODE_POP_TOP, 0);
}

/* if and its elifs, which are one in the other's orelse. */
static bool compile_if(struct compiler *c, struct node *node)
{
    struct emitter *e = &c->unit->emit;
    uint32_t next, end;

    if (!emit_label(e, &end))
        return false;
    for (;;) {
        if (!emit_label(e, &next) ||
            !compile_condition(c, node->a, next, false) ||
            !compile_body(c, &node->list))
            return false;
        if (node->orelse.count > 0 && !emit_op(c, OPCODE_JUMP_FORWARD, end))
            return false;
        emit_here(e, next);
        if (node->orelse.count != 1 || node->orelse.items[0]->kind != NODE_IF)
            break;
        node = node->orelse.items[0];
        e->line = node->line;
    }
    if (!compile_body(c, &node->orelse))
        return false;
    emit_here(e, end);
    return true;
}

static bool compile_raise(struct compiler *c, struct node *node)
{
    uint32_t count = 0;

    if (node->a) {
        count = node->b ? 2 : 1;
        if (!compile_expression(c, node->a) ||
            (node->b && !compile_expression(c, node->b)))
            return false;
    }
    return emit_op(c, OPCODE_RAISE_VARARGS, count);
}

static bool compile_assert(struct compiler *c, struct node *node)
{
    uint32_t end;

    if (!emit_label(&c->unit->emit, &end) ||
        !compile_condition(c, node->a, end, true) ||
        !emit_op(c, OPCODE_LOAD_ASSERTION_ERROR, 0))
        return false;
    if (node->b && (!compile_expression(c, node->b) ||
                    !emit_op(c, OPCODE_CALL_FUNCTION, 1)))
        return false;
    if (!emit_op(c, OPCODE_RAISE_VARARGS, 1))
        return false;
    emit_here(&c->unit->emit, end);
    return true;
}

static bool compile_deletes(struct compiler *c, const struct node_list *targets)
{
    for (uint32_t i = 0; i < targets->count; i++) {
        if (!compile_delete(c, targets->items[i]))
            return false;
    }
    return true;
}

static bool compile_simple(struct compiler *c, struct node *node)
{
    switch (node->kind) {
    case NODE_EXPRESSION:
        return compile_expression_statement(c, node);
    case NODE_ASSIGN:
        return compile_assign(c, node);
    case NODE_AUG_ASSIGN:
        return compile_aug_assign(c, node);
    case NODE_ANN_ASSIGN:
        return compile_ann_assign(c, node);
    case NODE_RETURN:
        return compile_return(c, node);
    case NODE_DELETE:
        return compile_deletes(c, &node->list);
    case NODE_BREAK:
        return compile_break(c, node);
    case NODE_CONTINUE:
        return compile_continue(c, node);
    case NODE_RAISE:
        return compile_raise(c, node);
    case NODE_ASSERT:
        return compile_assert(c, node);
    case NODE_IMPORT:
        return compile_import(c, node);
    case NODE_IMPORT_FROM:
        return compile_import_from(c, node);
    default: /* PASS, GLOBAL, NONLOCAL */
        return true;
    }
}

static bool compile_kind(struct compiler *c, struct node *node)
{
    switch (node->kind) {
    case NODE_IF:
        return compile_if(c, node);
    case NODE_WHILE:
        return compile_while(c, node);
    case NODE_FOR:
        return compile_for(c, node);
    case NODE_TRY:
        return compile_try(c, node);
    case NODE_WITH:
        return compile_with(c, node);
    case NODE_FUNCTION:
        return compile_function(c, node);
    case NODE_CLASS:
        return compile_class(c, node);
    default:
        return compile_simple(c, node);
    }
}

bool compile_statement(struct compiler *c, struct node *node)
{
    return compile_at_line(c, node, compile_kind);
}
