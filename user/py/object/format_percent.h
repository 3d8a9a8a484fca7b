/* SPDX-License-Identifier: MIT
 *
 * Between the two files of format % arguments: what a conversion asks for.
 */
#ifndef PY_FORMAT_PERCENT_H
#define PY_FORMAT_PERCENT_H

#include "object/text.h"

struct conversion {
    bool left, zero, alternate; /* the flags - 0 # */
    char sign;                  /* the flags + and space; 0: none */
    int64_t width;              /* 0: not given */
    int64_t precision;          /* -1: not given */
    uint32_t type;              /* one of srcadiuoxXeEfFgG; of bytes also b */
    bool bytes;                 /* the format is bytes, not a str */
};

/* Append value as the conversion says. value lives as long as the arguments of
 * the operator, which the caller keeps. 0, or -1. */
int format_percent_value(struct text *out, const struct conversion *how,
                         struct object *value);

#endif
