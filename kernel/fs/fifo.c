/* SPDX-License-Identifier: MIT
 *
 * FIFOs: pipes that have a name. While somebody has a FIFO open, its inode has
 * a pipe, and an open file is an end of it; with the last one the pipe goes,
 * and what was in it. How bytes flow is pipe.c's business.
 *
 * Opening waits for the other side: a reader until there has been a writer, a
 * writer until there has been a reader, even if it has gone again meanwhile.
 * So each opening is counted, and who waits compares counts: from the moment at
 * which it joined. Source: fifo(7).
 *
 * The pipe of an inode is found and let go of with inode->lock held, under which
 * pipe->lock may be taken (file.h).
 */
#include "core.h"
#include "fs/inode.h"
#include "fs/ops.h"
#include "fs/pipe.h"
#include "fs/poll.h"
#include "lib/errno.h"
#include "mm/layout.h"

/* Before it has had a writer, one that was opened without waiting is not hung
 * up: file->position is then 1 + write_opens as it was, and else 0. */
static uint32_t fifo_read_poll(struct file *file, struct poll_table *table)
{
    struct pipe *pipe = file->object;
    uint32_t ready = pipe_read_poll(file, table);
    spin_lock(&pipe->lock);
    if (file->position == 1ul + pipe->write_opens)
        ready &= ~POLLHUP;
    spin_unlock(&pipe->lock);
    return ready;
}

/* An end is closed. The inode, which file->inode keeps, loses its pipe with the
 * last. */
static void fifo_close(struct file *file)
{
    struct inode *inode = file->inode;
    struct pipe *pipe = file->object;
    if (!pipe)
        return; /* it was refused before it became an end */
    spin_lock(&inode->lock);
    bool last = pipe_leave(pipe, file_readable(file), file_writable(file));
    if (last)
        inode->pipe = NULL;
    spin_unlock(&inode->lock);
    if (last)
        pipe_free(pipe);
}

static const struct file_ops fifo_read_ops = {
    .read = pipe_read,
    .poll = fifo_read_poll,
    .ioctl = pipe_ioctl,
    .close = fifo_close,
};

static const struct file_ops fifo_write_ops = {
    .write = pipe_write,
    .write_kernel = pipe_write_kernel,
    .poll = pipe_write_poll,
    .ioctl = pipe_ioctl,
    .close = fifo_close,
};

static const struct file_ops fifo_both_ops = {
    .read = pipe_read,
    .write = pipe_write,
    .write_kernel = pipe_write_kernel,
    .poll = pipe_both_poll,
    .ioctl = pipe_ioctl,
    .close = fifo_close,
};

bool fifo_is_end(const struct file *file)
{
    return file->ops == &fifo_read_ops || file->ops == &fifo_write_ops ||
           file->ops == &fifo_both_ops;
}

static const struct file_ops *fifo_ops(uint32_t flags)
{
    switch (flags & O_ACCMODE) {
    case O_RDONLY:
        return &fifo_read_ops;
    case O_WRONLY:
        return &fifo_write_ops;
    default:
        return &fifo_both_ops;
    }
}

/* What the other side's count of openings must no longer be for an end that has
 * joined to have met somebody. inode->lock is held, so no end comes or goes. */
static uint32_t opens_before(const struct pipe *pipe, bool reads)
{
    uint32_t ends = reads ? pipe->writers : pipe->readers;
    uint32_t opens = reads ? pipe->write_opens : pipe->read_opens;
    return ends ? opens - 1 : opens;
}

/* Make `file` an end of its inode's pipe, which `spare` becomes if there is none
 * yet; else that is freed. 0, or -ENXIO: a writer that would have to wait. */
static int fifo_join(struct file *file, struct pipe *spare, uint32_t *before)
{
    struct inode *inode = file->inode;
    bool reads = file_readable(file), impatient = file->flags & O_NONBLOCK;
    spin_lock(&inode->lock);
    bool refused =
        !reads && impatient && (!inode->pipe || inode->pipe->readers == 0);
    if (!refused && !inode->pipe) {
        inode->pipe = spare;
        spare = NULL;
    }
    if (!refused) {
        file->object = inode->pipe;
        pipe_join(inode->pipe, reads, file_writable(file));
        *before = opens_before(inode->pipe, reads);
    }
    spin_unlock(&inode->lock);
    if (spare)
        pipe_free(spare);
    return refused ? -ENXIO : 0;
}

/* Wait until *opens, which the other side counts, is not `before`. 0 or
 * -EINTR. */
static int fifo_await(struct pipe *pipe, enum wait_kind kind,
                      const uint32_t *opens, uint32_t before)
{
    struct wait_reason reason = {kind, pipe->number};
    int error = 0;
    spin_lock(&pipe->lock);
    while (*opens == before && !error)
        error =
            waitq_sleep(&pipe->open_queue, &pipe->lock, reason, CLOCK_NEVER);
    spin_unlock(&pipe->lock);
    return error;
}

/* Wait for the other side, or not, as the flags say. 0 or -EINTR. */
static int fifo_meet(struct file *file, uint32_t before)
{
    struct pipe *pipe = file->object;
    bool reads = file_readable(file), writes = file_writable(file);
    if (reads && writes)
        return 0;
    if (!(file->flags & O_NONBLOCK))
        return reads ? fifo_await(pipe, WAIT_PIPE_READ, &pipe->write_opens,
                                  before)
                     : fifo_await(pipe, WAIT_PIPE_WRITE, &pipe->read_opens,
                                  before);
    spin_lock(&pipe->lock);
    if (reads && pipe->writers == 0)
        file->position = 1ul + pipe->write_opens;
    spin_unlock(&pipe->lock);
    return 0;
}

int fifo_open(struct inode *inode, uint32_t flags, struct file **file)
{
    struct pipe *spare = pipe_alloc();
    *file = spare ? file_create(fifo_ops(flags), NULL, flags) : NULL;
    if (!*file) {
        if (spare)
            pipe_free(spare);
        inode_put(inode);
        return -ENOMEM;
    }
    (*file)->inode = inode;
    uint32_t before;
    int error = fifo_join(*file, spare, &before);
    if (!error)
        error = fifo_meet(*file, before);
    if (error)
        file_put(*file);
    return error;
}
