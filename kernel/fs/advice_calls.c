/* SPDX-License-Identifier: MIT
 *
 * Calls that ask for what is so anyway, since files lie in memory: fsync,
 * fdatasync, sync, syncfs, sync_file_range, fadvise64, readahead. They check
 * their arguments as Linux does. Source: their manual pages.
 */
#include "fs/file.h"
#include "fs/inode.h"
#include "fs/pipe.h"
#include "lib/errno.h"
#include "net/socket.h"
#include "syscall.h"

#define SYNC_FILE_RANGE_ALL 7u
#define FADVISE_LAST 5 /* POSIX_FADV_NOREUSE */

/* Is it of a kind that could lie on a disk? */
static bool is_stored(const struct file *file)
{
    const struct inode *inode = file->inode;
    return inode && !inode_is(inode, S_IFCHR) && !inode_is(inode, S_IFIFO);
}

/* Pipes and devices refuse. */
int64_t sys_fsync(int fd)
{
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    bool stored = is_stored(file);
    file_put(file);
    return stored ? 0 : -EINVAL;
}

int64_t sys_fdatasync(int fd)
{
    return sys_fsync(fd);
}

int64_t sys_sync(void)
{
    return 0;
}

int64_t sys_syncfs(int fd)
{
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    file_put(file);
    return 0;
}

int64_t sys_sync_file_range(int fd, int64_t from, int64_t bytes, uint32_t flags)
{
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    int64_t result = 0, end;
    if (flags & ~SYNC_FILE_RANGE_ALL || from < 0 || bytes < 0 ||
        __builtin_add_overflow(from, bytes, &end))
        result = -EINVAL;
    else if (!is_stored(file))
        result = -ESPIPE;
    file_put(file);
    return result;
}

int64_t sys_fadvise64(int fd, int64_t from, int64_t bytes, int advice)
{
    struct file *file = fd_get(fd);
    (void)from;
    if (!file)
        return -EBADF;
    int64_t result = 0;
    if (pipe_of(file))
        result = -ESPIPE;
    else if (bytes < 0 || advice < 0 || advice > FADVISE_LAST)
        result = -EINVAL;
    file_put(file);
    return result;
}

int64_t sys_readahead(int fd, int64_t from, uint64_t bytes)
{
    struct file *file = fd_get(fd);
    (void)from, (void)bytes;
    if (!file)
        return -EBADF;
    int64_t result = 0;
    if (!file_readable(file))
        result = -EBADF;
    else if (!file->inode || !inode_is(file->inode, S_IFREG))
        result = -EINVAL;
    file_put(file);
    return result;
}
