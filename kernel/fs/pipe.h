/* SPDX-License-Identifier: MIT
 *
 * Pipes: pipe(7). How they work is told in pipe.c.
 */
#ifndef FS_PIPE_H
#define FS_PIPE_H

#include "fs/file.h"
#include "mm/layout.h"
#include "task/waitq.h"

#define PIPE_CAPACITY 65536
#define PIPE_PAGES (PIPE_CAPACITY / PAGE_SIZE)

struct pipe {
    struct spinlock lock;      /* protects what follows, but `number` */
    uint32_t head, tail;       /* they wrap around; tail - head <= capacity */
    uint32_t readers, writers; /* ends that are open: 0 or 1 each */
    bool reading, writing;     /* claims */
    struct waitq read_queue, write_queue; /* sleepers */
    struct waitq read_polls, write_polls; /* poll's waiters */
    uint8_t
        *pages[PIPE_PAGES]; /* NULL: not yet needed. A page that is missing is
                                   put in by who has claimed `writing`, or holds
                                   the lock while nobody has */
    uint64_t number;        /* of its inode */
};

static inline uint32_t pipe_used(const struct pipe *pipe)
{
    return pipe->tail - pipe->head;
}

static inline uint32_t pipe_room(const struct pipe *pipe)
{
    return PIPE_CAPACITY - pipe_used(pipe);
}

/* Wake whoever waits on `queue`; with its lock held. */
static inline void waitq_wake_all(struct waitq *queue)
{
    if (!list_empty(&queue->waiters))
        waitq_wake(queue, WAKE_ALL);
}

/* The transfers, as in struct file_ops (pipe.c). */
int64_t pipe_read(struct file *file, uint64_t buffer, uint64_t bytes,
                  uint64_t *position);
int64_t pipe_write(struct file *file, uint64_t buffer, uint64_t bytes,
                   uint64_t *position);
int64_t pipe_write_kernel(struct file *file, const void *data, uint64_t bytes);

/* The pipe of which `file` is an end, or NULL: it is none. */
struct pipe *pipe_of(const struct file *file);

/* A new pipe: its two ends, each with count 1. `flags`: O_NONBLOCK or 0. 0 or
 * -ENOMEM. */
int pipe_create(uint32_t flags, struct file *ends[2]);

#endif
