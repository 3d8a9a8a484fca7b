/* SPDX-License-Identifier: MIT
 *
 * Threads come and go: a hundred at once, a thousand one after another, joined
 * and detached, each with its own id and its own result.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <semaphore.h>

#define MANY 100
#define SERIES 1000

static long squares[MANY];
static int ids[MANY];
static pthread_barrier_t all_here;
static sem_t detached_done;

static void *square(void *arg)
{
    long i = (long)arg;

    ids[i] = syscall(SYS_gettid);
    pthread_barrier_wait(&all_here); /* all hundred live at the same time */
    squares[i] = i * i;
    return (void *)(i * 3);
}

/* All ids differ, and differ from the process's. */
static int ids_are_distinct(void)
{
    for (int i = 0; i < MANY; i++) {
        if (ids[i] == getpid())
            return 0;
        for (int j = 0; j < i; j++)
            if (ids[i] == ids[j])
                return 0;
    }
    return 1;
}

static void check_many(void)
{
    pthread_t thread[MANY];
    void *result;

    pthread_barrier_init(&all_here, NULL, MANY);
    for (long i = 0; i < MANY; i++)
        CHECK_EQ(pthread_create(&thread[i], NULL, square, (void *)i), 0);
    for (long i = 0; i < MANY; i++) {
        CHECK_EQ(pthread_join(thread[i], &result), 0);
        CHECK_EQ(result, i * 3);
        CHECK_EQ(squares[i], i * i);
    }
    CHECK(ids_are_distinct());
    ok("a hundred at once");
}

static void *same(void *arg)
{
    return arg;
}

static void check_series(void)
{
    pthread_t thread;
    void *result;

    for (long i = 0; i < SERIES; i++) {
        if (pthread_create(&thread, NULL, same, (void *)i))
            check_die("pthread_create");
        pthread_join(thread, &result);
        CHECK_EQ(result, i);
    }
    ok("a thousand in series");
}

static void *detached(void *arg)
{
    CHECK_EQ(pthread_detach(pthread_self()), 0);
    sem_post(arg);
    return NULL;
}

static void *posts(void *arg)
{
    sem_post(&detached_done);
    return arg;
}

static void check_detached(void)
{
    pthread_attr_t attr;
    pthread_t thread;
    int state;

    sem_init(&detached_done, 0, 0);
    CHECK_EQ(pthread_create(&thread, NULL, detached, &detached_done), 0);
    sem_wait(&detached_done);

    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_getdetachstate(&attr, &state);
    CHECK_EQ(state, PTHREAD_CREATE_DETACHED);
    for (int i = 0; i < 50; i++)
        CHECK_EQ(pthread_create(&thread, &attr, posts, NULL), 0);
    for (int i = 0; i < 50; i++)
        sem_wait(&detached_done);
    ok("detached");
}

static void *exits(void *arg)
{
    pthread_exit(arg);
}

static void *creates(void *arg)
{
    pthread_t inner;
    void *result;

    CHECK_EQ(pthread_create(&inner, NULL, exits, arg), 0);
    CHECK_EQ(pthread_join(inner, &result), 0);
    return result;
}

/* A thread made by a thread; a result by pthread_exit. */
static void check_nested(void)
{
    pthread_t outer;
    void *result = NULL;

    CHECK_EQ(pthread_create(&outer, NULL, creates, ids), 0);
    CHECK_EQ(pthread_join(outer, &result), 0);
    CHECK(result == ids);
    CHECK_EQ(syscall(SYS_gettid), getpid());
    ok("nested");
}

int main(void)
{
    check_many();
    check_series();
    check_detached();
    check_nested();
    return check_status();
}
