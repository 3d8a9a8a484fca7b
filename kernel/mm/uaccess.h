/* SPDX-License-Identifier: MIT
 *
 * The only way to user memory. User addresses are uint64_t, never pointers.
 * Each call may fault pages in (and so take the address space's lock): call
 * with no spinlock held. An address that is not the user's gives -EFAULT, never
 * a trap.
 */
#ifndef MM_UACCESS_H
#define MM_UACCESS_H

#include <stddef.h>
#include <stdint.h>

/* 0 or -EFAULT. After -EFAULT part of the data may have been copied. */
int copy_from_user(void *to, uint64_t from, size_t bytes);
int copy_to_user(uint64_t to, const void *from, size_t bytes);
int clear_user(uint64_t to, size_t bytes);

/* A NUL-terminated string into to[size], size > 0. Its length, or -EFAULT, or
 * -ENAMETOOLONG if there is no NUL within `size` bytes: then all are copied. What
 * follows the NUL in `to` is undefined. */
int64_t copy_string_from_user(char *to, uint64_t from, size_t size);

/* One aligned 32-bit word, read or exchanged at once (futex). 0 or -EFAULT. */
int user_read32(uint64_t from, uint32_t *value);
int user_write32(uint64_t to, uint32_t value);

/* The same as user_read32, but with spinlocks held: -EFAULT also if the page is not
 * present at the moment. */
int user_peek32(uint64_t from, uint32_t *value);

/* If the aligned word at `at` is *expected it becomes `desired`, at once; *expected
 * becomes what it was. 0 (changed or not) or -EFAULT. The second is for when
 * spinlocks are held: -EFAULT also if the page is not present and writable at the
 * moment. */
int user_exchange32(uint64_t at, uint32_t *expected, uint32_t desired);
int user_peek_exchange32(uint64_t at, uint32_t *expected, uint32_t desired);

/* Is [start, start + bytes) inside the user's half (mapped or not)? */
int user_range_ok(uint64_t start, uint64_t bytes);

/* For the page-fault handler: if `rip` is an instruction of uaccess.asm that
 * may fault, where to continue; otherwise 0. */
uint64_t uaccess_fixup(uint64_t rip);

#endif
