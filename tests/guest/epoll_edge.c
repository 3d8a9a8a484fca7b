/* SPDX-License-Identifier: MIT
 *
 * Edge-triggered epoll: what tells again, and what does not, on pipes,
 * eventfds and sockets.
 */
#define _GNU_SOURCE
#include "epoll.h"
#include <sys/eventfd.h>
#include <sys/socket.h>

static int ep, fds[2];
static char buf[65536];

static void check_pipe_reader(void)
{
    new_pipe(fds);
    CHECK_EQ(control(ep, EPOLL_CTL_ADD, fds[0], EPOLLIN | EPOLLET), 0);
    CHECK_EQ(ready_of(ep, fds[0]), 0);
    CHECK_EQ(write(fds[1], "abc", 3), 3);
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLIN);
    CHECK_EQ(ready_of(ep, fds[0]), 0);
    CHECK_EQ(read(fds[0], buf, 1), 1); /* there is more, but no news */
    CHECK_EQ(ready_of(ep, fds[0]), 0);
    CHECK_EQ(write(fds[1], "d", 1), 1); /* news, though it was not empty */
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLIN);
    CHECK_EQ(write(fds[1], "e", 1), 1);
    CHECK_EQ(write(fds[1], "f", 1), 1); /* twice, told once */
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLIN);
    CHECK_EQ(ready_of(ep, fds[0]), 0);
    CHECK_EQ(write(fds[1], "g", 1), 1);
    CHECK_EQ(read(fds[0], buf, sizeof buf), 6); /* gone before it is told */
    CHECK_EQ(ready_of(ep, fds[0]), 0);
    CHECK_EQ(close(fds[1]), 0);
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLHUP);
    CHECK_EQ(ready_of(ep, fds[0]), 0);
    CHECK_EQ(control(ep, EPOLL_CTL_MOD, fds[0], EPOLLET), 0); /* told anew */
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLHUP);
    CHECK_EQ(close(fds[0]), 0);
    ok("pipe, reader");
}

static void check_pipe_writer(void)
{
    new_pipe(fds);
    CHECK_EQ(control(ep, EPOLL_CTL_ADD, fds[1], EPOLLOUT | EPOLLET), 0);
    CHECK_EQ(ready_of(ep, fds[1]), EPOLLOUT);
    CHECK_EQ(ready_of(ep, fds[1]), 0);
    CHECK_EQ(write(fds[1], buf, 4096), 4096);
    CHECK_EQ(ready_of(ep, fds[1]), 0);
    CHECK_EQ(read(fds[0], buf, 4096), 4096); /* was not full */
    CHECK_EQ(ready_of(ep, fds[1]), 0);
    CHECK_EQ(write(fds[1], buf, sizeof buf), sizeof buf);
    CHECK_EQ(ready_of(ep, fds[1]), 0);
    CHECK_EQ(read(fds[0], buf, 4096), 4096); /* was full */
    CHECK_EQ(ready_of(ep, fds[1]), EPOLLOUT);
    CHECK_EQ(read(fds[0], buf, 4096), 4096);
    CHECK_EQ(ready_of(ep, fds[1]), 0);
    CHECK_EQ(close(fds[0]), 0);
    CHECK_EQ(ready_of(ep, fds[1]), EPOLLOUT | EPOLLERR);
    CHECK_EQ(ready_of(ep, fds[1]), 0);
    CHECK_EQ(close(fds[1]), 0);
    ok("pipe, writer");
}

static void check_oneshot(void)
{
    const uint32_t how = EPOLLIN | EPOLLET | EPOLLONESHOT;

    new_pipe(fds);
    CHECK_EQ(control(ep, EPOLL_CTL_ADD, fds[0], how), 0);
    CHECK_EQ(write(fds[1], "x", 1), 1);
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLIN);
    CHECK_EQ(write(fds[1], "x", 1), 1);
    CHECK_EQ(ready_of(ep, fds[0]), 0);
    CHECK_EQ(control(ep, EPOLL_CTL_MOD, fds[0], how), 0); /* is ready now */
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLIN);
    CHECK_EQ(close(fds[0]) | close(fds[1]), 0);
    ok("one shot");
}

