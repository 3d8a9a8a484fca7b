/* SPDX-License-Identifier: MIT
 *
 * Flow analysis: which instructions can be reached, and how deep the operand
 * stack is at each. All ways to an instruction must agree about that, or the
 * compiler has a mistake: SystemError.
 */
#include "compile/compile.h"
#include "compile/emit.h"
#include "object/error.h"

struct flow {
    struct emitter *emitter;
    uint32_t *work; /* instructions reached but not followed */
    uint32_t count;
    int32_t stack; /* the greatest depth */
};

static bool flow_error(const char *problem, uint32_t index, uint8_t op)
{
    error_format(&type_SystemError, "compiler: %s at instruction %d, %s",
                 problem, (int)index,
                 op < OPCODES ? opcode_infos[op].name : "SETUP");
    return false;
}

/* There is a way to the instruction `to` from `from`, with that depth. */
static bool flow_reach(struct flow *flow, uint32_t from, uint32_t to,
                       int32_t depth)
{
    struct emitter *e = flow->emitter;
    uint8_t op = e->code[from].op;

    if (to >= e->count)
        return flow_error("no instruction follows", from, op);
    if (depth < 0)
        return flow_error("stack underflow", from, op);
    if (depth > flow->stack)
        flow->stack = depth;
    if (e->code[to].depth == DEPTH_UNKNOWN) {
        e->code[to].depth = depth;
        flow->work[flow->count++] = to;
    } else if (e->code[to].depth != depth) {
        return flow_error("inconsistent stack depth", to, e->code[to].op);
    }
    return true;
}

static bool flow_setup(struct flow *flow, uint32_t index)
{
    struct emitter *e = flow->emitter;
    struct region *region = &e->regions[e->code[index].arg];

    region->depth = e->code[index].depth - (int32_t)region->below;
    if (region->depth < 0)
        return flow_error("stack underflow", index, e->code[index].op);
    return flow_reach(flow, index, e->labels[region->label], region->depth + 1);
}

static bool flow_follow(struct flow *flow, uint32_t index)
{
    struct emitter *e = flow->emitter;
    const struct instruction *i = &e->code[index];
    int32_t next = i->depth + code_effect(i->op, i->arg, false);

    if (i->region != REGION_NONE && i->depth < e->regions[i->region].depth)
        return flow_error("stack below its handler's", index, i->op);
    if (i->op == OPCODE_SETUP && !flow_setup(flow, index))
        return false;
    if (i->op != OPCODE_SETUP &&
        opcode_infos[i->op].argument == ARGUMENT_TARGET &&
        !flow_reach(flow, index, e->labels[i->arg],
                    i->depth + code_effect(i->op, i->arg, true)))
        return false;
    if (!code_ends(i->op))
        return flow_reach(flow, index, index + 1, next);
    return next >= 0 || flow_error("stack underflow", index, i->op);
}

bool flow_analyse(struct emitter *e, int32_t *stack)
{
    struct flow flow = {.emitter = e};

    flow.work = arena_alloc(e->arena, e->count * sizeof(*flow.work));
    if (!flow.work || !flow_reach(&flow, 0, 0, 0))
        return false;
    while (flow.count > 0) {
        if (!flow_follow(&flow, flow.work[--flow.count]))
            return false;
    }
    *stack = flow.stack;
    return true;
}
