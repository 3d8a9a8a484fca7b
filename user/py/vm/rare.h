/* SPDX-License-Identifier: MIT
 *
 * The instructions that the dispatch loop does not do itself, because they are
 * rare, or long enough for a call not to matter.
 */
#ifndef PY_RARE_H
#define PY_RARE_H

#include "vm/frame.h"

/* Do such an instruction, whose operands end at top. Where they end afterwards; or
 * NULL: an exception is raised, and the operands are as they were. */

/* Lists of opcodes: those that each of these functions does, but for a few with an
 * end of their own in run.c. */
#define RARE_NAMES(X)                                                          \
    X(LOAD_NAME)                                                               \
    X(STORE_NAME)                                                              \
    X(MAKE_CELL)                                                               \
    X(LOAD_CLOSURE)                                                            \
    X(LOAD_CLASSDEREF)                                                         \
    X(STORE_GLOBAL)                                                            \
    X(DELETE_FAST)                                                             \
    X(DELETE_DEREF)                                                            \
    X(DELETE_GLOBAL)                                                           \
    X(DELETE_NAME)                                                             \
    X(DELETE_ATTR)                                                             \
    X(IMPORT_FROM)                                                             \
    X(IMPORT_STAR)                                                             \
    X(PRINT_EXPR)
#define RARE_BUILDERS(X)                                                       \
    X(BUILD_TUPLE)                                                             \
    X(BUILD_LIST)                                                              \
    X(BUILD_SET)                                                               \
    X(BUILD_MAP)                                                               \
    X(BUILD_STRING)                                                            \
    X(BUILD_SLICE)                                                             \
    X(FORMAT_VALUE)                                                            \
    X(MAKE_FUNCTION)                                                           \
    X(LIST_TO_TUPLE)                                                           \
    X(UNARY_NEGATIVE)                                                          \
    X(UNARY_POSITIVE)                                                          \
    X(UNARY_INVERT)                                                            \
    X(UNARY_NOT)
#define RARE_CONTAINERS(X)                                                     \
    X(SET_ADD)                                                                 \
    X(MAP_ADD)                                                                 \
    X(LIST_EXTEND)                                                             \
    X(SET_UPDATE)                                                              \
    X(DICT_UPDATE)                                                             \
    X(DICT_MERGE)                                                              \
    X(DELETE_SUBSCR)
#define RARE_PROTOCOLS(X)                                                      \
    X(PUSH_EXC_INFO)                                                           \
    X(POP_EXCEPT)                                                              \
    X(CHECK_EXC_MATCH)                                                         \
    X(LOAD_ASSERTION_ERROR)                                                    \
    X(LOAD_BUILD_CLASS)                                                        \
    X(GET_ITER)                                                                \
    X(GET_YIELD_FROM_ITER)                                                     \
    X(UNPACK_EX)

/* Names, attributes, import. */
struct object **rare_name(struct frame *frame, struct object **top,
                          enum opcode op, uint32_t arg);
/* What makes a new object of its operands. */
struct object **rare_build(struct frame *frame, struct object **top,
                           enum opcode op, uint32_t arg);
/* What changes a container. */
struct object **rare_container(struct object **top, enum opcode op,
                               uint32_t arg);
/* except, with, class, yield from; unpacking with a star. */
struct object **rare_protocol(struct object **top, enum opcode op,
                              uint32_t arg);

#endif
