/* SPDX-License-Identifier: MIT
 *
 * The table of mounts. See mount.h.
 */
#include "fs/mount.h"
#include "fs/inode.h"
#include "fs/stat.h"
#include "fs/tmpfs.h"
#include "lib/errno.h"

/* f_type: statfs(2) */
#define TMPFS_MAGIC 0x01021994
#define PROC_MAGIC 0x9fa0
#define SYSFS_MAGIC 0x62656572
#define TRACEFS_MAGIC 0x74726163
#define PIPEFS_MAGIC 0x50495045
#define SOCKFS_MAGIC 0x534f434b
#define ANON_INODE_FS_MAGIC 0x09041934

struct mount mounts[MOUNTS] = {
    [MOUNT_ROOT] = {.path = "/",
                    .type = "tmpfs",
                    .device = TMPFS_DEVICE,
                    .magic = TMPFS_MAGIC,
                    .has_blocks = true},
    [MOUNT_DEV] = {.path = "/dev",
                   .type = "devtmpfs",
                   .device = DEV_DEVICE,
                   .magic = TMPFS_MAGIC,
                   .has_blocks = true},
    [MOUNT_PROC] = {.path = "/proc",
                    .type = "proc",
                    .device = PROC_DEVICE,
                    .magic = PROC_MAGIC,
                    .fixed = -ENOENT},
    [MOUNT_SYS] = {.path = "/sys",
                   .type = "sysfs",
                   .device = SYS_DEVICE,
                   .magic = SYSFS_MAGIC,
                   .fixed = -EPERM},
    [MOUNT_TRACING] = {.path = "/sys/kernel/tracing",
                       .type = "tracefs",
                       .device = TRACING_DEVICE,
                       .magic = TRACEFS_MAGIC,
                       .fixed = -EPERM},
};

const struct mount pipe_mount = {
    .type = "pipefs",
    .device = PIPE_DEVICE,
    .magic = PIPEFS_MAGIC,
};

const struct mount socket_mount = {
    .type = "sockfs",
    .device = SOCKET_DEVICE,
    .magic = SOCKFS_MAGIC,
};

const struct mount anonymous_mount = {
    .type = "anon_inodefs",
    .device = ANONYMOUS_DEVICE,
    .magic = ANON_INODE_FS_MAGIC,
};

/* The tree is as deep as the archives made it. */
static void label(struct inode *inode, const struct mount *mount)
{
    inode->mount = mount;
    list_for_each (node, &inode->entries)
        label(list_entry(node, struct entry, node)->inode, mount);
}

void mount_at(enum mount_id id, struct inode *directory)
{
    mounts[id].root = directory;
    label(directory, &mounts[id]);
}

bool mount_is_root(const struct inode *inode)
{
    return inode->mount->root == inode;
}
