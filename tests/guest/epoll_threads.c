/* SPDX-License-Identifier: MIT
 *
 * epoll from several threads: every event of many is taken by exactly one of
 * the waiting threads; and adding, changing, removing, closing and waiting at
 * once leave nothing broken.
 */
#define _GNU_SOURCE
#include "epoll.h"
#include <sys/eventfd.h>

#define WORKERS 4
#define FILES 16
#define ROUNDS 2000

static int ep, fds[FILES], quit_fd;
static int taken, stop;

/* Takes events, each with EPOLLONESHOT, and switches the file on again. */
static void *works(void *arg)
{
    struct epoll_event event;
    uint64_t value;

    for (;;) {
        CHECK_EQ(epoll_wait(ep, &event, 1, -1), 1);
        int fd = (int)event.data.u64;
        if (fd == quit_fd)
            return arg;
        CHECK_EQ(read(fd, &value, 8), 8); /* nobody else has taken it */
        __atomic_add_fetch(&taken, (int)value, __ATOMIC_SEQ_CST);
        CHECK_EQ(control(ep, EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLONESHOT), 0);
    }
}

static void check_workers(void)
{
    pthread_t thread[WORKERS];
    uint64_t one = 1;

    ep = new_epoll();
    quit_fd = eventfd(0, 0);
    for (int i = 0; i < FILES; i++) {
        fds[i] = eventfd(0, EFD_NONBLOCK);
        CHECK_EQ(control(ep, EPOLL_CTL_ADD, fds[i], EPOLLIN | EPOLLONESHOT), 0);
    }
    CHECK_EQ(control(ep, EPOLL_CTL_ADD, quit_fd, EPOLLIN), 0);
    for (int i = 0; i < WORKERS; i++)
        CHECK_EQ(pthread_create(&thread[i], NULL, works, NULL), 0);
    for (int i = 0; i < ROUNDS; i++)
        CHECK_EQ(write(fds[i * 7 % FILES], &one, 8), 8);
    for (int i = 0; taken < ROUNDS && i < 1000; i++)
        sleep_ms(1);
    CHECK_EQ(taken, ROUNDS);
    CHECK_EQ(write(quit_fd, &one, 8), 8); /* level: it reaches all */
    for (int i = 0; i < WORKERS; i++)
        pthread_join(thread[i], NULL);
    for (int i = 0; i < FILES; i++)
        CHECK_EQ(close(fds[i]), 0);
    CHECK_EQ(close(quit_fd) | close(ep), 0);
    ok("workers");
}

/* Removes and adds again what others add, change, fire or close. */
static void *meddles(void *arg)
{
    struct epoll_event event[FILES];
    unsigned n = (unsigned)(long)arg;
    uint64_t one = 1;

    while (!__atomic_load_n(&stop, __ATOMIC_SEQ_CST)) {
        int fd = fds[(n = n * 1103515245 + 12345) >> 16 & (FILES - 1)];

        control(ep, EPOLL_CTL_ADD, fd, EPOLLIN | EPOLLET);
        (void)!write(fd, &one, 8);
        control(ep, EPOLL_CTL_MOD, fd, EPOLLIN);
        epoll_wait(ep, event, FILES, 0);
        if (n & 0x100)
            control(ep, EPOLL_CTL_DEL, fd, 0);
    }
    return NULL;
}

static void check_meddling(void)
{
    pthread_t thread[WORKERS];
    int inner = new_epoll(), twin;

    ep = new_epoll();
    for (int i = 0; i < FILES; i++)
        fds[i] = eventfd(0, EFD_NONBLOCK);
    for (long i = 0; i < WORKERS; i++)
        CHECK_EQ(pthread_create(&thread[i], NULL, meddles, (void *)i), 0);
    for (int i = 0; i < ROUNDS; i++) { /* new files under the same numbers */
        twin = eventfd(1, EFD_NONBLOCK);
        CHECK_EQ(dup2(twin, fds[i % FILES]), fds[i % FILES]);
        CHECK_EQ(close(twin), 0);
        if (i % 16 == 0) { /* an epoll that watches goes, and comes */
            control(inner, EPOLL_CTL_ADD, fds[i % FILES], EPOLLIN);
            control(inner, EPOLL_CTL_ADD, ep, EPOLLIN);
            CHECK_EQ(close(inner), 0);
            inner = new_epoll();
        }
    }
    __atomic_store_n(&stop, 1, __ATOMIC_SEQ_CST);
    for (int i = 0; i < WORKERS; i++)
        pthread_join(thread[i], NULL);
    for (int i = 0; i < FILES; i++)
        CHECK_EQ(close(fds[i]), 0);
    CHECK_EQ(ready_of(ep, -1), 0); /* all have gone by themselves */
    CHECK_EQ(close(inner) | close(ep), 0);
    ok("meddling");
}

int main(void)
{
    check_workers();
    check_meddling();
    return check_status();
}
