/* SPDX-License-Identifier: MIT
 *
 * int: how one is made and read, compared and hashed, and its type. The
 * arithmetic is in int_arith.c, int_bits.c and int_pow.c.
 */
#include <math.h>

#include "object/error.h"
#include "object/int_internal.h"
#include "object/mem.h"

/* hash(i) is i modulo this prime, with i's sign. */
#define HASH_BITS 61
#define HASH_PRIME (((uint64_t)1 << HASH_BITS) - 1)

#define LARGE_STEP 64 /* of the sizes of large blocks */

#define DOUBLE_BITS 53
#define DOUBLE_EXPONENT_MAX 1024

/* Rounded up, so that one digit more or less mostly needs no other block. */
static size_t bigint_size(uint64_t count)
{
    size_t size = sizeof(struct bigint) + count * sizeof(uint32_t);
    size_t step = size > MEM_SMALL ? LARGE_STEP : MEM_STEP;

    return (size + step - 1) / step * step;
}

/* Change the number of digits. NULL: MemoryError, and b is given up. */
static struct bigint *bigint_resize(struct bigint *b, uint64_t count)
{
    size_t before = bigint_size(b->count), after = bigint_size(count);
    struct bigint *resized = b;

    if (before != after)
        resized = mem_resize(b, before, after);
    if (resized)
        resized->count = (uint32_t)count;
    else
        bigint_discard(b);
    return resized;
}

struct bigint *bigint_new(uint64_t count)
{
    struct bigint *b;

    if (count > INT_DIGITS_MAX)
        return (struct bigint *)error_memory();
    b = mem_alloc(bigint_size(count));
    if (!b)
        return NULL;
    b->head.refs = 1;
    b->head.type = &type_int;
    b->sign = 1;
    b->count = (uint32_t)count;
    return b;
}

void bigint_discard(struct bigint *b)
{
    mem_free(b, bigint_size(b->count));
}

/* The value of at most two digits, as a small if it is one. */
static bool small_from_digits(const struct bigint *b, uint64_t count,
                              struct object **out)
{
    uint64_t value = count > 0 ? b->digit[0] : 0;

    if (count > 1)
        value |= (uint64_t)b->digit[1] << DIGIT_BITS;
    if (count > 2 || value > (uint64_t)SMALL_MAX + (b->sign < 0))
        return false;
    *out = small_from(b->sign < 0 ? -(int64_t)value : (int64_t)value);
    return true;
}

struct object *bigint_finish(struct bigint *b)
{
    uint64_t count = digits_trim(b->digit, b->count);
    struct object *small;

    if (small_from_digits(b, count, &small)) {
        bigint_discard(b);
        return small;
    }
    if (count != b->count)
        b = bigint_resize(b, count);
    return (struct object *)b;
}

struct object *bigint_extend(struct bigint *b, uint32_t digit)
{
    uint64_t count = b->count;

    b = bigint_resize(b, count + 1);
    if (!b)
        return NULL;
    b->digit[count] = digit;
    return bigint_finish(b);
}

static void int_dealloc(struct object *self)
{
    bigint_discard((struct bigint *)self);
}

void int_view(struct object *i, struct int_view *view)
{
    if (is_small(i) || is_bool(i)) {
        int64_t value = is_small(i) ? small_value(i) : i == TRUE;
        uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;

        view->own[0] = (uint32_t)size;
        view->own[1] = (uint32_t)(size >> DIGIT_BITS);
        view->digit = view->own;
        view->count = digits_trim(view->own, 2);
        view->sign = value < 0 ? -1 : 1;
    } else {
        struct bigint *b = (struct bigint *)i;

        view->digit = b->digit;
        view->count = b->count;
        view->sign = b->sign;
    }
}

struct object *int_from_unsigned(uint64_t n)
{
    struct bigint *b;

    if (n <= SMALL_MAX)
        return small_from((int64_t)n);
    b = bigint_new(2);
    if (!b)
        return NULL;
    b->digit[0] = (uint32_t)n;
    b->digit[1] = (uint32_t)(n >> DIGIT_BITS);
    return &b->head;
}

