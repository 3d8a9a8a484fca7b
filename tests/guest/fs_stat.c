/* SPDX-License-Identifier: MIT
 *
 * What is told of files and can be set: stat, statx, statfs, access, chmod,
 * chown, truncate.
 */
#define _GNU_SOURCE
#include "check.h"
#include "place.h"
#include <sys/statfs.h>
#include <sys/sysmacros.h>

#define STATX_BASIC_STATS 0x7ff

struct stamp {
    int64_t tv_sec;
    uint32_t tv_nsec, reserved;
};

/* As statx(2) has it; not every C library does. */
struct statx_result {
    uint32_t stx_mask, stx_blksize;
    uint64_t stx_attributes;
    uint32_t stx_nlink, stx_uid, stx_gid;
    uint16_t stx_mode, spare;
    uint64_t stx_ino, stx_size, stx_blocks, stx_attributes_mask;
    struct stamp stx_atime, stx_btime, stx_ctime, stx_mtime;
    uint32_t stx_rdev_major, stx_rdev_minor, stx_dev_major, stx_dev_minor;
    uint64_t more[14];
};

static void check_stat(void)
{
    struct stat st;
    int fd;

    put_file("f", "12345");
    CHECK_EQ(stat("f", &st), 0);
    CHECK_EQ(st.st_size, 5);
    CHECK_EQ(st.st_nlink, 1);
    CHECK_EQ(st.st_mode, S_IFREG | 0644);
    CHECK_EQ(st.st_uid, geteuid());
    CHECK_EQ(st.st_blksize, 4096);
    CHECK_ERR(stat("none", &st), ENOENT);
    CHECK_ERR(stat("f/", &st), ENOTDIR);
    CHECK_ERR(stat("f/x", &st), ENOTDIR);
    CHECK_ERR(syscall(SYS_stat, "f", KERNEL_ADDRESS), EFAULT);
    CHECK_ERR(syscall(SYS_stat, NULL, &st), EFAULT);
    CHECK_ERR(fstat(99, &st), EBADF);
    fd = open("f", O_RDONLY);
    CHECK_EQ(fstatat(fd, "", &st, AT_EMPTY_PATH), 0);
    CHECK_EQ(st.st_size, 5);
    CHECK_ERR(fstatat(fd, "", &st, 0), ENOENT);
    CHECK_ERR(fstatat(fd, "f", &st, 0), ENOTDIR);
    CHECK_ERR(syscall(SYS_newfstatat, fd, "f", &st, 1), EINVAL);
    CHECK_ERR(fstatat(99, "f", &st, 0), EBADF);
    CHECK_EQ(close(fd), 0);
    ok("stat");
}

static void check_statx(void)
{
    struct stat st = stat_of("f");
    struct statx_result sx;

    CHECK_EQ(syscall(SYS_statx, AT_FDCWD, "f", 0, STATX_BASIC_STATS, &sx), 0);
    CHECK_EQ(sx.stx_mask & STATX_BASIC_STATS, STATX_BASIC_STATS);
    CHECK_EQ(sx.stx_size, 5);
    CHECK_EQ(sx.stx_nlink, 1);
    CHECK_EQ(sx.stx_mode, st.st_mode);
    CHECK_EQ(sx.stx_ino, st.st_ino);
    CHECK_EQ(sx.stx_blocks, st.st_blocks);
    CHECK_EQ(sx.stx_blksize, st.st_blksize);
    CHECK_EQ(sx.stx_uid, st.st_uid);
    CHECK_EQ(sx.stx_mtime.tv_sec, st.st_mtim.tv_sec);
    CHECK_EQ(sx.stx_mtime.tv_nsec, st.st_mtim.tv_nsec);
    CHECK_EQ(sx.stx_ctime.tv_nsec, st.st_ctim.tv_nsec);
    CHECK_EQ(makedev(sx.stx_dev_major, sx.stx_dev_minor), st.st_dev);
    CHECK_EQ(syscall(SYS_statx, AT_FDCWD, "/dev/null", 0, 0x7ff, &sx), 0);
    CHECK_EQ(sx.stx_rdev_major, 1);
    CHECK_EQ(sx.stx_rdev_minor, 3);
    CHECK_ERR(syscall(SYS_statx, AT_FDCWD, "f", 0, 1u << 31, &sx), EINVAL);
    CHECK_ERR(syscall(SYS_statx, AT_FDCWD, "f", 0x6000, 0x7ff, &sx), EINVAL);
    CHECK_ERR(syscall(SYS_statx, AT_FDCWD, "f", 1, 0x7ff, &sx), EINVAL);
    CHECK_ERR(syscall(SYS_statx, AT_FDCWD, "none", 0, 0x7ff, &sx), ENOENT);
    CHECK_ERR(syscall(SYS_statx, AT_FDCWD, "", 0, 0x7ff, &sx), ENOENT);
    CHECK_ERR(syscall(SYS_statx, AT_FDCWD, "f", 0, 0x7ff, KERNEL_ADDRESS),
              EFAULT);
    ok("statx");
}