static void check_eventfd(void)
{
    uint64_t value = 1;
    int fd = eventfd(0, EFD_NONBLOCK);

    CHECK_EQ(control(ep, EPOLL_CTL_ADD, fd, EPOLLIN | EPOLLET), 0);
    CHECK_EQ(ready_of(ep, fd), 0);
    CHECK_EQ(write(fd, &value, 8), 8);
    CHECK_EQ(ready_of(ep, fd), EPOLLIN);
    CHECK_EQ(ready_of(ep, fd), 0);
    CHECK_EQ(write(fd, &value, 8), 8);
    CHECK_EQ(ready_of(ep, fd), EPOLLIN);
    CHECK_EQ(read(fd, &value, 8), 8);
    CHECK_EQ(ready_of(ep, fd), 0);
    CHECK_EQ(control(ep, EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLOUT | EPOLLET), 0);
    CHECK_EQ(ready_of(ep, fd), EPOLLOUT);
    CHECK_EQ(ready_of(ep, fd), 0);
    CHECK_EQ(write(fd, &value, 8), 8);
    CHECK_EQ(ready_of(ep, fd), EPOLLIN | EPOLLOUT);
    CHECK_EQ(close(fd), 0);
    fd = eventfd(2, EFD_NONBLOCK | EFD_SEMAPHORE);
    CHECK_EQ(control(ep, EPOLL_CTL_ADD, fd, EPOLLIN | EPOLLET), 0);
    CHECK_EQ(ready_of(ep, fd), EPOLLIN);
    CHECK_EQ(read(fd, &value, 8), 8); /* news for writers only */
    CHECK_EQ(ready_of(ep, fd), 0);
    CHECK_EQ(close(fd), 0);
    ok("eventfd");
}

static void check_socket(void)
{
    const uint32_t both = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    const int flags = SOCK_STREAM | SOCK_NONBLOCK;

    CHECK_EQ(socketpair(AF_UNIX, flags, 0, fds), 0);
    CHECK_EQ(control(ep, EPOLL_CTL_ADD, fds[0], both), 0);
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLOUT);
    CHECK_EQ(ready_of(ep, fds[0]), 0);
    CHECK_EQ(write(fds[1], "ab", 2), 2);
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLIN | EPOLLOUT);
    CHECK_EQ(ready_of(ep, fds[0]), 0);
    CHECK_EQ(read(fds[0], buf, 1), 1); /* its own reading is no news */
    CHECK_EQ(ready_of(ep, fds[0]), 0);
    CHECK_EQ(read(fds[0], buf, 1), 1);
    CHECK_EQ(write(fds[0], "c", 1), 1); /* nor is its own writing */
    CHECK_EQ(ready_of(ep, fds[0]), 0);
    CHECK_EQ(read(fds[1], buf, 1), 1); /* but that the peer has received is */
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLOUT);
    CHECK_EQ(shutdown(fds[1], SHUT_WR), 0);
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLIN | EPOLLOUT | EPOLLRDHUP);
    CHECK_EQ(ready_of(ep, fds[0]), 0);
    CHECK_EQ(close(fds[1]), 0);
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLHUP);
    CHECK_EQ(close(fds[0]), 0);
    ok("socket");
}

static void check_nested(void)
{
    int outer = new_epoll();

    new_pipe(fds);
    CHECK_EQ(control(ep, EPOLL_CTL_ADD, fds[0], EPOLLIN), 0);
    CHECK_EQ(control(outer, EPOLL_CTL_ADD, ep, EPOLLIN | EPOLLET), 0);
    CHECK_EQ(write(fds[1], "x", 1), 1);
    CHECK_EQ(ready_of(outer, ep), EPOLLIN);
    CHECK_EQ(ready_of(outer, ep), 0);
    CHECK_EQ(write(fds[1], "x", 1), 1);
    CHECK_EQ(ready_of(outer, ep), EPOLLIN);
    CHECK_EQ(close(outer) | close(fds[0]) | close(fds[1]), 0);
    ok("nested");
}

int main(void)
{
    ep = new_epoll();
    check_pipe_reader();
    check_pipe_writer();
    check_oneshot();
    check_eventfd();
    check_socket();
    check_nested();
    return check_status();
}
