/* SPDX-License-Identifier: MIT
 *
 * Lock and RLock: what all of threading is built from.
 *
 * THE PROBLEM. A Python lock may be held for long, while other threads compute;
 * who waits for it must not keep the GIL. And it may be released by another
 * thread than took it, which a pthread mutex may not.
 *
 * THE PROTOCOL. The lock is one word, `state`: free, taken, or taken with somebody
 * who may be waiting. futex(2) lets a thread sleep for as long as the word has a
 * certain value.
 *  - acquire first tries with the GIL held, free to taken: mostly that is all.
 *    Only if the lock is taken does it give the GIL away. Then it sets the word to
 *    "awaited", whatever it was; if it was free the lock is taken, else it sleeps
 *    while the word is "awaited", and tries again. So a thread can hold the lock
 *    and wait for the GIL.
 *  - release sets the word to free, never waits, and keeps the GIL. If the word was
 *    "awaited" it wakes one sleeper: who was woken gets the lock if nobody else
 *    takes it first. The order of waiters is nobody's promise.
 *  - A wait with a timeout has a deadline on the monotonic clock: a wake-up in
 *    vain does not make it longer.
 *  - A signal ends the wait, so that the main thread can run its handler, and the
 *    wait begins anew. LOCK_SIGNALS=off has it sleep on, deaf, as the main thread
 *    of CPython up to 3.1 did.
 *
 * WHY IT IS RIGHT. A waiter sleeps only while the word is "awaited", and the kernel
 * tests that and begins the sleep as one step: a release in between changes the
 * word, and no wake-up is lost. Whoever has slept takes the lock as "awaited", for
 * others may sleep still. There is no other lock inside that a fork() could leave
 * locked.
 *
 * An RLock is a lock with an owner and a count, which the GIL protects.
 */
#include <errno.h>
#include <math.h>
#include <time.h>

#include "module/futex.h"
#include "module/lock.h"
#include "module/module.h"
#include "object/types.h"
#include "vm/interrupt.h"

#define NS_PER_S 1000000000L

enum { FREE, TAKEN, AWAITED };

struct lock {
    struct object head;
    _Atomic uint32_t state;
};

struct rlock {
    struct lock lock; /* held by owner */
    uint32_t owner;   /* a thread's number; 0: nobody */
    uint64_t count;   /* how often owner has acquired it */
};

/* How long to wait, as acquire()'s arguments say. */
struct patience {
    bool blocking;
    bool deaf;    /* to signals */
    bool limited; /* until the deadline only */
    struct timespec deadline;
};

/* What has come of a wait. */
enum outcome { LOCK_TAKEN, LOCK_MISSED, LOCK_INTERRUPTED };

static struct object *lock_allocate(struct type *type)
{
    return object_new(type, type->size); /* zeroed: FREE */
}

struct object *lock_new(void)
{
    return lock_allocate(&type_lock);
}

static void lock_dealloc(struct object *self)
{
    object_release(self, self->type->size);
}

static bool take_at_once(struct lock *lock)
{
    uint32_t free = FREE;

    return atomic_compare_exchange_strong(&lock->state, &free, TAKEN);
}

/* Wait for the lock. Called without the GIL. */
static enum outcome take_waiting(struct lock *lock,
                                 const struct patience *patience)
{
    const struct timespec *deadline =
        patience->limited ? &patience->deadline : NULL;
    int error = 0;

    while (atomic_exchange(&lock->state, AWAITED) != FREE) {
        if (error == ETIMEDOUT)
            return LOCK_MISSED;
        if (error == EINTR && !patience->deaf && interrupt_locks)
            return LOCK_INTERRUPTED;
        error = futex_wait(&lock->state, AWAITED, deadline, FUTEX_OF_PROCESS);
    }
    return LOCK_TAKEN;
}

/* 1: the lock was taken, 0: it was not; -1: a signal's handler has raised. The
 * caller holds the GIL and keeps the lock alive. */
static int take(struct lock *lock, const struct patience *patience)
{
    enum outcome outcome;

    if (take_at_once(lock))
        return 1;
    if (!patience->blocking)
        return 0;
    do {
        thread_block();
        outcome = take_waiting(lock, patience);
        thread_unblock();
        if (outcome == LOCK_INTERRUPTED && interrupt_run() < 0)
            return -1;
    } while (outcome == LOCK_INTERRUPTED);
    return outcome == LOCK_TAKEN;
}

