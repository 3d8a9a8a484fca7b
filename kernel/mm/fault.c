/* SPDX-License-Identifier: MIT
 *
 * Pages on demand. An area promises; its pages come when they are touched: zero
 * pages, frames that the area's object hands out, or copies of those. The state
 * of a page is its page-table entry:
 *
 *   0                    never touched: the area says what it will be
 *   frame | PTE_KEPT     touched, then protected with PROT_NONE
 *   frame | PTE_PRESENT  mapped; without PTE_WRITE although the area allows it:
 *                        the frame has other users and is copied when written
 *
 * Everything here happens under space->lock, so two LWPs that fault on one page
 * at once do the work once.
 */
#include "mm/area.h"

#include "lib/align.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/frame.h"
#include "mm/layout.h"
#include "mm/limit.h"
#include "trace/trace.h"
#include "x86/paging.h"

/* May a page of `area` whose frame has so many `users` be written where it
 * is? */
static bool page_owned(const struct area *area, uint32_t users)
{
    return area->flags & MAP_SHARED || users == 1;
}

/* The entry bits with which `area` maps a frame; `owned`: see above. */
static uint64_t bits_for(const struct area *area, bool owned)
{
    if (area->prot == PROT_NONE)
        return PTE_KEPT;
    uint64_t bits = PTE_PRESENT | PTE_USER;
    if (area->prot & PROT_WRITE && owned)
        bits |= PTE_WRITE;
    if (!(area->prot & PROT_EXEC))
        bits |= paging_nx;
    return bits;
}

uint64_t page_bits(const struct area *area, uint64_t frame)
{
    return bits_for(area, page_owned(area, frame_count(frame)));
}

/* Replace *frame, which has so many `users` and is to be at `page`, by a copy.
 * 0 or -ENOMEM (*frame is as it was). */
static int page_copy(uint64_t page, uint64_t *frame, uint32_t users)
{
    uint64_t copy = frame_alloc();

    if (!copy)
        return -ENOMEM;
    memcpy(phys_to_virt(copy), phys_to_virt(*frame), PAGE_SIZE);
    trace(TRACE_PAGE_FAULT_COW, users, page);
    frame_put(*frame);
    *frame = copy;
    return 0;
}

/* The first frame of a page that an object stands behind; if `own`, one that
 * may be written. 0, -ENOMEM or -EIO. */
static int page_of_object(struct area *area, uint64_t page, bool own,
                          uint64_t *frame, bool *owned)
{
    int error = area->ops->fault(area, page, frame);

    if (error)
        return error == -EFAULT ? -EIO : error;
    uint32_t users = frame_count(*frame);
    *owned = page_owned(area, users);
    if (!own || *owned)
        return 0;
    *owned = true;
    error = page_copy(page, frame, users);
    if (error)
        frame_put(*frame);
    return error;
}

/* The page was never touched: give it its first frame. */
static int page_new(struct space *space, struct area *area, uint64_t page,
                    uint64_t *entry, bool own)
{
    uint64_t frame;
    bool owned = true;

    if (area->ops && area->ops->fault) {
        int error = page_of_object(area, page, own, &frame, &owned);
        if (error)
            return error;
    } else {
        frame = frame_alloc_zeroed();
        if (!frame)
            return -ENOMEM;
    }
    *entry = frame | bits_for(area, owned);
    space->pages++;
    return 0;
}

/* The page is there; make its frame the space's own. */
static int page_unshare(const struct area *area, uint64_t page, uint64_t *entry)
{
    uint64_t frame = *entry & PTE_FRAME;
    uint32_t users = frame_count(frame);

    if (!page_owned(area, users)) {
        int error = page_copy(page, &frame, users);
        if (error)
            return error;
    } else if (area->prot & PROT_WRITE) {
        /* All other users of the frame have copied it, or are gone. */
        trace(TRACE_PAGE_FAULT_COW, 1, page);
    }
    *entry = frame | bits_for(area, true);
    paging_flush(page);
    return 0;
}

