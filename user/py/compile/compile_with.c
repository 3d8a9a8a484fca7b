/* SPDX-License-Identifier: MIT
 *
 * with statements. On the stack lies the bound __exit__, which is called on
 * every way out.
 */
#include "compile/compile.h"
#include "object/container.h"

/* The arguments of __exit__ where there is no exception: so many Nones. */
#define EXIT_ARGUMENTS 3

/* [exit] -> [] */
bool compile_with_exit(struct compiler *c)
{
    for (uint32_t i = 0; i < EXIT_ARGUMENTS; i++) {
        if (!emit_constant(c, NONE))
            return false;
    }
    return emit_op(c, OPCODE_CALL_FUNCTION, EXIT_ARGUMENTS) &&
           emit_op(c, OPCODE_POP_TOP, 0);
}

/* [exit, e]: __exit__ may swallow the exception. */
static bool compile_with_handler(struct compiler *c, uint32_t end)
{
    struct emitter *e = &c->unit->emit;
    uint32_t outside = e->region;
    uint32_t cleanup, swallowed;

    if (!emit_label(e, &cleanup) || !emit_label(e, &swallowed) ||
        !emit_op(c, OPCODE_PUSH_EXC_INFO, 0) || !emit_setup(e, cleanup, 1) ||
        !emit_op(c, OPCODE_WITH_EXCEPT_START, 0) ||
        !emit_op(c, OPCODE_POP_JUMP_IF_TRUE, swallowed) ||
        !emit_op(c, OPCODE_RERAISE, 0))
        return false;
    emit_here(e, swallowed);
    if (!emit_op(c, OPCODE_POP_TOP, 0))
        return false;
    e->region = outside;
    return emit_op(c, OPCODE_POP_EXCEPT, 0) && emit_op(c, OPCODE_POP_TOP, 0) &&
           emit_op(c, OPCODE_JUMP_FORWARD, end) &&
           compile_handler_end(c, cleanup);
}

/* `with a, b:` is `with a:` around `with b:`. */
static bool compile_item(struct compiler *c, struct node *node, uint32_t index)
{
    struct emitter *e = &c->unit->emit;
    struct node *item = node->handlers.items[index];
    struct block block;
    uint32_t handler, end;

    if (!emit_label(e, &handler) || !emit_label(e, &end) ||
        !compile_expression(c, item->a) || !emit_op(c, OPCODE_BEFORE_WITH, 0) ||
        !block_push(c, &block, BLOCK_WITH, node) || !emit_setup(e, handler, 1))
        return false;
    if (item->b ? !compile_store(c, item->b) : !emit_op(c, OPCODE_POP_TOP, 0))
        return false;
    if (index + 1 < node->handlers.count ? !compile_item(c, node, index + 1)
                                         : !compile_body(c, &node->list))
        return false;
    block_pop(c);
    e->region = block.region;
    e->line = node->line;
    if (!compile_with_exit(c) || !emit_op(c, OPCODE_JUMP_FORWARD, end))
        return false;
    emit_here(e, handler);
    if (!compile_with_handler(c, end))
        return false;
    emit_here(e, end);
    return true;
}

bool compile_with(struct compiler *c, struct node *node)
{
    return compile_item(c, node, 0);
}
