/* SPDX-License-Identifier: MIT
 *
 * Expressions: each leaves one value on the stack.
 */
#include "compile/compile.h"
#include "object/container.h"
#include "object/text.h"

static enum opcode binary_opcode(uint8_t op)
{
    static const uint8_t opcodes[BINARY_OPS] = {
        [OP_ADD] = OPCODE_BINARY_ADD,
        [OP_SUB] = OPCODE_BINARY_SUB,
        [OP_MUL] = OPCODE_BINARY_MUL,
        [OP_MATMUL] = OPCODE_BINARY_MATMUL,
        [OP_TRUEDIV] = OPCODE_BINARY_TRUEDIV,
        [OP_FLOORDIV] = OPCODE_BINARY_FLOORDIV,
        [OP_MOD] = OPCODE_BINARY_MOD,
        [OP_POW] = OPCODE_BINARY_POW,
        [OP_LSHIFT] = OPCODE_BINARY_LSHIFT,
        [OP_RSHIFT] = OPCODE_BINARY_RSHIFT,
        [OP_AND] = OPCODE_BINARY_AND,
        [OP_OR] = OPCODE_BINARY_OR,
        [OP_XOR] = OPCODE_BINARY_XOR,
    };

    return opcodes[op];
}

bool compile_binary_op(struct compiler *c, uint8_t op, bool in_place)
{
    return emit_op(c, binary_opcode(op), in_place);
}

static bool compile_binary(struct compiler *c, struct node *node)
{
    return compile_expression(c, node->a) && compile_expression(c, node->b) &&
           compile_binary_op(c, node->op, false);
}

static bool compile_unary(struct compiler *c, struct node *node)
{
    static const uint8_t opcodes[] = {
        [UNARY_NEG] = OPCODE_UNARY_NEGATIVE,
        [UNARY_POS] = OPCODE_UNARY_POSITIVE,
        [UNARY_INVERT] = OPCODE_UNARY_INVERT,
        [UNARY_NOT_OP] = OPCODE_UNARY_NOT,
    };

    return compile_expression(c, node->a) && emit_op(c, opcodes[node->op], 0);
}

/* a and b, a or b: the value that decides. */
static bool compile_and_or(struct compiler *c, struct node *node)
{
    enum opcode op = node->kind == NODE_AND ? OPCODE_JUMP_IF_FALSE_OR_POP
                                            : OPCODE_JUMP_IF_TRUE_OR_POP;
    uint32_t last = node->list.count - 1;
    uint32_t end;

    if (!emit_label(&c->unit->emit, &end))
        return false;
    for (uint32_t i = 0; i < last; i++) {
        if (!compile_expression(c, node->list.items[i]) || !emit_op(c, op, end))
            return false;
    }
    if (!compile_expression(c, node->list.items[last]))
        return false;
    emit_here(&c->unit->emit, end);
    return true;
}

static bool compile_conditional(struct compiler *c, struct node *node)
{
    struct emitter *e = &c->unit->emit;
    uint32_t otherwise, end;

    if (!emit_label(e, &otherwise) || !emit_label(e, &end) ||
        !compile_condition(c, node->a, otherwise, false) ||
        !compile_expression(c, node->b) ||
        !emit_op(c, OPCODE_JUMP_FORWARD, end))
        return false;
    emit_here(e, otherwise);
    if (!compile_expression(c, node->c))
        return false;
    emit_here(e, end);
    return true;
}

int32_t compile_attribute_line(const struct node *node)
{
    return node->end_line;
}

static bool compile_attribute(struct compiler *c, struct node *node)
{
    if (!compile_expression(c, node->a))
        return false;
    c->unit->emit.line = compile_attribute_line(node);
    return emit_named(c, OPCODE_LOAD_ATTR, node->value);
}

static bool compile_bound(struct compiler *c, struct node *node)
{
    return node ? compile_expression(c, node) : emit_constant(c, NONE);
}

static bool compile_slice(struct compiler *c, struct node *node)
{
    return compile_bound(c, node->a) && compile_bound(c, node->b) &&
           (!node->c || compile_expression(c, node->c)) &&
           emit_op(c, OPCODE_BUILD_SLICE, node->c ? 3 : 2);
}

static bool compile_named(struct compiler *c, struct node *node)
{
    return compile_expression(c, node->b) && emit_op(c, OPCODE_COPY, 1) &&
           compile_store(c, node->a);
}

bool compile_yield(struct compiler *c, struct node *node)
{
    if (!scope_is_function(c->unit->scope))
        return compile_error(c, node, "'yield' outside function");
    if (node->kind == NODE_YIELD_FROM)
        return compile_expression(c, node->a) &&
               emit_op(c, OPCODE_GET_YIELD_FROM_ITER, 0) &&
               emit_constant(c, NONE) && emit_op(c, OPCODE_YIELD_FROM, 0);
    return (node->a ? compile_expression(c, node->a)
                    : emit_constant(c, NONE)) &&
           emit_op(c, OPCODE_YIELD_VALUE, 0);
}

static bool compile_simple(struct compiler *c, struct node *node)
{
    switch (node->kind) {
    case NODE_NAME:
        return compile_name(c, node->value, CONTEXT_LOAD);
    case NODE_CONSTANT:
        return emit_constant(c, node->value);
    case NODE_UNARY:
        return compile_unary(c, node);
    case NODE_ATTRIBUTE:
        return compile_attribute(c, node);
    case NODE_SUBSCRIPT:
        return compile_expression(c, node->a) &&
               compile_expression(c, node->b) &&
               emit_op(c, OPCODE_BINARY_SUBSCR, 0);
    case NODE_SLICE:
        return compile_slice(c, node);
    case NODE_NAMED:
        return compile_named(c, node);
    case NODE_YIELD:
    case NODE_YIELD_FROM:
        return compile_yield(c, node);
    default: /* STARRED, where there is nothing to unpack it into */
        return compile_error(c, node, "can't use starred expression here");
    }
}

static bool compile_kind(struct compiler *c, struct node *node)
{
    switch (node->kind) {
    case NODE_BINARY:
        return compile_binary(c, node);
    case NODE_AND:
    case NODE_OR:
        return compile_and_or(c, node);
    case NODE_COMPARE:
        return compile_compare(c, node);
    case NODE_CONDITIONAL:
        return compile_conditional(c, node);
    case NODE_CALL:
        return compile_call(c, node);
    case NODE_LIST:
    case NODE_TUPLE:
    case NODE_SET:
        return compile_display(c, node);
    case NODE_DICT:
        return compile_dict(c, node);
    case NODE_JOINED_STR:
        return compile_joined(c, node);
    case NODE_FORMATTED:
        return compile_formatted(c, node);
    case NODE_LAMBDA:
        return compile_lambda(c, node);
    case NODE_LIST_COMP:
    case NODE_SET_COMP:
    case NODE_DICT_COMP:
    case NODE_GENERATOR:
        return compile_comprehension(c, node);
    default:
        return compile_simple(c, node);
    }
}

bool compile_expression(struct compiler *c, struct node *node)
{
    return compile_at_line(c, node, compile_kind);
}
