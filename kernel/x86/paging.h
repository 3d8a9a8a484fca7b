/* SPDX-License-Identifier: MIT
 *
 * Page tables. The kernel half is built once, at boot, and its PML4 entries are
 * shared by every address space. Source: Intel SDM vol. 3A ch. 4.
 */
#ifndef X86_PAGING_H
#define X86_PAGING_H

#include <stdbool.h>
#include <stdint.h>
#include "lib/align.h"
#include "mm/layout.h"

#define PTE_PRESENT (1ul << 0)
#define PTE_WRITE (1ul << 1)
#define PTE_USER (1ul << 2)
#define PTE_UNCACHED (3ul << 3) /* PCD and PWT: device memory */
#define PTE_ACCESSED (1ul << 5)
#define PTE_DIRTY (1ul << 6)
#define PTE_LARGE (1ul << 7)
#define PTE_GLOBAL (1ul << 8)
#define PTE_KEPT (1ul << 9) /* ours: not present, but the frame is kept */
#define PTE_NX (1ul << 63)
#define PTE_FRAME 0x000ffffffffff000ul

#define FAULT_PRESENT (1u << 0)
#define FAULT_WRITE (1u << 1)
#define FAULT_USER (1u << 2)
#define FAULT_FETCH (1u << 4)

struct boot_info;

/* Build and load the kernel's own tables: the image with W^X by section, all
 * physical memory up to boot->memory_end (at least 4 GiB, for the devices
 * below) without execution, an empty stacks region; NX, WP, SMEP and SMAP on
 * where the processor has them. The frame allocator is up; until here memory is
 * reached through the boot tables. */
void paging_init(const struct boot_info *boot);

/* The physical address of the kernel's own PML4. */
uint64_t paging_kernel_root(void);

/* A PML4 with an empty user half and the kernel's upper one; 0: no memory. */
uint64_t paging_root_create(void);

/* The entry that maps `address` in `root`. Missing tables are made if `create`
 * (NULL then means no memory; otherwise, that there is no table). */
uint64_t *paging_entry(uint64_t root, uint64_t address, bool create);

/* The first entry that is not empty and maps something in [*address, end) of
 * the user half; *address becomes its address. NULL: there is none. Steps over
 * tables that do not exist without looking at what they would hold. */
uint64_t *paging_next(uint64_t root, uint64_t *address, uint64_t end);

/* Up to where in the user half, at most `end`, the entries behind that of
 * `address` lie in the same table: so far a pointer to them may be counted
 * up. */
static inline uint64_t paging_table_end(uint64_t address, uint64_t end)
{
    return min_u64(align_up(address + 1, LARGE_PAGE_SIZE), end);
}

/* The processor forgets what it knows of the page at `address`: after its entry
 * was changed to allow less or to map another frame. All cores, once they are
 * real; simulated ones share one processor. */
void paging_flush(uint64_t address);

/* Free the tables of the user half and the root; not the pages that they
 * map. */
void paging_root_free(uint64_t root);

/* A kernel stack of KERNEL_STACK_SIZE with unmapped guard pages below: its top,
 * or 0. Some freed ones are kept mapped and reused first. In kernel_stack.c. */
uint64_t kernel_stack_alloc(void);
void kernel_stack_free(uint64_t top);

/* Is `address` in some kernel stack's guard pages? For the panic screen. */
bool kernel_stack_guard(uint64_t address);

/* The lowest address of the kernel stack in which `address` lies. */
uint64_t kernel_stack_bottom(uint64_t address);

extern bool cpu_has_smap;  /* then user memory needs STAC and CLAC around it */
extern uint64_t paging_nx; /* PTE_NX, or 0 where the processor lacks it */

#endif
