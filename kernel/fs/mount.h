/* SPDX-License-Identifier: MIT
 *
 * The file systems that there are. All of them hang in one tree of inodes: to
 * mount one is to label a directory and what lies under it. What a label says is
 * what programs can see of a mount: the device of stat(2), the type of
 * statfs(2), a line of /proc/mounts, and that names do not cross it. The table
 * is fixed; there is no mount(2).
 */
#ifndef FS_MOUNT_H
#define FS_MOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct inode;

struct mount {
    const char *path; /* of its root; constant, as what follows */
    const char *type; /* as /proc/mounts and /proc/filesystems say it */
    uint64_t device;  /* st_dev */
    int64_t magic;    /* f_type of statfs(2) */
    bool has_blocks;  /* files take memory that statfs counts */
    int fixed;        /* the error of who makes a name there; 0: one may */
    struct inode *root;
};

enum mount_id {
    MOUNT_ROOT,
    MOUNT_DEV,
    MOUNT_PROC,
    MOUNT_SYS,
    MOUNT_TRACING,
    MOUNTS
};

extern struct mount mounts[MOUNTS];

/* Of what has no name: labels only, nowhere mounted. */
extern const struct mount pipe_mount, socket_mount, anonymous_mount;

/* `directory`, and what lies in it, is of this file system from now on. Only
 * while booting. */
void mount_at(enum mount_id id, struct inode *directory);

/* Is `inode` the root of a mounted file system, so that its name stays? */
bool mount_is_root(const struct inode *inode);

#endif
