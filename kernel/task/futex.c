/* SPDX-License-Identifier: MIT
 *
 * Futexes: a wait queue for any aligned 32-bit word of user memory. User space
 * does the uncontended work; the kernel only puts to sleep and wakes.
 *
 * A waiter is queued in the bucket of its key. The word is read under the
 * bucket's lock, so that a waker, which changes the word first and takes the lock
 * then, either is seen in the value or finds the waiter queued: no wake-up is
 * lost. User memory must not be faulted in with a lock held, so the
 * word is only peeked at under the lock (user_peek32); in the rare case that its
 * page is not there, let go, bring it in, and try again.
 *
 * Keys. A private futex (FUTEX_PRIVATE_FLAG) is known by its address space and
 * its address. Any other one is known by what its word is: in shared memory by
 * the object mapped there and the offset in it, so that processes meet; in
 * private memory by space and address again, but apart from the private ones:
 * the two kinds never meet, as on Linux. A key holds no reference of its object:
 * if that goes while somebody waits and a new one gets its place, a wake-up may
 * be spurious, which futex(2) allows.
 *
 * Futexes that pass on priorities are another matter: futex_pi.c.
 *
 * Order: a wake takes the longest-waiting first; with seed= a waiter drawn at
 * random. Sources: futex(2); Franke, Russell, Kirkwood 2002, "Fuss, Futexes and
 * Furwocks".
 */
#include "task/futex.h"
#include "core.h"
#include "lib/errno.h"
#include "lib/random.h"
#include "mm/layout.h"
#include "mm/space.h"
#include "mm/uaccess.h"
#include "options.h"
#include "syscall.h"
#include "task/futex_key.h"
#include "task/futex_pi.h"
#include "task/process.h"
#include "task/waitq.h"
#include "time/clock.h"
#include "trace/trace.h"

#define FUTEX_WAIT 0
#define FUTEX_WAKE 1
#define FUTEX_REQUEUE 3
#define FUTEX_CMP_REQUEUE 4
#define FUTEX_WAIT_BITSET 9
#define FUTEX_WAKE_BITSET 10
#define FUTEX_BITSET_MATCH_ANY 0xffffffffu

#define BUCKET_BITS 11 /* a bucket for ten waiters, where there are 20,000 */
#define BUCKETS (1 << BUCKET_BITS)

struct futex_waiter {
    struct list node;
    struct lwp *lwp;
    struct futex_key key;
    uint32_t bits;
    bool woken;
    struct bucket *bucket; /* where it is queued; changes by requeue */
};

struct bucket {
    struct spinlock lock;
    struct list waiters; /* of struct futex_waiter, in order of arrival */
};

static struct bucket buckets[BUCKETS];

void futex_init(void)
{
    for (int i = 0; i < BUCKETS; i++) {
        buckets[i].lock = SPINLOCK("futex");
        list_init(&buckets[i].waiters);
    }
    futex_pi_init();
}

/* Apart from the common case, so that this one's key can stay in registers. */
struct futex_key futex_shared_key(uint64_t address)
{
    struct futex_key key = {.address = address};

    space_identify(current_process()->space, address, &key.object, &key.offset);
    key.offset |= FUTEX_SHARED;
    return key;
}

static struct bucket *bucket_of(const struct futex_key *key)
{
    return &buckets[futex_hash(key, BUCKET_BITS)];
}

/* ---- waiting ---- */

/* Lock the bucket with the word's value in *value. 0 or -EFAULT. */
static int lock_and_read(struct bucket *bucket, uint64_t address,
                         uint32_t *value)
{
    for (;;) {
        spin_lock(&bucket->lock);
        if (!user_peek32(address, value))
            return 0;
        spin_unlock(&bucket->lock);
        int error = user_read32(address, value);
        if (error)
            return error;
    }
}

/* Has a waker taken it off its queue, and is done with it? For an LWP that a
 * wake-up brought here, and with it the waker's clock: others ask under the
 * lock. */
static bool was_woken(const struct futex_waiter *waiter)
{
    return __atomic_load_n(&waiter->woken, __ATOMIC_ACQUIRE);
}

/* Off the queue, whichever it is on by now. True: a waker had taken it off. */
static bool unqueue(struct futex_waiter *waiter)
{
    for (;;) {
        struct bucket *bucket =
            __atomic_load_n(&waiter->bucket, __ATOMIC_ACQUIRE);
        spin_lock(&bucket->lock);
        if (bucket == waiter->bucket) {
            list_remove(&waiter->node);
            spin_unlock(&bucket->lock);
            return waiter->woken;
        }
        spin_unlock(&bucket->lock);
    }
}

