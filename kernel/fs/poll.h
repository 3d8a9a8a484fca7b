/* SPDX-License-Identifier: MIT
 *
 * What the poll operation of a file answers, and how it lets poll(2) wait.
 */
#ifndef FS_POLL_H
#define FS_POLL_H

#include <stdint.h>
#include "lock.h"
#include "task/waitq.h"

#define POLLIN 0x001u
#define POLLPRI 0x002u
#define POLLOUT 0x004u
#define POLLERR 0x008u
#define POLLHUP 0x010u
#define POLLNVAL 0x020u
#define POLLRDNORM 0x040u
#define POLLRDBAND 0x080u
#define POLLWRNORM 0x100u
#define POLLWRBAND 0x200u
#define POLLRDHUP 0x2000u

/* What a file without a poll operation is: always readable and writable. */
#define POLL_DEFAULT (POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM)

/* As poll(2) has it. */
struct pollfd {
    int fd;
    uint16_t events;
    uint16_t revents;
};

_Static_assert(sizeof(struct pollfd) == 8, "poll(2)");

/* poll(2) itself, on fds[count]: how many are ready, 0 at `deadline` (core
 * clock; CLOCK_NEVER: none), -EINTR, -EINVAL, -ENOMEM. Sleeps. */
int poll_files(struct pollfd *fds, uint32_t count, uint64_t deadline);

/* A waiter on the queue of one file. Who asks the file fills the waiter in. */
struct poll_hook {
    struct spinlock *lock; /* of the queue that it is on; NULL: on none */
    struct waiter waiter;
};

/* What is handed to a file's poll operation by who wants to wait: poll(2), or
 * epoll, whose waiter calls back instead of sleeping. */
struct poll_table {
    struct poll_hook
        *hook; /* NULL: poll(2) looks, before it waits or instead */
};

/* Called by a file's poll operation, with the queue's lock held: wake the
 * poller when `queue` is woken. NULL table or hook: it does not want to wait.
 * The queue must live as long as the file. At most once per call of the
 * operation.
 *
 * Who wakes such a queue calls waitq_wake_events(queue, 1, events), naming all
 * that a poller may have waited for: everybody in poll(2) wakes, and one of
 * those who said EPOLLEXCLUSIVE; or, where the state changed for good (a
 * hang-up), waitq_wake(queue, WAKE_ALL). An edge-triggered epoll reports
 * exactly what is so announced. */
void poll_wait(struct poll_table *table, struct waitq *queue,
               struct spinlock *lock);

/* The instant at which a time-out ends, a struct timespec at the user's address:
 * CLOCK_NEVER without one. 0, -EFAULT, -EINVAL. */
int poll_deadline(uint64_t timeout, uint64_t *deadline);

/* Tell the caller how much of that was left. Source: poll(2), select(2), "C
 * library / kernel differences". */
void poll_write_remaining(uint64_t timeout, uint64_t deadline);

/* The signal mask of a call that waits under another one. */
struct poll_mask {
    bool set; /* there is another one */
    uint64_t old;
};

/* Wait under the mask at the user's address (0: no other one). 0, -EINVAL (its
 * size is wrong), -EFAULT. */
int poll_mask_enter(struct poll_mask *mask, uint64_t user, uint64_t size);

/* Back to the old one; after -EINTR, only when the handler has returned. Gives
 * `result` back. */
int64_t poll_mask_leave(const struct poll_mask *mask, int64_t result);

/* Take the hook off its queue, if it is on one. No lock is held but epolls'. */
void poll_unhook(struct poll_hook *hook);

/* Tell pollers of `queue` that `events` happened; with its lock held. */
static inline void poll_wake(struct waitq *queue, uint32_t events)
{
    if (!list_empty(&queue->waiters))
        waitq_wake_events(queue, 1, events);
}

#endif
