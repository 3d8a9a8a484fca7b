/* SPDX-License-Identifier: MIT
 *
 * Comprehensions and generator expressions: each is a function of one
 * parameter, the iterator over the first iterable, called at once.
 */
#include "compile/compile.h"
#include "object/container.h"
#include "object/text.h"

/* Put the element where it belongs; `depth` iterators lie above the result. */
static bool compile_element(struct compiler *c, struct node *node,
                            uint32_t depth)
{
    if (!compile_expression(c, node->a))
        return false;
    switch (node->kind) {
    case NODE_LIST_COMP:
        return emit_op(c, OPCODE_LIST_APPEND, depth + 1);
    case NODE_SET_COMP:
        return emit_op(c, OPCODE_SET_ADD, depth + 1);
    case NODE_DICT_COMP:
        return compile_expression(c, node->b) &&
               emit_op(c, OPCODE_MAP_ADD, depth + 1);
    default:
        return emit_op(c, OPCODE_YIELD_VALUE, 0) &&
               emit_op(c, OPCODE_POP_TOP, 0);
    }
}

/* The iterator of part `index`; the first one is the argument. */
static bool compile_iterator(struct compiler *c, const struct node *part,
                             uint32_t index)
{
    if (index == 0)
        return emit_op(c, OPCODE_LOAD_FAST, 0);
    return compile_expression(c, part->b) && emit_op(c, OPCODE_GET_ITER, 0);
}

/* The loop of part `index`, with the later ones in it. */
static bool compile_part(struct compiler *c, struct node *node, uint32_t index)
{
    struct emitter *e = &c->unit->emit;
    struct node *part = node->list.items[index];
    uint32_t start, next, end;

    if (!compile_enter(c) || !emit_label(e, &start) || !emit_label(e, &next) ||
        !emit_label(e, &end) || !compile_iterator(c, part, index))
        return false;
    emit_here(e, start);
    if (!emit_op(c, OPCODE_FOR_ITER, end) || !compile_store(c, part->a))
        return false;
    for (uint32_t i = 0; i < part->list.count; i++) {
        if (!compile_condition(c, part->list.items[i], next, false))
            return false;
    }
    if (index + 1 < node->list.count ? !compile_part(c, node, index + 1)
                                     : !compile_element(c, node, index + 1))
        return false;
    emit_here(e, next);
    if (!emit_op(c, OPCODE_JUMP_BACKWARD, start))
        return false;
    emit_here(e, end);
    compile_leave(c);
    return true;
}

static bool compile_result(struct compiler *c, const struct node *node)
{
    switch (node->kind) {
    case NODE_LIST_COMP:
        return emit_op(c, OPCODE_BUILD_LIST, 0);
    case NODE_SET_COMP:
        return emit_op(c, OPCODE_BUILD_SET, 0);
    case NODE_DICT_COMP:
        return emit_op(c, OPCODE_BUILD_MAP, 0);
    default:
        return true;
    }
}

static const char *comprehension_name(const struct node *node)
{
    switch (node->kind) {
    case NODE_LIST_COMP:
        return "<listcomp>";
    case NODE_SET_COMP:
        return "<setcomp>";
    case NODE_DICT_COMP:
        return "<dictcomp>";
    default:
        return "<genexpr>";
    }
}

static struct code *compile_inner(struct compiler *c, struct node *node,
                                  struct scope *scope)
{
    struct object *name = str_intern_c(comprehension_name(node));

    if (!name || arena_keep(c->arena, name) < 0 ||
        !unit_enter(c, scope, name) || !compile_result(c, node) ||
        !compile_part(c, node, 0) ||
        (node->kind == NODE_GENERATOR && !emit_constant(c, NONE)) ||
        !emit_op(c, OPCODE_RETURN_VALUE, 0))
        return NULL;
    return unit_leave(c, name, NULL);
}

bool compile_comprehension(struct compiler *c, struct node *node)
{
    struct scope *scope = scope_of(c->unit->scope, node);

    return compile_make_function(c, compile_inner(c, node, scope), scope, 0) &&
           compile_expression(c, node->list.items[0]->b) &&
           emit_op(c, OPCODE_GET_ITER, 0) &&
           emit_op(c, OPCODE_CALL_FUNCTION, 1);
}
