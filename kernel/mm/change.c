/* SPDX-License-Identifier: MIT
 *
 * Changing what is mapped: mprotect(2), madvise(2)'s MADV_DONTNEED, mremap(2).
 */
#include "mm/area.h"

#include "lib/align.h"
#include "lib/errno.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "x86/paging.h"

/* Give the pages of `area` that are there the bits of its protection. */
static void pages_protect(struct space *space, const struct area *area)
{
    uint64_t page = area->start;
    uint64_t *entry;

    for (; (entry = paging_next(space->root, &page, area->end));
         page += PAGE_SIZE) {
        uint64_t frame = *entry & PTE_FRAME;
        *entry = frame | page_bits(area, frame);
        paging_flush(page);
    }
}

/* The range consists of whole areas and gaps. Stops at the first gap. */
static int areas_protect(struct space *space, uint64_t start, uint64_t end,
                         uint32_t prot)
{
    uint64_t reached = start;

    area_for_each(area, space, start, end)
    {
        if (area->start > reached)
            return -ENOMEM;
        if (prot & PROT_WRITE && area->flags & MAP_NEVER_WRITE)
            return -EACCES;
        reached = area->end;
        if (area->prot == prot)
            continue;
        area->prot = prot;
        pages_protect(space, area);
    }
    return reached < end ? -ENOMEM : 0;
}

int space_protect(struct space *space, uint64_t start, uint64_t end,
                  uint32_t prot)
{
    spin_lock(&space->lock);
    int error = areas_split(space, start, end);
    if (!error)
        error = areas_protect(space, start, end, prot);
    areas_join(space, start, end);
    spin_unlock(&space->lock);
    return error;
}

int space_advise(struct space *space, uint64_t start, uint64_t end,
                 bool discard)
{
    uint64_t reached = start;
    int error = 0;

    spin_lock(&space->lock);
    area_for_each(area, space, start, end)
    {
        if (area->start > reached)
            error = -ENOMEM;
        reached = area->end;
        if (discard && area->flags & MAP_LOCKED) {
            error = -EINVAL;
            break;
        }
        if (discard && !(area->flags & MAP_SHARED))
            pages_drop(space, max_u64(area->start, start),
                       min_u64(area->end, end));
    }
    spin_unlock(&space->lock);
    return reached < end && error != -EINVAL ? -ENOMEM : error;
}

/* The range consists of whole areas and gaps. */
static int areas_mark(struct space *space, uint64_t start, uint64_t end,
                      uint32_t set, uint32_t clear)
{
    uint64_t reached = start;
    int error = 0;

    area_for_each(area, space, start, end)
    {
        if ((set | clear) & MAP_WIPE_ON_FORK &&
            (area->object || area->flags & MAP_SHARED))
            return -EINVAL;
        if (area->start > reached)
            error = -ENOMEM;
        reached = area->end;
        area->flags = (area->flags & ~clear) | set;
    }
    return reached < end ? -ENOMEM : error;
}

int space_mark(struct space *space, uint64_t start, uint64_t end, uint32_t set,
               uint32_t clear)
{
    spin_lock(&space->lock);
    int error = areas_split(space, start, end);
    if (!error)
        error = areas_mark(space, start, end, set, clear);
    areas_join(space, start, end);
    spin_unlock(&space->lock);
    return error;
}

/* Make the page tables that the pages of [from, from + length) need at `to`.
 * False: no memory. */
static bool tables_prepare(struct space *space, uint64_t from, uint64_t to,
                           uint64_t length)
{
    uint64_t page = from;

    for (; paging_next(space->root, &page, from + length); page += PAGE_SIZE)
        if (!paging_entry(space->root, to + (page - from), true))
            return false;
    return true;
}

/* Move the pages of [from, from + length) to `to`, where there are none. The
 * tables exist. */
static void pages_move(struct space *space, uint64_t from, uint64_t to,
                       uint64_t length)
{
    uint64_t page = from;
    uint64_t *entry;

    for (; (entry = paging_next(space->root, &page, from + length));
         page += PAGE_SIZE) {
        *paging_entry(space->root, to + (page - from), true) = *entry;
        *entry = 0;
        paging_flush(page);
    }
}

/* Move the range [old, old + old_length), which lies in one area, to `target`,
 * where nothing is mapped, and give it the length new_length >= old_length.
 * `keep`: the area that it was in stays, without its pages. */
