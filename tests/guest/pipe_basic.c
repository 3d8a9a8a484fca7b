/* SPDX-License-Identifier: MIT
 *
 * Pipes in one thread: bytes come out as they went in, short reads, end of
 * file, the flags of pipe2, vectors, and what a pipe is not.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>

static int rd, wr;

static void open_pipe(int flags)
{
    int fds[2];

    if (pipe2(fds, flags))
        check_die("pipe2");
    rd = fds[0];
    wr = fds[1];
}

static void close_pipe(void)
{
    CHECK_EQ(close(rd), 0);
    CHECK_EQ(close(wr), 0);
}

static void check_bytes(void)
{
    char buf[16] = "";

    open_pipe(0);
    CHECK_EQ(write(wr, "hello, ", 7), 7);
    CHECK_EQ(write(wr, "world", 5), 5);
    CHECK_EQ(read(rd, buf, 4), 4);
    CHECK(!memcmp(buf, "hell", 4));
    CHECK_EQ(read(rd, buf, 16), 8); /* what there is, across both writes */
    CHECK(!memcmp(buf, "o, world", 8));
    CHECK_EQ(write(wr, "", 0), 0);
    CHECK_EQ(read(rd, buf, 0), 0);
    close_pipe();
    ok("bytes");
}

static void check_eof(void)
{
    char c;

    open_pipe(0);
    CHECK_EQ(write(wr, "x", 1), 1);
    CHECK_EQ(close(wr), 0);
    CHECK_EQ(read(rd, &c, 1), 1);
    CHECK_EQ(read(rd, &c, 1), 0);
    CHECK_EQ(read(rd, &c, 1), 0);
    CHECK_EQ(close(rd), 0);
    ok("end of file");
}

static void check_flags(void)
{
    int fds[2] = {-7, -7};

    open_pipe(O_NONBLOCK | O_CLOEXEC);
    CHECK_EQ(fcntl(rd, F_GETFD), FD_CLOEXEC);
    CHECK_EQ(fcntl(wr, F_GETFD), FD_CLOEXEC);
    CHECK_EQ(fcntl(rd, F_GETFL) & (O_ACCMODE | O_NONBLOCK), O_NONBLOCK);
    CHECK_EQ(fcntl(wr, F_GETFL) & (O_ACCMODE | O_NONBLOCK),
             O_WRONLY | O_NONBLOCK);
    close_pipe();
    open_pipe(0);
    CHECK_EQ(fcntl(rd, F_GETFD), 0);
    CHECK_EQ(fcntl(rd, F_GETFL) & (O_ACCMODE | O_NONBLOCK), O_RDONLY);
    close_pipe();
    CHECK_ERR(pipe2(fds, 0x1), EINVAL);
    CHECK_ERR(pipe2(fds, O_APPEND), EINVAL);
    CHECK_ERR(syscall(SYS_pipe2, NULL, 0), EFAULT);
    CHECK_ERR(syscall(SYS_pipe2, KERNEL_ADDRESS, 0), EFAULT);
    CHECK_ERR(syscall(SYS_pipe, read_only_page()), EFAULT);
    CHECK_EQ(fds[0], -7);
    CHECK_EQ(syscall(SYS_pipe, fds), 0);
    CHECK_EQ(fds[0], rd); /* the lowest free numbers; failures kept none */
    CHECK_EQ(fds[1], wr);
    close_pipe();
    ok("flags");
}

static void check_vectors(void)
{
    char a[4] = "", b[4] = "";
    struct iovec out[3] = {{"ab", 2}, {"", 0}, {"cdef", 4}};
    struct iovec in[2] = {{a, 3}, {b, 4}};

    open_pipe(0);
    CHECK_EQ(writev(wr, out, 3), 6);
    CHECK_EQ(readv(rd, in, 2), 6);
    CHECK(!memcmp(a, "abc", 3) && !memcmp(b, "def", 3));
    CHECK_EQ(writev(wr, out, 0), 0);
    CHECK_ERR(syscall(SYS_writev, wr, out, -1), EINVAL);
    CHECK_ERR(syscall(SYS_writev, wr, out, 1025), EINVAL);
    CHECK_ERR(syscall(SYS_writev, wr, KERNEL_ADDRESS, 1), EFAULT);
    out[1].iov_len = (size_t)-1;
    CHECK_ERR(syscall(SYS_writev, wr, out, 3), EINVAL);
    out[0].iov_base = KERNEL_ADDRESS;
    CHECK_ERR(syscall(SYS_writev, wr, out, 1), EFAULT);
    close_pipe();
    ok("vectors");
}

static void check_nature(void)
{
    struct stat st;

    open_pipe(0);
    CHECK_EQ(fstat(rd, &st), 0);
    CHECK(S_ISFIFO(st.st_mode));
    CHECK_EQ(st.st_size, 0);
    CHECK_ERR(lseek(rd, 0, SEEK_CUR), ESPIPE);
    CHECK_ERR(lseek(wr, 0, SEEK_SET), ESPIPE);
    CHECK_ERR(pread(rd, &st, 1, 0), ESPIPE);
    CHECK_ERR(pwrite(wr, "x", 1, 0), ESPIPE);
    CHECK_ERR(ftruncate(wr, 0), EINVAL);
    CHECK_ERR(read(wr, &st, 1), EBADF);
    CHECK_ERR(write(rd, "x", 1), EBADF);
    CHECK(!isatty(rd));
    CHECK_EQ(errno, ENOTTY);
    close_pipe();
    ok("nature");
}

static void check_pointers(void)
{
    char c;

    open_pipe(O_NONBLOCK);
    CHECK_ERR(write(wr, KERNEL_ADDRESS, 1), EFAULT);
    CHECK_ERR(write(wr, NON_CANONICAL, 1), EFAULT);
    CHECK_ERR(write(wr, no_access_page(), 1), EFAULT);
    CHECK_ERR(read(rd, &c, 1), EAGAIN); /* nothing got in */
    CHECK_EQ(write(wr, "q", 1), 1);
    CHECK_ERR(read(rd, KERNEL_ADDRESS, 1), EFAULT);
    CHECK_ERR(read(rd, read_only_page(), 1), EFAULT);
    CHECK_ERR(read(rd, NULL, 1), EFAULT);
    CHECK_EQ(read(rd, &c, 1), 1); /* nothing got lost */
    CHECK_EQ(c, 'q');
    close_pipe();
    ok("pointers");
}

int main(void)
{
    check_bytes();
    check_eof();
    check_flags();
    check_vectors();
    check_nature();
    check_pointers();
    return check_status();
}
