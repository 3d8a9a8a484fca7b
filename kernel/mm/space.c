/* SPDX-License-Identifier: MIT
 *
 * Address spaces: their life, mapping and unmapping, and the heap of brk(2).
 */
#include "mm/space.h"

#include "lib/align.h"
#include "lib/assert.h"
#include "lib/errno.h"
#include "mm/area.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "x86/paging.h"

/* Where MAP_32BIT puts what it maps: mmap(2). */
#define LOW_FROM 0x40000000ul
#define LOW_TO 0x80000000ul

/* Flags that say how to map, and mean nothing afterwards. */
#define MAP_HOW (MAP_FIXED | MAP_FIXED_NOREPLACE | MAP_POPULATE | MAP_32BIT)

struct space *space_create(void)
{
    struct space *space = kzalloc(sizeof *space);

    if (!space)
        return NULL;
    space->root = paging_root_create();
    if (!space->root) {
        kfree(space);
        return NULL;
    }
    space->lock = SPINLOCK("space");
    space->brk_lock = SPINLOCK("brk");
    space->gap_top = USER_MMAP_TOP;
    space->count = 1;
    spaces_add(space);
    return space;
}

void space_get(struct space *space)
{
    __atomic_add_fetch(&space->count, 1, __ATOMIC_RELAXED);
}

void space_put(struct space *space)
{
    if (__atomic_sub_fetch(&space->count, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    spaces_remove(space);
    area_for_each(area, space, 0, USER_TOP) area_remove(space, area);
    kassert(space->pages == 0, "%lu pages left", space->pages);
    paging_root_free(space->root);
    kfree(space);
}

/* Is [start, start + length) where user pages may be? */
static bool range_ok(uint64_t start, uint64_t length)
{
    return start >= USER_BASE && start < USER_TOP && length <= USER_TOP - start;
}

/* Make room at exactly [start, start + length). The lock is held. */
static int place_fixed(struct space *space, uint64_t start, uint64_t length,
                       uint32_t flags)
{
    if (!is_aligned(start, PAGE_SIZE))
        return -EINVAL;
    if (!range_ok(start, length))
        return -ENOMEM;
    if (!(flags & MAP_FIXED_NOREPLACE))
        return areas_remove(space, start, start + length);
    return areas_none(space, start, start + length) ? 0 : -EEXIST;
}

/* Find room at or near the hint *start. The lock is held. */
static int place_anywhere(struct space *space, uint64_t *start, uint64_t length,
                          uint32_t flags)
{
    uint64_t hint = align_down(*start, PAGE_SIZE);

    if (flags & MAP_32BIT) {
        *start = area_gap_from(space, LOW_FROM, LOW_TO, length);
        return *start ? 0 : -ENOMEM;
    }
    if (hint && range_ok(hint, length) &&
        areas_none(space, hint, hint + length)) {
        *start = hint;
        return 0;
    }
    *start = area_gap(space, length);
    return *start ? 0 : -ENOMEM;
}

static int place(struct space *space, uint64_t *start, uint64_t length,
                 uint32_t flags)
{
    if (space->area_count >= AREAS_MAX)
        return -ENOMEM;
    if (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE))
        return place_fixed(space, *start, length, flags);
    return place_anywhere(space, start, length, flags);
}

int space_map(struct space *space, uint64_t *address, uint64_t length,
              uint32_t prot, uint32_t flags, const struct area_ops *ops,
              void *object, uint64_t offset)
{
    if (length == 0 || !is_aligned(length, PAGE_SIZE))
        return -EINVAL;
    struct area *area = kmalloc(sizeof *area);
    if (!area)
        return -ENOMEM;
    uint64_t start = *address;
    spin_lock(&space->lock);
    int error = place(space, &start, length, flags);
    if (space->lock_new)
        flags |= MAP_LOCKED;
    if (!error) {
        *area = (struct area){.start = start,
                              .end = start + length,
                              .prot = prot,
                              .flags = flags & ~MAP_HOW,
                              .ops = ops,
                              .object = object,
                              .offset = offset};
        area_insert(space, area);
        areas_join(space, start, start + 1);
    }
    spin_unlock(&space->lock);
    if (error)
        kfree(area);
    else
        *address = start;
    return error;
}

int space_unmap(struct space *space, uint64_t address, uint64_t length)
{
    if (!is_aligned(address, PAGE_SIZE) || length == 0 || address > USER_TOP ||
        length > USER_TOP - address)
        return -EINVAL;
    spin_lock(&space->lock);
    int error =
        areas_remove(space, address, address + align_up(length, PAGE_SIZE));
    spin_unlock(&space->lock);
    return error;
}

bool space_area(struct space *space, uint64_t *start, uint64_t *end)
{
    spin_lock(&space->lock);
    const struct area *area = area_from(space, *start);
    if (area) {
        *start = area->start;
        *end = area->end;
    }
    spin_unlock(&space->lock);
    return area;
}

void space_identify(struct space *space, uint64_t address, const void **object,
                    uint64_t *offset)
{
    *object = space;
    *offset = address;
    spin_lock(&space->lock);
    const struct area *area = area_at(space, address);
    if (area && area->flags & MAP_SHARED && area->object) {
        *object = area->object;
        *offset = area->offset + (address - area->start);
    }
    spin_unlock(&space->lock);
}

/* Move the end of the heap's pages from `from` to `to`. False: no room. */
static bool heap_resize(struct space *space, uint64_t from, uint64_t to)
{
    if (to < from)
        return space_unmap(space, to, from - to) == 0;
    if (to == from)
        return true;
    return space_map(space, &from, to - from, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, NULL,
                     NULL, 0) == 0;
}

uint64_t space_brk(struct space *space, uint64_t end)
{
    spin_lock(&space->brk_lock);
    uint64_t old = align_up(space->brk_end, PAGE_SIZE);
    if (end >= space->brk_start && end <= USER_TOP &&
        heap_resize(space, old, align_up(end, PAGE_SIZE)))
        space->brk_end = end;
    end = space->brk_end;
    spin_unlock(&space->brk_lock);
    return end;
}
