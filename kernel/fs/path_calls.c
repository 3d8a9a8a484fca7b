/* SPDX-License-Identifier: MIT
 *
 * The system calls that ask about or remove names: stat, lstat, newfstatat,
 * fstat, access, readlink, unlink. Everybody is root here: permissions
 * refuse nothing but the execution of what nobody may execute.
 */
#include "fs/file.h"
#include "fs/path.h"
#include "fs/stat.h"
#include "fs/tmpfs.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/process.h"

#define R_OK 4
#define W_OK 2
#define X_OK 1

static int64_t stat_path(int directory, uint64_t path, uint64_t to, bool follow)
{
    struct inode *inode;
    struct stat stat;
    int error = path_lookup(directory, path, follow, &inode);
    if (error)
        return error;
    inode_stat(inode, &stat);
    inode_put(inode);
    return copy_to_user(to, &stat, sizeof stat);
}

static int stat_file(struct file *file, struct stat *stat)
{
    memset(stat, 0, sizeof *stat);
    if (file->ops->stat)
        return file->ops->stat(file, stat);
    if (!file->inode)
        return -EINVAL;
    inode_stat(file->inode, stat);
    return 0;
}

int64_t sys_fstat(int fd, uint64_t to)
{
    struct stat stat;
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    int error = stat_file(file, &stat);
    file_put(file);
    return error ? error : copy_to_user(to, &stat, sizeof stat);
}

int64_t sys_stat(uint64_t path, uint64_t to)
{
    return stat_path(AT_FDCWD, path, to, true);
}

int64_t sys_lstat(uint64_t path, uint64_t to)
{
    return stat_path(AT_FDCWD, path, to, false);
}

static int64_t stat_working_directory(uint64_t to)
{
    struct stat stat;
    struct inode *directory = files_directory(current_process()->files);
    inode_stat(directory, &stat);
    inode_put(directory);
    return copy_to_user(to, &stat, sizeof stat);
}

int64_t sys_newfstatat(int directory, uint64_t path, uint64_t to,
                       uint32_t flags)
{
    char first;
    if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH))
        return -EINVAL;
    if (flags & AT_EMPTY_PATH) {
        if (copy_from_user(&first, path, 1) != 0)
            return -EFAULT;
        if (!first && directory != AT_FDCWD)
            return sys_fstat(directory, to);
        if (!first)
            return stat_working_directory(to);
    }
    return stat_path(directory, path, to, !(flags & AT_SYMLINK_NOFOLLOW));
}

int64_t sys_access(uint64_t path, uint32_t mode)
{
    struct inode *inode;
    if (mode & ~(uint32_t)(R_OK | W_OK | X_OK))
        return -EINVAL;
    int error = path_lookup(AT_FDCWD, path, true, &inode);
    if (error)
        return error;
    bool executable = inode_is(inode, S_IFDIR) || inode->mode & 0111;
    inode_put(inode);
    return mode & X_OK && !executable ? -EACCES : 0;
}

int64_t sys_readlink(uint64_t path, uint64_t buffer, int64_t size)
{
    struct inode *inode;
    if (size <= 0)
        return -EINVAL;
    int error = path_lookup(AT_FDCWD, path, false, &inode);
    if (error)
        return error;
    int64_t result = -EINVAL;
    if (inode_is(inode, S_IFLNK)) {
        uint64_t length = min_u64(inode->size, (uint64_t)size);
        error = copy_to_user(buffer, inode->target, length);
        result = error ? error : (int64_t)length;
    }
    inode_put(inode);
    return result;
}

/* Remove the name at `path`, which is overwritten. */
static int unlink_path(struct inode *start, char *path)
{
    struct path_end end;
    spin_lock(&tmpfs_lock);
    int error = path_walk(start, path, false, &end);
    if (!error && !end.inode)
        error = -ENOENT;
    if (!error && inode_is(end.inode, S_IFDIR))
        error = -EISDIR;
    if (!error)
        tmpfs_unlink(end.directory,
                     tmpfs_find(end.directory, end.name, end.length));
    spin_unlock(&tmpfs_lock);
    return error;
}

int64_t sys_unlink(uint64_t user)
{
    char *path;
    struct inode *start;
    int error = path_from_user(user, &path);
    if (error)
        return error;
    error = path_start(AT_FDCWD, path, &start);
    if (!error) {
        error = unlink_path(start, path);
        inode_put(start);
    }
    kfree(path);
    return error;
}
