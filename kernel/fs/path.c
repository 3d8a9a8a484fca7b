/* SPDX-License-Identifier: MIT
 *
 * Walking paths. A symbolic link is walked by putting its text in the place of
 * what has been walked so far: one loop, no recursion, and the length of what
 * remains is bounded by the buffer.
 */
#include "fs/path.h"
#include "fs/file.h"
#include "fs/tmpfs.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/uaccess.h"
#include "task/process.h"

struct walk {
    char *buffer;            /* PATH_MAX bytes */
    const char *at;          /* what remains, in the buffer */
    struct inode *directory; /* in which it is to be looked up */
    int links;               /* followed so far */
};

static const char *skip_slashes(const char *at)
{
    while (*at == '/')
        at++;
    return at;
}

static size_t name_length(const char *at)
{
    size_t length = 0;
    while (at[length] && at[length] != '/')
        length++;
    return length;
}

/* Go on with the text of `link` and then `rest`. */
static int walk_link(struct walk *walk, const struct inode *link,
                     const char *rest)
{
    size_t length = link->size;
    size_t rest_size = strlen(rest) + 1;
    if (++walk->links > LINKS_MAX)
        return -ELOOP;
    if (length + rest_size > PATH_MAX)
        return -ENAMETOOLONG;
    memmove(walk->buffer + length, rest, rest_size);
    memcpy(walk->buffer, link->target, length);
    walk->at = walk->buffer;
    if (*walk->at == '/')
        walk->directory = tmpfs_root;
    return 0;
}

/* Step over "." or "..". False: the name is neither. */
static bool walk_dots(struct walk *walk, size_t length)
{
    const char *name = walk->at;
    if (length > 2 || name[0] != '.' || (length == 2 && name[1] != '.'))
        return false;
    if (length == 2)
        walk->directory = walk->directory->parent;
    walk->at += length;
    return true;
}

/* Look one name up. 1: *end is where it ends; 0: go on; or -errno. */
static int walk_name(struct walk *walk, bool follow, struct path_end *end)
{
    const char *name = walk->at;
    size_t length = name_length(name);
    if (length > NAME_LENGTH_MAX)
        return -ENAMETOOLONG;
    if (walk_dots(walk, length))
        return 0;
    const char *rest = name + length;
    bool last = !*skip_slashes(rest);
    bool slash = *rest == '/';
    struct entry *entry = tmpfs_find(walk->directory, name, length);
    struct inode *inode = entry ? entry->inode : NULL;
    if (!inode && !last)
        return -ENOENT;
    if (inode && inode_is(inode, S_IFLNK) && (slash || follow))
        return walk_link(walk, inode, rest);
    if (!inode || !slash) {
        *end = (struct path_end){walk->directory, name, length, inode, slash};
        return 1;
    }
    if (!inode_is(inode, S_IFDIR))
        return -ENOTDIR;
    walk->directory = inode;
    walk->at = rest;
    return 0;
}

int path_walk(struct inode *start, char *path, bool follow,
              struct path_end *end)
{
    struct walk walk = {
        .buffer = path,
        .at = path,
        .directory = *path == '/' ? tmpfs_root : start,
    };
    if (!*path)
        return -ENOENT;
    int result = 0;
    while (result == 0) {
        walk.at = skip_slashes(walk.at);
        if (!*walk.at) {
            *end = (struct path_end){.directory = walk.directory,
                                     .inode = walk.directory};
            return 0;
        }
        result = walk_name(&walk, follow, end);
    }
    return result < 0 ? result : 0;
}

int path_from_user(uint64_t user, char **path)
{
    *path = kmalloc(PATH_MAX);
    if (!*path)
        return -ENOMEM;
    int64_t length = copy_string_from_user(*path, user, PATH_MAX);
    if (length >= 0)
        return 0;
    kfree(*path);
    return (int)length;
}

/* The directory that is open as `fd`, with a reference. */
static int directory_of(int fd, struct inode **directory)
{
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    int error = -ENOTDIR;
    if (file->inode && inode_is(file->inode, S_IFDIR)) {
        *directory = file->inode;
        inode_get(file->inode);
        error = 0;
    }
    file_put(file);
    return error;
}

int path_start(int fd, const char *path, struct inode **start)
{
    if (*path == '/') {
        *start = tmpfs_root;
        inode_get(tmpfs_root);
        return 0;
    }
    if (fd != AT_FDCWD)
        return directory_of(fd, start);
    *start = files_directory(current_process()->files);
    return 0;
}

int path_lookup(int fd, uint64_t user, bool follow, struct inode **inode)
{
    char *path;
    struct inode *start;
    int error = path_from_user(user, &path);
    if (error)
        return error;
    error = path_start(fd, path, &start);
    if (!error) {
        struct path_end end;
        spin_lock(&tmpfs_lock);
        error = path_walk(start, path, follow, &end);
        if (!error && !end.inode)
            error = -ENOENT;
        if (!error) {
            *inode = end.inode;
            inode_get(end.inode);
        }
        spin_unlock(&tmpfs_lock);
        inode_put(start);
    }
    kfree(path);
    return error;
}
