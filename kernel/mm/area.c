/* SPDX-License-Identifier: MIT
 *
 * The sorted set of a space's areas: finding, splitting, joining, and the
 * search for room. A red-black tree by start address.
 */
#include "mm/area.h"

#include "lib/align.h"
#include "lib/assert.h"
#include "lib/errno.h"
#include "mm/heap.h"
#include "mm/layout.h"

static struct area *area_of(const struct rb_node *node)
{
    return node ? rb_entry(node, struct area, node) : NULL;
}

static bool area_less(const struct rb_node *a, const struct rb_node *b)
{
    return area_of(a)->start < area_of(b)->start;
}

struct area *area_from(const struct space *space, uint64_t address)
{
    struct rb_node *node = space->areas.root;
    struct area *best = NULL;

    while (node) {
        struct area *area = area_of(node);
        if (area->end > address) {
            best = area;
            node = node->left;
        } else {
            node = node->right;
        }
    }
    return best;
}

struct area *area_at(const struct space *space, uint64_t address)
{
    struct area *area = area_from(space, address);

    return area && area->start <= address ? area : NULL;
}

/* The highest area that starts below `address`, or NULL. */
static struct area *area_below(const struct space *space, uint64_t address)
{
    struct rb_node *node = space->areas.root;
    struct area *best = NULL;

    while (node) {
        struct area *area = area_of(node);
        if (area->start < address) {
            best = area;
            node = node->right;
        } else {
            node = node->left;
        }
    }
    return best;
}

struct area *area_next(const struct area *area)
{
    return area_of(rb_next(&area->node));
}

/* The mirror image of rb_next. */
struct area *area_prev(const struct area *area)
{
    const struct rb_node *node = &area->node;

    if (node->left) {
        node = node->left;
        while (node->right)
            node = node->right;
        return area_of(node);
    }
    while (node->parent && node == node->parent->left)
        node = node->parent;
    return area_of(node->parent);
}

static bool areas_alike(const struct area *a, const struct area *b)
{
    return a->end == b->start && a->prot == b->prot && a->flags == b->flags &&
           !a->ops && !b->ops;
}

/* Two areas that are alike become one, the upper one. */
static void area_absorb(struct area *lower, struct area *upper)
{
    upper->start = lower->start;
    kfree(lower);
}

void area_mapped(struct space *space, uint64_t bytes)
{
    space->mapped += bytes;
    space->mapped_peak = max_u64(space->mapped_peak, space->mapped);
}

void area_insert(struct space *space, struct area *area)
{
    struct area *above = area_from(space, area->start);

    kassert(area->start < area->end, "%lx-%lx", area->start, area->end);
    area_mapped(space, area->end - area->start);
    if (above && areas_alike(area, above)) {
        area_absorb(area, above);
        area = above;
    } else {
        rb_insert(&space->areas, &area->node, area_less);
        space->area_count++;
    }
    if (area->start < space->gap_top && area->end >= space->gap_top)
        space->gap_top = area->start;
}

void area_remove(struct space *space, struct area *area)
{
    pages_drop(space, area->start, area->end);
    rb_remove(&space->areas, &area->node);
    space->area_count--;
    space->mapped -= area->end - area->start;
    if (area->end > space->gap_top)
        space->gap_top = min_u64(area->end, USER_MMAP_TOP);
    if (area->ops && area->ops->close)
        area->ops->close(area);
    kfree(area);
}

/* Split the area that `at` lies inside of, if there is one. 0 or -ENOMEM. */
static int area_split(struct space *space, uint64_t at)
{
    struct area *area = area_at(space, at);

    if (!area || area->start == at)
        return 0;
    if (space->area_count >= AREAS_MAX)
        return -ENOMEM;
    struct area *upper = kmalloc(sizeof *upper);
    if (!upper)
        return -ENOMEM;
    space->area_count++;
    *upper = *area;
    upper->start = at;
    upper->offset += at - area->start;
    area->end = at;
    rb_insert(&space->areas, &upper->node, area_less);
    if (upper->ops && upper->ops->open)
        upper->ops->open(upper);
    return 0;
}

int areas_split(struct space *space, uint64_t start, uint64_t end)
{
    int error = area_split(space, start);

    return error ? error : area_split(space, end);
}

void areas_join(struct space *space, uint64_t start, uint64_t end)
{
    struct area *area = area_from(space, start - 1);
    struct area *next;

    while (area && area->start < end && (next = area_next(area))) {
        if (!areas_alike(area, next)) {
            area = next;
            continue;
        }
        rb_remove(&space->areas, &area->node);
        space->area_count--;
        area_absorb(area, next);
        area = next;
    }
}

int areas_remove(struct space *space, uint64_t start, uint64_t end)
{
    int error = areas_split(space, start, end);

    if (error)
        return error;
    area_for_each(area, space, start, end) area_remove(space, area);
    return 0;
}

bool areas_none(const struct space *space, uint64_t start, uint64_t end)
{
    struct area *area = area_from(space, start);

    return !area || area->start >= end;
}

/* Goes down from gap_top, area by area. gap_top follows as long as there is no
 * gap at all: so a program that only maps more and more is served at once. */
uint64_t area_gap(struct space *space, uint64_t length)
{
    uint64_t top = space->gap_top;
    bool dense = true;

    for (struct area *area = area_below(space, top); area;
         area = area_prev(area)) {
        if (area->end < top) {
            if (top - area->end >= length)
                return top - length;
            dense = false;
        }
        top = area->start;
        if (dense)
            space->gap_top = top;
    }
    return top >= USER_BASE && top - USER_BASE >= length ? top - length : 0;
}

uint64_t area_gap_from(struct space *space, uint64_t from, uint64_t to,
                       uint64_t length)
{
    area_for_each(area, space, from, to)
    {
        if (area->start >= from && area->start - from >= length)
            return from;
        from = area->end;
    }
    return from < to && to - from >= length ? from : 0;
}
