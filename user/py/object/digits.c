/* SPDX-License-Identifier: MIT
 *
 * Natural numbers in base 2^32: addition, shifts, and division as one learns it
 * at school (Knuth, The Art of Computer Programming, volume 2, 4.3.1, algorithm
 * D). Multiplication of long numbers is in digits_mul.c.
 */
#include <string.h>

#include "object/digits.h"
#include "object/mem.h"

uint64_t digits_trim(const uint32_t *a, uint64_t count)
{
    while (count && a[count - 1] == 0)
        count--;
    return count;
}

uint64_t digits_bits(const uint32_t *a, uint64_t count)
{
    if (!count)
        return 0;
    return count * DIGIT_BITS - (uint64_t)__builtin_clz(a[count - 1]);
}

int digits_compare(const uint32_t *a, uint64_t a_count, const uint32_t *b,
                   uint64_t b_count)
{
    if (a_count != b_count)
        return a_count < b_count ? -1 : 1;
    while (a_count--)
        if (a[a_count] != b[a_count])
            return a[a_count] < b[a_count] ? -1 : 1;
    return 0;
}

uint32_t digits_add(uint32_t *out, const uint32_t *a, uint64_t a_count,
                    const uint32_t *b, uint64_t b_count)
{
    uint64_t carry = 0, i;

    for (i = 0; i + 1 < b_count; i += 2) {
        uint64_t sum, more;

        carry = __builtin_add_overflow(digits_pair(a + i), carry, &sum);
        more = __builtin_add_overflow(sum, digits_pair(b + i), &sum);
        carry |= more;
        digits_put_pair(out + i, sum);
    }
    for (; i < a_count; i++) {
        carry += (uint64_t)a[i] + (i < b_count ? b[i] : 0);
        out[i] = (uint32_t)carry;
        carry >>= DIGIT_BITS;
    }
    return (uint32_t)carry;
}

void digits_sub(uint32_t *out, const uint32_t *a, uint64_t a_count,
                const uint32_t *b, uint64_t b_count)
{
    uint64_t borrow = 0, i;

    for (i = 0; i + 1 < b_count; i += 2) {
        uint64_t difference, more;

        borrow =
            __builtin_sub_overflow(digits_pair(a + i), borrow, &difference);
        more =
            __builtin_sub_overflow(difference, digits_pair(b + i), &difference);
        borrow |= more;
        digits_put_pair(out + i, difference);
    }
    for (; i < a_count; i++) {
        uint64_t digit = (uint64_t)a[i] - (i < b_count ? b[i] : 0) - borrow;

        out[i] = (uint32_t)digit;
        borrow = digit >> DIGIT_BITS & 1;
    }
}

uint32_t digits_mul_add(uint32_t *a, uint64_t count, uint32_t factor,
                        uint32_t plus)
{
    uint64_t carry = plus;

    for (uint64_t i = 0; i < count; i++) {
        carry += (uint64_t)a[i] * factor;
        a[i] = (uint32_t)carry;
        carry >>= DIGIT_BITS;
    }
    return (uint32_t)carry;
}

uint32_t digits_div_digit(uint32_t *out, const uint32_t *a, uint64_t count,
                          uint32_t divisor)
{
    uint64_t rest = 0;

    while (count--) {
        rest = rest << DIGIT_BITS | a[count];
        out[count] = (uint32_t)(rest / divisor);
        rest %= divisor;
    }
    return (uint32_t)rest;
}

/* a[count] -= b * factor, where a is one digit longer than b and the last bit
 * of the result may be borrowed from nowhere: returns whether it was. */