/* Returns whether it was taken at all. */
static bool give(struct lock *lock)
{
    uint32_t was = atomic_exchange(&lock->state, FREE);

    if (was == AWAITED)
        futex_wake(&lock->state, 1, FUTEX_OF_PROCESS);
    return was != FREE;
}

static bool is_locked(struct lock *lock)
{
    return atomic_load(&lock->state) != FREE;
}

/* The deadline of a wait of so many seconds from now. 0, or -1: raised. */
static int set_deadline(struct patience *patience, double seconds)
{
    double whole = floor(seconds);

    if (!patience->blocking) {
        error_format(&type_ValueError,
                     "can't specify a timeout for a non-blocking call");
        return -1;
    }
    if (!(seconds >= 0)) {
        error_format(&type_ValueError, "timeout value must be positive");
        return -1;
    }
    if (seconds > LOCK_TIMEOUT_MAX) {
        error_format(&type_OverflowError,
                     "timestamp too large to convert to C _PyTime_t");
        return -1;
    }
    clock_gettime(CLOCK_MONOTONIC, &patience->deadline);
    patience->deadline.tv_sec += (time_t)whole;
    patience->deadline.tv_nsec += (long)ceil((seconds - whole) * NS_PER_S);
    if (patience->deadline.tv_nsec >= NS_PER_S) {
        patience->deadline.tv_nsec -= NS_PER_S;
        patience->deadline.tv_sec++;
    }
    patience->limited = true;
    return 0;
}

/* Is `blocking`, a whole number, not 0? acquire(0.5) means a timeout, and would
 * wait for ever were it taken for true. -1: raised. */
static int read_blocking(struct object *blocking)
{
    struct object *index = object_index(blocking);
    int wanted;

    if (!index)
        return -1;
    wanted = object_truth(index);
    unref(index);
    return wanted;
}

/* Read the arguments of acquire(blocking=True, timeout=-1) behind self. 0, or
 * -1: raised. */
static int read_patience(struct patience *patience, struct object *const *args,
                         uint32_t count, struct object *names)
{
    static const char *const parameter_names[] = {"blocking", "timeout", NULL};
    static const struct parameters parameters = {
        .function = "acquire",
        .positional = 2,
        .names = parameter_names,
    };
    struct object *given[2];
    double seconds = -1;
    int blocking = 1;

    *patience = (struct patience){.blocking = true};
    if (count == 1 && !names)
        return 0;
    if (parameters_bind(&parameters, args + 1, count - 1, names, given) < 0)
        return -1;
    if (given[0])
        blocking = read_blocking(given[0]);
    if (blocking < 0 || (given[1] && time_seconds(given[1], &seconds) < 0))
        return -1;
    patience->blocking = blocking;
    return seconds == -1 ? 0 : set_deadline(patience, seconds);
}

static struct object *lock_acquire(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    struct patience patience;
    int taken;

    if (read_patience(&patience, args, count, names) < 0)
        return NULL;
    taken = take((struct lock *)args[0], &patience);
    return taken < 0 ? NULL : bool_from(taken);
}

static struct object *lock_release(struct object *const *args, uint32_t count,
                                   struct object *names)
{
    (void)count, (void)names;
    if (!give((struct lock *)args[0]))
        return error_format(&type_RuntimeError, "release unlocked lock");
    return NONE;
}

/* _pass(blocking=True, timeout=-1): acquire, and release at once; what join()
 * does. In one step, for between two an interrupt could leave the lock taken. */
static struct object *lock_pass(struct object *const *args, uint32_t count,
                                struct object *names)
{
    struct lock *lock = (struct lock *)args[0];
    struct patience patience;
    int taken;

    if (read_patience(&patience, args, count, names) < 0)
        return NULL;
    taken = take(lock, &patience);
    if (taken > 0)
        give(lock);
    return taken < 0 ? NULL : bool_from(taken);
}

static struct object *lock_locked(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    (void)count, (void)names;
    return bool_from(is_locked((struct lock *)args[0]));
}

static struct object *lock_repr(struct object *self)
{
    return str_format_c("<%s _thread.lock object at %p>",
                        is_locked((struct lock *)self) ? "locked" : "unlocked",
                        (void *)self);
}

static struct object *lock_type_new(struct type *cls,
                                    struct object *const *args, uint32_t count,
                                    struct object *names)
{
    (void)args;
    if (count || names)
        return error_format(&type_TypeError, "%s() takes no arguments",
                            cls->name);
    return lock_allocate(cls);
}

