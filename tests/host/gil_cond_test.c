/* SPDX-License-Identifier: MIT
 *
 * The condition variable of the GIL policies: who is woken, and that no signal is
 * lost, neither between a timeout and a signal nor among many threads.
 *
 * LINK: gil/?*.c
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gil/gil.h"
#include "tests/host/child.h"
#include "tests/host/trace_check.h"

#define WAITERS 5
#define HUNTERS 6
#define TOKENS 20000

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct gil_cond cond = GIL_COND_INITIALIZER;
static struct gil_thread threads[WAITERS > HUNTERS ? WAITERS : HUNTERS];

/* Under mutex. */
static int woken[WAITERS], woken_count;

static void *wait_once(void *number)
{
    int n = (int)(intptr_t)number;

    pthread_mutex_lock(&mutex);
    gil_cond_wait(&cond, &mutex, &threads[n]);
    woken[woken_count++] = n;
    pthread_mutex_unlock(&mutex);
    return NULL;
}

static void await_waiters(unsigned count)
{
    while (atomic_load(&cond.count) != count)
        sched_yield();
}

static void await_woken(int count)
{
    int now;

    do {
        sched_yield();
        pthread_mutex_lock(&mutex);
        now = woken_count;
        pthread_mutex_unlock(&mutex);
    } while (now < count);
}

/* WAITERS threads wait, in the order of their numbers. */
static void start(pthread_t *handles)
{
    gil_cond_init(&cond);
    woken_count = 0;
    for (int i = 0; i < WAITERS; i++) {
        pthread_create(&handles[i], NULL, wait_once, (void *)(intptr_t)i);
        await_waiters((unsigned)i + 1);
    }
}

static void join(pthread_t *handles, int count)
{
    for (int i = 0; i < count; i++)
        pthread_join(handles[i], NULL);
}

/* Each signal wakes one: the longest waiting, or the shortest. */
static void order(enum gil_wake wake)
{
    pthread_t handles[WAITERS];

    gil_params.wake = wake;
    start(handles);
    for (int i = 0; i < WAITERS; i++) {
        gil_cond_signal(&cond);
        await_woken(i + 1);
        CHECK_EQUAL((uint64_t)woken_count, (uint64_t)i + 1);
        CHECK_EQUAL((uint64_t)woken[i],
                    (uint64_t)(wake == GIL_WAKE_FIFO ? i : WAITERS - 1 - i));
    }
    join(handles, WAITERS);
    CHECK(!cond.first && !cond.last);
}

static void test_order(void)
{
    order(GIL_WAKE_FIFO);
    order(GIL_WAKE_LIFO);
}

/* With WAKE=sched one signal wakes all; a broadcast does in any order. */
static void test_all(void)
{
    pthread_t handles[WAITERS];

    gil_params.wake = GIL_WAKE_SCHED;
    start(handles);
    gil_cond_signal(&cond);
    join(handles, WAITERS);
    gil_params.wake = GIL_WAKE_FIFO;
    start(handles);
    gil_cond_broadcast(&cond);
    join(handles, WAITERS);
    CHECK_EQUAL((uint64_t)woken_count, WAITERS);
}

/* Nobody signals: the time runs out, and not early; the mutex is held again. */
static void test_timeout(void)
{
    struct timespec begun, now;
    int64_t us;

    gil_cond_init(&cond);
    pthread_mutex_lock(&mutex);
    clock_gettime(CLOCK_MONOTONIC, &begun);
    CHECK_EQUAL((uint64_t)gil_cond_wait_us(&cond, &mutex, &threads[0], 2000),
                ETIMEDOUT);
    clock_gettime(CLOCK_MONOTONIC, &now);
    us = (now.tv_sec - begun.tv_sec) * 1000000 +
         (now.tv_nsec - begun.tv_nsec) / 1000;
    CHECK(us >= 2000);
    CHECK(pthread_mutex_trylock(&mutex) == EBUSY);
    CHECK(!cond.first && atomic_load(&cond.count) == 0);
    pthread_mutex_unlock(&mutex);
}

/* --- the hunt: each token is signalled once, and taken by one --- */

static int tokens, taken; /* under mutex */
static int ended;

/* Some wait for ever, some for a few microseconds. */
static void wait_for_token(int n)
{
    if (n % 2 == 0)
        gil_cond_wait(&cond, &mutex, &threads[n]);
    else
        gil_cond_wait_us(&cond, &mutex, &threads[n], 20 + (uint32_t)n);
}

static void *hunter(void *number)
{
    int n = (int)(intptr_t)number;

    pthread_mutex_lock(&mutex);
    for (;;) {
        while (!tokens && !ended)
            wait_for_token(n);
        if (!tokens)
            break;
        tokens--;
        taken++;
    }
    pthread_mutex_unlock(&mutex);
    return NULL;
}

/* A token is put down only when the last has been taken: one lost signal, with
 * the patient threads asleep, would leave it to the impatient ones; and with no
 * impatient ones (step 2) it would be the end: the alarm's. */
static void hunt(enum gil_wake wake, int step)
{
    pthread_t handles[HUNTERS];
    int count = 0;

    gil_params.wake = wake;
    gil_cond_init(&cond);
    tokens = taken = ended = 0;
    for (int i = 0; i < HUNTERS; i += step)
        pthread_create(&handles[count++], NULL, hunter, (void *)(intptr_t)i);
    for (int i = 0; i < TOKENS;) {
        pthread_mutex_lock(&mutex);
        if (!tokens) {
            tokens = 1;
            i++;
            gil_cond_signal(&cond);
        }
        pthread_mutex_unlock(&mutex);
        sched_yield();
    }
    pthread_mutex_lock(&mutex);
    ended = 1;
    gil_cond_broadcast(&cond);
    pthread_mutex_unlock(&mutex);
    join(handles, count);
    CHECK_EQUAL((uint64_t)taken, TOKENS);
    CHECK(!cond.first && !cond.last && atomic_load(&cond.count) == 0);
}

static void test_hunt(void)
{
    for (enum gil_wake wake = GIL_WAKE_FIFO; wake <= GIL_WAKE_SCHED; wake++) {
        hunt(wake, 1);
        hunt(wake, 2);
    }
}

/* In a forked child the condition is made anew, whoever waited in the parent. */
static void test_fork(void)
{
    pthread_t handles[WAITERS];
    pid_t child;

    gil_params.wake = GIL_WAKE_FIFO;
    start(handles);
    child = fork();
    if (child == 0) {
        gil_cond_init(&cond);
        pthread_mutex_init(&mutex, NULL);
        pthread_mutex_lock(&mutex);
        gil_cond_signal(&cond); /* nobody waits here */
        _exit(gil_cond_wait_us(&cond, &mutex, &threads[0], 100) != ETIMEDOUT);
    }
    CHECK_EQUAL((uint64_t)child_status(child), 0);
    gil_cond_broadcast(&cond);
    join(handles, WAITERS);
}

int main(void)
{
    static const struct test tests[] = {
        {"cond_order", test_order},     {"cond_all", test_all},
        {"cond_timeout", test_timeout}, {"cond_hunt", test_hunt},
        {"cond_fork", test_fork},
    };

    alarm(120); /* a hang fails the test */
    return run_tests(tests, sizeof(tests) / sizeof(tests[0]));
}
