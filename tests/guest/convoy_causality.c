/* SPDX-License-Identifier: MIT
 *
 * Only for Convoy. Threads hand a token round, through a mutex and condition,
 * through pipes, by bare futexes, and by moving from core to core. Who gets it
 * compares its own clocks with the stamp that was put on it before it was
 * handed over: an effect must never come before its cause.
 *
 * What goes through the kernel (a pipe, a wake-up, a migration) keeps that exactly.
 * A mutex that is released and taken in user space alone, by atomic instructions,
 * is seen by a core that may be behind by a quantum and an interrupts-off section,
 * which is less than latency=: there, and only there, the clock may step back, by
 * less than that.
 *
 * Arguments: [HAND-OVERS [LATENCY]]
 */
#define _GNU_SOURCE
#include "convoy.h"
#include "futex.h"

#define THREADS 4

static long rounds;
static int64_t stamp_ns, stamp_tsc; /* on the token: only its holder writes */
static long handed;
static int64_t back_ns, back_tsc; /* the largest step back */

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Take the token: how do this core's clocks stand against its stamp? */
static void receive(void)
{
    back_ns = larger(back_ns, stamp_ns - now_ns(CLOCK_MONOTONIC));
    back_tsc = larger(back_tsc, stamp_tsc - (int64_t)rdtsc());
    handed++;
}

static void stamp(void)
{
    stamp_ns = now_ns(CLOCK_MONOTONIC);
    stamp_tsc = rdtsc();
}

static void report(const char *way, int64_t bound)
{
    dprintf(1, "%s handed=%ld back_ns=%lld back_tsc=%lld bound=%lld\n", way,
            handed, (long long)back_ns, (long long)back_tsc, (long long)bound);
    CHECK(handed > 0);
    CHECK(back_ns <= bound);
    CHECK(back_tsc <= bound);
    handed = back_ns = back_tsc = 0;
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static long turn;

/* In turn; between turns each computes for another while. */
static void *by_condition(void *arg)
{
    long me = (long)arg;

    for (long i = 0; i < rounds; i++) {
        burn(100 + me * 977);
        pthread_mutex_lock(&lock);
        while (turn % THREADS != me)
            pthread_cond_wait(&cond, &lock);
        receive();
        turn++;
        stamp();
        pthread_cond_broadcast(&cond);
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

/* Whoever gets the lock; often it was spun or slept for. */
static void *by_mutex(void *arg)
{
    for (long i = 0; i < rounds; i++) {
        burn(50 + (long)arg * 331);
        pthread_mutex_lock(&lock);
        receive();
        burn(200);
        stamp();
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

static int ring[THREADS][2];

static void *by_pipe(void *arg)
{
    long me = (long)arg;
    char c;

    for (long i = 0; i < rounds; i++) {
        if (read(ring[me][0], &c, 1) != 1)
            check_die("read");
        receive();
        burn(100 + me * 977);
        stamp();
        if (write(ring[(me + 1) % THREADS][1], "t", 1) != 1)
            check_die("write");
    }
    return NULL;
}

static int word;

static void *by_futex(void *arg)
{
    long me = (long)arg;
    int seen;

    for (long i = 0; i < rounds; i++) {
        while ((seen = __atomic_load_n(&word, __ATOMIC_SEQ_CST)) % THREADS !=
               me)
            futex_wait(&word, FUTEX_WAIT | FUTEX_PRIVATE, (unsigned)seen, NULL);
        receive();
        burn(100 + me * 977);
        stamp();
        __atomic_add_fetch(&word, 1, __ATOMIC_SEQ_CST);
        futex_wake(&word, FUTEX_WAKE | FUTEX_PRIVATE, FUTEX_ALL, 0);
    }
    return NULL;
}

/* One thread takes the token along from core to core; others make sure that
 * the cores' clocks do not happen to agree. */
static int finished;

static void *by_moving(void *arg)
{
    int cores = core_count();

    if (arg) {
        move_to((int)((long)arg % cores));
        while (!__atomic_load_n(&finished, __ATOMIC_SEQ_CST)) {
            burn(1000 * (long)arg);
            sched_yield();
        }
        return NULL;
    }
    stamp();
    for (long i = 0; i < rounds; i++) {
        move_to((int)(i % cores));
        receive();
        stamp();
        burn(100);
    }
    __atomic_store_n(&finished, 1, __ATOMIC_SEQ_CST);
    return NULL;
}

/* With nanoseconds and instructions the same: mhz=1000. */
static void run(void *(*body)(void *), const char *way, int64_t bound)
{
    pthread_t thread[THREADS];

    for (long i = 0; i < THREADS; i++)
        if (pthread_create(&thread[i], NULL, body, (void *)i))
            check_die("pthread_create");
    for (int i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
    report(way, bound);
}

int main(int argc, char **argv)
{
    int64_t latency = argument(argc, argv, 2, 4000);

    rounds = argument(argc, argv, 1, 2000);
    for (int i = 0; i < THREADS; i++)
        CHECK_EQ(pipe(ring[i]), 0);
    CHECK_EQ(write(ring[0][1], "t", 1), 1);
    stamp();
    run(by_condition, "condition", latency);
    run(by_mutex, "mutex", latency);
    run(by_pipe, "pipe", 0);
    run(by_futex, "futex", latency);
    run(by_moving, "moving", 0);
    return check_status();
}
