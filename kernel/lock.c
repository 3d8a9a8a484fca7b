/* SPDX-License-Identifier: MIT
 *
 * Spinlocks with causality stamps. See lock.h.
 *
 * The stamp matters only where it came from another core: a core's own clock never
 * goes back. Making it is bookkeeping and charged to nobody (core_ops->stamp).
 */
#include "lock.h"
#include "core.h"
#include "lib/assert.h"
#include "x86/cpu.h"

void spin_lock(struct spinlock *lock)
{
    while (__atomic_exchange_n(&lock->held, 1, __ATOMIC_ACQUIRE))
        core_ops->relax();
    if (lock->core != this_core()->id) {
        core_ops->advance(lock->stamp);
        lock->core = this_core()->id;
    }
}

void spin_unlock(struct spinlock *lock)
{
    kassert(spin_held(lock), "%s is not held by core %u", lock->name,
            this_core()->id);
    if (cores_count > 1)
        lock->stamp = core_ops->stamp();
    __atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
}

uint64_t spin_lock_irqsave(struct spinlock *lock)
{
    uint64_t flags = cpu_irq_save();
    spin_lock(lock);
    return flags;
}

void spin_unlock_irqrestore(struct spinlock *lock, uint64_t flags)
{
    spin_unlock(lock);
    cpu_irq_restore(flags);
}

bool spin_held(const struct spinlock *lock)
{
    return lock->held && lock->core == this_core()->id;
}
