/* SPDX-License-Identifier: MIT
 *
 * Allocations that fail on request. One counter for the whole machine: the program
 * that sets it through /dev/checks is the only one that does anything meanwhile.
 */
#include "checked/inject.h"
#include "x86/cpu.h"

/* Allocations until the first that fails, and how many fail from there on. Changed
 * with interrupts off: there is one processor. */
static uint64_t until, failures;

bool inject_failure(void)
{
    uint64_t flags = cpu_irq_save();
    bool fails = failures && until <= 1;

    if (until > 1)
        until--;
    else if (fails)
        failures--;
    cpu_irq_restore(flags);
    return fails;
}

void inject_set(uint64_t n, uint64_t more)
{
    uint64_t flags = cpu_irq_save();

    until = n;
    failures = n ? 1 + more : 0;
    cpu_irq_restore(flags);
}

uint64_t inject_left(void)
{
    return failures;
}
