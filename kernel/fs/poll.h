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
#define POLLWRNORM 0x100u

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

/* One poll(2) in progress; its form is poll.c's. */
struct poll_table;

/* Called by a file's poll operation, with the queue's lock held: wake the
 * poller when `queue` is woken. NULL table: it does not want to wait. The queue
 * must live as long as the file. At most once per call of the operation. */
void poll_wait(struct poll_table *table, struct waitq *queue,
               struct spinlock *lock);

#endif
