/* SPDX-License-Identifier: MIT
 *
 * timerfd: a timer behind a descriptor. read waits until it is up and tells how
 * many periods have ended since it was last read or set. Source:
 * timerfd_create(2).
 *
 * As in time/posix_timer.c a timer that is up rests until somebody reads it;
 * what has passed then is reckoned. `fire` runs in an interrupt, which may have
 * come while the code beneath it held the lock; so it takes the lock only if it
 * is free, and otherwise comes again a little later. Not here:
 * TFD_TIMER_CANCEL_ON_SET, and a timer of the wall clock that is absolute does
 * not follow a clock that is set meanwhile.
 */
#include "core.h"
#include "fs/anonymous.h"
#include "fs/poll.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/waitq.h"
#include "time/clock.h"
#include "time/timer.h"

#define TFD_TIMER_ABSTIME 1
#define TFD_CLOEXEC O_CLOEXEC
#define TFD_NONBLOCK O_NONBLOCK

struct timerfd {
    struct timer timer;
    int clock;               /* constant */
    struct spinlock lock;    /* protects what follows */
    uint64_t expires;        /* ns on the clock; 0: not running */
    uint64_t interval;       /* ns; 0: once */
    bool up;                 /* `expires` has passed, and it rests */
    struct waitq read_queue; /* sleepers */
    struct waitq polls;
};

/* ---- with the lock held ---- */

static uint64_t clock_of(const struct timerfd *timer)
{
    struct timespec now;

    clock_read(timer->clock, &now);
    return timespec_to_ns(&now);
}

static void arm(struct timerfd *timer, uint64_t now)
{
    uint64_t ns = timer->expires > now ? timer->expires - now : 0;

    timer_start(&timer->timer, clock_deadline_in(ns));
}

static void stop(struct timerfd *timer)
{
    timer_cancel(&timer->timer); /* `fire` does not wait for the lock */
    timer->expires = 0;
    timer->up = false;
}

/* It is up: how many periods have ended. It goes on with the present one. */
static uint64_t take(struct timerfd *timer)
{
    uint64_t now = clock_of(timer), ended = 1;

    timer->up = false;
    if (!timer->interval) {
        timer->expires = 0;
        return ended;
    }
    if (now > timer->expires) /* else the clock was set back */
        ended += (now - timer->expires) / timer->interval;
    timer->expires += ended * timer->interval;
    arm(timer, now);
    return ended;
}

static void fire(struct timer *core_timer)
{
    struct timerfd *timer = list_entry(core_timer, struct timerfd, timer);

    if (!spin_try_lock(&timer->lock)) {
        timer_start(core_timer, core_clock() + TIMER_RETRY);
        return;
    }
    uint64_t now = clock_of(timer);
    if (timer->expires > now) {
        arm(timer, now);
    } else {
        timer->up = true;
        waitq_wake(&timer->read_queue, WAKE_ALL);
        poll_wake(&timer->polls, POLLIN);
    }
    spin_unlock(&timer->lock);
}

/* ---- the file ---- */

static int64_t timerfd_read(struct file *file, uint64_t buffer, uint64_t bytes,
                            uint64_t *position)
{
    struct timerfd *timer = file->object;
    uint64_t ended = 0;
    int error = 0;

    (void)position;
    if (bytes < sizeof(ended))
        return -EINVAL;
    spin_lock(&timer->lock);
    while (!timer->up && !error)
        error = file->flags & O_NONBLOCK
                    ? -EAGAIN
                    : waitq_sleep(&timer->read_queue, &timer->lock,
                                  (struct wait_reason){WAIT_TIMERFD, 0},
                                  CLOCK_NEVER);
    if (timer->up) {
        ended = take(timer);
        error = 0;
    }
    spin_unlock(&timer->lock);
    if (!error)
        error = copy_to_user(buffer, &ended, sizeof(ended));
    return error ? error : (int64_t)sizeof(ended);
}

