/* SPDX-License-Identifier: MIT
 *
 * struct stat as Linux's x86-64 system calls fill it in, and the bits of a
 * mode. Source: stat(2), inode(7); arch/x86/include/uapi/asm/stat.h.
 */
#ifndef FS_STAT_H
#define FS_STAT_H

#include <stddef.h>
#include <stdint.h>
#include "time/clock.h"

#define S_IFMT 0170000
#define S_IFIFO 0010000
#define S_IFSOCK 0140000
#define S_IFBLK 0060000
#define S_IFCHR 0020000
#define S_IFDIR 0040000
#define S_IFREG 0100000
#define S_IFLNK 0120000
#define S_ISUID 04000
#define S_ISGID 02000
#define S_ISVTX 01000
#define S_IXGRP 0010

/* As owner or group: leave it as it is. chown(2) */
#define ID_UNCHANGED UINT32_MAX

struct stat {
    uint64_t st_dev;
    uint64_t st_ino;
    uint64_t st_nlink;
    uint32_t st_mode;
    uint32_t st_uid;
    uint32_t st_gid;
    uint32_t pad;
    uint64_t st_rdev;
    int64_t st_size;
    int64_t st_blksize;
    int64_t st_blocks; /* of 512 bytes */
    struct timespec st_atim;
    struct timespec st_mtim;
    struct timespec st_ctim;
    int64_t unused[3];
};

_Static_assert(sizeof(struct stat) == 144, "Linux's size");
_Static_assert(offsetof(struct stat, st_mode) == 24, "Linux's layout");
_Static_assert(offsetof(struct stat, st_rdev) == 40, "Linux's layout");
_Static_assert(offsetof(struct stat, st_size) == 48, "Linux's layout");
_Static_assert(offsetof(struct stat, st_blksize) == 56, "Linux's layout");
_Static_assert(offsetof(struct stat, st_blocks) == 64, "Linux's layout");
_Static_assert(offsetof(struct stat, st_atim) == 72, "Linux's layout");
_Static_assert(offsetof(struct stat, st_ctim) == 104, "Linux's layout");

/* st_dev of what lies in the file system, and of what has no name. */
#define TMPFS_DEVICE 1
#define PIPE_DEVICE 2
#define ANONYMOUS_DEVICE 3
#define SOCKET_DEVICE 4
#define DEV_DEVICE 5
#define PROC_DEVICE 6
#define SYS_DEVICE 7
#define TRACING_DEVICE 8

/* A device's number as st_rdev has it, for majors and minors below 256. A
 * constant. */
#define DEVICE_NUMBER(major, minor) ((major) << 8 | (minor))
#define DEVICE_TTY DEVICE_NUMBER(5, 0) /* tty(4): the controlling terminal */

#endif
