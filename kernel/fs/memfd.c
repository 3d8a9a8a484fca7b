/* SPDX-License-Identifier: MIT
 *
 * memfd_create(2): a regular file that never had a name in the tree. What the
 * program calls it is for /proc alone. Not here: seals.
 */
#include "fs/file.h"
#include "fs/inode.h"
#include "fs/ops.h"
#include "fs/tmpfs.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/process.h"

#define MFD_CLOEXEC 1u
#define MEMFD_PREFIX "memfd:"
#define PREFIX_LENGTH (sizeof MEMFD_PREFIX - 1)
#define NAME_SIZE (NAME_LENGTH_MAX - PREFIX_LENGTH + 1) /* with the NUL */

/* The whole name, to be kfree'd. 0, -EFAULT, -EINVAL (too long), -ENOMEM. */
static int memfd_name(uint64_t user, char **name)
{
    *name = kmalloc(PREFIX_LENGTH + NAME_SIZE);
    if (!*name)
        return -ENOMEM;
    memcpy(*name, MEMFD_PREFIX, PREFIX_LENGTH);
    int64_t length =
        copy_string_from_user(*name + PREFIX_LENGTH, user, NAME_SIZE);
    if (length >= 0)
        return 0;
    kfree(*name);
    return length == -ENAMETOOLONG ? -EINVAL : (int)length;
}

/* The file called `name`, which is taken over. NULL: no memory. */
static struct file *memfd_open(char *name)
{
    struct inode *inode = tmpfs_inode_unnamed(tmpfs_root, S_IFREG | 0777);
    if (!inode) {
        kfree(name);
        return NULL;
    }
    kfree(inode->lost_name);
    inode->lost_name = name;
    struct file *file =
        file_create(&regular_file_ops, NULL, O_RDWR | O_LARGEFILE);
    if (!file) {
        inode_put(inode);
        return NULL;
    }
    (void)inode_begin_write(inode); /* nobody runs it: cannot fail */
    file->inode = inode;
    return file;
}

int64_t sys_memfd_create(uint64_t user, uint32_t flags)
{
    char *name;
    if (flags & ~MFD_CLOEXEC)
        return -EINVAL;
    int error = memfd_name(user, &name);
    if (error)
        return error;
    struct file *file = memfd_open(name);
    if (!file)
        return -ENOMEM;
    int fd = fd_install(current_process()->files, file, 0, flags & MFD_CLOEXEC);
    if (fd < 0)
        file_put(file);
    return fd;
}
