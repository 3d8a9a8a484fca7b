/* SPDX-License-Identifier: MIT
 *
 * Writes of up to PIPE_BUF bytes by several threads never mix: each record
 * comes out whole, and each writer's records in order.
 */
#define _GNU_SOURCE
#include "check.h"
#include <limits.h>
#include <pthread.h>
#include <sys/uio.h>

#define WRITERS 4
#define RECORDS 150

/* A record is LENGTH bytes: its header, then its writer's letter. */
struct record {
    int writer, number, length;
    char fill[PIPE_BUF - 3 * sizeof(int)];
};

static int fds[2];

static int record_length(int writer, int number)
{
    int least = 3 * sizeof(int);

    if (number % 5 == 0)
        return PIPE_BUF;
    return least + (writer * 1009 + number * 613) % (PIPE_BUF - least);
}

static void *writes(void *arg)
{
    struct record r = {.writer = (int)(long)arg};

    memset(r.fill, 'a' + r.writer, sizeof r.fill);
    for (r.number = 0; r.number < RECORDS; r.number++) {
        struct iovec v[2] = {{&r, 8}, {(char *)&r + 8, 0}};

        r.length = record_length(r.writer, r.number);
        v[1].iov_len = r.length - 8;
        if (r.number % 2)
            CHECK_EQ(writev(fds[1], v, 2), r.length);
        else
            CHECK_EQ(write(fds[1], &r, r.length), r.length);
    }
    return NULL;
}

/* Read exactly LENGTH bytes; 0 at end of file. */
static int read_all(void *to, int length)
{
    for (int got = 0; got < length;) {
        long n = read(fds[0], (char *)to + got, length - got);

        if (n <= 0)
            return 0;
        got += (int)n;
    }
    return 1;
}

static int intact(const struct record *r)
{
    for (int i = 0; i < r->length - 12; i++)
        if (r->fill[i] != 'a' + r->writer)
            return 0;
    return 1;
}

static void read_records(void)
{
    static struct record r;
    int next[WRITERS] = {0};

    for (int i = 0; i < WRITERS * RECORDS; i++) {
        if (!read_all(&r, 12))
            check_die("end of file too early");
        if (r.writer < 0 || r.writer >= WRITERS || r.length < 12 ||
            r.length > PIPE_BUF)
            check_die("records are mixed");
        CHECK_EQ(r.number, next[r.writer]++);
        CHECK_EQ(r.length, record_length(r.writer, r.number));
        CHECK(read_all(r.fill, r.length - 12));
        CHECK(intact(&r));
    }
    ok("records");
}

int main(void)
{
    pthread_t thread[WRITERS];
    char c;

    CHECK_EQ(pipe(fds), 0);
    for (long i = 0; i < WRITERS; i++)
        CHECK_EQ(pthread_create(&thread[i], NULL, writes, (void *)i), 0);
    read_records();
    for (int i = 0; i < WRITERS; i++)
        pthread_join(thread[i], NULL);
    close(fds[1]);
    CHECK_EQ(read(fds[0], &c, 1), 0);
    ok("end of file");
    return check_status();
}
