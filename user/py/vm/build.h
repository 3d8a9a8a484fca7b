/* SPDX-License-Identifier: MIT
 *
 * What instructions build from, or take apart into, values on the operand stack.
 * operands: the first of them, borrowed. A function that answers a value gives a
 * new reference, or NULL: raised; one that answers an int, 0, or -1: raised.
 */
#ifndef PY_BUILD_H
#define PY_BUILD_H

#include "vm/frame.h"

/* These two take the operands over, unless they fail. */
struct object *build_tuple(struct object *const *operands, uint32_t count);
struct object *build_list(struct object *const *operands, uint32_t count);
struct object *build_set(struct object *const *operands, uint32_t count);
/* count pairs. */
struct object *build_map(struct object *const *operands, uint32_t count);
struct object *build_slice(struct object *const *operands, uint32_t count);
/* How many operands FORMAT_VALUE has, with this argument. */
uint32_t build_format_operands(uint32_t flags);
struct object *build_format(struct object *const *operands, uint32_t flags);
/* How many operands MAKE_FUNCTION has, with this argument. */
uint32_t build_function_operands(uint32_t flags);
struct object *build_function(struct dict *globals,
                              struct object *const *operands, uint32_t flags);

/* DICT_UPDATE and DICT_MERGE: the latter for f(**mapping). */
int build_update(struct object *dict, struct object *mapping);
int build_merge(struct object *callable, struct object *dict,
                struct object *mapping);

/* LIST_EXTEND, for [*x] and f(*x). */
int build_extend(struct object *list, struct object *iterable);

/* CALL_FUNCTION_EX: args[0] becomes a tuple of its items, if it is none yet; the
 * callable is args[-1]. */
int build_arguments(struct object **args);

/* Put the `count` items of an iterable at out[0...], the first one last. */
int build_unpack(struct object *iterable, uint32_t count, struct object **out);
/* The same with a list of the rest between `before` and `after` items. */
int build_unpack_rest(struct object *iterable, uint32_t before, uint32_t after,
                      struct object **out);

#endif
