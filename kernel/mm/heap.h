/* SPDX-License-Identifier: MIT
 *
 * The kernel heap: slabs of fixed sizes below half a page, whole frames above.
 * From process context only, any lock held but the heap's own.
 */
#ifndef MM_HEAP_H
#define MM_HEAP_H

#include <stddef.h>

/* At least `size` bytes (1 ... 4 MiB), aligned to 16 (from half a page on: to a
 * page), contents undefined; or NULL: out of memory, or size out of range.
 * Above half a page the size is rounded up to a power of two. */
void *kmalloc(size_t size);

/* The same, cleared. */
void *kzalloc(size_t size);

/* Give back what kmalloc returned; NULL is allowed. Panics on anything else. */
void kfree(void *memory);

/* In the checked image objects that came back wait for a while: not any more. */
void heap_settle(void);

#endif
