/* SPDX-License-Identifier: MIT
 *
 * The system calls epoll_create, epoll_create1, epoll_ctl, epoll_wait,
 * epoll_pwait and epoll_pwait2. How watching works is told in epoll.c.
 */
#include "core.h"
#include "fs/epoll_item.h"
#include "fs/file.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "mm/heap.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/lwp.h"
#include "time/clock.h"

enum { EPOLL_CTL_ADD = 1, EPOLL_CTL_DEL = 2, EPOLL_CTL_MOD = 3 };

/* What may be asked for together with EPOLLEXCLUSIVE. */
#define EXCLUSIVE_ALLOWED                                                      \
    (POLLIN | POLLOUT | POLLERR | POLLHUP | POLLRDNORM | POLLWRNORM |          \
     EPOLLWAKEUP | EPOLLET | EPOLLEXCLUSIVE)

#define NEST_MAX 5      /* epolls that one may reach through another */
#define EVENTS_SMALL 16 /* for which the stack has room */
#define EVENTS_MAX ((int)(INT32_MAX / sizeof(struct epoll_event)))
#define NSEC_PER_MSEC 1000000

int64_t sys_epoll_create1(uint32_t flags)
{
    return flags & ~O_CLOEXEC ? -EINVAL : epoll_open(flags);
}

int64_t sys_epoll_create(int size)
{
    return size <= 0 ? -EINVAL : epoll_open(0);
}

/* Levels of epolls from `epoll` down, itself included; more than NEST_MAX if
 * one of them is `origin`. Each is looked at once in a `visit`. watch_lock is
 * held. */
static uint32_t epoll_height(struct epoll *epoll, const struct epoll *origin,
                             uint64_t visit, uint32_t depth)
{
    uint32_t height = 1;
    if (epoll == origin || depth > NEST_MAX)
        return NEST_MAX + 1;
    if (epoll->visit == visit)
        return epoll->visit_height;
    for (struct rb_node *node = rb_first(&epoll->items); node;
         node = rb_next(node)) {
        struct file *file = rb_entry(node, struct epoll_item, node)->file;
        struct epoll *below = epoll_of(file);
        if (below)
            height =
                (uint32_t)max_u64(height, 1 + epoll_height(below, origin, visit,
                                                           depth + 1));
    }
    epoll->visit = visit;
    epoll->visit_height = height;
    return height;
}

/* The same upwards, from the epoll that `file` is. */
static uint32_t epoll_depth(const struct file *file, uint64_t visit)
{
    struct epoll *epoll = epoll_of(file);
    uint32_t depth = 1;
    if (epoll->visit == visit)
        return epoll->visit_height;
    for (const struct epoll_item *item = file->watches; item;
         item = item->next_watch)
        depth =
            (uint32_t)max_u64(depth, 1 + epoll_depth(item->epoll->file, visit));
    epoll->visit = visit;
    epoll->visit_height = depth;
    return depth;
}

/* May the epoll behind `file` watch `below`: no circle, no tower? watch_lock is
 * held. */
static bool epoll_may_nest(const struct file *file, struct epoll *below)
{
    static uint64_t visits;
    uint32_t height = epoll_height(below, epoll_of(file), ++visits, 0);
    return height <= NEST_MAX &&
           height + epoll_depth(file, ++visits) <= NEST_MAX + 1;
}

/* What epoll_ctl refuses whatever is watched already. 0 or -errno. */
static int ctl_check(const struct file *file, const struct file *target, int op,
                     uint32_t events)
{
    if (!target->ops->poll)
        return -EPERM;
    if (file == target || !epoll_of(file))
        return -EINVAL;
    if (op == EPOLL_CTL_DEL || !(events & EPOLLEXCLUSIVE))
        return 0;
    bool allowed = op == EPOLL_CTL_ADD && !epoll_of(target) &&
                   !(events & ~EXCLUSIVE_ALLOWED);
    return allowed ? 0 : -EINVAL;
}

/* Do it; watch_lock and the epoll's are held. */
static int ctl_locked(struct epoll *epoll, int op, int fd, struct file *target,
                      struct epoll_event *event)
{
    struct epoll_item *item = epoll_find(epoll, target, fd);
    event->events |= POLLERR | POLLHUP;
    switch (op) {
    case EPOLL_CTL_ADD:
        return item ? -EEXIST : epoll_add(epoll, target, fd, event);
    case EPOLL_CTL_DEL:
        if (item)
            epoll_remove(item);
        return item ? 0 : -ENOENT;
    case EPOLL_CTL_MOD:
        if (!item)
            return -ENOENT;
        if (item->event.events & EPOLLEXCLUSIVE)
            return -EINVAL;
        epoll_modify(item, event);
        return 0;
    default:
        return -EINVAL;
    }
}

static int ctl_files(struct file *file, int op, int fd, struct file *target,
                     struct epoll_event *event)
{
    int error = ctl_check(file, target, op, event->events);
    if (error)
        return error;
    struct epoll *epoll = epoll_of(file), *below = epoll_of(target);
    spin_lock(&watch_lock);
    epoll->file = file;
    if (op == EPOLL_CTL_ADD && below && !epoll_may_nest(file, below)) {
        error = -ELOOP;
    } else {
        spin_lock(&epoll->lock);
        error = ctl_locked(epoll, op, fd, target, event);
        spin_unlock(&epoll->lock);
    }
    spin_unlock(&watch_lock);
    return error;
}

