/* SPDX-License-Identifier: MIT
 *
 * Comparisons, and conditions: expressions of which only the truth matters, and
 * which become jumps rather than values.
 */
#include "compile/compile.h"
#include "object/container.h"

static bool compile_compare_op(struct compiler *c, const struct node *step)
{
    static const uint8_t opcodes[COMPARE_OPS] = {
        [CMP_LT] = OPCODE_COMPARE_LT, [CMP_LE] = OPCODE_COMPARE_LE,
        [CMP_EQ] = OPCODE_COMPARE_EQ, [CMP_NE] = OPCODE_COMPARE_NE,
        [CMP_GT] = OPCODE_COMPARE_GT, [CMP_GE] = OPCODE_COMPARE_GE,
    };

    switch (step->op) {
    case CMP_IN:
    case CMP_NOT_IN:
        return emit_op(c, OPCODE_CONTAINS_OP, step->op == CMP_NOT_IN);
    case CMP_IS:
    case CMP_IS_NOT:
        return emit_op(c, OPCODE_IS_OP, step->op == CMP_IS_NOT);
    default:
        return emit_op(c, opcodes[step->op], 0);
    }
}

/* All steps of a < b < c but the last: jumps to `over` with the middle operand
 * still on the stack, and the false result too if the jump keeps it. */
static bool compile_chain(struct compiler *c, const struct node *node,
                          enum opcode jump, uint32_t over)
{
    for (uint32_t i = 0; i + 1 < node->list.count; i++) {
        const struct node *step = node->list.items[i];

        if (!compile_expression(c, step->a) || !emit_op(c, OPCODE_SWAP, 2) ||
            !emit_op(c, OPCODE_COPY, 2) || !compile_compare_op(c, step) ||
            !emit_op(c, jump, over))
            return false;
    }
    return true;
}

static bool compile_last_step(struct compiler *c, const struct node *node)
{
    const struct node *step = node->list.items[node->list.count - 1];

    return compile_expression(c, step->a) && compile_compare_op(c, step);
}

bool compile_compare(struct compiler *c, struct node *node)
{
    struct emitter *e = &c->unit->emit;
    uint32_t over, end;

    if (!compile_expression(c, node->a))
        return false;
    if (node->list.count == 1)
        return compile_last_step(c, node);
    if (!emit_label(e, &over) || !emit_label(e, &end) ||
        !compile_chain(c, node, OPCODE_JUMP_IF_FALSE_OR_POP, over) ||
        !compile_last_step(c, node) || !emit_op(c, OPCODE_JUMP_FORWARD, end))
        return false;
    emit_here(e, over);
    if (!emit_op(c, OPCODE_SWAP, 2) || !emit_op(c, OPCODE_POP_TOP, 0))
        return false;
    emit_here(e, end);
    return true;
}

/* ---- Conditions ---- */

int compile_known_truth(const struct node *node)
{
    const struct object *value = node->value;

    if (node->kind != NODE_CONSTANT)
        return -1;
    if (value == NONE || value == FALSE || value == small_from(0))
        return 0;
    if (value == TRUE || is_small(value) || value == ELLIPSIS)
        return 1;
    return -1;
}

static bool jump_if(struct compiler *c, uint32_t label, bool when)
{
    return emit_op(c, when ? OPCODE_POP_JUMP_IF_TRUE : OPCODE_POP_JUMP_IF_FALSE,
                   label);
}

/* a and b and c (or or): all operands but the last may decide early. */
static bool condition_and_or(struct compiler *c, struct node *node,
                             uint32_t label, bool when)
{
    bool decides = node->kind == NODE_OR; /* the truth that ends it early */
    uint32_t last = node->list.count - 1;
    uint32_t end;

    if (!emit_label(&c->unit->emit, &end))
        return false;
    for (uint32_t i = 0; i < last; i++) {
        if (!compile_condition(c, node->list.items[i],
                               decides == when ? label : end, decides))
            return false;
    }
    if (!compile_condition(c, node->list.items[last], label, when))
        return false;
    emit_here(&c->unit->emit, end);
    return true;
}

static bool condition_conditional(struct compiler *c, struct node *node,
                                  uint32_t label, bool when)
{
    struct emitter *e = &c->unit->emit;
    uint32_t otherwise, end;

    if (!emit_label(e, &otherwise) || !emit_label(e, &end) ||
        !compile_condition(c, node->a, otherwise, false) ||
        !compile_condition(c, node->b, label, when) ||
        !emit_op(c, OPCODE_JUMP_FORWARD, end))
        return false;
    emit_here(e, otherwise);
    if (!compile_condition(c, node->c, label, when))
        return false;
    emit_here(e, end);
    return true;
}

static bool condition_chain(struct compiler *c, struct node *node,
                            uint32_t label, bool when)
{
    struct emitter *e = &c->unit->emit;
    uint32_t over, end;

    if (!emit_label(e, &over) || !emit_label(e, &end) ||
        !compile_expression(c, node->a) ||
        !compile_chain(c, node, OPCODE_POP_JUMP_IF_FALSE, over) ||
        !compile_last_step(c, node) || !jump_if(c, label, when) ||
        !emit_op(c, OPCODE_JUMP_FORWARD, end))
        return false;
    emit_here(e, over);
    if (!emit_op(c, OPCODE_POP_TOP, 0) ||
        (!when && !emit_op(c, OPCODE_JUMP_FORWARD, label)))
        return false;
    emit_here(e, end);
    return true;
}

static bool is_none_test(const struct node *node)
{
    const struct node *step = node->list.items[0];

    return (step->op == CMP_IS || step->op == CMP_IS_NOT) &&
           step->a->kind == NODE_CONSTANT && step->a->value == NONE;
}

static bool condition_compare(struct compiler *c, struct node *node,
                              uint32_t label, bool when)
{
    if (node->list.count > 1)
        return condition_chain(c, node, label, when);
    if (!is_none_test(node))
        return compile_compare(c, node) && jump_if(c, label, when);
    return compile_expression(c, node->a) &&
           emit_op(c,
                   (node->list.items[0]->op == CMP_IS) == when
                       ? OPCODE_POP_JUMP_IF_NONE
                       : OPCODE_POP_JUMP_IF_NOT_NONE,
                   label);
}

static bool condition_kind(struct compiler *c, struct node *node,
                           uint32_t label, bool when)
{
    int known = compile_known_truth(node);

    if (known >= 0)
        return known != when || emit_op(c, OPCODE_JUMP_FORWARD, label);
    switch (node->kind) {
    case NODE_AND:
    case NODE_OR:
        return condition_and_or(c, node, label, when);
    case NODE_CONDITIONAL:
        return condition_conditional(c, node, label, when);
    case NODE_COMPARE:
        return condition_compare(c, node, label, when);
    default:
        if (node->kind == NODE_UNARY && node->op == UNARY_NOT_OP)
            return compile_condition(c, node->a, label, !when);
        return compile_expression(c, node) && jump_if(c, label, when);
    }
}

bool compile_condition(struct compiler *c, struct node *node, uint32_t label,
                       bool when)
{
    int32_t line = c->unit->emit.line;
    bool done;

    if (!compile_enter(c))
        return false;
    c->unit->emit.line = node->line;
    done = condition_kind(c, node, label, when);
    c->unit->emit.line = line;
    compile_leave(c);
    return done;
}
