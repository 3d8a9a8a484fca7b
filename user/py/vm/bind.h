/* SPDX-License-Identifier: MIT
 *
 * Binding: from a call's arguments to the locals of a Python function.
 */
#ifndef PY_BIND_H
#define PY_BIND_H

#include "object/callable.h"

/* Can a call without keyword arguments have its arguments in the place of the
 * locals, with defaults behind them? */
bool bind_fits_in_place(const struct function *function, uint32_t count);

/* Complete the locals of such a call: the first `count` are there. Never fails.
 */
void bind_in_place(struct function *function, uint32_t count,
                   struct object **locals);

/* The general case: fill `locals` (code->locals places, which are not those of
 * args) with new references. args and names as builtin_function. 0; -1:
 * TypeError or MemoryError, and locals hold nothing. */
int bind_arguments(struct function *function, struct object *const *args,
                   uint32_t count, struct object *names,
                   struct object **locals);

/* ---- The complaints (bind_error.c); each raises TypeError and returns -1.
 * locals: as far as they are bound. ---- */

int bind_too_many(struct function *function, struct object *const *locals,
                  uint32_t given);
/* Of the parameters from..to-1, those that are neither bound nor have a default
 * are missing; `kind`: "positional", "keyword-only". */
int bind_missing(struct function *function, struct object *const *locals,
                 uint32_t from, uint32_t to, const char *kind);
/* keyword is no parameter; names: all keywords of the call. */
int bind_unexpected(struct function *function, struct object *keyword,
                    struct object *names);

#endif
