/* SPDX-License-Identifier: MIT
 *
 * Walking paths. A symbolic link is walked by putting its text in the place of
 * what has been walked so far: one loop, no recursion, and the length of what
 * remains is bounded by the buffer.
 */
#include "fs/path.h"
#include "fs/file.h"
#include "fs/live.h"
#include "fs/permission.h"
#include "fs/tmpfs.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "lib/word.h"
#include "mm/heap.h"
#include "mm/uaccess.h"
#include "task/process.h"

/* What becomes of the last name. */
enum walk_end {
    END_NOFOLLOW, /* a symbolic link is what it is, unless a slash follows */
    END_FOLLOW,   /* a symbolic link is walked */
    END_PARENT,   /* see path_walk_parent */
};

struct walk {
    char *buffer;            /* PATH_MAX bytes */
    const char *at;          /* what remains, in the buffer */
    struct inode *directory; /* in which it is to be looked up */
    struct inode *held;      /* that was made last, with a reference: it keeps
                                those above it */
    int links;               /* followed so far */
    enum path_last last;     /* the last step */
};

static const char *skip_slashes(const char *at)
{
    while (*at == '/')
        at++;
    return at;
}

/* The length of the name that begins at walk->at: by words as far as the buffer
 * surely reaches. */
static size_t name_length(const struct walk *walk)
{
    const char *at = walk->at, *end = walk->buffer + PATH_MAX - WORD_SIZE;
    for (; at <= end; at += WORD_SIZE) {
        uint64_t word = load64(at);
        uint64_t ends = word_zeros(word) | word_zeros(word ^ '/' * WORD_ONES);
        if (ends)
            return (size_t)(at - walk->at) + word_byte(ends);
    }
    while (*at && *at != '/')
        at++;
    return (size_t)(at - walk->at);
}

/* Go on with text[length] and then `rest`. */
static int walk_text(struct walk *walk, const char *text, size_t length,
                     const char *rest)
{
    size_t rest_size = strlen(rest) + 1;
    if (length + rest_size > PATH_MAX)
        return -ENAMETOOLONG;
    memmove(walk->buffer + length, rest, rest_size);
    memcpy(walk->buffer, text, length);
    walk->at = walk->buffer;
    if (*walk->at == '/')
        walk->directory = tmpfs_root;
    return 0;
}

/* The same with what `link` says. */
static int walk_link(struct walk *walk, struct inode *link, const char *rest)
{
    char text[LIVE_TARGET_MAX];
    if (!link->live)
        return walk_text(walk, link->target, link->size, rest);
    int64_t length = link->live->read_link(link, text, sizeof text);
    if (length < 0)
        return (int)length;
    return walk_text(walk, text, (size_t)length, rest);
}

/* Keep `inode`, whose reference is taken over, for as long as the walk is in it
 * or below. */
static void walk_hold(struct walk *walk, struct inode *inode)
{
    struct inode *before = walk->held;
    walk->held = inode;
    if (before)
        inode_put(before);
}

/* What name[length] is, in *inode; NULL: there is no such name. */
static int walk_find(struct walk *walk, const char *name, size_t length,
                     struct inode **inode)
{
    struct inode *directory = walk->directory;
    const struct entry *entry = tmpfs_find(directory, name, length);
    *inode = entry ? entry->inode : NULL;
    if (entry || !directory->live || !directory->live->lookup)
        return 0;
    int error = directory->live->lookup(directory, name, length, inode);
    if (error) {
        *inode = NULL;
        return error == -ENOENT ? 0 : error;
    }
    walk_hold(walk, *inode);
    return 0;
}

/* The link *inode leads to an inode by itself: that takes its place. */
static int walk_jump(struct walk *walk, struct inode **inode)
{
    struct inode *target;
    int error = (*inode)->live->follow(*inode, &target);
    if (error)
        return error;
    walk_hold(walk, target);
    *inode = target;
    return 0;
}

/* Follow the symbolic link *inode. 1: it stands for another inode, in *inode; 0:
 * go on with its text and `rest`; or -errno. */
static int walk_follow(struct walk *walk, struct inode **inode,
                       const char *rest)
{
    if (++walk->links > LINKS_MAX)
        return -ELOOP;
    if (!(*inode)->live || !(*inode)->live->follow)
        return walk_link(walk, *inode, rest);
    int error = walk_jump(walk, inode);
    return error ? error : 1;
}

/* Step over "." or "..". False: the name is neither. */
static bool walk_dots(struct walk *walk, size_t length)
{
    const char *name = walk->at;
    if (length > 2 || name[0] != '.' || (length == 2 && name[1] != '.'))
        return false;
    if (length == 2)
        walk->directory = walk->directory->parent;
    walk->last = length == 2 ? LAST_DOT_DOT : LAST_DOT;
    walk->at += length;
    return true;
}

