/* SPDX-License-Identifier: MIT
 *
 * A space for a new process: the same areas, and the same frames in them. What
 * is private is copied when somebody writes to it (fault.c): so here it loses
 * its PTE_WRITE on both sides, and each frame gets one more user. What is
 * shared stays writable: the two spaces go on seeing each other's writes.
 *
 * Untouched pages need nothing: the areas promise the same to both. Costs go by
 * the pages that are there: a table is walked once for both sides.
 *
 * Not here: the copying itself, and what else a process has.
 */
#include "mm/area.h"

#include "lib/align.h"
#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "x86/paging.h"

/* One page of `area`, whose entry is not empty. Other LWPs of the parent may
 * run on other cores: from the flush on, their writes fault and wait for the
 * parent's lock. */
static void page_fork(const struct area *area, uint64_t page, uint64_t *from,
                      uint64_t *to)
{
    uint64_t entry = *from;

    if (entry & PTE_WRITE && !(area->flags & MAP_SHARED)) {
        entry &= ~PTE_WRITE;
        *from = entry;
        paging_flush(page);
    }
    frame_get(entry & PTE_FRAME);
    *to = entry;
}

/* The pages from `page` on, the first of which is there, as long as there are
 * pages, up to `end`; one table covers them on each side, and their entries
 * begin at `from` and `to`. Where they end. */
static uint64_t pages_fork_some(const struct area *area, uint64_t page,
                                uint64_t end, uint64_t *from, uint64_t *to)
{
    do {
        page_fork(area, page, from++, to++);
        page += PAGE_SIZE;
    } while (page < end && *from);
    return page;
}

/* The pages of `area`. False: no memory for tables. */
static bool pages_fork(struct space *parent, struct space *child,
                       const struct area *area)
{
    uint64_t page = area->start;
    uint64_t *from;

    while ((from = paging_next(parent->root, &page, area->end))) {
        uint64_t *to = paging_entry(child->root, page, true);
        if (!to)
            return false;
        uint64_t end =
            pages_fork_some(area, page, paging_table_end(page, area->end), from,
                            to);
        child->pages += (end - page) >> PAGE_SHIFT;
        page = end;
    }
    return true;
}

/* False: no memory; what there is in `child` is whole. */
static bool area_fork(struct space *parent, struct space *child,
                      const struct area *area)
{
    if (area->flags & MAP_NOT_ON_FORK)
        return true;
    struct area *copy = kmalloc(sizeof *copy);
    if (!copy)
        return false;
    *copy = *area;
    copy->flags &= ~MAP_LOCKED;
    if (copy->ops && copy->ops->open)
        copy->ops->open(copy);
    area_insert(child, copy);
    return area->flags & MAP_WIPE_ON_FORK || pages_fork(parent, child, area);
}

static bool areas_fork(struct space *parent, struct space *child)
{
    area_for_each(area, parent, 0, USER_TOP)
    {
        if (!area_fork(parent, child, area))
            return false;
    }
    return true;
}

struct space *space_fork(struct space *parent)
{
    struct space *child = space_create();

    if (!child)
        return NULL;
    spin_lock(&parent->brk_lock);
    spin_lock(&parent->lock);
    bool whole = areas_fork(parent, child);
    child->brk_start = parent->brk_start;
    child->brk_end = parent->brk_end;
    child->layout = parent->layout;
    spin_unlock(&parent->lock);
    spin_unlock(&parent->brk_lock);
    if (whole)
        return child;
    space_put(child);
    return NULL;
}
