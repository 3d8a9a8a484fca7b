/* SPDX-License-Identifier: MIT
 *
 * What epoll refuses, and how: bad descriptors, files that cannot be polled,
 * circles, what is there already or not, EPOLLEXCLUSIVE's rules, bad addresses.
 */
#define _GNU_SOURCE
#include "epoll.h"

static int ep, fds[2];

static void check_create(void)
{
    int fd;

    CHECK_ERR(syscall(SYS_epoll_create, 0), EINVAL);
    CHECK_ERR(syscall(SYS_epoll_create, -1), EINVAL);
    CHECK_ERR(epoll_create1(1), EINVAL);
    CHECK_ERR(epoll_create1(EPOLL_CLOEXEC | O_NONBLOCK), EINVAL);
    fd = (int)syscall(SYS_epoll_create, 1);
    CHECK_EQ(fcntl(fd, F_GETFD), 0);
    CHECK_EQ(fcntl(ep, F_GETFD), FD_CLOEXEC);
    CHECK_EQ(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDWR);
    CHECK_ERR(read(fd, &fd, 1), EINVAL);
    CHECK_ERR(write(fd, "x", 1), EINVAL);
    CHECK_EQ(close(fd), 0);
    ok("create");
}

static void check_control(void)
{
    struct epoll_event event = {EPOLLIN, {0}};
    int file = open("/", O_RDONLY | O_DIRECTORY);

    CHECK_EQ(control(ep, EPOLL_CTL_ADD, fds[0], EPOLLIN), 0);
    CHECK_ERR(control(ep, EPOLL_CTL_ADD, fds[0], EPOLLIN), EEXIST);
    CHECK_ERR(control(ep, EPOLL_CTL_MOD, fds[1], EPOLLOUT), ENOENT);
    CHECK_ERR(control(ep, EPOLL_CTL_DEL, fds[1], 0), ENOENT);
    CHECK_ERR(control(ep, 4, fds[0], EPOLLIN), EINVAL);
    CHECK_ERR(control(ep, 0, fds[0], EPOLLIN), EINVAL);
    CHECK_ERR(control(-1, EPOLL_CTL_ADD, fds[1], EPOLLIN), EBADF);
    CHECK_ERR(control(ep, EPOLL_CTL_ADD, -1, EPOLLIN), EBADF);
    CHECK_ERR(control(ep, EPOLL_CTL_DEL, 999, 0), EBADF);
    CHECK_ERR(control(fds[0], EPOLL_CTL_ADD, fds[1], EPOLLIN), EINVAL);
    CHECK_ERR(control(ep, EPOLL_CTL_ADD, file, EPOLLIN), EPERM);
    CHECK_ERR(control(fds[0], EPOLL_CTL_ADD, file, EPOLLIN), EPERM);
    CHECK_ERR(epoll_ctl(ep, EPOLL_CTL_ADD, fds[1], NULL), EFAULT);
    CHECK_ERR(epoll_ctl(-1, EPOLL_CTL_MOD, -1, no_access_page()), EFAULT);
    CHECK_ERR(epoll_ctl(ep, EPOLL_CTL_ADD, fds[1], KERNEL_ADDRESS), EFAULT);
    CHECK_EQ(epoll_ctl(ep, EPOLL_CTL_DEL, fds[0], &event), 0);
    CHECK_EQ(close(file), 0);
    ok("control");
}

static void check_exclusive(void)
{
    const uint32_t how = EPOLLIN | EPOLLEXCLUSIVE;
    int inner = new_epoll();

    CHECK_EQ(control(ep, EPOLL_CTL_ADD, fds[0], how | EPOLLET), 0);
    CHECK_ERR(control(ep, EPOLL_CTL_MOD, fds[0], EPOLLIN), EINVAL);
    CHECK_ERR(control(ep, EPOLL_CTL_MOD, fds[0], how), EINVAL);
    CHECK_EQ(control(ep, EPOLL_CTL_DEL, fds[0], 0), 0);
    CHECK_ERR(control(ep, EPOLL_CTL_ADD, fds[0], how | EPOLLONESHOT), EINVAL);
    CHECK_ERR(control(ep, EPOLL_CTL_ADD, fds[0], how | EPOLLRDHUP), EINVAL);
    CHECK_ERR(control(ep, EPOLL_CTL_ADD, inner, how), EINVAL);
    CHECK_EQ(close(inner), 0);
    ok("exclusive");
}

