/* SPDX-License-Identifier: MIT
 *
 * The functions of uaccess.asm, for mm/uaccess.c: nothing is checked here except
 * by the processor. Each returns 0 (or a length) or -EFAULT.
 */
#ifndef X86_UACCESS_H
#define X86_UACCESS_H

#include <stddef.h>
#include <stdint.h>

int uaccess_copy(void *to, const void *from, size_t bytes);
int uaccess_clear(void *to, size_t bytes);
/* [from, from + size) lies in one page; size > 0. */
int64_t uaccess_string(char *to, const char *from, size_t size);
int uaccess_read32(const uint32_t *from, uint32_t *value);
int uaccess_peek32(const uint32_t *from, uint32_t *value);
int uaccess_write32(uint32_t *to, uint32_t value);
int uaccess_exchange32(uint32_t *at, uint32_t *expected, uint32_t desired);
int uaccess_peek_exchange32(uint32_t *at, uint32_t *expected, uint32_t desired);

/* FXSAVE and FXRSTOR, for x86/context.c. Interrupts off, CR0.TS clear. */
int uaccess_fxsave(void *to);
int uaccess_fxrstor(const void *from);

/* The instructions for which a page fault brings nothing in. */
extern const char uaccess_peek_word[], uaccess_peek_exchange_word[],
    uaccess_fxsave_word[], uaccess_fxrstor_word[];

#endif
