/* SPDX-License-Identifier: MIT
 *
 * Shared anonymous memory: mmap(2) with MAP_SHARED and no file.
 */
#ifndef MM_SHARED_H
#define MM_SHARED_H

#include <stdint.h>

struct space;

/* As space_map, with a new object of `length` bytes, all zero, behind the area.
 * The object lives as long as any area that shows it, in whatever space. */
int shared_map(struct space *space, uint64_t *address, uint64_t length,
               uint32_t prot, uint32_t flags);

#endif
