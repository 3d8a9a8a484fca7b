/* SPDX-License-Identifier: MIT
 *
 * The system calls that make and remove names: mkdir, mknod, link, symlink,
 * rmdir, unlink, and their forms with a directory's descriptor. All go the same
 * way: take the path, hold tmpfs_lock, walk to the last name's directory, look
 * whether the name may be made or removed, do it. Renaming is in rename.c.
 */
#include "fs/devices.h"
#include "fs/file.h"
#include "fs/mount.h"
#include "fs/path.h"
#include "fs/permission.h"
#include "fs/tmpfs.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "syscall.h"
#include "task/process.h"

#define PERMISSIONS 07777

/* What a new name gets. */
struct novelty {
    uint32_t mode;       /* of a new inode, with its type */
    uint32_t rdev;       /* a device's number */
    const char *target;  /* a symbolic link's text; or NULL */
    struct inode *inode; /* not a new one, but this; or NULL */
};

/* May the name be made? A slash after it is for directories. */
static int name_check_new(const struct path_end *end, bool directory)
{
    if (end->inode)
        return -EEXIST;
    return end->slash && !directory ? -ENOENT : 0;
}

/* A new inode for a name in `directory`, with a reference; NULL: no memory. */
static struct inode *novelty_inode(struct inode *directory,
                                   const struct novelty *novelty)
{
    struct inode *inode = tmpfs_inode(directory, novelty->mode);
    if (!inode || !novelty->target) {
        if (inode && inode_is(inode, S_IFCHR))
            inode->ops = device_ops(novelty->rdev);
        if (inode)
            inode->rdev = novelty->rdev;
        return inode;
    }
    size_t length = strlen(novelty->target);
    inode->target = kmalloc(length);
    if (!inode->target) {
        inode_put(inode);
        return NULL;
    }
    memcpy(inode->target, novelty->target, length);
    inode->size = length;
    return inode;
}

/* Make the name *end. With tmpfs_lock held. */
static int name_make(const struct path_end *end, const struct novelty *novelty)
{
    struct inode *inode = novelty->inode;
    uint32_t type = novelty->mode & S_IFMT;
    if (inode && inode->mount != end->directory->mount)
        return -EXDEV;
    int error = end->directory->mount->fixed;
    if (!error)
        error = permission_make(end);
    if (error)
        return error;
    if ((type == S_IFCHR || type == S_IFBLK) && !permission_root())
        return -EPERM;
    if (inode && inode_is(inode, S_IFDIR))
        return -EPERM;
    if (inode && inode->links == 0 && !inode->linkable)
        return -ENOENT;
    if (inode)
        return tmpfs_link(end->directory, end->name, end->length, inode);
    inode = novelty_inode(end->directory, novelty);
    if (!inode)
        return -ENOSPC;
    error = tmpfs_link(end->directory, end->name, end->length, inode);
    inode_put(inode);
    return error;
}

/* Make the user's path. 0 or -errno. */
static int path_make(int directory, uint64_t user,
                     const struct novelty *novelty)
{
    struct path path;
    struct path_end end;
    int error = path_take(directory, user, &path);
    if (error)
        return error;
    spin_lock(&tmpfs_lock);
    error = path_walk_parent(path.start, path.text, &end);
    if (!error)
        error = name_check_new(&end, (novelty->mode & S_IFMT) == S_IFDIR);
    if (!error)
        error = name_make(&end, novelty);
    spin_unlock(&tmpfs_lock);
    path_end_drop(&end);
    path_drop(&path);
    return error;
}

static uint32_t without_umask(uint32_t mode)
{
    return mode & ~files_umask(current_process()->files);
}

int64_t sys_mkdirat(int directory, uint64_t path, uint32_t mode)
{
    mode = without_umask(mode & (PERMISSIONS & ~(S_ISUID | S_ISGID)));
    struct novelty novelty = {.mode = S_IFDIR | mode};
    return path_make(directory, path, &novelty);
}

int64_t sys_mkdir(uint64_t path, uint32_t mode)
{
    return sys_mkdirat(AT_FDCWD, path, mode);
}

