/* SPDX-License-Identifier: MIT
 *
 * Page tables of four levels, and the kernel's half of them. A table's entries
 * are reached through the direct map. Source: Intel SDM vol. 3A, section 4.5.
 *
 * Not here: which user pages there are (mm/space.h), and any locking: who
 * changes a user half holds its space's lock, the kernel half is only added to
 * at boot and by kernel_stack.c.
 */
#include "x86/paging.h"

#include <stddef.h>
#include "boot_info.h"
#include "checked/asan.h"
#include "lib/align.h"
#include "lib/assert.h"
#include "lib/string.h"
#include "mm/frame.h"
#include "mm/layout.h"
#include "x86/cpu.h"

#define TABLE_ENTRIES 512
#define PML4_SHIFT 39 /* an entry of the top table covers 512 GiB */
#define TABLE_BITS 9  /* each level below it covers 2^9 times less */
#define PD_SHIFT 21   /* 2 MiB: a large page or a table of small ones */

#define CPUID_FEATURES 7u
#define CPUID_EBX_SMEP (1u << 7)
#define CPUID_EBX_SMAP (1u << 20)
#define CPUID_EXT_FEATURES 0x80000001u
#define CPUID_EDX_NX (1u << 20)

#define DEVICES_END (4ul << 30) /* the APICs lie below */

bool cpu_has_smap;
uint64_t paging_nx;
static uint64_t kernel_root;

static size_t table_index(uint64_t address, unsigned shift)
{
    return address >> shift & (TABLE_ENTRIES - 1);
}

static uint64_t *table_of(uint64_t entry)
{
    return phys_to_virt(entry & PTE_FRAME);
}

/* Make the table below `entry`, in `root`'s chain. False: no memory. */
static __attribute__((noinline)) bool table_make(uint64_t root, uint64_t *entry,
                                                 uint64_t address)
{
    uint64_t frame = frame_alloc_zeroed();

    if (!frame)
        return false;
    frame_chain(root, frame);
    *entry = frame | PTE_PRESENT | PTE_WRITE;
    if (address < USER_TOP)
        *entry |= PTE_USER;
    return true;
}

/* The entry for `address` in the table whose entries cover 2^last bytes each.
 * Inlined and unrolled where `last` is known, as every page fault comes by. */
static inline __attribute__((always_inline)) uint64_t *entry_at(
    uint64_t root, uint64_t address, unsigned last, bool create)
{
    uint64_t *table = table_of(root);

#pragma GCC unroll 3
    for (unsigned shift = PML4_SHIFT; shift > last; shift -= TABLE_BITS) {
        uint64_t *entry = &table[table_index(address, shift)];
        if (!(*entry & PTE_PRESENT) &&
            !(create && table_make(root, entry, address)))
            return NULL;
        table = table_of(*entry);
    }
    return &table[table_index(address, last)];
}

uint64_t *paging_entry(uint64_t root, uint64_t address, bool create)
{
    return entry_at(root, address, PAGE_SHIFT, create);
}

/* The table of small pages that covers `address`; if there is none, NULL, and
 * *address moves to where the next one could begin. */
static uint64_t *leaf_table(uint64_t root, uint64_t *address)
{
    uint64_t *table = table_of(root);

#pragma GCC unroll 3
    for (unsigned shift = PML4_SHIFT; shift > PAGE_SHIFT; shift -= TABLE_BITS) {
        uint64_t entry = table[table_index(*address, shift)];
        if (!(entry & PTE_PRESENT)) {
            *address = align_up(*address + 1, 1ul << shift);
            return NULL;
        }
        table = table_of(entry);
    }
    return table;
}

/* The first of entries[count] that is not empty, or entries + count. Eight at a
 * time: most tables are nearly empty. */
static uint64_t *first_used(uint64_t *entries, uint64_t count)
{
    uint64_t *end = entries + count;

    while (end - entries >= 8 &&
           !(entries[0] | entries[1] | entries[2] | entries[3] | entries[4] |
             entries[5] | entries[6] | entries[7]))
        entries += 8;
    while (entries < end && !*entries)
        entries++;
    return entries;
}

