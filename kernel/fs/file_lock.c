/* SPDX-License-Identifier: MIT
 *
 * Locks of files. An inode that is locked has a list of the locks that are held,
 * in no order: one owner's do not overlap, and touch only where they differ.
 * Who has to wait sleeps until any lock of the inode is given up, and looks
 * again.
 *
 * Deadlock. Each process that waits is noted with the owner that is in its way.
 * Before one waits, this chain is followed; if it comes back to the one that
 * wants to wait, everybody in it would wait for ever. LWPs of one process count
 * as one, as on Linux. Only processes' locks are looked at: fcntl(2).
 *
 * One lock, locks_lock, protects all of this: chains go from file to file.
 */
#include "fs/file_lock.h"
#include "core.h"
#include "fs/inode.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "mm/heap.h"
#include "task/waitq.h"

#define CHAIN_MAX 64 /* longer ones are taken for no deadlock */

struct held {
    struct list node;
    struct file_lock lock;
};

/* What an inode has. */
struct file_locks {
    struct list held;
    struct waitq waiters;
    uint32_t users; /* who is in file_lock_set, perhaps asleep */
};

/* A process that waits; lies on the stack of who waits. */
struct waiting {
    struct list node;
    const struct file_locks *locks; /* where */
    const void *owner;
    const void *for_owner; /* NULL: nobody any more, it only has to notice */
};

static struct spinlock locks_lock = {.name = "file locks"};
static struct list all_waiting = {&all_waiting, &all_waiting};

static bool overlap(const struct file_lock *a, const struct file_lock *b)
{
    return a->start <= b->end && b->start <= a->end;
}

static bool same_owner(const struct file_lock *a, const struct file_lock *b)
{
    return a->whole == b->whole && a->owner == b->owner;
}

/* The lock in the way of `wanted`, or NULL. */
static struct held *find_conflict(const struct inode *inode,
                                  const struct file_lock *wanted)
{
    if (!inode->locks || wanted->type == LOCK_NONE)
        return NULL;
    list_for_each (node, &inode->locks->held) {
        struct held *held = list_entry(node, struct held, node);
        bool exclusive =
            held->lock.type == LOCK_EXCLUSIVE || wanted->type == LOCK_EXCLUSIVE;
        if (held->lock.whole == wanted->whole && exclusive &&
            !same_owner(&held->lock, wanted) && overlap(&held->lock, wanted))
            return held;
    }
    return NULL;
}

static void held_remove(struct held *held)
{
    list_remove(&held->node);
    kfree(held);
}

/* The two nodes that a change may need; what is left is freed. */
struct spare {
    struct held *nodes[2];
};

static bool spare_fill(struct spare *spare)
{
    for (int i = 0; i < 2; i++)
        spare->nodes[i] = kmalloc(sizeof *spare->nodes[i]);
    return spare->nodes[0] && spare->nodes[1];
}

static void spare_free(struct spare *spare)
{
    for (int i = 0; i < 2; i++)
        kfree(spare->nodes[i]);
}

static void held_add(struct file_locks *locks, struct spare *spare,
                     const struct file_lock *lock)
{
    struct held **node = &spare->nodes[spare->nodes[0] ? 0 : 1];
    (*node)->lock = *lock;
    list_push_back(&locks->held, &(*node)->node);
    *node = NULL;
}

/* Take [from->start, from->end] out of what its owner has. At most one lock is
 * split. */
static void carve(struct file_locks *locks, const struct file_lock *from,
                  struct spare *spare)
{
    list_for_each_safe(node, &locks->held)
    {
        struct held *held = list_entry(node, struct held, node);
        struct file_lock *lock = &held->lock;
        if (!same_owner(lock, from) || !overlap(lock, from))
            continue;
        if (lock->start < from->start && lock->end > from->end) {
            struct file_lock right = *lock;
            right.start = from->end + 1;
            held_add(locks, spare, &right);
            lock->end = from->start - 1;
        } else if (lock->start < from->start) {
            lock->end = from->start - 1;
        } else if (lock->end > from->end) {
            lock->start = from->end + 1;
        } else {
            held_remove(held);
        }
    }
}

/* Add `lock`, where its owner has none; it swallows those of its type beside
 * it. */
static void join(struct file_locks *locks, struct file_lock lock,
                 struct spare *spare)
{
    list_for_each_safe(node, &locks->held)
    {
        struct held *held = list_entry(node, struct held, node);
        const struct file_lock *other = &held->lock;
        bool beside =
            other->end + 1 == lock.start || lock.end + 1 == other->start;
        if (!same_owner(other, &lock) || other->type != lock.type || !beside)
            continue;
        lock.start = min_u64(lock.start, other->start);
        lock.end = max_u64(lock.end, other->end);
        held_remove(held);
    }
    held_add(locks, spare, &lock);
}

