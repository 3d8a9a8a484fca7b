/* SPDX-License-Identifier: MIT
 *
 * Finding the file that is to be run. See executable.h.
 */
#include "task/executable.h"

#include "fs/file.h"
#include "fs/inode.h"
#include "fs/path.h"
#include "fs/permission.h"
#include "lib/errno.h"

/* What is open as `fd`, whatever its name is. */
static int find_open(int fd, struct inode **inode)
{
    struct file *file = fd == AT_FDCWD ? NULL : fd_get_any(fd);

    if (!file)
        return fd == AT_FDCWD ? -EACCES : -EBADF;
    *inode = file->inode;
    if (*inode)
        inode_get(*inode);
    file_put(file);
    return *inode ? 0 : -EACCES;
}

/* May it be run? If so, begin to. */
static int begin(struct inode *inode)
{
    if (inode_is(inode, S_IFLNK))
        return -ELOOP; /* AT_SYMLINK_NOFOLLOW */
    if (!inode_is(inode, S_IFREG) || inode_permission(inode, MAY_EXECUTE))
        return -EACCES;
    return inode_begin_run(inode);
}

int executable_open(int directory, const char *path, uint32_t flags,
                    struct inode **executable)
{
    struct inode *inode;
    int error;

    if (!*path)
        error = flags & AT_EMPTY_PATH ? find_open(directory, &inode) : -ENOENT;
    else
        error = path_lookup_text(directory, path,
                                 !(flags & AT_SYMLINK_NOFOLLOW), &inode);
    if (error)
        return error;
    error = begin(inode);
    if (error)
        inode_put(inode);
    else
        *executable = inode;
    return error;
}

void executable_get(struct inode *executable)
{
    inode_get(executable);
    (void)inode_begin_run(executable); /* it is run already: cannot fail */
}

void executable_put(struct inode *executable)
{
    if (!executable)
        return;
    inode_end_run(executable);
    inode_put(executable);
}