static int64_t remap_move(struct space *space, uint64_t old,
                          uint64_t old_length, uint64_t new_length,
                          uint64_t target, bool keep)
{
    int error = areas_split(space, old, old + old_length);
    struct area *moved = error ? NULL : kmalloc(sizeof *moved);

    if (!moved)
        return -ENOMEM;
    if (!tables_prepare(space, old, target, old_length)) {
        kfree(moved);
        return -ENOMEM;
    }
    struct area *area = area_at(space, old);
    *moved = *area;
    moved->start = target;
    moved->end = target + new_length;
    if (moved->ops && moved->ops->open)
        moved->ops->open(moved);
    pages_move(space, old, target, old_length);
    if (!keep)
        area_remove(space, area);
    area_insert(space, moved);
    areas_join(space, target, target + 1);
    return (int64_t)target;
}

/* Make the area longer where it is. False: it does not end there, or what
 * follows is not free. */
static bool remap_grow(struct space *space, struct area *area, uint64_t end,
                       uint64_t new_end)
{
    if (area->end != end || new_end > USER_TOP ||
        !areas_none(space, end, new_end))
        return false;
    area_mapped(space, new_end - area->end);
    area->end = new_end;
    areas_join(space, area->start, new_end);
    return true;
}

/* mremap with MREMAP_FIXED: whatever is at the target goes first. */
static int64_t remap_fixed(struct space *space, uint64_t old,
                           uint64_t old_length, uint64_t new_length,
                           uint64_t target, bool keep)
{
    int error = areas_remove(space, target, target + new_length);

    if (!error && new_length < old_length) {
        error = areas_remove(space, old + new_length, old + old_length);
        old_length = new_length;
    }
    if (error)
        return error;
    return remap_move(space, old, old_length, new_length, target, keep);
}

/* mremap of length 0: map what is at `old` a second time, where nothing is. */
static int64_t remap_copy(struct space *space, uint64_t old, uint64_t length,
                          uint64_t target)
{
    const struct area *area = area_at(space, old);
    struct area *copy = area ? kmalloc(sizeof *copy) : NULL;

    if (!copy)
        return area ? -ENOMEM : -EFAULT;
    *copy = *area;
    copy->offset += old - area->start;
    copy->start = target;
    copy->end = target + length;
    if (copy->ops && copy->ops->open)
        copy->ops->open(copy);
    area_insert(space, copy);
    return (int64_t)target;
}

/* mremap to `target`, or to where there is room (0). */
static int64_t remap_elsewhere(struct space *space, uint64_t old,
                               uint64_t old_length, uint64_t new_length,
                               bool keep, uint64_t target)
{
    bool fixed = target;

    if (!fixed)
        target = area_gap(space, new_length);
    if (!target)
        return -ENOMEM;
    if (old_length)
        return fixed ? remap_fixed(space, old, old_length, new_length, target,
                                   keep)
                     : remap_move(space, old, old_length, new_length, target,
                                  keep);
    int error = fixed ? areas_remove(space, target, target + new_length) : 0;
    return error ? error : remap_copy(space, old, new_length, target);
}

static int64_t remap_locked(struct space *space, uint64_t old,
                            uint64_t old_length, uint64_t new_length,
                            uint32_t flags, uint64_t target)
{
    struct area *area = area_at(space, old);
    bool keep = flags & MREMAP_DONTUNMAP;
    uint64_t end = old + old_length;

    if (!area || area->end < end)
        return -EFAULT;
    if (!old_length && !(area->flags & MAP_SHARED))
        return -EINVAL;
    if (target || keep)
        return remap_elsewhere(space, old, old_length, new_length, keep,
                               target);
    if (new_length == old_length)
        return (int64_t)old;
    if (new_length < old_length) {
        int error = areas_remove(space, old + new_length, end);
        return error ? error : (int64_t)old;
    }
    if (old_length && remap_grow(space, area, end, old + new_length))
        return (int64_t)old;
    if (!(flags & MREMAP_MAYMOVE))
        return -ENOMEM;
    return remap_elsewhere(space, old, old_length, new_length, false, 0);
}

int64_t space_remap(struct space *space, uint64_t old, uint64_t old_length,
                    uint64_t new_length, uint32_t flags, uint64_t target)
{
    spin_lock(&space->lock);
    int64_t result =
        remap_locked(space, old, old_length, new_length, flags, target);
    spin_unlock(&space->lock);
    return result;
}
