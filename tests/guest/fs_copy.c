/* SPDX-License-Identifier: MIT
 *
 * sendfile and copy_file_range; preadv2; memfd_create; O_PATH; RLIMIT_FSIZE; the
 * calls that ask for safety or speed.
 */
#define _GNU_SOURCE
#include "check.h"
#include "place.h"
#include <signal.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>

static char big[20000], back[40000];

static int open_new(const char *name)
{
    int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0644);

    CHECK(fd >= 0);
    return fd;
}

/* What was sent to `to` is big[from, from + bytes). */
static void check_got(int fd, long from, long bytes)
{
    long got = 0, n;

    while (got < bytes && (n = read(fd, back + got, bytes - got)) > 0)
        got += n;
    CHECK_EQ(got, bytes);
    CHECK(!memcmp(back, big + from, bytes));
}

static void check_sendfile(void)
{
    int in = open_new("in"), out = open_new("out"), p[2], s[2];
    off_t at = 5000;

    CHECK_EQ(write(in, big, sizeof big), sizeof big);
    CHECK_EQ(sendfile(out, in, &at, 10000), 10000);
    CHECK_EQ(at, 15000);
    CHECK_EQ(lseek(in, 0, SEEK_CUR), sizeof big);
    CHECK_EQ(lseek(out, 0, SEEK_CUR), 10000);
    CHECK_EQ(sendfile(out, in, NULL, 100), 0); /* at the end */
    CHECK_EQ(lseek(in, 12000, SEEK_SET), 12000);
    CHECK_EQ(sendfile(out, in, NULL, 1 << 20), 8000);
    CHECK_EQ(lseek(in, 0, SEEK_CUR), 20000);
    CHECK_EQ(lseek(out, 0, SEEK_SET), 0);
    check_got(out, 5000, 10000);
    check_got(out, 12000, 8000);
    CHECK_EQ(pipe2(p, O_NONBLOCK), 0);
    at = 0;
    CHECK_EQ(sendfile(p[1], in, &at, 9000), 9000);
    check_got(p[0], 0, 9000);
    CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, s), 0);
    CHECK_EQ(sendfile(s[1], in, &at, 9000), 9000);
    check_got(s[0], 9000, 9000);
    CHECK_ERR(sendfile(out, p[0], NULL, 1), EINVAL);
    CHECK_ERR(sendfile(out, p[0], &at, 1), ESPIPE);
    CHECK_ERR(sendfile(p[0], in, NULL, 1), EBADF);
    CHECK_ERR(sendfile(99, in, NULL, 1), EBADF);
    CHECK_ERR(sendfile(out, 99, NULL, 1), EBADF);
    at = -1;
    CHECK_ERR(sendfile(out, in, &at, 1), EINVAL);
    CHECK_ERR(syscall(SYS_sendfile, out, in, KERNEL_ADDRESS, 1), EFAULT);
    CHECK_EQ(fcntl(out, F_SETFL, O_APPEND), 0);
    CHECK_ERR(sendfile(out, in, NULL, 1), EINVAL);
    CHECK_EQ(close(in) | close(out) | close(p[0]) | close(p[1]) | close(s[0]) |
                 close(s[1]),
             0);
    ok("sendfile");
}

static long copy(int in, off_t *from, int out, off_t *to, size_t bytes,
                 unsigned flags)
{
    return syscall(SYS_copy_file_range, in, from, out, to, bytes, flags);
}

static void check_copy(void)
{
    int in = open("in", O_RDONLY), out = open_new("out");
    int dir = open(".", O_RDONLY), p[2];
    off_t from = 100, to = 50;

    CHECK_EQ(copy(in, &from, out, &to, 5000, 0), 5000);
    CHECK_EQ(from, 5100);
    CHECK_EQ(to, 5050);
    CHECK_EQ(lseek(out, 0, SEEK_CUR), 0);
    CHECK_EQ(copy(in, NULL, out, &to, 1 << 20, 0), sizeof big);
    CHECK_EQ(copy(in, NULL, out, NULL, 10, 0), 0);
    CHECK_EQ(lseek(out, 50, SEEK_SET), 50);
    check_got(out, 100, 5000);
    check_got(out, 0, sizeof big);
    CHECK_ERR(copy(in, NULL, out, NULL, 10, 1), EINVAL);
    CHECK_ERR(copy(in, NULL, dir, NULL, 10, 0), EISDIR);
    CHECK_ERR(copy(out, NULL, in, NULL, 10, 0), EBADF);
    from = 0, to = 10;
    CHECK_ERR(copy(out, &from, out, &to, 11, 0), EINVAL);
    CHECK_EQ(copy(out, &from, out, &to, 10, 0), 10);
    CHECK_EQ(pipe(p), 0);
    CHECK_ERR(copy(in, NULL, p[1], NULL, 10, 0), EINVAL);
    CHECK_EQ(close(in) | close(out) | close(dir) | close(p[0]) | close(p[1]),
             0);
    CHECK_EQ(unlink("in") | unlink("out"), 0);
    ok("copy_file_range");
}

