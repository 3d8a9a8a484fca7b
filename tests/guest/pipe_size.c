/* SPDX-License-Identifier: MIT
 *
 * F_SETPIPE_SZ and F_GETPIPE_SZ: which sizes, what stays in the pipe, who may not
 * and when; and what is told of pipes and sockets, which have no name: mode,
 * owner, times, file system.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/wait.h>

#define MAX_USER 1048576

static int fds[2];
static unsigned char sent, seen; /* the next byte of the pattern */

static void open_pipe(void)
{
    CHECK_EQ(pipe2(fds, O_NONBLOCK), 0);
    sent = seen = 0;
}

static void close_pipe(void)
{
    CHECK_EQ(close(fds[0]) | close(fds[1]), 0);
}

/* Write `size` bytes of the pattern: how many got in. */
static long put(long size)
{
    static unsigned char buf[2 * MAX_USER];

    for (long i = 0; i < size; i++)
        buf[i] = (unsigned char)(sent + i * 7);
    long n = write(fds[1], buf, size);
    if (n > 0)
        sent = (unsigned char)(sent + n * 7);
    return n;
}

/* Read up to `size` bytes, which have to go on where the last ones ended. */
static long take(long size)
{
    static unsigned char buf[2 * MAX_USER];
    long n = read(fds[0], buf, size);

    for (long i = 0; i < n; i++)
        if (buf[i] != (unsigned char)(seen + i * 7)) {
            CHECK_EQ(i, -1); /* the wrong byte is here */
            break;
        }
    if (n > 0)
        seen = (unsigned char)(seen + n * 7);
    return n;
}

static long set(unsigned long size)
{
    return fcntl(fds[0], F_SETPIPE_SZ, size);
}

static void check_sizes(void)
{
    open_pipe();
    CHECK_EQ(fcntl(fds[0], F_GETPIPE_SZ), 65536);
    CHECK_EQ(set(0), 4096);
    CHECK_EQ(fcntl(fds[1], F_GETPIPE_SZ), 4096);
    CHECK_EQ(set(1), 4096);
    CHECK_EQ(set(4097), 8192);
    CHECK_EQ(set(100000), 131072);
    CHECK_EQ(fcntl(fds[1], F_SETPIPE_SZ, MAX_USER), MAX_USER);
    CHECK_EQ(put(2 * MAX_USER), MAX_USER);
    CHECK_EQ(take(2 * MAX_USER), MAX_USER);
    CHECK_ERR(set((1ul << 31) + 1), EINVAL);
    int file = open("/dev/null", O_RDWR);
    CHECK_ERR(fcntl(file, F_GETPIPE_SZ), EBADF);
    CHECK_EQ(close(file), 0);
    CHECK_ERR(fcntl(99, F_SETPIPE_SZ, 4096), EBADF);
    close_pipe();
    ok("sizes");
}

/* A page holds what fits: a short write does not begin a new one. */
static void check_contents(void)
{
    open_pipe();
    CHECK_EQ(put(10000), 10000); /* three pages */
    CHECK_ERR(set(8192), EBUSY);
    CHECK_EQ(set(16384), 16384);
    CHECK_EQ(take(3000), 3000);
    CHECK_ERR(set(4096), EBUSY);
    CHECK_EQ(take(7000), 7000);
    CHECK_EQ(set(4096), 4096);
    CHECK_EQ(put(5000), 4096);
    CHECK_ERR(put(1), EAGAIN);
    CHECK_EQ(set(65536), 65536);
    CHECK_EQ(put(61440), 61440);
    CHECK_ERR(put(1), EAGAIN);
    CHECK_EQ(take(20000), 20000);
    CHECK_EQ(set(131072), 131072);
    CHECK_EQ(take(100000), 45536);
    close_pipe();
    ok("what is in it stays");
}

