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
#include <sched.h>
#include <stdio.h>
#include "user/lab/busy.h"

enum { LOW = 10, MIDDLE = 20, HIGH = 30, STARTER = 40 };
#define HOLDS (10 * MS)
#define COMPUTES (100 * MS)

static pthread_mutex_t mutex;
static volatile int held;
static uint64_t waited; /* ns */

static void *low(void *unused)
{
    pthread_mutex_lock(&mutex);
    held = 1;
    use_processor(HOLDS);
    pthread_mutex_unlock(&mutex);
    return unused;
}

static void *middle(void *unused)
{
    use_processor(COMPUTES);
    return unused;
}

static void *high(void *unused)
{
    uint64_t start = now();

    pthread_mutex_lock(&mutex);
    waited = now() - start;
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
    printf("%s: the high one waited for %lu us\n", name,
           (unsigned long)(waited / US));
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
    printf("low holds the mutex for %lu ms, middle computes for %lu ms\n",
           (unsigned long)(HOLDS / MS), (unsigned long)(COMPUTES / MS));
    show(PTHREAD_PRIO_NONE, "without inheritance");
    show(PTHREAD_PRIO_INHERIT, "with inheritance");
    return 0;
}
