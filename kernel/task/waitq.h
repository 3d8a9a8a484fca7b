/* SPDX-License-Identifier: MIT
 *
 * Sleeping and waking. A wait queue has no lock of its own: the lock that protects
 * the condition protects the queue too (xv6's sleep and wakeup, with timeouts):
 *
 *     spin_lock(&pipe->lock);
 *     while (pipe_empty(pipe) && !error)
 *         error = waitq_sleep(&pipe->readers, &pipe->lock, reason, CLOCK_NEVER);
 *
 * No wake-up is lost: the sleeper is queued and marked asleep before it lets go of
 * the lock, and who changes the condition holds that lock when it wakes.
 */
#ifndef TASK_WAITQ_H
#define TASK_WAITQ_H

#include <stdbool.h>
#include <stdint.h>
#include "lib/list.h"
#include "lock.h"

struct lwp;

/* What an LWP waits for: /proc, the trace, gdb, and the deadlock report say it. */
enum wait_kind {
    WAIT_NONE = 0,
    WAIT_PIPE_READ,  /* object: the pipe's inode number */
    WAIT_PIPE_WRITE, /* the same */
    WAIT_FUTEX,      /* object: the user address */
    WAIT_SLEEP,      /* object: the deadline, clock units */
    WAIT_CHILD,      /* object: the pid waited for */
    WAIT_POLL,       /* object: how many descriptors */
    WAIT_SIGNAL,
    WAIT_STOPPED,
    WAIT_EPOLL,       /* object: how many files are watched */
    WAIT_EVENTFD,     /* object: the counter's value */
    WAIT_SOCKET_RECV, /* object: the socket's inode number */
    WAIT_SOCKET_SEND, /* the same */
    WAIT_TTY,         /* the terminal */
    WAIT_VFORK,       /* object: the child that borrows the memory */
    WAIT_EXEC,        /* that the process's other LWPs end */
    WAIT_FILE_LOCK,   /* object: the inode number of the file */
    WAIT_TIMERFD,
};

/* Is it a wait that signals do not end (state D of ps(1))? */
static inline bool wait_is_firm(enum wait_kind kind)
{
    return kind == WAIT_VFORK || kind == WAIT_EXEC;
}

struct wait_reason {
    enum wait_kind kind;
    uint64_t object;
};

struct waitq {
    struct list waiters; /* of struct waiter.node, in order of arrival */
};

struct waiter;

/* What is done instead of waking an LWP, with the queue's lock held, in any
 * context: `events` happened (POLLIN...; 0: anything may have). False: nobody
 * will act on it, so that an exclusive waiter does not count. */
typedef bool waiter_call(struct waiter *waiter, uint32_t events);

/* One sleeper on one queue; lies on the sleeper's stack. Or, with `call`, one
 * who wants to be told and does not sleep (epoll): it stays on the queue. */
struct waiter {
    struct list node;
    struct lwp *lwp;
    waiter_call *call; /* NULL: wake `lwp` */
    bool exclusive;    /* counts against waitq_wake's limit; poll's do not */
    bool woken;        /* taken off the queue by a waker */
};

void waitq_init(struct waitq *queue);

/* Sleep on `queue` until woken, `deadline` (core clock; CLOCK_NEVER: none) or a
 * signal. `lock` is held on entry and again on return. 0: woken; -ETIMEDOUT;
 * -EINTR: a signal is pending. The caller checks its condition again. */
int waitq_sleep(struct waitq *queue, struct spinlock *lock,
                struct wait_reason reason, uint64_t deadline);

/* Wake at most `limit` exclusive sleepers, the longest waiting first, and every
 * other one in front of them. The queue's lock is held. Returns how many
 * exclusive ones. */
unsigned waitq_wake(struct waitq *queue, unsigned limit);
#define WAKE_ALL (~0u)

/* The same, and tell those who do not sleep which `events` happened. */
unsigned waitq_wake_events(struct waitq *queue, unsigned limit,
                           uint32_t events);

/* For poll, which sleeps on many queues: put a waiter on a queue and take it off,
 * with that queue's lock held; then lwp_sleep. One that is not exclusive stands in
 * front of those that are, where both are on one queue: waitq_add_shared. */
void waitq_add(struct waitq *queue, struct waiter *waiter);
void waitq_add_shared(struct waitq *queue, struct waiter *waiter);
void waitq_remove(struct waiter *waiter);

/* Mark the current LWP asleep for `reason`. From now on lwp_wake has an effect, so
 * that a condition checked after this is not missed. Any lock. */
void lwp_prepare_sleep(struct wait_reason reason);

/* Give the core away until woken. 0, -ETIMEDOUT or -EINTR as above. No lock held.
 * Returns at once if lwp_wake came since lwp_prepare_sleep. */
int lwp_sleep(uint64_t deadline);

/* Undo lwp_prepare_sleep without sleeping. */
void lwp_cancel_sleep(void);

/* Make `lwp` runnable if it sleeps. Any context, any lock but the run queues'.
 * False if it did not sleep. */
bool lwp_wake(struct lwp *lwp);

#endif
