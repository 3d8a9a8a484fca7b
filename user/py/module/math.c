/* SPDX-License-Identifier: MIT
 *
 * The module math: functions of one or two floats, which are the C library's
 * with Python's exceptions, and the table of all.
 */
#include <math.h>

#include "module/math.h"

#define PI 3.14159265358979323846
#define E 2.7182818284590452354
#define DEGREES_OF_PI 180.0
#define EXPONENT_MAX 10000 /* beyond, ldexp's result is 0 or infinite anyway */

struct object *math_domain_error(void)
{
    return error_format(&type_ValueError, "math domain error");
}

struct object *math_range_error(void)
{
    return error_format(&type_OverflowError, "math range error");
}

/* What became of finite arguments: a result that is no number means that the
 * function is not defined there; an infinite one, that it is too large or, for
 * functions that do not grow so, a pole. */
static struct object *result_of(double result, bool finite, bool grows)
{
    if (isnan(result))
        return math_domain_error();
    if (isinf(result) && finite)
        return grows ? math_range_error() : math_domain_error();
    return float_from(result);
}

static struct object *call_one(double (*function)(double), struct object *arg,
                               bool grows)
{
    double x;

    if (number_to_double(arg, &x) < 0)
        return NULL;
    if (isnan(x))
        return float_from(x);
    return result_of(function(x), isfinite(x), grows);
}

static struct object *call_two(double (*function)(double, double),
                               struct object *const *args)
{
    double x, y, result;

    if (number_to_double(args[0], &x) < 0 || number_to_double(args[1], &y) < 0)
        return NULL;
    result = function(x, y);
    if (isnan(result) && (isnan(x) || isnan(y)))
        return float_from(result);
    return result_of(result, isfinite(x) && isfinite(y), x != 0);
}

/* Python's gamma has no value at 0 and at -inf; C's is infinite there. */
static double gamma_function(double x)
{
    return x == 0 || x == -INFINITY ? NAN : tgamma(x);
}

static double log_gamma(double x)
{
    return x <= 0 && x == floor(x) && isfinite(x) ? NAN : lgamma(x);
}

static double degrees(double x)
{
    return x * (DEGREES_OF_PI / PI);
}

static double radians(double x)
{
    return x * (PI / DEGREES_OF_PI);
}

static double ulp(double x)
{
    x = fabs(x);
    if (isinf(x))
        return x;
    return isinf(nextafter(x, INFINITY)) ? x - nextafter(x, 0)
                                         : nextafter(x, INFINITY) - x;
}

/* Function of C, name in Python, may its result be too large? */
#define FUNCTIONS_OF_ONE(X)                                                    \
    X(acos, "acos", false)                                                     \
    X(acosh, "acosh", false)                                                   \
    X(asin, "asin", false)                                                     \
    X(asinh, "asinh", false)                                                   \
    X(atan, "atan", false)                                                     \
    X(atanh, "atanh", false)                                                   \
    X(cbrt, "cbrt", false)                                                     \
    X(cos, "cos", false)                                                       \
    X(cosh, "cosh", true)                                                      \
    X(degrees, "degrees", true)                                                \
    X(erf, "erf", false)                                                       \
    X(erfc, "erfc", false)                                                     \
    X(exp, "exp", true)                                                        \
    X(exp2, "exp2", true)                                                      \
    X(expm1, "expm1", true)                                                    \
    X(fabs, "fabs", false)                                                     \
    X(gamma_function, "gamma", true)                                           \
    X(log_gamma, "lgamma", true)                                               \
    X(log1p, "log1p", false)                                                   \
    X(radians, "radians", true)                                                \
    X(sin, "sin", false)                                                       \
    X(sinh, "sinh", true)                                                      \
    X(sqrt, "sqrt", false)                                                     \
    X(tan, "tan", false)                                                       \
    X(tanh, "tanh", false)                                                     \
    X(ulp, "ulp", false)

#define FUNCTIONS_OF_TWO(X)                                                    \
    X(atan2, "atan2")                                                          \
    X(copysign, "copysign")                                                    \
    X(fmod, "fmod")                                                            \
    X(pow, "pow")                                                              \
    X(remainder, "remainder")

