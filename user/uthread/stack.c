/* SPDX-License-Identifier: MIT
 *
 * Threads' memory: one block for each, the stack below, the descriptor at its upper
 * end. So a thread that does little touches one page, and four threads may share
 * one. Blocks come from the kernel many at a time; they are used again, and given
 * back when the last thread has ended.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "user/uthread/internal.h"

#define PATTERN 0x5441434b454e4421u /* at the stack's end */
#define BLOCKS_AT_ONCE 64
#define CONTROL_WORDS 0x037f00001f80u /* the defaults: x87, mxcsr */
#define REGISTERS 6                   /* that uthread_switch pops */

/* At the beginning of what came from the kernel; the blocks follow. */
struct region {
    struct region *next;
    size_t bytes;
    uint64_t padding[6];
};

static int lock;
static struct uthread_queue unused;
static struct region *regions;

/* The descriptor of the block of `size` bytes at `block`. */
static struct uthread *descriptor(char *block, size_t size)
{
    return (struct uthread *)(block + size - sizeof(struct uthread));
}

static bool get_more(size_t size)
{
    size_t bytes = sizeof(struct region) + BLOCKS_AT_ONCE * size;
    struct region *region =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (region == MAP_FAILED)
        return false;
    *region = (struct region){.next = regions, .bytes = bytes};
    regions = region;
    for (int i = 0; i < BLOCKS_AT_ONCE; i++) {
        char *block = (char *)(region + 1) + i * size;
        struct uthread *thread = descriptor(block, size);
        thread->stack = (uint64_t *)block;
        queue_push(&unused, thread);
    }
    return true;
}

void stack_give_back(void)
{
    unused = (struct uthread_queue){0};
    while (regions) {
        struct region *region = regions;
        regions = region->next;
        munmap(region, region->bytes);
    }
}

/* A stack from which uthread_switch goes to uthread_first. */
static void prepare(struct uthread *thread)
{
    uintptr_t top = (uintptr_t)thread & ~(uintptr_t)15;
    uint64_t *stack = (uint64_t *)top;
    *--stack = (uint64_t)uthread_first;
    for (int i = 0; i < REGISTERS; i++)
        *--stack = 0;
    *--stack = CONTROL_WORDS;
    thread->stack_pointer = stack;
    *thread->stack = PATTERN;
}

struct uthread *stack_get(size_t size)
{
    struct uthread *thread = NULL;
    spin_lock(&lock);
    if (unused.head || get_more(size))
        thread = queue_pop(&unused);
    spin_unlock(&lock);
    if (!thread)
        return NULL;
    *thread = (struct uthread){.stack = thread->stack};
    prepare(thread);
    return thread;
}

void stack_put(struct uthread *thread)
{
    spin_lock(&lock);
    queue_push(&unused, thread);
    spin_unlock(&lock);
}

void stack_check(const struct uthread *thread)
{
    if (*thread->stack == PATTERN)
        return;
    fprintf(stderr, "uthread: a thread has overflowed its stack\n");
    abort();
}
