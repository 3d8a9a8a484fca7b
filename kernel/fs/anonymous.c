/* SPDX-License-Identifier: MIT
 *
 * Files without a name: what epoll and eventfd have in common. They share one
 * inode, as on Linux.
 */
#include "fs/anonymous.h"
#include "boot_info.h"
#include "fs/inode.h"
#include "fs/mount.h"
#include "lib/errno.h"
#include "task/process.h"

#define ANONYMOUS_INODE 1

static struct inode *the_inode; /* constant after anonymous_init */

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

struct inode *anonymous_inode(struct file *file)
{
    (void)file;
    return the_inode;
}

void anonymous_init(void)
{
    the_inode = inode_nameless(0600, &anonymous_mount, ANONYMOUS_INODE);
    if (!the_inode)
        boot_refuse("no memory for the inode of files without a name");
}