static void check_preadv2(void)
{
    int fd = open_new("f");
    char a[4], b[4];
    struct iovec parts[2] = {{a, 4}, {b, 4}};

    CHECK_EQ(write(fd, "0123456789", 10), 10);
    CHECK_EQ(syscall(SYS_preadv2, fd, parts, 2, 1L, 0L, 0L), 8);
    CHECK(!memcmp(a, "1234", 4) && !memcmp(b, "5678", 4));
    CHECK_EQ(lseek(fd, 0, SEEK_CUR), 10);
    CHECK_EQ(syscall(SYS_pwritev2, fd, parts, 1, -1L, 0L, 4L), 4);
    CHECK_EQ(lseek(fd, 0, SEEK_CUR), 14);
    CHECK_ERR(syscall(SYS_preadv2, fd, parts, 2, -2L, 0L, 0L), EINVAL);
    CHECK_ERR(syscall(SYS_preadv2, fd, parts, 2, 0L, 0L, 0x40000000L),
              EOPNOTSUPP);
    CHECK_EQ(close(fd) | unlink("f"), 0);
    ok("preadv2");
}

static void check_memfd(void)
{
    char name[260];
    struct stat st;
    int fd = (int)syscall(SYS_memfd_create, "some", 1);

    CHECK(fd >= 0);
    CHECK_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
    CHECK_EQ(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDWR);
    CHECK_EQ(fstat(fd, &st), 0);
    CHECK_EQ(st.st_nlink, 0);
    CHECK_EQ(st.st_size, 0);
    CHECK(S_ISREG(st.st_mode));
    CHECK_EQ(ftruncate(fd, 8192), 0);
    char *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    CHECK(p != MAP_FAILED);
    p[5000] = 'x';
    CHECK_EQ(pread(fd, name, 1, 5000), 1);
    CHECK_EQ(name[0], 'x');
    CHECK_EQ(munmap(p, 8192) | close(fd), 0);
    memset(name, 'n', sizeof name);
    name[249] = 0;
    fd = (int)syscall(SYS_memfd_create, name, 0);
    CHECK(fd >= 0);
    CHECK_EQ(close(fd), 0);
    name[249] = 'n';
    name[250] = 0;
    CHECK_ERR(syscall(SYS_memfd_create, name, 0), EINVAL);
    CHECK_ERR(syscall(SYS_memfd_create, "x", 0x100), EINVAL);
    CHECK_ERR(syscall(SYS_memfd_create, KERNEL_ADDRESS, 0), EFAULT);
    ok("memfd_create");
}

/* A place: one may ask where it is and start from it, and no more. */
static void check_path(void)
{
    struct stat st;
    struct timespec now[2] = {{.tv_nsec = UTIME_NOW}, {.tv_nsec = UTIME_NOW}};
    char buf[8];

    CHECK_EQ(mkdir("d", 0700), 0);
    put_file("d/f", "text");
    CHECK_EQ(symlink("f", "d/l"), 0);
    CHECK_EQ(mkfifo("d/fifo", 0600), 0);
    int dir = open("d", O_PATH), file = openat(dir, "f", O_PATH | O_RDWR);
    int link = openat(dir, "l", O_PATH | O_NOFOLLOW);
    int fifo = openat(dir, "fifo", O_PATH); /* nobody waits */
    CHECK(dir >= 0 && file >= 0 && link >= 0 && fifo >= 0);
    CHECK_EQ(fstat(file, &st), 0);
    CHECK_EQ(st.st_size, 4);
    CHECK_EQ(fstat(link, &st), 0);
    CHECK(S_ISLNK(st.st_mode));
    CHECK_EQ(readlinkat(link, "", buf, sizeof buf), 1);
    CHECK_ERR(readlinkat(file, "", buf, sizeof buf), ENOENT);
    CHECK_EQ(fcntl(file, F_GETFL), O_PATH);
    CHECK_EQ(fcntl(file, F_SETFD, FD_CLOEXEC), 0);
    CHECK_ERR(fcntl(file, F_SETFL, 0), EBADF);
    CHECK_ERR(read(file, buf, 1), EBADF);
    CHECK_ERR(write(file, buf, 1), EBADF);
    CHECK_ERR(pread(file, buf, 1, 0), EBADF);
    CHECK_ERR(lseek(file, 0, SEEK_SET), EBADF);
    CHECK_ERR(ftruncate(file, 0), EBADF);
    CHECK_ERR(syscall(SYS_fchmod, file, 0600), EBADF);
    CHECK_ERR(syscall(SYS_fchown, file, 0, 0), EBADF);
    CHECK_ERR(syscall(SYS_utimensat, file, NULL, now, 0), EBADF);
    CHECK_ERR(fsync(file), EBADF);
    CHECK_ERR(syscall(SYS_getdents64, dir, buf, 8), EBADF);
    CHECK(mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 0) == MAP_FAILED);
    CHECK_EQ(errno, EBADF);
    int copy = dup(file);
    CHECK(copy >= 0);
    CHECK_EQ(fcntl(copy, F_GETFL), O_PATH);
    CHECK_EQ(close(copy), 0);
    CHECK_EQ(fchdir(dir), 0);
    CHECK(file_is("f", "text"));
    CHECK_EQ(chdir(".."), 0);
    CHECK_ERR(open("d/f", O_PATH | O_DIRECTORY), ENOTDIR);
    CHECK_ERR(open("none", O_PATH | O_CREAT, 0600), ENOENT);
    CHECK_EQ(close(dir) | close(file) | close(link) | close(fifo), 0);
    CHECK_EQ(unlink("d/f") | unlink("d/l") | unlink("d/fifo") | rmdir("d"), 0);
    ok("O_PATH");
}

