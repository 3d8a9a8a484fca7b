/* SPDX-License-Identifier: MIT
 *
 * Only for Convoy (on Linux its figures differ from run to run): the thundering
 * herd. READERS threads wait for one pipe; EVENTS times one byte comes, which one
 * of them gets. Who else is woken was woken for nothing. How they wait:
 *
 *     read        in read: with wakeup=all everybody, else one
 *     poll        in poll, then a read that does not block: everybody
 *     epoll       each in an epoll of its own: everybody
 *     exclusive   the same with EPOLLEXCLUSIVE: one
 *     shared      all in one epoll: one, which wakes another, to be sure
 *     edge        the same with EPOLLET: one
 *
 * It counts what it can see: reads that found nothing. Those who go back to sleep
 * inside the call are counted by `convoy-trace stats` (useless wake-ups).
 *
 * Arguments: HOW [READERS [EVENTS]].
 */
#define _GNU_SOURCE
#include "convoy.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>

#define MOST 64

enum how { READ, POLL, EPOLL, EXCLUSIVE, SHARED, EDGE, HOWS };

static const char *const names[HOWS] = {
    "read", "poll", "epoll", "exclusive", "shared", "edge",
};

static enum how how;
static int ends[2], shared_epoll;
static int received, in_vain;

/* Let `epoll` watch the pipe. */
static void control(int epoll, int operation, uint32_t flags)
{
    struct epoll_event event = {.events = EPOLLIN | flags};

    if (epoll_ctl(epoll, operation, ends[0], &event))
        check_die("epoll_ctl");
}

static int watch(uint32_t flags)
{
    int epoll = epoll_create1(0);

    control(epoll, EPOLL_CTL_ADD, flags);
    return epoll;
}

/* Wait until there seems to be something to read. */
static void await(int epoll)
{
    struct pollfd pipe = {.fd = ends[0], .events = POLLIN};
    struct epoll_event event;

    if (how == POLL)
        CHECK_EQ(poll(&pipe, 1, -1), 1);
    else if (how != READ)
        CHECK_EQ(epoll_wait(epoll, &event, 1, -1), 1);
}

static void *reads(void *arg)
{
    int epoll = how == EPOLL       ? watch(0)
                : how == EXCLUSIVE ? watch(EPOLLEXCLUSIVE)
                                   : shared_epoll;
    char byte;

    for (;;) {
        await(epoll);
        ssize_t got = read(ends[0], &byte, 1);
        if (got == 0)
            break;
        if (got == 1)
            __atomic_add_fetch(&received, 1, __ATOMIC_RELAXED);
        else if (errno == EAGAIN)
            __atomic_add_fetch(&in_vain, 1, __ATOMIC_RELAXED);
        else
            check_die("read");
    }
    if (how == EDGE) /* the end is told once, too: hand it on */
        control(epoll, EPOLL_CTL_MOD, EPOLLET);
    return arg;
}

static void run(int readers, int events)
{
    pthread_t thread[MOST];

    if (pipe2(ends, how == READ ? 0 : O_NONBLOCK))
        check_die("pipe2");
    if (how == SHARED || how == EDGE)
        shared_epoll = watch(how == EDGE ? EPOLLET : 0);
    for (int i = 0; i < readers; i++)
        if (pthread_create(&thread[i], NULL, reads, NULL))
            check_die("pthread_create");
    sleep_ms(10);
    for (int i = 0; i < events; i++) {
        CHECK_EQ(write(ends[1], "x", 1), 1);
        sleep_ms(1); /* until all sleep again */
    }
    close(ends[1]);
    for (int i = 0; i < readers; i++)
        pthread_join(thread[i], NULL);
    CHECK_EQ(received, events);
}

int main(int argc, char **argv)
{
    int readers = (int)argument(argc, argv, 2, 8);
    int events = (int)argument(argc, argv, 3, 100);

    while (how < HOWS && (argc < 2 || strcmp(argv[1], names[how])))
        how++;
    if (how == HOWS || readers < 1 || readers > MOST)
        check_die("arguments: read|poll|epoll|exclusive|shared|edge "
                  "[READERS (1 to 64) [EVENTS]]");
    run(readers, events);
    dprintf(1, "readers=%d\nevents=%d\nin_vain=%d\n", readers, events, in_vain);
    return check_status();
}