int64_t sys_epoll_ctl(int epfd, int op, int fd, uint64_t user)
{
    struct epoll_event event = {0, 0};
    if (op != EPOLL_CTL_DEL && copy_from_user(&event, user, sizeof event) != 0)
        return -EFAULT;
    struct file *file = fd_get(epfd);
    if (!file)
        return -EBADF;
    struct file *target = fd_get(fd);
    int error = target ? ctl_files(file, op, fd, target, &event) : -EBADF;
    if (target)
        file_put(target);
    file_put(file);
    return error;
}

/* Sleep until the ready list is not empty, or `deadline`, or a signal. 0,
 * -ETIMEDOUT, -EINTR. */
static int epoll_sleep(struct epoll *epoll, uint64_t deadline)
{
    struct wait_reason reason = {WAIT_EPOLL, epoll->count};
    struct waiter waiter = {.lwp = current_lwp(), .exclusive = true};
    lwp_prepare_sleep(reason);
    uint64_t flags = spin_lock_irqsave(&epoll->ready_lock);
    bool ready = !list_empty(&epoll->ready);
    if (!ready)
        waitq_add(&epoll->sleepers, &waiter);
    spin_unlock_irqrestore(&epoll->ready_lock, flags);
    if (ready) {
        lwp_cancel_sleep();
        return 0;
    }
    int error = lwp_sleep(deadline);
    flags = spin_lock_irqsave(&epoll->ready_lock);
    waitq_remove(&waiter);
    spin_unlock_irqrestore(&epoll->ready_lock, flags);
    return waiter.woken ? 0 : error;
}

/* Wait for events: how many, 0 at `deadline`, or -EINTR. */
static int epoll_until(struct epoll *epoll, struct epoll_event *events, int max,
                       uint64_t deadline)
{
    int error = 0;
    for (;;) {
        int count = epoll_collect(epoll, events, max);
        if (count)
            return count;
        if (error || core_clock() >= deadline)
            return error == -EINTR ? error : 0;
        error = epoll_sleep(epoll, deadline);
    }
}

static int64_t wait_file(struct file *file, uint64_t user, int max,
                         uint64_t deadline)
{
    struct epoll_event small[EVENTS_SMALL], *events = small;
    struct epoll *epoll = epoll_of(file);
    if (!epoll)
        return -EINVAL;
    max = (int)min_u64((uint64_t)max, max_u64(epoll->count, EVENTS_SMALL));
    if (max > EVENTS_SMALL)
        events = kmalloc((size_t)max * sizeof *events);
    if (!events)
        return -ENOMEM;
    int64_t count = epoll_until(epoll, events, max, deadline);
    if (count > 0 &&
        copy_to_user(user, events, (size_t)count * sizeof *events) != 0)
        count = -EFAULT;
    if (events != small)
        kfree(events);
    return count;
}

static int64_t wait_call(int epfd, uint64_t user, int max, uint64_t deadline)
{
    if (max <= 0 || max > EVENTS_MAX)
        return -EINVAL;
    if (!user_range_ok(user, (uint64_t)max * sizeof(struct epoll_event)))
        return -EFAULT;
    struct file *file = fd_get(epfd);
    if (!file)
        return -EBADF;
    int64_t result = wait_file(file, user, max, deadline);
    file_put(file);
    return result;
}

/* The same under another signal mask (its address; 0: the same one). */
static int64_t pwait_call(int epfd, uint64_t user, int max, uint64_t deadline,
                          uint64_t mask, uint64_t mask_size)
{
    struct poll_mask waiting;
    if (!mask)
        return wait_call(epfd, user, max, deadline);
    int error = poll_mask_enter(&waiting, mask, mask_size);
    if (error)
        return error;
    return poll_mask_leave(&waiting, wait_call(epfd, user, max, deadline));
}

/* When a time-out in ms ends; negative: never. */
static uint64_t deadline_of_ms(int timeout_ms)
{
    if (timeout_ms < 0)
        return CLOCK_NEVER;
    if (timeout_ms == 0)
        return 0;
    return core_clock() + ns_to_clock((uint64_t)timeout_ms * NSEC_PER_MSEC);
}

int64_t sys_epoll_wait(int epfd, uint64_t events, int max, int timeout_ms)
{
    return wait_call(epfd, events, max, deadline_of_ms(timeout_ms));
}

int64_t sys_epoll_pwait(int epfd, uint64_t events, int max, int timeout_ms,
                        uint64_t mask, uint64_t mask_size)
{
    return pwait_call(epfd, events, max, deadline_of_ms(timeout_ms), mask,
                      mask_size);
}

int64_t sys_epoll_pwait2(int epfd, uint64_t events, int max, uint64_t timeout,
                         uint64_t mask, uint64_t mask_size)
{
    uint64_t deadline;
    int error = poll_deadline(timeout, &deadline);
    if (error)
        return error;
    return pwait_call(epfd, events, max, deadline, mask, mask_size);
}
