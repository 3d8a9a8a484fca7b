/* SPDX-License-Identifier: MIT
 *
 * Reading and writing beyond the simple: at a position, in parts, holes,
 * appending, descriptors' flags, many closed at once; the devices.
 */
#define _GNU_SOURCE
#include "check.h"
#include "place.h"
#include <sys/sysmacros.h>
#include <sys/uio.h>

static char buf[70000];

static void check_vectors(void)
{
    char a[4], b[4];
    struct iovec in[2] = {{a, 2}, {b, 3}};
    struct iovec out[3] = {{"ab", 2}, {NULL, 0}, {"cde", 3}};
    int fd = open("f", O_RDWR | O_CREAT | O_TRUNC, 0600), ends[2];

    CHECK_EQ(pwritev(fd, out, 3, 10), 5);
    CHECK_EQ(lseek(fd, 0, SEEK_CUR), 0);
    CHECK_EQ(lseek(fd, 0, SEEK_END), 15);
    CHECK_EQ(preadv(fd, in, 2, 10), 5);
    CHECK(!memcmp(a, "ab", 2) && !memcmp(b, "cde", 3));
    CHECK_EQ(preadv(fd, in, 2, 14), 1);
    CHECK_EQ(preadv(fd, in, 2, 99), 0);
    CHECK_ERR(preadv(fd, in, 2, -1), EINVAL);
    CHECK_ERR(preadv(fd, in, 1025, 0), EINVAL);
    CHECK_ERR(preadv(fd, in, -1, 0), EINVAL);
    CHECK_EQ(preadv(fd, in, 0, 0), 0);
    CHECK_ERR(preadv(99, in, 2, 0), EBADF);
    CHECK_ERR(preadv(fd, KERNEL_ADDRESS, 2, 0), EFAULT);
    CHECK_EQ(pipe(ends), 0);
    CHECK_ERR(preadv(ends[0], in, 2, 0), ESPIPE);
    CHECK_ERR(pwritev(ends[1], out, 2, 0), ESPIPE);
    CHECK_EQ(close(ends[0]) | close(ends[1]) | close(fd), 0);
    fd = open("f", O_RDONLY);
    CHECK_ERR(pwritev(fd, out, 3, 0), EBADF);
    CHECK_EQ(close(fd), 0);
    ok("vectors");
}

static void check_holes(void)
{
    int fd = open("f", O_RDWR | O_TRUNC);

    CHECK_EQ(pwrite(fd, "x", 1, 40960), 1);
    CHECK_EQ(fsync(fd), 0);
    CHECK_EQ(lseek(fd, 0, SEEK_DATA), 40960);
    CHECK_EQ(lseek(fd, 5, SEEK_HOLE), 5);
    CHECK_EQ(lseek(fd, 40960, SEEK_HOLE), 40961);
    CHECK_ERR(lseek(fd, 40961, SEEK_DATA), ENXIO);
    CHECK_ERR(lseek(fd, 40961, SEEK_HOLE), ENXIO);
    CHECK_ERR(lseek(fd, -1, SEEK_DATA), ENXIO);
    CHECK_EQ(pread(fd, buf, 100, 40950), 11);
    CHECK(buf[0] == 0 && buf[10] == 'x');
    CHECK_EQ(ftruncate(fd, 0) | ftruncate(fd, 41000), 0);
    CHECK_EQ(pread(fd, buf, 1, 40960), 1);
    CHECK_EQ(buf[0], 0);
    CHECK_ERR(lseek(fd, 0, SEEK_DATA), ENXIO);
    CHECK_EQ(lseek(fd, 0, SEEK_HOLE), 0);
    CHECK_ERR(lseek(fd, 0, 9), EINVAL);
    CHECK_ERR(lseek(fd, -1, SEEK_SET), EINVAL);
    CHECK_ERR(lseek(99, 0, SEEK_SET), EBADF);
    CHECK_EQ(close(fd), 0);
    ok("holes");
}

static void check_fallocate(void)
{
    struct stat st;
    int fd = open("f", O_RDWR | O_TRUNC), ends[2];

    CHECK_EQ(fallocate(fd, 0, 0, 10000), 0);
    CHECK_EQ(fstat(fd, &st), 0);
    CHECK_EQ(st.st_size, 10000);
    CHECK(st.st_blocks >= 20);
    CHECK_EQ(fallocate(fd, 1, 0, 30000), 0); /* FALLOC_FL_KEEP_SIZE */
    CHECK_EQ(fstat(fd, &st), 0);
    CHECK_EQ(st.st_size, 10000);
    CHECK_EQ(posix_fallocate(fd, 0, 20000), 0);
    CHECK_EQ(pread(fd, buf, sizeof buf, 0), 20000);
    CHECK(buf[0] == 0 && buf[19999] == 0);
    CHECK_ERR(fallocate(fd, 0, 0, 0), EINVAL);
    CHECK_ERR(fallocate(fd, 0, -1, 5), EINVAL);
    CHECK_ERR(fallocate(99, 0, 0, 5), EBADF);
    CHECK_EQ(close(fd), 0);
    fd = open("f", O_RDONLY);
    CHECK_ERR(fallocate(fd, 0, 0, 5), EBADF);
    CHECK_EQ(close(fd), 0);
    CHECK_EQ(pipe(ends), 0);
    CHECK_ERR(fallocate(ends[1], 0, 0, 5), ESPIPE);
    CHECK_EQ(close(ends[0]) | close(ends[1]), 0);
    ok("fallocate");
}

