/* SPDX-License-Identifier: MIT
 *
 * exit(3) in one thread ends all of them, whatever they are doing: sleeping,
 * waiting for a futex, reading a pipe, or running in an endless loop.
 *
 * Expected status: 7
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <semaphore.h>

static sem_t started, never;
static int pipe_fds[2];

static void *sleeps(void *arg)
{
    sem_post(&started);
    sleep_ms(1000000);
    return arg;
}

static void *waits(void *arg)
{
    sem_post(&started);
    sem_wait(&never);
    return arg;
}

static void *reads(void *arg)
{
    char c;

    sem_post(&started);
    if (read(pipe_fds[0], &c, 1) != 1)
        return NULL;
    return arg;
}

static void *runs(void *arg)
{
    sem_post(&started);
    for (;;)
        __asm__ volatile("");
    return arg;
}

static void *ends(void *arg)
{
    for (int i = 0; i < 4; i++)
        sem_wait(&started);
    sleep_ms(5);
    dprintf(1, "exits from a thread\n");
    exit(arg ? 7 : 1);
}

int main(void)
{
    void *(*body[])(void *) = {sleeps, waits, reads, runs, ends};
    pthread_t thread;

    sem_init(&started, 0, 0);
    sem_init(&never, 0, 0);
    CHECK_EQ(pipe(pipe_fds), 0);
    for (int i = 0; i < 5; i++)
        CHECK_EQ(pthread_create(&thread, NULL, body[i], pipe_fds), 0);
    pthread_join(thread, NULL);
    check_die("exit() came back");
}