static uint32_t timerfd_poll(struct file *file, struct poll_table *table)
{
    struct timerfd *timer = file->object;

    spin_lock(&timer->lock);
    poll_wait(table, &timer->polls, &timer->lock);
    uint32_t ready = timer->up ? POLLIN : 0;
    spin_unlock(&timer->lock);
    return ready;
}

static void timerfd_close(struct file *file)
{
    struct timerfd *timer = file->object;

    if (!timer) /* it was never opened */
        return;
    timer_cancel(&timer->timer);
    kfree(timer);
}

static void timerfd_name(const struct file *file, char *text, size_t size)
{
    (void)file;
    strlcpy(text, "anon_inode:[timerfd]", size);
}

static const struct file_ops timerfd_ops = {
    .read = timerfd_read,
    .poll = timerfd_poll,
    .inode = anonymous_inode,
    .name = timerfd_name,
    .close = timerfd_close,
};

/* ---- the calls ---- */

int64_t sys_timerfd_create(int clock, uint32_t flags)
{
    if ((flags & ~(TFD_CLOEXEC | TFD_NONBLOCK)) ||
        (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC &&
         clock != CLOCK_BOOTTIME))
        return -EINVAL;
    struct timerfd *timer = kzalloc(sizeof(*timer));
    if (!timer)
        return -ENOMEM;
    timer->timer.fire = fire;
    timer->clock = clock;
    timer->lock = SPINLOCK("timerfd");
    waitq_init(&timer->read_queue);
    waitq_init(&timer->polls);
    int64_t fd = anonymous_open(&timerfd_ops, timer, O_RDWR | flags);
    if (fd < 0)
        kfree(timer);
    return fd;
}

/* What is left, and the interval. The lock is held. */
static struct itimerspec remaining(const struct timerfd *timer)
{
    uint64_t now = clock_of(timer), expires = timer->expires, left = 0;

    if (expires > now)
        left = expires - now;
    else if (expires && timer->interval)
        left = timer->interval - (now - expires) % timer->interval;
    else if (expires && !timer->up)
        left = 1; /* any moment */
    return (struct itimerspec){timespec_from_ns(timer->interval),
                               timespec_from_ns(left)};
}

static struct itimerspec exchange(struct timerfd *timer, bool absolute,
                                  const struct itimerspec *next)
{
    uint64_t value = min_u64(timespec_to_ns(&next->value), INT64_MAX);

    spin_lock(&timer->lock);
    struct itimerspec last = remaining(timer);
    stop(timer);
    timer->interval = min_u64(timespec_to_ns(&next->interval), INT64_MAX);
    if (value) {
        uint64_t now = clock_of(timer);
        timer->expires = absolute ? value : now + value;
        arm(timer, now);
    }
    spin_unlock(&timer->lock);
    return last;
}

/* With a reference. -EBADF, or -EINVAL: it is no timerfd. */
static int find(int fd, struct file **file)
{
    *file = fd_get(fd);
    if (!*file)
        return -EBADF;
    if ((*file)->ops == &timerfd_ops)
        return 0;
    file_put(*file);
    return -EINVAL;
}

int64_t sys_timerfd_settime(int fd, uint32_t flags, uint64_t from, uint64_t old)
{
    struct itimerspec next;
    struct file *file;

    if (copy_from_user(&next, from, sizeof(next)))
        return -EFAULT;
    if ((flags & ~TFD_TIMER_ABSTIME) || !timespec_valid(&next.value) ||
        !timespec_valid(&next.interval))
        return -EINVAL;
    int error = find(fd, &file);
    if (error)
        return error;
    struct itimerspec last =
        exchange(file->object, flags & TFD_TIMER_ABSTIME, &next);
    file_put(file);
    return old ? copy_to_user(old, &last, sizeof(last)) : 0;
}

int64_t sys_timerfd_gettime(int fd, uint64_t to)
{
    struct file *file;
    int error = find(fd, &file);

    if (error)
        return error;
    struct timerfd *timer = file->object;
    spin_lock(&timer->lock);
    struct itimerspec now = remaining(timer);
    spin_unlock(&timer->lock);
    file_put(file);
    return copy_to_user(to, &now, sizeof(now));
}
