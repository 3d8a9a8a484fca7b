/* SPDX-License-Identifier: MIT
 *
 * Built-in modules: those in C have one line in modules.def, those in Python are
 * the files of user/py/lib, linked in.
 */
#ifndef PY_MODULE_H
#define PY_MODULE_H

#include "object/callable.h"
#include "object/container.h"
#include "object/error.h"
#include "object/number.h"
#include "object/text.h"
#include "vm/thread.h"

/* import name: from sys.modules, else C, else Python (linked in, then the
 * directory of the main program). Dotted names: only what exists.
 * ModuleNotFoundError "No module named 'x'". */
struct object *module_import(struct object *name);

/* Make a module from a table, without entering it. Further values are put in by
 * the module's own init. */
struct object *module_from_methods(const char *name,
                                   const struct method_def *methods);

/* Put the functions of one more table into a module. 0, or -1. */
int module_add_methods(struct object *module, const struct method_def *methods);

/* Put a value (stolen; NULL: has failed already) into a module. 0, or -1. */
int module_set(struct object *module, const char *name, struct object *value);

/* Each C module's maker. */
#define MODULE(name) struct object *module_init_##name(void);
#include "module/modules.def"
#undef MODULE

/* A time span in seconds, as sleep() takes it: int or float. 0, or -1:
 * TypeError, ValueError (NaN). */
int time_seconds(struct object *o, double *seconds);

/* sys.argv; called once before the main program. */
int sys_set_argv(int argc, char **argv);

/* print and the prompt write through this: buffered standard output, flushed
 * when full, at a newline if it is a terminal, at sys.stdout.flush and at the
 * end. Holding the GIL; gives it away around a write that may block. */
int output_write(const char *text, size_t size);
int output_flush(void);

#endif
