/* SPDX-License-Identifier: MIT
 *
 * Priority inversion, and its remedy: what made Mars Pathfinder's computer restart
 * again and again in 1997.
 *
 * Three threads on one core, SCHED_FIFO. The low one holds a mutex for a moment of
 * computing; the high one wants it; the middle one wants nothing but to compute. By
 * the priorities the middle one runs before the low one. So the high one waits for
 * the middle one too, which has nothing to do with it; unless the mutex is one with
 * PTHREAD_PRIO_INHERIT: then the low one counts as high until it unlocks.
 *
 * Run as root, and on Convoy with a policy that acts on priorities: SCHED=prio.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

enum { LOW = 10, MIDDLE = 20, HIGH = 30, STARTER = 40 };
enum { HOLDS_MS = 10, COMPUTES_MS = 100 };

static pthread_mutex_t mutex;
static volatile int held;
static int64_t waited; /* ns */

static int64_t now(clockid_t clock)
{
    struct timespec time;

    clock_gettime(clock, &time);
    return time.tv_sec * 1000000000ll + time.tv_nsec;
}

/* Use so much of the processor. */
static void compute(long ms)
{
    int64_t end = now(CLOCK_THREAD_CPUTIME_ID) + ms * 1000000;

    while (now(CLOCK_THREAD_CPUTIME_ID) < end)
        ;
}

static void *low(void *unused)
{
    pthread_mutex_lock(&mutex);
    held = 1;
    compute(HOLDS_MS);
    pthread_mutex_unlock(&mutex);
    return unused;
}

static void *middle(void *unused)
{
    compute(COMPUTES_MS);
    return unused;
}

static void *high(void *unused)
{
    int64_t start = now(CLOCK_MONOTONIC);

    pthread_mutex_lock(&mutex);
    waited = now(CLOCK_MONOTONIC) - start;
    pthread_mutex_unlock(&mutex);
    return unused;
}

static pthread_t start(void *(*run)(void *), int priority)
{
    struct sched_param param = {.sched_priority = priority};
    pthread_attr_t attributes;
    pthread_t thread;

    pthread_attr_init(&attributes);
    pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
    pthread_attr_setschedpolicy(&attributes, SCHED_FIFO);
    pthread_attr_setschedparam(&attributes, &param);
    if ((errno = pthread_create(&thread, &attributes, run, NULL)))
        err(1, "a thread of priority %d", priority);
    return thread;
}

/* The starter is the highest: the others begin when it waits. */
static void show(int protocol, const char *name)
{
    const struct timespec moment = {0, 1000000};
    pthread_mutexattr_t attributes;

    pthread_mutexattr_init(&attributes);
    if ((errno = pthread_mutexattr_setprotocol(&attributes, protocol)))
        err(1, "pthread_mutexattr_setprotocol");
    pthread_mutex_init(&mutex, &attributes);
    held = 0;
    pthread_t threads[3] = {start(low, LOW)};
    while (!held)
        nanosleep(&moment, NULL);
    threads[1] = start(middle, MIDDLE);
    threads[2] = start(high, HIGH);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    printf("%s: the high one waited for %ld us\n", name, (long)(waited / 1000));
}

int main(void)
{
    struct sched_param param = {.sched_priority = STARTER};
    cpu_set_t first;

    CPU_ZERO(&first);
    CPU_SET(0, &first);
    if (sched_setaffinity(0, sizeof(first), &first))
        err(1, "sched_setaffinity");
    if ((errno = pthread_setschedparam(pthread_self(), SCHED_FIFO, &param)))
        err(1, "SCHED_FIFO");
    printf("low holds the mutex for %d ms, middle computes for %d ms\n",
           HOLDS_MS, COMPUTES_MS);
    show(PTHREAD_PRIO_NONE, "without inheritance");
    show(PTHREAD_PRIO_INHERIT, "with inheritance");
    return 0;
}
