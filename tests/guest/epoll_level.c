/* SPDX-License-Identifier: MIT
 *
 * Level-triggered epoll: what is ready is told as long as it is; adding,
 * changing, removing; hang-ups; room for few events and fairness; time-outs;
 * waiting and being woken; epolls in epolls; descriptors that are closed.
 */
#define _GNU_SOURCE
#include "epoll.h"
#include <signal.h>
#include <sys/stat.h>

static int ep, fds[2];
static char buf[65536];

static void check_ready(void)
{
    struct epoll_event event;

    ep = new_epoll();
    new_pipe(fds);
    CHECK_EQ(control(ep, EPOLL_CTL_ADD, fds[0], EPOLLIN), 0);
    CHECK_EQ(ready_of(ep, fds[0]), 0);
    CHECK_EQ(write(fds[1], "xy", 2), 2);
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLIN);
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLIN); /* and again */
    CHECK_EQ(read(fds[0], buf, 1), 1);
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLIN);
    CHECK_EQ(read(fds[0], buf, 1), 1);
    CHECK_EQ(ready_of(ep, fds[0]), 0);
    CHECK_EQ(control(ep, EPOLL_CTL_ADD, fds[1], EPOLLOUT), 0); /* already is */
    CHECK_EQ(ready_of(ep, fds[1]), EPOLLOUT);
    CHECK_EQ(write(fds[1], buf, sizeof buf), sizeof buf);
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLIN); /* and not fds[1] */
    event = (struct epoll_event){EPOLLIN, {.u64 = 0xfedcba9876543210}};
    CHECK_EQ(epoll_ctl(ep, EPOLL_CTL_MOD, fds[0], &event), 0);
    CHECK_EQ(epoll_wait(ep, &event, 1, 0), 1);
    CHECK(event.data.u64 == 0xfedcba9876543210); /* kept as it is */
    ok("ready");
}

static void check_change(void)
{
    CHECK_EQ(control(ep, EPOLL_CTL_MOD, fds[0], 0), 0);
    CHECK_EQ(ready_of(ep, fds[0]), 0);
    CHECK_EQ(control(ep, EPOLL_CTL_MOD, fds[0], EPOLLIN | EPOLLRDNORM), 0);
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLIN | EPOLLRDNORM);
    CHECK_EQ(control(ep, EPOLL_CTL_MOD, fds[0], EPOLLOUT | EPOLLPRI), 0);
    CHECK_EQ(ready_of(ep, fds[0]), 0);
    CHECK_EQ(epoll_ctl(ep, EPOLL_CTL_DEL, fds[0], NULL), 0);
    CHECK_EQ(close(fds[0]), 0); /* the writer hears of that */
    CHECK_EQ(ready_of(ep, fds[1]), EPOLLERR);
    CHECK_EQ(control(ep, EPOLL_CTL_MOD, fds[1], 0), 0);
    CHECK_EQ(ready_of(ep, fds[1]), EPOLLERR); /* told unasked */
    CHECK_EQ(close(fds[1]), 0);
    CHECK_EQ(ready_of(ep, fds[1]), 0);
    new_pipe(fds);
    CHECK_EQ(control(ep, EPOLL_CTL_ADD, fds[0], EPOLLIN), 0);
    CHECK_EQ(write(fds[1], "x", 1), 1);
    CHECK_EQ(close(fds[1]), 0);
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLIN | EPOLLHUP);
    CHECK_EQ(read(fds[0], buf, 9), 1);
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLHUP);
    CHECK_EQ(close(fds[0]), 0);
    ok("change");
}

static void check_oneshot(void)
{
    new_pipe(fds);
    CHECK_EQ(control(ep, EPOLL_CTL_ADD, fds[0], EPOLLIN | EPOLLONESHOT), 0);
    CHECK_EQ(write(fds[1], "x", 1), 1);
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLIN);
    CHECK_EQ(ready_of(ep, fds[0]), 0);
    CHECK_EQ(write(fds[1], "x", 1), 1);
    CHECK_EQ(ready_of(ep, fds[0]), 0);
    CHECK_EQ(control(ep, EPOLL_CTL_MOD, fds[0], EPOLLIN | EPOLLONESHOT), 0);
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLIN);
    CHECK_EQ(close(fds[1]), 0); /* switched off: not even the hang-up */
    CHECK_EQ(ready_of(ep, fds[0]), 0);
    CHECK_EQ(close(fds[0]), 0);
    ok("one shot");
}

