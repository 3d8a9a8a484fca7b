/* SPDX-License-Identifier: MIT
 *
 * Descriptors: the lowest free number, dup and its kin, the flags of fcntl,
 * and what the wrong number gets.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

static int rd, wr;

/* Does what is written to FD come out of the pipe? */
static int leads_to_pipe(int fd)
{
    char c = 'd', d = 0;

    return write(fd, &c, 1) == 1 && read(rd, &d, 1) == 1 && d == c;
}

static void check_dup(void)
{
    int a = dup(wr), b = dup2(wr, 40);

    CHECK_EQ(a, wr + 1);
    CHECK_EQ(b, 40);
    CHECK(leads_to_pipe(a) && leads_to_pipe(b));
    CHECK_EQ(close(a), 0);
    CHECK(leads_to_pipe(b));
    CHECK_EQ(dup2(wr, 40), 40); /* closes the old one silently */
    CHECK_EQ(dup2(40, 40), 40);
    CHECK_EQ(dup(rd), a);
    CHECK_EQ(close(a), 0);
    CHECK_ERR(dup(999), EBADF);
    CHECK_ERR(dup2(999, 40), EBADF);
    CHECK_ERR(dup2(999, 999), EBADF);
    CHECK_ERR(dup2(wr, -1), EBADF);
    CHECK(leads_to_pipe(40));
    CHECK_EQ(close(40), 0);
    ok("dup, dup2");
}

static void check_dup3(void)
{
    CHECK_EQ(dup3(wr, 41, O_CLOEXEC), 41);
    CHECK_EQ(fcntl(41, F_GETFD), FD_CLOEXEC);
    CHECK_EQ(fcntl(wr, F_GETFD), 0);
    CHECK_ERR(syscall(SYS_dup3, wr, wr, 0), EINVAL);
    CHECK_ERR(syscall(SYS_dup3, wr, 42, O_NONBLOCK), EINVAL);
    CHECK_EQ(fcntl(wr, F_DUPFD, 41), 42);
    CHECK_EQ(fcntl(wr, F_DUPFD_CLOEXEC, 10), 10);
    CHECK_EQ(fcntl(10, F_GETFD), FD_CLOEXEC);
    CHECK_EQ(fcntl(42, F_GETFD), 0);
    CHECK_ERR(fcntl(wr, F_DUPFD, -1), EINVAL);
    CHECK(leads_to_pipe(10) && leads_to_pipe(41) && leads_to_pipe(42));
    for (int fd = 10; fd < 50; fd++)
        close(fd);
    ok("dup3, F_DUPFD");
}

/* Status flags belong to the open file, close-on-exec to the number. */
static void check_flags(void)
{
    int twin = dup(rd);
    char c;

    CHECK_EQ(fcntl(rd, F_SETFL, O_NONBLOCK), 0);
    CHECK_EQ(fcntl(twin, F_GETFL) & O_NONBLOCK, O_NONBLOCK);
    CHECK_ERR(read(twin, &c, 1), EAGAIN);
    CHECK_EQ(fcntl(twin, F_SETFL, 0), 0);
    CHECK_EQ(fcntl(rd, F_GETFL) & O_NONBLOCK, 0);
    CHECK_EQ(fcntl(twin, F_SETFL, O_WRONLY), 0); /* cannot change the mode */
    CHECK_EQ(fcntl(rd, F_GETFL) & O_ACCMODE, O_RDONLY);
    CHECK_EQ(fcntl(twin, F_SETFD, FD_CLOEXEC), 0);
    CHECK_EQ(fcntl(rd, F_GETFD), 0);
    CHECK_EQ(fcntl(twin, F_GETFD), FD_CLOEXEC);
    CHECK_ERR(fcntl(rd, 0x7777), EINVAL);
    CHECK_ERR(fcntl(999, F_GETFD), EBADF);
    CHECK_EQ(close(twin), 0);
    ok("flags");
}

static void check_bad(void)
{
    struct stat st;
    char c = 0;

    CHECK_ERR(close(999), EBADF);
    CHECK_ERR(close(-1), EBADF);
    CHECK_ERR(read(999, &c, 1), EBADF);
    CHECK_ERR(write(-1, &c, 1), EBADF);
    CHECK_ERR(write(0x7fffffff, &c, 1), EBADF);
    CHECK_ERR(syscall(SYS_write, 1l << 32 | 999, &c, 1), EBADF);
    CHECK_ERR(lseek(999, 0, SEEK_SET), EBADF);
    CHECK_ERR(fstat(999, &st), EBADF);
    CHECK_ERR(syscall(SYS_readv, 999, &c, 1), EBADF);
    CHECK_ERR(syscall(SYS_ioctl, 999, 0x5413, &c), EBADF);
    CHECK_ERR(syscall(SYS_fstat, rd, KERNEL_ADDRESS), EFAULT);
    ok("bad numbers");
}

/* As many as RLIMIT_NOFILE allows, then EMFILE. */
static void check_limit(void)
{
    struct rlimit limit = {64, 64};
    int last = -1, fd;

    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
    while ((fd = dup(rd)) >= 0)
        last = fd;
    CHECK_EQ(errno, EMFILE);
    CHECK_EQ(last, 63);
    CHECK_ERR(pipe((int[2]){0}), EMFILE);
    CHECK_ERR(dup2(rd, 64), EBADF);
    CHECK_ERR(fcntl(rd, F_DUPFD, 64), EINVAL);
    CHECK_EQ(close(63), 0);
    CHECK_ERR(pipe((int[2]){0}), EMFILE); /* one is not enough */
    CHECK_EQ(dup(rd), 63);
    ok("limit");
}

int main(void)
{
    int fds[2];

    for (int fd = 3; fd < 64; fd++) /* whatever the shell left open */
        close(fd);
    CHECK_EQ(pipe(fds), 0);
    rd = fds[0];
    wr = fds[1];
    CHECK_EQ(rd, 3);
    CHECK_EQ(wr, 4);
    check_dup();
    check_dup3();
    check_flags();
    check_bad();
    check_limit();
    return check_status();
}