static int64_t futex_wait(const struct futex_key *key, uint32_t expected,
                          uint32_t bits, uint64_t deadline)
{
    struct futex_waiter waiter; /* its list node comes with the queue */
    uint32_t value;

    waiter.lwp = current_lwp();
    waiter.key = *key;
    waiter.bits = bits;
    waiter.woken = false;
    waiter.bucket = bucket_of(key);
    int error = lock_and_read(waiter.bucket, key->address, &value);
    if (error)
        return error;
    if (value != expected) {
        spin_unlock(&waiter.bucket->lock);
        return -EAGAIN;
    }
    trace(TRACE_FUTEX_WAIT, 0, key->address);
    list_push_back(&waiter.bucket->waiters, &waiter.node);
    lwp_prepare_sleep((struct wait_reason){WAIT_FUTEX, key->address});
    spin_unlock(&waiter.bucket->lock);
    error = lwp_sleep(deadline);
    if (!error && was_woken(&waiter))
        return 0;
    return unqueue(&waiter) ? 0 : error;
}

/* ---- waking ---- */

static bool matches(const struct futex_waiter *waiter,
                    const struct futex_key *key, uint32_t bits)
{
    return futex_same(&waiter->key, key) && (waiter->bits & bits);
}

/* The one that has waited longest, or NULL. The bucket's lock is held. */
static struct futex_waiter *first_waiter(struct bucket *bucket,
                                         const struct futex_key *key,
                                         uint32_t bits)
{
    list_for_each (node, &bucket->waiters) {
        struct futex_waiter *waiter =
            list_entry(node, struct futex_waiter, node);
        if (matches(waiter, key, bits))
            return waiter;
    }
    return NULL;
}

/* With seed=: one drawn from all that match (reservoir sampling), so that the
 * order of waking has a name. */
static __attribute__((noinline)) struct futex_waiter *random_waiter(
    struct bucket *bucket, const struct futex_key *key, uint32_t bits)
{
    struct futex_waiter *chosen = NULL;
    uint32_t seen = 0;

    list_for_each (node, &bucket->waiters) {
        struct futex_waiter *waiter =
            list_entry(node, struct futex_waiter, node);
        if (matches(waiter, key, bits) && random_next() % ++seen == 0)
            chosen = waiter;
    }
    return chosen;
}

static struct futex_waiter *choose_waiter(struct bucket *bucket,
                                          const struct futex_key *key,
                                          uint32_t bits)
{
    return options.seed ? random_waiter(bucket, key, bits)
                        : first_waiter(bucket, key, bits);
}

/* The bucket's lock is held. `woken` comes last: once the waiter has seen it, its
 * structure is gone. */
static void wake_one(struct futex_waiter *waiter)
{
    list_remove(&waiter->node);
    lwp_wake(waiter->lwp);
    __atomic_store_n(&waiter->woken, true, __ATOMIC_RELEASE);
}

/* Linux wakes one waiter even if `limit` is 0 or less. */
static inline int64_t futex_wake(const struct futex_key *key, int32_t limit,
                                 uint32_t bits)
{
    struct bucket *bucket = bucket_of(key);
    struct futex_waiter *waiter;
    int32_t woken = 0;

    spin_lock(&bucket->lock);
    while ((waiter = choose_waiter(bucket, key, bits))) {
        wake_one(waiter);
        if (++woken >= limit)
            break;
    }
    spin_unlock(&bucket->lock);
    trace(TRACE_FUTEX_WAKE, (uint32_t)woken, key->address);
    return woken || !futex_pi_wanted(key) ? woken : -EINVAL;
}

bool futex_waited_for(const struct futex_key *key)
{
    struct bucket *bucket = bucket_of(key);

    spin_lock(&bucket->lock);
    bool found = first_waiter(bucket, key, FUTEX_BITSET_MATCH_ANY);
    spin_unlock(&bucket->lock);
    return found;
}

void futex_wake_shared(uint64_t address, uint32_t limit)
{
    struct futex_key key = futex_key(address, 0);
    futex_wake(&key, (int32_t)limit, FUTEX_BITSET_MATCH_ANY);
}

/* ---- requeueing: a condition variable's broadcast moves its waiters to the
 * mutex, instead of waking them all to fight for it ---- */

/* Two buckets, always in the order of their addresses. */
static void lock_both(struct bucket *a, struct bucket *b)
{
    spin_lock(a < b ? &a->lock : &b->lock);
    if (a != b)
        spin_lock(a < b ? &b->lock : &a->lock);
}

static void unlock_both(struct bucket *a, struct bucket *b)
{
    if (a != b)
        spin_unlock(&b->lock);
    spin_unlock(&a->lock);
}

/* Wake `wake` waiters of `from`, move up to `move` others to `to`. Both locked. */
static uint32_t wake_and_move(const struct futex_key *from,
                              const struct futex_key *to, uint32_t wake,
                              uint32_t move)
{
    struct bucket *source = bucket_of(from), *target = bucket_of(to);
    uint32_t woken = 0, moved = 0;

    list_for_each_safe(node, &source->waiters)
    {
        struct futex_waiter *waiter =
            list_entry(node, struct futex_waiter, node);
        if (!matches(waiter, from, FUTEX_BITSET_MATCH_ANY))
            continue;
        if (woken < wake) {
            wake_one(waiter);
            woken++;
        } else if (moved < move && !futex_same(from, to)) {
            list_remove(node);
            waiter->key = *to;
            waiter->bucket = target;
            list_push_back(&target->waiters, node);
            moved++;
        } else {
            break;
        }
    }
    return woken + moved;
}

