/* SPDX-License-Identifier: MIT
 *
 * What other modules need of the module sys.
 */
#ifndef PY_SYS_H
#define PY_SYS_H

#include "object/object.h"

/* sys.settrace and its like (sys_trace.c). */
extern const struct method_def sys_trace_functions[];

/* sys.exit(status): raises SystemExit. */
builtin_function sys_exit;

/* sys.name, borrowed; NULL: it was deleted, nothing is raised. */
struct object *sys_get(const char *name);

#endif
