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
