/* SPDX-License-Identifier: MIT
 *
 * What the files that make up the module select share; nobody else includes it.
 */
#ifndef PY_SELECT_H
#define PY_SELECT_H

#include "module/os.h"

/* The descriptor that an int, or an object with fileno(), stands for. 0, or -1:
 * TypeError, ValueError (negative). */
int descriptor_of(struct object *o, int *fd);

/* How long to wait. */
struct patience {
    bool forever;
    int64_t deadline; /* CLOCK_MONOTONIC, in ns */
};

/* From the timeout of a poll(), in units of so many ns; NULL, None and negative
 * mean forever. 0, or -1: raised. */
int patience_from(struct patience *patience, struct object *timeout,
                  int64_t unit);
/* What is left of it, as poll(2) takes it: rounded up; -1: forever. */
int patience_left(const struct patience *patience);

#endif
