/* SPDX-License-Identifier: MIT
 *
 * timerfd: reading waits and counts periods; polling; what is left; refusals.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <sys/wait.h>

#define MS 1000000ll

static struct itimerspec spec(int64_t value, int64_t interval)
{
    return (struct itimerspec){{interval / (1000 * MS), interval % (1000 * MS)},
                               {value / (1000 * MS), value % (1000 * MS)}};
}

static void set(int fd, int flags, int64_t value, int64_t interval)
{
    struct itimerspec next = spec(value, interval);

    CHECK_EQ(timerfd_settime(fd, flags, &next, NULL), 0);
}

static int64_t left(int fd)
{
    struct itimerspec now;

    CHECK_EQ(timerfd_gettime(fd, &now), 0);
    return now.it_value.tv_sec * 1000 * MS + now.it_value.tv_nsec;
}

static int64_t take(int fd)
{
    uint64_t count = 0;

    return read(fd, &count, sizeof count) == sizeof count ? (int64_t)count : -1;
}

static int readable(int fd, int wait_ms)
{
    struct pollfd p = {fd, POLLIN, 0};

    return poll(&p, 1, wait_ms) == 1 && p.revents == POLLIN;
}

static void check_once(clockid_t clock, int absolute, const char *topic)
{
    int fd = timerfd_create(clock, 0);
    int64_t begin = now_ns(clock);

    CHECK(fd >= 0);
    CHECK_EQ(left(fd), 0);
    set(fd, absolute ? TFD_TIMER_ABSTIME : 0, (absolute ? begin : 0) + 10 * MS,
        0);
    CHECK(left(fd) > 0 && left(fd) <= 10 * MS);
    CHECK_EQ(readable(fd, 0), 0);
    CHECK_EQ(take(fd), 1);
    CHECK(now_ns(clock) - begin >= 10 * MS);
    CHECK_EQ(left(fd), 0);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    CHECK_ERR(take(fd), EAGAIN);
    set(fd, TFD_TIMER_ABSTIME, begin, 0); /* long ago */
    CHECK_EQ(readable(fd, 10000), 1);
    CHECK_EQ(take(fd), 1);
    close(fd);
    ok(topic);
}

static void check_interval(void)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    int64_t begin = now_ns(CLOCK_MONOTONIC), count = 0, got;
    struct itimerspec old, none = spec(0, 0);

    set(fd, 0, 3 * MS, 2 * MS);
    sleep_ms(20);
    CHECK(left(fd) > 0 && left(fd) <= 2 * MS);
    got = take(fd);
    CHECK(got >= 9); /* all that have passed */
    CHECK(got <= (now_ns(CLOCK_MONOTONIC) - begin) / (2 * MS));
    CHECK_ERR(take(fd), EAGAIN);
    for (int i = 0; i < 5; i++) {
        CHECK_EQ(readable(fd, 10000), 1);
        count += take(fd);
    }
    CHECK(count >= 5);
    CHECK_EQ(timerfd_settime(fd, 0, &none, &old), 0);
    CHECK_EQ(old.it_interval.tv_nsec, 2 * MS);
    CHECK(old.it_value.tv_nsec > 0 && old.it_value.tv_nsec <= 2 * MS);
    CHECK_EQ(readable(fd, 10), 0);
    set(fd, 0, MS, MS); /* setting forgets what has passed */
    sleep_ms(10);
    set(fd, 0, 1000000 * MS, 0);
    CHECK_ERR(take(fd), EAGAIN);
    close(fd);
    ok("interval");
}

/* The shortest period: the program goes on, and the count is right. */
static void check_storm(void)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, 0);
    int64_t begin, count = 0, passed;

    set(fd, 0, 1, 1);
    begin = now_ns(CLOCK_MONOTONIC);
    for (int i = 0; i < 50; i++)
        count += take(fd);
    passed = now_ns(CLOCK_MONOTONIC) - begin;
    CHECK(count >= 50 && count <= passed + 1000 * MS);
    close(fd);
    ok("storm");
}

static void check_epoll(void)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, 0), epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN | EPOLLET}, found;

    CHECK_EQ(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event), 0);
    CHECK_EQ(epoll_wait(epoll, &found, 1, 5), 0);
    set(fd, 0, 2 * MS, 2 * MS);
    for (int i = 0; i < 3; i++) {
        CHECK_EQ(epoll_wait(epoll, &found, 1, 10000), 1);
        CHECK_EQ(found.events, EPOLLIN);
        CHECK(take(fd) >= 1);
    }
    close(fd);
    close(epoll);
    ok("epoll");
}

/* Both processes have the same one; it goes with the last. */
static void check_fork(void)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC), status;

    CHECK_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
    int pid = fork();
    if (pid == 0) {
        set(fd, 0, 5 * MS, 0);
        _exit(0);
    }
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(take(fd), 1);
    set(fd, 0, MS, MS);
    close(fd);
    sleep_ms(5);
    ok("fork");
}

static void check_refused(void)
{
    struct itimerspec bad = {{0, 0}, {0, 1000000000}}, good = spec(MS, 0);
    int fd = timerfd_create(CLOCK_MONOTONIC, 0), event = eventfd(0, 0);
    uint64_t count;

    CHECK_ERR(timerfd_create(CLOCK_PROCESS_CPUTIME_ID, 0), EINVAL);
    CHECK_ERR(timerfd_create(77, 0), EINVAL);
    CHECK_ERR(timerfd_create(CLOCK_MONOTONIC, 1), EINVAL);
    CHECK_ERR(timerfd_settime(fd, 0, &bad, NULL), EINVAL);
    bad.it_value.tv_nsec = -1;
    CHECK_ERR(timerfd_settime(fd, 0, &bad, NULL), EINVAL);
    CHECK_ERR(timerfd_settime(fd, 4, &good, NULL), EINVAL);
    CHECK_ERR(timerfd_settime(event, 0, &good, NULL), EINVAL);
    CHECK_ERR(timerfd_settime(-1, 0, &good, NULL), EBADF);
    CHECK_ERR(timerfd_gettime(event, &good), EINVAL);
    CHECK_ERR(timerfd_gettime(-1, &good), EBADF);
    CHECK_ERR(syscall(SYS_timerfd_settime, fd, 0, KERNEL_ADDRESS, NULL),
              EFAULT);
    CHECK_ERR(syscall(SYS_timerfd_settime, fd, 0, &good, KERNEL_ADDRESS),
              EFAULT);
    CHECK_ERR(syscall(SYS_timerfd_gettime, fd, KERNEL_ADDRESS), EFAULT);
    CHECK_ERR(read(fd, &count, 7), EINVAL);
    CHECK_ERR(write(fd, &count, 8), EINVAL);
    CHECK_ERR(read(fd, KERNEL_ADDRESS, 8), EFAULT);
    close(fd);
    close(event);
    ok("refused");
}

int main(void)
{
    check_once(CLOCK_MONOTONIC, 0, "monotonic");
    check_once(CLOCK_MONOTONIC, 1, "monotonic, absolute");
    check_once(CLOCK_REALTIME, 0, "real time");
    check_once(CLOCK_REALTIME, 1, "real time, absolute");
    check_once(CLOCK_BOOTTIME, 1, "boot time, absolute");
    check_interval();
    check_storm();
    check_epoll();
    check_fork();
    check_refused();
    return check_status();
}
