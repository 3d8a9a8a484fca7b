/* SPDX-License-Identifier: MIT
 *
 * Tests that run inside the kernel: what no program can see from ring 3. Each
 * file's test_* functions are in the table of main.c; they run one after another
 * in a kernel thread on core 0.
 */
#ifndef TESTS_KERNEL_KERNEL_TEST_H
#define TESTS_KERNEL_KERNEL_TEST_H

#include <stdbool.h>
#include <stdint.h>
#include "core.h"

/* The test's claim `name` held or not: one line on the console, with the values
 * where it did not. */
void claim(bool held, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Execute 2 * `loops` instructions and a few. loops > 0. */
static inline void burn(uint64_t loops)
{
    __asm__ volatile("1: dec %0; jnz 1b" : "+r"(loops) : : "memory");
}

/* A number from *state, which it changes. xorshift64: Marsaglia 2003. */
static inline uint64_t draw(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Has a clock gone back since *last? Core-independent: *last is what came to this
 * thread by whatever way carries a stamp. Updates *last. */
static inline bool went_back(uint64_t *last)
{
    uint64_t now = core_clock();
    bool back = now < *last;
    *last = now;
    return back;
}

/* Sleep for this many instructions of lab time. */
void sleep_for(uint64_t instructions);

/* Claim `name`: with 0 ... 12 frames left `call` fails more often than not, and
 * loses nothing; with many it succeeds. In memory_test.c. */
void scarce(bool (*call)(void), const char *name);

void test_locks(void);
void test_clocks(void);
void test_timers(void);
void test_charges(void);
void test_wake_ups(void);
void test_memory(void);
void test_fork(void);
void test_storm(void);

/* Make the kernel panic in the way that `how` names; returns if it names none. */
void provoke(const char *how);

/* Likewise by a wrong access; only the checked image notices. */
void provoke_memory(const char *how);

#endif
