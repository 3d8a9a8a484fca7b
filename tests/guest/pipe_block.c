/* SPDX-License-Identifier: MIT
 *
 * Pipes block both ways: a reader sleeps while there is nothing, a writer
 * while there is no room; a close wakes whoever sleeps at the other end.
 */
#define _GNU_SOURCE
#include "check.h"
#include <poll.h>
#include <pthread.h>
#include <signal.h>

#define CAPACITY 65536
#define LARGE (5 * CAPACITY + 1234)

static int fds[2], back[2];
static char buf[LARGE], copy[LARGE];
static int finished;

static void open_pipe(void)
{
    CHECK_EQ(pipe(fds), 0);
    finished = 0;
}

static void close_end(int i)
{
    if (fds[i] >= 0)
        CHECK_EQ(close(fds[i]), 0);
    fds[i] = -1;
}

static pthread_t start(void *(*body)(void *))
{
    pthread_t thread;

    CHECK_EQ(pthread_create(&thread, NULL, body, NULL), 0);
    sleep_ms(10);
    CHECK_EQ(__atomic_load_n(&finished, __ATOMIC_SEQ_CST), 0);
    return thread;
}

static long join(pthread_t thread)
{
    void *result;

    pthread_join(thread, &result);
    return (long)result;
}

static void *reads_one(void *arg)
{
    char c = 0;
    long n = read(fds[0], &c, 1);

    (void)arg;
    __atomic_store_n(&finished, 1, __ATOMIC_SEQ_CST);
    return (void *)(n == 1 ? c : n);
}

static void *writes_large(void *arg)
{
    long n = write(fds[1], buf, LARGE);

    (void)arg;
    __atomic_store_n(&finished, 1, __ATOMIC_SEQ_CST);
    return (void *)(n == -1 ? -errno : n);
}

static void check_reader(void)
{
    pthread_t thread;

    open_pipe();
    thread = start(reads_one);
    CHECK_EQ(write(fds[1], "k", 1), 1);
    CHECK_EQ(join(thread), 'k');
    finished = 0;
    thread = start(reads_one);
    close_end(1); /* end of file */
    CHECK_EQ(join(thread), 0);
    close_end(0);
    ok("reader");
}

/* One large write: the writer gets through as the reader makes room. */
static void check_writer(void)
{
    pthread_t thread;
    long got = 0;

    for (int i = 0; i < LARGE; i++)
        buf[i] = (char)(i * 7 ^ i >> 8);
    open_pipe();
    thread = start(writes_large);
    while (got < LARGE) {
        long n = read(fds[0], copy + got, LARGE - got);

        if (n <= 0)
            check_die("short transfer");
        got += n;
    }
    CHECK_EQ(join(thread), LARGE);
    CHECK(!memcmp(buf, copy, LARGE));
    close_end(0);
    close_end(1);
    ok("writer");
}

/* The writer has filled the pipe and sleeps, or is about to. */
static void wait_full(void)
{
    struct pollfd p = {fds[1], POLLOUT, 0};

    while (poll(&p, 1, 0) != 0)
        sleep_ms(1);
}

/* The reader goes away: a writer that has written something says how much,
 * the next one gets EPIPE. */
static void check_broken(void)
{
    pthread_t thread;

    signal(SIGPIPE, SIG_IGN);
    open_pipe();
    thread = start(writes_large);
    wait_full();
    close_end(0);
    CHECK_EQ(join(thread), CAPACITY);
    CHECK_ERR(write(fds[1], "x", 1), EPIPE);
    CHECK_EQ(write(fds[1], "x", 0), 0);
    close_end(1);
    ok("broken");
}

static void *echoes(void *arg)
{
    char c;

    while (read(fds[0], &c, 1) == 1)
        if (write(back[1], &c, 1) != 1)
            break;
    return arg;
}

static void check_ping_pong(void)
{
    pthread_t thread;
    int wrong = 0;

    open_pipe();
    CHECK_EQ(pipe(back), 0);
    CHECK_EQ(pthread_create(&thread, NULL, echoes, NULL), 0);
    for (int i = 0; i < 3000; i++) {
        unsigned char c = (unsigned char)i, d = 0;

        if (write(fds[1], &c, 1) != 1 || read(back[0], &d, 1) != 1)
            check_die("the echo broke off");
        wrong += c != d;
    }
    CHECK_EQ(wrong, 0);
    close_end(1);
    pthread_join(thread, NULL);
    close_end(0);
    ok("ping-pong");
}

/* Several sleeping readers: each byte goes to one of them. */
static void check_readers(void)
{
    pthread_t thread[4];
    long sum = 0;

    open_pipe();
    for (int i = 0; i < 4; i++)
        CHECK_EQ(pthread_create(&thread[i], NULL, reads_one, NULL), 0);
    sleep_ms(5);
    CHECK_EQ(write(fds[1], "\1\2\4\10", 4), 4);
    for (int i = 0; i < 4; i++)
        sum += join(thread[i]);
    CHECK_EQ(sum, 15);
    close_end(0);
    close_end(1);
    ok("readers");
}

int main(void)
{
    check_reader();
    check_writer();
    check_broken();
    check_ping_pong();
    check_readers();
    return check_status();
}
