/* SPDX-License-Identifier: MIT
 *
 * PI futexes, bare (futex(2)), and threads of real-time priorities that lock them:
 * for tests that run as root. What a thread inherits is read from field 18 of its
 * /proc/self/task/TID/stat: -1 - priority.
 */
#ifndef FUTEX_PI_H
#define FUTEX_PI_H

#include "check.h"
#include <pthread.h>
#include <sched.h>

#define LOCK_PI 6
#define UNLOCK_PI 7
#define TRYLOCK_PI 8
#define LOCK_PI2 13
#define PRIVATE 128
#define REALTIME 256
#define WAITERS 0x80000000u
#define OWNER_DIED 0x40000000u
#define TID_BITS 0x3fffffffu

static inline long pi_call(unsigned *word, int operation,
                           const struct timespec *timeout)
{
    return syscall(SYS_futex, word, operation, 0, timeout, NULL, 0);
}

static inline unsigned own_tid(void)
{
    return (unsigned)syscall(SYS_gettid);
}

/* Give a thread (0: the caller) the class SCHED_FIFO; priority 0: SCHED_OTHER. */
static inline void set_priority(unsigned tid, int priority)
{
    struct sched_param param = {.sched_priority = priority};

    CHECK_EQ(syscall(SYS_sched_setscheduler, tid,
                     priority ? SCHED_FIFO : SCHED_OTHER, &param),
             0);
}

/* A thread's state letter, and in *priority what it counts as: 0: none. */
static inline char look_at(unsigned tid, long *priority)
{
    char path[64], text[512], *at, state = '?';

    snprintf(path, sizeof path, "/proc/self/task/%u/stat", tid);
    FILE *file = fopen(path, "r");
    if (!file)
        check_die("no stat of a thread");
    if (!fgets(text, sizeof text, file) || !(at = strrchr(text, ')')))
        check_die("a strange stat");
    fclose(file);
    sscanf(at + 1,
           " %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d "
           "%ld",
           &state, priority);
    *priority = *priority < 0 ? -1 - *priority : 0;
    return state;
}

static inline long priority_of(unsigned tid)
{
    long priority = -1;

    look_at(tid, &priority);
    return priority;
}

/* A thread that locks `word`, waits for `let_go` and unlocks. */
struct locker {
    unsigned *word;
    int priority; /* 0: SCHED_OTHER */
    const struct timespec *timeout;
    unsigned *first;   /* if not NULL: locked before `word`, unlocked after */
    unsigned tid;      /* known once it has begun */
    long result;       /* of locking; its errno */
    int error, locked; /* 1: it has come back from locking */
    int order;         /* the how manieth it was */
    unsigned seen;     /* the word when it had locked */
    int let_go;
    pthread_t thread;
};

static int lock_count;

static inline int is_set(const int *flag)
{
    return __atomic_load_n(flag, __ATOMIC_SEQ_CST);
}

static inline void wait_for(const int *flag)
{
    while (!is_set(flag))
        sleep_ms(1);
}

static inline void *run_locker(void *argument)
{
    struct locker *self = argument;
    unsigned tid = own_tid();

    set_priority(0, self->priority);
    if (self->first)
        CHECK_EQ(pi_call(self->first, LOCK_PI, NULL), 0);
    __atomic_store_n(&self->tid, tid, __ATOMIC_SEQ_CST);
    self->result = pi_call(self->word, LOCK_PI, self->timeout);
    self->error = self->result ? errno : 0;
    self->order = __atomic_add_fetch(&lock_count, 1, __ATOMIC_SEQ_CST);
    self->seen = __atomic_load_n(self->word, __ATOMIC_SEQ_CST);
    __atomic_store_n(&self->locked, 1, __ATOMIC_SEQ_CST);
    wait_for(&self->let_go);
    if (!self->result)
        CHECK_EQ(pi_call(self->word, UNLOCK_PI, NULL), 0);
    if (self->first)
        CHECK_EQ(pi_call(self->first, UNLOCK_PI, NULL), 0);
    return NULL;
}

static inline void start_locker(struct locker *locker)
{
    if (pthread_create(&locker->thread, NULL, run_locker, locker))
        check_die("no thread");
    while (!__atomic_load_n(&locker->tid, __ATOMIC_SEQ_CST))
        sleep_ms(1);
}

/* Start one that is to sleep for the futex, and wait until it does. */
static inline void start_waiter(struct locker *locker)
{
    long priority;

    start_locker(locker);
    while (is_set(&locker->locked) || look_at(locker->tid, &priority) != 'S')
        sleep_ms(1);
}

/* Start one that gets it. */
static inline void start_owner(struct locker *locker)
{
    start_locker(locker);
    wait_for(&locker->locked);
    CHECK_EQ(locker->result, 0);
}

static inline void end_locker(struct locker *locker)
{
    __atomic_store_n(&locker->let_go, 1, __ATOMIC_SEQ_CST);
    pthread_join(locker->thread, NULL);
}

#endif
