/* SPDX-License-Identifier: MIT
 *
 * Instructions in the making: a growing list in which jumps name labels and
 * where each instruction knows the region whose handler gets its exceptions.
 * assemble.c makes a code object of it.
 */
#ifndef PY_EMIT_H
#define PY_EMIT_H

#include "compile/ast.h"
#include "compile/code.h"

/* The meaning of arguments, and a stack effect that depends on the argument;
 * see opcodes.def. */
enum argument_kind {
    ARGUMENT_NONE,
    ARGUMENT_COUNT,
    ARGUMENT_CONSTANT,
    ARGUMENT_LOCAL,
    ARGUMENT_NAME,
    ARGUMENT_SITE,
    ARGUMENT_LOCAL_SITE,
    ARGUMENT_TARGET,
    ARGUMENT_FLAG,
};

struct opcode_info {
    const char *name;
    int8_t effect;    /* EFFECT_VARIES: see code_effect */
    uint8_t argument; /* enum argument_kind */
};

#define EFFECT_VARIES 100

extern const struct opcode_info opcode_infos[OPCODES];

/* What the instruction adds to the depth of the stack; jumped: at its target. */
int32_t code_effect(enum opcode op, uint32_t arg, bool jumped);
/* Does the instruction never continue with the next one? */
bool code_ends(enum opcode op);

/* Marks the begin of a region (its argument); not part of the code object. */
#define OPCODE_SETUP ((enum opcode)OPCODES)

/* UNPACK_EX: values before the starred one, and above them those after it. */
#define UNPACK_BITS 8
#define UNPACK_MASK ((1u << UNPACK_BITS) - 1)

/* FORMAT_VALUE: there is a format specification. */
#define FORMAT_SPEC 4

/* MAKE_FUNCTION: what lies on the stack. */
enum { MAKE_DEFAULTS = 1, MAKE_KEYWORD_DEFAULTS = 2, MAKE_CLOSURE = 8 };

/* Two locals, or a local and a name or site, in one argument. */
#define LOCAL_BITS 12
#define LOCAL_MASK ((1u << LOCAL_BITS) - 1)

struct instruction {
    uint8_t op;
    bool target; /* of a jump or of exceptions (assemble.c) */
    bool kept;   /* it will be in the code object (assemble.c) */
    int32_t line;
    uint32_t arg; /* a jump's: the label; a site's: the name (or, fused with a
                     local, that from LOCAL_BITS on) */
    uint32_t region;
    int32_t depth;  /* of the stack before it; DEPTH_UNKNOWN: not reached */
    uint32_t index; /* of it in the code object (assemble.c) */
};

#define DEPTH_UNKNOWN (-1)

/* A stretch of instructions with one handler. */
struct region {
    uint32_t label; /* of the handler */
    uint32_t below; /* values on the stack at SETUP that the handler drops */
    int32_t depth;  /* of what it keeps (assemble.c) */
};

#define REGION_NONE 0

struct emitter {
    struct arena *arena;
    struct instruction *code;
    uint32_t count, capacity;
    uint32_t *labels; /* label -> index of the instruction */
    uint32_t label_count, label_capacity;
    struct region *regions; /* [REGION_NONE] is unused */
    uint32_t region_count, region_capacity;
    uint32_t region;                          /* of what is emitted now */
    int32_t line;                             /* likewise */
    struct dict *constant_index, *name_index; /* value -> number */
    struct list *constants, *names;
};

bool emit_init(struct emitter *e, struct arena *arena, int32_t line);
bool emit(struct emitter *e, enum opcode op, uint32_t arg);
/* A label, yet without a place (*label); its place: here. */
bool emit_label(struct emitter *e, uint32_t *label);
void emit_here(struct emitter *e, uint32_t label);
/* Begin a region whose exceptions go to label, with all but the top `below`
 * values kept. It lasts until emitter->region is changed back. */
bool emit_setup(struct emitter *e, uint32_t label, uint32_t below);
/* The number of a constant; equal ones of the same type share it (constant.c). */
bool emit_constant_index(struct emitter *e, struct object *value,
                         uint32_t *index);
/* What tells a constant from others: equal exactly if they are the same. */
struct object *constant_key(struct object *value);
bool emit_name_index(struct emitter *e, struct object *name, uint32_t *index);

/* The code object: instructions, constants, names, handlers, lines, sites and
 * stack; the rest is the caller's to fill in. */
struct code *assemble(struct emitter *e, uint32_t parameters);

/* The parts of assemble, in their order. peephole.c: let jumps to jumps go where
 * those go. */
void thread_jumps(struct emitter *e);
/* flow.c: find the depth at each instruction that can be reached, and the
 * greatest. */
bool flow_analyse(struct emitter *e, int32_t *stack);
/* peephole.c: decide which instructions stay; fuse pairs. */
bool peephole(struct emitter *e, uint32_t parameters);

#endif
