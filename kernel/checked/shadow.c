/* SPDX-License-Identifier: MIT
 *
 * Where shadow memory is. Three regions have one, each with one entry of the
 * top-level page table that all address spaces share:
 *
 *   the image      an array in the image itself, from the first instruction on
 *   the direct map one page of zeroes for everything, until RAM is known; then
 *                  RAM taken from its own end
 *   kernel stacks  the page of zeroes, and a frame for each stack that is made
 *
 * A guarded read of anything else faults in the shadow: a panic as well.
 */
#include "checked/shadow.h"
#include "boot_info.h"
#include "checked/asan.h"
#include "lib/align.h"
#include "mm/frame.h"
#include "mm/layout.h"
#include "x86/cpu.h"
#include "x86/paging.h"

#define ENTRIES 512
#define PML4_SHIFT 39
#define PDPT_SHIFT 30
#define PD_SHIFT 21
#define IMAGE_MAX (32ul << 20) /* from KERNEL_BASE on */
#define RAM_MAX (8ul << 30)    /* one table of 2 MiB pages of shadow */
#define STACKS_MAX (8ul << 30) /* likewise */
#define PTE_BITS (PTE_PRESENT | PTE_WRITE)
#define SLOT_SIZE (2 * KERNEL_STACK_SIZE) /* a stack and its guard pages */

struct table {
    uint64_t entries[ENTRIES];
} __attribute__((aligned(4096)));

/* zero_pages maps `zeroes` everywhere. */
static struct table zeroes, zero_pages;
static struct table ram_top, ram_middle;
static struct table stacks_top, stacks_middle;
static struct table image_top, image_middle;
static uint8_t image_shadow[IMAGE_MAX >> SHADOW_SHIFT]
    __attribute__((aligned(LARGE_PAGE_SIZE)));
static uint64_t ram_end; /* what real shadow there is, in the direct map */

_Static_assert(SLOT_SIZE >> SHADOW_SHIFT == PAGE_SIZE,
               "a frame for each stack");

/* memset would look up the shadow of the shadow, and there is none. By words: each
 * turn of `rep` counts as an instruction. */
static void set(uint8_t *to, uint8_t byte, uint64_t bytes)
{
    uint64_t words = bytes / sizeof(uint64_t);
    uint64_t rest = bytes % sizeof(uint64_t);

    __asm__ volatile("rep stosq\n\t"
                     "mov %2, %1\n\t"
                     "rep stosb"
                     : "+D"(to), "+c"(words)
                     : "r"(rest), "a"(byte * 0x0101010101010101ul)
                     : "memory");
}

static uint64_t entry_of(const void *in_image)
{
    return image_to_phys(in_image) | PTE_BITS;
}

static size_t entry_index(uint64_t start, unsigned shift)
{
    return (uint64_t)shadow_of(start) >> shift & (ENTRIES - 1);
}

static void fill(uint64_t *entries, uint64_t entry)
{
    for (size_t i = 0; i < ENTRIES; i++)
        entries[i] = entry;
}

void asan_share(uint64_t *root)
{
    root[entry_index(DIRECT_MAP_BASE, PML4_SHIFT)] = entry_of(&ram_top);
    root[entry_index(STACKS_BASE, PML4_SHIFT)] = entry_of(&stacks_top);
    root[entry_index(KERNEL_BASE, PML4_SHIFT)] = entry_of(&image_top);
}

static void image_map(void)
{
    size_t first = entry_index(KERNEL_BASE, PD_SHIFT);

    for (size_t i = 0; i < sizeof(image_shadow) / LARGE_PAGE_SIZE; i++)
        image_middle.entries[first + i] =
            entry_of(image_shadow + i * LARGE_PAGE_SIZE) | PTE_LARGE;
}