static void check_circles(void)
{
    int a = new_epoll(), b = new_epoll(), c = new_epoll();

    CHECK_ERR(control(a, EPOLL_CTL_ADD, a, EPOLLIN), EINVAL);
    CHECK_EQ(control(a, EPOLL_CTL_ADD, b, EPOLLIN), 0);
    CHECK_ERR(control(b, EPOLL_CTL_ADD, a, EPOLLIN), ELOOP);
    CHECK_EQ(control(b, EPOLL_CTL_ADD, c, EPOLLIN), 0);
    CHECK_EQ(control(a, EPOLL_CTL_ADD, c, EPOLLIN), 0); /* no circle */
    CHECK_ERR(control(c, EPOLL_CTL_ADD, a, EPOLLIN), ELOOP);
    CHECK_ERR(control(c, EPOLL_CTL_ADD, b, EPOLLIN), ELOOP);
    CHECK_EQ(control(a, EPOLL_CTL_DEL, b, 0), 0);
    CHECK_EQ(control(b, EPOLL_CTL_ADD, a, EPOLLIN), 0);
    CHECK_EQ(close(a) | close(b) | close(c), 0);
    ok("circles");
}

/* A tower of epolls, one watching the next, does not grow for ever. */
static void check_tower(void)
{
    enum { HIGH = 10 };
    int tower[HIGH], refused = 0;

    for (int i = 0; i < HIGH; i++)
        tower[i] = new_epoll();
    for (int i = 1; i < HIGH && !refused; i++)
        if (control(tower[i], EPOLL_CTL_ADD, tower[i - 1], EPOLLIN) != 0)
            refused = errno == ELOOP ? i : -1;
    CHECK(refused >= 4);
    for (int i = 0; i < HIGH; i++)
        CHECK_EQ(close(tower[i]), 0);
    ok("tower");
}

static void check_wait(void)
{
    struct epoll_event event;
    struct timespec bad = {0, 1000000000};
    void *hidden = no_access_page();

    CHECK_ERR(epoll_wait(ep, &event, 0, 0), EINVAL);
    CHECK_ERR(epoll_wait(ep, &event, -1, 0), EINVAL);
    CHECK_ERR(epoll_wait(-1, &event, 1, 0), EBADF);
    CHECK_ERR(epoll_wait(fds[0], &event, 1, 0), EINVAL);
    CHECK_ERR(epoll_wait(ep, KERNEL_ADDRESS, 1, 0), EFAULT);
    CHECK_EQ(epoll_wait(ep, hidden, 1, 0), 0); /* nothing to write */
    CHECK_ERR(syscall(SYS_epoll_pwait, ep, &event, 1, 0, hidden, 8), EFAULT);
    CHECK_ERR(syscall(SYS_epoll_pwait, ep, &event, 1, 0, &event, 4), EINVAL);
    CHECK_ERR(syscall(SYS_epoll_pwait2, ep, &event, 1, &bad, NULL, 8), EINVAL);
    CHECK_ERR(syscall(SYS_epoll_pwait2, ep, &event, 1, hidden, NULL, 8),
              EFAULT);
    CHECK_EQ(control(ep, EPOLL_CTL_ADD, fds[1], EPOLLOUT), 0);
    CHECK_ERR(epoll_wait(ep, hidden, 1, 0), EFAULT);
    CHECK_EQ(ready_of(ep, fds[1]), EPOLLOUT); /* not lost */
    ok("wait");
}

int main(void)
{
    ep = new_epoll();
    new_pipe(fds);
    check_create();
    check_control();
    check_exclusive();
    check_circles();
    check_tower();
    check_wait();
    return check_status();
}
