/* SPDX-License-Identifier: MIT
 *
 * Spinlocks with causality stamps. See lock.h.
 *
 * The stamp matters only where it came from another core: a core's own clock
 * never goes back. Making it is bookkeeping and charged to nobody
 * (core_ops->stamp).
 */
#include "lock.h"
#include "core.h"
#include "lib/assert.h"
#include "x86/cpu.h"

/* Takes a free lock, and leaves the holder's mark of any other as it is. */
static inline bool try_take(struct spinlock *lock)
{
    uint32_t nobody = 0;
    return __atomic_compare_exchange_n(&lock->held, &nobody, core_lock_mark(),
                                       false, __ATOMIC_ACQUIRE,
                                       __ATOMIC_RELAXED);
}

/* The rare cases are functions of their own, called last: so the common one
 * needs no stack, and a lock and its unlock cost some 20 instructions. */

/* The lock is ours now; another core had it last. */
static __attribute__((noinline)) void take_over(struct spinlock *lock)
{
    core_ops->advance(lock->stamp);
    lock->core = core_id();
}

static __attribute__((noinline)) void spin(struct spinlock *lock)
{
    kassert(!spin_held(lock), "core %u spins for %s, which it holds itself",
            core_id(), lock->name);
    do
        core_ops->relax();
    while (!try_take(lock));
    if (lock->core != core_id())
        take_over(lock);
}

void spin_lock(struct spinlock *lock)
{
    if (!try_take(lock))
        spin(lock);
    else if (lock->core != core_id())
        take_over(lock);
}

bool spin_try_lock(struct spinlock *lock)
{
    if (!try_take(lock))
        return false;
    if (lock->core != core_id())
        take_over(lock);
    return true;
}

static __attribute__((noinline)) void unlock_stamped(struct spinlock *lock)
{
    lock->stamp = core_ops->stamp();
    __atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
}

static inline void check_held(const struct spinlock *lock)
{
    kassert(spin_held(lock), "%s is held by %u - 1, not by core %u", lock->name,
            lock->held, core_id());
}

void spin_unlock(struct spinlock *lock)
{
    check_held(lock);
    if (cores_count > 1)
        unlock_stamped(lock);
    else
        __atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
}

/* The rest of spin_lock_irqsave, apart for the same reason. */
static __attribute__((noinline)) uint64_t spin_irqsave(struct spinlock *lock,
                                                       uint64_t flags)
{
    spin_lock(lock);
    return flags;
}

static __attribute__((noinline)) uint64_t take_over_irqsave(
    struct spinlock *lock, uint64_t flags)
{
    take_over(lock);
    return flags;
}

uint64_t spin_lock_irqsave(struct spinlock *lock)
{
    uint64_t flags = cpu_irq_save();

    if (!try_take(lock))
        return spin_irqsave(lock, flags);
    if (lock->core != core_id())
        return take_over_irqsave(lock, flags);
    return flags;
}

static __attribute__((noinline)) void unlock_stamped_irqrestore(
    struct spinlock *lock, uint64_t flags)
{
    unlock_stamped(lock);
    cpu_irq_restore(flags);
}

void spin_unlock_irqrestore(struct spinlock *lock, uint64_t flags)
{
    check_held(lock);
    if (cores_count > 1) {
        unlock_stamped_irqrestore(lock, flags);
        return;
    }
    __atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
    cpu_irq_restore(flags);
}

bool spin_held(const struct spinlock *lock)
{
    return lock->held == core_lock_mark();
}