static void check_statfs(void)
{
    struct statfs fs;
    int fd = open("f", O_RDONLY);

    CHECK_EQ(statfs(".", &fs), 0);
    CHECK_EQ(fs.f_bsize, 4096);
    CHECK_EQ(fs.f_namelen, 255);
    CHECK(fs.f_blocks >= fs.f_bfree && fs.f_bfree > 0);
    CHECK_EQ(fstatfs(fd, &fs), 0);
    CHECK_EQ(fs.f_namelen, 255);
    CHECK_ERR(statfs("none", &fs), ENOENT);
    CHECK_ERR(fstatfs(99, &fs), EBADF);
    CHECK_ERR(syscall(SYS_statfs, ".", KERNEL_ADDRESS), EFAULT);
    CHECK_EQ(close(fd), 0);
    ok("statfs");
}

static void check_access(void)
{
    CHECK_EQ(access("f", R_OK | W_OK), 0);
    CHECK_ERR(access("f", X_OK), EACCES);
    CHECK_EQ(chmod("f", 0010), 0);
    CHECK_EQ(access("f", X_OK), 0);
    CHECK_EQ(access(".", X_OK), 0);
    CHECK_ERR(access("f", 8), EINVAL);
    CHECK_ERR(access("none", F_OK), ENOENT);
    CHECK_ERR(access("f/x", F_OK), ENOTDIR);
    CHECK_ERR(access(NULL, F_OK), EFAULT);
    CHECK_ERR(syscall(SYS_faccessat, 99, "f", F_OK), EBADF);
    CHECK_EQ(syscall(439, AT_FDCWD, "f", F_OK, AT_EACCESS), 0);
    CHECK_ERR(syscall(439, AT_FDCWD, "f", F_OK, 1), EINVAL);
    CHECK_EQ(symlink("none", "s"), 0);
    CHECK_ERR(access("s", F_OK), ENOENT);
    CHECK_EQ(syscall(439, AT_FDCWD, "s", F_OK, AT_SYMLINK_NOFOLLOW), 0);
    CHECK_EQ(unlink("s"), 0);
    ok("access");
}

static void check_chmod(void)
{
    int fd = open("f", O_RDONLY);

    CHECK_EQ(chmod("f", 07777), 0);
    CHECK_EQ(stat_of("f").st_mode, S_IFREG | 07777);
    CHECK_EQ(fchmod(fd, 0600), 0);
    CHECK_EQ(stat_of("f").st_mode, S_IFREG | 0600);
    CHECK_EQ(chmod("f", 0170644), 0); /* the type stays */
    CHECK_EQ(stat_of("f").st_mode, S_IFREG | 0644);
    CHECK_EQ(syscall(SYS_fchmodat, AT_FDCWD, "f", 0640), 0);
    CHECK_EQ(stat_of("f").st_mode, S_IFREG | 0640);
    CHECK_ERR(chmod("none", 0600), ENOENT);
    CHECK_ERR(fchmod(99, 0600), EBADF);
    CHECK_ERR(syscall(SYS_fchmodat, 99, "f", 0600), EBADF);
    CHECK_EQ(symlink("f", "s"), 0);
    CHECK_EQ(chmod("s", 0600), 0);
    CHECK_EQ(stat_of("f").st_mode, S_IFREG | 0600);
    CHECK_EQ(stat_of("s").st_mode, S_IFLNK | 0777);
    CHECK_ERR(syscall(452, AT_FDCWD, "s", 0600, AT_SYMLINK_NOFOLLOW),
              EOPNOTSUPP);
    CHECK_EQ(unlink("s"), 0);
    CHECK_EQ(close(fd), 0);
    ok("chmod");
}