int64_t sys_mknodat(int directory, uint64_t path, uint32_t mode,
                    uint32_t device)
{
    uint32_t type = mode & S_IFMT;
    struct novelty novelty = {.mode = type | without_umask(mode & PERMISSIONS)};
    switch (type) {
    case 0:
        novelty.mode |= S_IFREG;
        break;
    case S_IFCHR:
    case S_IFBLK:
        novelty.rdev = device;
        break;
    case S_IFREG:
    case S_IFIFO:
    case S_IFSOCK:
        break;
    case S_IFDIR:
        return -EPERM;
    default:
        return -EINVAL;
    }
    return path_make(directory, path, &novelty);
}

int64_t sys_mknod(uint64_t path, uint32_t mode, uint32_t device)
{
    return sys_mknodat(AT_FDCWD, path, mode, device);
}

int64_t sys_symlinkat(uint64_t target, int directory, uint64_t path)
{
    char *text;
    int error = path_from_user(target, &text);
    if (error)
        return error;
    struct novelty novelty = {.mode = S_IFLNK | 0777, .target = text};
    error = *text ? path_make(directory, path, &novelty) : -ENOENT;
    kfree(text);
    return error;
}

int64_t sys_symlink(uint64_t target, uint64_t path)
{
    return sys_symlinkat(target, AT_FDCWD, path);
}

int64_t sys_linkat(int from_directory, uint64_t from, int directory,
                   uint64_t path, uint32_t flags)
{
    struct novelty novelty = {.inode = NULL};
    if (flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
        return -EINVAL;
    if (flags & AT_EMPTY_PATH && !permission_root())
        return -ENOENT;
    uint32_t how = flags & AT_EMPTY_PATH;
    if (!(flags & AT_SYMLINK_FOLLOW))
        how |= AT_SYMLINK_NOFOLLOW;
    int error = path_lookup_at(from_directory, from, how, &novelty.inode);
    if (error)
        return error;
    error = path_make(directory, path, &novelty);
    inode_put(novelty.inode);
    return error;
}

int64_t sys_link(uint64_t from, uint64_t path)
{
    return sys_linkat(AT_FDCWD, from, AT_FDCWD, path, 0);
}

/* May the last name be removed as that of a directory? */
static int name_check_rmdir(const struct path_end *end)
{
    switch (end->last) {
    case LAST_DOT:
        return -EINVAL;
    case LAST_DOT_DOT:
        return -ENOTEMPTY;
    case LAST_ROOT:
        return -EBUSY;
    default:
        break;
    }
    if (!end->inode)
        return -ENOENT;
    int error = permission_remove(end);
    if (error)
        return error;
    if (!inode_is(end->inode, S_IFDIR))
        return -ENOTDIR;
    if (mount_is_root(end->inode))
        return -EBUSY;
    if (end->inode->mount->fixed)
        return -EPERM;
    return list_empty(&end->inode->entries) ? 0 : -ENOTEMPTY;
}

/* The same as that of something else. */
static int name_check_unlink(const struct path_end *end)
{
    if (end->last != LAST_NAME)
        return -EISDIR;
    if (!end->inode)
        return -ENOENT;
    if (end->slash)
        return inode_is(end->inode, S_IFDIR) ? -EISDIR : -ENOTDIR;
    int error = permission_remove(end);
    if (error)
        return error;
    if (inode_is(end->inode, S_IFDIR))
        return -EISDIR;
    return end->inode->mount->fixed ? -EPERM : 0;
}

int64_t sys_unlinkat(int directory, uint64_t user, uint32_t flags)
{
    struct path path;
    struct path_end end;
    if (flags & ~AT_REMOVEDIR)
        return -EINVAL;
    int error = path_take(directory, user, &path);
    if (error)
        return error;
    spin_lock(&tmpfs_lock);
    error = path_walk_parent(path.start, path.text, &end);
    if (!error)
        error = flags & AT_REMOVEDIR ? name_check_rmdir(&end)
                                     : name_check_unlink(&end);
    if (!error)
        tmpfs_unlink(end.directory,
                     tmpfs_find(end.directory, end.name, end.length));
    spin_unlock(&tmpfs_lock);
    path_end_drop(&end);
    path_drop(&path);
    return error;
}

int64_t sys_unlink(uint64_t path)
{
    return sys_unlinkat(AT_FDCWD, path, 0);
}

int64_t sys_rmdir(uint64_t path)
{
    return sys_unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}
