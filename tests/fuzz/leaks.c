/* SPDX-License-Identifier: MIT
 *
 * Lost memory, as against cycles. References are counted and nothing collects
 * cycles, so that a program which makes one leaves blocks behind: a list that is
 * in itself. But all references to such a block lie in such blocks. So each word
 * of each block that is left is looked at as if it were a pointer: an object to
 * which fewer pointers are found than its count says, or another block to which
 * there is none, not even in a static variable, was lost by a mistake in the
 * interpreter.
 *
 * It may overlook a loss (a word may look like a pointer that is none); it does
 * not find one where there is none.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sanitizer/asan_interface.h>

#include "object/container.h"
#include "object/error.h"
#include "object/exception.h"
#include "object/mem.h"
#include "object/types.h"
#include "tests/fuzz/fuzz.h"

#define REFS_MOST ((int64_t)1 << 32) /* above it: no count, but a pointer */
#define REPORTS 3

struct left {
    char *start;
    size_t size;
    int64_t found; /* pointers to its start */
    bool reached;  /* by a pointer to anywhere in it */
};

struct collection {
    struct left *blocks; /* by address */
    size_t count;
};

static const struct type *const types[] = {
#define TYPE(type, name) &type_##type,
#include "object/types.def"
#undef TYPE
#define EXCEPTION(name, base) &type_##name,
    EXCEPTIONS(EXCEPTION)
#undef EXCEPTION
        & type_BaseException,
};

static void collect(void *block, size_t size, void *context)
{
    struct collection *c = context;

    c->blocks[c->count++] = (struct left){.start = block, .size = size};
}

static int compare(const void *a, const void *b)
{
    const struct left *x = a, *y = b;

    return (x->start > y->start) - (x->start < y->start);
}

/* The block that an address lies in, or NULL. */
static struct left *block_at(const struct collection *c, const char *address)
{
    size_t low = 0, high = c->count;

    if (address < c->blocks[0].start ||
        address > c->blocks[high - 1].start + c->blocks[high - 1].size)
        return NULL;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct left *b = &c->blocks[middle];

        if (address < b->start)
            high = middle;
        else if (address > b->start + b->size)
            low = middle + 1;
        else
            return b;
    }
    return NULL;
}

/* The table of interned strings, for one, stays while there are any. */
__attribute__((no_sanitize_address)) static void reach_from_variables(
    const struct collection *c)
{
    for (char *const *v = (char *const *)__data_start;
         v + 1 <= (char *const *)_end; v++) {
        struct left *to = block_at(c, *v);

        if (to)
            to->reached = true;
    }
}

static void count_pointers(const struct collection *c, const struct left *from)
{
    for (size_t i = 0; i + sizeof(char *) <= from->size; i += sizeof(char *)) {
        char *word;
        struct left *to;

        memcpy(&word, from->start + i, sizeof word);
        to = block_at(c, word);
        if (!to)
            continue;
        to->reached = true;
        to->found += word == to->start;
    }
}

/* Is that the address of a class? */
static bool is_class(const struct collection *c, const struct type *type)
{
    const struct left *block;

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i] == type)
            return true;
    block = block_at(c, (const char *)type);
    return block && block->start == (const char *)type &&
           block->size >= sizeof(struct type) && type->flags & TYPE_HEAP;
}

/* Has the block the size of such an object? An array may well begin with a small
 * int and a class, which look like a count and a type. */
static bool size_fits(const struct left *block, const struct type *type)
{
    return type->flags & TYPE_HEAP ? block->size == type->size
                                   : block->size >= type->size;
}

/* The block as an object, or NULL. */
static const struct object *object_in(const struct collection *c,
                                      const struct left *block)
{
    const struct object *o = (const struct object *)block->start;

    return block->size >= sizeof *o && o->refs < REFS_MOST &&
                   is_class(c, o->type) && size_fits(block, o->type)
               ? o
               : NULL;
}

/* Was it lost? */
static bool is_lost(const struct collection *c, const struct left *block)
{
    const struct object *o = object_in(c, block);

    return o ? o->refs > block->found : !block->reached;
}

/* Say what was lost, and who had asked for it. */
static void report(const struct collection *c, const struct left *block)
{
    const struct object *o = object_in(c, block);

    fprintf(stderr, "lost: %zu bytes", block->size);
    if (o)
        fprintf(stderr, ", %s with %lld references, of which %lld are found",
                o->type->flags & TYPE_HEAP ? "instance" : o->type->name,
                (long long)o->refs, (long long)block->found);
    fputs("\n", stderr);
    __asan_describe_address(block->start);
}

uint64_t leaks_find(void)
{
    struct collection c = {0};
    uint64_t lost = 0;

    if (!mem_blocks)
        return 0;
    c.blocks = calloc(mem_blocks, sizeof *c.blocks);
    mem_each(collect, &c);
    qsort(c.blocks, c.count, sizeof *c.blocks, compare);
    reach_from_variables(&c);
    for (size_t i = 0; i < c.count; i++)
        count_pointers(&c, &c.blocks[i]);
    for (size_t i = 0; i < c.count; i++)
        if (is_lost(&c, &c.blocks[i]) && lost++ < REPORTS)
            report(&c, &c.blocks[i]);
    free(c.blocks);
    mem_forget();
    return lost;
}
