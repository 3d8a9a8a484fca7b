/* SPDX-License-Identifier: MIT
 *
 * Ways to make the kernel panic, for the test of its last words. No program can:
 * so the test image has them. Function names and values appear on the screen;
 * tests/boot/ktest.py looks for them.
 */
#include "kernel_test.h"
#include "kthread.h"
#include "lib/assert.h"
#include "lib/string.h"

#define UNMAPPED 0xffffffff7ffff000ull

static __attribute__((noinline)) void provoke_panic(void)
{
    panic("provoked, with %d and %s", 42, "text");
}

static __attribute__((noinline)) void provoke_assert(unsigned value)
{
    kassert(value == 7, "value=%u", value);
}

static __attribute__((noinline)) void provoke_page_fault(void)
{
    __asm__ volatile("movq $1, (%0)"
                     :
                     : "r"(UNMAPPED), "b"(0xb0b0b0b0ull)
                     : "memory");
}

static volatile uint64_t depth_max = UINT64_MAX; /* unknown to the compiler */

static __attribute__((noinline)) uint64_t provoke_overflow(uint64_t depth)
{
    volatile uint64_t room[32];

    if (depth == depth_max)
        return 0;
    for (unsigned i = 0; i < 32; i++)
        room[i] = depth;
    return provoke_overflow(depth + 1) + room[depth % 32];
}

static __attribute__((noinline)) void provoke_nmi(void)
{
    __asm__ volatile("int $2");
}

static __attribute__((noinline)) void provoke_jump(void)
{
    ((void (*)(void))UNMAPPED)();
    __asm__ volatile("");
}

static void spinner(void *arg)
{
    (void)arg;
    for (;;)
        burn(100);
}

void provoke(const char *how)
{
    if (cores_count > 1) {
        kthread_start("spinner", spinner, NULL, 2);
        burn(20000);
    }
    if (!strcmp(how, "panic"))
        provoke_panic();
    if (!strcmp(how, "assert"))
        provoke_assert(6);
    if (!strcmp(how, "page-fault"))
        provoke_page_fault();
    if (!strcmp(how, "stack-overflow"))
        provoke_overflow(0);
    if (!strcmp(how, "nmi"))
        provoke_nmi();
    if (!strcmp(how, "jump"))
        provoke_jump();
    provoke_memory(how);
}
