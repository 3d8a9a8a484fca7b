/* SPDX-License-Identifier: MIT
 *
 * Threads share one table of descriptors: what one opens another can use, and
 * a file lives as long as a call is using it.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>

static int fds[2], made[2];
static pthread_barrier_t about_to_read;

static void *makes(void *arg)
{
    CHECK_EQ(pipe(made), 0);
    return arg;
}

static void *reads(void *arg)
{
    char c = 0;
    long n;

    pthread_barrier_wait(&about_to_read);
    n = read(fds[0], &c, 1);
    return (void *)(n == 1 ? c : arg ? -1 : n);
}

static void check_shared(void)
{
    pthread_t thread;
    char c = 0;

    CHECK_EQ(pthread_create(&thread, NULL, makes, NULL), 0);
    pthread_join(thread, NULL);
    CHECK_EQ(write(made[1], "s", 1), 1);
    CHECK_EQ(read(made[0], &c, 1), 1);
    CHECK_EQ(c, 's');
    ok("shared");
}

/* A close does not disturb a read that sleeps on the file. */
static void check_close_while_reading(void)
{
    pthread_t thread;
    void *result;

    CHECK_EQ(pipe(fds), 0);
    pthread_barrier_init(&about_to_read, NULL, 2);
    CHECK_EQ(pthread_create(&thread, NULL, reads, fds), 0);
    pthread_barrier_wait(&about_to_read);
    sleep_ms(50);
    CHECK_EQ(close(fds[0]), 0);
    CHECK_EQ(write(fds[1], "r", 1), 1); /* still has its reader */
    pthread_join(thread, &result);
    CHECK_EQ(result, 'r');
    CHECK_EQ(close(fds[1]), 0);
    ok("close while reading");
}

/* Threads open and close at the same time: no number is given out twice. */
static void *churn(void *arg)
{
    for (int i = 0; i < 300; i++) {
        int p[2];
        char c = (char)(long)arg, d = 0;

        if (pipe(p))
            check_die("pipe");
        CHECK_EQ(write(p[1], &c, 1), 1);
        CHECK_EQ(read(p[0], &d, 1), 1);
        CHECK_EQ(d, c);
        CHECK_EQ(close(p[0]), 0);
        CHECK_EQ(close(p[1]), 0);
    }
    return NULL;
}

int main(void)
{
    pthread_t thread[4];

    check_shared();
    check_close_while_reading();
    for (long i = 0; i < 4; i++)
        CHECK_EQ(pthread_create(&thread[i], NULL, churn, (void *)i), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(thread[i], NULL);
    ok("churn");
    return check_status();
}
