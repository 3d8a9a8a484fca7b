/* SPDX-License-Identifier: MIT
 *
 * Condition variables: producers and consumers, a broadcast to many waiters
 * (musl hands them from waiter to waiter by futex requeue), and timed waits
 * on both clocks.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>

#define WAITERS 50
#define ITEMS 3000
#define SLOTS 4

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;
static int waiting, woken, generation;

static int queue[SLOTS], queued, taken, sum;

static void *wait_generation(void *arg)
{
    int seen;

    (void)arg;
    pthread_mutex_lock(&lock);
    for (int round = 0; round < 3; round++) {
        seen = generation;
        waiting++;
        pthread_cond_signal(&not_full);
        while (generation == seen)
            pthread_cond_wait(&cond, &lock);
        waiting--;
        woken++;
    }
    pthread_mutex_unlock(&lock);
    return NULL;
}

/* Three times: all waiters are in, one broadcast lets every one of them go. */
static void check_broadcast(void)
{
    pthread_t thread[WAITERS];

    for (int i = 0; i < WAITERS; i++)
        CHECK_EQ(pthread_create(&thread[i], NULL, wait_generation, NULL), 0);
    for (int round = 1; round <= 3; round++) {
        pthread_mutex_lock(&lock);
        while (waiting < WAITERS || woken < WAITERS * (round - 1))
            pthread_cond_wait(&not_full, &lock);
        generation++;
        pthread_cond_broadcast(&cond);
        pthread_mutex_unlock(&lock);
    }
    for (int i = 0; i < WAITERS; i++)
        pthread_join(thread[i], NULL);
    CHECK_EQ(woken, 3 * WAITERS);
    CHECK_EQ(waiting, 0);
    ok("broadcast");
}

/* ITEMS numbers through SLOTS places; -1 ends a consumer. */
static void put(int item)
{
    pthread_mutex_lock(&lock);
    while (queued == SLOTS)
        pthread_cond_wait(&not_full, &lock);
    queue[queued++] = item;
    pthread_cond_signal(&cond);
    pthread_mutex_unlock(&lock);
}

static int get(void)
{
    int item;

    pthread_mutex_lock(&lock);
    while (queued == 0)
        pthread_cond_wait(&cond, &lock);
    item = queue[--queued];
    if (item >= 0) {
        sum += item;
        taken++;
    }
    pthread_cond_signal(&not_full);
    pthread_mutex_unlock(&lock);
    return item;
}

static void *consume(void *arg)
{
    (void)arg;
    while (get() >= 0)
        ;
    return NULL;
}

static void check_queue(void)
{
    pthread_t thread[3];

    for (int i = 0; i < 3; i++)
        CHECK_EQ(pthread_create(&thread[i], NULL, consume, NULL), 0);
    for (int i = 0; i < ITEMS; i++)
        put(i);
    while (__atomic_load_n(&taken, __ATOMIC_SEQ_CST) < ITEMS)
        sleep_ms(1);
    for (int i = 0; i < 3; i++)
        put(-1);
    for (int i = 0; i < 3; i++)
        pthread_join(thread[i], NULL);
    CHECK_EQ(sum, ITEMS * (ITEMS - 1) / 2);
    ok("producer and consumers");
}

/* Nobody signals: the wait ends no earlier than asked, with the lock held. */
static void check_timed(clockid_t clock, const char *name)
{
    pthread_condattr_t attr;
    pthread_cond_t never;
    struct timespec when;
    int64_t end;
    int result;

    pthread_condattr_init(&attr);
    CHECK_EQ(pthread_condattr_setclock(&attr, clock), 0);
    pthread_cond_init(&never, &attr);
    end = now_ns(clock) + 15000000;
    when.tv_sec = end / 1000000000;
    when.tv_nsec = end % 1000000000;
    pthread_mutex_lock(&lock);
    do
        result = pthread_cond_timedwait(&never, &lock, &when);
    while (result == 0);
    CHECK_EQ(result, ETIMEDOUT);
    CHECK(now_ns(clock) >= end);
    CHECK_EQ(pthread_mutex_trylock(&lock), EBUSY);
    when.tv_nsec = 1000000000;
    CHECK_EQ(pthread_cond_timedwait(&never, &lock, &when), EINVAL);
    when.tv_sec = when.tv_nsec = 0; /* long past */
    CHECK_EQ(pthread_cond_timedwait(&never, &lock, &when), ETIMEDOUT);
    pthread_mutex_unlock(&lock);
    ok(name);
}

int main(void)
{
    check_broadcast();
    check_queue();
    check_timed(CLOCK_REALTIME, "timed, realtime");
    check_timed(CLOCK_MONOTONIC, "timed, monotonic");
    return check_status();
}
