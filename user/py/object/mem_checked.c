/* SPDX-License-Identifier: MIT
 *
 * The allocator of the tests: each block is one of the C library's, so that a
 * sanitizer sees every use of it, and remembers its size, so that giving it back
 * with another one is found at once. It counts, and refuses the request that
 * mem_fail_at says and those above mem_limit. All blocks in use are in a list.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "object/error.h"
#include "object/mem.h"

/* In front of each block; a multiple of 16 bytes, for its alignment. */
struct header {
    size_t size;
    size_t guard; /* GUARD: this is a block in use */
    struct header *next, *previous;
};

#define GUARD ((size_t)0x626c6f636b757365)
#define GUARD_FREED ((size_t)0x6672656564626c6b)

PROTECT_STORAGE struct mem_block *mem_lists[MEM_CLASSES]; /* always empty */
const size_t mem_pooled = 0;
uint64_t mem_blocks, mem_bytes, mem_requests, mem_fail_at, mem_limit;

/* The head of the list, whose other elements are the blocks in use. */
static struct header blocks = {.next = &blocks, .previous = &blocks};

static void list_add(struct header *header)
{
    header->next = blocks.next;
    header->previous = &blocks;
    header->next->previous = header;
    header->previous->next = header;
    mem_blocks++;
    mem_bytes += header->size;
}

/* Blocks that were forgotten are linked to themselves, and not counted. */
static void list_remove(struct header *header)
{
    if (header->next == header)
        return;
    header->next->previous = header->previous;
    header->previous->next = header->next;
    mem_blocks--;
    mem_bytes -= header->size;
}

/* Is this request to be refused? Counts it. */
static bool refused(size_t size)
{
    return ++mem_requests == mem_fail_at ||
           size > PTRDIFF_MAX - sizeof(struct header) ||
           (mem_limit && size + mem_bytes > mem_limit);
}

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

    if (!refused(size))
        header = malloc(sizeof(*header) + size);
    if (!header)
        return error_memory();
    *header = (struct header){.size = size, .guard = GUARD};
    list_add(header);
    return header + 1;
}

void mem_free_slowly(void *block, size_t size)
{
    struct header *header;

    if (!block)
        return;
    header = header_of(block, size);
    header->guard = GUARD_FREED;
    list_remove(header);
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

void mem_each(void (*see)(void *block, size_t size, void *context),
              void *context)
{
    for (struct header *h = blocks.next; h != &blocks; h = h->next)
        see(h + 1, h->size, context);
}

void mem_forget(void)
{
    while (blocks.next != &blocks) {
        struct header *header = blocks.next;

        list_remove(header);
        header->next = header->previous = header;
    }
}
