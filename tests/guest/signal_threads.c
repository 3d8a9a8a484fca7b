/* SPDX-License-Identifier: MIT
 *
 * Signals and threads: each has a mask of its own; one that is meant for the
 * process goes to a thread that does not block it, once; what is pending when
 * all block it goes to the first that does no longer.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>

#define THREADS 4
#define ROUNDS 50

static volatile int handled;
static volatile pid_t taker;
static volatile int done;
static sem_t ready, go;

static void handler(int number)
{
    (void)number;
    taker = gettid();
    __atomic_add_fetch(&handled, 1, __ATOMIC_SEQ_CST);
}

static void mask(int how, int number)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, number);
    CHECK_EQ(pthread_sigmask(how, &set, NULL), 0);
}

static int is_pending(int number)
{
    sigset_t set;

    CHECK_EQ(sigpending(&set), 0);
    return sigismember(&set, number);
}

/* Sleeps with SIGUSR1 open until the test is over. */
static void *open_thread(void *tid)
{
    *(volatile pid_t *)tid = gettid();
    mask(SIG_UNBLOCK, SIGUSR1);
    sem_post(&ready);
    while (!done)
        sleep_ms(1);
    return NULL;
}

static void wait_for(int count)
{
    for (int i = 0; i < 5000 && handled < count; i++)
        sleep_ms(1);
    CHECK_EQ(handled, count);
}

/* All but one thread block it: that one gets every single one. */
static void check_open(void)
{
    volatile pid_t tid;
    pthread_t thread;

    handled = done = 0;
    mask(SIG_BLOCK, SIGUSR1);
    CHECK_EQ(pthread_create(&thread, NULL, open_thread, (void *)&tid), 0);
    sem_wait(&ready);
    for (int i = 1; i <= ROUNDS; i++) {
        CHECK_EQ(kill(getpid(), SIGUSR1), 0);
        wait_for(i);
        CHECK_EQ(taker, tid);
    }
    CHECK_EQ(syscall(SYS_tgkill, getpid(), gettid(), SIGUSR1), 0);
    sleep_ms(3);
    CHECK_EQ(handled, ROUNDS); /* it is this thread's, and blocked */
    CHECK_EQ(is_pending(SIGUSR1), 1);
    mask(SIG_UNBLOCK, SIGUSR1);
    CHECK_EQ(handled, ROUNDS + 1);
    CHECK_EQ(taker, gettid());
    mask(SIG_BLOCK, SIGUSR1);
    done = 1;
    pthread_join(thread, NULL);
    ok("open");
}

static void *opens_late(void *arg)
{
    sem_wait(&go);
    CHECK_EQ(is_pending(SIGUSR1), 1);
    mask(SIG_UNBLOCK, SIGUSR1);
    CHECK_EQ(handled, 1); /* before the call returns */
    CHECK_EQ(taker, gettid());
    return arg;
}

static void check_late(void)
{
    pthread_t thread;

    handled = 0;
    CHECK_EQ(pthread_create(&thread, NULL, opens_late, NULL), 0);
    CHECK_EQ(kill(getpid(), SIGUSR1), 0);
    CHECK_EQ(is_pending(SIGUSR1), 1);
    sem_post(&go);
    pthread_join(thread, NULL);
    CHECK_EQ(is_pending(SIGUSR1), 0);
    ok("late");
}

/* Many threads that could: one takes it, the others sleep on. */
static void check_once(void)
{
    pthread_t threads[THREADS];
    volatile pid_t tids[THREADS];

    handled = done = 0;
    for (int i = 0; i < THREADS; i++)
        CHECK_EQ(pthread_create(&threads[i], NULL, open_thread,
                                (void *)&tids[i]),
                 0);
    for (int i = 0; i < THREADS; i++)
        sem_wait(&ready);
    for (int i = 1; i <= ROUNDS; i++) {
        CHECK_EQ(kill(getpid(), SIGUSR1), 0);
        wait_for(i);
    }
    sleep_ms(3);
    CHECK_EQ(handled, ROUNDS);
    done = 1;
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    ok("once");
}

/* Real-time signals from everybody to everybody: none gets lost. */
static void *sends(void *arg)
{
    union sigval v = {.sival_int = 0};

    for (int i = 0; i < ROUNDS; i++)
        CHECK_EQ(sigqueue(getpid(), SIGRTMIN, v), 0);
    return arg;
}

static void check_many(void)
{
    pthread_t threads[THREADS];

    handled = 0;
    for (int i = 0; i < THREADS; i++)
        CHECK_EQ(pthread_create(&threads[i], NULL, sends, NULL), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    wait_for(THREADS * ROUNDS);
    ok("many");
}

/* A thread that ends leaves what was meant for the process to the others. */
static void *ends_with_pending(void *arg)
{
    CHECK_EQ(kill(getpid(), SIGUSR1), 0);
    return arg;
}

static void check_end(void)
{
    pthread_t thread;

    handled = 0;
    CHECK_EQ(pthread_create(&thread, NULL, ends_with_pending, NULL), 0);
    pthread_join(thread, NULL);
    CHECK_EQ(handled, 0);
    CHECK_EQ(is_pending(SIGUSR1), 1);
    mask(SIG_UNBLOCK, SIGUSR1);
    CHECK_EQ(handled, 1);
    ok("end");
}

int main(void)
{
    struct sigaction a = {.sa_handler = handler, .sa_flags = SA_RESTART};

    sem_init(&ready, 0, 0);
    sem_init(&go, 0, 0);
    CHECK_EQ(sigaction(SIGUSR1, &a, NULL), 0);
    CHECK_EQ(sigaction(SIGRTMIN, &a, NULL), 0);
    check_open();
    check_late();
    check_once();
    check_many();
    check_end();
    return check_status();
}
