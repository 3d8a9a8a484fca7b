/* SPDX-License-Identifier: MIT
 *
 * The two ends of a pipe as files: made, asked (poll, FIONREAD), closed;
 * and the system calls pipe and pipe2. What flows between them is pipe.c's.
 */
#include "fs/pipe.h"
#include "fs/poll.h"
#include "fs/inode.h"
#include "fs/mount.h"
#include "fs/stat.h"
#include "lib/errno.h"
#include "lib/print.h"
#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/process.h"

#define FIONREAD 0x541B /* ioctl(2): bytes in the pipe, as an int */

static uint64_t pipe_numbers; /* handed out; changed atomically */

uint32_t pipe_read_poll(struct file *file, struct poll_table *table)
{
    struct pipe *pipe = file->object;
    uint32_t ready = 0;
    spin_lock(&pipe->lock);
    poll_wait(table, &pipe->read_polls, &pipe->lock);
    if (pipe_used(pipe) > 0)
        ready |= POLLIN | POLLRDNORM;
    if (pipe->writers == 0)
        ready |= POLLHUP;
    spin_unlock(&pipe->lock);
    return ready;
}

uint32_t pipe_write_poll(struct file *file, struct poll_table *table)
{
    struct pipe *pipe = file->object;
    uint32_t ready = 0;
    spin_lock(&pipe->lock);
    poll_wait(table, &pipe->write_polls, &pipe->lock);
    if (pipe_room(pipe) >= PIPE_BUF)
        ready |= POLLOUT | POLLWRNORM;
    if (pipe->readers == 0)
        ready |= POLLERR;
    spin_unlock(&pipe->lock);
    return ready;
}

/* An empty pipe can be written to, and a full one read from: so only one of the
 * two can be waited for. */
uint32_t pipe_both_poll(struct file *file, struct poll_table *table)
{
    struct pipe *pipe = file->object;
    spin_lock(&pipe->lock);
    bool empty = pipe_used(pipe) == 0;
    spin_unlock(&pipe->lock);
    return pipe_read_poll(file, empty ? table : NULL) |
           pipe_write_poll(file, empty ? NULL : table);
}

int64_t pipe_ioctl(struct file *file, uint32_t request, uint64_t argument)
{
    struct pipe *pipe = file->object;
    if (request != FIONREAD)
        return -ENOTTY;
    spin_lock(&pipe->lock);
    int32_t bytes = (int32_t)pipe_used(pipe);
    spin_unlock(&pipe->lock);
    return copy_to_user(argument, &bytes, sizeof bytes);
}

static struct inode *pipe_inode(struct file *file)
{
    const struct pipe *pipe = file->object;
    return pipe->inode;
}

void pipe_free_pages(struct pipe *pipe)
{
    for (size_t i = 0; i < pipe->page_count; i++)
        if (pipe->pages[i])
            frame_put(virt_to_phys(pipe->pages[i]));
    if (pipe->pages != pipe->first_pages)
        kfree(pipe->pages);
}

static void pipe_name(const struct file *file, char *text, size_t size)
{
    const struct pipe *pipe = file->object;
    ksnprintf(text, size, "pipe:[%lu]", pipe->number);
}

void pipe_free(struct pipe *pipe)
{
    pipe_free_pages(pipe);
    inode_put(pipe->inode);
    kfree(pipe);
}

void pipe_join(struct pipe *pipe, bool reads, bool writes)
{
    spin_lock(&pipe->lock);
    pipe->readers += reads;
    pipe->writers += writes;
    pipe->read_opens += reads;
    pipe->write_opens += writes;
    waitq_wake_all(&pipe->open_queue);
    spin_unlock(&pipe->lock);
}

/* Those who wait at the other end must hear of it. */
bool pipe_leave(struct pipe *pipe, bool reads, bool writes)
{
    spin_lock(&pipe->lock);
    pipe->readers -= reads;
    pipe->writers -= writes;
    waitq_wake_all(&pipe->read_queue);
    waitq_wake_all(&pipe->write_queue);
    waitq_wake_all(&pipe->read_polls);
    waitq_wake_all(&pipe->write_polls);
    bool last = pipe->readers == 0 && pipe->writers == 0;
    spin_unlock(&pipe->lock);
    return last;
}

static void pipe_close(struct file *file)
{
    struct pipe *pipe = file->object;
    if (pipe_leave(pipe, file_readable(file), file_writable(file)))
        pipe_free(pipe);
}

static const struct file_ops pipe_read_ops = {
    .read = pipe_read,
    .poll = pipe_read_poll,
    .ioctl = pipe_ioctl,
    .inode = pipe_inode,
    .name = pipe_name,
    .close = pipe_close,
};

