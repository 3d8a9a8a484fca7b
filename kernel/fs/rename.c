/* SPDX-License-Identifier: MIT
 *
 * Renaming: rename, renameat, renameat2. Both names are walked to and changed
 * under one hold of tmpfs_lock, so that nobody ever sees neither or both. What
 * is refused, and in which order, is rename(2)'s and Linux's.
 */
#include "fs/mount.h"
#include "fs/path.h"
#include "fs/permission.h"
#include "fs/tmpfs.h"
#include "lib/errno.h"
#include "syscall.h"

/* renameat2(2) */
#define RENAME_NOREPLACE 1u
#define RENAME_EXCHANGE 2u

/* Are both names in one file system where names change, and not its root's? */
static int check_mounts(const struct path_end *from, const struct path_end *to)
{
    if (from->directory->mount != to->directory->mount)
        return -EXDEV;
    if (from->directory->mount->fixed)
        return -EPERM;
    if (mount_is_root(from->inode) || (to->inode && mount_is_root(to->inode)))
        return -EBUSY;
    return 0;
}

/* Are both names ones that can be moved, and is there what the flags want? */
static int check_names(const struct path_end *from, const struct path_end *to,
                       uint32_t flags)
{
    if (from->last != LAST_NAME)
        return -EBUSY;
    if (to->last != LAST_NAME)
        return flags & RENAME_NOREPLACE ? -EEXIST : -EBUSY;
    if (!from->inode)
        return -ENOENT;
    if (flags & RENAME_NOREPLACE && to->inode)
        return -EEXIST;
    return flags & RENAME_EXCHANGE && !to->inode ? -ENOENT : 0;
}

/* A slash after a name says that it is a directory's. */
static int check_slashes(const struct path_end *from, const struct path_end *to,
                         uint32_t flags)
{
    bool directory = inode_is(from->inode, S_IFDIR);
    if (from->slash && !directory)
        return -ENOTDIR;
    if (!to->slash)
        return 0;
    if (flags & RENAME_EXCHANGE)
        directory = inode_is(to->inode, S_IFDIR);
    return directory ? 0 : -ENOTDIR;
}

/* No directory may come to lie under itself. */
static int check_loops(const struct path_end *from, const struct path_end *to,
                       uint32_t flags)
{
    if (inode_is(from->inode, S_IFDIR) &&
        tmpfs_is_under(to->directory, from->inode))
        return -EINVAL;
    if (to->inode && inode_is(to->inode, S_IFDIR) &&
        tmpfs_is_under(from->directory, to->inode))
        return flags & RENAME_EXCHANGE ? -EINVAL : -ENOTEMPTY;
    return 0;
}

/* May what is `to` be replaced by what is `from`? */
static int check_types(const struct inode *from, const struct inode *to)
{
    bool directory = inode_is(from, S_IFDIR);
    if (inode_is(to, S_IFDIR) != directory)
        return directory ? -ENOTDIR : -EISDIR;
    return 0;
}

/* May the names go, and come? A directory that gets another parent is written
 * to: its "..". */
static int check_permissions(const struct path_end *from,
                             const struct path_end *to, uint32_t flags)
{
    bool moved = from->directory != to->directory;
    int error = permission_remove(from);
    if (!error)
        error = to->inode ? permission_remove(to) : permission_make(to);
    if (!error && to->inode && !(flags & RENAME_EXCHANGE))
        error = check_types(from->inode, to->inode);
    if (!error && moved && inode_is(from->inode, S_IFDIR))
        error = inode_permission(from->inode, MAY_WRITE);
    if (!error && moved && flags & RENAME_EXCHANGE &&
        inode_is(to->inode, S_IFDIR))
        error = inode_permission(to->inode, MAY_WRITE);
    return error;
}

static struct entry *end_entry(const struct path_end *end)
{
    if (!end->inode)
        return NULL;
    return tmpfs_find(end->directory, end->name, end->length);
}

/* Rename, with tmpfs_lock held. Two names of one file stay as they are. */
static int rename_ends(const struct path_end *from, const struct path_end *to,
                       uint32_t flags)
{
    int error = check_names(from, to, flags);
    if (!error)
        error = check_mounts(from, to);
    if (!error)
        error = check_slashes(from, to, flags);
    if (!error)
        error = check_loops(from, to, flags);
    if (error || from->inode == to->inode)
        return error;
    error = check_permissions(from, to, flags);
    if (error)
        return error;
    if (flags & RENAME_EXCHANGE) {
        tmpfs_exchange(from->directory, end_entry(from), to->directory,
                       end_entry(to));
        return 0;
    }
    if (to->inode && !list_empty(&to->inode->entries))
        return -ENOTEMPTY;
    return tmpfs_rename(from->directory, end_entry(from), to->directory,
                        end_entry(to), to->name, to->length);
}

static int rename_paths(struct path *from, struct path *to, uint32_t flags)
{
    struct path_end from_end, to_end = {.held = NULL};
    spin_lock(&tmpfs_lock);
    int error = path_walk_parent(from->start, from->text, &from_end);
    if (!error)
        error = path_walk_parent(to->start, to->text, &to_end);
    if (!error)
        error = rename_ends(&from_end, &to_end, flags);
    spin_unlock(&tmpfs_lock);
    path_end_drop(&from_end);
    path_end_drop(&to_end);
    return error;
}

int64_t sys_renameat2(int from_directory, uint64_t from, int to_directory,
                      uint64_t to, uint32_t flags)
{
    struct path from_path, to_path;
    if (flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE) ||
        flags == (RENAME_NOREPLACE | RENAME_EXCHANGE))
        return -EINVAL;
    int error = path_take(from_directory, from, &from_path);
    if (error)
        return error;
    error = path_take(to_directory, to, &to_path);
    if (!error) {
        error = rename_paths(&from_path, &to_path, flags);
        path_drop(&to_path);
    }
    path_drop(&from_path);
    return error;
}

int64_t sys_renameat(int from_directory, uint64_t from, int to_directory,
                     uint64_t to)
{
    return sys_renameat2(from_directory, from, to_directory, to, 0);
}

int64_t sys_rename(uint64_t from, uint64_t to)
{
    return sys_renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}