struct object *int_from(int64_t n)
{
    struct object *big;

    if (n >= SMALL_MIN && n <= SMALL_MAX)
        return small_from(n);
    big = int_from_unsigned(n < 0 ? -(uint64_t)n : (uint64_t)n);
    if (big && !is_small(big) && n < 0)
        ((struct bigint *)big)->sign = -1;
    return big;
}

struct object *int_from_double(double d)
{
    uint32_t mantissa[2];
    struct bigint *b;
    uint64_t value;
    int exponent;

    if (isnan(d))
        return error_format(&type_ValueError,
                            "cannot convert float NaN to integer");
    if (isinf(d))
        return error_format(&type_OverflowError,
                            "cannot convert float infinity to integer");
    if (d > (double)INT64_MIN && d < -(double)INT64_MIN)
        return int_from((int64_t)d);
    value = (uint64_t)ldexp(frexp(fabs(d), &exponent), DOUBLE_BITS);
    mantissa[0] = (uint32_t)value;
    mantissa[1] = (uint32_t)(value >> DIGIT_BITS);
    exponent -= DOUBLE_BITS;
    b = bigint_new(3 + (uint64_t)exponent / DIGIT_BITS);
    if (!b)
        return NULL;
    digits_shift_left(b->digit, mantissa, 2, (uint64_t)exponent);
    b->sign = d < 0 ? -1 : 1;
    return bigint_finish(b);
}

int int_to_int64(struct object *i, int64_t *out)
{
    struct int_view view;
    uint64_t size;

    int_view(i, &view);
    if (view.count <= 2) {
        size = view.count > 0 ? view.digit[0] : 0;
        if (view.count > 1)
            size |= (uint64_t)view.digit[1] << DIGIT_BITS;
        if (size <= (uint64_t)INT64_MAX + (view.sign < 0)) {
            *out = (int64_t)(view.sign < 0 ? -size : size);
            return 0;
        }
    }
    error_format(&type_OverflowError, "Python int too large to convert to C "
                                      "long");
    return -1;
}

uint64_t digits_top(const uint32_t *a, uint64_t count, int64_t *exponent)
{
    uint64_t bits = digits_bits(a, count), top = 0;
    uint64_t at = count > 3 ? count - 3 : 0;
    unsigned __int128 wide = 0;

    for (uint64_t i = count; i-- > at;)
        wide = wide << DIGIT_BITS | a[i];
    bits -= at * DIGIT_BITS; /* of wide */
    if (bits > 64) {
        top = (uint64_t)(wide >> (bits - 64));
        top |= (wide & (((unsigned __int128)1 << (bits - 64)) - 1)) != 0;
    } else {
        top = (uint64_t)wide << (64 - bits);
    }
    *exponent = (int64_t)(bits + at * DIGIT_BITS) - 64;
    while (at-- > 0)
        if (a[at]) {
            top |= 1;
            break;
        }
    return top;
}

int int_to_double(struct object *i, double *out)
{
    struct int_view view;
    int64_t exponent;
    uint64_t top;
    double value = HUGE_VAL;

    if (is_small(i)) {
        *out = (double)small_value(i);
        return 0;
    }
    int_view(i, &view);
    top = view.count ? digits_top(view.digit, view.count, &exponent) : 0;
    if (!top)
        value = 0;
    else if (exponent <= DOUBLE_EXPONENT_MAX)
        value = ldexp((double)top, (int)exponent);
    if (isinf(value)) {
        error_format(&type_OverflowError, "int too large to convert to float");
        return -1;
    }
    *out = value * view.sign;
    return 0;
}

int int_compare(struct object *a, struct object *b)
{
    struct int_view left, right;

    if (is_small(a) && is_small(b))
        return (small_value(a) > small_value(b)) -
               (small_value(a) < small_value(b));
    int_view(a, &left);
    int_view(b, &right);
    if (left.sign != right.sign)
        return left.sign;
    return left.sign *
           digits_compare(left.digit, left.count, right.digit, right.count);
}