/* Who waits for `from` as for a PI futex is not moved, nor woken (EINVAL). Where
 * the others go to, as many as there are, is their own affair, as on Linux. */
static int64_t futex_requeue(const struct futex_key *from,
                             const struct futex_key *to, uint32_t wake,
                             uint32_t move, const uint32_t *expected)
{
    struct bucket *a = bucket_of(from), *b = bucket_of(to);
    uint32_t value = 0;

    if ((int32_t)wake < 0 || (int32_t)move < 0)
        return -EINVAL;
    for (;;) {
        lock_both(a, b);
        if (!expected || !user_peek32(from->address, &value))
            break;
        unlock_both(a, b);
        if (user_read32(from->address, &value))
            return -EFAULT;
    }
    int64_t result = expected && value != *expected
                         ? -EAGAIN
                         : (int64_t)wake_and_move(from, to, wake, move);
    unlock_both(a, b);
    return result == 0 && wake + move && futex_pi_wanted(from) ? -EINVAL
                                                               : result;
}

/* ---- the system call ---- */

/* The deadline of a wait: relative for FUTEX_WAIT, absolute for WAIT_BITSET. */
static int wait_deadline(uint64_t timeout, int operation, uint64_t *deadline)
{
    bool absolute = (operation & FUTEX_COMMAND_MASK) == FUTEX_WAIT_BITSET;
    int clock = operation & FUTEX_CLOCK_REALTIME ? 0 : 1;
    struct timespec when;

    *deadline = CLOCK_NEVER;
    if (!timeout)
        return 0;
    if (copy_from_user(&when, timeout, sizeof(when)))
        return -EFAULT;
    return clock_deadline(clock, &when, absolute, deadline);
}

/* A word that can be a futex: aligned, in the user's half. */
static int check_address(uint64_t address)
{
    if (address & 3)
        return -EINVAL;
    return address < USER_TOP ? 0 : -EFAULT;
}

/* Each kind of call takes its arguments where sys_futex has them and makes its own
 * keys: so sys_futex hands on what it was given, and needs no stack. */

static int64_t wait_call(uint64_t address, int operation, uint32_t value,
                         uint64_t timeout, uint32_t bits)
{
    struct futex_key key = futex_key(address, operation);
    uint64_t deadline;
    int error = wait_deadline(timeout, operation, &deadline);

    if (error)
        return error;
    return bits ? futex_wait(&key, value, bits, deadline) : -EINVAL;
}

/* A shared futex is what its page is: the page must be there. */
static int64_t wake_call(uint64_t address, int operation, uint32_t limit,
                         uint32_t bits)
{
    struct futex_key key = futex_key(address, operation);
    uint32_t value;

    if (key.offset & FUTEX_SHARED && user_read32(address, &value))
        return -EFAULT;
    return futex_wake(&key, (int32_t)limit, bits);
}

static __attribute__((noinline)) int64_t requeue_call(
    uint64_t address, int operation, uint32_t wake, uint64_t move,
    uint64_t address2, uint32_t value)
{
    bool compares = (operation & FUTEX_COMMAND_MASK) == FUTEX_CMP_REQUEUE;
    int error = check_address(address2);

    if (error)
        return error;
    struct futex_key from = futex_key(address, operation);
    struct futex_key to = futex_key(address2, operation);
    return futex_requeue(&from, &to, wake, (uint32_t)move,
                         compares ? &value : NULL);
}

int64_t sys_futex(uint64_t address, int operation, uint32_t value,
                  uint64_t timeout, uint64_t address2, uint32_t value3)
{
    int command = operation & FUTEX_COMMAND_MASK;
    int error = check_address(address);

    if ((operation & FUTEX_CLOCK_REALTIME) && command != FUTEX_WAIT_BITSET &&
        command != FUTEX_WAIT && command != FUTEX_LOCK_PI2)
        return -ENOSYS;
    if (error)
        return error == -EINVAL ? futex_pi_misaligned(address, command) : error;
    switch (command) {
    case FUTEX_WAIT:
        return wait_call(address, operation, value, timeout,
                         FUTEX_BITSET_MATCH_ANY);
    case FUTEX_WAIT_BITSET:
        return wait_call(address, operation, value, timeout, value3);
    case FUTEX_WAKE:
        return wake_call(address, operation, value, FUTEX_BITSET_MATCH_ANY);
    case FUTEX_WAKE_BITSET:
        return value3 ? wake_call(address, operation, value, value3) : -EINVAL;
    case FUTEX_REQUEUE:
    case FUTEX_CMP_REQUEUE:
        return requeue_call(address, operation, value, timeout, address2,
                            value3);
    default:
        return futex_pi_call(address, operation, timeout);
    }
}
