/* SPDX-License-Identifier: MIT
 *
 * Printing bytecode:
 *
 *     line  >>  index NAME                  argument (meaning)
 *
 * where >> marks what something jumps to, and after the instructions the table
 * of handlers; then the same for each code object among the constants.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "compile/emit.h"
#include "object/container.h"
#include "object/error.h"
#include "object/mem.h"
#include "object/number.h"
#include "object/text.h"
#include "module/module.h"

#define FIELD_MAX 80

static int add_field(struct text *out, const char *format, ...)
{
    char field[FIELD_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(field, sizeof(field), format, args);
    va_end(args);
    return text_add_c(out, field);
}

/* ---- The meaning of an argument ---- */

static int add_name(struct text *out, struct object *name)
{
    return text_add_c(out, " (") < 0 || text_add_object(out, name) < 0 ||
                   text_add_c(out, ")") < 0
               ? -1
               : 0;
}

/* A code object is shown without its address: the output is always the same. */
static int add_constant(struct text *out, struct object *value)
{
    const struct code *code = (const struct code *)value;

    if (type_of(value) == &type_code)
        return text_add_c(out, " (<code ") < 0 ||
                       text_add_object(out, code->name) < 0 ||
                       text_add_c(out, ">)") < 0
                   ? -1
                   : 0;
    return text_add_c(out, " (") < 0 || text_add_repr(out, value) < 0 ||
                   text_add_c(out, ")") < 0
               ? -1
               : 0;
}

static struct object *local_name(const struct code *code, uint32_t index)
{
    return ((const struct tuple *)code->local_names)->items[index];
}

static int add_pair(struct text *out, struct object *first, const char *between,
                    struct object *second)
{
    return text_add_c(out, " (") < 0 || text_add_object(out, first) < 0 ||
                   text_add_c(out, between) < 0 ||
                   text_add_object(out, second) < 0 || text_add_c(out, ")") < 0
               ? -1
               : 0;
}

static int add_locals(struct text *out, const struct code *code, enum opcode op,
                      uint32_t arg)
{
    if (op != OPCODE_LOAD_FAST_LOAD_FAST && op != OPCODE_STORE_FAST_LOAD_FAST)
        return add_name(out, local_name(code, arg));
    return add_pair(out, local_name(code, arg & LOCAL_MASK), ", ",
                    local_name(code, arg >> LOCAL_BITS));
}

static int add_argument(struct text *out, const struct code *code,
                        uint32_t word)
{
    enum opcode op = INSTRUCTION_OP(word);
    uint32_t arg = INSTRUCTION_ARG(word);

    if (opcode_infos[op].argument == ARGUMENT_NONE)
        return add_field(out, "%s", opcode_infos[op].name);
    if (add_field(out, "%-24s %5u", opcode_infos[op].name, arg) < 0)
        return -1;
    switch ((enum argument_kind)opcode_infos[op].argument) {
    case ARGUMENT_CONSTANT:
        return add_constant(out, ((struct tuple *)code->constants)->items[arg]);
    case ARGUMENT_LOCAL:
        return add_locals(out, code, op, arg);
    case ARGUMENT_NAME:
        return add_name(out, ((struct tuple *)code->names)->items[arg]);
    case ARGUMENT_SITE:
        return add_name(out, code->sites[arg].name);
    case ARGUMENT_LOCAL_SITE:
        return add_pair(out, local_name(code, arg & LOCAL_MASK), ".",
                        code->sites[arg >> LOCAL_BITS].name);
    case ARGUMENT_TARGET:
        return add_field(out, " (to %u)", arg);
    default:
        return 0;
    }
}

/* ---- Lines ---- */

/* Does anything jump to the instruction? One flag each. */
static void mark_targets(const struct code *code, bool *targets)
{
    for (uint32_t i = 0; i < code->count; i++) {
        uint32_t word = code->instructions[i];

        if (opcode_infos[INSTRUCTION_OP(word)].argument == ARGUMENT_TARGET)
            targets[INSTRUCTION_ARG(word)] = true;
    }
    for (uint32_t i = 0; i < code->handler_count; i++)
        targets[code->handlers[i].target] = true;
}

static int add_instruction(struct text *out, const struct code *code,
                           uint32_t index, bool target)
{
    bool first = index == 0 || code->lines[index] != code->lines[index - 1];

    if (first && index > 0 && text_add_c(out, "\n") < 0)
        return -1;
    if ((first ? add_field(out, "%5d", (int)code->lines[index])
               : text_add_c(out, "     ")) < 0)
        return -1;
    if (add_field(out, " %s %6u ", target ? ">>" : "  ", index) < 0 ||
        add_argument(out, code, code->instructions[index]) < 0)
        return -1;
    return text_add_c(out, "\n");
}

static int add_instructions(struct text *out, const struct code *code)
{
    bool *targets = mem_zalloc(code->count);
    int result = 0;

    if (!targets)
        return -1;
    mark_targets(code, targets);
    for (uint32_t i = 0; result == 0 && i < code->count; i++)
        result = add_instruction(out, code, i, targets[i]);
    mem_free(targets, code->count);
    return result;
}

static int add_handlers(struct text *out, const struct code *code)
{
    if (code->handler_count > 0 && text_add_c(out, "Handlers:\n") < 0)
        return -1;
    for (uint32_t i = 0; i < code->handler_count; i++) {
        const struct handler *h = &code->handlers[i];

        if (add_field(out, "  %u to %u -> %u [%u]\n", h->from, h->to - 1,
                      h->target, h->depth) < 0)
            return -1;
    }
    return 0;
}

/* ---- Whole code objects ---- */

static int print_one(const struct code *code)
{
    struct text out = {0};
    int result = add_instructions(&out, code);

    if (result == 0)
        result = add_handlers(&out, code);
    if (result == 0)
        result = output_write(out.data, out.size);
    text_discard(&out);
    return result;
}

static int print_heading(const struct code *code)
{
    struct object *heading =
        str_format_c("\nDisassembly of %U:\n", code->qualname);
    int result = -1;

    if (heading)
        result = output_write(str_text(heading), str_size(heading));
    unref_maybe(heading);
    return result;
}

int dis_print(struct code *code)
{
    const struct tuple *constants = (const struct tuple *)code->constants;

    if (print_one(code) < 0 || recursion_enter(" while disassembling"))
        return -1;
    for (uint64_t i = 0; i < constants->count; i++) {
        struct object *constant = constants->items[i]; /* may be small */
        struct code *inner = (struct code *)constant;

        if (type_of(constant) == &type_code &&
            (print_heading(inner) < 0 || dis_print(inner) < 0)) {
            recursion_leave();
            return -1;
        }
    }
    recursion_leave();
    return 0;
}
