/* SPDX-License-Identifier: MIT
 *
 * select, poll and epoll on a pipe and a socket: level and edge.
 *
 * All say which descriptors a read would not wait for. Level-triggered (select,
 * poll, epoll by itself) they say so as long as it is true. Edge-triggered
 * (EPOLLET) epoll says so once for each arrival: who does not read everything then
 * is not told again, until more comes. With EPOLLONESHOT it says so once, until it
 * is armed again.
 */
#include <err.h>
#include <poll.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

/* How to ask one descriptor, without waiting. */
struct asker {
    const char *name;
    uint32_t how; /* for epoll: the flags beside EPOLLIN */
    int (*ask)(int fd, int set);
};

static int ask_select(int fd, int unused)
{
    fd_set readable;

    (void)unused;
    FD_ZERO(&readable);
    FD_SET(fd, &readable);
    return select(fd + 1, &readable, NULL, NULL, &(struct timeval){0});
}

static int ask_poll(int fd, int unused)
{
    (void)unused;
    return poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 0);
}

static int ask_epoll(int unused, int set)
{
    struct epoll_event event;

    (void)unused;
    return epoll_wait(set, &event, 1, 0);
}

static const struct asker askers[] = {
    {"select", 0, ask_select},
    {"poll", 0, ask_poll},
    {"epoll, level", 0, ask_epoll},
    {"epoll, edge", EPOLLET, ask_epoll},
    {"epoll, one shot", EPOLLONESHOT, ask_epoll},
};

static void send_byte(int fd)
{
    if (write(fd, "x", 1) != 1)
        err(1, "write");
}

static void read_byte(int fd)
{
    if (read(fd, &(char){0}, 1) != 1)
        err(1, "read");
}

static const char *word(int ready)
{
    return ready < 0 ? "error" : ready ? "ready" : "-";
}

/* One line: what `asker` says of ends[0] as bytes come to ends[1] and go. */
static void show(const struct asker *asker, const int ends[2])
{
    struct epoll_event event = {.events = EPOLLIN | asker->how};
    int set = epoll_create1(0);

    if (set < 0 || epoll_ctl(set, EPOLL_CTL_ADD, ends[0], &event))
        err(1, "epoll");
    printf("%-16s %-6s", asker->name, word(asker->ask(ends[0], set)));
    send_byte(ends[1]);
    send_byte(ends[1]);
    printf("%-6s ", word(asker->ask(ends[0], set)));
    printf("%-6s ", word(asker->ask(ends[0], set)));
    read_byte(ends[0]);
    printf("%-6s ", word(asker->ask(ends[0], set)));
    send_byte(ends[1]);
    printf("%-6s ", word(asker->ask(ends[0], set)));
    read_byte(ends[0]);
    read_byte(ends[0]);
    printf("%s\n", word(asker->ask(ends[0], set)));
    close(set);
}

static void show_all(const char *what, const int ends[2])
{
    printf("%-16s empty two    again  one    one    none\n", what);
    printf("%-16s       came          read   came   left\n", "");
    for (size_t i = 0; i < sizeof askers / sizeof *askers; i++)
        show(&askers[i], ends);
}

int main(void)
{
    int ends[2];

    if (pipe(ends))
        err(1, "pipe");
    show_all("a pipe", ends);
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
        err(1, "socketpair");
    show_all("a socket", ends);
    return 0;
}
