/* SPDX-License-Identifier: MIT
 *
 * Reading the memory of an address space that is not the current one.
 */
#include "lib/align.h"
#include "lib/string.h"
#include "mm/frame.h"
#include "mm/layout.h"
#include "mm/space.h"
#include "x86/paging.h"

/* The frame at `page` with a reference; 0: it is not there. */
static uint64_t frame_at(struct space *space, uint64_t page)
{
    uint64_t frame = 0;

    spin_lock(&space->lock);
    const uint64_t *entry = paging_entry(space->root, page, false);
    if (entry && *entry & PTE_PRESENT) {
        frame = *entry & PTE_FRAME;
        frame_get(frame);
    }
    spin_unlock(&space->lock);
    return frame;
}

/* The same, brought as by reading; 0: it cannot be. */
static uint64_t frame_bring(struct space *space, uint64_t page)
{
    uint64_t frame = frame_at(space, page);

    if (!frame && space_fault(space, page, FAULT_USER) == 0)
        frame = frame_at(space, page);
    return frame;
}

uint64_t space_peek(struct space *space, uint64_t address, void *to,
                    uint64_t bytes)
{
    uint64_t done = 0;

    while (done < bytes && address + done < USER_TOP) {
        uint64_t at = address + done;
        uint64_t piece = min_u64(bytes - done, PAGE_SIZE - at % PAGE_SIZE);
        uint64_t frame = frame_bring(space, align_down(at, PAGE_SIZE));
        if (!frame)
            break;
        const char *page = phys_to_virt(frame);
        memcpy((char *)to + done, page + at % PAGE_SIZE, piece);
        frame_put(frame);
        done += piece;
    }
    return done;
}
