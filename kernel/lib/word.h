/* SPDX-License-Identifier: MIT
 *
 * Words at any address, of any type: strings are walked by them, since an
 * instruction costs the same for eight bytes as for one. Who reads a word that
 * reaches behind a string's NUL must know that the buffer does too.
 */
#ifndef LIB_WORD_H
#define LIB_WORD_H

#include <stdint.h>

#define WORD_SIZE sizeof(uint64_t)

#define WORD_ONES 0x0101010101010101u /* a one in each byte */

struct word {
    uint64_t bits;
} __attribute__((packed, may_alias));

struct half_word {
    uint32_t bits;
} __attribute__((packed, may_alias));

static inline uint64_t load64(const void *from)
{
    return ((const struct word *)from)->bits;
}

static inline uint32_t load32(const void *from)
{
    return ((const struct half_word *)from)->bits;
}

static inline void store64(void *to, uint64_t bits)
{
    ((struct word *)to)->bits = bits;
}

/* Bit 7 of the first byte of `word` (the lowest) that is 0, and perhaps bits
 * above it; 0 if no byte is 0. */
static inline uint64_t word_zeros(uint64_t word)
{
    return (word - WORD_ONES) & ~word & WORD_ONES << 7;
}

/* Which byte the lowest bit of `bits`, not 0, is in. */
static inline unsigned word_byte(uint64_t bits)
{
    return (unsigned)__builtin_ctzll(bits) / 8;
}

#endif
