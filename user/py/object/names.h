/* SPDX-License-Identifier: MIT
 *
 * The names that the object core looks up again and again, interned once:
 * name_init is the str "__init__", plain_args "args".
 */
#ifndef PY_NAMES_H
#define PY_NAMES_H

#include "object/object.h"

#define NAME(name) extern struct object *name_##name;
#define PLAIN(name) extern struct object *plain_##name;
#include "object/names.def"
#undef NAME
#undef PLAIN

/* The names of an operator's methods: a + b, b's side of it, a += b. */
extern struct object *name_binary[BINARY_OPS], *name_swapped[BINARY_OPS],
    *name_inplace[BINARY_OPS];
/* __lt__ ... __ge__ and __neg__ ... __abs__. */
extern struct object *name_compare[COMPARE_OPS], *name_unary[UNARY_OPS];

/* Intern them all; the first step of types_ready_all. 0, or -1. */
int names_make(void);
/* Give them back. */
void names_release(void);

#endif
