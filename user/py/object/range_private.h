/* SPDX-License-Identifier: MIT
 *
 * What range.c, range_big.c and range_iterator.c share.
 */
#ifndef PY_RANGE_PRIVATE_H
#define PY_RANGE_PRIVATE_H

#include "object/container_private.h"

/* A range of ints, of which step is not 0. All borrowed. */
struct object *range_from(struct object *start, struct object *stop,
                          struct object *step);
/* The same where the length is known. */
struct object *range_make(struct object *start, struct object *stop,
                          struct object *step, struct object *length);
/* start + index * step, index an int that need not be in the range. */
struct object *range_at(struct object *self, struct object *index);
/* How many numbers, from ints of any size. */
struct object *range_big_length(struct object *start, struct object *stop,
                                struct object *step);
/* range[slice] */
struct object *range_slice(struct object *self, struct object *slice);

struct object *range_iter(struct object *self);
struct object *range_iterator_reversed(struct object *self);

#endif
