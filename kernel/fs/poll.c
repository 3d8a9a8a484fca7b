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

#define POLL_DEFAULT (POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM)
#define POLL_SMALL 4 /* descriptors for which the stack has room */

#define NSEC_PER_MSEC 1000000

/* One descriptor of a poll. */
struct poll_entry {
    struct pollfd pollfd;
    struct file *file;     /* with a reference while waiting; or NULL */
    struct spinlock *lock; /* of the queue that `waiter` is on; or NULL */
    struct waiter waiter;
};

struct poll_table {
    struct poll_entry *entries; /* `small` or kmalloc'd */
    uint32_t count;
    struct poll_entry *asking; /* whose file is being asked */
    struct poll_entry small[POLL_SMALL];
};

void poll_wait(struct poll_table *table, struct waitq *queue,
               struct spinlock *lock)
{
    if (!table)
        return;
    struct poll_entry *entry = table->asking;
    entry->lock = lock;
    entry->waiter = (struct waiter){.lwp = current_lwp()};
    waitq_add(queue, &entry->waiter);
}

/* What is ready of the file behind entry->pollfd; `table` or NULL as for the
 * poll operation. Keeps the file only if a waiter is left on a queue of it. */
static uint32_t poll_ask(struct poll_entry *entry, struct poll_table *table)
{
    if (entry->pollfd.fd < 0)
        return 0;
    struct file *file = fd_get(entry->pollfd.fd);
    if (!file)
        return POLLNVAL;
    uint32_t ready =
        file->ops->poll ? file->ops->poll(file, table) : POLL_DEFAULT;
    if (entry->lock)
        entry->file = file;
    else
        file_put(file);
    return ready & (entry->pollfd.events | POLLERR | POLLHUP);
}

/* Ask every file; waiters are left on the queues until one is ready. Returns
 * how many are. */
static int poll_scan(struct poll_table *table, bool wait)
{
    int ready = 0;
    for (uint32_t i = 0; i < table->count; i++) {
        struct poll_entry *entry = &table->entries[i];
        table->asking = entry;
        uint32_t events = poll_ask(entry, wait && !ready ? table : NULL);
        entry->pollfd.revents = (uint16_t)events;
        ready += events != 0;
    }
    return ready;
}

/* Take every waiter off its queue and give the files back. */
static void poll_forget(struct poll_table *table)
{
    for (uint32_t i = 0; i < table->count; i++) {
        struct poll_entry *entry = &table->entries[i];
        if (!entry->lock)
            continue;
        spin_lock(entry->lock);
        waitq_remove(&entry->waiter);
        spin_unlock(entry->lock);
        file_put(entry->file);
        entry->lock = NULL;
        entry->file = NULL;
    }
}

/* Wait until something is ready. How many, 0 at `deadline`, or -EINTR. */
static int poll_until(struct poll_table *table, uint64_t deadline)
{
    struct wait_reason reason = {WAIT_POLL, table->count};
    int ready = poll_scan(table, false);
    int error = 0;
    while (!ready && !error && core_clock() < deadline) {
        lwp_prepare_sleep(reason);
        ready = poll_scan(table, true);
        if (ready)
            lwp_cancel_sleep();
        else
            error = lwp_sleep(deadline);
        poll_forget(table);
        if (error) /* the last look: what came at the same time counts */
            ready = poll_scan(table, false);
    }
    return ready || error != -EINTR ? ready : -EINTR;
}

/* Room for `count` descriptors. 0, -EINVAL, -ENOMEM. */
static int table_make(struct poll_table *table, uint32_t count)
{
    table->entries = table->small;
    table->count = count;
    if (count > FILES_MAX)
        return -EINVAL;
    if (count > POLL_SMALL)
        table->entries = kmalloc(count * sizeof *table->entries);
    if (!table->entries)
        return -ENOMEM;
    for (uint32_t i = 0; i < count; i++) {
        table->entries[i].file = NULL;
        table->entries[i].lock = NULL;
    }
    return 0;
}

