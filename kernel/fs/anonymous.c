/* SPDX-License-Identifier: MIT
 *
 * Files without a name: what epoll and eventfd have in common. They share one
 * inode number, as on Linux.
 */
#include "fs/anonymous.h"
#include "fs/stat.h"
#include "mm/layout.h"
#include "lib/errno.h"
#include "task/process.h"

#define ANONYMOUS_INODE 1

int64_t anonymous_open(const struct file_ops *ops, void *object, uint32_t flags)
{
    struct file *file = file_create(ops, NULL, flags & ~O_CLOEXEC);
    if (!file)
        return -ENOMEM;
    file->object = object;
    int fd = fd_install(current_process()->files, file, 0, flags & O_CLOEXEC);
    if (fd < 0) {
        file->object = NULL; /* close leaves it alone */
        file_put(file);
    }
    return fd;
}

int anonymous_stat(struct file *file, struct stat *stat)
{
    (void)file;
    stat->st_dev = ANONYMOUS_DEVICE;
    stat->st_ino = ANONYMOUS_INODE;
    stat->st_mode = 0600;
    stat->st_nlink = 1;
    stat->st_blksize = PAGE_SIZE;
    return 0;
}
