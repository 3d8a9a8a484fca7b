/* SPDX-License-Identifier: MIT
 *
 * The arena of a syntax tree: memory that is given out in pieces and given back
 * as a whole, with the objects that the tree refers to.
 *
 * It doesn't free or resize single pieces: a list that grows leaves its old array
 * behind.
 */
#include <stdalign.h>

#include "compile/ast.h"
#include "object/mem.h"

#define BLOCK_SIZE ((size_t)32 * 1024)
#define ALIGNMENT alignof(max_align_t)
#define KEPT_PER_PAGE 126

struct block {
    struct block *next;
    size_t size, used; /* of this struct and what follows */
};

struct kept_page {
    struct kept_page *next;
    size_t count;
    struct object *objects[KEPT_PER_PAGE];
};

struct arena {
    struct block *blocks; /* the first has room, perhaps */
    struct kept_page *kept;
};

static size_t align(size_t size)
{
    return (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}

struct arena *arena_new(void)
{
    return mem_zalloc(sizeof(struct arena));
}

void arena_free(struct arena *arena)
{
    for (struct kept_page *page = arena->kept; page; page = page->next)
        for (size_t i = 0; i < page->count; i++)
            unref(page->objects[i]);
    while (arena->blocks) {
        struct block *block = arena->blocks;

        arena->blocks = block->next;
        mem_free(block, block->size);
    }
    mem_free(arena, sizeof(*arena));
}

/* A new block with room for `size` bytes, put before the others. */
static struct block *block_add(struct arena *arena, size_t size)
{
    size_t head = align(sizeof(struct block));
    size_t whole = size + head > BLOCK_SIZE ? size + head : BLOCK_SIZE;
    struct block *block = mem_zalloc(whole);

    if (!block)
        return NULL;
    block->next = arena->blocks;
    block->size = whole;
    block->used = head;
    arena->blocks = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    struct block *block = arena->blocks;
    void *piece;

    if (size > SIZE_MAX / 2) {
        mem_alloc_array(size, 2); /* raises MemoryError */
        return NULL;
    }
    size = align(size);
    if (!block || block->size - block->used < size)
        block = block_add(arena, size);
    if (!block)
        return NULL;
    piece = (char *)block + block->used;
    block->used += size;
    return piece;
}

int arena_keep(struct arena *arena, struct object *o)
{
    struct kept_page *page = arena->kept;

    if (!page || page->count == KEPT_PER_PAGE) {
        page = arena_alloc(arena, sizeof(*page));
        if (!page) {
            unref(o);
            return -1;
        }
        page->next = arena->kept;
        arena->kept = page;
    }
    page->objects[page->count++] = o;
    return 0;
}
