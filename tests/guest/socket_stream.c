/* SPDX-License-Identifier: MIT
 *
 * Stream socket pairs: both directions, scattered parts, MSG_PEEK, MSG_WAITALL,
 * MSG_DONTWAIT, limits and blocking, shutdown, the end, SIGPIPE, ECONNRESET,
 * what poll says, options, refusals.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>

#define LARGE 1000000
#define ALL (POLLIN | POLLOUT | POLLRDHUP)

static int fds[2];
static char buf[LARGE], copy[LARGE];

static void new_pair(int flags)
{
    CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM | flags, 0, fds), 0);
}

static void close_pair(void)
{
    CHECK_EQ(close(fds[0]) | close(fds[1]), 0);
}

static long events(int i)
{
    struct pollfd p = {fds[i], ALL, 0};
    int n = poll(&p, 1, 0);

    CHECK_EQ(n, p.revents != 0);
    return p.revents;
}

static long available(int i)
{
    int bytes = -1;

    CHECK_EQ(ioctl(fds[i], FIONREAD, &bytes), 0);
    return bytes;
}

static void check_bytes(void)
{
    struct iovec out[3] = {{"ab", 2}, {NULL, 0}, {"cdef", 4}};
    struct iovec in[2] = {{copy, 1}, {copy + 1, 9}};

    new_pair(SOCK_NONBLOCK | SOCK_CLOEXEC);
    CHECK_EQ(fcntl(fds[0], F_GETFD), FD_CLOEXEC);
    CHECK_EQ(fcntl(fds[1], F_GETFL), O_RDWR | O_NONBLOCK);
    CHECK_ERR(read(fds[0], buf, 1), EAGAIN);
    CHECK_EQ(writev(fds[0], out, 3), 6);
    CHECK_EQ(write(fds[0], "gh", 2), 2); /* no bounds between them */
    CHECK_EQ(available(1), 8);
    CHECK_EQ(available(0), 0);
    CHECK_EQ(recv(fds[1], copy, 3, MSG_PEEK), 3);
    CHECK_EQ(recv(fds[1], copy, 99, MSG_PEEK), 8);
    CHECK(!memcmp(copy, "abcdefgh", 8));
    CHECK_EQ(readv(fds[1], in, 2), 8);
    CHECK(!memcmp(copy, "abcdefgh", 8));
    CHECK_EQ(write(fds[1], "back", 4), 4);
    CHECK_EQ(read(fds[0], copy, 2), 2);
    CHECK_EQ(available(0), 2);
    CHECK_EQ(recv(fds[0], copy, 99, MSG_TRUNC), 2);
    CHECK_ERR(recv(fds[0], copy, 99, 0), EAGAIN);
    CHECK_EQ(write(fds[0], "", 0), 0); /* nothing */
    CHECK_EQ(events(1), POLLOUT);
    CHECK_EQ(read(fds[1], copy, 0), 0);
    close_pair();
    ok("bytes");
}

static void check_messages(void)
{
    struct iovec parts[2] = {{"12", 2}, {"345", 3}};
    struct sockaddr_storage name;
    socklen_t length = sizeof name;
    struct msghdr m = {.msg_iov = parts, .msg_iovlen = 2};

    new_pair(SOCK_NONBLOCK);
    CHECK_EQ(sendmsg(fds[0], &m, 0), 5);
    parts[0] = (struct iovec){copy, 4};
    parts[1] = (struct iovec){copy + 4, 4};
    m.msg_name = &name;
    m.msg_namelen = sizeof name;
    m.msg_flags = 0x7fff;
    CHECK_EQ(recvmsg(fds[1], &m, 0), 5);
    CHECK_EQ(m.msg_namelen, 0);
    CHECK_EQ(m.msg_flags, 0);
    CHECK(!memcmp(copy, "12345", 5));
    CHECK_EQ(send(fds[0], "x", 1, 0), 1);
    CHECK_EQ(recvfrom(fds[1], copy, 9, 0, (void *)&name, &length), 1);
    CHECK_EQ(length, 0);
    length = sizeof name;
    CHECK_EQ(getsockname(fds[0], (void *)&name, &length), 0);
    CHECK_EQ(length, sizeof name.ss_family);
    CHECK_EQ(name.ss_family, AF_UNIX);
    length = 1;
    CHECK_EQ(getpeername(fds[0], (void *)&name, &length), 0);
    CHECK_EQ(length, sizeof name.ss_family);
    CHECK_ERR(sendto(fds[0], "x", 1, 0, (void *)&name, 2), EISCONN);
    close_pair();
    ok("messages");
}

static void *sends_large(void *arg)
{
    CHECK_EQ(send(fds[0], buf, LARGE, 0), LARGE);
    return arg;
}

