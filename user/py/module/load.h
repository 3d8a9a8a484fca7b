/* SPDX-License-Identifier: MIT
 *
 * Who loads which module: so that nobody else sees it half done.
 */
#ifndef PY_LOAD_H
#define PY_LOAD_H

#include <stdbool.h>

#include "object/callable.h"

/* The calling thread begins, and ends, to run the module's program. */
void load_begin(struct module *module);
void load_end(struct module *module);

/* Wait until another thread that loads the module has done so; at once if none
 * does, or if that one waits for the caller. Gives the GIL away meanwhile.
 * Returns whether it has waited: the module may not be in sys.modules any
 * more. */
bool load_await(struct module *module);

/* In a forked child: only the calling thread still loads modules. */
void load_after_fork(void);

#endif
