/* SPDX-License-Identifier: MIT
 *
 * The two iterators that belong to no container: over anything that has
 * __getitem__ and nothing better, and iter(callable, sentinel).
 */
#ifndef PY_ITERATOR_H
#define PY_ITERATOR_H

#include "object/object.h"

/* o[0], o[1], ... until IndexError. */
struct object *sequence_iterator_new(struct object *o);
/* callable(), callable(), ... until that equals sentinel. */
struct object *callable_iterator_new(struct object *callable,
                                     struct object *sentinel);

#endif
