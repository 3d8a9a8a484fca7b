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

/* The stack that the processor takes when ring 3 is interrupted. */
void gdt_set_kernel_stack(uint64_t top);

#endif
