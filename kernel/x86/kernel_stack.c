/* SPDX-License-Identifier: MIT
 *
 * Kernel stacks. The region of stacks is divided into slots, each twice as
 * large as a stack: the upper half is the stack, the lower half is never
 * mapped, so that overflowing a stack faults at once. A stack that is given
 * back stays mapped and is the next one to be used again; of those beyond
 * STACKS_KEPT the frames are given back, and only the slot is kept.
 */
#include "x86/paging.h"

#include "checked/asan.h"
#include "lib/align.h"
#include "lib/assert.h"
#include "lock.h"
#include "mm/frame.h"
#include "mm/layout.h"

#define SLOT_SIZE (2 * KERNEL_STACK_SIZE)
#define STACKS_KEPT 64 /* 1 MiB: a program that makes and joins LWPs by turns */

static struct {
    struct spinlock lock;
    uint64_t free;  /* top of the first free stack; its lowest word: the next */
    uint64_t kept;  /* how many are free and mapped */
    uint64_t empty; /* top of the first free slot without a stack */
    uint64_t slots; /* that have been used */
} stacks = {.lock = SPINLOCK("kernel stacks")};

/* The link of a free stack. */
static uint64_t *stack_link(uint64_t top)
{
    return (uint64_t *)(top - KERNEL_STACK_SIZE);
}

/* The link of a free slot without a stack: the page table entry of its lowest
 * page, since a top has not the bit of a present page. */
static uint64_t *slot_link(uint64_t top)
{
    return paging_entry(paging_kernel_root(), top - KERNEL_STACK_SIZE, false);
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

/* Map the stack below `top`, or nothing: no memory. */
static bool stack_map(uint64_t top)
{
    uint64_t bottom = top - KERNEL_STACK_SIZE;

    if (frames_short(KERNEL_STACK_SIZE / PAGE_SIZE))
        return false;
    for (uint64_t page = bottom; page < top; page += PAGE_SIZE) {
        if (!stack_map_page(page)) {
            stack_unmap(bottom, page);
            return false;
        }
    }
    if (asan_stack_make(top))
        return true;
    stack_unmap(bottom, top);
    return false;
}

/* A stack in a slot that was used before, or in the next one: its top, or 0. The
 * lock is held. */
static uint64_t stack_create(void)
{
    uint64_t top = stacks.empty;

    if (!top) {
        top = STACKS_BASE + (stacks.slots + 1) * SLOT_SIZE;
        if (!stack_map(top))
            return 0;
        stacks.slots++;
        return top;
    }
    uint64_t next = *slot_link(top);
    if (!stack_map(top)) {
        *slot_link(top) = next;
        return 0;
    }
    stacks.empty = next;
    return top;
}

/* The lock is held. */
static uint64_t take_kept(void)
{
    uint64_t top = stacks.free;

    stacks.free = *stack_link(top);
    stacks.kept--;
    return top;
}

uint64_t kernel_stack_alloc(void)
{
    spin_lock(&stacks.lock);
    uint64_t top = stacks.free ? take_kept() : stack_create();
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
    if (stacks.kept < STACKS_KEPT) {
        *stack_link(top) = stacks.free;
        stacks.free = top;
        stacks.kept++;
    } else {
        stack_unmap(top - KERNEL_STACK_SIZE, top);
        *slot_link(top) = stacks.empty;
        stacks.empty = top;
    }
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
