/* SPDX-License-Identifier: MIT
 *
 * Opening: from a path and flags to a struct file. Source: open(2).
 */
#include "fs/file.h"
#include "fs/live.h"
#include "fs/mount.h"
#include "fs/path.h"
#include "fs/permission.h"
#include "fs/pipe.h"
#include "fs/stat.h"
#include "fs/tmpfs.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "syscall.h"
#include "task/process.h"

/* Flags that stay with the open file; the others are for open alone. */
#define FLAGS_KEPT                                                             \
    (O_ACCMODE | O_APPEND | O_NONBLOCK | O_LARGEFILE | O_DIRECTORY | O_NOFOLLOW)

/* Those that count beside O_PATH. */
#define PATH_FLAGS (O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

#define TMPFILE_FLAGS (O_TMPFILE | O_DIRECTORY)

/* What whoever opens a file in this way does to it. */
static uint32_t open_wants(uint32_t flags)
{
    static const uint32_t wants[] = {
        [O_RDONLY] = MAY_READ,
        [O_WRONLY] = MAY_WRITE,
        [O_RDWR] = MAY_READ | MAY_WRITE,
    };
    return wants[flags & O_ACCMODE] | (flags & O_TRUNC ? MAY_WRITE : 0);
}

/* May `inode` be opened in this way? */
static int open_check(struct inode *inode, uint32_t flags)
{
    bool writes = (flags & O_ACCMODE) != O_RDONLY || flags & O_TRUNC;
    if (inode_is(inode, S_IFDIR) && (writes || flags & O_CREAT))
        return -EISDIR;
    if (flags & O_DIRECTORY && !inode_is(inode, S_IFDIR))
        return -ENOTDIR;
    if (flags & O_PATH)
        return 0;
    if (inode_is(inode, S_IFLNK))
        return -ELOOP; /* O_NOFOLLOW; otherwise it was followed */
    int error = inode_permission(inode, open_wants(flags));
    if (error)
        return error;
    bool opens = inode->ops || inode_is(inode, S_IFIFO) ||
                 (inode->live && inode->live->open);
    return opens ? 0 : -ENXIO;
}

/* Make the file that is not there, if that is wanted. With tmpfs_lock held. */
static int open_create(struct path_end *end, uint32_t flags, uint32_t mode)
{
    if (!(flags & O_CREAT))
        return -ENOENT;
    if (end->slash)
        return -EISDIR;
    if (end->directory->mount->fixed == -EPERM)
        return -EACCES;
    if (end->directory->mount->fixed)
        return end->directory->mount->fixed;
    int error = permission_make(end);
    if (error)
        return error;
    mode = S_IFREG | (mode & 07777);
    return tmpfs_create(end->directory, end->name, end->length, mode,
                        &end->inode);
}

static bool ends_in_slash(const char *path)
{
    size_t length = strlen(path);
    return length > 0 && path[length - 1] == '/';
}

/* Only a directory's name may end in a slash, and O_CREAT makes none: not even
 * what is there is opened. */
static int open_slash(struct inode *start, char *path, uint32_t flags)
{
    struct path_end end;
    spin_lock(&tmpfs_lock);
    int error = path_walk_parent(start, path, &end);
    spin_unlock(&tmpfs_lock);
    if (!error)
        error = end.last != LAST_NAME && flags & O_EXCL ? -EEXIST : -EISDIR;
    path_end_drop(&end);
    return error;
}

/* Find or make the inode, with a reference. `path` is overwritten. */
static int open_inode(struct inode *start, char *path, uint32_t flags,
                      uint32_t mode, struct inode **inode, bool *created)
{
    bool exclusive = (flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL);
    bool follow = !(flags & O_NOFOLLOW) && !exclusive;
    struct path_end end;
    *created = false;
    if (flags & O_CREAT && ends_in_slash(path))
        return open_slash(start, path, flags);
    spin_lock(&tmpfs_lock);
    int error = path_walk(start, path, follow, &end);
    if (!error && !end.inode) {
        error = open_create(&end, flags, mode);
        *created = !error;
    } else if (!error) {
        error = exclusive ? -EEXIST : open_check(end.inode, flags);
    }
    if (!error) {
        *inode = end.inode;
        inode_get(end.inode);
    }
    spin_unlock(&tmpfs_lock);
    path_end_drop(&end);
    return error;
}

/* Make a file without a name, for a directory: O_TMPFILE. */
static int open_unnamed(struct inode *start, char *path, uint32_t flags,
                        uint32_t mode, struct inode **inode)
{
    struct path_end end;
    if ((flags & O_ACCMODE) == O_RDONLY || flags & O_CREAT)
        return -EINVAL;
    spin_lock(&tmpfs_lock);
    int error = path_walk(start, path, !(flags & O_NOFOLLOW), &end);
    if (!error && !end.inode)
        error = -ENOENT;
    if (!error && !inode_is(end.inode, S_IFDIR))
        error = -ENOTDIR;
    if (!error)
        error = inode_permission(end.inode, MAY_WRITE | MAY_EXECUTE);
    if (!error && end.inode->mount->fixed)
        error = -EOPNOTSUPP;
    *inode = NULL;
    if (!error)
        *inode = tmpfs_inode_unnamed(end.inode, S_IFREG | (mode & 07777));
    spin_unlock(&tmpfs_lock);
    path_end_drop(&end);
    if (*inode)
        (*inode)->linkable = !(flags & O_EXCL);
    return error || *inode ? error : -ENOSPC;
}

