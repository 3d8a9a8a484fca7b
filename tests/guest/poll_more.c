/* SPDX-License-Identifier: MIT
 *
 * poll, ppoll, pselect and select beyond pipes: many descriptors at once, the
 * same one twice, several pollers of one file, eventfds and sockets, signals
 * and masks.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/socket.h>

#define MANY 200

static int fds[2], woken;

/* More than fit on a stack; the last one becomes ready. */
static void check_many(void)
{
    static struct pollfd p[MANY];
    static int all[MANY];
    uint64_t one = 1;

    for (int i = 0; i < MANY; i++) {
        all[i] = eventfd(0, EFD_NONBLOCK);
        p[i] = (struct pollfd){all[i], POLLIN, 77};
    }
    CHECK_EQ(poll(p, MANY, 0), 0);
    for (int i = 0; i < MANY; i++)
        CHECK_EQ(p[i].revents, 0);
    CHECK_EQ(write(all[MANY - 1], &one, 8), 8);
    CHECK_EQ(write(all[7], &one, 8), 8);
    CHECK_EQ(poll(p, MANY, -1), 2);
    CHECK_EQ(p[MANY - 1].revents, POLLIN);
    CHECK_EQ(p[7].revents, POLLIN);
    for (int i = 0; i < MANY; i++)
        CHECK_EQ(close(all[i]), 0);
    CHECK_EQ(poll(p, 1, -1), 1);
    CHECK_EQ(p[0].revents, POLLNVAL);
    ok("many");
}

static void check_twice(void)
{
    struct pollfd p[3];

    CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    p[0] = (struct pollfd){fds[0], POLLIN, 0};
    p[1] = (struct pollfd){fds[0], POLLOUT, 0};
    p[2] = (struct pollfd){fds[0], 0, 77};
    CHECK_EQ(poll(p, 3, 1000), 1);
    CHECK_EQ(p[0].revents, 0);
    CHECK_EQ(p[1].revents, POLLOUT);
    CHECK_EQ(p[2].revents, 0);
    CHECK_EQ(close(fds[0]) | close(fds[1]), 0);
    ok("twice");
}

static void *polls(void *arg)
{
    struct pollfd p = {fds[0], POLLIN, 0};

    CHECK_EQ(poll(&p, 1, 5000), 1);
    CHECK_EQ(p.revents, POLLIN);
    __atomic_add_fetch(&woken, 1, __ATOMIC_SEQ_CST);
    return arg;
}

/* All pollers wake for one message, unlike readers. */
static void check_several(void)
{
    pthread_t thread[4];

    CHECK_EQ(socketpair(AF_UNIX, SOCK_DGRAM, 0, fds), 0);
    for (int i = 0; i < 4; i++)
        CHECK_EQ(pthread_create(&thread[i], NULL, polls, NULL), 0);
    sleep_ms(10);
    CHECK_EQ(woken, 0);
    CHECK_EQ(write(fds[1], "x", 1), 1);
    for (int i = 0; i < 4; i++)
        pthread_join(thread[i], NULL);
    CHECK_EQ(woken, 4);
    CHECK_EQ(close(fds[0]) | close(fds[1]), 0);
    ok("several");
}

static volatile int signals;

static void on_signal(int signal)
{
    (void)signal;
    signals++;
}

static void *interrupts(void *arg)
{
    sleep_ms(10);
    pthread_kill(*(pthread_t *)arg, SIGUSR1);
    return NULL;
}

/* Never made again, SA_RESTART or not. */
static void check_signal(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    pthread_t thread, self = pthread_self();
    struct timespec long_time = {5, 0};
    struct pollfd p = {.events = POLLIN};
    fd_set in;

    sigaction(SIGUSR1, &action, NULL);
    p.fd = fds[0] = eventfd(0, 0);
    CHECK_EQ(pthread_create(&thread, NULL, interrupts, &self), 0);
    CHECK_ERR(poll(&p, 1, -1), EINTR);
    pthread_join(thread, NULL);
    CHECK_EQ(pthread_create(&thread, NULL, interrupts, &self), 0);
    FD_ZERO(&in);
    FD_SET(fds[0], &in);
    CHECK_ERR(pselect(fds[0] + 1, &in, NULL, NULL, &long_time, NULL), EINTR);
    pthread_join(thread, NULL);
    CHECK_EQ(signals, 2);
    ok("signal");
}

/* A signal that is blocked and pending comes in with ppoll's mask only. */
static void check_mask(void)
{
    struct timespec none = {0, 0};
    struct pollfd p = {fds[0], POLLIN, 0};
    uint64_t one = 1;
    sigset_t set, empty, now;
    fd_set in;

    signals = 0;
    sigemptyset(&empty);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGUSR1);
    CHECK_EQ(poll(&p, 1, 0), 0);
    CHECK_EQ(signals, 0);
    CHECK_ERR(ppoll(&p, 1, NULL, &empty), EINTR);
    CHECK_EQ(signals, 1);
    sigprocmask(SIG_SETMASK, NULL, &now);
    CHECK_EQ(sigismember(&now, SIGUSR1), 1); /* the old mask is back */
    raise(SIGUSR1);
    FD_ZERO(&in);
    FD_SET(fds[0], &in);
    CHECK_ERR(pselect(fds[0] + 1, &in, NULL, NULL, NULL, &empty), EINTR);
    CHECK_EQ(signals, 2);
    CHECK_EQ(write(fds[0], &one, 8), 8);
    CHECK_EQ(ppoll(&p, 1, &none, &set), 1);
    CHECK_EQ(pselect(fds[0] + 1, &in, NULL, NULL, &none, &set), 1);
    CHECK(FD_ISSET(fds[0], &in));
    CHECK_EQ(close(fds[0]), 0);
    ok("mask");
}

int main(void)
{
    check_many();
    check_twice();
    check_several();
    check_signal();
    check_mask();
    return check_status();
}
