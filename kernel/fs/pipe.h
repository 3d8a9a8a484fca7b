/* SPDX-License-Identifier: MIT
 *
 * Pipes: pipe(7). How they work is told in pipe.c.
 */
#ifndef FS_PIPE_H
#define FS_PIPE_H

#include "fs/file.h"
#include "mm/layout.h"
#include "task/waitq.h"

#define PIPE_PAGES 16 /* of a new one: 65,536 bytes */

struct pipe {
    struct spinlock lock;      /* protects what follows, unless told */
    uint32_t head, tail;       /* they wrap around; tail - head <= capacity */
    uint32_t readers, writers; /* ends that are open; of a FIFO any number */
    bool reading, writing;     /* claims */
    struct waitq read_queue, write_queue; /* sleepers */
    struct waitq read_polls, write_polls; /* poll's waiters */
    struct waitq open_queue;              /* who waits to open a FIFO */
    uint32_t read_opens, write_opens;     /* ends opened so far */
    uint8_t **pages;     /* [page_count]; NULL: not yet needed. A page that
                               is missing is put in by who has claimed `writing`,
                               or holds the lock while nobody has */
    uint32_t page_count; /* a power of two: pipe_size.c */
    uint8_t *first_pages[PIPE_PAGES]; /* what `pages` is at first */
    uint64_t number;                  /* constant, as the next: of its inode */
    struct inode *inode; /* of a pipe without a name, with a reference */
};

static inline uint32_t pipe_used(const struct pipe *pipe)
{
    return pipe->tail - pipe->head;
}

static inline uint32_t pipe_room(const struct pipe *pipe)
{
    return pipe->page_count * (uint32_t)PAGE_SIZE - pipe_used(pipe);
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

/* The other operations of an end (pipe_ends.c). */
uint32_t pipe_read_poll(struct file *file, struct poll_table *table);
uint32_t pipe_write_poll(struct file *file, struct poll_table *table);
uint32_t pipe_both_poll(struct file *file, struct poll_table *table);
int64_t pipe_ioctl(struct file *file, uint32_t request, uint64_t argument);

/* Let whoever holds a claim on another core get on with it; with the lock held,
 * which is let go for that. In pipe.c. */
void pipe_relax(struct pipe *pipe);

/* F_SETPIPE_SZ: make room for that many bytes, or a little more. How many then
 * fit, or -EINVAL, -EPERM, -EBUSY (there are too many in it), -ENOMEM. */
int64_t pipe_set_size(struct pipe *pipe, uint64_t bytes);

/* A pipe without ends, or NULL: no memory; and the end of one. */
struct pipe *pipe_alloc(void);
void pipe_free(struct pipe *pipe);
void pipe_free_pages(struct pipe *pipe);

/* An end for reading, writing or both is opened, resp. closed; who waits for
 * that is woken. True: it was the last one, and the pipe is to be freed. */
void pipe_join(struct pipe *pipe, bool reads, bool writes);
bool pipe_leave(struct pipe *pipe, bool reads, bool writes);

/* Open a FIFO, whose reference is taken over: waits for the other side as
 * fifo(7) says. 0, -ENXIO, -EINTR, -ENOMEM. In fifo.c. */
int fifo_open(struct inode *inode, uint32_t flags, struct file **file);

/* Is it an end of a FIFO? */
bool fifo_is_end(const struct file *file);

/* Open another end, as `flags` say, of the pipe of which `end` is one. 0, -ENOMEM,
 * or -ENXIO: it is no pipe's. */
int pipe_reopen(struct file *end, uint32_t flags, struct file **file);

/* The pipe of which `file` is an end, or NULL: it is none. */
struct pipe *pipe_of(const struct file *file);

/* A new pipe: its two ends, each with count 1. `flags`: O_NONBLOCK or 0. 0 or
 * -ENOMEM. */
int pipe_create(uint32_t flags, struct file *ends[2]);

#endif
