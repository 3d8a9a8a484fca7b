/* SPDX-License-Identifier: MIT
 *
 * Who holds a PI futex counts as much as the highest that waits for it: along
 * chains, and not a moment longer. Circles are refused. Run as root.
 */
#define _GNU_SOURCE
#include "asleep.h"
#include "futex_pi.h"

static unsigned words[4];

/* One waiter after the other: the highest counts. */
static void check_inheritance(void)
{
    struct locker owner = {.word = &words[0], .priority = 5};
    struct locker waiters[3] = {{.word = &words[0], .priority = 20},
                                {.word = &words[0], .priority = 10},
                                {.word = &words[0], .priority = 40}};
    static const long inherits[] = {20, 20, 40};

    start_owner(&owner);
    CHECK_EQ(priority_of(owner.tid), 5);
    for (int i = 0; i < 3; i++) {
        start_waiter(&waiters[i]);
        CHECK_EQ(priority_of(owner.tid), inherits[i]);
    }
    struct sched_param own;
    CHECK_EQ(syscall(SYS_sched_getparam, owner.tid, &own), 0);
    CHECK_EQ(own.sched_priority, 5); /* what it was given */
    __atomic_store_n(&owner.let_go, 1, __ATOMIC_SEQ_CST);
    wait_for(&waiters[2].locked);
    pthread_join(owner.thread, NULL);
    CHECK_EQ(priority_of(waiters[2].tid), 40);
    __atomic_store_n(&waiters[2].let_go, 1, __ATOMIC_SEQ_CST);
    wait_for(&waiters[0].locked);
    CHECK_EQ(priority_of(waiters[0].tid), 20);
    end_locker(&waiters[0]);
    end_locker(&waiters[1]);
    end_locker(&waiters[2]);
    ok("inheritance");
}

/* One of SCHED_OTHER inherits, and passes nothing on of its own. */
static void check_other(void)
{
    struct locker owner = {.word = &words[0]};
    struct locker waiter = {.word = &words[0]};
    struct locker high = {.word = &words[0], .priority = 7};

    start_owner(&owner);
    start_waiter(&waiter);
    CHECK_EQ(priority_of(owner.tid), 0);
    start_waiter(&high);
    CHECK_EQ(priority_of(owner.tid), 7);
    CHECK_EQ(syscall(SYS_sched_getscheduler, owner.tid), SCHED_OTHER);
    __atomic_store_n(&owner.let_go, 1, __ATOMIC_SEQ_CST);
    wait_for(&high.locked);
    CHECK_EQ(priority_of(high.tid), 7);
    end_locker(&high);
    end_locker(&waiter);
    end_locker(&owner);
    ok("SCHED_OTHER");
}

/* Two futexes: unlocking one leaves what is inherited through the other. */
static void check_two(void)
{
    struct locker owner = {.word = &words[0], .first = &words[1]};
    struct locker low = {.word = &words[1], .priority = 10};
    struct locker high = {.word = &words[0], .priority = 30};

    owner.priority = 2;
    start_owner(&owner);
    start_waiter(&low);
    CHECK_EQ(priority_of(owner.tid), 10);
    start_waiter(&high);
    CHECK_EQ(priority_of(owner.tid), 30);
    set_priority(high.tid, 0); /* a waiter's own priority falls */
    CHECK_EQ(priority_of(owner.tid), 10);
    set_priority(high.tid, 50); /* and rises */
    CHECK_EQ(priority_of(owner.tid), 50);
    set_priority(owner.tid, 60); /* the owner's own is higher */
    CHECK_EQ(priority_of(owner.tid), 60);
    set_priority(owner.tid, 1);
    CHECK_EQ(priority_of(owner.tid), 50);
    end_locker(&owner);
    end_locker(&high);
    end_locker(&low);
    ok("two futexes");
}

/* A waits for B, B for C, C for D: all are as high as A; until A gives up. */
static void check_chain(void)
{
    struct timespec end;
    struct locker chain[4] = {
        {.word = &words[0], .priority = 1},
        {.word = &words[0], .first = &words[1], .priority = 2},
        {.word = &words[1], .first = &words[2], .priority = 3},
        {.word = &words[2], .priority = 80},
    };

    start_owner(&chain[0]);
    for (int i = 1; i < 3; i++)
        start_waiter(&chain[i]);
    CHECK_EQ(priority_of(chain[0].tid), 3);
    CHECK_EQ(priority_of(chain[1].tid), 3);
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec++;
    chain[3].timeout = &end;
    start_waiter(&chain[3]);
    for (int i = 0; i < 4; i++)
        CHECK_EQ(priority_of(chain[i].tid), 80);
    wait_for(&chain[3].locked);
    CHECK_EQ(chain[3].result, -1);
    CHECK_EQ(chain[3].error, ETIMEDOUT);
    CHECK_EQ(priority_of(chain[0].tid), 3);
    CHECK_EQ(priority_of(chain[1].tid), 3);
    CHECK_EQ(priority_of(chain[2].tid), 3);
    end_locker(&chain[0]);
    CHECK_EQ(priority_of(chain[1].tid), 3);
    for (int i = 1; i < 4; i++)
        end_locker(&chain[i]);
    ok("chain");
}

