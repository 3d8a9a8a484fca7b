/* SPDX-License-Identifier: MIT
 *
 * floats as text, for formatting: what number.h does not need to know.
 */
#ifndef PY_FLOAT_TEXT_H
#define PY_FLOAT_TEXT_H

#include "object/text.h"

/* Append value as printf's conversion `type` (one of e E f F g G) or, type 0, as
 * format() with a precision does: like g, but it looks like a float ("1.0").
 * precision < 0: 6, or for type 0 repr. alternate: the # of printf. 0, or -1:
 * MemoryError. */
int float_text(struct text *out, double value, char type, int64_t precision,
               bool alternate);

#endif
