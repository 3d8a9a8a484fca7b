/* SPDX-License-Identifier: MIT
 *
 * Open directories: only to be listed. The position is the cookie of the last
 * entry that was given (tmpfs_list), which stays right when names come and go.
 */
#include "fs/ops.h"
#include "fs/tmpfs.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "mm/uaccess.h"
#include "syscall.h"

static int64_t directory_read(struct file *file, uint64_t buffer,
                              uint64_t bytes, uint64_t *position)
{
    (void)file, (void)buffer, (void)bytes, (void)position;
    return -EISDIR;
}

static int64_t directory_size(struct file *file)
{
    spin_lock(&tmpfs_lock);
    uint64_t end = file->inode->next_cookie;
    spin_unlock(&tmpfs_lock);
    return (int64_t)end;
}

static int64_t directory_getdents(struct file *file, uint64_t buffer,
                                  uint64_t bytes)
{
    size_t size = min_u64(bytes, PAGE_SIZE);
    void *entries = kmalloc(PAGE_SIZE);
    if (!entries)
        return -ENOMEM;
    spin_lock(&tmpfs_lock);
    uint64_t before = file->position;
    int64_t used = tmpfs_list(file->inode, &file->position, entries, size);
    spin_unlock(&tmpfs_lock);
    if (used > 0 && copy_to_user(buffer, entries, (size_t)used) != 0) {
        file->position = before;
        used = -EFAULT;
    }
    kfree(entries);
    return used;
}

const struct file_ops directory_file_ops = {
    .read = directory_read,
    .size = directory_size,
    .getdents = directory_getdents,
};

int64_t sys_getdents64(int fd, uint64_t buffer, uint64_t bytes)
{
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    int64_t result = -ENOTDIR;
    if (file->ops->getdents)
        result = file->ops->getdents(file, buffer, bytes);
    file_put(file);
    return result;
}
