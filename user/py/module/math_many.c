/* SPDX-License-Identifier: MIT
 *
 * The functions of module math on many numbers: sums, products, lengths of
 * vectors; and isclose.
 */
#include <math.h>

#include "module/math.h"
#include "object/mem.h"

#define RELATIVE_DEFAULT 1e-9

/* ---- fsum: exact, rounded once at the end ---- */

/* A sum as floats that do not overlap, smallest first: every further number is
 * added to each, and what rounding loses becomes a float of its own (Shewchuk,
 * "Adaptive Precision Floating-Point Arithmetic", 1997). */
struct partials {
    double *value;
    size_t count, capacity;
    double infinite; /* the sum of all that is infinite */
    double special;  /* the same with all that is no number */
    bool overflow;
};

static int partials_push(struct partials *p, double x)
{
    size_t capacity = p->capacity ? 2 * p->capacity : 32;
    double *moved;

    if (p->count == p->capacity) {
        moved = mem_resize(p->value, p->capacity * sizeof(double),
                           capacity * sizeof(double));
        if (!moved)
            return -1;
        p->value = moved;
        p->capacity = capacity;
    }
    p->value[p->count++] = x;
    return 0;
}

static int partials_add(struct partials *p, double x)
{
    size_t kept = 0;

    if (!isfinite(x)) {
        p->special += x;
        if (isinf(x))
            p->infinite += x;
        return 0;
    }
    for (size_t i = 0; i < p->count; i++) {
        double y = p->value[i], high, low;

        if (fabs(x) < fabs(y)) {
            double swap = x;

            x = y;
            y = swap;
        }
        high = x + y;
        low = y - (high - x);
        if (low)
            p->value[kept++] = low;
        x = high;
    }
    p->count = kept;
    if (!isfinite(x)) {
        p->overflow = true;
        return 0;
    }
    return x ? partials_push(p, x) : 0;
}

/* The largest are added until something is lost; if that is just half of the
 * last bit, what is smaller decides about rounding. */
static double partials_sum(const struct partials *p)
{
    double sum = 0, low = 0, x, y;
    size_t left = p->count;

    if (left)
        sum = p->value[--left];
    while (left && !low) {
        x = sum;
        y = p->value[--left];
        sum = x + y;
        low = y - (sum - x);
    }
    if (left && ((low < 0 && p->value[left - 1] < 0) ||
                 (low > 0 && p->value[left - 1] > 0))) {
        y = low * 2;
        x = sum + y;
        if (y == x - sum)
            sum = x;
    }
    return sum;
}

static struct object *partials_result(const struct partials *p)
{
    if (isnan(p->infinite))
        return error_format(&type_ValueError, "-inf + inf in fsum");
    if (p->special)
        return float_from(p->special);
    if (p->overflow)
        return error_format(&type_OverflowError,
                            "intermediate overflow in fsum");
    return float_from(partials_sum(p));
}

struct object *math_fsum(struct object *const *args, uint32_t count,
                         struct object *names)
{
    struct object *iterator = object_iter(args[0]), *item, *result = NULL;
    struct partials p = {0};
    int failed = 0;

    (void)count;
    (void)names;
    if (!iterator)
        return NULL;
    while (!failed && (item = object_next(iterator))) {
        double x;

        failed = number_to_double(item, &x);
        unref(item);
        if (!failed)
            failed = partials_add(&p, x);
    }
    unref(iterator);
    if (!failed && !error_is_set())
        result = partials_result(&p);
    mem_free(p.value, p.capacity * sizeof(double));
    return result;
}

/* ---- Products ---- */

struct object *math_prod(struct object *const *args, uint32_t count,
                         struct object *names)
{
    static const char *const parameter_names[] = {"iterable", "start", NULL};
    static const struct parameters parameters = {.function = "prod",
                                                 .required = 1,
                                                 .positional_only = 1,
                                                 .positional = 1,
                                                 .names = parameter_names};
    struct object *bound[2], *iterator, *item, *result;

