/* SPDX-License-Identifier: MIT
 *
 * The files that make up the module math; each function is a builtin_function.
 */
#ifndef PY_MATH_H
#define PY_MATH_H

#include "module/module.h"

/* math_int.c */
builtin_function math_gcd, math_lcm, math_isqrt, math_factorial, math_comb,
    math_perm;
/* math_many.c */
builtin_function math_fsum, math_prod, math_hypot, math_dist, math_isclose;
/* math_log.c */
builtin_function math_log, math_log2, math_log10;

/* ValueError "math domain error", OverflowError "math range error". */
struct object *math_domain_error(void);
struct object *math_range_error(void);

#endif
