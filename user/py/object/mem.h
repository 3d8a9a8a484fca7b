/* SPDX-License-Identifier: MIT
 *
 * Memory for objects: free lists by size, for small blocks; the C library for
 * large ones. As object.h: for the thread that holds the GIL alone, which is why
 * there is no lock (without a GIL each thread has lists of its own). Every
 * block is given back with the size that it was asked for with.
 *
 * Two files define this: mem.c, and mem_checked.c for tests, which gives every
 * block to the C library's (and so to a sanitizer's) care, checks sizes, counts
 * blocks and can refuse the n-th request. Which one is linked decides: the inline
 * functions here find nothing in the free lists of mem_checked.c, and its
 * mem_pooled of 0 keeps them from putting anything there.
 */
#ifndef PY_MEM_H
#define PY_MEM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "protect.h"

/* Blocks of 1..MEM_SMALL bytes come in classes of MEM_STEP bytes. */
#define MEM_STEP 16
#define MEM_SMALL 512
#define MEM_CLASSES (MEM_SMALL / MEM_STEP)

/* A free block; the one given back last is the first to be used again. */
struct mem_block {
    struct mem_block *next;
};

extern PROTECT_STORAGE struct mem_block *mem_lists[MEM_CLASSES];
extern const size_t mem_pooled; /* MEM_SMALL; mem_checked.c: 0 */

/* What mem_alloc and mem_free do where the free lists cannot help. */
void *mem_alloc_slowly(size_t size);
void mem_free_slowly(void *block, size_t size);

/* `size` bytes, not cleared, aligned to 16. NULL: MemoryError is raised. */
static inline void *mem_alloc(size_t size)
{
    struct mem_block *block;

    if (size - 1 >= MEM_SMALL)
        return mem_alloc_slowly(size);
    block = mem_lists[(size - 1) / MEM_STEP];
    if (!block)
        return mem_alloc_slowly(size);
    mem_lists[(size - 1) / MEM_STEP] = block->next;
    return block;
}

/* The same, cleared. */
static inline void *mem_zalloc(size_t size)
{
    void *block = mem_alloc(size);

    return block ? memset(block, 0, size) : NULL;
}

/* Give back; block may be NULL. */
static inline void mem_free(void *block, size_t size)
{
    struct mem_block *b;

    if (!block || size - 1 >= MEM_SMALL || size - 1 >= mem_pooled) {
        mem_free_slowly(block, size);
        return;
    }
    b = protect_retire(block, &size);
    if (!b)
        return;
    b->next = mem_lists[(size - 1) / MEM_STEP];
    mem_lists[(size - 1) / MEM_STEP] = b;
}

/* Move to a block of new_size; `block` may be NULL with old_size 0. NULL:
 * MemoryError is raised and the old block is as it was. */
void *mem_resize(void *block, size_t old_size, size_t new_size);

/* Array forms: count * size with overflow checked (MemoryError). */
void *mem_alloc_array(size_t count, size_t size);

/* mem_checked.c only. */
extern uint64_t mem_blocks;   /* blocks in use */
extern uint64_t mem_bytes;    /* their bytes */
extern uint64_t mem_requests; /* requests so far */
extern uint64_t mem_fail_at;  /* refuse this request (1 = first); 0: none */
extern uint64_t mem_limit;    /* refuse what makes more bytes; 0: no limit */
/* Call see for each block in use. */
void mem_each(void (*see)(void *block, size_t size, void *context),
              void *context);
/* Count from now on only what is asked for from now on. */
void mem_forget(void);

#endif
