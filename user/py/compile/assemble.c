/* SPDX-License-Identifier: MIT
 *
 * From instructions with labels and regions to a code object with indices and
 * a table of handlers.
 */
#include "compile/compile.h"
#include "compile/emit.h"
#include "object/container.h"
#include "object/mem.h"

/* Number the kept instructions; the others get the number of what follows. */
static uint32_t number_kept(struct emitter *e)
{
    uint32_t count = 0;

    for (uint32_t n = 0; n < e->count; n++) {
        e->code[n].index = count;
        if (e->code[n].kept)
            count++;
    }
    return count;
}

static uint32_t label_index(const struct emitter *e, uint32_t label)
{
    return e->code[e->labels[label]].index;
}

static bool is_site(const struct instruction *i)
{
    return opcode_infos[i->op].argument == ARGUMENT_SITE ||
           opcode_infos[i->op].argument == ARGUMENT_LOCAL_SITE;
}

/* The argument as it is in the code object; *sites: those made so far. */
static uint32_t final_argument(const struct emitter *e, struct code *code,
                               const struct instruction *i, uint32_t *sites)
{
    if (opcode_infos[i->op].argument == ARGUMENT_TARGET)
        return label_index(e, i->arg);
    if (!is_site(i))
        return i->arg;
    if (opcode_infos[i->op].argument == ARGUMENT_LOCAL_SITE) {
        code->sites[*sites].name = ref(e->names->items[i->arg >> LOCAL_BITS]);
        return (i->arg & LOCAL_MASK) | (*sites)++ << LOCAL_BITS;
    }
    code->sites[*sites].name = ref(e->names->items[i->arg]);
    return (*sites)++;
}

static bool allocate_instructions(struct emitter *e, struct code *code)
{
    uint32_t sites = 0;

    for (uint32_t n = 0; n < e->count; n++)
        sites += e->code[n].kept && is_site(&e->code[n]);
    code->instructions = mem_alloc_array(code->count, sizeof(uint32_t));
    code->lines = mem_alloc_array(code->count, sizeof(int32_t));
    if (sites > 0) {
        code->sites = mem_zalloc(sites * sizeof(struct site));
        if (!code->sites)
            return false;
        code->site_count = sites;
    }
    return code->instructions && code->lines;
}

static bool fill_instructions(struct emitter *e, struct code *code)
{
    uint32_t sites = 0;

    if (!allocate_instructions(e, code))
        return false;
    for (uint32_t n = 0; n < e->count; n++) {
        const struct instruction *i = &e->code[n];

        if (!i->kept)
            continue;
        code->lines[i->index] = i->line;
        code->instructions[i->index] =
            INSTRUCTION(i->op, final_argument(e, code, i, &sites));
    }
    return true;
}

/* Does a run of instructions of one region begin with the kept instruction i,
 * whose kept predecessor had region `before`? */
static bool run_begins(const struct instruction *i, uint32_t before)
{
    return i->kept && i->region != before && i->region != REGION_NONE;
}

static uint32_t count_runs(const struct emitter *e)
{
    uint32_t runs = 0, region = REGION_NONE;

    for (uint32_t n = 0; n < e->count; n++) {
        runs += run_begins(&e->code[n], region);
        if (e->code[n].kept)
            region = e->code[n].region;
    }
    return runs;
}

/* Each instruction has one innermost region, so the table's stretches do not
 * overlap. */
static bool fill_handlers(struct emitter *e, struct code *code)
{
    uint32_t region = REGION_NONE;
    struct handler *handler;

    code->handler_count = count_runs(e);
    if (code->handler_count == 0)
        return true;
    code->handlers =
        mem_alloc_array(code->handler_count, sizeof(struct handler));
    if (!code->handlers)
        return false;
    handler = code->handlers - 1;
    for (uint32_t n = 0; n < e->count; n++) {
        const struct instruction *i = &e->code[n];

        if (!i->kept)
            continue;
        if (run_begins(i, region)) {
            *++handler = (struct handler){
                .from = i->index,
                .target = label_index(e, e->regions[i->region].label),
                .depth = (uint32_t)e->regions[i->region].depth};
        }
        if (i->region != REGION_NONE)
            handler->to = i->index + 1;
        region = i->region;
    }
    return true;
}

struct code *assemble(struct emitter *e, uint32_t parameters)
{
    struct code *code;
    int32_t stack;

    thread_jumps(e);
    if (!flow_analyse(e, &stack) || !peephole(e, parameters))
        return NULL;
    code = (struct code *)object_new(&type_code, sizeof(*code));
    if (!code)
        return NULL;
    code->count = number_kept(e);
    code->stack = (uint32_t)stack;
    code->constants =
        tuple_from_array(e->constants->items, e->constants->count);
    code->names = tuple_from_array(e->names->items, e->names->count);
    if (code->constants && code->names && fill_instructions(e, code) &&
        fill_handlers(e, code))
        return code;
    unref((struct object *)code);
    return NULL;
}
