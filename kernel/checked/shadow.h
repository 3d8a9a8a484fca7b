/* SPDX-License-Identifier: MIT
 *
 * Shadow memory: one byte for eight bytes of the kernel half. 0: all eight may be
 * touched; 1 ... 7: only so many, the first ones; more: none, and why.
 */
#ifndef CHECKED_SHADOW_H
#define CHECKED_SHADOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHADOW_SHIFT 3
#define SHADOW_GRAIN (1ul << SHADOW_SHIFT)
/* -fasan-shadow-offset in mk/kernel.mk */
#define SHADOW_OFFSET 0xdffffc0000000000ul

/* Why nobody may touch the eight bytes. Those with a number that gcc knows are
 * written by its code (gcc/asan.h, ASAN_STACK_MAGIC_*). */
enum shadow {
    SHADOW_STACK_LEFT = 0xf1,
    SHADOW_STACK_MIDDLE = 0xf2,
    SHADOW_STACK_RIGHT = 0xf3,
    SHADOW_STACK_FREED = 0xf4,
    SHADOW_OUT_OF_SCOPE = 0xf8,
    SHADOW_GLOBAL = 0xf9,
    SHADOW_REDZONE = 0xfa,
    SHADOW_FREED = 0xfd,
    SHADOW_FRAME = 0xff,
};

static inline uint8_t *shadow_of(uint64_t address)
{
    return (uint8_t *)((address >> SHADOW_SHIFT) + SHADOW_OFFSET);
}

/* What gcc calls before main: it says where variables have redzones. Placed by
 * boot/kernel.ld. */
extern void (*const constructors_start[])(void);
extern void (*const constructors_end[])(void);

/* Is there a shadow of `address` at all? */
bool shadow_exists(uint64_t address);

/* Nobody may touch [start, start + bytes), for this reason. Whole grains. */
void shadow_poison(uint64_t start, uint64_t bytes, enum shadow why);

/* All may. The last grain may be a part. */
void shadow_allow(uint64_t start, uint64_t bytes);

#endif
