/* SPDX-License-Identifier: MIT
 *
 * What the tests of epoll share.
 */
#ifndef EPOLL_H
#define EPOLL_H

#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>

/* epoll_ctl with `events`; the data is the descriptor. */
static inline int control(int epfd, int op, int fd, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.u64 = (uint64_t)fd};

    return epoll_ctl(epfd, op, fd, &event);
}

/* The events of the one descriptor that is ready now: 0: none is; -1: it is
 * another one, or there are several. */
static inline long ready_of(int epfd, int fd)
{
    struct epoll_event event[4];
    int n = epoll_wait(epfd, event, 4, 0);

    if (n == 0)
        return 0;
    if (n != 1 || event[0].data.u64 != (uint64_t)fd)
        return -1;
    return event[0].events;
}

static inline int new_epoll(void)
{
    int fd = epoll_create1(EPOLL_CLOEXEC);

    if (fd < 0)
        check_die("no epoll");
    return fd;
}

static inline void new_pipe(int fds[2])
{
    if (pipe2(fds, O_NONBLOCK) != 0)
        check_die("no pipe");
}

#endif