/* Full, and beginning in the middle of a page. */
static void check_wrapped(void)
{
    open_pipe();
    CHECK_EQ(set(8192), 8192);
    for (int i = 0; i < 5; i++) {
        CHECK_EQ(put(4096), 4096);
        CHECK_EQ(put(3000), 3000);
        CHECK_EQ(take(5000), 5000);
        CHECK_EQ(put(2000), 2000);
        CHECK_EQ(set(32768), 32768);
        CHECK_EQ(put(9000), 9000);
        CHECK_EQ(take(32768), 13096);
        CHECK_EQ(set(8192), 8192);
    }
    close_pipe();
    ok("round the end");
}

static void *waits(void *arg)
{
    char buf[PIPE_BUF] = {0};

    CHECK_EQ(write(fds[1], buf, sizeof buf), sizeof buf);
    return arg;
}

/* A writer that waits goes on when there is more room. */
static void check_waiter(void)
{
    pthread_t thread;
    char buf[4096] = {0};

    CHECK_EQ(pipe(fds), 0);
    CHECK_EQ(set(4096), 4096);
    CHECK_EQ(write(fds[1], buf, sizeof buf), sizeof buf);
    CHECK_EQ(pthread_create(&thread, NULL, waits, NULL), 0);
    sleep_ms(20);
    CHECK_EQ(set(8192), 8192);
    CHECK_EQ(pthread_join(thread, NULL), 0);
    close_pipe();
    ok("a waiting writer");
}

/* Above the limit others than root may not go. */
static void check_limit(void)
{
    int status;

    if (geteuid() != 0)
        return;
    open_pipe();
    pid_t pid = fork();
    if (pid == 0) {
        check_failures = 0;
        CHECK_EQ(setuid(1001), 0);
        CHECK_EQ(set(MAX_USER), MAX_USER);
        CHECK_ERR(set(MAX_USER + 1), EPERM);
        _exit(check_status());
    }
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 0);
    close_pipe();
}

static void check_nameless(int one, int other, mode_t mode, long magic)
{
    struct timespec times[2] = {{1, 0}, {2, 0}};
    struct stat st;
    struct statfs fs;

    CHECK_EQ(fstat(one, &st), 0);
    CHECK_EQ(st.st_mode, mode);
    CHECK_EQ(st.st_uid, geteuid());
    CHECK_EQ(st.st_nlink, 1);
    CHECK_EQ(fchmod(one, 0640), 0);
    CHECK_EQ(fchown(one, 3, 4), 0);
    CHECK_EQ(futimens(one, times), 0);
    CHECK_EQ(fstat(other, &st), 0);
    CHECK_EQ(st.st_mode & 0777, 0640);
    CHECK_EQ(st.st_uid, 3);
    CHECK_EQ(st.st_gid, 4);
    CHECK_EQ(st.st_mtime, 2);
    CHECK_EQ(fstatfs(one, &fs), 0);
    CHECK_EQ(fs.f_type, magic);
    CHECK_ERR(fchdir(one), ENOTDIR);
    CHECK_ERR(fsync(one), EINVAL);
    CHECK_ERR(ftruncate(one, 0), EINVAL);
}

static void check_status_calls(void)
{
    struct stat a, b;

    open_pipe();
    CHECK_EQ(fstat(fds[0], &a) | fstat(fds[1], &b), 0);
    CHECK_EQ(a.st_ino, b.st_ino);
    CHECK_EQ(a.st_dev, b.st_dev);
    if (geteuid() == 0)
        check_nameless(fds[0], fds[1], S_IFIFO | 0600, 0x50495045);
    close_pipe();
    CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    CHECK_EQ(fstat(fds[0], &a) | fstat(fds[1], &b), 0);
    CHECK(a.st_ino != b.st_ino);
    if (geteuid() == 0)
        check_nameless(fds[0], fds[0], S_IFSOCK | 0777, 0x534f434b);
    close_pipe();
    ok("mode, owner, times, file system");
}

int main(void)
{
    check_sizes();
    check_contents();
    check_wrapped();
    check_waiter();
    check_limit();
    check_status_calls();
    return check_status();
}