#define DEFINE_ONE(function, name, grows)                                      \
    static struct object *math_##function(struct object *const *args,          \
                                          uint32_t count,                      \
                                          struct object *names)                \
    {                                                                          \
        (void)count;                                                           \
        (void)names;                                                           \
        return call_one(function, args[0], grows);                             \
    }
FUNCTIONS_OF_ONE(DEFINE_ONE)
#undef DEFINE_ONE

#define DEFINE_TWO(function, name)                                             \
    static struct object *math_##function(struct object *const *args,          \
                                          uint32_t count,                      \
                                          struct object *names)                \
    {                                                                          \
        (void)count;                                                           \
        (void)names;                                                           \
        return call_two(function, args);                                       \
    }
FUNCTIONS_OF_TWO(DEFINE_TWO)
#undef DEFINE_TWO

static struct object *math_nextafter(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    double x, y;

    (void)count;
    (void)names;
    if (number_to_double(args[0], &x) < 0 || number_to_double(args[1], &y) < 0)
        return NULL;
    return float_from(nextafter(x, y));
}

static struct object *math_ldexp(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    int64_t exponent;
    double x;

    (void)count;
    (void)names;
    if (number_to_double(args[0], &x) < 0)
        return NULL;
    if (!is_int_or_bool(args[1]))
        return error_format(&type_TypeError,
                            "Expected an int as second argument to ldexp.");
    if (object_index_int64(args[1], NULL, &exponent) < 0)
        return NULL;
    if (exponent > EXPONENT_MAX || exponent < -EXPONENT_MAX)
        exponent = exponent < 0 ? -EXPONENT_MAX : EXPONENT_MAX;
    if (isnan(x))
        return float_from(x);
    return result_of(ldexp(x, (int)exponent), isfinite(x), true);
}

/* A tuple of two; steals both, either of which may be NULL. */
static struct object *pair(struct object *a, struct object *b)
{
    struct object *result = a && b ? tuple_pack(2, a, b) : NULL;

    unref_maybe(a);
    unref_maybe(b);
    return result;
}

static struct object *math_frexp(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    int exponent = 0;
    double x;

    (void)count;
    (void)names;
    if (number_to_double(args[0], &x) < 0)
        return NULL;
    if (isfinite(x))
        x = frexp(x, &exponent);
    return pair(float_from(x), small_from(exponent));
}

static struct object *math_modf(struct object *const *args, uint32_t count,
                                struct object *names)
{
    double x, fraction, whole;

    (void)count;
    (void)names;
    if (number_to_double(args[0], &x) < 0)
        return NULL;
    fraction = modf(x, &whole);
    return pair(float_from(fraction), float_from(whole));
}

static struct object *math_isfinite(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    double x;

    (void)count;
    (void)names;
    return number_to_double(args[0], &x) < 0 ? NULL : bool_from(isfinite(x));
}

static struct object *math_isinf(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    double x;

    (void)count;
    (void)names;
    return number_to_double(args[0], &x) < 0 ? NULL : bool_from(isinf(x));
}

static struct object *math_isnan(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    double x;

    (void)count;
    (void)names;
    return number_to_double(args[0], &x) < 0 ? NULL : bool_from(isnan(x));
}

/* ---- To an int: the type's own way, or by way of a float ---- */

/* o.method(); NULL with *found false: there is none. */
static struct object *call_own(struct object *o, const char *name, bool *found)
{
    struct object *key = str_intern_c(name), *method;

    *found = false;
    if (!key)
        return NULL;
    method = type_lookup(type_of(o), key);
    unref(key);
    if (!method)
        return NULL;
    *found = true;
    ref(method);
    replace(&method, object_call1(method, o));
    return method;
}

static struct object *to_whole(struct object *o, const char *method,
                               double (*function)(double))
{
    struct object *result;
    bool found;
    double x;

    if (!is_float(o)) {
        result = call_own(o, method, &found);
        if (found || error_is_set())
            return result;
    }
    if (number_to_double(o, &x) < 0)
        return NULL;
    return int_from_double(function(x));
}