/* Make `page` of `area` present; if `own`, so that it may be written. Its entry
 * in *entry. 0, -ENOMEM or -EIO. */
static int page_make(struct space *space, struct area *area, uint64_t page,
                     bool own, uint64_t **entry)
{
    *entry = paging_entry(space->root, page, true);
    if (!*entry)
        return -ENOMEM;
    if (**entry == 0)
        return page_new(space, area, page, *entry, own);
    if (own && !(**entry & PTE_WRITE))
        return page_unshare(area, page, *entry);
    return 0;
}

/* Does `area` allow the access? x86 cannot forbid reading what may be written
 * or executed. */
static bool access_allowed(const struct area *area, uint64_t error)
{
    if (error & FAULT_WRITE)
        return area->prot & PROT_WRITE;
    if (error & FAULT_FETCH)
        return area->prot & PROT_EXEC;
    return area->prot != PROT_NONE;
}

/* The stack that grows down to `address`, which lies in no area; NULL: there is
 * none, or it may not. Linux's rules: up to RLIMIT_STACK, and what lies below
 * stays USER_STACK_GAP away, unless nobody may touch it or it is a stack. */
static struct area *stack_grow(struct space *space, uint64_t address)
{
    struct area *area = area_from(space, address);
    uint64_t page = align_down(address, PAGE_SIZE);

    if (!area || !(area->flags & MAP_GROWSDOWN) || area->ops ||
        page < USER_BASE)
        return NULL;
    const struct area *below = area_prev(area);
    if (below && below->prot != PROT_NONE && !(below->flags & MAP_GROWSDOWN) &&
        page - below->end < USER_STACK_GAP)
        return NULL;
    if (!limit_allows_stack(space, area->end - page, area->start - page))
        return NULL;
    area_mapped(space, area->start - page);
    area->start = page;
    return area;
}

int space_fault(struct space *space, uint64_t address, uint64_t error)
{
    uint64_t *entry;
    int result;

    spin_lock(&space->lock);
    struct area *area = area_at(space, address);
    if (!area)
        area = stack_grow(space, address);
    if (!area)
        result = -EFAULT;
    else if (!access_allowed(area, error))
        result = -EACCES;
    else
        result = page_make(space, area, align_down(address, PAGE_SIZE),
                           error & FAULT_WRITE, &entry);
    spin_unlock(&space->lock);
    return result;
}

void *space_reach(struct space *space, uint64_t address)
{
    uint64_t *entry;
    void *reached = NULL;

    spin_lock(&space->lock);
    struct area *area = area_at(space, address);
    if (!area)
        area = stack_grow(space, address);
    if (area && page_make(space, area, align_down(address, PAGE_SIZE), true,
                          &entry) == 0)
        reached =
            (char *)phys_to_virt(*entry & PTE_FRAME) + (address & ~PAGE_MASK);
    spin_unlock(&space->lock);
    return reached;
}

int space_write(struct space *space, uint64_t address, const void *from,
                uint64_t bytes)
{
    while (bytes > 0) {
        uint64_t part = min_u64(bytes, PAGE_SIZE - (address & ~PAGE_MASK));
        void *to = space_reach(space, address);
        if (!to)
            return -ENOMEM;
        memcpy(to, from, part);
        address += part;
        from = (const char *)from + part;
        bytes -= part;
    }
    return 0;
}

void pages_drop(struct space *space, uint64_t start, uint64_t end)
{
    uint64_t *entry;

    space->pages_peak = space_peak(space);
    while ((entry = paging_next(space->root, &start, end))) {
        uint64_t stop = paging_table_end(start, end);
        do {
            uint64_t frame = *entry & PTE_FRAME;
            *entry++ = 0;
            paging_flush(start);
            frame_put(frame);
            space->pages--;
            start += PAGE_SIZE;
        } while (start < stop && *entry);
    }
}
