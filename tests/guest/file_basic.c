/* SPDX-License-Identifier: MIT
 *
 * A file in /tmp: made, written, read back, moved in, cut, removed.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>

static char path[64];
static char buf[8192];

static long size_of(int fd)
{
    struct stat st;

    return fstat(fd, &st) ? -1 : (long)st.st_size;
}

static void check_create(void)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
    struct stat st;

    CHECK(fd >= 0);
    CHECK_EQ(fstat(fd, &st), 0);
    CHECK(S_ISREG(st.st_mode));
    CHECK_EQ(st.st_mode & 07777, 0600);
    CHECK_EQ(st.st_size, 0);
    CHECK_EQ(st.st_nlink, 1);
    CHECK_EQ(read(fd, buf, 1), 0);
    CHECK_EQ(close(fd), 0);
    CHECK_ERR(open(path, O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST);
    ok("create");
}

static void check_write(void)
{
    int fd = open(path, O_RDWR);

    CHECK_EQ(write(fd, "hello, world", 12), 12);
    CHECK_EQ(lseek(fd, 0, SEEK_CUR), 12);
    CHECK_EQ(read(fd, buf, 10), 0);
    CHECK_EQ(lseek(fd, 7, SEEK_SET), 7);
    CHECK_EQ(read(fd, buf, 100), 5);
    CHECK(!memcmp(buf, "world", 5));
    CHECK_EQ(pwrite(fd, "W", 1, 7), 1);
    CHECK_EQ(pread(fd, buf, 5, 7), 5);
    CHECK(!memcmp(buf, "World", 5));
    CHECK_EQ(lseek(fd, 0, SEEK_CUR), 12); /* they moved nothing */
    CHECK_EQ(size_of(fd), 12);
    CHECK_EQ(close(fd), 0);
    ok("write");
}

static void check_seek(void)
{
    int fd = open(path, O_RDWR);

    CHECK_EQ(lseek(fd, -2, SEEK_END), 10);
    CHECK_EQ(lseek(fd, 3, SEEK_CUR), 13);
    CHECK_ERR(lseek(fd, -1, SEEK_SET), EINVAL);
    CHECK_ERR(lseek(fd, 0, 99), EINVAL);
    CHECK_ERR(pread(fd, buf, 1, -1), EINVAL);
    CHECK_EQ(lseek(fd, 5000, SEEK_SET), 5000);
    CHECK_EQ(size_of(fd), 12); /* a seek writes nothing */
    CHECK_EQ(write(fd, "far", 3), 3);
    CHECK_EQ(size_of(fd), 5003);
    CHECK_EQ(pread(fd, buf, 8192, 12), 4991); /* the gap reads as zero */
    for (int i = 0; i < 4988; i++)
        CHECK_EQ(buf[i], 0);
    CHECK(!memcmp(buf + 4988, "far", 3));
    CHECK_EQ(close(fd), 0);
    ok("seek");
}

static void check_truncate(void)
{
    int fd = open(path, O_RDWR);

    CHECK_EQ(ftruncate(fd, 5), 0);
    CHECK_EQ(size_of(fd), 5);
    CHECK_EQ(ftruncate(fd, 9), 0);
    CHECK_EQ(read(fd, buf, 100), 9);
    CHECK(!memcmp(buf, "hello\0\0\0\0", 9));
    CHECK_ERR(ftruncate(fd, -1), EINVAL);
    CHECK_EQ(close(fd), 0);
    fd = open(path, O_WRONLY | O_TRUNC);
    CHECK_EQ(size_of(fd), 0);
    CHECK_ERR(read(fd, buf, 1), EBADF);
    CHECK_EQ(close(fd), 0);
    fd = open(path, O_RDONLY);
    CHECK_ERR(write(fd, "x", 1), EBADF);
    CHECK_ERR(ftruncate(fd, 0), EINVAL);
    CHECK_EQ(close(fd), 0);
    ok("truncate");
}

static void check_append(void)
{
    int fd = open(path, O_RDWR | O_APPEND), other = open(path, O_WRONLY);

    CHECK_EQ(write(other, "1234", 4), 4);
    CHECK_EQ(write(fd, "56", 2), 2);
    CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
    CHECK_EQ(write(fd, "78", 2), 2); /* at the end all the same */
    CHECK_EQ(pread(fd, buf, 100, 0), 8);
    CHECK(!memcmp(buf, "12345678", 8));
    CHECK_EQ(close(fd), 0);
    CHECK_EQ(close(other), 0);
    ok("append");
}

/* A duplicate shares the position, a second open does not. */
static void check_position(void)
{
    int fd = open(path, O_RDONLY), twin = dup(fd), other = open(path, O_RDONLY);

    CHECK_EQ(read(fd, buf, 3), 3);
    CHECK_EQ(lseek(twin, 0, SEEK_CUR), 3);
    CHECK_EQ(lseek(other, 0, SEEK_CUR), 0);
    CHECK_ERR(read(fd, KERNEL_ADDRESS, 1), EFAULT);
    CHECK_EQ(lseek(fd, 0, SEEK_CUR), 3);
    CHECK_EQ(close(fd), 0);
    CHECK_EQ(read(twin, buf, 100), 5);
    CHECK_EQ(close(twin), 0);
    CHECK_EQ(close(other), 0);
    ok("position");
}

/* The file lives on while it is open, without its name. */
static void check_unlink(void)
{
    int fd = open(path, O_RDWR);
    struct stat st;

    CHECK_EQ(unlink(path), 0);
    CHECK_ERR(open(path, O_RDWR), ENOENT);
    CHECK_ERR(unlink(path), ENOENT);
    CHECK_EQ(fstat(fd, &st), 0);
    CHECK_EQ(st.st_nlink, 0);
    CHECK_EQ(pread(fd, buf, 100, 0), 8);
    CHECK_EQ(close(fd), 0);
    ok("unlink");
}

int main(void)
{
    umask(022);
    snprintf(path, sizeof path, "/tmp/guest-file-%d", getpid());
    unlink(path);
    check_create();
    check_write();
    check_seek();
    check_truncate();
    check_append();
    check_position();
    check_unlink();
    return check_status();
}
