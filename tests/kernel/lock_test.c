/* SPDX-License-Identifier: MIT
 *
 * Spinlocks on simulated cores. The danger: a holder is taken off its core in the
 * middle of its section, another core spins for the lock, and if spinning did not
 * let the holder go on nothing ever would. So sections here are longer than a
 * quantum. The other promise: who takes a lock sees no earlier time than who let
 * it go, the stamp.
 */
#include "kernel_test.h"
#include "kthread.h"
#include "lock.h"
#include "options.h"
#include "x86/cpu.h"

#define SECTIONS_ALL 128 /* of all cores together, at least 2 each */

static struct spinlock lock = SPINLOCK("test"), inner = SPINLOCK("test inner");
static uint64_t sections;  /* under the lock, changed in two steps */
static uint64_t last;      /* under the lock: clock of the last release */
static uint64_t backwards; /* under the lock */
static uint64_t wrong_flags;

static unsigned rounds(void)
{
    unsigned each = SECTIONS_ALL / cores_count;
    return each > 2 ? each : 2;
}

/* What is done under the lock: some quanta's work, and a look at the clock. */
static void section(uint64_t loops)
{
    uint64_t seen = sections;

    backwards += went_back(&last);
    burn(loops);
    sections = seen + 1;
    last = core_clock();
}

static void plain(unsigned index)
{
    for (unsigned i = 0; i < rounds(); i++) {
        burn(1 + index * 37);
        spin_lock(&lock);
        section(2 * options.quantum);
        spin_unlock(&lock);
    }
}

/* Spin with interrupts off for a holder that has them on; every other core is one
 * or the other. */
static void mixed(unsigned index)
{
    for (unsigned i = 0; i < rounds(); i++) {
        if (index % 2 == 0) {
            spin_lock(&lock);
            section(2 * options.quantum);
            spin_unlock(&lock);
            continue;
        }
        uint64_t flags = spin_lock_irqsave(&lock);
        wrong_flags += (cpu_flags() & RFLAGS_IF) != 0;
        section(20);
        spin_unlock_irqrestore(&lock, flags);
        wrong_flags += (cpu_flags() & RFLAGS_IF) == 0;
    }
}

/* Chains: who holds one lock, interrupts off, spins for the other. */
static void chained(unsigned index)
{
    for (unsigned i = 0; i < rounds(); i++) {
        if (index % 3 == 0) {
            spin_lock(&inner);
            burn(2 * options.quantum);
            spin_unlock(&inner);
            continue;
        }
        uint64_t flags = spin_lock_irqsave(&lock);
        spin_lock(&inner);
        section(10);
        spin_unlock(&inner);
        spin_unlock_irqrestore(&lock, flags);
    }
}

static void run(void (*body)(unsigned), uint64_t want, const char *name)
{
    sections = last = backwards = wrong_flags = 0;
    kthread_each(cores_count, body);
    claim(sections == want && !backwards && !wrong_flags, name,
          "%lu sections of %lu, clock went back %lu times, interrupts wrong "
          "%lu times",
          sections, want, backwards, wrong_flags);
}

void test_locks(void)
{
    uint64_t all = (uint64_t)cores_count * rounds();
    uint64_t chains = (cores_count - (cores_count + 2) / 3) * rounds();

    run(plain, all, "a lock's holder may be taken off while others spin");
    run(mixed, all, "so it may while others spin with interrupts off");
    run(chained, chains, "so it may at the end of a chain of locks");
}
