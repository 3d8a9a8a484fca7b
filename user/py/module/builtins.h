/* SPDX-License-Identifier: MIT
 *
 * What the files of the built-in functions share. builtins.c has the table.
 */
#ifndef PY_BUILTINS_H
#define PY_BUILTINS_H

#include "module/module.h"

/* builtins_iterate.c */
builtin_function builtins_all, builtins_any, builtins_iter, builtins_max,
    builtins_min, builtins_next, builtins_sorted, builtins_sum;
/* builtins_number.c */
builtin_function builtins_abs, builtins_bin, builtins_divmod, builtins_hex,
    builtins_oct, builtins_pow, builtins_round;
/* builtins_value.c */
builtin_function builtins_ascii, builtins_callable, builtins_chr,
    builtins_format, builtins_hash, builtins_id, builtins_input, builtins_len,
    builtins_ord, builtins_print, builtins_repr;
/* builtins_attribute.c */
builtin_function builtins_delattr, builtins_dir, builtins_getattr,
    builtins_globals, builtins_hasattr, builtins_isinstance,
    builtins_issubclass, builtins_locals, builtins_setattr, builtins_vars;
/* builtins_code.c */
builtin_function builtins_compile, builtins_eval, builtins_exec,
    builtins_import;

/* Call the method of o's class called `name` with `count` further arguments. 1:
 * *result is its result; 0: there is none; -1: raised. */
int builtins_special(struct object *o, const char *name,
                     struct object *const *args, uint32_t count,
                     struct object **result);

/* The current frame's globals and locals, borrowed and owned. NULL: raised. */
struct dict *builtins_frame_globals(void);
struct object *builtins_frame_locals(void);

#endif