static void check_append(void)
{
    int fd = open("f", O_RDWR | O_TRUNC | O_APPEND);
    int other = open("f", O_WRONLY);

    CHECK_EQ(write(other, "first", 5), 5);
    CHECK_EQ(write(fd, "second", 6), 6);
    CHECK_EQ(lseek(fd, 0, SEEK_CUR), 11);
    CHECK_EQ(pwrite(fd, "!", 1, 0), 1); /* Linux appends even so */
    CHECK(file_is("f", "firstsecond!"));
    CHECK_EQ(fcntl(fd, F_SETFL, 0), 0);
    CHECK_EQ(pwrite(fd, "F", 1, 0), 1);
    CHECK(file_is("f", "Firstsecond!"));
    CHECK_EQ(close(fd) | close(other), 0);
    ok("append");
}

static void check_open(void)
{
    CHECK_ERR(open("f", O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST);
    CHECK_ERR(open("g/", O_RDWR | O_CREAT, 0600), EISDIR);
    CHECK_ERR(open("f/", O_RDWR | O_CREAT, 0600), EISDIR);
    CHECK_ERR(open("f/", O_RDONLY), ENOTDIR);
    CHECK_ERR(open("none/", O_RDONLY), ENOENT);
    CHECK_ERR(open("none/x", O_RDWR | O_CREAT, 0600), ENOENT);
    CHECK_ERR(open(".", O_RDONLY | O_CREAT, 0600), EISDIR);
    CHECK_ERR(open(".", O_RDONLY | O_CREAT | O_EXCL, 0600), EEXIST);
    CHECK_ERR(open("f", O_RDONLY | O_DIRECTORY), ENOTDIR);
    CHECK_ERR(open(".", O_WRONLY), EISDIR);
    CHECK_ERR(open(".", O_RDONLY | O_TRUNC), EISDIR);
    CHECK_ERR(open("f/x", O_RDONLY), ENOTDIR);
    CHECK_EQ(close(open("f", O_RDONLY | O_TRUNC)), 0); /* truncates too */
    CHECK_EQ(stat_of("f").st_size, 0);
    ok("open");
}

static void check_close_range(void)
{
    for (int fd = 50; fd < 60; fd++)
        CHECK_EQ(dup2(1, fd), fd);
    CHECK_EQ(syscall(436, 50, 52, 4), 0); /* CLOSE_RANGE_CLOEXEC */
    CHECK_EQ(fcntl(50, F_GETFD), FD_CLOEXEC);
    CHECK_EQ(fcntl(53, F_GETFD), 0);
    CHECK_EQ(syscall(436, 50, 55, 0), 0);
    CHECK_ERR(fcntl(55, F_GETFD), EBADF);
    CHECK_EQ(fcntl(56, F_GETFD), 0);
    CHECK_EQ(syscall(436, 50, ~0u, 0), 0);
    CHECK_ERR(fcntl(59, F_GETFD), EBADF);
    CHECK_ERR(syscall(436, 9, 8, 0), EINVAL);
    CHECK_ERR(syscall(436, 50, 60, 64), EINVAL);
    ok("close_range");
}

static void check_devices(void)
{
    int fd = open("/dev/full", O_RDWR), random;

    CHECK_ERR(write(fd, "x", 1), ENOSPC);
    buf[0] = 1;
    CHECK_EQ(read(fd, buf, 10), 10);
    CHECK_EQ(buf[0], 0);
    CHECK_EQ(lseek(fd, 100, SEEK_SET), 0);
    CHECK_EQ(close(fd), 0);
    fd = open("/dev/null", O_RDWR);
    CHECK_EQ(write(fd, buf, 100), 100);
    CHECK_EQ(read(fd, buf, 100), 0);
    CHECK_EQ(lseek(fd, 100, SEEK_SET), 0);
    CHECK(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0) == MAP_FAILED);
    CHECK_EQ(errno, ENODEV);
    CHECK_ERR(ftruncate(fd, 0), EINVAL);
    CHECK_EQ(close(fd), 0);
    CHECK_EQ(close(open("/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0666)), 0);
    random = open("/dev/urandom", O_RDONLY);
    memset(buf, 0, 64);
    CHECK_EQ(read(random, buf, 32), 32);
    CHECK_EQ(read(random, buf + 32, 32), 32);
    CHECK(memcmp(buf, buf + 32, 32) != 0);
    CHECK_ERR(read(random, KERNEL_ADDRESS, 8), EFAULT);
    CHECK_EQ(close(random), 0);
    CHECK_EQ(stat_of("/dev/random").st_rdev, makedev(1, 8));
    CHECK_EQ(stat_of("/dev/urandom").st_rdev, makedev(1, 9));
    ok("devices");
}

int main(void)
{
    place_enter("io");
    check_vectors();
    check_holes();
    check_fallocate();
    check_append();
    check_open();
    check_close_range();
    check_devices();
    CHECK_EQ(unlink("f"), 0);
    place_leave();
    return check_status();
}
