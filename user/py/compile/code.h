/* SPDX-License-Identifier: MIT
 *
 * A code object: what the compiler makes of a module, function, class body or
 * comprehension, and what the dispatch loop runs.
 *
 * An instruction is a 32-bit word: the opcode in the lowest 8 bits, its argument
 * in the other 24. Jumps name the index of their target.
 */
#ifndef PY_CODE_H
#define PY_CODE_H

#include "object/object.h"

enum opcode {
#define OP(name, effect, argument, where, text) OPCODE_##name,
#include "compile/opcodes.def"
#undef OP
    OPCODES
};

#define INSTRUCTION(op, arg) ((uint32_t)(op) | (uint32_t)(arg) << 8)
#define INSTRUCTION_OP(word) ((word)&0xff)
#define INSTRUCTION_ARG(word) ((word) >> 8)
#define ARGUMENT_MAX 0xffffff

enum code_flag {
    CODE_VARARGS = 1,
    CODE_VARKEYWORDS = 2,
    CODE_GENERATOR = 4,
    CODE_FUNCTION = 8, /* has fast locals; else a module's or class's names */
    CODE_SIMPLE =
        16, /* positional parameters only, no cells, no free variables,
                          not a generator: the quick call */
};

/* The inline cache of one instruction: what was found last time, valid while the
 * versions are what they were. Zeroed: empty. */
struct site {
    struct object *name;  /* interned str; the only counted reference here */
    uint32_t version;     /* of the class, or of the globals' keys */
    uint32_t index;       /* slot of the instance, or entry of the dict */
    struct shape *shape;  /* of the instance, or NULL */
    struct object *value; /* borrowed: a method, or a class's attribute */
};

/* Where exceptions go: an instruction in from..to-1 that raises continues at
 * target, with the operand stack cut to `depth` values and the exception pushed.
 * Innermost first. */
struct handler {
    uint32_t from, to, target, depth;
};

struct code {
    struct object head;
    uint32_t *instructions;
    uint32_t count; /* of instructions */
    uint32_t flags; /* enum code_flag */
    /* Parameters: `positional` of them (of which the first positional_only have
     * no name for callers), then keyword_only, then *args and **kwargs. */
    uint32_t positional, positional_only, keyword_only;
    /* Fast locals: parameters, other variables (those that inner functions use
     * hold a cell: MAKE_CELL), then the free variables' cells. */
    uint32_t locals;            /* all of them, free variables included */
    uint32_t free;              /* the last so many of them */
    uint32_t stack;             /* depth of the operand stack at most */
    struct object *local_names; /* tuple of str, one per local */
    struct object *constants;   /* tuple */
    struct site *sites;         /* what arguments of kind SITE mean */
    uint32_t site_count;
    struct object *names; /* tuple of str: arguments of kind NAME */
    struct handler *handlers;
    uint32_t handler_count;
    int32_t *lines; /* source line of each instruction */
    int32_t first_line;
    struct object *name, *qualname, *filename; /* str */
    struct object *doc;                        /* str, or NULL */
};

extern struct type type_code;

/* The line of instruction index, 1-based. */
static inline int32_t code_line(const struct code *code, uint32_t index)
{
    return index < code->count ? code->lines[index] : code->first_line;
}

/* Print the bytecode of code and of those in its constants on standard output,
 * one instruction a line: line, index, name, argument, its meaning (dis.c). 0, or
 * -1. */
int dis_print(struct code *code);

#endif
