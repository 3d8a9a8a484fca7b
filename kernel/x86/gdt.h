/* SPDX-License-Identifier: MIT
 *
 * Segments and the task-state segment, which only serve the stack to take in ring
 * 0 and the separate stacks for double faults and NMIs.
 */
#ifndef X86_GDT_H
#define X86_GDT_H

#include <stdint.h>
#include "x86/selectors.h"

enum { IST_NONE, IST_DOUBLE_FAULT, IST_NMI };

/* Load GDT and TSS. */
void gdt_init(void);

/* The task-state segment: SDM vol. 3A, 8.7. */
struct tss {
    uint32_t reserved0;
    uint64_t rsp[3];
    uint64_t reserved1;
    uint64_t ist[7]; /* ist[n - 1] */
    uint64_t reserved2;
    uint16_t reserved3;
    uint16_t io_map;
} __attribute__((packed));

extern struct tss gdt_tss;

/* The stack that the processor takes when ring 3 is interrupted. */
static inline void gdt_set_kernel_stack(uint64_t top)
{
    gdt_tss.rsp[0] = top;
}

#endif