uint64_t *paging_next(uint64_t root, uint64_t *address, uint64_t end)
{
    while (*address < end) {
        uint64_t *table = leaf_table(root, address);
        if (!table)
            continue;
        uint64_t stop = paging_table_end(*address, end);
        uint64_t count = (stop - *address) >> PAGE_SHIFT;
        uint64_t *first = &table[table_index(*address, PAGE_SHIFT)];
        uint64_t *used = first_used(first, count);
        *address += (uint64_t)(used - first) << PAGE_SHIFT;
        if (used < first + count)
            return used;
    }
    return NULL;
}

void paging_flush(uint64_t address)
{
    cpu_flush_page(address);
}

uint64_t paging_kernel_root(void)
{
    return kernel_root;
}

uint64_t paging_root_create(void)
{
    uint64_t root = frame_alloc();

    if (!root)
        return 0;
    size_t half = PAGE_SIZE / 2;
    char *table = phys_to_virt(root);
    memset(table, 0, half);
    memcpy(table + half, (char *)table_of(kernel_root) + half, half);
    return root;
}

void paging_root_free(uint64_t root)
{
    kassert(root != kernel_root, "root=%lx", root);
    frame_put_chain(root);
}

/* The boot has no use for less than all of its tables. */
static uint64_t *kernel_entry(uint64_t address, unsigned shift)
{
    uint64_t *entry = entry_at(kernel_root, address, shift, true);

    kassert(entry, "no memory for the kernel's page tables at %lx", address);
    return entry;
}

/* W^X: code is not writable, and nothing else is executable. */
static uint64_t image_bits(uint64_t address)
{
    uint64_t bits = PTE_PRESENT | PTE_GLOBAL;

    if (address >= (uint64_t)text_start && address < (uint64_t)text_end)
        return bits;
    if (address >= (uint64_t)data_start && address < (uint64_t)data_end)
        bits |= PTE_WRITE;
    return bits | paging_nx;
}

static void map_image(void)
{
    uint64_t address = (uint64_t)image_start;

    for (; address < (uint64_t)image_end; address += PAGE_SIZE)
        *kernel_entry(address, PAGE_SHIFT) =
            image_to_phys((void *)address) | image_bits(address);
}

static bool is_memory(const struct boot_info *boot, uint64_t page)
{
    for (size_t i = 0; i < boot->memory_count; i++)
        if (page < boot->memory[i].end &&
            page + LARGE_PAGE_SIZE > boot->memory[i].start)
            return true;
    return false;
}

static void map_memory(const struct boot_info *boot)
{
    uint64_t end = max_u64(boot->memory_end, DEVICES_END);

    for (uint64_t page = 0; page < end; page += LARGE_PAGE_SIZE) {
        uint64_t bits = PTE_PRESENT | PTE_WRITE | PTE_LARGE | PTE_GLOBAL;
        if (!is_memory(boot, page))
            bits |= PTE_UNCACHED;
        *kernel_entry(page + DIRECT_MAP_BASE, PD_SHIFT) =
            page | bits | paging_nx;
    }
}

/* NX has to be on before a table that uses it is loaded. */
static void enable_nx(void)
{
    if (!(cpu_id(CPUID_EXT_FEATURES, 0).edx & CPUID_EDX_NX))
        return;
    cpu_write_msr(MSR_EFER, cpu_read_msr(MSR_EFER) | EFER_NXE);
    paging_nx = PTE_NX;
}

static void enable_protection(void)
{
    uint64_t cr4 = cpu_read_cr4() | CR4_PGE;

    if (cpu_id(0, 0).eax >= CPUID_FEATURES) {
        uint32_t features = cpu_id(CPUID_FEATURES, 0).ebx;
        if (features & CPUID_EBX_SMEP)
            cr4 |= CR4_SMEP;
        cpu_has_smap = features & CPUID_EBX_SMAP;
        if (cpu_has_smap)
            cr4 |= CR4_SMAP;
    }
    cpu_write_cr4(cr4);
    cpu_write_cr0(cpu_read_cr0() | CR0_WP);
}

void paging_init(const struct boot_info *boot)
{
    enable_nx();
    kernel_root = frame_alloc_zeroed();
    kassert(kernel_root, "no memory for the kernel's page tables");
    map_image();
    *kernel_entry((uint64_t)boot_stack_guard, PAGE_SHIFT) = 0;
    map_memory(boot);
    asan_share(table_of(kernel_root));
    /* All roots made from here on share this region's one top-level entry. */
    kernel_entry(STACKS_BASE, PAGE_SHIFT);
    cpu_write_cr3(kernel_root);
    enable_protection();
}
