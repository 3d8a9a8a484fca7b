/* SPDX-License-Identifier: MIT
 *
 * What opcodes.def says about each opcode, and the stack effects that it leaves
 * to the argument.
 */
#include "compile/emit.h"

#define VARIES EFFECT_VARIES

const struct opcode_info opcode_infos[OPCODES] = {
#define OP(name, effect, argument, where, text)                                \
    [OPCODE_##name] = {#name, effect, ARGUMENT_##argument},
#include "compile/opcodes.def"
#undef OP
};

/* MAKE_FUNCTION's and CALL_FUNCTION_EX's flags, each a value on the stack. */
static int32_t bits_set(uint32_t flags)
{
    return __builtin_popcount(flags);
}

static int32_t effect_varies(enum opcode op, int32_t arg)
{
    switch (op) {
    case OPCODE_BUILD_SLICE:
    case OPCODE_BUILD_TUPLE:
    case OPCODE_BUILD_LIST:
    case OPCODE_BUILD_SET:
    case OPCODE_BUILD_STRING:
        return 1 - arg;
    case OPCODE_BUILD_MAP:
        return 1 - 2 * arg;
    case OPCODE_UNPACK_SEQUENCE:
        return arg - 1;
    case OPCODE_UNPACK_EX:
        return (arg & UNPACK_MASK) + (arg >> UNPACK_BITS);
    case OPCODE_FORMAT_VALUE:
        return arg & FORMAT_SPEC ? -1 : 0;
    case OPCODE_MAKE_FUNCTION:
        return -bits_set(arg);
    case OPCODE_CALL_FUNCTION:
        return -arg;
    case OPCODE_CALL_METHOD:
    case OPCODE_CALL_FUNCTION_KW:
        return -arg - 1;
    case OPCODE_CALL_FUNCTION_EX:
        return -1 - bits_set(arg);
    default: /* RAISE_VARARGS */
        return -arg;
    }
}

int32_t code_effect(enum opcode op, uint32_t arg, bool jumped)
{
    if (op == OPCODE_SETUP)
        return 0;
    if (jumped && op == OPCODE_FOR_ITER)
        return -1;
    if (jumped &&
        (op == OPCODE_JUMP_IF_FALSE_OR_POP || op == OPCODE_JUMP_IF_TRUE_OR_POP))
        return 0;
    if (opcode_infos[op].effect == EFFECT_VARIES)
        return effect_varies(op, (int32_t)arg);
    return opcode_infos[op].effect;
}

bool code_ends(enum opcode op)
{
    return op == OPCODE_RETURN_VALUE || op == OPCODE_RAISE_VARARGS ||
           op == OPCODE_RERAISE || op == OPCODE_JUMP_FORWARD ||
           op == OPCODE_JUMP_BACKWARD;
}