struct object *compare_result(int order, enum compare_op op)
{
    static const uint8_t true_for[COMPARE_OPS][3] = {
        [CMP_LT] = {1, 0, 0}, [CMP_LE] = {1, 1, 0}, [CMP_EQ] = {0, 1, 0},
        [CMP_NE] = {1, 0, 1}, [CMP_GT] = {0, 0, 1}, [CMP_GE] = {0, 1, 1},
    };

    return bool_from(true_for[op][order + 1]);
}

static struct object *int_compare_slot(struct object *self,
                                       struct object *other, enum compare_op op)
{
    if (!is_int_or_bool(self) || !is_int_or_bool(other))
        return ref(NOT_IMPLEMENTED);
    return compare_result(int_compare(self, other), op);
}

int64_t int_hash(struct object *i)
{
    struct int_view view;
    uint64_t hash = 0;
    int64_t result;

    int_view(i, &view);
    for (uint64_t at = view.count; at-- > 0;) {
        hash = (hash << DIGIT_BITS & HASH_PRIME) |
               hash >> (HASH_BITS - DIGIT_BITS);
        hash += view.digit[at];
        if (hash >= HASH_PRIME)
            hash -= HASH_PRIME;
    }
    result = view.sign * (int64_t)hash;
    return result == -1 ? -2 : result;
}

static int int_hash_slot(struct object *self, int64_t *hash)
{
    *hash = int_hash(self);
    return 0;
}

static int int_truth(struct object *self)
{
    return self != small_from(0) && self != FALSE;
}

static struct object *int_repr(struct object *self)
{
    return int_to_text(self, 10);
}

struct object *int_exactly(struct object *self)
{
    return is_bool(self) ? small_from(self == TRUE) : ref(self);
}

static struct object *int_to_float(struct object *self)
{
    double value;

    return int_to_double(self, &value) < 0 ? NULL : float_from(value);
}

static struct object *int_negate(struct object *self)
{
    return int_binary(small_from(0), self, OP_SUB);
}

static struct object *int_invert(struct object *self)
{
    return int_binary(small_from(-1), self, OP_SUB);
}

static struct object *int_absolute(struct object *self)
{
    struct int_view view;

    int_view(self, &view);
    return view.sign < 0 ? int_negate(self) : int_exactly(self);
}

#define INT_OPERATORS(X)                                                       \
    X(ADD)                                                                     \
    X(SUB)                                                                     \
    X(MUL)                                                                     \
    X(TRUEDIV)                                                                 \
    X(FLOORDIV)                                                                \
    X(MOD)                                                                     \
    X(POW)                                                                     \
    X(LSHIFT)                                                                  \
    X(RSHIFT)                                                                  \
    X(AND)                                                                     \
    X(OR)                                                                      \
    X(XOR)

#define INT_FUNCTION(name)                                                     \
    static struct object *int_##name(struct object *a, struct object *b)       \
    {                                                                          \
        if (!is_int_or_bool(a) || !is_int_or_bool(b))                          \
            return ref(NOT_IMPLEMENTED);                                       \
        return int_binary(a, b, OP_##name);                                    \
    }
INT_OPERATORS(INT_FUNCTION)
#undef INT_FUNCTION

struct type type_int = {
    .head = STATIC_HEAD(&type_type),
    .name = "int",
    .size = sizeof(struct bigint),
    .flags = TYPE_LEAF,
    .doc = "A whole number of any size.",
    .dealloc = int_dealloc,
    .new = int_new,
    .repr = int_repr,
    .hash = int_hash_slot,
    .compare = int_compare_slot,
    .truth = int_truth,
#define INT_SLOT(name) [OP_##name] = int_##name,
    .binary = {INT_OPERATORS(INT_SLOT)},
#undef INT_SLOT
    .unary = {[UNARY_NEG] = int_negate,
              [UNARY_POS] = int_exactly,
              [UNARY_INVERT] = int_invert,
              [UNARY_ABS] = int_absolute},
    .index = int_exactly,
    .to_int = int_exactly,
    .to_float = int_to_float,
    .methods = int_methods,
    .getsets = int_getsets,
};
