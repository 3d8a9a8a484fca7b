/* SPDX-License-Identifier: MIT
 *
 * poll and ppoll. Source: poll(2).
 *
 * An LWP that polls waits for many things at once: it has a waiter on the queue
 * of each. Each round goes:
 *
 *     declare myself asleep (lwp_prepare_sleep)
 *     ask every file what is ready, leaving a waiter on its queue
 *     nothing: give the core away until one queue is woken, or the time is up
 *     take every waiter off its queue
 *
 * Nothing is missed: a file that becomes ready after it was asked finds the
 * waiter, and its wake-up undoes the declaration, so that the sleep returns at
 * once. Each round asks again, since a wake-up is only a hint. The files are
 * looked up anew each round, as on Linux; the reference lasts as long as the
 * waiter is queued.
 */
#include "fs/poll.h"
#include "core.h"
#include "fs/file.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "mm/heap.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/lwp.h"
#include "task/signal.h"
#include "time/clock.h"

#define POLL_SMALL 4 /* descriptors for which the stack has room */

#define NSEC_PER_MSEC 1000000

/* One descriptor of a poll. */
struct poll_entry {
    struct pollfd pollfd;
    struct file *file; /* with a reference while waiting; or NULL */
    struct poll_hook hook;
};

/* One poll in progress. */
struct poll_list {
    struct poll_entry *entries; /* `small` or kmalloc'd */
    uint32_t count;
    struct poll_entry small[POLL_SMALL];
};

void poll_wait(struct poll_table *table, struct waitq *queue,
               struct spinlock *lock)
{
    if (!table || !table->hook)
        return;
    struct poll_hook *hook = table->hook;
    hook->lock = lock;
    if (hook->waiter.exclusive)
        waitq_add(queue, &hook->waiter);
    else
        waitq_add_shared(queue, &hook->waiter);
}

/* Interrupts are off, since the lock may be one that an interrupt takes. */
void poll_unhook(struct poll_hook *hook)
{
    if (!hook->lock)
        return;
    uint64_t flags = spin_lock_irqsave(hook->lock);
    waitq_remove(&hook->waiter);
    spin_unlock_irqrestore(hook->lock, flags);
    hook->lock = NULL;
}

/* What is ready of the file behind entry->pollfd; with `wait` a waiter is left on
 * its queue, if it has one, and the file is kept. */
static uint32_t poll_ask(struct poll_entry *entry, bool wait)
{
    struct poll_table table = {wait ? &entry->hook : NULL};
    if (entry->pollfd.fd < 0)
        return 0;
    struct file *file = fd_get(entry->pollfd.fd);
    if (!file)
        return POLLNVAL;
    entry->hook.waiter = (struct waiter){.lwp = current_lwp()};
    uint32_t ready =
        file->ops->poll ? file->ops->poll(file, &table) : POLL_DEFAULT;
    if (entry->hook.lock)
        entry->file = file;
    else
        file_put(file);
    return ready & (entry->pollfd.events | POLLERR | POLLHUP);
}

/* Ask every file; waiters are left on the queues until one is ready. Returns
 * how many are. */
static int poll_scan(struct poll_list *list, bool wait)
{
    int ready = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        struct poll_entry *entry = &list->entries[i];
        uint32_t events = poll_ask(entry, wait && !ready);
        entry->pollfd.revents = (uint16_t)events;
        ready += events != 0;
    }
    return ready;
}

/* Take every waiter off its queue and give the files back. */
static void poll_forget(struct poll_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        struct poll_entry *entry = &list->entries[i];
        if (!entry->hook.lock)
            continue;
        poll_unhook(&entry->hook);
        file_put(entry->file);
        entry->file = NULL;
    }
}

/* Wait until something is ready. How many, 0 at `deadline`, or -EINTR. */
static int poll_until(struct poll_list *list, uint64_t deadline)
{
    struct wait_reason reason = {WAIT_POLL, list->count};
    int ready = poll_scan(list, false);
    int error = 0;
    while (!ready && !error && core_clock() < deadline) {
        lwp_prepare_sleep(reason);
        ready = poll_scan(list, true);
        if (ready)
            lwp_cancel_sleep();
        else
            error = lwp_sleep(deadline);
        poll_forget(list);
        if (error) /* the last look: what came at the same time counts */
            ready = poll_scan(list, false);
    }
    return ready || error != -EINTR ? ready : -EINTR;
}

