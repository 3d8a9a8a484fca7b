/* SPDX-License-Identifier: MIT
 *
 * Multiplication of natural numbers. Two numbers of n digits cost n * n products
 * of digits at school; Karatsuba saw that three products of halves do instead of
 * four, because with a = a1 B + a0 and b = b1 B + b0
 *
 *     a1 b0 + a0 b1 = (a1 + a0) (b1 + b0) - a1 b1 - a0 b0
 *
 * which leads to n^1.58. Below KARATSUBA_MIN digits the school's way is faster.
 */
#include <string.h>

#include "object/digits.h"
#include "object/mem.h"

#define KARATSUBA_MIN 40
/* Working space for numbers of n digits: four times n, and some for rounding up
 * at each level of halving. */
#define KARATSUBA_SPACE(n) (4 * (n) + 512)

/* out[count + 2] += b * factor, where the last two are 0 before. */
static void mul_row(uint32_t *out, const uint32_t *b, uint64_t count,
                    uint64_t factor)
{
    unsigned __int128 carry = 0;
    uint64_t i;

    for (i = 0; i + 1 < count; i += 2) {
        carry += (unsigned __int128)digits_pair(b + i) * factor +
                 digits_pair(out + i);
        digits_put_pair(out + i, (uint64_t)carry);
        carry >>= 2 * DIGIT_BITS;
    }
    if (i < count) {
        carry += (unsigned __int128)b[i] * factor + out[i];
        out[i++] = (uint32_t)carry;
        carry >>= DIGIT_BITS;
    }
    digits_put_pair(out + i, (uint64_t)carry);
}

static void mul_school(uint32_t *out, const uint32_t *a, uint64_t a_count,
                       const uint32_t *b, uint64_t b_count)
{
    uint64_t carry = 0, i;

    memset(out, 0, (a_count + b_count) * sizeof(uint32_t));
    for (i = 0; i + 1 < a_count; i += 2)
        mul_row(out + i, b, b_count, digits_pair(a + i));
    if (i == a_count)
        return;
    for (uint64_t j = 0; j < b_count; j++) {
        carry += (uint64_t)a[i] * b[j] + out[i + j];
        out[i + j] = (uint32_t)carry;
        carry >>= DIGIT_BITS;
    }
    out[i + b_count] = (uint32_t)carry;
}

/* to += a, which is known to fit. */
static void add_to(uint32_t *to, const uint32_t *a, uint64_t count)
{
    uint64_t carry = 0, i;

    for (i = 0; i + 1 < count; i += 2) {
        uint64_t sum, more;

        carry = __builtin_add_overflow(digits_pair(to + i), carry, &sum);
        more = __builtin_add_overflow(sum, digits_pair(a + i), &sum);
        carry |= more;
        digits_put_pair(to + i, sum);
    }
    for (; i < count || carry; i++) {
        carry += (uint64_t)to[i] + (i < count ? a[i] : 0);
        to[i] = (uint32_t)carry;
        carry >>= DIGIT_BITS;
    }
}

/* out[2 * n] = a * b, both of n digits. */
static void mul_karatsuba(uint32_t *out, const uint32_t *a, const uint32_t *b,
                          uint64_t n, uint32_t *space)
{
    uint64_t low = (n + 1) / 2, high = n - low, sum = low + 1;
    uint32_t *a_sum = space, *b_sum = a_sum + sum, *middle = b_sum + sum;

    if (n < KARATSUBA_MIN) {
        mul_school(out, a, n, b, n);
        return;
    }
    space = middle + 2 * sum;
    a_sum[low] = digits_add(a_sum, a, low, a + low, high);
    b_sum[low] = digits_add(b_sum, b, low, b + low, high);
    mul_karatsuba(out, a, b, low, space);
    mul_karatsuba(out + 2 * low, a + low, b + low, high, space);
    mul_karatsuba(middle, a_sum, b_sum, sum, space);
    digits_sub(middle, middle, 2 * sum, out, 2 * low);
    digits_sub(middle, middle, 2 * sum, out + 2 * low, 2 * high);
    add_to(out + low, middle, digits_trim(middle, 2 * sum));
}

/* A long number by a shorter one: piece by piece of the longer. */
static int mul_unbalanced(uint32_t *out, const uint32_t *a, uint64_t a_count,
                          const uint32_t *b, uint64_t b_count)
{
    uint64_t room = 2 * b_count;
    uint32_t *product = mem_alloc_array(room, sizeof(uint32_t));
    int result = product ? 0 : -1;

    memset(out, 0, (a_count + b_count) * sizeof(uint32_t));
    for (uint64_t at = 0; !result && at < a_count; at += b_count) {
        uint64_t left = a_count - at;
        uint64_t piece = left < b_count ? left : b_count;

        result = digits_mul(product, b, b_count, a + at, piece);
        if (!result)
            add_to(out + at, product, digits_trim(product, b_count + piece));
    }
    mem_free(product, room * sizeof(uint32_t));
    return result;
}

int digits_mul(uint32_t *out, const uint32_t *a, uint64_t a_count,
               const uint32_t *b, uint64_t b_count)
{
    uint64_t room = KARATSUBA_SPACE(a_count);
    uint32_t *space;

    if (a_count < b_count)
        return digits_mul(out, b, b_count, a, a_count);
    if (b_count < KARATSUBA_MIN) {
        mul_school(out, b, b_count, a, a_count);
        return 0;
    }
    if (a_count != b_count)
        return mul_unbalanced(out, a, a_count, b, b_count);
    space = mem_alloc_array(room, sizeof(uint32_t));
    if (!space)
        return -1;
    mul_karatsuba(out, a, b, a_count, space);
    mem_free(space, room * sizeof(uint32_t));
    return 0;
}
