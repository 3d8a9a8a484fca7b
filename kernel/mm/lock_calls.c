/* SPDX-License-Identifier: MIT
 *
 * The system calls mlock, mlock2, munlock, mlockall, munlockall and mincore. There
 * is no swap: a page that is there stays there. So locking is to make pages
 * present, to be counted against RLIMIT_MEMLOCK, and to be safe from
 * MADV_DONTNEED. Source: mlock(2), mincore(2).
 */
#include "syscall.h"

#include "lib/align.h"
#include "lib/errno.h"
#include "mm/area.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "mm/limit.h"
#include "mm/uaccess.h"
#include "task/process.h"
#include "x86/paging.h"

#define MLOCK_ONFAULT 1u /* mlock2(2): pages come as they are touched */

enum { MCL_CURRENT = 1, MCL_FUTURE = 2, MCL_ONFAULT = 4 };

/* What mlock(2) says of a page that cannot be had: it is not allowed, or there
 * is no memory for it. */
static int lock_error(int error)
{
    return error == -ENOMEM ? -EAGAIN : -ENOMEM;
}

int space_populate(struct space *space, uint64_t start, uint64_t end)
{
    for (uint64_t page = start; page < end; page += PAGE_SIZE) {
        int error = space_fault(space, page, FAULT_WRITE);
        if (error == -EACCES)
            error = space_fault(space, page, 0);
        if (error)
            return error;
    }
    return 0;
}

/* Whole pages of [address, address + length). 0 or -EINVAL. */
static int lock_range(uint64_t address, uint64_t length, uint64_t *start,
                      uint64_t *end)
{
    uint64_t last = address + length;
    *start = align_down(address, PAGE_SIZE);
    *end = align_up(last, PAGE_SIZE);
    return last < address || *end < last ? -EINVAL : 0;
}

int64_t sys_mlock2(uint64_t address, uint64_t length, uint32_t flags)
{
    struct space *space = current_process()->space;
    uint64_t start, end;

    if (flags & ~MLOCK_ONFAULT)
        return -EINVAL;
    if (!limit_allows_locking())
        return -EPERM;
    int error = lock_range(address, length, &start, &end);
    if (error || start == end)
        return error;
    if (!limit_allows_lock(space, start, end))
        return -ENOMEM;
    error = space_mark(space, start, end, MAP_LOCKED, 0);
    if (error || flags & MLOCK_ONFAULT)
        return error;
    error = space_populate(space, start, end);
    return error ? lock_error(error) : 0;
}

int64_t sys_mlock(uint64_t address, uint64_t length)
{
    return sys_mlock2(address, length, 0);
}

int64_t sys_munlock(uint64_t address, uint64_t length)
{
    uint64_t start, end;
    int error = lock_range(address, length, &start, &end);
    if (error || start == end)
        return error;
    return space_mark(current_process()->space, start, end, 0, MAP_LOCKED);
}

/* Make the pages of every area present, as far as can be. */
static void populate_all(struct space *space)
{
    for (uint64_t start = 0, end; space_area(space, &start, &end); start = end)
        (void)space_populate(space, start, end);
}

int64_t sys_mlockall(uint32_t flags)
{
    struct space *space = current_process()->space;

    if (!flags || flags & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) ||
        flags == MCL_ONFAULT)
        return -EINVAL;
    if (!limit_allows_locking())
        return -EPERM;
    if (flags & MCL_CURRENT && !limit_allows_lock(space, 0, USER_TOP))
        return -ENOMEM;
    __atomic_store_n(&space->lock_new, flags & MCL_FUTURE, __ATOMIC_RELAXED);
    if (!(flags & MCL_CURRENT))
        return 0;
    (void)space_mark(space, 0, USER_TOP, MAP_LOCKED, 0); /* gaps: never mind */
    if (!(flags & MCL_ONFAULT))
        populate_all(space);
    return 0;
}

int64_t sys_munlockall(void)
{
    struct space *space = current_process()->space;

    __atomic_store_n(&space->lock_new, false, __ATOMIC_RELAXED);
    (void)space_mark(space, 0, USER_TOP, 0, MAP_LOCKED);
    return 0;
}

/* Is the page there, or in the file that it would come from? The lock is
 * held. */
static bool page_resident(struct space *space, struct area *area, uint64_t page)
{
    const uint64_t *entry = paging_entry(space->root, page, false);

    if (entry && *entry)
        return true;
    return area->ops && area->ops->resident && area->ops->resident(area, page);
}

/* What mincore says of `count` pages from `start` on. 0, or -ENOMEM: one is not
 * mapped. */
static int residency(struct space *space, uint64_t start, uint64_t count,
                     uint8_t *told)
{
    int error = 0;

    spin_lock(&space->lock);
    for (uint64_t i = 0; i < count && !error; i++) {
        uint64_t page = start + i * PAGE_SIZE;
        struct area *area = area_at(space, page);
        if (!area)
            error = -ENOMEM;
        else
            told[i] = page_resident(space, area, page);
    }
    spin_unlock(&space->lock);
    return error;
}

int64_t sys_mincore(uint64_t start, uint64_t length, uint64_t user)
{
    uint64_t count = align_up(length, PAGE_SIZE) >> PAGE_SHIFT;
    int64_t error = 0;

    if (!is_aligned(start, PAGE_SIZE))
        return -EINVAL;
    if (!user_range_ok(start, length))
        return -ENOMEM;
    if (!user_range_ok(user, count))
        return -EFAULT;
    uint8_t *told = kmalloc(PAGE_SIZE);
    if (!told)
        return -EAGAIN;
    for (uint64_t done = 0, part; done < count && !error; done += part) {
        part = min_u64(count - done, PAGE_SIZE);
        error = residency(current_process()->space,
                          start + (done << PAGE_SHIFT), part, told);
        if (!error)
            error = copy_to_user(user + done, told, part);
    }
    kfree(told);
    return error;
}
