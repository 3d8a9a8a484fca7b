/* SPDX-License-Identifier: MIT
 *
 * eventfd: the counter, EFD_SEMAPHORE, limits, blocking both ways, poll.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>

#define MOST (UINT64_MAX - 1)

static int fd, finished;

static long put(uint64_t value)
{
    return write(fd, &value, sizeof value);
}

/* What read gives: the value, or 0: it would block. */
static uint64_t take(void)
{
    uint64_t value[2] = {0, 77};
    ssize_t n = read(fd, value, sizeof value);

    CHECK((n == 8 && value[0] > 0) || (n == -1 && errno == EAGAIN));
    CHECK_EQ(value[1], 77);
    return value[0];
}

static long events(void)
{
    struct pollfd p = {fd, POLLIN | POLLOUT, 0};
    int n = poll(&p, 1, 0);

    CHECK_EQ(n, p.revents != 0);
    return p.revents;
}

static void check_counter(void)
{
    fd = eventfd(3, EFD_NONBLOCK | EFD_CLOEXEC);
    CHECK_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
    CHECK_EQ(fcntl(fd, F_GETFL) & ~O_LARGEFILE, O_RDWR | O_NONBLOCK);
    CHECK_EQ(events(), POLLIN | POLLOUT);
    CHECK_EQ(put(4), 8);
    CHECK_EQ(take(), 7);
    CHECK_EQ(take(), 0);
    CHECK_EQ(events(), POLLOUT);
    CHECK_EQ(put(0), 8);
    CHECK_EQ(events(), POLLOUT);
    CHECK_EQ(put(MOST), 8);
    CHECK_EQ(events(), POLLIN);
    CHECK_ERR(put(1), EAGAIN);
    CHECK_EQ(put(0), 8);
    CHECK(take() == MOST);
    CHECK_EQ(put(MOST - 1), 8);
    CHECK_EQ(events(), POLLIN | POLLOUT);
    CHECK_ERR(put(2), EAGAIN);
    CHECK_EQ(put(1), 8);
    CHECK(take() == MOST);
    CHECK_EQ(close(fd), 0);
    ok("counter");
}

static void check_errors(void)
{
    uint64_t value = 1;

    CHECK_ERR(syscall(SYS_eventfd2, 0, 2), EINVAL);
    CHECK_ERR(syscall(SYS_eventfd2, 0, O_APPEND), EINVAL);
    fd = (int)syscall(SYS_eventfd, 5);
    CHECK_EQ(fcntl(fd, F_GETFD), 0);
    CHECK_ERR(write(fd, &value, 7), EINVAL);
    CHECK_ERR(read(fd, &value, 7), EINVAL);
    CHECK_ERR(put(UINT64_MAX), EINVAL);
    CHECK_ERR(write(fd, KERNEL_ADDRESS, 8), EFAULT);
    CHECK_ERR(write(fd, no_access_page(), 8), EFAULT);
    CHECK_EQ(take(), 5);
    CHECK_ERR(pread(fd, &value, 8, 0), ESPIPE);
    CHECK_ERR(ftruncate(fd, 0), EINVAL);
    CHECK_EQ(close(fd), 0);
    ok("errors");
}

static void check_semaphore(void)
{
    fd = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK);
    CHECK_EQ(take(), 1);
    CHECK_EQ(events(), POLLIN | POLLOUT);
    CHECK_EQ(take(), 1);
    CHECK_EQ(take(), 0);
    CHECK_EQ(put(1000), 8);
    CHECK_EQ(take(), 1);
    CHECK_EQ(close(fd), 0);
    ok("semaphore");
}

static void *takes(void *arg)
{
    uint64_t value = take();

    (void)arg;
    __atomic_add_fetch(&finished, 1, __ATOMIC_SEQ_CST);
    return (void *)value;
}

static void *puts_most(void *arg)
{
    CHECK_EQ(put(MOST), 8);
    __atomic_add_fetch(&finished, 1, __ATOMIC_SEQ_CST);
    return arg;
}

static pthread_t start(void *(*body)(void *))
{
    pthread_t thread;

    CHECK_EQ(pthread_create(&thread, NULL, body, NULL), 0);
    return thread;
}

static long join(pthread_t thread)
{
    void *result;

    pthread_join(thread, &result);
    return (long)result;
}

static void check_blocking(void)
{
    pthread_t thread[3];

    fd = eventfd(0, 0);
    thread[0] = start(takes);
    sleep_ms(10);
    CHECK_EQ(finished, 0);
    CHECK_EQ(put(9), 8);
    CHECK_EQ(join(thread[0]), 9);
    CHECK_EQ(put(1), 8);
    finished = 0;
    thread[0] = start(puts_most);
    sleep_ms(10);
    CHECK_EQ(finished, 0);
    CHECK_EQ(take(), 1);
    join(thread[0]);
    CHECK(take() == MOST);
    CHECK_EQ(close(fd), 0);

    fd = eventfd(0, EFD_SEMAPHORE); /* one write for three readers */
    for (int i = 0; i < 3; i++)
        thread[i] = start(takes);
    sleep_ms(10);
    CHECK_EQ(put(3), 8);
    for (int i = 0; i < 3; i++)
        CHECK_EQ(join(thread[i]), 1);
    CHECK_EQ(close(fd), 0);
    ok("blocking");
}

static void *puts_later(void *arg)
{
    sleep_ms(10);
    CHECK_EQ(put(1), 8);
    return arg;
}

static void check_poll(void)
{
    struct pollfd p = {.events = POLLIN};
    pthread_t thread;

    p.fd = fd = eventfd(0, 0);
    thread = start(puts_later);
    CHECK_EQ(poll(&p, 1, 5000), 1);
    CHECK_EQ(p.revents, POLLIN);
    join(thread);
    CHECK_EQ(close(fd), 0);
    ok("poll");
}

int main(void)
{
    check_counter();
    check_errors();
    check_semaphore();
    check_blocking();
    check_poll();
    return check_status();
}