/* Room for `count` descriptors. 0, -EINVAL, -ENOMEM. */
static int table_make(struct poll_list *list, uint32_t count)
{
    list->entries = list->small;
    list->count = count;
    if (count > FILES_MAX)
        return -EINVAL;
    if (count > POLL_SMALL)
        list->entries = kmalloc(count * sizeof *list->entries);
    if (!list->entries)
        return -ENOMEM;
    for (uint32_t i = 0; i < count; i++) {
        list->entries[i].file = NULL;
        list->entries[i].hook.lock = NULL;
    }
    return 0;
}

static int table_read(struct poll_list *list, uint64_t fds)
{
    int error = 0;
    for (uint32_t i = 0; i < list->count && !error; i++)
        error = copy_from_user(&list->entries[i].pollfd,
                               fds + i * sizeof(struct pollfd),
                               sizeof(struct pollfd));
    return error;
}

static void table_free(struct poll_list *list)
{
    if (list->entries != list->small)
        kfree(list->entries);
}

/* Only the answers are written back. */
static int table_write(const struct poll_list *list, uint64_t fds)
{
    int error = 0;
    for (uint32_t i = 0; i < list->count && !error; i++)
        error =
            copy_to_user(fds + i * sizeof(struct pollfd) +
                             offsetof(struct pollfd, revents),
                         &list->entries[i].pollfd.revents, sizeof(uint16_t));
    return error;
}

int poll_files(struct pollfd *fds, uint32_t count, uint64_t deadline)
{
    struct poll_list list;
    int result = table_make(&list, count);
    if (result)
        return result;
    for (uint32_t i = 0; i < count; i++)
        list.entries[i].pollfd = fds[i];
    result = poll_until(&list, deadline);
    for (uint32_t i = 0; i < count; i++)
        fds[i] = list.entries[i].pollfd;
    table_free(&list);
    return result;
}

static int64_t poll_call(uint64_t fds, uint32_t count, uint64_t deadline)
{
    struct poll_list list;
    int64_t result = table_make(&list, count);
    if (result)
        return result;
    result = table_read(&list, fds);
    if (!result)
        result = poll_until(&list, deadline);
    if (result >= 0 && table_write(&list, fds) != 0)
        result = -EFAULT;
    table_free(&list);
    return result;
}

int64_t sys_poll(uint64_t fds, uint32_t count, int timeout_ms)
{
    uint64_t deadline = CLOCK_NEVER;
    if (timeout_ms == 0)
        deadline = 0;
    if (timeout_ms > 0)
        deadline =
            core_clock() + ns_to_clock((uint64_t)timeout_ms * NSEC_PER_MSEC);
    return poll_call(fds, count, deadline);
}

int poll_deadline(uint64_t timeout, uint64_t *deadline)
{
    struct timespec duration;
    *deadline = CLOCK_NEVER;
    if (!timeout)
        return 0;
    if (copy_from_user(&duration, timeout, sizeof duration) != 0)
        return -EFAULT;
    return clock_deadline(CLOCK_MONOTONIC, &duration, 0, deadline);
}

void poll_write_remaining(uint64_t timeout, uint64_t deadline)
{
    uint64_t now = core_clock();
    uint64_t ns = now < deadline ? clock_to_ns(deadline - now) : 0;
    struct timespec left = {(int64_t)(ns / NSEC_PER_SEC),
                            (int64_t)(ns % NSEC_PER_SEC)};
    (void)copy_to_user(timeout, &left, sizeof left); /* read-only: never mind */
}

int poll_mask_enter(struct poll_mask *mask, uint64_t user, uint64_t size)
{
    uint64_t new_mask;
    mask->set = user != 0;
    if (!user)
        return 0;
    if (size != sizeof new_mask)
        return -EINVAL;
    if (copy_from_user(&new_mask, user, sizeof new_mask) != 0)
        return -EFAULT;
    mask->old = signal_mask_swap(new_mask);
    return 0;
}

int64_t poll_mask_leave(const struct poll_mask *mask, int64_t result)
{
    if (mask->set && result == -EINTR) {
        current_lwp()->saved_mask = mask->old;
        current_lwp()->mask_saved = true;
        lwp_attend(current_lwp()); /* on the way out it comes back */
    } else if (mask->set) {
        signal_mask_swap(mask->old);
    }
    return result;
}

int64_t sys_ppoll(uint64_t fds, uint32_t count, uint64_t timeout, uint64_t mask,
                  uint64_t mask_size)
{
    struct poll_mask waiting;
    uint64_t deadline;
    int error = poll_deadline(timeout, &deadline);
    if (!error)
        error = poll_mask_enter(&waiting, mask, mask_size);
    if (error)
        return error;
    int64_t result = poll_mask_leave(&waiting, poll_call(fds, count, deadline));
    if (timeout)
        poll_write_remaining(timeout, deadline);
    return result;
}
