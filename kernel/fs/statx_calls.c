/* SPDX-License-Identifier: MIT
 *
 * statx, which tells what stat does in a form that can grow, and statfs and
 * fstatfs, about the file system. Source: statx(2), statfs(2).
 */
#include "fs/file.h"
#include "fs/mount.h"
#include "fs/path.h"
#include "fs/stat.h"
#include "fs/tmpfs.h"
#include "lib/errno.h"
#include "mm/frame.h"
#include "mm/layout.h"
#include "mm/uaccess.h"
#include "syscall.h"

#define AT_STATX_SYNC_TYPE 0x6000 /* both bits at once mean nothing */
#define STATX_BASIC_STATS 0x7ffu  /* everything that struct stat has */
#define STATX__RESERVED 0x80000000u

struct statx_time {
    int64_t sec;
    uint32_t nsec;
    int32_t reserved;
};

struct statx {
    uint32_t mask, blksize;
    uint64_t attributes;
    uint32_t nlink, uid, gid;
    uint16_t mode, spare;
    uint64_t ino, size, blocks, attributes_mask;
    struct statx_time atime, btime, ctime, mtime;
    uint32_t rdev_major, rdev_minor, dev_major, dev_minor;
    uint64_t more[14];
};

_Static_assert(sizeof(struct statx) == 256, "statx(2)");
_Static_assert(offsetof(struct statx, ino) == 32, "statx(2)");
_Static_assert(offsetof(struct statx, rdev_major) == 128, "statx(2)");

/* A device's number, in two. */
static uint32_t device_major(uint64_t device)
{
    return (uint32_t)(device >> 8) & 0xfff;
}

static uint32_t device_minor(uint64_t device)
{
    return (uint32_t)((device & 0xff) | (device >> 12 & 0xfff00));
}

static struct statx_time statx_time(const struct timespec *time)
{
    return (struct statx_time){.sec = time->sec, .nsec = (uint32_t)time->nsec};
}

int64_t sys_statx(int directory, uint64_t path, uint32_t flags, uint32_t mask,
                  uint64_t to)
{
    struct stat stat;
    const uint32_t known = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT |
                           AT_EMPTY_PATH | AT_STATX_SYNC_TYPE;
    if (mask & STATX__RESERVED || flags & ~known ||
        (flags & AT_STATX_SYNC_TYPE) == AT_STATX_SYNC_TYPE)
        return -EINVAL;
    int error = stat_at(directory, path, flags, &stat);
    if (error)
        return error;
    struct statx statx = {
        .mask = STATX_BASIC_STATS,
        .blksize = (uint32_t)stat.st_blksize,
        .nlink = (uint32_t)stat.st_nlink,
        .uid = stat.st_uid,
        .gid = stat.st_gid,
        .mode = (uint16_t)stat.st_mode,
        .ino = stat.st_ino,
        .size = (uint64_t)stat.st_size,
        .blocks = (uint64_t)stat.st_blocks,
        .atime = statx_time(&stat.st_atim),
        .ctime = statx_time(&stat.st_ctim),
        .mtime = statx_time(&stat.st_mtim),
        .rdev_major = device_major(stat.st_rdev),
        .rdev_minor = device_minor(stat.st_rdev),
        .dev_major = device_major(stat.st_dev),
        .dev_minor = device_minor(stat.st_dev),
    };
    return copy_to_user(to, &statx, sizeof statx);
}

#define ST_VALID 0x0020 /* f_flags mean something */

struct statfs {
    int64_t type, bsize;
    uint64_t blocks, bfree, bavail, files, ffree;
    uint64_t fsid;
    int64_t namelen, frsize, flags, spare[4];
};

_Static_assert(sizeof(struct statfs) == 120, "statfs(2)");

/* Where `inode` is, whose reference is taken over. */
static int64_t statfs_to_user(struct inode *inode, uint64_t to)
{
    const struct mount *mount = inode->mount;
    struct statfs statfs = {
        .type = mount->magic,
        .bsize = PAGE_SIZE,
        .namelen = NAME_LENGTH_MAX,
        .frsize = PAGE_SIZE,
        .flags = ST_VALID,
    };
    inode_put(inode);
    if (mount->has_blocks) {
        statfs.blocks = frames_total();
        statfs.bfree = statfs.bavail = frames_for_files();
        statfs.files = frames_total(); /* each needs some memory */
        statfs.ffree = frames_for_files();
    }
    return copy_to_user(to, &statfs, sizeof statfs);
}

int64_t sys_statfs(uint64_t path, uint64_t to)
{
    struct inode *inode;
    int error = path_lookup(AT_FDCWD, path, true, &inode);
    return error ? error : statfs_to_user(inode, to);
}

int64_t sys_fstatfs(int fd, uint64_t to)
{
    struct inode *inode;
    int error = path_of_any_fd(fd, &inode);
    return error ? error : statfs_to_user(inode, to);
}
