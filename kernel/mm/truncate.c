/* SPDX-License-Identifier: MIT
 *
 * A file gets shorter, and is mapped. Who has touched a page behind the new end
 * must not keep it: the next access there is SIGBUS, in every process (mmap(2)).
 *
 * Nobody lists the mappings of a file: that would cost at each map and fork, and
 * files that are mapped are seldom cut. Instead all address spaces are looked
 * through, if the file is mapped at all. The file has its new size before that,
 * so a page that is touched meanwhile is refused, and a space that a fork makes
 * comes later in the list than the one that it copies.
 */
#include "mm/area.h"
#include "lib/align.h"
#include "mm/layout.h"

static struct spinlock spaces_lock = {.name = "spaces"};
static struct list spaces = {&spaces, &spaces};

void spaces_add(struct space *space)
{
    spin_lock(&spaces_lock);
    list_push_back(&spaces, &space->all);
    spin_unlock(&spaces_lock);
}

void spaces_remove(struct space *space)
{
    spin_lock(&spaces_lock);
    list_remove(&space->all);
    spin_unlock(&spaces_lock);
}

/* One more reference, unless there is none. */
static bool space_get_live(struct space *space)
{
    uint32_t count = __atomic_load_n(&space->count, __ATOMIC_RELAXED);
    while (count > 0)
        if (__atomic_compare_exchange_n(&space->count, &count, count + 1, true,
                                        __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
            return true;
    return false;
}

/* The space behind `last`, whose reference is given back, or the first one
 * (NULL), with a reference; NULL: there is none. */
static struct space *spaces_next(struct space *last)
{
    struct space *next = NULL;
    spin_lock(&spaces_lock);
    struct list *node = last ? last->all.next : spaces.next;
    for (; node != &spaces && !next; node = node->next) {
        struct space *space = list_entry(node, struct space, all);
        if (space_get_live(space))
            next = space;
    }
    spin_unlock(&spaces_lock);
    if (last)
        space_put(last);
    return next;
}

static void space_cut(struct space *space, const void *object, uint64_t size)
{
    spin_lock(&space->lock);
    area_for_each(area, space, 0, USER_TOP)
    {
        uint64_t kept = size > area->offset ? size - area->offset : 0;
        if (area->object == object && kept < area->end - area->start)
            pages_drop(space, area->start + kept, area->end);
    }
    spin_unlock(&space->lock);
}

void spaces_cut(const void *object, uint64_t size)
{
    struct space *space = NULL;
    size = align_up(size, PAGE_SIZE);
    while ((space = spaces_next(space)))
        space_cut(space, object, size);
}
