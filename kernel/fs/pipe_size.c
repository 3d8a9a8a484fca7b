/* SPDX-License-Identifier: MIT
 *
 * How much a pipe holds, and changing that: fcntl(2), F_SETPIPE_SZ. A capacity
 * is a power of two of pages; a byte with count n lies in page n / PAGE_SIZE of
 * the ring, so that another size puts the pages elsewhere.
 */
#include "fs/pipe.h"
#include "fs/poll.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/frame.h"
#include "mm/heap.h"
#include "task/process.h"

#define SIZE_MAX_USER (1ul << 20) /* /proc/sys/fs/pipe-max-size */
#define SIZE_MAX_ROOT (1ul << 31)

/* Pages for `bytes` bytes, or 0: too many. */
static uint32_t pages_for(uint64_t bytes)
{
    uint64_t size = PAGE_SIZE;
    if (bytes > SIZE_MAX_ROOT)
        return 0;
    while (size < bytes)
        size *= 2;
    return (uint32_t)(size / PAGE_SIZE);
}

/* Over how many pages do the bytes lie? They may begin and end in one page of a
 * full ring: it counts twice. The lock is held. */
static uint32_t pages_used(const struct pipe *pipe)
{
    if (pipe_used(pipe) == 0)
        return 0;
    return (uint32_t)((pipe->tail - 1) / PAGE_SIZE) -
           (uint32_t)(pipe->head / PAGE_SIZE) + 1;
}

/* Put the pages that hold bytes into `pages`, of which there are `count`, and
 * free the others; the counters begin anew in the first one. The last one may be
 * the first one, too: then it is copied to *spare, which is 0 from then on. The
 * lock is held, and nobody has a claim. */
static void move_pages(struct pipe *pipe, uint8_t **pages, uint32_t count,
                       uint64_t *spare)
{
    uint32_t used = pages_used(pipe), bytes = pipe_used(pipe);
    uint32_t first = pipe->head / PAGE_SIZE, mask = pipe->page_count - 1;
    for (uint32_t i = 0; i < used; i++) {
        uint8_t **from = &pipe->pages[(first + i) & mask];
        if (*from) {
            pages[i] = *from;
            *from = NULL;
        } else {
            pages[i] = memcpy(phys_to_virt(*spare), pages[0], PAGE_SIZE);
            *spare = 0;
        }
    }
    pipe_free_pages(pipe);
    pipe->pages = pages;
    pipe->page_count = count;
    pipe->head %= PAGE_SIZE;
    pipe->tail = pipe->head + bytes;
}

/* Do it, with the lock held. 0 or -EBUSY. */
static int resize(struct pipe *pipe, uint8_t **pages, uint32_t count,
                  uint64_t *spare)
{
    while (pipe->reading || pipe->writing)
        pipe_relax(pipe);
    if (pages_used(pipe) > count)
        return -EBUSY;
    move_pages(pipe, pages, count, spare);
    waitq_wake_all(&pipe->write_queue);
    poll_wake(&pipe->write_polls, POLLOUT | POLLWRNORM);
    return 0;
}

int64_t pipe_set_size(struct pipe *pipe, uint64_t bytes)
{
    uint32_t count = pages_for(bytes);
    if (count == 0)
        return -EINVAL;
    if (count > pipe->page_count && count > SIZE_MAX_USER / PAGE_SIZE &&
        !credentials_root(&current_process()->credentials))
        return -EPERM;
    uint8_t **pages = kzalloc(count * sizeof *pages);
    uint64_t spare = frame_alloc();
    int error = -ENOMEM;
    if (pages && spare) {
        spin_lock(&pipe->lock);
        error = resize(pipe, pages, count, &spare);
        spin_unlock(&pipe->lock);
    }
    if (error)
        kfree(pages);
    if (spare)
        frame_put(spare);
    return error ? error : (int64_t)(count * PAGE_SIZE);
}