    if (parameters_bind(&parameters, args, count, names, bound) < 0)
        return NULL;
    iterator = object_iter(bound[0]);
    if (!iterator)
        return NULL;
    result = bound[1] ? ref(bound[1]) : small_from(1);
    while (result && (item = object_next(iterator))) {
        replace(&result, object_binary(result, item, OP_MUL));
        unref(item);
    }
    unref(iterator);
    if (result && error_is_set()) {
        unref(result);
        result = NULL;
    }
    return result;
}

/* ---- Lengths ---- */

/* A sum of squares as high + low, in the processor's longer format, whose
 * exponents no square of a double exceeds. */
struct squares {
    long double high, low;
    bool infinite, nan;
};

static void squares_add(struct squares *s, double x)
{
    long double square = (long double)x * x;
    long double sum = s->high + square, added = sum - s->high;

    s->infinite = s->infinite || isinf(x);
    s->nan = s->nan || isnan(x);
    s->low += (s->high - (sum - added)) + (square - added);
    s->low += fmal(x, x, -square);
    s->high = sum;
}

/* One step of Newton's method from the longer format's root says on which side
 * of it the root is, where that decides about rounding. */
static double squares_root(const struct squares *s)
{
    long double total = s->high + s->low, root = sqrtl(total), rest;
    double nearest = (double)root;

    if (s->infinite)
        return INFINITY;
    if (s->nan)
        return NAN;
    if (!nearest || isinf(nearest))
        return nearest;
    rest = fmal(-root, root, total) + ((s->high - total) + s->low);
    return nearest + (double)((root - nearest) + rest / (2 * root));
}

struct object *math_hypot(struct object *const *args, uint32_t count,
                          struct object *names)
{
    struct squares squares = {0};
    double x;

    (void)names;
    for (uint32_t i = 0; i < count; i++) {
        if (number_to_double(args[i], &x) < 0)
            return NULL;
        squares_add(&squares, x);
    }
    return float_from(squares_root(&squares));
}

/* p and q are tuples. */
static struct object *distance(struct tuple *p, struct tuple *q)
{
    struct squares squares = {0};
    double x, y;

    if (p->count != q->count)
        return error_format(
            &type_ValueError,
            "both points must have the same number of dimensions");
    for (uint64_t i = 0; i < p->count; i++) {
        if (number_to_double(p->items[i], &x) < 0 ||
            number_to_double(q->items[i], &y) < 0)
            return NULL;
        squares_add(&squares, x - y);
    }
    return float_from(squares_root(&squares));
}

struct object *math_dist(struct object *const *args, uint32_t count,
                         struct object *names)
{
    struct object *p = tuple_from_iterable(args[0]), *q, *result;

    (void)count;
    (void)names;
    if (!p)
        return NULL;
    q = tuple_from_iterable(args[1]);
    result = q ? distance((struct tuple *)p, (struct tuple *)q) : NULL;
    unref(p);
    unref_maybe(q);
    return result;
}

/* ---- Nearly equal ---- */

static bool is_close(double a, double b, double relative, double absolute)
{
    double difference = fabs(a - b);

    if (a == b)
        return true;
    if (isinf(a) || isinf(b))
        return false;
    return difference <= fabs(relative * a) ||
           difference <= fabs(relative * b) || difference <= absolute;
}

struct object *math_isclose(struct object *const *args, uint32_t count,
                            struct object *names)
{
    static const char *const parameter_names[] = {"a", "b", "rel_tol",
                                                  "abs_tol", NULL};
    static const struct parameters parameters = {.function = "isclose",
                                                 .required = 2,
                                                 .positional = 2,
                                                 .names = parameter_names};
    double value[4] = {0, 0, RELATIVE_DEFAULT, 0};
    struct object *bound[4];

    if (parameters_bind(&parameters, args, count, names, bound) < 0)
        return NULL;
    for (int i = 0; i < 4; i++)
        if (bound[i] && number_to_double(bound[i], &value[i]) < 0)
            return NULL;
    if (value[2] < 0 || value[3] < 0)
        return error_format(&type_ValueError,
                            "tolerances must be non-negative");
    return bool_from(is_close(value[0], value[1], value[2], value[3]));
}
