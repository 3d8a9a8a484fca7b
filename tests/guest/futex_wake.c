/* SPDX-License-Identifier: MIT
 *
 * FUTEX_WAKE and FUTEX_WAKE_BITSET: how many they wake, in which order (first
 * come, first served), and which: those whose bits meet.
 */
#define _GNU_SOURCE
#include "futex.h"
#include <pthread.h>

#define WAITERS 8

static int gate, word;
static unsigned bits[WAITERS];
static int order[WAITERS], ended;
static pthread_t thread[WAITERS];

static int count_ended(void)
{
    return __atomic_load_n(&ended, __ATOMIC_SEQ_CST);
}

/* Sleep once on the gate with this waiter's bits; note who woke when. */
static void *waiter(void *arg)
{
    long i = (long)arg;

    CHECK_EQ(syscall(SYS_futex, &gate, FUTEX_WAIT_BITSET | FUTEX_PRIVATE, 0,
                     NULL, NULL, bits[i]),
             0);
    order[__atomic_fetch_add(&ended, 1, __ATOMIC_SEQ_CST)] = (int)i;
    return NULL;
}

/* All waiters sleep on the word, number 0 first. */
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
}

static void wait_ended(int count)
{
    while (count_ended() < count)
        sched_yield();
    sleep_ms(2); /* time for one too many */
    CHECK_EQ(count_ended(), count);
}

static long wake(int count)
{
    return futex_wake(&word, FUTEX_WAKE | FUTEX_PRIVATE, count, 0);
}

static long wake_bits(int count, unsigned mask)
{
    return futex_wake(&word, FUTEX_WAKE_BITSET | FUTEX_PRIVATE, count, mask);
}

static void check_counts(void)
{
    start_waiters();
    CHECK_EQ(futex_wake(&gate, FUTEX_WAKE | FUTEX_PRIVATE, 1, 0), 0);
    CHECK_EQ(futex_wake(&word, FUTEX_WAKE, 1, 0), 0); /* shared: another key */
    CHECK_EQ(wake(1), 1);
    wait_ended(1);
    CHECK_EQ(wake(3), 3);
    wait_ended(4);
    CHECK_EQ(wake(FUTEX_ALL), WAITERS - 4);
    join_waiters();
    CHECK_EQ(wake(FUTEX_ALL), 0);
    ok("counts");
}

static void check_order(void)
{
    start_waiters();
    for (int i = 0; i < WAITERS; i++) {
        CHECK_EQ(wake(1), 1);
        wait_ended(i + 1);
        CHECK_EQ(order[i], i);
    }
    join_waiters();
    ok("first come, first served");
}

/* Linux takes a count of 0 for 1: the waiter is woken before it is counted. */
static void check_zero(void)
{
    start_waiters();
    CHECK_EQ(wake(0), 1);
    wait_ended(1);
    CHECK_EQ(wake(-1), 1);
    wait_ended(2);
    CHECK_EQ(wake(FUTEX_ALL), WAITERS - 2);
    join_waiters();
    ok("a count of zero");
}

static void check_bits(void)
{
    for (int i = 0; i < WAITERS; i++)
        bits[i] = 1u << i % 4;
    start_waiters();
    CHECK_EQ(wake_bits(FUTEX_ALL, 0x10), 0);
    CHECK_EQ(wake_bits(1, 0x4), 1);
    wait_ended(1);
    CHECK_EQ(order[0], 2);
    CHECK_EQ(wake_bits(FUTEX_ALL, 0x9), 4);
    wait_ended(5);
    CHECK_EQ(wake_bits(FUTEX_ALL, 0x4), 1);
    wait_ended(6);
    CHECK_EQ(order[5], 6);
    CHECK_EQ(wake(FUTEX_ALL), 2); /* meets any bits */
    join_waiters();
    ok("bits");
}

/* A wake-up between a thread's look at the word and its sleep is not lost. */
static int turn;

static void *player(void *arg)
{
    int me = (int)(long)arg;

    for (int i = 0; i < 2000; i++) {
        int seen;

        while ((seen = __atomic_load_n(&turn, __ATOMIC_SEQ_CST)) % 2 != me)
            futex_wait(&turn, FUTEX_WAIT | FUTEX_PRIVATE, seen, NULL);
        __atomic_add_fetch(&turn, 1, __ATOMIC_SEQ_CST);
        futex_wake(&turn, FUTEX_WAKE | FUTEX_PRIVATE, 1, 0);
    }
    return NULL;
}

static void check_turns(void)
{
    for (long i = 0; i < 2; i++)
        CHECK_EQ(pthread_create(&thread[i], NULL, player, (void *)i), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    CHECK_EQ(turn, 4000);
    ok("turns");
}

int main(void)
{
    for (int i = 0; i < WAITERS; i++)
        bits[i] = FUTEX_ANY;
    check_counts();
    check_order();
    check_zero();
    check_turns();
    check_bits();
    return check_status();
}