/* Look one name up. 1: *end is where it ends; 0: go on; or -errno. */
static int walk_name(struct walk *walk, enum walk_end how, struct path_end *end)
{
    const char *name = walk->at;
    size_t length = name_length(walk);
    int error = inode_permission(walk->directory, MAY_EXECUTE);
    if (error)
        return error;
    if (length > NAME_LENGTH_MAX)
        return -ENAMETOOLONG;
    if (walk_dots(walk, length))
        return 0;
    const char *rest = name + length;
    bool last = !*skip_slashes(rest);
    bool slash = *rest == '/';
    bool ends = last && how == END_PARENT;
    struct inode *inode;
    int result = walk_find(walk, name, length, &inode);
    if (result < 0)
        return result;
    if (!inode && !last)
        return -ENOENT;
    if (inode && inode_is(inode, S_IFLNK) && !ends &&
        (slash || how == END_FOLLOW)) {
        result = walk_follow(walk, &inode, rest);
        if (result <= 0)
            return result;
    }
    if (!inode || !slash || ends) {
        *end = (struct path_end){.directory = walk->directory,
                                 .name = name,
                                 .length = length,
                                 .inode = inode,
                                 .slash = slash,
                                 .last = LAST_NAME};
        return 1;
    }
    if (!inode_is(inode, S_IFDIR))
        return -ENOTDIR;
    walk->directory = inode;
    walk->at = rest;
    return 0;
}

/* Walk to the end of what remains. 0 or -errno. */
static int walk_on(struct walk *walk, enum walk_end how, struct path_end *end)
{
    int result = 0;
    while (result == 0) {
        walk->at = skip_slashes(walk->at);
        if (!*walk->at) {
            *end = (struct path_end){.directory = walk->directory,
                                     .inode = walk->directory,
                                     .last = walk->last};
            return 0;
        }
        result = walk_name(walk, how, end);
    }
    return result < 0 ? result : 0;
}

static int walk_all(struct inode *start, char *path, enum walk_end how,
                    struct path_end *end)
{
    struct walk walk = {
        .buffer = path,
        .at = path,
        .directory = *path == '/' ? tmpfs_root : start,
        .last = LAST_ROOT,
    };
    *end = (struct path_end){.last = LAST_ROOT};
    int error = *path ? walk_on(&walk, how, end) : -ENOENT;
    end->held = walk.held;
    return error;
}

void path_end_drop(struct path_end *end)
{
    if (end->held)
        inode_put(end->held);
}

int path_walk(struct inode *start, char *path, bool follow,
              struct path_end *end)
{
    return walk_all(start, path, follow ? END_FOLLOW : END_NOFOLLOW, end);
}

int path_walk_parent(struct inode *start, char *path, struct path_end *end)
{
    return walk_all(start, path, END_PARENT, end);
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
    struct file *file = fd_get_any(fd);
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
    if (*path == '/' || !current_process()) {
        *start = tmpfs_root;
        inode_get(tmpfs_root);
        return 0;
    }
    if (fd != AT_FDCWD)
        return directory_of(fd, start);
    *start = files_directory(current_process()->files);
    return 0;
}

int path_take(int fd, uint64_t user, struct path *path)
{
    int error = path_from_user(user, &path->text);
    if (error)
        return error;
    error = -ENOENT;
    if (*path->text)
        error = path_start(fd, path->text, &path->start);
    if (error)
        kfree(path->text);
    return error;
}

void path_drop(struct path *path)
{
    inode_put(path->start);
    kfree(path->text);
}

/* The inode at `path`, which is dropped. */
static int path_find(struct path *path, bool follow, struct inode **inode)
{
    struct path_end end;
    spin_lock(&tmpfs_lock);
    int error = path_walk(path->start, path->text, follow, &end);
    if (!error && !end.inode)
        error = -ENOENT;
    if (!error) {
        *inode = end.inode;
        inode_get(end.inode);
    }
    spin_unlock(&tmpfs_lock);
    path_end_drop(&end);
    path_drop(path);
    return error;
}

int path_lookup(int fd, uint64_t user, bool follow, struct inode **inode)
{
    struct path path;
    int error = path_take(fd, user, &path);
    return error ? error : path_find(&path, follow, inode);
}

int path_lookup_text(int fd, const char *text, bool follow,
                     struct inode **inode)
{
    struct path path = {.text = kmalloc(PATH_MAX)};
    int error = path.text ? 0 : -ENOMEM;
    if (!error && strlcpy(path.text, text, PATH_MAX) >= PATH_MAX)
        error = -ENAMETOOLONG;
    if (!error)
        error = path_start(fd, text, &path.start);
    if (!error)
        return path_find(&path, follow, inode);
    kfree(path.text);
    return error;
}

int path_of_any_fd(int fd, struct inode **inode)
{
    struct file *file = fd_get_any(fd);
    if (!file)
        return -EBADF;
    *inode = file_inode(file);
    inode_get(*inode);
    file_put(file);
    return 0;
}

int path_of_fd(int fd, struct inode **inode)
{
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    file_put(file);
    return path_of_any_fd(fd, inode);
}

int path_lookup_at(int fd, uint64_t user, uint32_t flags, struct inode **inode)
{
    char first;
    bool follow = !(flags & AT_SYMLINK_NOFOLLOW);
    if (!(flags & AT_EMPTY_PATH))
        return path_lookup(fd, user, follow, inode);
    if (copy_from_user(&first, user, sizeof first) != 0)
        return -EFAULT;
    if (first)
        return path_lookup(fd, user, follow, inode);
    if (fd != AT_FDCWD)
        return path_of_any_fd(fd, inode);
    *inode = files_directory(current_process()->files);
    return 0;
}
