/* SPDX-License-Identifier: MIT
 *
 * Live inodes: those whose contents do not lie in memory but are what holds at
 * the moment, made when somebody asks (/proc, /sys/kernel/tracing). A directory
 * makes inodes for the names that are looked up, a file its text, a symbolic link
 * the place to which it leads. An inode that was made for a name lives as long
 * as somebody holds it; a second look-up makes another one, with the same
 * number.
 */
#ifndef FS_LIVE_H
#define FS_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct file;
struct inode;
struct listing;
struct stat;
struct text;

/* A link that is walked by its text has no longer one than this. */
#define LIVE_TARGET_MAX 64

#define LIVE_STORE_MAX 255 /* bytes of one write */

/* Operations of one kind of inode. NULL: as with an inode in memory. "Locked":
 * tmpfs_lock is held, so it may not sleep. */
struct live_ops {
    /* A directory. Locked. Make the inode called name[length], which is none of
     * the directory's entries: in *inode with a reference. 0, -ENOENT,
     * -ENOMEM. */
    int (*lookup)(struct inode *directory, const char *name, size_t length,
                  struct inode **inode);

    /* A directory. Locked. Add the names after listing->cookie, "." and ".." and
     * its entries apart, which have cookies below LISTING_LIVE. False: one did
     * not fit. Names that come or go meanwhile do not hide others. */
    bool (*list)(struct inode *directory, struct listing *listing);

    /* A directory. Locked. It is still there. NULL: always. */
    bool (*exists)(struct inode *directory);

    /* A symbolic link. Locked. What readlink(2) says, into text[size] without a
     * NUL, cut to `size`: the length, or -ENOENT. */
    int64_t (*read_link)(struct inode *link, char *text, size_t size);

    /* A symbolic link. Locked. Where it leads, whatever its text says: in
     * *inode, with a reference. 0, -ENOENT, -ENOMEM. NULL: as its text says. */
    int (*follow)(struct inode *link, struct inode **inode);

    /* Its last name, for its path, into name[NAME_LENGTH_MAX + 1]. Locked. */
    void (*name)(struct inode *inode, char *name);

    /* Change *stat, which has been filled in. */
    void (*stat)(struct inode *inode, struct stat *stat);

    /* Open it, its reference being taken over, with these flags that stay. May
     * sleep. 0 or -errno. */
    int (*open)(struct inode *inode, uint32_t flags, struct file **file);

    /* A regular file: its whole text as it is now. May sleep. 0 or -errno; if
     * memory was short, the text knows (text.h). */
    int (*show)(struct inode *inode, struct text *text);

    /* A regular file: text[length] was written to it, with a NUL behind; what is
     * longer than LIVE_STORE_MAX was cut. How much of it counts as written, or
     * -errno. NULL: -EINVAL. May sleep. */
    int64_t (*store)(struct inode *inode, const char *text, size_t length);

    /* The inode goes. Any lock may be held. */
    void (*release)(struct inode *inode);
};

#endif
