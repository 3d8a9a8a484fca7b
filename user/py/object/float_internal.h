/* SPDX-License-Identifier: MIT
 *
 * What the files that make up float share.
 */
#ifndef PY_FLOAT_INTERNAL_H
#define PY_FLOAT_INTERNAL_H

#include "object/number.h"

#define FLOAT_REPR_ROOM 32 /* what float_repr writes at most */

/* Where one of the two is a float: the tuple of divmod(a, b). */
struct object *float_divmod(struct object *a, struct object *b);

/* float.hex and float.fromhex (float_hex.c). */
struct object *float_hex(double value);
struct object *float_from_hex(const char *text, size_t size);

/* float_methods.c */
extern const struct method_def float_methods[];
extern const struct getset_def float_getsets[];

#endif
