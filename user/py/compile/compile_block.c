/* SPDX-License-Identifier: MIT
 *
 * Blocks: what a `return`, `break` or `continue` has to do for each loop, try
 * and with statement that it leaves, from the innermost outwards.
 */
#include "compile/compile.h"
#include "object/container.h"

bool block_push(struct compiler *c, struct block *block, enum block_kind kind,
                struct node *node)
{
    struct unit *unit = c->unit;

    if (unit->blocks == BLOCKS_MAX)
        return compile_error(c, node, "too many statically nested blocks");
    unit->blocks++;
    *block = (struct block){.kind = kind,
                            .outer = unit->block,
                            .region = unit->emit.region,
                            .node = node};
    unit->block = block;
    return true;
}

void block_pop(struct compiler *c)
{
    c->unit->block = c->unit->block->outer;
    c->unit->blocks--;
}

/* [dropped] -> [], or [dropped, value] -> [value] */
static bool drop(struct compiler *c, enum opcode op, bool value)
{
    return (!value || emit_op(c, OPCODE_SWAP, 2)) && emit_op(c, op, 0);
}

/* The finally clause runs here as well; the value to be returned lies under
 * what it does, and a return in it drops that. */
static bool leave_finally(struct compiler *c, struct block *block, bool value)
{
    struct block kept;

    if (value && !block_push(c, &kept, BLOCK_VALUE, block->node))
        return false;
    if (!compile_finally_body(c, block->node))
        return false;
    if (value)
        block_pop(c);
    return true;
}

static bool leave_block(struct compiler *c, struct block *block, bool value)
{
    switch (block->kind) {
    case BLOCK_FOR:
    case BLOCK_VALUE:
        return drop(c, OPCODE_POP_TOP, value);
    case BLOCK_HANDLER:
        return drop(c, OPCODE_POP_EXCEPT, value) &&
               (!block->node->value || compile_unbind(c, block->node->value));
    case BLOCK_FINALLY:
        return leave_finally(c, block, value);
    case BLOCK_FINALLY_END:
        return drop(c, OPCODE_POP_TOP, value) &&
               drop(c, OPCODE_POP_EXCEPT, value);
    case BLOCK_WITH:
        c->unit->emit.line = block->node->line;
        return (!value || emit_op(c, OPCODE_SWAP, 2)) && compile_with_exit(c);
    default: /* WHILE, TRY */
        return true;
    }
}

/* While a block is left, it counts as left: for exceptions and for jumps in its
 * finally clause. */
bool block_unwind(struct compiler *c, struct block *until, bool value)
{
    struct unit *unit = c->unit;
    struct block *inner = unit->block;
    uint32_t blocks = unit->blocks;
    int32_t line = unit->emit.line;
    bool done = true;

    while (done && unit->block != until) {
        struct block *block = unit->block;

        block_pop(c);
        unit->emit.region = block->region;
        done = leave_block(c, block, value);
        unit->emit.line = line;
    }
    unit->block = inner;
    unit->blocks = blocks;
    return done;
}
