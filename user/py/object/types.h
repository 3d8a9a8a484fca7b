/* SPDX-License-Identifier: MIT
 *
 * Every built-in type, declared; and the step that makes them all ready.
 */
#ifndef PY_TYPES_H
#define PY_TYPES_H

#include "object/object.h"

#define TYPE(name, public_name) extern struct type type_##name;
#include "object/types.def"
#undef TYPE

/* type_ready for all of types.def and for the exceptions. 0, or -1. */
int types_ready_all(void);

/* Give back what that made, as the interpreter's very last step: no object may
 * be left. It can be called again after that. */
void types_release_all(void);

/* Put the types that have a public name, and the exceptions, into builtins. */
int types_publish(struct dict *builtins);

#endif
