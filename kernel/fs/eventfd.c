/* SPDX-License-Identifier: MIT
 *
 * eventfd: a counter behind a descriptor. write adds to it, read takes it (or,
 * with EFD_SEMAPHORE, one of it) and waits while it is 0. Source: eventfd(2).
 */
#include "core.h"
#include "fs/anonymous.h"
#include "fs/poll.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/waitq.h"

#define EFD_SEMAPHORE 1u
#define EFD_CLOEXEC O_CLOEXEC
#define EFD_NONBLOCK O_NONBLOCK

#define COUNT_MAX (UINT64_MAX - 1) /* the largest value that it can have */

struct eventfd {
    bool semaphore;
    struct spinlock lock; /* protects what follows */
    uint64_t count;
    struct waitq read_queue, write_queue; /* sleepers */
    struct waitq polls;
};

static bool eventfd_has_room(const struct eventfd *event, uint64_t value)
{
    return value <= COUNT_MAX - event->count;
}

/* Change the counter, and wake those for whom that is good. The lock is held. */
static void eventfd_set(struct eventfd *event, uint64_t count)
{
    bool more = count > event->count;
    event->count = count;
    waitq_wake(more ? &event->read_queue : &event->write_queue, WAKE_ALL);
    poll_wake(&event->polls, more ? POLLIN : POLLOUT);
}

static int64_t eventfd_read(struct file *file, uint64_t buffer, uint64_t bytes,
                            uint64_t *position)
{
    struct eventfd *event = file->object;
    struct wait_reason reason = {WAIT_EVENTFD, 0};
    int error = 0;
    (void)position;
    if (bytes < sizeof event->count)
        return -EINVAL;
    spin_lock(&event->lock);
    while (event->count == 0 && !error)
        error = file->flags & O_NONBLOCK
                    ? -EAGAIN
                    : waitq_sleep(&event->read_queue, &event->lock, reason,
                                  CLOCK_NEVER);
    uint64_t value = event->semaphore ? 1 : event->count;
    if (event->count > 0)
        eventfd_set(event, event->count - value);
    else
        value = 0;
    spin_unlock(&event->lock);
    if (value == 0)
        return error;
    error = copy_to_user(buffer, &value, sizeof value);
    return error ? error : (int64_t)sizeof value;
}

static int64_t eventfd_write(struct file *file, uint64_t buffer, uint64_t bytes,
                             uint64_t *position)
{
    struct eventfd *event = file->object;
    uint64_t value;
    int error = 0;
    (void)position;
    if (bytes < sizeof value)
        return -EINVAL;
    if (copy_from_user(&value, buffer, sizeof value) != 0)
        return -EFAULT;
    if (value > COUNT_MAX)
        return -EINVAL;
    spin_lock(&event->lock);
    while (!eventfd_has_room(event, value) && !error) {
        struct wait_reason reason = {WAIT_EVENTFD, event->count};
        error = file->flags & O_NONBLOCK
                    ? -EAGAIN
                    : waitq_sleep(&event->write_queue, &event->lock, reason,
                                  CLOCK_NEVER);
    }
    bool room = eventfd_has_room(event, value);
    if (room && value > 0)
        eventfd_set(event, event->count + value);
    else if (room)
        poll_wake(&event->polls, POLLIN); /* told all the same, as on Linux */
    spin_unlock(&event->lock);
    return room ? (int64_t)sizeof value : error;
}

static uint32_t eventfd_poll(struct file *file, struct poll_table *table)
{
    struct eventfd *event = file->object;
    uint32_t ready = 0;
    spin_lock(&event->lock);
    poll_wait(table, &event->polls, &event->lock);
    if (event->count > 0)
        ready |= POLLIN;
    if (event->count < COUNT_MAX)
        ready |= POLLOUT;
    spin_unlock(&event->lock);
    return ready;
}

static void eventfd_close(struct file *file)
{
    kfree(file->object);
}

static void eventfd_name(const struct file *file, char *text, size_t size)
{
    (void)file;
    strlcpy(text, "anon_inode:[eventfd]", size);
}

static const struct file_ops eventfd_ops = {
    .read = eventfd_read,
    .write = eventfd_write,
    .poll = eventfd_poll,
    .inode = anonymous_inode,
    .name = eventfd_name,
    .close = eventfd_close,
};

int64_t sys_eventfd2(uint32_t count, uint32_t flags)
{
    if (flags & ~(EFD_SEMAPHORE | EFD_CLOEXEC | EFD_NONBLOCK))
        return -EINVAL;
    struct eventfd *event = kzalloc(sizeof *event);
    if (!event)
        return -ENOMEM;
    event->lock = SPINLOCK("eventfd");
    event->count = count;
    event->semaphore = flags & EFD_SEMAPHORE;
    waitq_init(&event->read_queue);
    waitq_init(&event->write_queue);
    waitq_init(&event->polls);
    int64_t fd =
        anonymous_open(&eventfd_ops, event, O_RDWR | (flags & ~EFD_SEMAPHORE));
    if (fd < 0)
        kfree(event);
    return fd;
}

int64_t sys_eventfd(uint32_t count)
{
    return sys_eventfd2(count, 0);
}