static volatile sig_atomic_t exceeded;

static void on_exceeded(int signal)
{
    exceeded += signal == SIGXFSZ;
}

static void check_limit(void)
{
    struct rlimit limit, before;
    int fd = open_new("f");

    signal(SIGXFSZ, on_exceeded);
    CHECK_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = before;
    limit.rlim_cur = 10000;
    CHECK_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
    CHECK_EQ(write(fd, big, 9000), 9000);
    CHECK_EQ(write(fd, big, 9000), 1000);
    CHECK_EQ(exceeded, 0);
    CHECK_ERR(write(fd, big, 1), EFBIG);
    CHECK_EQ(exceeded, 1);
    CHECK_ERR(pwrite(fd, big, 1, 20000), EFBIG);
    CHECK_EQ(exceeded, 2);
    CHECK_ERR(ftruncate(fd, 10001), EFBIG);
    CHECK_EQ(exceeded, 3);
    CHECK_EQ(pwrite(fd, big, 10, 0), 10);
    limit.rlim_cur = 5000;
    CHECK_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
    CHECK_EQ(ftruncate(fd, 8000), 0); /* it gets no longer */
    CHECK_EQ(exceeded, 3);
    CHECK_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
    CHECK_EQ(close(fd) | unlink("f"), 0);
    ok("RLIMIT_FSIZE");
}

static void check_advice(void)
{
    int fd = open_new("f"), p[2];

    CHECK_EQ(pipe(p), 0);
    CHECK_EQ(fsync(fd) | fdatasync(fd) | syncfs(fd) | syncfs(p[0]), 0);
    CHECK_ERR(syncfs(99), EBADF);
    sync();
    CHECK_EQ(posix_fadvise(fd, 0, 0, POSIX_FADV_WILLNEED), 0);
    CHECK_EQ(posix_fadvise(fd, 0, 100, POSIX_FADV_DONTNEED), 0);
    CHECK_EQ(posix_fadvise(fd, 0, 0, 77), EINVAL);
    CHECK_EQ(posix_fadvise(fd, 0, -1, POSIX_FADV_NORMAL), EINVAL);
    CHECK_EQ(posix_fadvise(p[0], 0, 0, POSIX_FADV_NORMAL), ESPIPE);
    CHECK_EQ(posix_fadvise(99, 0, 0, POSIX_FADV_NORMAL), EBADF);
    CHECK_EQ(readahead(fd, 0, 4096), 0);
    CHECK_ERR(readahead(p[0], 0, 4096), EINVAL);
    CHECK_ERR(readahead(p[1], 0, 4096), EBADF);
    CHECK_EQ(sync_file_range(fd, 0, 0, 7), 0);
    CHECK_ERR(sync_file_range(fd, 0, 0, 8), EINVAL);
    CHECK_ERR(sync_file_range(fd, -1, 0, 0), EINVAL);
    CHECK_ERR(sync_file_range(p[0], 0, 0, 0), ESPIPE);
    CHECK_EQ(close(fd) | close(p[0]) | close(p[1]) | unlink("f"), 0);
    ok("safety and speed");
}

int main(void)
{
    for (unsigned i = 0; i < sizeof big; i++)
        big[i] = (char)(i * 13 + i / 256);
    place_enter("copy");
    check_sendfile();
    check_copy();
    check_preadv2();
    check_memfd();
    check_path();
    check_limit();
    check_advice();
    place_leave();
    return check_status();
}
