/* SPDX-License-Identifier: MIT
 *
 * A pipe that is closed under a blocked peer: by another thread's close, by dup2,
 * by the end of a process; a descriptor that is closed while a call uses it; what
 * /proc calls both ends.
 */
#define _GNU_SOURCE
#include "asleep.h"
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define CAPACITY 65536

enum how { BY_CLOSE, BY_DUP2, BY_EXIT, HOWS };

static int fds[2];
static long result;
static int error;
static volatile int sigpipes;
static char buf[2 * CAPACITY];

static void on_sigpipe(int signal)
{
    sigpipes += signal == SIGPIPE;
}

static void *reads(void *arg)
{
    errno = 0;
    asleep_soon();
    result = read(fds[0], buf, sizeof buf);
    error = errno;
    return arg;
}

static void *writes(void *arg)
{
    errno = 0;
    asleep_soon();
    result = write(fds[1], buf, (size_t)(long)arg);
    error = errno;
    return arg;
}

static void *polls(void *arg)
{
    struct pollfd pollfd = {.fd = fds[(long)arg]};

    asleep_soon();
    result = poll(&pollfd, 1, -1);
    error = pollfd.revents;
    return arg;
}

/* A process that has the end alone, after this one gave it up. */
static pid_t give_away(int end)
{
    pid_t pid = fork();

    if (pid == 0) {
        close(fds[!end]);
        sleep_ms(30);
        _exit(0);
    }
    CHECK_EQ(close(fds[end]), 0);
    return pid;
}

/* End `end` of the pipe goes while a thread is in `call`. */
static void vanish(void *(*call)(void *), long argument, int end, enum how how)
{
    pthread_t thread;
    pid_t pid = 0;

    if (how == BY_EXIT)
        pid = give_away(end);
    CHECK_EQ(pthread_create(&thread, NULL, call, (void *)argument), 0);
    asleep_await();
    if (how == BY_CLOSE)
        CHECK_EQ(close(fds[end]), 0);
    if (how == BY_DUP2) {
        int null = open("/dev/null", O_RDWR);
        CHECK_EQ(dup2(null, fds[end]), fds[end]);
        CHECK_EQ(close(null) | close(fds[end]), 0);
    }
    if (how == BY_EXIT)
        CHECK_EQ(waitpid(pid, NULL, 0), pid);
    CHECK_EQ(pthread_join(thread, NULL), 0);
    CHECK_EQ(close(fds[!end]), 0);
}

static void check_reader(void)
{
    for (enum how how = 0; how < HOWS; how++) {
        CHECK_EQ(pipe(fds), 0);
        vanish(reads, 0, 1, how);
        CHECK_EQ(result, 0);
        CHECK_EQ(error, 0);
    }
    ok("a reader whose writer goes");
}

static void check_writer(void)
{
    for (enum how how = 0; how < HOWS; how++) {
        CHECK_EQ(pipe(fds), 0);
        CHECK_EQ(write(fds[1], buf, CAPACITY), CAPACITY);
        sigpipes = 0;
        vanish(writes, 10, 0, how);
        CHECK_EQ(result, -1);
        CHECK_EQ(error, EPIPE);
        CHECK_EQ(sigpipes, 1);
    }
    CHECK_EQ(pipe(fds), 0);
    sigpipes = 0;
    vanish(writes, CAPACITY + 100, 0, BY_CLOSE);
    CHECK_EQ(result, CAPACITY); /* what got in, and the signal */
    CHECK_EQ(sigpipes, 1);
    ok("a writer whose reader goes");
}

static void check_poller(void)
{
    for (enum how how = 0; how < HOWS; how++) {
        CHECK_EQ(pipe(fds), 0);
        vanish(polls, 0, 1, how);
        CHECK_EQ(result, 1);
        CHECK_EQ(error, POLLHUP);
        CHECK_EQ(pipe(fds), 0);
        CHECK_EQ(write(fds[1], buf, CAPACITY), CAPACITY);
        vanish(polls, 1, 0, how);
        CHECK_EQ(result, 1);
        CHECK_EQ(error, POLLERR);
    }
    ok("pollers");
}

/* A call keeps the file that it has begun with. */
static void check_own_end(void)
{
    pthread_t thread;

    CHECK_EQ(pipe(fds), 0);
    CHECK_EQ(pthread_create(&thread, NULL, reads, NULL), 0);
    asleep_await();
    CHECK_EQ(close(fds[0]), 0);
    CHECK_EQ(write(fds[1], "late", 4), 4); /* it is still a reader */
    CHECK_EQ(pthread_join(thread, NULL), 0);
    CHECK_EQ(result, 4);
    sigpipes = 0;
    CHECK_ERR(write(fds[1], "x", 1), EPIPE);
    CHECK_EQ(sigpipes, 1);
    CHECK_EQ(close(fds[1]), 0);
    CHECK_EQ(pipe(fds), 0);
    CHECK_EQ(write(fds[1], buf, CAPACITY), CAPACITY);
    CHECK_EQ(pthread_create(&thread, NULL, writes, (void *)10), 0);
    asleep_await();
    CHECK_EQ(close(fds[1]), 0);
    CHECK_EQ(read(fds[0], buf, CAPACITY), CAPACITY);
    CHECK_EQ(pthread_join(thread, NULL), 0);
    CHECK_EQ(result, 10);
    CHECK_EQ(read(fds[0], buf, CAPACITY), 10);
    CHECK_EQ(read(fds[0], buf, CAPACITY), 0);
    CHECK_EQ(close(fds[0]), 0);
    ok("one's own end");
}

static void check_name(void)
{
    char path[32], names[2][64] = {"", ""}, want[64];
    struct stat st;

    CHECK_EQ(pipe(fds), 0);
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", fds[i]);
        CHECK(readlink(path, names[i], sizeof names[i] - 1) > 0);
    }
    CHECK_EQ(fstat(fds[0], &st), 0);
    snprintf(want, sizeof want, "pipe:[%lu]", (unsigned long)st.st_ino);
    CHECK(!strcmp(names[0], want) && !strcmp(names[1], want));
    CHECK_EQ(close(fds[0]) | close(fds[1]), 0);
    ok("its name");
}

int main(void)
{
    signal(SIGPIPE, on_sigpipe);
    check_reader();
    check_writer();
    check_poller();
    check_own_end();
    check_name();
    return check_status();
}