/* Open what is no FIFO; takes over the reference to `inode`. Who truncates a file
 * writes to it, though only for a moment if it is opened for reading. */
static int open_found(struct inode *inode, uint32_t flags, bool created,
                      struct file **file)
{
    bool regular = inode_is(inode, S_IFREG);
    bool writes = regular && (flags & O_ACCMODE) != O_RDONLY;
    bool truncates =
        regular && flags & O_TRUNC && !created && inode->ops->truncate;
    int error = writes || truncates ? inode_begin_write(inode) : 0;
    if (error)
        return error;
    *file = file_create(inode->ops, NULL, flags & FLAGS_KEPT);
    if (*file)
        (*file)->inode = inode;
    if (*file && truncates)
        inode->ops->truncate(*file, 0);
    if ((writes || truncates) && (!*file || !writes))
        inode_end_write(inode);
    return *file ? 0 : -ENOMEM;
}

/* What O_PATH opens: a place, and nothing that could be done there. */
static const struct file_ops place_ops = {.read = NULL};

/* Takes over the reference to `inode`. */
static int open_place(struct inode *inode, uint32_t flags, struct file **file)
{
    *file = file_create(&place_ops, NULL, flags | O_ACCMODE);
    if (*file)
        (*file)->inode = inode;
    else
        inode_put(inode);
    return *file ? 0 : -ENOMEM;
}

/* Open the path that lies in the buffer `path` and is overwritten. */
static int open_from(struct inode *start, char *path, uint32_t flags,
                     uint32_t mode, struct file **file)
{
    struct inode *inode;
    bool created = true;
    if (flags & O_PATH)
        flags &= PATH_FLAGS;
    if ((flags & O_ACCMODE) == O_ACCMODE)
        return -EINVAL;
    int error = (flags & TMPFILE_FLAGS) == TMPFILE_FLAGS
                    ? open_unnamed(start, path, flags, mode, &inode)
                    : open_inode(start, path, flags, mode, &inode, &created);
    if (error)
        return error;
    if (flags & O_PATH)
        return open_place(inode, flags & ~O_CLOEXEC, file);
    if (inode->live && inode->live->open)
        return inode->live->open(inode, flags & FLAGS_KEPT, file);
    if (inode_is(inode, S_IFIFO))
        return fifo_open(inode, flags & FLAGS_KEPT, file);
    error = open_found(inode, flags, created, file);
    if (error)
        inode_put(inode);
    return error;
}

int file_open_path(const char *path, uint32_t flags, struct file **file)
{
    char *buffer = kmalloc(PATH_MAX);
    if (!buffer)
        return -ENOMEM;
    int error = -ENAMETOOLONG;
    if (strlcpy(buffer, path, PATH_MAX) < PATH_MAX)
        error = open_from(tmpfs_root, buffer, flags, 0, file);
    kfree(buffer);
    return error;
}

static int open_from_user(int directory, uint64_t user, uint32_t flags,
                          uint32_t mode, struct file **file)
{
    char *path;
    struct inode *start;
    int error = path_from_user(user, &path);
    if (error)
        return error;
    error = path_start(directory, path, &start);
    if (!error) {
        mode &= ~files_umask(current_process()->files);
        flags |= O_LARGEFILE;
        error = open_from(start, path, flags, mode, file);
        inode_put(start);
    }
    kfree(path);
    return error;
}

int64_t sys_openat(int directory, uint64_t path, uint32_t flags, uint32_t mode)
{
    struct file *file;
    int error = open_from_user(directory, path, flags, mode, &file);
    if (error)
        return error;
    int fd = fd_install(current_process()->files, file, 0, flags & O_CLOEXEC);
    if (fd < 0)
        file_put(file);
    return fd;
}

int64_t sys_open(uint64_t path, uint32_t flags, uint32_t mode)
{
    return sys_openat(AT_FDCWD, path, flags, mode);
}

int64_t sys_creat(uint64_t path, uint32_t mode)
{
    return sys_openat(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

int files_open_console(struct files *files)
{
    struct file *console;
    int error = file_open_path("/dev/console", O_RDWR, &console);
    if (error)
        return error;
    for (int fd = 0; fd <= 2; fd++) {
        file_get(console);
        int result = fd_replace(files, console, fd, false);
        if (result < 0) {
            file_put(console);
            error = result;
        }
    }
    file_put(console);
    return error;
}