static const struct file_ops pipe_write_ops = {
    .write = pipe_write,
    .write_kernel = pipe_write_kernel,
    .poll = pipe_write_poll,
    .ioctl = pipe_ioctl,
    .inode = pipe_inode,
    .name = pipe_name,
    .close = pipe_close,
};

/* Both directions: only /proc/PID/fd opens a pipe so. */
static const struct file_ops pipe_both_ops = {
    .read = pipe_read,
    .write = pipe_write,
    .write_kernel = pipe_write_kernel,
    .poll = pipe_both_poll,
    .ioctl = pipe_ioctl,
    .inode = pipe_inode,
    .name = pipe_name,
    .close = pipe_close,
};

/* Unlike a FIFO it waits for nobody. */
int pipe_reopen(struct file *end, uint32_t flags, struct file **file)
{
    static const struct file_ops *const ops[] = {
        [O_RDONLY] = &pipe_read_ops,
        [O_WRONLY] = &pipe_write_ops,
        [O_RDWR] = &pipe_both_ops,
    };
    struct pipe *pipe = pipe_of(end);
    if (!pipe)
        return -ENXIO;
    *file = file_create(ops[flags & O_ACCMODE], pipe, flags);
    if (!*file)
        return -ENOMEM;
    pipe_join(pipe, file_readable(*file), file_writable(*file));
    return 0;
}

struct pipe *pipe_of(const struct file *file)
{
    bool is_pipe = file->ops == &pipe_read_ops ||
                   file->ops == &pipe_write_ops ||
                   file->ops == &pipe_both_ops || fifo_is_end(file);
    return is_pipe ? file->object : NULL;
}

struct pipe *pipe_alloc(void)
{
    struct pipe *pipe = kzalloc(sizeof *pipe);
    if (!pipe)
        return NULL;
    pipe->lock = SPINLOCK("pipe");
    pipe->pages = pipe->first_pages;
    pipe->page_count = PIPE_PAGES;
    pipe->number = __atomic_add_fetch(&pipe_numbers, 1, __ATOMIC_RELAXED);
    waitq_init(&pipe->read_queue);
    waitq_init(&pipe->write_queue);
    waitq_init(&pipe->read_polls);
    waitq_init(&pipe->write_polls);
    waitq_init(&pipe->open_queue);
    return pipe;
}

int pipe_create(uint32_t flags, struct file *ends[2])
{
    struct pipe *pipe = pipe_alloc();
    if (!pipe)
        return -ENOMEM;
    pipe->readers = pipe->writers = 1;
    pipe->inode = inode_nameless(S_IFIFO | 0600, &pipe_mount, pipe->number);
    if (pipe->inode)
        ends[0] = file_create(&pipe_read_ops, pipe, O_RDONLY | flags);
    if (!pipe->inode || !ends[0]) {
        pipe_free(pipe);
        return -ENOMEM;
    }
    ends[1] = file_create(&pipe_write_ops, pipe, O_WRONLY | flags);
    if (!ends[1]) {
        pipe->writers = 0; /* so that the reading end takes the pipe along */
        file_put(ends[0]);
        return -ENOMEM;
    }
    return 0;
}

/* Give both ends descriptors and tell the user. 0 or -errno; what was installed
 * is taken back; the references of `ends` are gone either way. */
static int pipe_install(struct file *ends[2], bool cloexec, uint64_t user)
{
    struct files *files = current_process()->files;
    int fds[2];
    fds[0] = fd_install(files, ends[0], 0, cloexec);
    if (fds[0] < 0) {
        file_put(ends[0]);
        file_put(ends[1]);
        return fds[0];
    }
    fds[1] = fd_install(files, ends[1], 0, cloexec);
    if (fds[1] < 0) {
        file_put(ends[1]);
        fd_close(files, fds[0]);
        return fds[1];
    }
    int error = copy_to_user(user, fds, sizeof fds);
    if (error) {
        fd_close(files, fds[0]);
        fd_close(files, fds[1]);
    }
    return error;
}

int64_t sys_pipe2(uint64_t fds, uint32_t flags)
{
    struct file *ends[2];
    if (flags & ~(O_CLOEXEC | O_NONBLOCK))
        return -EINVAL;
    int error = pipe_create(flags & O_NONBLOCK, ends);
    return error ? error : pipe_install(ends, flags & O_CLOEXEC, fds);
}

int64_t sys_pipe(uint64_t fds)
{
    return sys_pipe2(fds, 0);
}
