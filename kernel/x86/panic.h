/* SPDX-License-Identifier: MIT
 *
 * The panic screen: see lib/assert.h for panic() itself.
 */
#ifndef X86_PANIC_H
#define X86_PANIC_H

struct trap_frame;

/* An exception that the kernel did not expect, with the registers of the place. */
__attribute__((noreturn, cold)) void panic_trap(const struct trap_frame *frame,
                                                const char *what);

/* "name+0x12" of a kernel address, into text[size]. */
void symbol_text(unsigned long address, char *text, unsigned size);

#endif
