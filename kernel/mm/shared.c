/* SPDX-License-Identifier: MIT
 *
 * Shared anonymous memory. Its pages belong to an object, not to a space: a fork
 * gives the child another area over the same object, so that a page which is
 * first touched after the fork is common too. The size is fixed, as on Linux: an
 * area that mremap makes longer has nothing behind its new end.
 *
 * Frames are found by a table of tables of 512, made where a page is touched.
 */
#include "mm/shared.h"

#include "lib/errno.h"
#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "mm/space.h"

#define TABLE_FRAMES (PAGE_SIZE / sizeof(uint64_t))

struct shared {
    uint32_t count; /* areas; changed atomically */
    uint64_t pages; /* constant, as table_count */
    uint64_t table_count;

    struct spinlock lock; /* after space->lock; protects the tables */
    uint64_t tables[];    /* each a frame with TABLE_FRAMES frames, or 0 */
};

/* NULL: no memory. */
static struct shared *shared_create(uint64_t pages)
{
    uint64_t tables = (pages + TABLE_FRAMES - 1) / TABLE_FRAMES;
    struct shared *shared =
        kzalloc(sizeof *shared + tables * sizeof shared->tables[0]);

    if (!shared)
        return NULL;
    shared->count = 1;
    shared->pages = pages;
    shared->table_count = tables;
    shared->lock = SPINLOCK("shared");
    return shared;
}

static void table_free(uint64_t table)
{
    const uint64_t *frames = phys_to_virt(table);

    for (uint64_t i = 0; i < TABLE_FRAMES; i++)
        if (frames[i])
            frame_put(frames[i]);
    frame_put(table);
}

static void shared_put(struct shared *shared)
{
    if (__atomic_sub_fetch(&shared->count, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    for (uint64_t i = 0; i < shared->table_count; i++)
        if (shared->tables[i])
            table_free(shared->tables[i]);
    kfree(shared);
}

/* *slot, made if it is 0. False: no memory. */
static bool slot_fill(uint64_t *slot)
{
    if (!*slot)
        *slot = frame_alloc_zeroed();
    return *slot;
}

/* The frame of page `index`, with a reference; 0: no memory. */
static uint64_t shared_frame(struct shared *shared, uint64_t index)
{
    uint64_t *table = &shared->tables[index / TABLE_FRAMES];
    uint64_t frame = 0;

    spin_lock(&shared->lock);
    if (slot_fill(table)) {
        uint64_t *slot =
            (uint64_t *)phys_to_virt(*table) + index % TABLE_FRAMES;
        if (slot_fill(slot))
            frame = *slot;
    }
    if (frame)
        frame_get(frame);
    spin_unlock(&shared->lock);
    return frame;
}

static int shared_fault(struct area *area, uint64_t address, uint64_t *frame)
{
    struct shared *shared = area->object;
    uint64_t index = (area->offset + (address - area->start)) >> PAGE_SHIFT;

    if (index >= shared->pages)
        return -EFAULT;
    *frame = shared_frame(shared, index);
    return *frame ? 0 : -ENOMEM;
}

static bool shared_resident(struct area *area, uint64_t address)
{
    struct shared *shared = area->object;
    uint64_t index = (area->offset + (address - area->start)) >> PAGE_SHIFT;
    bool resident = false;

    spin_lock(&shared->lock);
    if (index < shared->pages && shared->tables[index / TABLE_FRAMES]) {
        const uint64_t *frames =
            phys_to_virt(shared->tables[index / TABLE_FRAMES]);
        resident = frames[index % TABLE_FRAMES];
    }
    spin_unlock(&shared->lock);
    return resident;
}

static void shared_area_open(struct area *area)
{
    struct shared *shared = area->object;

    __atomic_add_fetch(&shared->count, 1, __ATOMIC_RELAXED);
}

static void shared_area_close(struct area *area)
{
    shared_put(area->object);
}

static const struct area_ops shared_area_ops = {
    .fault = shared_fault,
    .resident = shared_resident,
    .open = shared_area_open,
    .close = shared_area_close,
    .name = "/dev/zero (deleted)", /* as on Linux */
};

int shared_map(struct space *space, uint64_t *address, uint64_t length,
               uint32_t prot, uint32_t flags)
{
    struct shared *shared = shared_create(length >> PAGE_SHIFT);

    if (!shared)
        return -ENOMEM;
    int error = space_map(space, address, length, prot, flags, &shared_area_ops,
                          shared, 0);
    if (error)
        shared_put(shared);
    return error;
}
