/* SPDX-License-Identifier: MIT
 *
 * From a path to an inode. Source: path_resolution(7).
 */
#ifndef FS_PATH_H
#define FS_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "fs/inode.h"

#define PATH_MAX 4096 /* with the NUL */
#define LINKS_MAX 40  /* symbolic links on one walk */

#define AT_FDCWD (-100)
#define AT_SYMLINK_NOFOLLOW 0x100
#define AT_REMOVEDIR 0x200
#define AT_SYMLINK_FOLLOW 0x400
#define AT_NO_AUTOMOUNT 0x800
#define AT_EMPTY_PATH 0x1000

/* What a path ends in. */
enum path_last {
    LAST_NAME,
    LAST_DOT,
    LAST_DOT_DOT,
    LAST_ROOT, /* the path is nothing but slashes */
};

/* Where a walk ended. Nothing in it is counted but `held`: it is good while
 * tmpfs_lock is held, and until path_end_drop. */
struct path_end {
    struct inode *directory; /* that has the last name */
    const char *name;        /* the last name, in the path's buffer, no NUL */
    size_t length;           /* 0: the path ended in "/", "." or ".." */
    struct inode *inode;     /* what it is, or NULL: there is no such name */
    bool slash;              /* path_walk: a name that is not there has a slash
                                after it; path_walk_parent: any has */
    enum path_last last;     /* path_walk_parent: LAST_NAME iff length > 0 */
    struct inode *held;      /* made for the walk (live.h), or NULL */
};

/* Walk `path`, which lies in a buffer of PATH_MAX bytes and is overwritten,
 * from `start` (or the root). `follow`: also if the last name is a symbolic
 * link. With tmpfs_lock held. 0 (the last name may be missing), -ENOENT,
 * -ENOTDIR, -ELOOP, -ENAMETOOLONG, -EACCES (a directory may not be
 * searched). */
int path_walk(struct inode *start, char *path, bool follow,
              struct path_end *end);

/* After either of them, whatever it said, and after tmpfs_lock is released. */
void path_end_drop(struct path_end *end);

/* The same for who adds or removes the last name: it is looked up and no more,
 * whether it is a symbolic link or has a slash after it. */
int path_walk_parent(struct inode *start, char *path, struct path_end *end);

/* A path from user memory in a new buffer of PATH_MAX bytes, to be kfree'd. 0,
 * -ENOMEM, -EFAULT, -ENAMETOOLONG. */
int path_from_user(uint64_t user, char **path);

/* Where a walk of `path` begins, with a reference: the root, the directory open
 * as `fd`, or the working directory; before there are processes, the root. 0,
 * -EBADF, -ENOTDIR. */
int path_start(int fd, const char *path, struct inode **start);

/* A path of the user's that is being worked on. */
struct path {
    char *text;
    struct inode *start; /* with a reference */
};

/* path_from_user and path_start. 0 or their errors, or -ENOENT: it is empty.
 * path_drop undoes it. */
int path_take(int fd, uint64_t user, struct path *path);
void path_drop(struct path *path);

/* All of it: the inode at the user's path, with a reference. 0 or -errno. */
int path_lookup(int fd, uint64_t user, bool follow, struct inode **inode);

/* The same with a path of the kernel's. */
int path_lookup_text(int fd, const char *text, bool follow,
                     struct inode **inode);

/* The same as the calls with an AT_EMPTY_PATH flag have it: with the flag, an
 * empty path is what `fd` is, which may be AT_FDCWD. AT_SYMLINK_NOFOLLOW
 * counts; other flags are the caller's. */
int path_lookup_at(int fd, uint64_t user, uint32_t flags, struct inode **inode);

/* The path of `inode` in path[PATH_MAX], from its end; what has lost its name is
 * called by its last one, and *removed is set. With tmpfs_lock held. Where it
 * begins, or NULL: it is too long. In path_of.c. */
char *path_of(struct inode *inode, char *path, bool *removed);

/* The same as /proc tells it, with " (deleted)" behind what was removed, into
 * text[size] without a NUL, cut to `size`. The length, or -ENOMEM,
 * -ENAMETOOLONG. */
int64_t path_tell(struct inode *inode, char *text, size_t size);

/* What stat(2) says of a descriptor and of a path; flags as
 * path_lookup_at's. 0 or -errno. In path_calls.c. */
int stat_fd(int fd, struct stat *stat);
int stat_at(int directory, uint64_t path, uint32_t flags, struct stat *stat);

/* The inode that is open as `fd`, with a reference. 0 or -EBADF: none is. */
int path_of_fd(int fd, struct inode **inode);

/* The same, also if it was opened with O_PATH. */
int path_of_any_fd(int fd, struct inode **inode);

#endif