/* Everybody who waits looks again. */
static void wake_waiters(struct file_locks *locks)
{
    list_for_each (node, &all_waiting) {
        struct waiting *waiting = list_entry(node, struct waiting, node);
        if (waiting->locks == locks)
            waiting->for_owner = NULL;
    }
    waitq_wake(&locks->waiters, WAKE_ALL);
}

/* Put `wanted` in the place of what the owner has there. */
static void apply(struct file_locks *locks, const struct file_lock *wanted,
                  struct spare *spare)
{
    carve(locks, wanted, spare);
    if (wanted->type != LOCK_NONE)
        join(locks, *wanted, spare);
    wake_waiters(locks);
}

/* Would `owner` wait for itself, if it waited for `other`? */
static bool is_deadlock(const void *owner, const void *other)
{
    for (int i = 0; i < CHAIN_MAX && other; i++) {
        const void *next = NULL;
        if (other == owner)
            return true;
        list_for_each (node, &all_waiting) {
            struct waiting *waiting = list_entry(node, struct waiting, node);
            if (waiting->owner == other)
                next = waiting->for_owner;
        }
        other = next;
    }
    return false;
}

/* Wait until something changes. 0, -EINTR, -EDEADLK. */
static int await_change(struct inode *inode, const struct file_lock *wanted,
                        const struct held *conflict)
{
    struct wait_reason reason = {WAIT_FILE_LOCK, inode->number};
    struct waiting waiting = {.locks = inode->locks,
                              .owner = wanted->owner,
                              .for_owner = conflict->lock.owner};
    bool counts = wanted->pid && conflict->lock.pid;
    if (counts && is_deadlock(waiting.owner, waiting.for_owner))
        return -EDEADLK;
    if (counts)
        list_push_back(&all_waiting, &waiting.node);
    int error =
        waitq_sleep(&inode->locks->waiters, &locks_lock, reason, CLOCK_NEVER);
    if (counts)
        list_remove(&waiting.node);
    return error;
}

/* With locks_lock held, which is let go while waiting. */
static int set_locked(struct inode *inode, const struct file_lock *wanted,
                      struct spare *spare, bool wait)
{
    struct file_lock none = *wanted;
    struct held *conflict;
    none.type = LOCK_NONE;
    if (wanted->whole)
        apply(inode->locks, &none, spare);
    while ((conflict = find_conflict(inode, wanted))) {
        int error = wait ? await_change(inode, wanted, conflict) : -EAGAIN;
        if (error)
            return error;
    }
    apply(inode->locks, wanted, spare);
    return 0;
}

/* Nobody holds a lock, or wants one: what the inode needs for that goes. */
static void locks_tidy(struct inode *inode)
{
    struct file_locks *locks = inode->locks;
    if (locks->users > 0 || !list_empty(&locks->held))
        return;
    inode->locks = NULL;
    kfree(locks);
}

/* Give `inode` what it needs to be locked. False: no memory. */
static bool locks_make(struct inode *inode)
{
    struct file_locks *locks = NULL;
    if (!inode->locks) {
        spin_unlock(&locks_lock);
        locks = kmalloc(sizeof *locks);
        spin_lock(&locks_lock);
    }
    if (inode->locks) {
        kfree(locks);
    } else if (locks) {
        list_init(&locks->held);
        waitq_init(&locks->waiters);
        locks->users = 0;
        inode->locks = locks;
    }
    return inode->locks;
}

int file_lock_set(struct inode *inode, const struct file_lock *wanted,
                  bool wait)
{
    struct spare spare;
    int error = -ENOMEM;
    if (spare_fill(&spare)) {
        spin_lock(&locks_lock);
        if (locks_make(inode)) {
            inode->locks->users++;
            error = set_locked(inode, wanted, &spare, wait);
            inode->locks->users--;
            locks_tidy(inode);
        }
        spin_unlock(&locks_lock);
    }
    spare_free(&spare);
    return error;
}

bool file_lock_test(struct inode *inode, struct file_lock *wanted)
{
    spin_lock(&locks_lock);
    struct held *conflict = find_conflict(inode, wanted);
    if (conflict)
        *wanted = conflict->lock;
    spin_unlock(&locks_lock);
    return conflict;
}

static void forget_locked(struct inode *inode, const void *owner)
{
    bool gone = false;
    list_for_each_safe(node, &inode->locks->held)
    {
        struct held *held = list_entry(node, struct held, node);
        if (held->lock.owner != owner)
            continue;
        held_remove(held);
        gone = true;
    }
    if (gone)
        wake_waiters(inode->locks);
    locks_tidy(inode);
}

void file_lock_forget(struct inode *inode, const void *owner)
{
    spin_lock(&locks_lock);
    if (inode->locks) /* the caller looked without the lock */
        forget_locked(inode, owner);
    spin_unlock(&locks_lock);
}