/* Who would wait for itself is told so: through one other, through two. */
static void check_circles(void)
{
    struct locker second = {.word = &words[0], .first = &words[1]};
    struct locker third = {.word = &words[1], .first = &words[2]};

    CHECK_EQ(pi_call(&words[0], LOCK_PI, NULL), 0);
    start_waiter(&second); /* has 1, wants 0 */
    CHECK_ERR(pi_call(&words[1], LOCK_PI, NULL), EDEADLK);
    CHECK_ERR(pi_call(&words[1], TRYLOCK_PI, NULL), EAGAIN);
    start_waiter(&third); /* has 2, wants 1 */
    CHECK_ERR(pi_call(&words[2], LOCK_PI, NULL), EDEADLK);
    CHECK_EQ(pi_call(&words[0], UNLOCK_PI, NULL), 0);
    end_locker(&second);
    end_locker(&third);
    CHECK_EQ(second.result | third.result, 0);
    CHECK_EQ(words[0] | words[1] | words[2], 0);
    ok("circles");
}

/* A child inherits its parent's own priority, not the inherited one. */
static void *tell_priority(void *argument)
{
    *(long *)argument = priority_of(own_tid());
    return NULL;
}

static void check_new_thread(void)
{
    struct locker high = {.word = &words[0], .priority = 33};
    pthread_t thread;
    long priority = -1;

    CHECK_EQ(pi_call(&words[0], LOCK_PI, NULL), 0);
    start_waiter(&high);
    CHECK_EQ(priority_of(own_tid()), 33);
    pthread_create(&thread, NULL, tell_priority, &priority);
    pthread_join(thread, NULL);
    CHECK_EQ(priority, 0);
    CHECK_EQ(pi_call(&words[0], UNLOCK_PI, NULL), 0);
    CHECK_EQ(priority_of(own_tid()), 0);
    end_locker(&high);
    ok("new thread");
}

/* ---- the C library's mutexes ---- */

#define THREADS 8
#define ROUNDS 200

static pthread_mutex_t mutex;
static volatile long counter;

static void init_mutex(int robust)
{
    pthread_mutexattr_t attr;

    pthread_mutexattr_init(&attr);
    CHECK_EQ(pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_INHERIT), 0);
    if (robust)
        CHECK_EQ(pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST), 0);
    CHECK_EQ(pthread_mutex_init(&mutex, &attr), 0);
}

static void *count(void *argument)
{
    set_priority(0, (int)(intptr_t)argument);
    for (int i = 0; i < ROUNDS; i++) {
        CHECK_EQ(pthread_mutex_lock(&mutex), 0);
        long seen = counter;
        if (i % 16 == 0)
            sleep_ms(1); /* so that others have to wait */
        counter = seen + 1;
        CHECK_EQ(pthread_mutex_unlock(&mutex), 0);
    }
    return NULL;
}

static void check_mutex(void)
{
    pthread_t threads[THREADS];
    struct timespec past = {1, 0};

    init_mutex(0);
    for (intptr_t i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, count, (void *)(i * 10));
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    CHECK_EQ(counter, THREADS * ROUNDS);
    CHECK_EQ(pthread_mutex_lock(&mutex), 0);
    pthread_create(&threads[0], NULL, tell_priority, threads + 1);
    pthread_join(threads[0], NULL);
    CHECK_EQ(pthread_mutex_unlock(&mutex), 0);
    CHECK_EQ(pthread_mutex_timedlock(&mutex, &past), 0);
    CHECK_EQ(pthread_mutex_unlock(&mutex), 0);
    ok("mutex");
}

static int owned;

static void *die_holding(void *argument)
{
    CHECK_EQ(pthread_mutex_lock(&mutex), 0);
    __atomic_store_n(&owned, 1, __ATOMIC_SEQ_CST);
    wait_for(argument);
    return NULL;
}

static void *want(void *argument)
{
    asleep_soon();
    *(int *)argument = pthread_mutex_lock(&mutex);
    return NULL;
}

static void check_robust(void)
{
    pthread_t owner, waiter;
    int end = 0, result = -1;

    init_mutex(1);
    pthread_create(&owner, NULL, die_holding, &end);
    wait_for(&owned);
    pthread_create(&waiter, NULL, want, &result);
    asleep_await();
    end = 1;
    pthread_join(owner, NULL);
    pthread_join(waiter, NULL); /* which ends with it, too */
    CHECK_EQ(result, EOWNERDEAD);
    CHECK_EQ(pthread_mutex_lock(&mutex), EOWNERDEAD);
    CHECK_EQ(pthread_mutex_consistent(&mutex), 0);
    CHECK_EQ(pthread_mutex_unlock(&mutex), 0);
    CHECK_EQ(pthread_mutex_lock(&mutex), 0);
    CHECK_EQ(pthread_mutex_unlock(&mutex), 0);
    ok("robust mutex");
}

int main(void)
{
    check_inheritance();
    check_other();
    check_two();
    check_chain();
    check_circles();
    check_new_thread();
    check_mutex();
    check_robust();
    return check_status();
}
