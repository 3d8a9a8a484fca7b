/* SPDX-License-Identifier: MIT
 *
 * The allocator of the tests: each block is one of the C library's, so that a
 * sanitizer sees every use of it, and remembers its size, so that giving it back
 * with another one is found at once. It counts, and refuses the request that
 * mem_fail_at says.
 */
#include <stdio.h>
#include <stdlib.h>

#include "object/error.h"
#include "object/mem.h"

/* In front of each block; 16 bytes, for its alignment. */
struct header {
    size_t size;
    size_t guard; /* GUARD: this is a block in use */
};

#define GUARD ((size_t)0x626c6f636b757365)
#define GUARD_FREED ((size_t)0x6672656564626c6b)

struct mem_block *mem_lists[MEM_CLASSES]; /* always empty */
const size_t mem_pooled = 0;
uint64_t mem_blocks, mem_requests, mem_fail_at;

/* The header of a block in use of that size; ends the program if it is none. */
static struct header *header_of(void *block, size_t size)
{
    struct header *header = (struct header *)block - 1;

    if (header->guard != GUARD || header->size != size) {
        fprintf(
            stderr,
            "mem: block %p given back with size %zu, asked for with %zu%s\n",
            block, size, header->size,
            header->guard == GUARD ? "" : " (not in use)");
        abort();
    }
    return header;
}

void *mem_alloc_slowly(size_t size)
{
    struct header *header = NULL;

    if (++mem_requests != mem_fail_at && size <= PTRDIFF_MAX - sizeof(*header))
        header = malloc(sizeof(*header) + size);
    if (!header)
        return error_memory();
    *header = (struct header){.size = size, .guard = GUARD};
    mem_blocks++;
    return header + 1;
}

void mem_free_slowly(void *block, size_t size)
{
    struct header *header;

    if (!block)
        return;
    header = header_of(block, size);
    header->guard = GUARD_FREED;
    mem_blocks--;
    free(header);
}

/* Always moves: whoever kept the old address is found out. */
void *mem_resize(void *block, size_t old_size, size_t new_size)
{
    void *moved = mem_alloc(new_size);

    if (!moved)
        return NULL;
    if (block)
        memcpy(moved, block, old_size < new_size ? old_size : new_size);
    mem_free(block, old_size);
    return moved;
}

void *mem_alloc_array(size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes))
        return error_memory();
    return mem_alloc(bytes);
}
