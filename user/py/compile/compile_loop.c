/* SPDX-License-Identifier: MIT
 *
 * Loops, and the ways out of them and of functions. A loop ends with its one
 * JUMP_BACKWARD, where the GIL's policy may run; nothing else goes backwards but
 * `continue`.
 */
#include "compile/compile.h"
#include "object/container.h"

/* The body of a loop that was begun at block.start, and its else clause. */
static bool compile_loop_body(struct compiler *c, struct node *node,
                              const struct block *block, uint32_t exhausted)
{
    if (!compile_body(c, &node->list) ||
        !emit_op(c, OPCODE_JUMP_BACKWARD, block->start))
        return false;
    block_pop(c);
    emit_here(&c->unit->emit, exhausted);
    if (!compile_body(c, &node->orelse))
        return false;
    emit_here(&c->unit->emit, block->end);
    return true;
}

static bool loop_labels(struct compiler *c, struct block *block,
                        uint32_t *exhausted)
{
    struct emitter *e = &c->unit->emit;

    return emit_label(e, &block->start) && emit_label(e, &block->end) &&
           emit_label(e, exhausted);
}

bool compile_while(struct compiler *c, struct node *node)
{
    struct block block;
    uint32_t exhausted;

    if (!block_push(c, &block, BLOCK_WHILE, node) ||
        !loop_labels(c, &block, &exhausted))
        return false;
    emit_here(&c->unit->emit, block.start);
    return compile_condition(c, node->a, exhausted, false) &&
           compile_loop_body(c, node, &block, exhausted);
}

bool compile_for(struct compiler *c, struct node *node)
{
    struct block block;
    uint32_t exhausted;

    if (!block_push(c, &block, BLOCK_FOR, node) ||
        !loop_labels(c, &block, &exhausted) ||
        !compile_expression(c, node->b) || !emit_op(c, OPCODE_GET_ITER, 0))
        return false;
    emit_here(&c->unit->emit, block.start);
    if (!emit_op(c, OPCODE_FOR_ITER, exhausted))
        return false;
    return compile_store(c, node->a) &&
           compile_loop_body(c, node, &block, exhausted);
}

/* ---- Ways out ---- */

/* The innermost loop around, or NULL. */
static struct block *find_loop(struct compiler *c)
{
    struct block *block = c->unit->block;

    while (block && block->kind != BLOCK_WHILE && block->kind != BLOCK_FOR)
        block = block->outer;
    return block;
}

/* Leave what is within the loop, and, for break, the loop itself. */
bool compile_break(struct compiler *c, struct node *node)
{
    struct block *loop = find_loop(c);
    uint32_t region = c->unit->emit.region;
    bool done;

    if (!loop)
        return compile_error(c, node, "'break' outside loop");
    done = block_unwind(c, loop->outer, false) &&
           emit_op(c, OPCODE_JUMP_FORWARD, loop->end);
    c->unit->emit.region = region;
    return done;
}

bool compile_continue(struct compiler *c, struct node *node)
{
    struct block *loop = find_loop(c);
    uint32_t region = c->unit->emit.region;
    bool done;

    if (!loop)
        return compile_error(c, node, "'continue' not properly in loop");
    done = block_unwind(c, loop, false) &&
           emit_op(c, OPCODE_JUMP_BACKWARD, loop->start);
    c->unit->emit.region = region;
    return done;
}

/* A value that is not constant is computed first, and kept on the stack while
 * the blocks are left. */
bool compile_return(struct compiler *c, struct node *node)
{
    bool computed = node->a && node->a->kind != NODE_CONSTANT;
    uint32_t region = c->unit->emit.region;
    bool done;

    if (!scope_is_function(c->unit->scope))
        return compile_error(c, node, "'return' outside function");
    done = (!computed || compile_expression(c, node->a)) &&
           block_unwind(c, NULL, computed) &&
           (computed || emit_constant(c, node->a ? node->a->value : NONE)) &&
           emit_op(c, OPCODE_RETURN_VALUE, 0);
    c->unit->emit.region = region;
    return done;
}

bool compile_end(struct compiler *c)
{
    struct emitter *e = &c->unit->emit;

    if (e->count > 0)
        e->line = e->code[e->count - 1].line;
    return emit_constant(c, NONE) && emit_op(c, OPCODE_RETURN_VALUE, 0);
}
