/* SPDX-License-Identifier: MIT
 *
 * Small improvements of finished instructions: jumps to jumps go where those go,
 * what cannot be reached is left out, and two neighbours that load and store
 * locals, or load one and its attribute, become one. None changes what a program
 * does or where its errors are reported.
 */
#include "compile/compile.h"
#include "compile/emit.h"

static bool is_jump(const struct instruction *i)
{
    return i->op < OPCODES && opcode_infos[i->op].argument == ARGUMENT_TARGET;
}

/* The instruction at a jump's target, which may be a mark: who jumped over it
 * would hide from flow_analyse that its handler can be reached. NULL: the end, to
 * which only jumps lead that nothing reaches. */
static const struct instruction *arrival(const struct emitter *e,
                                         const struct instruction *jump)
{
    uint32_t index = e->labels[jump->arg];

    return index < e->count ? &e->code[index] : NULL;
}

/* A jump to a jump goes to that one's target. One to a loop's end becomes the
 * loop's jump backwards itself, which has a safepoint; a conditional jump, which
 * has none, stays. */
static void thread_jump(struct emitter *e, struct instruction *i)
{
    const struct instruction *next = arrival(e, i);
    uint32_t hops = e->label_count; /* `while True: pass` goes round */

    while (next && next->op == OPCODE_JUMP_FORWARD && hops-- > 0) {
        i->arg = next->arg;
        next = arrival(e, i);
    }
    if (next && i->op == OPCODE_JUMP_FORWARD &&
        next->op == OPCODE_JUMP_BACKWARD) {
        i->op = OPCODE_JUMP_BACKWARD;
        i->arg = next->arg;
    }
}

void thread_jumps(struct emitter *e)
{
    for (uint32_t n = 0; n < e->count; n++) {
        if (is_jump(&e->code[n]))
            thread_jump(e, &e->code[n]);
    }
}

/* Keep what was reached, without marks and without jumps to what follows
 * anyway. */
static void choose_kept(struct emitter *e)
{
    uint32_t next = e->count; /* the nearest kept instruction behind i */

    for (uint32_t n = e->count; n-- > 0;) {
        struct instruction *i = &e->code[n];

        i->kept = i->depth != DEPTH_UNKNOWN && i->op != OPCODE_SETUP;
        if (i->kept && i->op == OPCODE_JUMP_FORWARD &&
            e->code[e->labels[i->arg]].index == next)
            i->kept = false;
        if (i->kept)
            next = n;
        i->index = next; /* for now: where a jump to here arrives */
    }
}

static void mark_targets(struct emitter *e)
{
    for (uint32_t n = 0; n < e->count; n++) {
        const struct instruction *i = &e->code[n];
        uint32_t label;

        if (i->depth == DEPTH_UNKNOWN)
            continue;
        if (i->op == OPCODE_SETUP)
            label = e->regions[i->arg].label;
        else if (i->kept && is_jump(i))
            label = i->arg;
        else
            continue;
        e->code[e->code[e->labels[label]].index].target = true;
    }
}

/* Is a LOAD_FAST of `local` never an UnboundLocalError? */
static bool surely_bound(const bool *bound, uint32_t parameters, uint32_t local)
{
    return local < parameters && bound[local];
}

/* The opcode for two neighbours; NOP: there is none. */
static enum opcode fused(enum opcode first, enum opcode second)
{
    if (first == OPCODE_LOAD_FAST && second == OPCODE_LOAD_FAST)
        return OPCODE_LOAD_FAST_LOAD_FAST;
    if (first == OPCODE_STORE_FAST && second == OPCODE_LOAD_FAST)
        return OPCODE_STORE_FAST_LOAD_FAST;
    if (first == OPCODE_LOAD_FAST && second == OPCODE_LOAD_ATTR)
        return OPCODE_LOAD_FAST_LOAD_ATTR;
    return OPCODE_NOP;
}

/* Fuse first with second, its kept neighbour, if there is an opcode for both.
 * second may fail on a line of its own only if it is `safe`. */
static void fuse(struct instruction *first, struct instruction *second,
                 bool safe)
{
    enum opcode op = fused(first->op, second->op);

    if (op == OPCODE_NOP || second->target || second->region != first->region ||
        first->arg > LOCAL_MASK || second->arg > LOCAL_MASK)
        return;
    if (first->line != second->line && !safe &&
        !(first->op == OPCODE_STORE_FAST && first->arg == second->arg))
        return;
    first->op = op;
    first->arg |= second->arg << LOCAL_BITS;
    second->kept = false;
}

/* Which parameters are never deleted. NULL: MemoryError. */
static bool *bound_parameters(struct emitter *e, uint32_t parameters)
{
    bool *bound = arena_alloc(e->arena, parameters + 1);

    for (uint32_t i = 0; bound && i < parameters; i++)
        bound[i] = true;
    for (uint32_t n = 0; bound && n < e->count; n++) {
        if (e->code[n].op == OPCODE_DELETE_FAST && e->code[n].arg < parameters)
            bound[e->code[n].arg] = false;
    }
    return bound;
}

/* Fuse instructions `op` with their neighbours. A fused argument has room for the
 * first sites only. */
static void fuse_with(struct emitter *e, enum opcode op, const bool *bound,
                      uint32_t parameters)
{
    struct instruction *previous = NULL;
    uint32_t sites = 0;

    for (uint32_t n = 0; n < e->count; n++) {
        struct instruction *i = &e->code[n];

        if (!i->kept)
            continue;
        if (previous && i->op == op && sites <= LOCAL_MASK)
            fuse(previous, i,
                 op == OPCODE_LOAD_FAST &&
                     surely_bound(bound, parameters, i->arg));
        sites += opcode_infos[i->op].argument == ARGUMENT_SITE;
        if (i->kept)
            previous = i;
    }
}

/* First the pairs that gain most. */
bool peephole(struct emitter *e, uint32_t parameters)
{
    bool *bound = bound_parameters(e, parameters);

    if (!bound)
        return false;
    choose_kept(e);
    mark_targets(e);
    fuse_with(e, OPCODE_LOAD_ATTR, bound, parameters);
    fuse_with(e, OPCODE_LOAD_FAST, bound, parameters);
    return true;
}
