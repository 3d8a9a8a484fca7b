/* SPDX-License-Identifier: MIT
 *
 * The allocator of small blocks: one list of free blocks per size class, filled
 * from large chunks that the kernel gives. A chunk is never given back: what a
 * program needed once it will need again. Blocks above MEM_SMALL bytes are the C
 * library's; they are a little larger than asked for, so that one that grows by
 * and by seldom needs another.
 */
#include <stdlib.h>
#include <sys/mman.h>

#include "object/error.h"
#include "object/mem.h"

#define CHUNK_BYTES (256 * 1024)
#define CARVE_BYTES 4096 /* cut into blocks of one class at a time */
#define LARGE_MAX (PTRDIFF_MAX / 2)
#define LARGE_SHIFT 3 /* see large_size */

PROTECT_STORAGE struct mem_block *mem_lists[MEM_CLASSES];
const size_t mem_pooled = MEM_SMALL;

/* What is left of the newest chunk. */
static PROTECT_CHUNK_STORAGE char *chunk;
static PROTECT_CHUNK_STORAGE size_t chunk_left;

/* At least CARVE_BYTES in `chunk`, which is locked. 0; -1: the kernel has no
 * memory. */
static int chunk_get(void)
{
    void *memory;

    if (chunk_left >= CARVE_BYTES)
        return 0;
    memory = mmap(NULL, CHUNK_BYTES, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return -1;
    chunk = memory;
    chunk_left = CHUNK_BYTES;
    return 0;
}

/* New memory, of at most CARVE_BYTES. NULL: the kernel has none. */
static char *carve(size_t bytes)
{
    char *memory = NULL;

    protect_lock(&chunk);
    if (chunk_get() == 0) {
        memory = chunk;
        chunk += bytes;
        chunk_left -= bytes;
    }
    protect_unlock(&chunk);
    return memory;
}

/* Fill the empty list of the class with index `class`, lowest address first. */
static int list_fill(size_t class)
{
    size_t size = (class + 1) * MEM_STEP;
    size_t count = CARVE_BYTES / size;
    char *memory;

    if (protect_refill(class))
        return 0;
    memory = carve(count * size);
    if (!memory)
        return -1;
    for (size_t i = count; i-- > 0;) {
        struct mem_block *block = (struct mem_block *)(memory + i * size);

        block->next = mem_lists[class];
        mem_lists[class] = block;
    }
    return 0;
}

/* How large the block for `size` bytes is, above MEM_SMALL: up to an eighth
 * more. */
static size_t large_size(size_t size)
{
    size_t step = (size_t)1 << (63 - LARGE_SHIFT - __builtin_clzll(size));

    return (size + step - 1) & ~(step - 1);
}

void *mem_alloc_slowly(size_t size)
{
    void *block = NULL;

    if (size == 0)
        return mem_alloc(MEM_STEP);
    if (size > MEM_SMALL)
        block = size <= LARGE_MAX ? malloc(large_size(size)) : NULL;
    else if (list_fill((size - 1) / MEM_STEP) == 0)
        return mem_alloc(size);
    return block ? block : (void *)error_memory();
}

void mem_free_slowly(void *block, size_t size)
{
    if (block && size == 0)
        mem_free(block, MEM_STEP);
    else
        free(block);
}

void *mem_resize(void *block, size_t old_size, size_t new_size)
{
    void *moved;

    if (old_size > MEM_SMALL && new_size > MEM_SMALL) {
        if (new_size <= LARGE_MAX &&
            large_size(old_size) == large_size(new_size))
            return block;
        moved =
            new_size <= LARGE_MAX ? realloc(block, large_size(new_size)) : NULL;
        return moved ? moved : (void *)error_memory();
    }
    moved = mem_alloc(new_size);
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
