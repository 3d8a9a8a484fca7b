/* SPDX-License-Identifier: MIT
 *
 * Kernel stacks. The region of stacks is divided into slots, each twice as
 * large as a stack: the upper half is the stack, the lower half is never
 * mapped, so that overflowing a stack faults at once. A stack that is given
 * back stays mapped and is the next one to be used again.
 */
#include "x86/paging.h"

#include "checked/asan.h"
#include "lib/align.h"
#include "lib/assert.h"
#include "lock.h"
#include "mm/frame.h"
#include "mm/layout.h"

#define SLOT_SIZE (2 * KERNEL_STACK_SIZE)

static struct {
    struct spinlock lock;
    uint64_t free;  /* top of the first free stack; its lowest word: the next */
    uint64_t slots; /* that are mapped */
} stacks = {.lock = SPINLOCK("kernel stacks")};

/* The link of a free stack. */
static uint64_t *stack_link(uint64_t top)
{
    return (uint64_t *)(top - KERNEL_STACK_SIZE);
}

/* Map one page; false: no memory. */
static bool stack_map_page(uint64_t address)
{
    uint64_t *entry = paging_entry(paging_kernel_root(), address, true);
    uint64_t frame = entry ? frame_alloc() : 0;

    if (!frame)
        return false;
    *entry = frame | PTE_PRESENT | PTE_WRITE | PTE_GLOBAL | paging_nx;
    return true;
}

static void stack_unmap(uint64_t from, uint64_t to)
{
    for (; from < to; from += PAGE_SIZE) {
        uint64_t *entry = paging_entry(paging_kernel_root(), from, false);
        frame_put(*entry & PTE_FRAME);
        *entry = 0;
        paging_flush(from);
    }
}

/* Map the next slot's stack: its top, or 0. The lock is held. */
static uint64_t stack_create(void)
{
    uint64_t top = STACKS_BASE + (stacks.slots + 1) * SLOT_SIZE;
    uint64_t bottom = top - KERNEL_STACK_SIZE;

    if (frames_short(KERNEL_STACK_SIZE / PAGE_SIZE))
        return 0;
    for (uint64_t page = bottom; page < top; page += PAGE_SIZE) {
        if (!stack_map_page(page)) {
            stack_unmap(bottom, page);
            return 0;
        }
    }
    if (!asan_stack_make(top)) {
        stack_unmap(bottom, top);
        return 0;
    }
    stacks.slots++;
    return top;
}

uint64_t kernel_stack_alloc(void)
{
    spin_lock(&stacks.lock);
    uint64_t top = stacks.free;
    if (top)
        stacks.free = *stack_link(top);
    else
        top = stack_create();
    spin_unlock(&stacks.lock);
    if (top)
        asan_stack_taken(top);
    return top;
}

void kernel_stack_free(uint64_t top)
{
    kassert(top > STACKS_BASE && is_aligned(top - STACKS_BASE, SLOT_SIZE),
            "top=%lx", top);
    spin_lock(&stacks.lock);
    *stack_link(top) = stacks.free;
    stacks.free = top;
    asan_stack_freed(top);
    spin_unlock(&stacks.lock);
}

uint64_t kernel_stack_bottom(uint64_t address)
{
    if (address >= KERNEL_BASE)
        return (uint64_t)boot_stack_guard + PAGE_SIZE;
    return align_up(address, SLOT_SIZE) - KERNEL_STACK_SIZE;
}

bool kernel_stack_guard(uint64_t address)
{
    uint64_t end = STACKS_BASE + stacks.slots * SLOT_SIZE;
    uint64_t boot = (uint64_t)boot_stack_guard;

    if (address >= boot && address < boot + PAGE_SIZE)
        return true;
    if (address < STACKS_BASE || address >= end)
        return false;
    return (address - STACKS_BASE) % SLOT_SIZE < SLOT_SIZE - KERNEL_STACK_SIZE;
}
