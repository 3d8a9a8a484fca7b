/* SPDX-License-Identifier: MIT
 *
 * poll on pipes: what is ready at either end, hang-ups, time-outs, wake-ups,
 * bad descriptors; ppoll and select as the other two ways of asking.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/select.h>

#define BOTH (POLLIN | POLLOUT)

static int fds[2];
static char buf[65536];

/* The events of one descriptor now, or -1 if poll itself does not say 0/1. */
static int events_of(int fd, short asked)
{
    struct pollfd p = {fd, asked, 0x7fff};
    int n = poll(&p, 1, 0);

    if (n != (p.revents != 0))
        return -1;
    return p.revents;
}

static void check_ready(void)
{
    CHECK_EQ(pipe2(fds, O_NONBLOCK), 0);
    CHECK_EQ(events_of(fds[0], BOTH), 0);
    CHECK_EQ(events_of(fds[1], BOTH), POLLOUT);
    CHECK_EQ(write(fds[1], "x", 1), 1);
    CHECK_EQ(events_of(fds[0], BOTH), POLLIN);
    CHECK_EQ(events_of(fds[0], POLLIN | POLLRDNORM), POLLIN | POLLRDNORM);
    CHECK_EQ(events_of(fds[0], 0), 0);
    CHECK_EQ(read(fds[0], buf, 1), 1);
    CHECK_EQ(write(fds[1], buf, sizeof buf), sizeof buf);
    CHECK_EQ(events_of(fds[1], BOTH), 0); /* full */
    CHECK_EQ(read(fds[0], buf, 4096), 4096);
    CHECK_EQ(events_of(fds[1], BOTH), POLLOUT);
    ok("ready");
}

static void check_hang_up(void)
{
    int other[2];

    CHECK_EQ(close(fds[1]), 0);
    CHECK_EQ(events_of(fds[0], BOTH), POLLIN | POLLHUP);
    CHECK_EQ(read(fds[0], buf, sizeof buf), sizeof buf - 4096);
    CHECK_EQ(events_of(fds[0], BOTH), POLLHUP);
    CHECK_EQ(events_of(fds[0], 0), POLLHUP); /* not asked for, told anyway */
    CHECK_EQ(close(fds[0]), 0);
    CHECK_EQ(events_of(fds[0], BOTH), POLLNVAL);
    CHECK_EQ(pipe(other), 0);
    CHECK_EQ(close(other[0]), 0);
    CHECK_EQ(events_of(other[1], BOTH), POLLOUT | POLLERR);
    CHECK_EQ(close(other[1]), 0);
    ok("hang-up");
}

static void check_several(void)
{
    struct pollfd p[4] = {{-1, BOTH, 77},
                          {0, POLLIN, 77},
                          {0, BOTH, 77},
                          {9999, BOTH, 77}};

    CHECK_EQ(pipe(fds), 0);
    p[1].fd = fds[0];
    p[2].fd = fds[1];
    CHECK_EQ(poll(p, 4, 1000), 2);
    CHECK_EQ(p[0].revents, 0); /* negative: passed over */
    CHECK_EQ(p[1].revents, 0);
    CHECK_EQ(p[2].revents, POLLOUT);
    CHECK_EQ(p[3].revents, POLLNVAL);
    ok("several");
}

static void check_timeouts(void)
{
    struct pollfd p = {fds[0], POLLIN, 0};
    struct timespec t = {0, 10000000}, bad = {0, 1000000000};
    int64_t start = now_ns(CLOCK_MONOTONIC);

    CHECK_EQ(poll(&p, 1, 10), 0);
    CHECK(now_ns(CLOCK_MONOTONIC) - start >= 10000000);
    start = now_ns(CLOCK_MONOTONIC);
    CHECK_EQ(poll(NULL, 0, 10), 0);
    CHECK(now_ns(CLOCK_MONOTONIC) - start >= 10000000);
    start = now_ns(CLOCK_MONOTONIC);
    CHECK_EQ(ppoll(&p, 1, &t, NULL), 0);
    CHECK(now_ns(CLOCK_MONOTONIC) - start >= 10000000);
    CHECK_ERR(ppoll(&p, 1, &bad, NULL), EINVAL);
    CHECK_ERR(syscall(SYS_poll, KERNEL_ADDRESS, 1, 0), EFAULT);
    CHECK_ERR(syscall(SYS_poll, NULL, 1, 0), EFAULT);
    CHECK_ERR(syscall(SYS_poll, &p, 0x7fffffff, 0), EINVAL);
    ok("time-outs");
}

static void *writes_later(void *arg)
{
    sleep_ms(10);
    CHECK_EQ(write(fds[1], "w", 1), 1);
    return arg;
}

static void *closes_later(void *arg)
{
    sleep_ms(10);
    CHECK_EQ(close(fds[1]), 0);
    return arg;
}

/* A poll without end wakes when a byte comes, and when the writer goes. */
static void check_wake_up(void)
{
    struct pollfd p = {fds[0], POLLIN, 0};
    pthread_t thread;
    char c;

    CHECK_EQ(pthread_create(&thread, NULL, writes_later, NULL), 0);
    CHECK_EQ(poll(&p, 1, -1), 1);
    CHECK_EQ(p.revents, POLLIN);
    CHECK_EQ(read(fds[0], &c, 1), 1);
    pthread_join(thread, NULL);
    CHECK_EQ(pthread_create(&thread, NULL, closes_later, NULL), 0);
    CHECK_EQ(poll(&p, 1, 5000), 1);
    CHECK_EQ(p.revents, POLLHUP);
    pthread_join(thread, NULL);
    CHECK_EQ(close(fds[0]), 0);
    ok("wake-up");
}

static void check_select(void)
{
    struct timeval t = {0, 10000};
    fd_set in, out;

    CHECK_EQ(pipe(fds), 0);
    FD_ZERO(&in);
    FD_ZERO(&out);
    FD_SET(fds[0], &in);
    FD_SET(fds[1], &out);
    CHECK_EQ(select(fds[1] + 1, &in, &out, NULL, NULL), 1);
    CHECK(!FD_ISSET(fds[0], &in) && FD_ISSET(fds[1], &out));
    FD_SET(fds[0], &in);
    CHECK_EQ(select(fds[1] + 1, &in, NULL, NULL, &t), 0);
    CHECK(!FD_ISSET(fds[0], &in));
    close(50);
    FD_SET(50, &in);
    CHECK_ERR(select(51, &in, NULL, NULL, &t), EBADF);
    CHECK_ERR(syscall(SYS_select, -1, NULL, NULL, NULL, NULL), EINVAL);
    ok("select");
}

int main(void)
{
    check_ready();
    check_hang_up();
    check_several();
    check_timeouts();
    check_wake_up();
    check_select();
    return check_status();
}