static int table_read(struct poll_table *table, uint64_t fds)
{
    int error = 0;
    for (uint32_t i = 0; i < table->count && !error; i++)
        error = copy_from_user(&table->entries[i].pollfd,
                               fds + i * sizeof(struct pollfd),
                               sizeof(struct pollfd));
    return error;
}

static void table_free(struct poll_table *table)
{
    if (table->entries != table->small)
        kfree(table->entries);
}

/* Only the answers are written back. */
static int table_write(const struct poll_table *table, uint64_t fds)
{
    int error = 0;
    for (uint32_t i = 0; i < table->count && !error; i++)
        error =
            copy_to_user(fds + i * sizeof(struct pollfd) +
                             offsetof(struct pollfd, revents),
                         &table->entries[i].pollfd.revents, sizeof(uint16_t));
    return error;
}

int poll_files(struct pollfd *fds, uint32_t count, uint64_t deadline)
{
    struct poll_table table;
    int result = table_make(&table, count);
    if (result)
        return result;
    for (uint32_t i = 0; i < count; i++)
        table.entries[i].pollfd = fds[i];
    result = poll_until(&table, deadline);
    for (uint32_t i = 0; i < count; i++)
        fds[i] = table.entries[i].pollfd;
    table_free(&table);
    return result;
}

static int64_t poll_call(uint64_t fds, uint32_t count, uint64_t deadline)
{
    struct poll_table table;
    int64_t result = table_make(&table, count);
    if (result)
        return result;
    result = table_read(&table, fds);
    if (!result)
        result = poll_until(&table, deadline);
    if (result >= 0 && table_write(&table, fds) != 0)
        result = -EFAULT;
    table_free(&table);
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

/* ppoll's time-out: the instant, CLOCK_NEVER without one. 0 or -errno. */
static int ppoll_deadline(uint64_t timeout, uint64_t *deadline)
{
    struct timespec duration;
    *deadline = CLOCK_NEVER;
    if (!timeout)
        return 0;
    if (copy_from_user(&duration, timeout, sizeof duration) != 0)
        return -EFAULT;
    return clock_deadline(CLOCK_MONOTONIC, &duration, 0, deadline);
}

/* Tell the caller how much of its time was left. Source: poll(2), "C library /
 * kernel differences". */
static void ppoll_write_remaining(uint64_t timeout, uint64_t deadline)
{
    uint64_t now = core_clock();
    uint64_t ns = now < deadline ? clock_to_ns(deadline - now) : 0;
    struct timespec left = {(int64_t)(ns / NSEC_PER_SEC),
                            (int64_t)(ns % NSEC_PER_SEC)};
    (void)copy_to_user(timeout, &left, sizeof left); /* read-only: never mind */
}

int64_t sys_ppoll(uint64_t fds, uint32_t count, uint64_t timeout, uint64_t mask,
                  uint64_t mask_size)
{
    uint64_t deadline, new_mask;
    int error = ppoll_deadline(timeout, &deadline);
    if (error)
        return error;
    if (!mask) {
        int64_t result = poll_call(fds, count, deadline);
        if (timeout)
            ppoll_write_remaining(timeout, deadline);
        return result;
    }
    if (mask_size != sizeof new_mask)
        return -EINVAL;
    if (copy_from_user(&new_mask, mask, sizeof new_mask) != 0)
        return -EFAULT;
    uint64_t old_mask = signal_mask_swap(new_mask);
    int64_t result = poll_call(fds, count, deadline);
    if (result == -EINTR) { /* the handler runs under the new mask */
        current_lwp()->saved_mask = old_mask;
        current_lwp()->mask_saved = true;
    } else {
        signal_mask_swap(old_mask);
    }
    if (timeout)
        ppoll_write_remaining(timeout, deadline);
    return result;
}
