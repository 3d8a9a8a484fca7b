/* SPDX-License-Identifier: MIT
 *
 * pthread_cancel, which musl builds on signal 33: a thread ends where it
 * sleeps, or at its next cancellation point, or not while it forbids it.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <semaphore.h>

static int fds[2];
static sem_t never, ready, asked;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static int cleaned;

static void cleans(void *arg)
{
    cleaned += (int)(long)arg;
}

static void unlocks(void *arg)
{
    cleaned++;
    pthread_mutex_unlock(arg);
}

static void *sleeps(void *arg)
{
    pthread_cleanup_push(cleans, (void *)1);
    sem_post(&ready);
    sleep_ms(1000000);
    pthread_cleanup_pop(0);
    return arg;
}

static void *reads(void *arg)
{
    char c;

    pthread_cleanup_push(cleans, (void *)1);
    sem_post(&ready);
    if (read(fds[0], &c, 1) == 1)
        arg = fds;
    pthread_cleanup_pop(0);
    return arg;
}

static void *waits(void *arg)
{
    pthread_cleanup_push(cleans, (void *)1);
    sem_post(&ready);
    sem_wait(&never);
    pthread_cleanup_pop(0);
    return arg;
}

/* The mutex is held again when the clean-up runs. */
static void *waits_condition(void *arg)
{
    pthread_mutex_lock(&lock);
    pthread_cleanup_push(unlocks, &lock);
    sem_post(&ready);
    for (;;)
        pthread_cond_wait(&cond, &lock);
    pthread_cleanup_pop(1);
    return arg;
}

/* Computes without a call; looks now and then by itself. */
static void *computes(void *arg)
{
    pthread_cleanup_push(cleans, (void *)1);
    sem_post(&ready);
    for (;;) {
        for (volatile int i = 0; i < 1000; i++)
            ;
        pthread_testcancel();
    }
    pthread_cleanup_pop(0);
    return arg;
}

/* Forbids it while it sleeps; the request waits until it is allowed. */
static void *forbids(void *arg)
{
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
    sem_post(&ready);
    sem_wait(&asked);
    cleaned += 100;
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
    pthread_testcancel();
    cleaned += 1000;
    return arg;
}

/* Anywhere at all: even in an endless loop. */
static void *endless(void *arg)
{
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
    sem_post(&ready);
    if (!arg)
        for (;;)
            __asm__ volatile("");
    return arg;
}

static void cancel(void *(*body)(void *), int expect, const char *topic)
{
    pthread_t thread;
    void *result = NULL;

    cleaned = 0;
    sem_init(&asked, 0, 0);
    CHECK_EQ(pthread_create(&thread, NULL, body, NULL), 0);
    sem_wait(&ready);
    sleep_ms(10);
    CHECK_EQ(pthread_cancel(thread), 0);
    sem_post(&asked);
    CHECK_EQ(pthread_join(thread, &result), 0);
    CHECK(result == PTHREAD_CANCELED);
    CHECK_EQ(cleaned, expect);
    ok(topic);
}

int main(void)
{
    CHECK_EQ(pipe(fds), 0);
    sem_init(&never, 0, 0);
    sem_init(&ready, 0, 0);
    cancel(sleeps, 1, "sleep");
    cancel(reads, 1, "read");
    cancel(waits, 1, "semaphore");
    cancel(waits_condition, 1, "condition");
    CHECK_EQ(pthread_mutex_trylock(&lock), 0);
    cancel(computes, 1, "testcancel");
    cancel(forbids, 100, "forbidden");
    cancel(endless, 0, "asynchronous");
    return check_status();
}
