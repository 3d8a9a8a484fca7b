/* SPDX-License-Identifier: MIT
 *
 * From a file to a file inside the kernel: sendfile and copy_file_range. A page
 * at a time goes through a buffer; what is read from is a regular file. Source:
 * sendfile(2), copy_file_range(2).
 */
#include "core.h"
#include "fs/file.h"
#include "fs/inode.h"
#include "fs/ops.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/lwp.h"
#include "task/signal.h"

/* One side of a copy. */
struct side {
    struct file *file;
    uint64_t user; /* address of the position to be used; 0: the file's own */
    uint64_t position; /* if it is not the file's */
};

static uint64_t *side_position(struct side *side)
{
    return side->user ? &side->position : &side->file->position;
}

/* The file open as `fd`, and the position at `user`. 0 or -errno; after 0
 * side_put. */
static int side_get(struct side *side, int fd, uint64_t user)
{
    int64_t position = 0;
    if (user && copy_from_user(&position, user, sizeof position) != 0)
        return -EFAULT;
    side->file = fd_get(fd);
    if (!side->file)
        return -EBADF;
    side->user = user;
    side->position = (uint64_t)position;
    return 0;
}

/* Tell the user where the side is now. 0 or -EFAULT. */
static int side_put(struct side *side)
{
    file_put(side->file);
    if (!side->user)
        return 0;
    return copy_to_user(side->user, &side->position, sizeof side->position);
}

static bool is_regular(const struct file *file)
{
    return file->ops == &regular_file_ops;
}

/* Write 1 ... PAGE_SIZE bytes of kernel memory. */
static int64_t side_write(struct side *to, const void *data, uint64_t bytes)
{
    struct file *file = to->file;
    if (is_regular(file))
        return inode_write_kernel(file->inode, data, bytes, side_position(to));
    return file->ops->write_kernel(file, data, bytes);
}

/* Copy up to `bytes` bytes: how many, 0 at the end, or -errno if none. */
static int64_t copy_bytes(struct side *from, struct side *to, uint64_t bytes)
{
    uint64_t *position = side_position(from);
    uint64_t done = 0;
    int64_t result = 0;
    void *page = kmalloc(PAGE_SIZE);
    if (!page)
        return -ENOMEM;
    while (done < bytes && !(done && signal_pending(current_lwp()))) {
        uint64_t piece = min_u64(bytes - done, PAGE_SIZE);
        result = inode_read_kernel(from->file->inode, page, piece, *position);
        if (result <= 0)
            break;
        result = side_write(to, page, (uint64_t)result);
        if (result <= 0)
            break;
        *position += (uint64_t)result;
        done += (uint64_t)result;
    }
    kfree(page);
    if (done)
        inode_accessed(from->file->inode);
    return done ? (int64_t)done : result;
}

/* What sendfile asks of its files. 0 or -errno. */
static int sendfile_check(const struct side *from, const struct side *to)
{
    if (!file_readable(from->file) || !file_writable(to->file))
        return -EBADF;
    if (from->user && !from->file->ops->size)
        return -ESPIPE;
    bool takes = is_regular(to->file) || to->file->ops->write_kernel;
    if (!is_regular(from->file) || !takes || to->file->flags & O_APPEND)
        return -EINVAL;
    return (int64_t)*side_position((struct side *)from) < 0 ? -EINVAL : 0;
}

int64_t sys_sendfile(int out, int in, uint64_t offset, uint64_t bytes)
{
    struct side from, to;
    int64_t result = side_get(&from, in, offset);
    if (result)
        return result;
    result = side_get(&to, out, 0);
    if (!result) {
        result = sendfile_check(&from, &to);
        if (!result && (int64_t)bytes < 0)
            result = -EINVAL;
        if (!result)
            result = copy_bytes(&from, &to, min_u64(bytes, RW_MAX));
        side_put(&to);
    }
    int error = side_put(&from);
    return error && result >= 0 ? error : result;
}

/* What copy_file_range asks of its files. 0 or -errno. */
static int range_check(struct side *from, struct side *to, uint64_t bytes)
{
    const struct inode *a = from->file->inode, *b = to->file->inode;
    uint64_t in = *side_position(from), out = *side_position(to);
    if ((a && inode_is(a, S_IFDIR)) || (b && inode_is(b, S_IFDIR)))
        return -EISDIR;
    if (!is_regular(from->file) || !is_regular(to->file))
        return -EINVAL;
    if (!file_readable(from->file) || !file_writable(to->file) ||
        to->file->flags & O_APPEND)
        return -EBADF;
    if ((int64_t)in < 0 || (int64_t)out < 0)
        return -EINVAL;
    if (in + bytes < in || out + bytes < out)
        return -EOVERFLOW;
    return a == b && in < out + bytes && out < in + bytes ? -EINVAL : 0;
}

int64_t sys_copy_file_range(int in, uint64_t in_offset, int out,
                            uint64_t out_offset, uint64_t bytes, uint32_t flags)
{
    struct side from, to;
    int64_t result = side_get(&from, in, in_offset);
    if (result)
        return result;
    result = side_get(&to, out, out_offset);
    if (result) {
        side_put(&from);
        return result;
    }
    if (flags)
        result = -EINVAL;
    if (!result)
        result = range_check(&from, &to, bytes);
    if (!result)
        result = copy_bytes(&from, &to, min_u64(bytes, RW_MAX));
    int error = side_put(&from);
    if (side_put(&to))
        error = -EFAULT;
    return error && result >= 0 ? error : result;
}
