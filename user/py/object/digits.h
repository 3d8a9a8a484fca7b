/* SPDX-License-Identifier: MIT
 *
 * Arithmetic on natural numbers as arrays of digits in base 2^32, least
 * significant first: what the ints of any size are made of. It knows nothing of
 * signs and objects (int_internal.h does).
 *
 * Counts may include leading zeros unless a declaration says otherwise.
 */
#ifndef PY_DIGITS_H
#define PY_DIGITS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define DIGIT_BITS 32

/* Two digits at once: the processor has the same order as digits. */
static inline uint64_t digits_pair(const uint32_t *a)
{
    uint64_t pair;

    memcpy(&pair, a, sizeof(pair));
    return pair;
}

static inline void digits_put_pair(uint32_t *a, uint64_t pair)
{
    memcpy(a, &pair, sizeof(pair));
}

/* The count without leading zeros; 0 for the number 0. */
uint64_t digits_trim(const uint32_t *a, uint64_t count);

/* How many bits the number has; a has no leading zeros. */
uint64_t digits_bits(const uint32_t *a, uint64_t count);

/* -1, 0 or 1; without leading zeros. */
int digits_compare(const uint32_t *a, uint64_t a_count, const uint32_t *b,
                   uint64_t b_count);

/* out[a_count] = a + b; a_count >= b_count. out may be a. Returns what is
 * carried out: 0 or 1. */
uint32_t digits_add(uint32_t *out, const uint32_t *a, uint64_t a_count,
                    const uint32_t *b, uint64_t b_count);

/* out[a_count] = a - b; a >= b, a_count >= b_count. out may be a. */
void digits_sub(uint32_t *out, const uint32_t *a, uint64_t a_count,
                const uint32_t *b, uint64_t b_count);

/* a[count] = a * factor + plus; returns the digit that is carried out. */
uint32_t digits_mul_add(uint32_t *a, uint64_t count, uint32_t factor,
                        uint32_t plus);

/* out[a_count + b_count] = a * b; neither may overlap out. 0, or -1:
 * MemoryError. */
int digits_mul(uint32_t *out, const uint32_t *a, uint64_t a_count,
               const uint32_t *b, uint64_t b_count);

/* out[count] = a / divisor; returns the remainder. out may be a. */
uint32_t digits_div_digit(uint32_t *out, const uint32_t *a, uint64_t count,
                          uint32_t divisor);

/* quotient[a_count - b_count + 1] = a / b and rest[b_count] = a % b, where
 * a_count >= b_count >= 2 and b has no leading zeros. 0, or -1: MemoryError. */
int digits_div(uint32_t *quotient, uint32_t *rest, const uint32_t *a,
               uint64_t a_count, const uint32_t *b, uint64_t b_count);

/* out[count + shift / 32 + 1] = a << shift. */
void digits_shift_left(uint32_t *out, const uint32_t *a, uint64_t count,
                       uint64_t shift);

/* out[count - shift / 32] = a >> shift, with shift / 32 < count. Says whether a
 * bit that is not 0 fell off. */
bool digits_shift_right(uint32_t *out, const uint32_t *a, uint64_t count,
                        uint64_t shift);

#endif
