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
#define AT_NO_AUTOMOUNT 0x800
#define AT_EMPTY_PATH 0x1000

/* Where a walk ended. Nothing in it is counted: it is good while tmpfs_lock is
 * held. */
struct path_end {
    struct inode *directory; /* that has the last name */
    const char *name;        /* the last name, in the path's buffer, no NUL */
    size_t length;           /* 0: the path ended in "/", "." or ".." */
    struct inode *inode;     /* what it is, or NULL: there is no such name */
    bool slash;              /* a name that is not there has a slash after it */
};

/* Walk `path`, which lies in a buffer of PATH_MAX bytes and is overwritten,
 * from `start` (or the root). `follow`: also if the last name is a symbolic
 * link. With tmpfs_lock held. 0 (the last name may be missing), -ENOENT,
 * -ENOTDIR, -ELOOP, -ENAMETOOLONG. */
int path_walk(struct inode *start, char *path, bool follow,
              struct path_end *end);

/* A path from user memory in a new buffer of PATH_MAX bytes, to be kfree'd. 0,
 * -ENOMEM, -EFAULT, -ENAMETOOLONG. */
int path_from_user(uint64_t user, char **path);

/* Where a walk of `path` begins, with a reference: the root, the directory open
 * as `fd`, or the working directory. 0, -EBADF, -ENOTDIR. */
int path_start(int fd, const char *path, struct inode **start);

/* All of it: the inode at the user's path, with a reference. 0 or -errno. */
int path_lookup(int fd, uint64_t user, bool follow, struct inode **inode);

#endif
