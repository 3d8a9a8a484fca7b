/* SPDX-License-Identifier: MIT
 *
 * A pipe holds exactly 64 KiB. What does not fit is refused whole up to
 * PIPE_BUF bytes, and taken in part above.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <limits.h>

#define CAPACITY 65536

static int fds[2];
static char buf[2 * CAPACITY];

static void drain(long expected)
{
    long total = 0, n;

    while ((n = read(fds[0], buf, sizeof buf)) > 0)
        total += n;
    CHECK_EQ(n, -1);
    CHECK_EQ(errno, EAGAIN);
    CHECK_EQ(total, expected);
}

/* Fill by writes of SIZE bytes until one is refused; how much got in? */
static long fill(size_t size)
{
    long total = 0, n;

    while ((n = write(fds[1], buf, size)) > 0)
        total += n;
    CHECK_EQ(n, -1);
    CHECK_EQ(errno, EAGAIN);
    return total;
}

static void check_fill(size_t size)
{
    CHECK_EQ(fill(size), CAPACITY);
    drain(CAPACITY);
}

static void check_partial(void)
{
    CHECK_EQ(write(fds[1], buf, CAPACITY - 2 * PIPE_BUF),
             CAPACITY - 2 * PIPE_BUF);
    CHECK_EQ(write(fds[1], buf, 3 * PIPE_BUF), 2 * PIPE_BUF);
    CHECK_ERR(write(fds[1], buf, 3 * PIPE_BUF), EAGAIN);
    CHECK_ERR(write(fds[1], buf, 1), EAGAIN);
    drain(CAPACITY);
    CHECK_EQ(write(fds[1], buf, sizeof buf), CAPACITY);
    drain(CAPACITY);
    ok("partial");
}

/* Up to PIPE_BUF bytes: all or nothing. */
static void check_atomic(void)
{
    CHECK_EQ(write(fds[1], buf, CAPACITY - 1000), CAPACITY - 1000);
    CHECK_ERR(write(fds[1], buf, 1001), EAGAIN);
    CHECK_ERR(write(fds[1], buf, PIPE_BUF), EAGAIN);
    CHECK_EQ(write(fds[1], buf, 1000), 1000);
    CHECK_ERR(write(fds[1], buf, 1), EAGAIN);
    drain(CAPACITY);
    ok("all or nothing");
}

/* The order holds across the end of the buffer and back to its start. */
static void check_wrap(void)
{
    unsigned char next_in = 0, next_out = 0;
    unsigned char *b = (unsigned char *)buf;
    int wrong = 0;

    for (int round = 0; round < 300; round++) {
        size_t in = 4096 + round * 37 % 5000, out = 4000 + round * 53 % 5000;
        long n;

        for (size_t i = 0; i < in; i++)
            b[i] = (unsigned char)(next_in + i);
        n = write(fds[1], b, in);
        if (n > 0)
            next_in = (unsigned char)(next_in + n);
        n = read(fds[0], b, out);
        for (long i = 0; i < n; i++)
            wrong += b[i] != (unsigned char)(next_out + i);
        if (n > 0)
            next_out = (unsigned char)(next_out + n);
    }
    CHECK_EQ(wrong, 0);
    ok("order");
}

int main(void)
{
    CHECK_EQ(pipe2(fds, O_NONBLOCK), 0);
    CHECK_EQ(fcntl(fds[0], F_GETPIPE_SZ), CAPACITY);
    CHECK_EQ(fcntl(fds[1], F_GETPIPE_SZ), CAPACITY);
    check_fill(1);
    check_fill(512);
    check_fill(PIPE_BUF);
    check_fill(CAPACITY);
    ok("capacity");
    check_partial();
    check_atomic();
    check_wrap();
    return check_status();
}