void asan_start(void)
{
    fill(zero_pages.entries, entry_of(&zeroes));
    fill(ram_middle.entries, entry_of(&zero_pages));
    fill(stacks_middle.entries, entry_of(&zero_pages));
    ram_top.entries[entry_index(DIRECT_MAP_BASE, PDPT_SHIFT)] =
        entry_of(&ram_middle);
    stacks_top.entries[entry_index(STACKS_BASE, PDPT_SHIFT)] =
        entry_of(&stacks_middle);
    image_top.entries[entry_index(KERNEL_BASE, PDPT_SHIFT)] =
        entry_of(&image_middle);
    image_map();
    asan_share(phys_to_virt(cpu_read_cr3() & PTE_FRAME));
    for (size_t i = 0; constructors_start + i < constructors_end; i++)
        constructors_start[i]();
}

void asan_init(struct boot_info *boot)
{
    uint64_t bytes =
        align_up(boot->memory_end >> SHADOW_SHIFT, LARGE_PAGE_SIZE);

    if (boot->memory_end > RAM_MAX ||
        (uint64_t)image_end - KERNEL_BASE > IMAGE_MAX)
        boot_refuse("the checked image wants at most 8 GiB of memory");
    uint64_t at = boot_take_top(boot, bytes, LARGE_PAGE_SIZE);
    if (!at)
        boot_refuse("no room for %lu MiB of shadow memory", bytes >> 20);
    set(phys_to_virt(at), 0, bytes);
    size_t first = entry_index(DIRECT_MAP_BASE, PD_SHIFT);
    for (size_t i = 0; i < bytes / LARGE_PAGE_SIZE; i++)
        ram_middle.entries[first + i] =
            (at + i * LARGE_PAGE_SIZE) | PTE_BITS | PTE_LARGE;
    cpu_write_cr3(cpu_read_cr3()); /* forget the page of zeroes */
    ram_end = DIRECT_MAP_BASE + boot->memory_end;
}

/* The table that holds the entry of a stack's shadow, made if need be. */
static uint64_t *stack_pages(uint64_t bottom)
{
    uint64_t *entry = &stacks_middle.entries[entry_index(bottom, PD_SHIFT)];

    if (*entry == entry_of(&zero_pages)) {
        uint64_t frame = frame_alloc();
        if (!frame)
            return NULL;
        fill(phys_to_virt(frame), entry_of(&zeroes));
        *entry = frame | PTE_BITS;
    }
    return phys_to_virt(*entry & PTE_FRAME);
}

bool asan_stack_make(uint64_t top)
{
    uint64_t bottom = top - SLOT_SIZE;
    uint64_t *pages = stack_pages(bottom);

    if (!pages)
        return false;
    uint64_t *entry = &pages[entry_index(bottom, PAGE_SHIFT)];
    if (*entry != entry_of(&zeroes)) /* of a stack that was not completed */
        return true;
    uint64_t frame = frame_alloc_zeroed();
    if (!frame)
        return false;
    *entry = frame | PTE_BITS;
    paging_flush((uint64_t)shadow_of(bottom));
    return true;
}

bool shadow_exists(uint64_t address)
{
    if (address >= KERNEL_BASE)
        return address < KERNEL_BASE + IMAGE_MAX;
    if (address >= STACKS_BASE)
        return address < STACKS_BASE + STACKS_MAX;
    return address >= DIRECT_MAP_BASE && address < ram_end;
}

void shadow_poison(uint64_t start, uint64_t bytes, enum shadow why)
{
    if (shadow_exists(start))
        set(shadow_of(start), why, bytes >> SHADOW_SHIFT);
}

void shadow_allow(uint64_t start, uint64_t bytes)
{
    if (!shadow_exists(start))
        return;
    set(shadow_of(start), 0, bytes >> SHADOW_SHIFT);
    if (bytes % SHADOW_GRAIN)
        *shadow_of(start + bytes) = bytes % SHADOW_GRAIN;
}

void asan_stack_taken(uint64_t top)
{
    shadow_allow(top - KERNEL_STACK_SIZE, KERNEL_STACK_SIZE);
}

void asan_stack_left(uint64_t from, uint64_t to)
{
    shadow_allow(from, to - from);
}

void asan_stack_freed(uint64_t top)
{
    shadow_poison(top - KERNEL_STACK_SIZE, KERNEL_STACK_SIZE,
                  SHADOW_STACK_FREED);
}
