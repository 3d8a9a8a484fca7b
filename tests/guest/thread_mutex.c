/* SPDX-License-Identifier: MIT
 *
 * pthread mutexes: mutual exclusion under contention, the three kinds,
 * trylock, and timedlock against a lock that stays held.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <sched.h>

#define THREADS 8
#define ROUNDS 2000

static pthread_mutex_t plain = PTHREAD_MUTEX_INITIALIZER;
static long counter, inside, crowded;

/* A read and a write of the counter with a yield between them now and then:
 * without the lock, updates would be lost. */
static void *count(void *arg)
{
    (void)arg;
    for (int i = 0; i < ROUNDS; i++) {
        long seen;

        pthread_mutex_lock(&plain);
        crowded += inside++ != 0;
        seen = *(volatile long *)&counter;
        if (i % 64 == 0)
            sched_yield();
        *(volatile long *)&counter = seen + 1;
        inside--;
        pthread_mutex_unlock(&plain);
    }
    return NULL;
}

static void check_exclusion(void)
{
    pthread_t thread[THREADS];

    for (int i = 0; i < THREADS; i++)
        CHECK_EQ(pthread_create(&thread[i], NULL, count, NULL), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
    CHECK_EQ(counter, THREADS * ROUNDS);
    CHECK_EQ(crowded, 0);
    ok("exclusion");
}

static void init_kind(pthread_mutex_t *m, int kind)
{
    pthread_mutexattr_t attr;

    pthread_mutexattr_init(&attr);
    CHECK_EQ(pthread_mutexattr_settype(&attr, kind), 0);
    CHECK_EQ(pthread_mutex_init(m, &attr), 0);
}

/* Called in another thread: how do these see a mutex held by main? */
static void *from_outside(void *arg)
{
    pthread_mutex_t *m = arg;
    struct timespec soon;
    int64_t start = now_ns(CLOCK_MONOTONIC);

    CHECK_EQ(pthread_mutex_trylock(m), EBUSY);
    clock_gettime(CLOCK_REALTIME, &soon);
    soon.tv_nsec += 20000000;
    if (soon.tv_nsec >= 1000000000) {
        soon.tv_sec++;
        soon.tv_nsec -= 1000000000;
    }
    CHECK_EQ(pthread_mutex_timedlock(m, &soon), ETIMEDOUT);
    CHECK(now_ns(CLOCK_MONOTONIC) - start >= 19000000);
    return (void *)(long)pthread_mutex_unlock(m);
}

static long outside(pthread_mutex_t *m)
{
    pthread_t thread;
    void *unlocked;

    CHECK_EQ(pthread_create(&thread, NULL, from_outside, m), 0);
    pthread_join(thread, &unlocked);
    return (long)unlocked;
}

static void check_recursive(void)
{
    pthread_mutex_t m;

    init_kind(&m, PTHREAD_MUTEX_RECURSIVE);
    CHECK_EQ(pthread_mutex_lock(&m), 0);
    CHECK_EQ(pthread_mutex_lock(&m), 0);
    CHECK_EQ(pthread_mutex_trylock(&m), 0);
    CHECK_EQ(outside(&m), EPERM);
    CHECK_EQ(pthread_mutex_unlock(&m), 0);
    CHECK_EQ(pthread_mutex_unlock(&m), 0);
    CHECK_EQ(pthread_mutex_unlock(&m), 0);
    CHECK_EQ(pthread_mutex_unlock(&m), EPERM);
    ok("recursive");
}

static void check_errorcheck(void)
{
    pthread_mutex_t m;

    init_kind(&m, PTHREAD_MUTEX_ERRORCHECK);
    CHECK_EQ(pthread_mutex_unlock(&m), EPERM);
    CHECK_EQ(pthread_mutex_lock(&m), 0);
    CHECK_EQ(pthread_mutex_lock(&m), EDEADLK);
    CHECK_EQ(outside(&m), EPERM);
    CHECK_EQ(pthread_mutex_unlock(&m), 0);
    ok("errorcheck");
}

/* A plain mutex may be released by a thread that does not hold it. */
static void check_plain(void)
{
    CHECK_EQ(pthread_mutex_lock(&plain), 0);
    CHECK_EQ(outside(&plain), 0);
    CHECK_EQ(pthread_mutex_trylock(&plain), 0);
    CHECK_EQ(pthread_mutex_unlock(&plain), 0);
    ok("plain");
}

int main(void)
{
    check_exclusion();
    check_recursive();
    check_errorcheck();
    check_plain();
    return check_status();
}
