/* SPDX-License-Identifier: MIT
 *
 * The other tools of pthreads: barrier, read-write lock, semaphore, once and
 * spin lock.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>

#define THREADS 6
#define ROUNDS 100

static pthread_barrier_t barrier;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_spinlock_t spin;
static sem_t sem, peak_sem;
static int arrived, serial, initialised, spun;
static int readers, writers, pairs[2];

static void run(void *(*body)(void *))
{
    pthread_t thread[THREADS];

    for (long i = 0; i < THREADS; i++)
        CHECK_EQ(pthread_create(&thread[i], NULL, body, (void *)i), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
}

/* Nobody leaves round i before everybody is in it; one of them is serial. */
static void *meet(void *arg)
{
    (void)arg;
    for (int i = 1; i <= ROUNDS; i++) {
        int result;

        __atomic_add_fetch(&arrived, 1, __ATOMIC_SEQ_CST);
        result = pthread_barrier_wait(&barrier);
        CHECK(__atomic_load_n(&arrived, __ATOMIC_SEQ_CST) >= i * THREADS);
        if (result == PTHREAD_BARRIER_SERIAL_THREAD)
            __atomic_add_fetch(&serial, 1, __ATOMIC_SEQ_CST);
        else
            CHECK_EQ(result, 0);
    }
    return NULL;
}

static void check_barrier(void)
{
    CHECK_EQ(pthread_barrier_init(&barrier, NULL, 0), EINVAL);
    CHECK_EQ(pthread_barrier_init(&barrier, NULL, THREADS), 0);
    run(meet);
    CHECK_EQ(arrived, ROUNDS * THREADS);
    CHECK_EQ(serial, ROUNDS);
    ok("barrier");
}

/* Writers alone change the pair, and readers never see it half changed. */
static void *read_or_write(void *arg)
{
    for (int i = 0; i < ROUNDS; i++) {
        if ((long)arg % 3) {
            pthread_rwlock_rdlock(&rwlock);
            __atomic_add_fetch(&readers, 1, __ATOMIC_SEQ_CST);
            CHECK_EQ(writers, 0);
            CHECK_EQ(pairs[0], pairs[1]);
            __atomic_sub_fetch(&readers, 1, __ATOMIC_SEQ_CST);
        } else {
            pthread_rwlock_wrlock(&rwlock);
            CHECK_EQ(writers++, 0);
            CHECK_EQ(readers, 0);
            pairs[0]++;
            sched_yield();
            pairs[1]++;
            writers--;
        }
        pthread_rwlock_unlock(&rwlock);
    }
    return NULL;
}

static void check_rwlock(void)
{
    struct timespec past = {1, 0};

    run(read_or_write);
    CHECK_EQ(pairs[1], 2 * ROUNDS);
    CHECK_EQ(pthread_rwlock_rdlock(&rwlock), 0);
    CHECK_EQ(pthread_rwlock_tryrdlock(&rwlock), 0);
    CHECK_EQ(pthread_rwlock_trywrlock(&rwlock), EBUSY);
    CHECK_EQ(pthread_rwlock_timedwrlock(&rwlock, &past), ETIMEDOUT);
    pthread_rwlock_unlock(&rwlock);
    pthread_rwlock_unlock(&rwlock);
    CHECK_EQ(pthread_rwlock_trywrlock(&rwlock), 0);
    CHECK_EQ(pthread_rwlock_tryrdlock(&rwlock), EBUSY);
    pthread_rwlock_unlock(&rwlock);
    ok("rwlock");
}

/* At most two at a time hold a semaphore of two. */
static void *hold(void *arg)
{
    static int holders;

    for (int i = 0; i < ROUNDS; i++) {
        sem_wait(&sem);
        CHECK(__atomic_add_fetch(&holders, 1, __ATOMIC_SEQ_CST) <= 2);
        if (i % 8 == 0)
            sched_yield();
        __atomic_sub_fetch(&holders, 1, __ATOMIC_SEQ_CST);
        sem_post(&sem);
    }
    return arg;
}

static void check_sem(void)
{
    struct timespec past = {1, 0};
    int value;

    sem_init(&sem, 0, 2);
    run(hold);
    CHECK_EQ(sem_getvalue(&sem, &value), 0);
    CHECK_EQ(value, 2);
    sem_init(&peak_sem, 0, 0);
    CHECK_ERR(sem_trywait(&peak_sem), EAGAIN);
    CHECK_ERR(sem_timedwait(&peak_sem, &past), ETIMEDOUT);
    past.tv_nsec = -1;
    CHECK_ERR(sem_timedwait(&peak_sem, &past), EINVAL);
    CHECK_ERR(sem_init(&peak_sem, 0, 0x80000000u), EINVAL);
    ok("semaphore");
}

static void init_slowly(void)
{
    sleep_ms(5);
    initialised++;
}

static void *initialise(void *arg)
{
    pthread_once(&once, init_slowly);
    CHECK_EQ(initialised, 1);
    return arg;
}

/* A spinner whose holder gave its core away must come through as well. Only
 * once: on one core the others then spin for a turn each. */
static void *spin_count(void *arg)
{
    for (int i = 0; i < ROUNDS; i++) {
        pthread_spin_lock(&spin);
        spun++;
        if (spun == ROUNDS / 2)
            sched_yield();
        pthread_spin_unlock(&spin);
    }
    return arg;
}

int main(void)
{
    check_barrier();
    check_rwlock();
    check_sem();
    run(initialise);
    ok("once");
    pthread_spin_init(&spin, 0);
    run(spin_count);
    CHECK_EQ(spun, THREADS * ROUNDS);
    ok("spin lock");
    return check_status();
}
