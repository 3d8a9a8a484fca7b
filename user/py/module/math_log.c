/* SPDX-License-Identifier: MIT
 *
 * Logarithms, also of ints that are too large for a float.
 */
#include <float.h>
#include <math.h>

#include "module/math.h"
#include "object/int_internal.h"

/* A positive int as the result * 2^*exponent; *exponent is 0 if the int fits in
 * a double. */
static double scaled(const struct int_view *i, int64_t *exponent)
{
    double top = (double)digits_top(i->digit, i->count, exponent), whole;
    int carry; /* rounding up may have led to the next power of two */

    whole = *exponent < DBL_MAX_EXP ? ldexp(top, (int)*exponent) : INFINITY;
    if (isinf(whole)) {
        top = frexp(top, &carry);
        *exponent += carry;
        return top;
    }
    *exponent = 0;
    return whole;
}

/* 1: the logarithm of o is *out; 0: raised. */
static bool logarithm(struct object *o, double (*function)(double), double *out)
{
    struct int_view view;
    int64_t exponent = 0;
    double x;

    if (is_int_or_bool(o)) {
        int_view(o, &view);
        x = view.count && view.sign > 0 ? scaled(&view, &exponent) : 0;
    } else if (number_to_double(o, &x) < 0) {
        return false;
    }
    if (x <= 0) {
        math_domain_error();
        return false;
    }
    *out = function(x);
    if (exponent)
        *out += function(2.0) * (double)exponent;
    return true;
}

static struct object *log_object(struct object *o, double (*function)(double))
{
    double result;

    return logarithm(o, function, &result) ? float_from(result) : NULL;
}

struct object *math_log(struct object *const *args, uint32_t count,
                        struct object *names)
{
    double number, base;

    (void)names;
    if (count == 1)
        return log_object(args[0], log);
    if (!logarithm(args[0], log, &number) || !logarithm(args[1], log, &base))
        return NULL;
    if (base == 0)
        return error_format(&type_ZeroDivisionError, "float division by zero");
    return float_from(number / base);
}

struct object *math_log2(struct object *const *args, uint32_t count,
                         struct object *names)
{
    (void)count;
    (void)names;
    return log_object(args[0], log2);
}

struct object *math_log10(struct object *const *args, uint32_t count,
                          struct object *names)
{
    (void)count;
    (void)names;
    return log_object(args[0], log10);
}
