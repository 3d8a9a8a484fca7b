/* SPDX-License-Identifier: MIT
 *
 * The system calls that ask about files: stat, lstat, newfstatat, fstat,
 * access, faccessat, faccessat2, readlink, readlinkat, and truncate. statx and
 * statfs are in statx_calls.c.
 */
#include "fs/file.h"
#include "fs/live.h"
#include "fs/ops.h"
#include "fs/path.h"
#include "fs/permission.h"
#include "fs/stat.h"
#include "fs/tmpfs.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/uaccess.h"
#include "syscall.h"

#define AT_EACCESS 0x200 /* faccessat2(2) */

int stat_fd(int fd, struct stat *stat)
{
    struct file *file = fd_get_any(fd);
    if (!file)
        return -EBADF;
    inode_stat(file_inode(file), stat);
    file_put(file);
    return 0;
}

/* Is it the empty path, which AT_EMPTY_PATH is about? 1, 0 or -EFAULT. */
static int path_is_empty(uint64_t path)
{
    char first;
    return copy_from_user(&first, path, 1) != 0 ? -EFAULT : !first;
}

int stat_at(int directory, uint64_t path, uint32_t flags, struct stat *stat)
{
    struct inode *inode;
    int empty = flags & AT_EMPTY_PATH ? path_is_empty(path) : 0;
    if (empty < 0)
        return empty;
    if (empty && directory != AT_FDCWD)
        return stat_fd(directory, stat);
    int error = path_lookup_at(directory, path, flags, &inode);
    if (error)
        return error;
    inode_stat(inode, stat);
    inode_put(inode);
    return 0;
}

static int64_t stat_to_user(int directory, uint64_t path, uint64_t to,
                            uint32_t flags)
{
    struct stat stat;
    int error = stat_at(directory, path, flags, &stat);
    return error ? error : copy_to_user(to, &stat, sizeof stat);
}

int64_t sys_fstat(int fd, uint64_t to)
{
    struct stat stat;
    int error = stat_fd(fd, &stat);
    return error ? error : copy_to_user(to, &stat, sizeof stat);
}

int64_t sys_stat(uint64_t path, uint64_t to)
{
    return stat_to_user(AT_FDCWD, path, to, 0);
}

int64_t sys_lstat(uint64_t path, uint64_t to)
{
    return stat_to_user(AT_FDCWD, path, to, AT_SYMLINK_NOFOLLOW);
}

int64_t sys_newfstatat(int directory, uint64_t path, uint64_t to,
                       uint32_t flags)
{
    if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH))
        return -EINVAL;
    return stat_to_user(directory, path, to, flags);
}

int64_t sys_faccessat2(int directory, uint64_t path, uint32_t mode,
                       uint32_t flags)
{
    struct inode *inode;
    if (mode & ~(MAY_READ | MAY_WRITE | MAY_EXECUTE) ||
        flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
        return -EINVAL;
    permission_use_real(!(flags & AT_EACCESS));
    int error = path_lookup_at(directory, path, flags, &inode);
    if (!error) {
        error = inode_permission(inode, mode);
        inode_put(inode);
    }
    permission_use_real(false);
    return error;
}

int64_t sys_faccessat(int directory, uint64_t path, uint32_t mode)
{
    return sys_faccessat2(directory, path, mode, 0);
}

int64_t sys_access(uint64_t path, uint32_t mode)
{
    return sys_faccessat2(AT_FDCWD, path, mode, 0);
}

/* What the live link `link` says, to the user. */
static int64_t read_live_link(struct inode *link, uint64_t buffer,
                              uint64_t size)
{
    char *text = kmalloc(PATH_MAX);
    if (!text)
        return -ENOMEM;
    spin_lock(&tmpfs_lock);
    int64_t length = link->live->read_link(link, text, min_u64(size, PATH_MAX));
    spin_unlock(&tmpfs_lock);
    if (length > 0 && copy_to_user(buffer, text, (size_t)length) != 0)
        length = -EFAULT;
    kfree(text);
    return length;
}

int64_t sys_readlinkat(int directory, uint64_t path, uint64_t buffer, int size)
{
    struct inode *inode;
    if (size <= 0)
        return -EINVAL;
    int empty = path_is_empty(path);
    int error =
        empty < 0 ? empty
                  : path_lookup_at(directory, path,
                                   AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW, &inode);
    if (error)
        return error;
    int64_t result = empty ? -ENOENT : -EINVAL;
    if (inode_is(inode, S_IFLNK) && inode->live) {
        result = read_live_link(inode, buffer, (uint64_t)size);
    } else if (inode_is(inode, S_IFLNK)) {
        uint64_t length = min_u64(inode->size, (uint64_t)size);
        inode_accessed(inode);
        error = copy_to_user(buffer, inode->target, length);
        result = error ? error : (int64_t)length;
    }
    inode_put(inode);
    return result;
}

int64_t sys_readlink(uint64_t path, uint64_t buffer, int size)
{
    return sys_readlinkat(AT_FDCWD, path, buffer, size);
}

int64_t sys_truncate(uint64_t path, int64_t size)
{
    struct inode *inode;
    if (size < 0)
        return -EINVAL;
    int error = path_lookup(AT_FDCWD, path, true, &inode);
    if (error)
        return error;
    error = -EINVAL;
    if (inode_is(inode, S_IFDIR))
        error = -EISDIR;
    else if (inode->ops == &regular_file_ops)
        error = inode_permission(inode, MAY_WRITE);
    if (!error)
        error = inode_begin_write(inode);
    if (!error) {
        error = inode_truncate(inode, (uint64_t)size);
        inode_end_write(inode);
    }
    inode_put(inode);
    return error;
}