static const struct method_def lock_methods[] = {
    {"acquire", lock_acquire, 1, 3, true,
     .doc = "acquire(blocking=True, timeout=-1): was it acquired?"},
    {"release", lock_release, 1, 1, .doc = "give it back"},
    {"_pass", lock_pass, 1, 3, true, .doc = "acquire and release it"},
    {"locked", lock_locked, 1, 1, .doc = "does anybody hold it?"},
    {"__enter__", lock_acquire, 1, 1, .doc = "acquire"},
    {"__exit__", lock_release, 4, 4, .doc = "release"},
    {0},
};

struct type type_lock = {
    .head = STATIC_HEAD(&type_type),
    .name = "_thread.lock",
    .size = sizeof(struct lock),
    .dealloc = lock_dealloc,
    .new = lock_type_new,
    .repr = lock_repr,
    .methods = lock_methods,
};

static struct object *rlock_acquire(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    struct rlock *r = (struct rlock *)args[0];
    uint32_t self = thread_self->number;
    struct patience patience;
    int taken;

    if (read_patience(&patience, args, count, names) < 0)
        return NULL;
    if (r->owner == self) {
        r->count++;
        return TRUE;
    }
    taken = take(&r->lock, &patience);
    if (taken <= 0)
        return taken < 0 ? NULL : FALSE;
    r->owner = self;
    r->count = 1;
    return TRUE;
}

/* Does the caller own it? Otherwise RuntimeError. */
static bool check_owner(const struct rlock *r)
{
    if (r->owner == thread_self->number)
        return true;
    error_format(&type_RuntimeError, "cannot release un-acquired lock");
    return false;
}

static void rlock_give(struct rlock *r)
{
    r->owner = 0;
    r->count = 0;
    give(&r->lock);
}

static struct object *rlock_release(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    struct rlock *r = (struct rlock *)args[0];

    (void)count, (void)names;
    if (!check_owner(r))
        return NULL;
    if (--r->count == 0)
        rlock_give(r);
    return NONE;
}

static struct object *rlock_is_owned(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    (void)count, (void)names;
    return bool_from(((struct rlock *)args[0])->owner == thread_self->number);
}

/* Release it however often it was acquired; the result lets _acquire_restore
 * make it so again. What Condition.wait does. */
static struct object *rlock_release_save(struct object *const *args,
                                         uint32_t count, struct object *names)
{
    struct rlock *r = (struct rlock *)args[0];
    uint64_t depth = r->count;

    (void)count, (void)names;
    if (!check_owner(r))
        return NULL;
    rlock_give(r);
    return int_from_unsigned(depth);
}

static struct object *rlock_acquire_restore(struct object *const *args,
                                            uint32_t count,
                                            struct object *names)
{
    const struct patience patience = {.blocking = true, .deaf = true};
    struct rlock *r = (struct rlock *)args[0];
    int64_t depth;

    (void)count, (void)names;
    if (object_index_int64(args[1], &type_OverflowError, &depth) < 0)
        return NULL;
    take(&r->lock, &patience);
    r->owner = thread_self->number;
    r->count = depth > 0 ? (uint64_t)depth : 1;
    return NONE;
}

static struct object *rlock_repr(struct object *self)
{
    struct rlock *r = (struct rlock *)self;

    return str_format_c("<%s _thread.RLock object owner=%u count=%llu at %p>",
                        r->count ? "locked" : "unlocked", r->owner,
                        (unsigned long long)r->count, (void *)self);
}

static const struct method_def rlock_methods[] = {
    {"acquire", rlock_acquire, 1, 3, true,
     .doc = "acquire(blocking=True, timeout=-1): was it acquired?"},
    {"release", rlock_release, 1, 1, .doc = "give it back, once"},
    {"_is_owned", rlock_is_owned, 1, 1, .doc = "does the caller hold it?"},
    {"_release_save", rlock_release_save, 1, 1,
     .doc = "give it back wholly: how often it was acquired"},
    {"_acquire_restore", rlock_acquire_restore, 2, 2,
     .doc = "acquire it so often"},
    {"__enter__", rlock_acquire, 1, 1, .doc = "acquire"},
    {"__exit__", rlock_release, 4, 4, .doc = "release"},
    {0},
};

struct type type_rlock = {
    .head = STATIC_HEAD(&type_type),
    .name = "_thread.RLock",
    .size = sizeof(struct rlock),
    .dealloc = lock_dealloc,
    .new = lock_type_new,
    .repr = rlock_repr,
    .methods = rlock_methods,
};
