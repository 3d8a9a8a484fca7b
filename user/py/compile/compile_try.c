/* SPDX-License-Identifier: MIT
 *
 * try statements. Nothing is executed on the way into a try: a table says where
 * exceptions of which instructions go. A finally clause is compiled once for each
 * way out: the end of the body, an exception, and every return, break and
 * continue (compile_block.c).
 */
#include "compile/compile.h"
#include "object/container.h"

bool compile_finally_body(struct compiler *c, struct node *node)
{
    return compile_body(c, &node->final);
}

/* The name of an except clause is gone after it, so that no cycle remains from
 * the exception over its traceback to itself. */
bool compile_unbind(struct compiler *c, struct object *name)
{
    return emit_constant(c, NONE) && compile_name(c, name, CONTEXT_STORE) &&
           compile_name(c, name, CONTEXT_DELETE);
}

bool compile_handler_end(struct compiler *c, uint32_t label)
{
    emit_here(&c->unit->emit, label);
    return emit_op(c, OPCODE_SWAP, 2) && emit_op(c, OPCODE_POP_EXCEPT, 0) &&
           emit_op(c, OPCODE_RERAISE, 0);
}

/* What all except clauses of a try share. */
struct clauses {
    uint32_t end;     /* label behind the try */
    uint32_t outside; /* region of the try itself */
    uint32_t inside;  /* region of the clauses */
};

/* The body of a clause with a name, which goes in any case. [before] */
static bool compile_named_clause(struct compiler *c, struct node *handler,
                                 const struct clauses *clauses)
{
    struct emitter *e = &c->unit->emit;
    struct block block;
    uint32_t failed;

    if (!emit_label(e, &failed) ||
        !block_push(c, &block, BLOCK_HANDLER, handler) ||
        !emit_setup(e, failed, 0))
        return false;
    block.region = clauses->outside;
    if (!compile_body(c, &handler->list))
        return false;
    block_pop(c);
    e->region = clauses->outside;
    if (!emit_op(c, OPCODE_POP_EXCEPT, 0) ||
        !compile_unbind(c, handler->value) ||
        !emit_op(c, OPCODE_JUMP_FORWARD, clauses->end))
        return false;
    emit_here(e, failed);
    e->region = clauses->inside;
    return compile_unbind(c, handler->value) && emit_op(c, OPCODE_RERAISE, 0);
}

static bool compile_nameless_clause(struct compiler *c, struct node *handler,
                                    const struct clauses *clauses)
{
    struct block block;

    if (!block_push(c, &block, BLOCK_HANDLER, handler))
        return false;
    block.region = clauses->outside;
    if (!compile_body(c, &handler->list))
        return false;
    block_pop(c);
    c->unit->emit.region = clauses->outside;
    return emit_op(c, OPCODE_POP_EXCEPT, 0) &&
           emit_op(c, OPCODE_JUMP_FORWARD, clauses->end);
}

/* [before, e] -> the same, if it does not match */
static bool compile_clause(struct compiler *c, struct node *handler,
                           const struct clauses *clauses)
{
    struct emitter *e = &c->unit->emit;
    uint32_t next;

    e->line = handler->line;
    e->region = clauses->inside;
    if (!emit_label(e, &next))
        return false;
    if (handler->a && (!compile_expression(c, handler->a) ||
                       !emit_op(c, OPCODE_CHECK_EXC_MATCH, 0) ||
                       !emit_op(c, OPCODE_POP_JUMP_IF_FALSE, next)))
        return false;
    if (handler->value ? !compile_name(c, handler->value, CONTEXT_STORE) ||
                             !compile_named_clause(c, handler, clauses)
                       : !emit_op(c, OPCODE_POP_TOP, 0) ||
                             !compile_nameless_clause(c, handler, clauses))
        return false;
    emit_here(e, next);
    return true;
}

static bool compile_clauses(struct compiler *c, struct node *node,
                            struct clauses *clauses)
{
    struct emitter *e = &c->unit->emit;
    uint32_t cleanup;

    if (!emit_label(e, &cleanup) || !emit_op(c, OPCODE_PUSH_EXC_INFO, 0) ||
        !emit_setup(e, cleanup, 1))
        return false;
    clauses->inside = e->region;
    for (uint32_t i = 0; i < node->handlers.count; i++) {
        struct node *handler = node->handlers.items[i];

        if (!handler->a && i + 1 < node->handlers.count)
            return compile_error(c, handler, "default 'except:' must be last");
        if (!compile_clause(c, handler, clauses))
            return false;
    }
    e->region = clauses->inside;
    if (!emit_op(c, OPCODE_RERAISE, 0))
        return false;
    e->region = clauses->outside;
    return compile_handler_end(c, cleanup);
}

static bool compile_try_except(struct compiler *c, struct node *node)
{
    struct emitter *e = &c->unit->emit;
    struct clauses clauses = {.outside = e->region};
    struct block block;
    uint32_t handler;

    if (!emit_label(e, &handler) || !emit_label(e, &clauses.end) ||
        !block_push(c, &block, BLOCK_TRY, node) || !emit_setup(e, handler, 0) ||
        !compile_body(c, &node->list))
        return false;
    block_pop(c);
    e->region = clauses.outside;
    if (!compile_body(c, &node->orelse) ||
        !emit_op(c, OPCODE_JUMP_FORWARD, clauses.end))
        return false;
    emit_here(e, handler);
    if (!compile_clauses(c, node, &clauses))
        return false;
    emit_here(e, clauses.end);
    return true;
}

/* The finally clause as an exception's handler. */
static bool compile_finally_handler(struct compiler *c, struct node *node)
{
    struct emitter *e = &c->unit->emit;
    struct block block;
    uint32_t cleanup;

    if (!emit_label(e, &cleanup) || !emit_op(c, OPCODE_PUSH_EXC_INFO, 0) ||
        !block_push(c, &block, BLOCK_FINALLY_END, node) ||
        !emit_setup(e, cleanup, 1) || !compile_finally_body(c, node) ||
        !emit_op(c, OPCODE_RERAISE, 0))
        return false;
    block_pop(c);
    e->region = block.region;
    return compile_handler_end(c, cleanup);
}

static bool compile_try_finally(struct compiler *c, struct node *node)
{
    struct emitter *e = &c->unit->emit;
    struct block block;
    uint32_t handler, end;

    if (!emit_label(e, &handler) || !emit_label(e, &end) ||
        !block_push(c, &block, BLOCK_FINALLY, node) ||
        !emit_setup(e, handler, 0))
        return false;
    if (node->handlers.count > 0 ? !compile_try_except(c, node)
                                 : !compile_body(c, &node->list))
        return false;
    block_pop(c);
    e->region = block.region;
    if (!compile_finally_body(c, node) || !emit_op(c, OPCODE_JUMP_FORWARD, end))
        return false;
    emit_here(e, handler);
    if (!compile_finally_handler(c, node))
        return false;
    emit_here(e, end);
    return true;
}

bool compile_try(struct compiler *c, struct node *node)
{
    return node->final.count > 0 ? compile_try_finally(c, node)
                                 : compile_try_except(c, node);
}
