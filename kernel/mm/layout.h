/* SPDX-License-Identifier: MIT
 *
 * The virtual address space. Every address space shares its upper half.
 *
 *   0000000000000000  never mapped: the null page, up to USER_BASE
 *   0000000000010000  user: program, heap, mappings, stack
 *   00007ffffffff000  USER_TOP
 *   ffff800000000000  all physical memory, read-write, not executable
 *   ffffc00000000000  kernel stacks, each above unmapped guard pages
 *   ffffffff80000000  the kernel image, as physical memory from 0
 */
#ifndef MM_LAYOUT_H
#define MM_LAYOUT_H

#include <stdint.h>

#define PAGE_SHIFT 12
#define PAGE_SIZE 4096ul
#define PAGE_MASK (~(PAGE_SIZE - 1))
#define LARGE_PAGE_SIZE (2ul << 20)

#define USER_BASE 0x10000ul
#define USER_TOP 0x00007ffffffff000ul
#define USER_STACK_SIZE (8ul << 20)   /* the first RLIMIT_STACK */
#define USER_STACK_GAP (1ul << 20)    /* a growing stack keeps away so far */
#define USER_STACK_ROOM (128ul << 20) /* kept free for it by mmap(2) */
#define USER_MMAP_TOP (USER_TOP - USER_STACK_ROOM)
#define USER_PIE_BASE 0x0000555555554000ul /* where Linux puts them too */
#define DIRECT_MAP_BASE 0xffff800000000000ul
#define STACKS_BASE 0xffffc00000000000ul
#define KERNEL_BASE 0xffffffff80000000ul

#define KERNEL_STACK_SIZE (4 * PAGE_SIZE)

/* The parts of the kernel image, all at page boundaries: boot/kernel.ld. What
 * is in no part is read-only data. */
extern char image_start[], image_end[];
extern char text_start[], text_end[];
extern char rodata_start[], rodata_end[];
extern char data_start[], data_end[];

/* Below the stack on which core 0 boots, and idles; never mapped. boot/entry.asm */
extern char boot_stack_guard[];

/* The kernel's address of physical memory. */
static inline void *phys_to_virt(uint64_t phys)
{
    return (void *)(phys + DIRECT_MAP_BASE);
}

/* The inverse, for addresses in the direct map only. */
static inline uint64_t virt_to_phys(const void *virt)
{
    return (uint64_t)virt - DIRECT_MAP_BASE;
}

/* Physical address of something in the kernel image. */
static inline uint64_t image_to_phys(const void *symbol)
{
    return (uint64_t)symbol - KERNEL_BASE;
}

#endif
