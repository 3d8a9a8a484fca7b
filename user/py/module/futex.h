/* SPDX-License-Identifier: MIT
 *
 * futex(2) as our locks use it: sleep on a word while it has a value.
 */
#ifndef PY_FUTEX_H
#define PY_FUTEX_H

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* The operations, futex(2): musl has no header for them. */
#define FUTEX_WAKE 1
#define FUTEX_WAIT_BITSET 9
#define FUTEX_PRIVATE_FLAG 128
#define FUTEX_BITSET_MATCH_ANY 0xffffffffu

/* Who may use a word: the threads of this process, or all that share its page. */
enum futex_scope { FUTEX_OF_PROCESS = FUTEX_PRIVATE_FLAG, FUTEX_OF_ALL = 0 };

/* Sleep if *word is `value`, until it is woken or the deadline (CLOCK_MONOTONIC;
 * NULL: none). Returns 0: it may have been woken, or *word was different; else
 * ETIMEDOUT or EINTR. */
static inline int futex_wait(_Atomic uint32_t *word, uint32_t value,
                             const struct timespec *deadline,
                             enum futex_scope scope)
{
    long result = syscall(SYS_futex, word, FUTEX_WAIT_BITSET | (int)scope,
                          value, deadline, NULL, FUTEX_BITSET_MATCH_ANY);

    return result < 0 && errno != EAGAIN ? errno : 0;
}

/* Wake up to `count` sleepers. */
static inline void futex_wake(_Atomic uint32_t *word, int count,
                              enum futex_scope scope)
{
    syscall(SYS_futex, word, FUTEX_WAKE | (int)scope, count, NULL, NULL, 0);
}

#endif