static bool sub_product(uint32_t *a, const uint32_t *b, uint64_t count,
                        uint64_t factor)
{
    uint64_t carry = 0, borrow = 0, i;

    for (i = 0; i + 1 < count; i += 2) {
        unsigned __int128 product =
            (unsigned __int128)digits_pair(b + i) * factor + carry;
        uint64_t pair, more;

        borrow = __builtin_sub_overflow(digits_pair(a + i), borrow, &pair);
        more = __builtin_sub_overflow(pair, (uint64_t)product, &pair);
        borrow |= more;
        digits_put_pair(a + i, pair);
        carry = (uint64_t)(product >> 64);
    }
    for (; i <= count; i++) {
        uint64_t product = (i < count ? b[i] * factor : 0) + carry;
        uint64_t digit = (uint64_t)a[i] - (uint32_t)product - borrow;

        a[i] = (uint32_t)digit;
        borrow = digit >> DIGIT_BITS & 1;
        carry = product >> DIGIT_BITS;
    }
    return borrow;
}

/* One digit of the quotient of a (count + 1 digits) by b, whose highest bit is
 * set: guess it from the highest digits, at most one too large; a becomes the
 * rest. */
static uint32_t divide_step(uint32_t *a, const uint32_t *b, uint64_t count)
{
    uint64_t high = (uint64_t)a[count] << DIGIT_BITS | a[count - 1];
    uint64_t guess = high / b[count - 1];
    uint64_t rest = high % b[count - 1];

    while (guess >> DIGIT_BITS ||
           guess * b[count - 2] > (rest << DIGIT_BITS | a[count - 2])) {
        guess--;
        rest += b[count - 1];
        if (rest >> DIGIT_BITS)
            break;
    }
    if (sub_product(a, b, count, guess)) {
        uint64_t carry = 0;

        guess--;
        for (uint64_t i = 0; i < count; i++) {
            carry += (uint64_t)a[i] + b[i];
            a[i] = (uint32_t)carry;
            carry >>= DIGIT_BITS;
        }
        a[count] += (uint32_t)carry;
    }
    return (uint32_t)guess;
}

int digits_div(uint32_t *quotient, uint32_t *rest, const uint32_t *a,
               uint64_t a_count, const uint32_t *b, uint64_t b_count)
{
    uint64_t shift = (uint64_t)__builtin_clz(b[b_count - 1]);
    uint64_t count = a_count + 1 + b_count + 1;
    uint32_t *dividend = mem_alloc_array(count, sizeof(uint32_t));
    uint32_t *divisor = dividend + a_count + 1;

    if (!dividend)
        return -1;
    digits_shift_left(dividend, a, a_count, shift);
    digits_shift_left(divisor, b, b_count, shift);
    for (uint64_t i = a_count - b_count + 1; i--;)
        quotient[i] = divide_step(dividend + i, divisor, b_count);
    digits_shift_right(rest, dividend, b_count, shift);
    mem_free(dividend, count * sizeof(uint32_t));
    return 0;
}

void digits_shift_left(uint32_t *out, const uint32_t *a, uint64_t count,
                       uint64_t shift)
{
    uint64_t whole = shift / DIGIT_BITS, bits = shift % DIGIT_BITS;
    uint64_t carry = 0;

    memset(out, 0, whole * sizeof(uint32_t));
    for (uint64_t i = 0; i < count; i++) {
        carry |= (uint64_t)a[i] << bits;
        out[whole + i] = (uint32_t)carry;
        carry >>= DIGIT_BITS;
    }
    out[whole + count] = (uint32_t)carry;
}

bool digits_shift_right(uint32_t *out, const uint32_t *a, uint64_t count,
                        uint64_t shift)
{
    uint64_t whole = shift / DIGIT_BITS, bits = shift % DIGIT_BITS;
    bool lost = (a[whole] & (((uint32_t)1 << bits) - 1)) != 0;

    for (uint64_t i = 0; i < whole; i++)
        lost |= a[i] != 0;
    for (uint64_t i = whole; i < count; i++) {
        uint64_t pair = a[i];

        if (i + 1 < count)
            pair |= (uint64_t)a[i + 1] << DIGIT_BITS;
        out[i - whole] = (uint32_t)(pair >> bits);
    }
    return lost;
}