static void check_chown(void)
{
    int fd = open("f", O_RDONLY);

    CHECK_EQ(chmod("f", 06755), 0);
    CHECK_EQ(chown("f", 123, 456), 0);
    CHECK_EQ(stat_of("f").st_uid, 123);
    CHECK_EQ(stat_of("f").st_gid, 456);
    CHECK_EQ(stat_of("f").st_mode, S_IFREG | 0755);
    CHECK_EQ(fchown(fd, -1, 7), 0);
    CHECK_EQ(stat_of("f").st_uid, 123);
    CHECK_EQ(stat_of("f").st_gid, 7);
    CHECK_EQ(chown("f", 8, -1), 0);
    CHECK_EQ(stat_of("f").st_uid, 8);
    CHECK_EQ(symlink("f", "s"), 0);
    CHECK_EQ(lchown("s", 5, 5), 0);
    CHECK_EQ(stat_of("s").st_uid, 5);
    CHECK_EQ(stat_of("f").st_uid, 8);
    CHECK_EQ(fchownat(AT_FDCWD, "s", 9, 9, 0), 0);
    CHECK_EQ(stat_of("f").st_uid, 9);
    CHECK_EQ(fchownat(fd, "", 0, 0, AT_EMPTY_PATH), 0);
    CHECK_EQ(stat_of("f").st_uid, 0);
    CHECK_ERR(chown("none", 0, 0), ENOENT);
    CHECK_ERR(fchown(99, 0, 0), EBADF);
    CHECK_ERR(fchownat(AT_FDCWD, "f", 0, 0, 1), EINVAL);
    CHECK_EQ(mkdir("d", 0700), 0);
    CHECK_EQ(chown("d", 0, 77), 0);
    CHECK_EQ(chmod("d", 02755), 0);
    CHECK_EQ(mkdir("d/e", 0700), 0); /* the group is handed down */
    CHECK_EQ(stat_of("d/e").st_gid, 77);
    CHECK_EQ(stat_of("d/e").st_mode, S_IFDIR | 02700);
    CHECK_EQ(rmdir("d/e") | rmdir("d") | unlink("s") | close(fd), 0);
    ok("chown");
}

static void check_truncate(void)
{
    CHECK_EQ(truncate("f", 2), 0);
    CHECK(file_is("f", "12"));
    CHECK_EQ(truncate("f", 100000), 0);
    CHECK_EQ(stat_of("f").st_size, 100000);
    CHECK_ERR(truncate("f", -1), EINVAL);
    CHECK_ERR(truncate(".", 0), EISDIR);
    CHECK_ERR(truncate("none", 0), ENOENT);
    CHECK_EQ(mkfifo("p", 0600), 0);
    CHECK_ERR(truncate("p", 0), EINVAL);
    CHECK_EQ(unlink("p"), 0);
    CHECK_EQ(truncate("f", 0), 0);
    CHECK_EQ(stat_of("f").st_size, 0);
    CHECK_EQ(unlink("f"), 0);
    ok("truncate");
}

int main(void)
{
    place_enter("stat");
    check_stat();
    check_statx();
    check_statfs();
    check_access();
    check_chmod();
    check_chown();
    check_truncate();
    place_leave();
    return check_status();
}
