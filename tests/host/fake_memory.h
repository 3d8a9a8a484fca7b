/* SPDX-License-Identifier: MIT
 *
 * A machine for tests of kernel/mm on the host: physical memory is an array,
 * the direct map is its address, page tables are walked by the test itself.
 * Include this before the kernel's .c files, which the test includes too: it
 * takes the place of mm/layout.h, and of what lock.h and assert.h promise.
 */
#ifndef FAKE_MEMORY_H
#define FAKE_MEMORY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MM_LAYOUT_H /* ours instead: */
#define PAGE_SHIFT 12
#define PAGE_SIZE 4096ul
#define PAGE_MASK (~(PAGE_SIZE - 1))
#define LARGE_PAGE_SIZE (2ul << 20)
#define USER_BASE 0x10000ul
#define USER_TOP 0x00007ffffffff000ul
#define USER_STACK_SIZE (8ul << 20)
#define USER_STACK_GAP (1ul << 20)
#define USER_STACK_ROOM (128ul << 20)
#define USER_MMAP_TOP (USER_TOP - USER_STACK_ROOM)
#define USER_PIE_BASE 0x0000555555554000ul

#define MEMORY_SIZE (64ul << 20)
static char memory[MEMORY_SIZE] __attribute__((aligned(4096)));

#define DIRECT_MAP_BASE ((uint64_t)memory)
#define STACKS_BASE (DIRECT_MAP_BASE + MEMORY_SIZE)
#define KERNEL_BASE DIRECT_MAP_BASE

/* The parts of an image that nobody maps here. */
#define boot_stack_guard memory
#define image_start memory
#define image_end memory
#define text_start memory
#define text_end memory
#define data_start memory
#define data_end memory

#define X86_PAGE_H /* ours instead: */
static inline void page_clear(void *page)
{
    memset(page, 0, PAGE_SIZE);
}

static inline void *phys_to_virt(uint64_t phys)
{
    return (void *)(phys + DIRECT_MAP_BASE);
}

static inline uint64_t virt_to_phys(const void *virt)
{
    return (uint64_t)virt - DIRECT_MAP_BASE;
}

static inline uint64_t image_to_phys(const void *symbol)
{
    return (uint64_t)symbol - KERNEL_BASE;
}

static int checks_failed;

#define CHECK(condition)                                                       \
    do {                                                                       \
        if (!(condition)) {                                                    \
            fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__,       \
                    #condition);                                               \
            checks_failed++;                                                   \
        }                                                                      \
    } while (0)

#include "boot_info.h"
#include "lib/assert.h"
#include "lock.h"

/* Locks do not nest and are given back: that much can be checked here. */
void spin_lock(struct spinlock *lock)
{
    if (lock->held)
        panic("%s is held already", lock->name);
    lock->held = 1;
}

void spin_unlock(struct spinlock *lock)
{
    if (!lock->held)
        panic("%s is not held", lock->name);
    lock->held = 0;
}

/* A panic ends the test, unless it is expected: CHECK_PANIC(kfree(bad)). */
static jmp_buf panic_return;
static bool panic_expected;

void panic(const char *format, ...)
{
    va_list args;

    if (panic_expected)
        longjmp(panic_return, 1);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, "\n");
    abort();
}

void boot_refuse(const char *format, ...)
{
    panic("refused: %s", format);
}

#define CHECK_PANIC(statement)                                                 \
    do {                                                                       \
        panic_expected = true;                                                 \
        if (setjmp(panic_return) == 0) {                                       \
            statement;                                                         \
            CHECK(!"it went through: " #statement);                            \
        }                                                                      \
        panic_expected = false;                                                \
    } while (0)

/* A memory map with a hole, and reserved ranges that overlap, touch, stick out
 * and are not sorted. What is free: 1-2 MiB, 5-30 MiB, 32-63 MiB. */
static inline void fake_boot_info(struct boot_info *boot)
{
    const uint64_t mib = 1ul << 20;
    const struct boot_range ranges[] = {
        {0, 30 * mib + 123},
        {32 * mib - 1, MEMORY_SIZE},
    };
    const struct boot_range reserved[] = {
        {63 * mib, 80 * mib},   {3 * mib, 5 * mib},   {0, mib},
        {2 * mib, 4 * mib - 5}, {30 * mib, 31 * mib}, {31 * mib, 32 * mib},
    };

    memset(boot, 0, sizeof *boot);
    memcpy(boot->memory, ranges, sizeof ranges);
    boot->memory_count = sizeof ranges / sizeof ranges[0];
    boot->memory_end = MEMORY_SIZE;
    memcpy(boot->reserved, reserved, sizeof reserved);
    boot->reserved_count = sizeof reserved / sizeof reserved[0];
}

/* Repeatable noise: an xorshift generator (Marsaglia, 2003). */
static inline uint32_t noise(uint32_t below)
{
    static uint64_t state = 88172645463325252ull;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32) % below;
}

#endif