/* The copy of a descriptor keeps the watch alive; the number is free. */
static void check_close(void)
{
    int copy, other[2];

    new_pipe(fds);
    CHECK_EQ(control(ep, EPOLL_CTL_ADD, fds[0], EPOLLIN), 0);
    copy = dup(fds[0]);
    CHECK_EQ(control(ep, EPOLL_CTL_ADD, copy, EPOLLIN), 0); /* once more */
    CHECK_EQ(epoll_ctl(ep, EPOLL_CTL_DEL, copy, NULL), 0);
    CHECK_EQ(close(fds[0]), 0);
    CHECK_EQ(write(fds[1], "x", 1), 1);
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLIN);
    CHECK_ERR(epoll_ctl(ep, EPOLL_CTL_DEL, fds[0], NULL), EBADF);
    CHECK_EQ(pipe(other), 0); /* the number, but another file */
    CHECK_EQ(other[0], fds[0]);
    CHECK_ERR(epoll_ctl(ep, EPOLL_CTL_DEL, other[0], NULL), ENOENT);
    CHECK_EQ(close(copy), 0);
    CHECK_EQ(ready_of(ep, fds[0]), 0); /* gone with the last */
    CHECK_EQ(close(other[0]) | close(other[1]) | close(fds[1]), 0);
    ok("close");
}

#define MANY 100

/* Whoever is served goes to the back. */
static void check_fair(void)
{
    static int many[MANY][2];
    struct epoll_event event[MANY];
    int seen[MANY] = {0}, n = 0;

    for (int i = 0; i < MANY; i++) {
        new_pipe(many[i]);
        event[0] = (struct epoll_event){EPOLLIN, {.u32 = (uint32_t)i}};
        CHECK_EQ(epoll_ctl(ep, EPOLL_CTL_ADD, many[i][0], event), 0);
        CHECK_EQ(write(many[i][1], "x", 1), 1);
    }
    for (int round = 0; round < MANY / 10; round++) {
        CHECK_EQ(n = epoll_wait(ep, event, 10, 0), 10);
        for (int i = 0; i < n; i++)
            CHECK_EQ(event[i].data.u32, round * 10 + i);
    }
    CHECK_EQ(n = epoll_wait(ep, event, MANY, 0), MANY);
    for (int i = 0; i < n; i++)
        seen[event[i].data.u32]++;
    for (int i = 0; i < MANY; i++)
        CHECK_EQ(seen[i], 1);
    for (int i = 0; i < MANY; i++)
        CHECK_EQ(close(many[i][0]) | close(many[i][1]), 0);
    CHECK_EQ(epoll_wait(ep, event, MANY, 0), 0);
    ok("fair");
}

static void *writes_later(void *arg)
{
    sleep_ms(10);
    CHECK_EQ(write(fds[1], "w", 1), 1);
    return arg;
}

static void on_signal(int signal)
{
    (void)signal;
}

static void *interrupts_later(void *arg)
{
    sleep_ms(20);
    pthread_kill(*(pthread_t *)arg, SIGUSR1);
    return NULL;
}

static void check_wait(void)
{
    struct timespec short_time = {0, 10000000};
    int64_t start = now_ns(CLOCK_MONOTONIC);
    struct epoll_event event;
    pthread_t thread, self = pthread_self();

    CHECK_EQ(epoll_wait(ep, &event, 1, 10), 0);
    CHECK(now_ns(CLOCK_MONOTONIC) - start >= 10000000);
    CHECK_EQ(syscall(SYS_epoll_pwait2, ep, &event, 1, &short_time, NULL, 8), 0);
    CHECK(now_ns(CLOCK_MONOTONIC) - start >= 20000000);
    new_pipe(fds);
    CHECK_EQ(control(ep, EPOLL_CTL_ADD, fds[0], EPOLLIN), 0);
    CHECK_EQ(pthread_create(&thread, NULL, writes_later, NULL), 0);
    CHECK_EQ(epoll_wait(ep, &event, 1, -1), 1);
    CHECK_EQ(event.events, EPOLLIN);
    pthread_join(thread, NULL);
    CHECK_EQ(read(fds[0], buf, 9), 1);
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigaction(SIGUSR1, &action, NULL);
    CHECK_EQ(pthread_create(&thread, NULL, interrupts_later, &self), 0);
    CHECK_ERR(epoll_wait(ep, &event, 1, -1), EINTR); /* never made again */
    pthread_join(thread, NULL);
    ok("wait");
}

