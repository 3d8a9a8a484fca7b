/* SPDX-License-Identifier: MIT
 *
 * Whole pages, in as few instructions as this processor can. In page.asm.
 */
#ifndef X86_PAGE_H
#define X86_PAGE_H

/* Clear the 4 KiB at `page`, a multiple of that, in the kernel's half. After
 * fpu_init(). Interrupts are off for some 300 instructions. */
void page_clear(void *page);

#endif
