/* SPDX-License-Identifier: MIT
 *
 * Datagram and sequenced-packet pairs: one message at a time, whole or cut;
 * empty messages; limits; what is left when the peer is gone.
 */
#define _GNU_SOURCE
#include "check.h"
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define LARGE 100000

static int fds[2];
static char buf[LARGE * 4], copy[LARGE * 4];

static void new_pair(int type)
{
    CHECK_EQ(socketpair(AF_UNIX, type, 0, fds), 0);
}

static void close_pair(void)
{
    CHECK_EQ(close(fds[0]) | close(fds[1]), 0);
}

static long events(int i)
{
    struct pollfd p = {fds[i], POLLIN | POLLOUT | POLLRDHUP, 0};
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

static void check_bounds(int type)
{
    struct iovec out[2] = {{"one", 3}, {"two", 3}};
    struct iovec in[2] = {{copy, 2}, {copy + 2, 2}};
    struct msghdr m = {.msg_iov = in, .msg_iovlen = 2};

    new_pair(type | SOCK_NONBLOCK);
    CHECK_ERR(recv(fds[1], copy, 9, 0), EAGAIN);
    CHECK_EQ(writev(fds[0], out, 2), 6); /* one message */
    CHECK_EQ(send(fds[0], "three", 5, 0), 5);
    CHECK_EQ(available(1), type == SOCK_DGRAM ? 6 : 11);
    CHECK_EQ(recv(fds[1], copy, 99, MSG_PEEK), 6);
    CHECK_EQ(recv(fds[1], copy, 2, MSG_PEEK | MSG_TRUNC), 6);
    CHECK_EQ(recvmsg(fds[1], &m, 0), 4);
    CHECK_EQ(m.msg_flags, MSG_TRUNC);
    CHECK(!memcmp(copy, "onet", 4));
    CHECK_EQ(read(fds[1], copy, 99), 5); /* the rest of the first is gone */
    CHECK_EQ(send(fds[0], "", 0, 0), 0);
    CHECK_EQ(send(fds[0], "x", 1, 0), 1);
    CHECK_EQ(events(1), POLLIN | POLLOUT);
    CHECK_EQ(recv(fds[1], copy, 9, 0), 0); /* empty, not the end */
    CHECK_EQ(recvmsg(fds[1], &m, 0), 1);
    CHECK_EQ(m.msg_flags, 0);
    CHECK_EQ(events(1), POLLOUT);
    CHECK_EQ(send(fds[0], "gone", 4, 0), 4);
    CHECK_ERR(recv(fds[1], no_access_page(), 4, 0), EFAULT);
    close_pair();
}

static void check_limits(int type)
{
    int value = 10000, sent = 0;
    long n;

    new_pair(type | SOCK_NONBLOCK);
    for (int i = 0; i < LARGE; i++)
        buf[i] = (char)(i * 7 ^ i >> 8);
    CHECK_EQ(send(fds[0], buf, LARGE, 0), LARGE);
    CHECK_EQ(recv(fds[1], copy, LARGE * 4, 0), LARGE);
    CHECK(!memcmp(buf, copy, LARGE));
    CHECK_EQ(setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &value, 4), 0);
    CHECK_ERR(send(fds[0], buf, 20001, 0), EMSGSIZE);
    while ((n = send(fds[0], buf, 1000, 0)) == 1000)
        sent++;
    CHECK(n == -1 && errno == EAGAIN && sent > 3 && sent < 30);
    CHECK_EQ(events(0), 0);
    for (int i = 0; i < sent; i++)
        CHECK_EQ(recv(fds[1], copy, 9999, 0), 1000);
    CHECK_EQ(events(0), POLLOUT);
    close_pair();
}

static void *receives_later(void *arg)
{
    sleep_ms(10);
    for (int i = 0; i < 1000; i++)
        CHECK_EQ(recv(fds[1], copy, 999, 0), 100);
    return arg;
}

static void check_blocking(int type)
{
    pthread_t thread;
    int value = 0, sent = 0;

    new_pair(type);
    CHECK_EQ(setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &value, 4), 0);
    CHECK_EQ(pthread_create(&thread, NULL, receives_later, NULL), 0);
    for (int i = 0; i < 1000; i++)
        sent += send(fds[0], buf, 100, 0) == 100;
    CHECK_EQ(sent, 1000);
    pthread_join(thread, NULL);
    CHECK_ERR(recv(fds[1], copy, 9, MSG_DONTWAIT), EAGAIN);
    close_pair();
}

static void check_datagram_end(void)
{
    new_pair(SOCK_DGRAM | SOCK_NONBLOCK);
    CHECK_EQ(send(fds[1], "left", 4, 0), 4);
    CHECK_EQ(close(fds[1]), 0);
    CHECK_EQ(recv(fds[0], copy, 9, 0), 4);
    CHECK_ERR(recv(fds[0], copy, 9, 0), EAGAIN); /* no end */
    CHECK_ERR(send(fds[0], "x", 1, 0), ECONNREFUSED);
    CHECK_ERR(send(fds[0], "x", 1, 0), ENOTCONN);
    CHECK_EQ(close(fds[0]), 0);
    new_pair(SOCK_DGRAM | SOCK_NONBLOCK);
    CHECK_EQ(shutdown(fds[0], SHUT_RD), 0);
    CHECK_EQ(events(0), POLLIN | POLLOUT | POLLRDHUP);
    CHECK_ERR(recv(fds[0], copy, 9, 0), EAGAIN);
    CHECK_ERR(send(fds[1], "x", 1, 0), EPIPE);
    CHECK_EQ(send(fds[0], "x", 1, 0), 1);
    CHECK_EQ(shutdown(fds[0], SHUT_WR), 0);
    CHECK_ERR(send(fds[0], "x", 1, 0), EPIPE);
    close_pair();
    ok("datagram's end");
}

static void check_sequenced_end(void)
{
    new_pair(SOCK_SEQPACKET);
    CHECK_EQ(send(fds[1], "left", 4, 0), 4);
    CHECK_EQ(close(fds[1]), 0);
    CHECK_EQ(events(0), POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
    CHECK_EQ(recv(fds[0], copy, 9, 0), 4);
    CHECK_EQ(recv(fds[0], copy, 9, 0), 0);
    CHECK_EQ(recv(fds[0], copy, 9, MSG_DONTWAIT), 0);
    CHECK_ERR(send(fds[0], "x", 1, MSG_NOSIGNAL), EPIPE);
    CHECK_EQ(close(fds[0]), 0);
    new_pair(SOCK_SEQPACKET);
    CHECK_EQ(send(fds[0], "lost", 4, 0), 4);
    CHECK_EQ(close(fds[1]), 0);
    CHECK_ERR(recv(fds[0], copy, 9, 0), ECONNRESET);
    CHECK_EQ(recv(fds[0], copy, 9, 0), 0);
    CHECK_EQ(close(fds[0]), 0);
    ok("sequenced packets' end");
}

int main(void)
{
    static const int types[] = {SOCK_DGRAM, SOCK_SEQPACKET};

    signal(SIGPIPE, SIG_IGN);
    for (int i = 0; i < 2; i++) {
        check_bounds(types[i]);
        ok("bounds");
        check_limits(types[i]);
        ok("limits");
        check_blocking(types[i]);
        ok("blocking");
    }
    check_datagram_end();
    check_sequenced_end();
    return check_status();
}