static void *sends_slowly(void *arg)
{
    for (int i = 0; i < 3; i++) {
        sleep_ms(5);
        CHECK_EQ(send(fds[0], "abc", 3, 0), 3);
    }
    return arg;
}

static void check_blocking(void)
{
    pthread_t thread;
    long n, got = 0;

    for (int i = 0; i < LARGE; i++)
        buf[i] = (char)(i * 7 ^ i >> 8);
    new_pair(0);
    CHECK_EQ(pthread_create(&thread, NULL, sends_large, NULL), 0);
    sleep_ms(10);
    CHECK_EQ(events(0), 0); /* full */
    while (got < LARGE && (n = read(fds[1], copy + got, LARGE - got)) > 0)
        got += n;
    CHECK_EQ(got, LARGE);
    CHECK(!memcmp(buf, copy, LARGE));
    pthread_join(thread, NULL);
    CHECK_EQ(events(0), POLLOUT);
    CHECK_EQ(pthread_create(&thread, NULL, sends_slowly, NULL), 0);
    CHECK_EQ(recv(fds[1], copy, 9, MSG_WAITALL), 9);
    pthread_join(thread, NULL);
    CHECK_ERR(recv(fds[1], copy, 1, MSG_DONTWAIT), EAGAIN);
    got = 0;
    while ((n = send(fds[0], buf, LARGE, MSG_DONTWAIT)) > 0)
        got += n;
    CHECK(n == -1 && errno == EAGAIN && got > 50000 && got < LARGE);
    CHECK_EQ(available(1), got);
    close_pair();
    ok("blocking");
}

static void check_shutdown(void)
{
    new_pair(SOCK_NONBLOCK);
    CHECK_EQ(events(0), POLLOUT);
    CHECK_EQ(write(fds[0], "xy", 2), 2);
    CHECK_EQ(shutdown(fds[0], SHUT_WR), 0);
    CHECK_EQ(events(0), POLLOUT);
    CHECK_EQ(events(1), POLLIN | POLLOUT | POLLRDHUP);
    CHECK_ERR(write(fds[0], "z", 1), EPIPE);
    CHECK_EQ(read(fds[1], copy, 9), 2);
    CHECK_EQ(read(fds[1], copy, 9), 0);
    CHECK_EQ(write(fds[1], "back", 4), 4); /* the other way is open */
    CHECK_EQ(shutdown(fds[0], SHUT_RD), 0);
    CHECK_EQ(events(0), POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
    CHECK_EQ(events(1), POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
    CHECK_ERR(write(fds[1], "more", 4), EPIPE);
    CHECK_EQ(read(fds[0], copy, 9), 4); /* what had come is there */
    CHECK_EQ(read(fds[0], copy, 9), 0);
    CHECK_ERR(shutdown(fds[0], 3), EINVAL);
    CHECK_EQ(shutdown(fds[0], SHUT_RDWR), 0);
    close_pair();
    ok("shutdown");
}

static volatile int pipe_signals;

static void on_pipe(int signal)
{
    (void)signal;
    pipe_signals++;
}

static int option(int which)
{
    int value = -1;
    socklen_t length = sizeof value;

    CHECK_EQ(getsockopt(fds[0], SOL_SOCKET, which, &value, &length), 0);
    CHECK_EQ(length, sizeof value);
    return value;
}

static void check_end(void)
{
    signal(SIGPIPE, on_pipe);
    new_pair(0);
    CHECK_EQ(write(fds[1], "left", 4), 4);
    CHECK_EQ(close(fds[1]), 0);
    CHECK_EQ(events(0), ALL | POLLHUP);
    CHECK_EQ(option(SO_ERROR), 0);
    CHECK_EQ(read(fds[0], copy, 9), 4);
    CHECK_EQ(read(fds[0], copy, 9), 0);
    CHECK_ERR(write(fds[0], "x", 1), EPIPE);
    CHECK_EQ(pipe_signals, 1);
    CHECK_ERR(send(fds[0], "x", 1, MSG_NOSIGNAL), EPIPE);
    CHECK_EQ(pipe_signals, 1);
    CHECK_EQ(close(fds[0]), 0);

    new_pair(0); /* the peer goes and has not read all */
    CHECK_EQ(write(fds[0], "lost", 4), 4);
    CHECK_EQ(close(fds[1]), 0);
    CHECK_EQ(events(0), ALL | POLLHUP | POLLERR);
    CHECK_ERR(read(fds[0], copy, 9), ECONNRESET);
    CHECK_EQ(read(fds[0], copy, 9), 0); /* told once */
    CHECK_EQ(close(fds[0]), 0);
    new_pair(0);
    CHECK_EQ(write(fds[0], "lost", 4), 4);
    CHECK_EQ(close(fds[1]), 0);
    CHECK_EQ(option(SO_ERROR), ECONNRESET);
    CHECK_EQ(option(SO_ERROR), 0);
    CHECK_EQ(close(fds[0]), 0);
    ok("end");
}

static void *closes_later(void *arg)
{
    sleep_ms(10);
    CHECK_EQ(close(fds[1]), 0);
    return arg;
}

/* A close wakes who waits at the other end, reading or polling. */
static void check_close_wakes(void)
{
    struct pollfd p = {.events = POLLIN};
    pthread_t thread;

    new_pair(0);
    CHECK_EQ(pthread_create(&thread, NULL, closes_later, NULL), 0);
    CHECK_EQ(read(fds[0], copy, 9), 0);
    pthread_join(thread, NULL);
    CHECK_EQ(close(fds[0]), 0);
    new_pair(0);
    p.fd = fds[0];
    CHECK_EQ(pthread_create(&thread, NULL, closes_later, NULL), 0);
    CHECK_EQ(poll(&p, 1, 5000), 1);
    CHECK_EQ(p.revents, POLLIN | POLLHUP);
    pthread_join(thread, NULL);
    CHECK_EQ(close(fds[0]), 0);
    ok("close wakes");
}

static void check_options(void)
{
    struct {
        int pid;
        unsigned uid, gid;
    } peer;
    socklen_t length = sizeof peer;
    struct stat stat;
    int value = 3000;

    new_pair(0);
    CHECK_EQ(fstat(fds[0], &stat), 0);
    CHECK_EQ(stat.st_mode, S_IFSOCK | 0777);
    CHECK_EQ(option(SO_TYPE), SOCK_STREAM);
    CHECK_EQ(option(SO_DOMAIN), AF_UNIX);
    CHECK_EQ(option(SO_PROTOCOL), 0);
    CHECK_EQ(option(SO_ACCEPTCONN), 0);
    CHECK(option(SO_SNDBUF) > 65536 && option(SO_RCVBUF) > 65536);
    CHECK_EQ(setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &value, 4), 0);
    CHECK_EQ(option(SO_SNDBUF), 6000);
    CHECK_EQ(getsockopt(fds[0], SOL_SOCKET, SO_PEERCRED, &peer, &length), 0);
    CHECK_EQ(length, sizeof peer);
    CHECK_EQ(peer.pid, getpid());
    CHECK_EQ(peer.uid, getuid());
    CHECK_ERR(setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &value, 3), EINVAL);
    CHECK_ERR(getsockopt(fds[0], SOL_SOCKET, 999, &value, &length),
              ENOPROTOOPT);
    CHECK_ERR(getsockopt(fds[0], 6, 1, &value, &length), EOPNOTSUPP);
    CHECK_ERR(getsockopt(0, SOL_SOCKET, SO_TYPE, &value, &length), ENOTSOCK);
    close_pair();
    ok("options");
}