/* An epoll can be polled, by poll and by another epoll. */
static void check_nested(void)
{
    int outer = new_epoll(), two[2];
    struct pollfd p = {ep, POLLIN | POLLOUT, 0};
    struct epoll_event event;
    pthread_t thread;

    CHECK_EQ(control(outer, EPOLL_CTL_ADD, ep, EPOLLIN), 0);
    CHECK_EQ(ready_of(outer, ep), 0);
    CHECK_EQ(poll(&p, 1, 0), 0);
    CHECK_EQ(pthread_create(&thread, NULL, writes_later, NULL), 0);
    CHECK_EQ(epoll_wait(outer, &event, 1, 5000), 1);
    CHECK_EQ(event.data.u64, ep);
    pthread_join(thread, NULL);
    CHECK_EQ(poll(&p, 1, 0), 1);
    CHECK_EQ(p.revents, POLLIN);
    CHECK_EQ(ready_of(outer, ep), EPOLLIN);
    CHECK_EQ(ready_of(ep, fds[0]), EPOLLIN);
    CHECK_EQ(read(fds[0], buf, 9), 1);
    CHECK_EQ(ready_of(outer, ep), 0);
    CHECK_EQ(pthread_create(&thread, NULL, writes_later, NULL), 0);
    CHECK_EQ(poll(&p, 1, 5000), 1);
    pthread_join(thread, NULL);
    new_pipe(two);
    CHECK_EQ(control(ep, EPOLL_CTL_ADD, two[0], EPOLLIN), 0);
    CHECK_EQ(close(ep), 0); /* outer forgets it, and so do the pipes */
    CHECK_EQ(ready_of(outer, ep), 0);
    CHECK_EQ(write(two[1], "x", 1), 1);
    CHECK_EQ(ready_of(outer, ep), 0);
    CHECK_EQ(close(outer) | close(fds[0]) | close(fds[1]), 0);
    CHECK_EQ(close(two[0]) | close(two[1]), 0);
    ok("nested");
}

static int woken;

static void *waits_once(void *arg)
{
    struct epoll_event event;

    if (epoll_wait(*(int *)arg, &event, 1, 200) == 1)
        __atomic_add_fetch(&woken, 1, __ATOMIC_SEQ_CST);
    return NULL;
}

/* One byte, two epolls: with EPOLLEXCLUSIVE one sleeper wakes, else both. */
static void check_exclusive(uint32_t how, int want)
{
    int eps[2] = {new_epoll(), new_epoll()};
    pthread_t threads[2];

    woken = 0;
    new_pipe(fds);
    for (int i = 0; i < 2; i++) {
        CHECK_EQ(control(eps[i], EPOLL_CTL_ADD, fds[0], how), 0);
        CHECK_EQ(pthread_create(&threads[i], NULL, waits_once, &eps[i]), 0);
    }
    sleep_ms(20);
    CHECK_EQ(write(fds[1], "x", 1), 1);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    CHECK_EQ(woken, want);
    CHECK_EQ(close(eps[0]) | close(eps[1]) | close(fds[0]) | close(fds[1]), 0);
}

int main(void)
{
    check_ready();
    check_change();
    check_oneshot();
    check_close();
    check_fair();
    check_wait();
    check_nested();
    check_exclusive(EPOLLIN | EPOLLET | EPOLLEXCLUSIVE, 1);
    check_exclusive(EPOLLIN | EPOLLET, 2);
    ok("exclusive");
    return check_status();
}
