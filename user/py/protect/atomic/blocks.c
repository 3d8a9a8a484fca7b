/* SPDX-License-Identifier: MIT
 *
 * Free memory on its way from thread to thread.
 *
 * THE PROBLEM. Each thread has free lists of its own, so that it need not lock
 * them. But who gives a block back may be another than who asked for it: of a
 * producer and a consumer, one would take new memory for ever and the other
 * hoard it. And with a thread that ends its lists would be lost.
 *
 * THE PROTOCOL. After PROTECT_KEPT blocks given back, and at its end, a thread
 * puts each of its lists, whole, upon the shared stack of its class; a thread
 * whose list is empty takes the topmost, before it asks for new memory.
 *
 * LOCKS: a stack's is an object's lock (protect.h), by the address of its
 * place.
 */
#include "object/mem.h"

/* A free list's first block, while the list lies on a stack. */
struct batch {
    struct mem_block first;
    struct batch *below;
};

_Static_assert(sizeof(struct batch) <= MEM_STEP, "fits into any block");

__thread uint32_t protect_retired;

static struct batch *stacks[MEM_CLASSES];

void protect_give_blocks(void)
{
    protect_retired = 0;
    for (size_t class = 0; class < MEM_CLASSES; class ++) {
        struct batch *batch = (struct batch *)mem_lists[class];

        if (!batch)
            continue;
        mem_lists[class] = NULL;
        protect_lock(&stacks[class]);
        batch->below = stacks[class];
        stacks[class] = batch;
        protect_unlock(&stacks[class]);
    }
}

bool protect_refill(size_t class)
{
    struct batch *batch;

    protect_lock(&stacks[class]);
    batch = stacks[class];
    if (batch)
        stacks[class] = batch->below;
    protect_unlock(&stacks[class]);
    if (batch)
        mem_lists[class] = &batch->first;
    return batch;
}
