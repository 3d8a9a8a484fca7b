/* SPDX-License-Identifier: MIT
 *
 * Operators and subscripts for the dispatch loop, past its quickest paths.
 * Operands are borrowed; NULL: raised.
 */
#ifndef PY_VM_OPERATOR_H
#define PY_VM_OPERATOR_H

#include "object/object.h"
#include "vm/frame.h"

/* BINARY_...: a op b, or a op= b. Floats are tried first. */
struct object *operator_binary(struct object *a, struct object *b,
                               enum opcode opcode, bool inplace);

/* COMPARE_...: a op b, as any object. Floats and strs are tried
 * first. */
struct object *operator_compare(struct object *a, struct object *b,
                                enum opcode opcode);

/* a + b of two strs. If a is also the value of the local that the next
 * instruction, `next`, stores to, that reference is given up first, so that a
 * can be extended in place. Steals the operand stack's reference to a. */
struct object *operator_append(struct object *a, struct object *b,
                               uint32_t next, struct object **locals);

/* o[key] and o[key] = value where the loop's own cases did not apply. */
struct object *operator_subscript(struct object *o, struct object *key);
int operator_store_subscript(struct object *o, struct object *key,
                             struct object *value);

/* item in container; 1, 0; -1. */
int operator_contains(struct object *container, struct object *item);

#endif