static void check_errors(void)
{
    const int unix_stream = SOCK_STREAM | 0x100;

    CHECK_ERR(socketpair(AF_UNIX, SOCK_STREAM, 7, fds), EPROTONOSUPPORT);
    CHECK_ERR(socketpair(AF_UNIX, 4, 0, fds), ESOCKTNOSUPPORT);
    CHECK_ERR(socketpair(AF_UNIX, unix_stream, 0, fds), EINVAL);
    CHECK_ERR(socketpair(AF_UNIX, SOCK_STREAM, 0, KERNEL_ADDRESS), EFAULT);
    CHECK_ERR(socketpair(9999, SOCK_STREAM, 0, fds), EAFNOSUPPORT);
    new_pair(0);
    CHECK_ERR(send(-1, "x", 1, 0), EBADF);
    CHECK_ERR(send(0, "x", 1, 0), ENOTSOCK);
    CHECK_ERR(recv(0, copy, 1, 0), ENOTSOCK);
    CHECK_ERR(shutdown(0, SHUT_WR), ENOTSOCK);
    CHECK_ERR(lseek(fds[0], 0, SEEK_SET), ESPIPE);
    CHECK_ERR(send(fds[0], no_access_page(), 1, 0), EFAULT);
    CHECK_ERR(send(fds[0], KERNEL_ADDRESS, 1, 0), EFAULT);
    CHECK_EQ(send(fds[0], "kept", 4, 0), 4);
    CHECK_ERR(recv(fds[1], no_access_page(), 4, 0), EFAULT);
    CHECK_EQ(recv(fds[1], copy, 9, 0), 4); /* a stream loses nothing */
    CHECK_ERR(sendmsg(fds[0], NULL, 0), EFAULT);
    close_pair();
    ok("errors");
}

int main(void)
{
    check_bytes();
    check_messages();
    check_blocking();
    signal(SIGPIPE, SIG_IGN);
    check_shutdown();
    check_end();
    check_close_wakes();
    check_options();
    check_errors();
    return check_status();
}
