/* SPDX-License-Identifier: MIT
 *
 * Rounding to powers of two, and smaller/larger of two.
 */
#ifndef LIB_ALIGN_H
#define LIB_ALIGN_H

#include <stdbool.h>
#include <stdint.h>

/* `unit` is a power of two. */
static inline uint64_t align_down(uint64_t value, uint64_t unit)
{
    return value & ~(unit - 1);
}

static inline uint64_t align_up(uint64_t value, uint64_t unit)
{
    return align_down(value + unit - 1, unit);
}

static inline bool is_aligned(uint64_t value, uint64_t unit)
{
    return (value & (unit - 1)) == 0;
}

static inline uint64_t min_u64(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static inline uint64_t max_u64(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

#endif
