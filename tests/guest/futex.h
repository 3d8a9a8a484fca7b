/* SPDX-License-Identifier: MIT
 *
 * The futex call, bare (futex(2)), and the one hard part of testing it: to be
 * sure that other threads sleep on a word, without looking into the kernel.
 * A waiter is moved by FUTEX_CMP_REQUEUE from the word GATE to the word it is
 * tested on: the call answers how many it moved, and who was moved sleeps.
 */
#ifndef FUTEX_H
#define FUTEX_H

#include "check.h"
#include <sched.h>

#define FUTEX_WAIT 0
#define FUTEX_WAKE 1
#define FUTEX_REQUEUE 3
#define FUTEX_CMP_REQUEUE 4
#define FUTEX_WAIT_BITSET 9
#define FUTEX_WAKE_BITSET 10
#define FUTEX_PRIVATE 128
#define FUTEX_REALTIME 256
#define FUTEX_ALL 0x7fffffff
#define FUTEX_ANY 0xffffffffu

static inline long futex_wait(void *word, int op, unsigned value,
                              const struct timespec *timeout)
{
    return syscall(SYS_futex, word, op, value, timeout, NULL, FUTEX_ANY);
}

static inline long futex_wake(void *word, int op, int count, unsigned bits)
{
    return syscall(SYS_futex, word, op, count, NULL, NULL, bits);
}

/* Wake WAKE of FROM's waiters, move up to MOVE others to TO. */
static inline long futex_requeue(void *from, int op, int wake, long move,
                                 void *to, unsigned value)
{
    return syscall(SYS_futex, from, op, wake, move, to, value);
}

/* Move one sleeper from GATE to WORD; returns when there was one to move. */
static inline void futex_move_one(int *gate, int *word)
{
    long moved;

    while ((moved = futex_requeue(gate, FUTEX_CMP_REQUEUE | FUTEX_PRIVATE, 0, 1,
                                  word, *gate)) == 0)
        sched_yield();
    CHECK_EQ(moved, 1);
}

#endif
