/* SPDX-License-Identifier: MIT
 *
 * Spinlocks. A lock carries the clock of its last release (its stamp), and who
 * takes it continues no earlier: so no core sees the future of another through
 * what a lock protects (docs/cores.md).
 *
 * spin_lock leaves interrupts as they are: for locks that no interrupt handler
 * takes. The holder may then be interrupted and taken off its core, in which case
 * who spins lets other cores run (core_ops->relax). spin_lock_irqsave is for the
 * locks of interrupt handlers and for the shortest sections.
 * A holder must not sleep and must not touch user memory.
 */
#ifndef LOCK_H
#define LOCK_H

#include <stdbool.h>
#include <stdint.h>

struct spinlock {
    volatile uint32_t held; /* 0, or the holder's core number + 1 */
    uint32_t core;          /* that holds it, or held it last */
    uint64_t stamp;         /* clock of the last release */
    const char *name;       /* for panics and gdb */
};

#define SPINLOCK(text) ((struct spinlock){.name = (text)})

void spin_lock(struct spinlock *lock);
void spin_unlock(struct spinlock *lock);

/* Take the lock if it is free: true. For an interrupt handler that wants a lock
 * which the code beneath it may hold, and can come again later. */
bool spin_try_lock(struct spinlock *lock);

/* Interrupts off, then take the lock. Returns the flags for the unlock. */
uint64_t spin_lock_irqsave(struct spinlock *lock);
void spin_unlock_irqrestore(struct spinlock *lock, uint64_t flags);

/* Is it held by this core? For assertions. */
bool spin_held(const struct spinlock *lock);

#endif
