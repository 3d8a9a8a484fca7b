/* SPDX-License-Identifier: MIT
 *
 * The working directory and the umask of a process: chdir, fchdir, getcwd,
 * umask. Both are kept with the descriptors (files.c): who shares one shares
 * all.
 */
#include "fs/file.h"
#include "fs/path.h"
#include "fs/permission.h"
#include "fs/tmpfs.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/process.h"

/* Make `inode`, whose reference is taken over, the working directory. */
static int64_t change_directory(struct inode *inode)
{
    int error = -ENOTDIR;
    if (inode_is(inode, S_IFDIR))
        error = inode_permission(inode, MAY_EXECUTE);
    if (error) {
        inode_put(inode);
        return error;
    }
    files_set_directory(current_process()->files, inode);
    return 0;
}

int64_t sys_chdir(uint64_t path)
{
    struct inode *inode;
    int error = path_lookup(AT_FDCWD, path, true, &inode);
    return error ? error : change_directory(inode);
}

int64_t sys_fchdir(int fd)
{
    struct file *file = fd_get_any(fd);
    if (!file)
        return -EBADF;
    struct inode *inode = file->inode;
    if (inode)
        inode_get(inode);
    file_put(file);
    return inode ? change_directory(inode) : -ENOTDIR;
}

int64_t sys_getcwd(uint64_t buffer, uint64_t size)
{
    char *path = kmalloc(PATH_MAX);
    if (!path)
        return -ENOMEM;
    struct inode *directory = files_directory(current_process()->files);
    spin_lock(&tmpfs_lock);
    bool removed;
    const char *start = path_of(directory, path, &removed);
    if (removed)
        start = NULL;
    spin_unlock(&tmpfs_lock);
    inode_put(directory);
    int64_t result = removed ? -ENOENT : -ENAMETOOLONG;
    if (start) {
        size_t length = strlen(start) + 1;
        result = size < length ? -ERANGE : (int64_t)length;
        if (result > 0 && copy_to_user(buffer, start, length) != 0)
            result = -EFAULT;
    }
    kfree(path);
    return result;
}

int64_t sys_umask(uint32_t mask)
{
    return files_set_umask(current_process()->files, mask & 0777);
}