static struct object *math_floor(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    (void)count;
    (void)names;
    return to_whole(args[0], "__floor__", floor);
}

static struct object *math_ceil(struct object *const *args, uint32_t count,
                                struct object *names)
{
    (void)count;
    (void)names;
    return to_whole(args[0], "__ceil__", ceil);
}

static struct object *math_trunc(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    struct object *result;
    bool found;

    (void)count;
    (void)names;
    if (is_float(args[0]))
        return int_from_double(float_value(args[0]));
    result = call_own(args[0], "__trunc__", &found);
    if (!found && !error_is_set())
        error_format(&type_TypeError, "type %T doesn't define __trunc__ method",
                     args[0]);
    return result;
}

#define ENTRY_ONE(function, name, grows)                                       \
    {name, math_##function, 1, 1, false, METHOD_STATIC, NULL},
#define ENTRY_TWO(function, name)                                              \
    {name, math_##function, 2, 2, false, METHOD_STATIC, NULL},

static const struct method_def math_methods[] = {
    FUNCTIONS_OF_ONE(ENTRY_ONE) /**/
    FUNCTIONS_OF_TWO(ENTRY_TWO) /**/
    {"ceil", math_ceil, 1, 1, false, METHOD_STATIC, NULL},
    {"comb", math_comb, 2, 2, false, METHOD_STATIC, NULL},
    {"dist", math_dist, 2, 2, false, METHOD_STATIC, NULL},
    {"factorial", math_factorial, 1, 1, false, METHOD_STATIC, NULL},
    {"floor", math_floor, 1, 1, false, METHOD_STATIC, NULL},
    {"frexp", math_frexp, 1, 1, false, METHOD_STATIC, NULL},
    {"fsum", math_fsum, 1, 1, false, METHOD_STATIC, NULL},
    {"gcd", math_gcd, 0, -1, false, METHOD_STATIC, NULL},
    {"hypot", math_hypot, 0, -1, false, METHOD_STATIC, NULL},
    {"isclose", math_isclose, 0, -1, true, METHOD_STATIC, NULL},
    {"isfinite", math_isfinite, 1, 1, false, METHOD_STATIC, NULL},
    {"isinf", math_isinf, 1, 1, false, METHOD_STATIC, NULL},
    {"isnan", math_isnan, 1, 1, false, METHOD_STATIC, NULL},
    {"isqrt", math_isqrt, 1, 1, false, METHOD_STATIC, NULL},
    {"lcm", math_lcm, 0, -1, false, METHOD_STATIC, NULL},
    {"ldexp", math_ldexp, 2, 2, false, METHOD_STATIC, NULL},
    {"log", math_log, 1, 2, false, METHOD_STATIC, NULL},
    {"log10", math_log10, 1, 1, false, METHOD_STATIC, NULL},
    {"log2", math_log2, 1, 1, false, METHOD_STATIC, NULL},
    {"modf", math_modf, 1, 1, false, METHOD_STATIC, NULL},
    {"nextafter", math_nextafter, 2, 2, false, METHOD_STATIC, NULL},
    {"perm", math_perm, 1, 2, false, METHOD_STATIC, NULL},
    {"prod", math_prod, 1, 1, true, METHOD_STATIC, NULL},
    {"trunc", math_trunc, 1, 1, false, METHOD_STATIC, NULL},
    {NULL, NULL, 0, 0, false, 0, NULL},
};

struct object *module_init_math(void)
{
    static const struct {
        const char *name;
        double value;
    } constants[] = {
        {"pi", PI}, {"e", E}, {"tau", 2 * PI}, {"inf", INFINITY}, {"nan", NAN}};
    struct object *module = module_from_methods("math", math_methods);

    if (!module)
        return NULL;
    for (size_t i = 0; i < sizeof(constants) / sizeof(*constants); i++)
        if (module_set(module, constants[i].name,
                       float_from(constants[i].value)) < 0) {
            unref(module);
            return NULL;
        }
    return module;
}
