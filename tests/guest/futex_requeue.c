/* SPDX-License-Identifier: MIT
 *
 * FUTEX_REQUEUE and FUTEX_CMP_REQUEUE: some waiters wake, others go on
 * sleeping on another word; the call tells how many in all.
 */
#define _GNU_SOURCE
#include "futex.h"
#include <pthread.h>

#define WAITERS 8

static int gate, word, other;
static int order[WAITERS], ended;
static pthread_t thread[WAITERS];

static void *waiter(void *arg)
{
    CHECK_EQ(futex_wait(&gate, FUTEX_WAIT | FUTEX_PRIVATE, 0, NULL), 0);
    order[__atomic_fetch_add(&ended, 1, __ATOMIC_SEQ_CST)] = (int)(long)arg;
    return NULL;
}

static void start_waiters(void)
{
    ended = 0;
    for (long i = 0; i < WAITERS; i++) {
        CHECK_EQ(pthread_create(&thread[i], NULL, waiter, (void *)i), 0);
        futex_move_one(&gate, &word);
    }
}

static void join_waiters(void)
{
    for (int i = 0; i < WAITERS; i++)
        pthread_join(thread[i], NULL);
    CHECK_EQ(ended, WAITERS);
}

static void wait_ended(int count)
{
    while (__atomic_load_n(&ended, __ATOMIC_SEQ_CST) < count)
        sched_yield();
    sleep_ms(2);
    CHECK_EQ(__atomic_load_n(&ended, __ATOMIC_SEQ_CST), count);
}

static long wake(int *w, int count)
{
    return futex_wake(w, FUTEX_WAKE | FUTEX_PRIVATE, count, 0);
}

static long move(int wake_count, long move_count, unsigned value)
{
    return futex_requeue(&word, FUTEX_CMP_REQUEUE | FUTEX_PRIVATE, wake_count,
                         move_count, &other, value);
}

static void check_cmp(void)
{
    start_waiters();
    CHECK_ERR(move(1, 1, 1), EAGAIN);
    CHECK_EQ(move(1, 2, 0), 3); /* 0 wakes; 1 and 2 move; 3 to 7 stay */
    wait_ended(1);
    CHECK_EQ(order[0], 0);
    CHECK_EQ(wake(&other, FUTEX_ALL), 2);
    wait_ended(3);
    CHECK_EQ(move(0, FUTEX_ALL, 0), 5);
    CHECK_EQ(wake(&word, FUTEX_ALL), 0);
    CHECK_EQ(wake(&other, 1), 1);
    wait_ended(4);
    CHECK_EQ(order[3], 3); /* a move keeps the order */
    CHECK_EQ(wake(&other, FUTEX_ALL), 4);
    join_waiters();
    ok("cmp_requeue");
}

static void check_plain(void)
{
    int op = FUTEX_REQUEUE | FUTEX_PRIVATE;

    start_waiters();
    CHECK_EQ(futex_requeue(&word, op, 2, 3, &other, 12345), 5);
    wait_ended(2);
    CHECK_EQ(wake(&other, FUTEX_ALL), 3);
    CHECK_EQ(wake(&word, FUTEX_ALL), 3);
    join_waiters();
    CHECK_EQ(futex_requeue(&word, op, 1, 1, &other, 0), 0);
    ok("requeue");
}

/* A waiter with a timeout that was moved still times out, and is gone then. */
static void *times_out(void *arg)
{
    struct timespec t = {0, 50000000};

    CHECK_ERR(futex_wait(&gate, FUTEX_WAIT | FUTEX_PRIVATE, 0, &t), ETIMEDOUT);
    __atomic_store_n(&ended, 1, __ATOMIC_SEQ_CST);
    return arg;
}

/* Move the one sleeper; 0 if it timed out before that. */
static long move_in_time(void)
{
    long moved = 0;

    while (!moved && !__atomic_load_n(&ended, __ATOMIC_SEQ_CST)) {
        moved = futex_requeue(&gate, FUTEX_CMP_REQUEUE | FUTEX_PRIVATE, 0, 1,
                              &word, 0);
        sched_yield();
    }
    return moved;
}

static void check_timeout(void)
{
    long moved = 0;

    while (!moved) { /* the second time only on a very busy machine */
        ended = 0;
        CHECK_EQ(pthread_create(&thread[0], NULL, times_out, NULL), 0);
        moved = move_in_time();
        pthread_join(thread[0], NULL);
    }
    CHECK_EQ(moved, 1);
    CHECK_EQ(wake(&word, FUTEX_ALL), 0);
    ok("a timeout after a move");
}

static void check_errors(void)
{
    int op = FUTEX_CMP_REQUEUE | FUTEX_PRIVATE;
    char *unaligned = (char *)&other + 2;

    CHECK_ERR(futex_requeue(&word, op, 1, 1, unaligned, 0), EINVAL);
    CHECK_ERR(futex_requeue(&word, op, 1, 1, KERNEL_ADDRESS, 0), EFAULT);
    CHECK_ERR(futex_requeue(KERNEL_ADDRESS, op, 1, 1, &other, 0), EFAULT);
    CHECK_ERR(futex_requeue(&word, op, -1, 1, &other, 0), EINVAL);
    CHECK_ERR(futex_requeue(&word, op, 1, -1, &other, 0), EINVAL);
    CHECK_ERR(futex_requeue(no_access_page(), op, 1, 1, &other, 0), EFAULT);
    ok("errors");
}

int main(void)
{
    check_cmp();
    check_plain();
    check_timeout();
    check_errors();
    return check_status();
}
