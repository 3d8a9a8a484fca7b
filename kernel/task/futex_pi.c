/* SPDX-License-Identifier: MIT
 *
 * Futexes with priority inheritance: who holds one runs with the priority of the
 * highest one that waits for it.
 *
 * The problem: a thread of low priority holds a lock, one of high priority waits
 * for it, and one of middle priority computes. The middle one runs, as it ought to
 * by its priority, and so the high one waits for as long as the middle one likes:
 * priority inversion. The remedy (Sha, Rajkumar, Lehoczky, "Priority Inheritance
 * Protocols", IEEE Transactions on Computers, 1990): while the high one waits the
 * low one inherits its priority, runs, unlocks, and is low again. That must go on
 * along a chain: if the low one waits for another lock, its holder inherits too.
 *
 * The protocol (futex(2), "Priority-inheritance futexes"): the word holds the
 * owner's tid, so that the kernel knows whom a waiter waits for. Locking a free one
 * and unlocking one that nobody wants are done in user space, by changing 0 to the
 * tid and back. Otherwise FUTEX_LOCK_PI sets FUTEX_WAITERS in the word, after which
 * the owner cannot unlock without the kernel; and FUTEX_UNLOCK_PI writes the new
 * owner's tid itself: the lock is handed over, never free in between.
 *
 * A futex that somebody waits for has a pi_state, which knows its owner and its
 * waiters, the highest first, equals in order of arrival. The owner has a list of
 * its states, a waiter a pointer to its own. So from any LWP both directions of
 * the chain can be followed: down, to see what is inherited; up, to pass it on, and
 * to see that a circle would close (EDEADLK). An LWP's priority for the policy,
 * attributes.priority, is the highest of its own, posix_priority, and of those
 * that it inherits. One that inherits is SCHED_FIFO to the policy if it is not
 * of a real-time class itself. Only the real-time classes' priorities are
 * inherited.
 *
 * One lock, pi_lock, protects all states, since a chain may lead anywhere. The word
 * is read and changed with it held: a locker's and an unlocker's look at the word
 * and at the state are one. User memory must not be faulted in then: so it is only
 * peeked at, and if its page is not there (or not writable yet) let go, bring it in
 * and begin anew, as in futex.c.
 *
 * When an owner ends, its address of the word is not known (two processes may map
 * it at two places): the new owner writes the word when it wakes, with
 * FUTEX_OWNER_DIED. Until then the state is `orphan`, and counts, not the word.
 *
 * Not here: FUTEX_WAIT_REQUEUE_PI and FUTEX_CMP_REQUEUE_PI, which condition
 * variables could use and those of today's C libraries do not.
 */
#include "task/futex_pi.h"
#include "core.h"
#include "lib/errno.h"
#include "mm/heap.h"
#include "mm/uaccess.h"
#include "sched/sched.h"
#include "task/futex.h"
#include "task/futex_key.h"
#include "task/process.h"
#include "task/sched.h"
#include "task/waitq.h"
#include "time/clock.h"
#include "trace/trace.h"

#define FUTEX_UNLOCK_PI 7
#define FUTEX_TRYLOCK_PI 8

#define STATE_BITS 6

/* What a look at a futex under the lock can say besides 0 and an error. */
enum { MUST_WAIT = 1, LOOK_AGAIN };

/* A PI futex that somebody waits for. */
struct pi_state {
    struct list node; /* in states */
    struct list held; /* in owner->pi_held */
    struct futex_key key;
    struct lwp *owner;   /* alive: it gives up its states when it ends */
    struct list waiters; /* of struct pi_waiter */
    bool orphan;         /* the owner has yet to write the word */
};

/* One that waits; lies on its stack. */
struct pi_waiter {
    struct list node; /* in state->waiters */
    struct lwp *lwp;
    struct pi_state *state;
    int priority;
    bool granted; /* it is the owner, and in no list */
    bool orphan;  /* and has to write the word */
};

static struct spinlock pi_lock = SPINLOCK("pi");
static struct list states[1 << STATE_BITS]; /* under pi_lock, by key */
static uint32_t states_count;               /* under pi_lock; read as a hint */

void futex_pi_init(void)
{
    for (int i = 0; i < 1 << STATE_BITS; i++)
        list_init(&states[i]);
}

static struct list *place_of(const struct futex_key *key)
{
    return &states[futex_hash(key, STATE_BITS)];
}

static struct pi_state *find_state(const struct futex_key *key)
{
    list_for_each (node, place_of(key)) {
        struct pi_state *state = list_entry(node, struct pi_state, node);
        if (futex_same(&state->key, key))
            return state;
    }
    return NULL;
}

/* The highest waiter, or NULL. */
static struct pi_waiter *first_waiter(const struct pi_state *state)
{
    struct list *node = list_first(&state->waiters);

    return node ? list_entry(node, struct pi_waiter, node) : NULL;
}

/* ---- inheritance: pi_lock is held ---- */

/* Behind those of its priority. */
static void insert(struct pi_waiter *waiter)
{
    struct list *head = &waiter->state->waiters, *at = head->prev;

    while (at != head &&
           list_entry(at, struct pi_waiter, node)->priority < waiter->priority)
        at = at->prev;
    list_insert(at, &waiter->node);
}

static int inherited(const struct lwp *lwp)
{
    int highest = 0;

    list_for_each (node, &lwp->pi_held) {
        const struct pi_waiter *waiter =
            first_waiter(list_entry(node, struct pi_state, held));
        if (waiter && waiter->priority > highest)
            highest = waiter->priority;
    }
    return highest;
}

/* Tell the policy that `lwp` has this priority now, its own or a higher one. */
static void tell_policy(struct lwp *lwp, int priority)
{
    enum sched_class own = lwp_own_class(lwp);
    bool boosted = priority > lwp->posix_priority;

    sched_set_priority(lwp, boosted && own != SCHED_RR ? SCHED_FIFO : own,
                       priority);
}

/* The holder of what `lwp` waits for, or NULL. */
static struct lwp *next_in_chain(const struct lwp *lwp)
{
    return lwp->pi_waiter ? lwp->pi_waiter->state->owner : NULL;
}

/* One with a deadline inherits nothing: it has what it was admitted for. */
static int priority_of(const struct lwp *lwp)
{
    if (lwp_own_class(lwp) == SCHED_DEADLINE)
        return 0;
    int from_others = inherited(lwp);

    return from_others > lwp->posix_priority ? from_others
                                             : lwp->posix_priority;
}

/* What `lwp` inherits may have changed: so may what it passes on. */
static void pass_on(struct lwp *lwp)
{
    for (; lwp; lwp = next_in_chain(lwp)) {
        int priority = priority_of(lwp);
        if (priority == lwp->attributes.priority)
            return;
        tell_policy(lwp, priority);
        sched_note(&lwp->sched, "priority", (uint64_t)priority);
        if (lwp->pi_waiter) {
            list_remove(&lwp->pi_waiter->node);
            lwp->pi_waiter->priority = priority;
            insert(lwp->pi_waiter);
        }
    }
}

void futex_pi_set_class(struct lwp *lwp, int policy, int priority)
{
    spin_lock(&pi_lock);
    lwp->posix_class = policy;
    lwp->posix_priority = priority;
    tell_policy(lwp, priority_of(lwp));
    if (lwp->pi_waiter) {
        list_remove(&lwp->pi_waiter->node);
        lwp->pi_waiter->priority = lwp->attributes.priority;
        insert(lwp->pi_waiter);
        pass_on(next_in_chain(lwp));
    }
    spin_unlock(&pi_lock);
}

/* ---- states: pi_lock is held ---- */

static struct pi_state *make_state(const struct futex_key *key,
                                   struct lwp *owner)
{
    struct pi_state *state = kmalloc(sizeof(*state));

    if (!state)
        return NULL;
    state->key = *key;
    state->owner = owner;
    state->orphan = false;
    list_init(&state->waiters);
    list_push_back(place_of(key), &state->node);
    list_push_back(&owner->pi_held, &state->held);
    states_count++;
    return state;
}

/* Nobody waits, and the word says who owns it: user space can do without. */
static void drop_if_unused(struct pi_state *state)
{
    if (state->orphan || !list_empty(&state->waiters))
        return;
    list_remove(&state->node);
    list_remove(&state->held);
    states_count--;
    kfree(state);
}

/* Give the futex to the highest waiter, if there is one. */
static void hand_over(struct pi_state *state)
{
    struct pi_waiter *waiter = first_waiter(state);
    struct lwp *old = state->owner;

    list_remove(&state->held);
    if (waiter) {
        list_remove(&waiter->node);
        waiter->granted = true;
        waiter->orphan = state->orphan;
        waiter->lwp->pi_waiter = NULL;
        state->owner = waiter->lwp;
        list_push_back(&waiter->lwp->pi_held, &state->held);
        lwp_wake(waiter->lwp);
    } else {
        state->orphan = false;
    }
    drop_if_unused(state);
    pass_on(old); /* the new one is as high as those that still wait */
}

/* ---- locking ---- */

/* Bring the word's page in, writable. 0 or -EFAULT. */
static int bring_in(uint64_t address)
{
    uint32_t value = 0;

    return user_exchange32(address, &value, 0);
}

/* Change the word, of which *word was read. 0, LOOK_AGAIN if it changed meanwhile,
 * or -EFAULT. pi_lock is held. */
static int change_word(uint64_t address, uint32_t word, uint32_t to)
{
    uint32_t seen = word;

    if (user_peek_exchange32(address, &seen, to))
        return -EFAULT;
    return seen == word ? 0 : LOOK_AGAIN;
}

/* Does the word say what the kernel knows? futex(2), EINVAL. */
static bool consistent(const struct pi_state *state, uint32_t word)
{
    uint32_t tid = word & FUTEX_TID_MASK;

    return state->orphan || tid == state->owner->tid ||
           (tid == 0 && (word & FUTEX_OWNER_DIED));
}

/* May the current LWP wait for `owner`? */
static int check_chain(struct lwp *owner)
{
    for (struct lwp *lwp = owner; lwp; lwp = next_in_chain(lwp)) {
        if (lwp == current_lwp())
            return -EDEADLK;
    }
    return 0;
}

static int wait_in(struct pi_waiter *waiter, struct pi_state *state)
{
    waiter->lwp = current_lwp();
    waiter->state = state;
    waiter->priority = waiter->lwp->attributes.priority;
    waiter->granted = waiter->orphan = false;
    waiter->lwp->pi_waiter = waiter;
    insert(waiter);
    pass_on(state->owner);
    return MUST_WAIT;
}

/* Queue for a futex that others wait for already. */
static int join(struct pi_waiter *waiter, struct pi_state *state, uint32_t word)
{
    if (!consistent(state, word))
        return -EINVAL;
    if (!waiter)
        return -EAGAIN;
    int error = check_chain(state->owner);
    return error ? error : wait_in(waiter, state);
}

/* Be the first that waits for `owner`. */
static int begin_queue(struct pi_waiter *waiter, const struct futex_key *key,
                       struct lwp *owner)
{
    if (!owner->process)
        return -EPERM;
    if (!waiter)
        return -EAGAIN;
    int error = check_chain(owner);
    if (error)
        return error;
    struct pi_state *state = make_state(key, owner);
    return state ? wait_in(waiter, state) : -ENOMEM;
}

/* The word names an owner, and nobody waits yet. *ended becomes the one that it
 * names, if that has ended: with a reference, for when pi_lock is let go. */
static int wait_for_owner(struct pi_waiter *waiter, const struct futex_key *key,
                          uint32_t word, struct lwp **ended)
{
    uint32_t now;
    int result = change_word(key->address, word, word | FUTEX_WAITERS);

    if (result)
        return result;
    struct lwp *owner = lwp_find(word & FUTEX_TID_MASK);
    if (owner && !owner->pi_released) {
        result = begin_queue(waiter, key, owner);
        lwp_put(owner); /* not the last reference, since it lives */
        return result;
    }
    *ended = owner;
    if (user_peek32(key->address, &now))
        return -EFAULT;
    /* Perhaps it marked the word just before it ended. */
    return now == (word | FUTEX_WAITERS) ? -ESRCH : LOOK_AGAIN;
}

/* Take the futex, or queue `waiter` (NULL: do not). 0, MUST_WAIT, LOOK_AGAIN, or an
 * error; -EFAULT: also if the page has to be brought in. pi_lock is held. *ended as
 * above. */
static int take(struct pi_waiter *waiter, const struct futex_key *key,
                struct lwp **ended)
{
    uint32_t self = current_lwp()->tid, word;

    if (user_peek32(key->address, &word))
        return -EFAULT;
    if ((word & FUTEX_TID_MASK) == self)
        return -EDEADLK;
    struct pi_state *state = find_state(key);
    if (state)
        return join(waiter, state, word);
    if (futex_waited_for(key))
        return -EINVAL;
    if (!(word & FUTEX_TID_MASK))
        return change_word(key->address, word,
                           (word & FUTEX_OWNER_DIED) | self);
    return wait_for_owner(waiter, key, word, ended);
}

/* The owner before ended: write the word that it could not. */
static int write_orphan(const struct futex_key *key)
{
    uint32_t mine = current_lwp()->tid | FUTEX_WAITERS | FUTEX_OWNER_DIED, word;

    for (;;) {
        int error = bring_in(key->address);
        spin_lock(&pi_lock);
        struct pi_state *state = find_state(key);
        int result = error                                   ? error
                     : user_peek32(key->address, &word)      ? LOOK_AGAIN
                     : change_word(key->address, word, mine) ? LOOK_AGAIN
                                                             : 0;
        if (result == 0) {
            state->orphan = false;
            drop_if_unused(state);
        } else if (result < 0) {
            hand_over(state); /* this one cannot; perhaps the next can */
        }
        spin_unlock(&pi_lock);
        if (result <= 0)
            return result;
    }
}

/* Sleep until the futex is handed over. pi_lock is held, and let go. */
static int wait_for_it(struct pi_waiter *waiter, const struct futex_key *key,
                       uint64_t deadline)
{
    int error = 0;

    trace(TRACE_FUTEX_WAIT, 0, key->address);
    while (!waiter->granted && !error) {
        lwp_prepare_sleep((struct wait_reason){WAIT_FUTEX, key->address});
        spin_unlock(&pi_lock);
        error = lwp_sleep(deadline);
        spin_lock(&pi_lock);
    }
    if (!waiter->granted) {
        struct lwp *owner = waiter->state->owner;
        list_remove(&waiter->node);
        waiter->lwp->pi_waiter = NULL;
        drop_if_unused(waiter->state);
        pass_on(owner);
    }
    spin_unlock(&pi_lock);
    if (waiter->orphan)
        return write_orphan(key);
    return waiter->granted ? 0 : error;
}

/* With `waits` false it is FUTEX_TRYLOCK_PI. */
static int64_t lock_pi(const struct futex_key *key, bool waits,
                       uint64_t deadline)
{
    struct pi_waiter waiter;
    int result;

    do {
        struct lwp *ended = NULL;
        spin_lock(&pi_lock);
        result = take(waits ? &waiter : NULL, key, &ended);
        if (result == MUST_WAIT)
            return wait_for_it(&waiter, key, deadline);
        spin_unlock(&pi_lock);
        if (ended)
            lwp_put(ended);
        if (result == -EFAULT && !bring_in(key->address))
            result = LOOK_AGAIN;
    } while (result == LOOK_AGAIN);
    return result;
}

/* ---- unlocking ---- */

/* 0, LOOK_AGAIN, or an error as take's. pi_lock is held. */
static int give(const struct futex_key *key)
{
    uint32_t self = current_lwp()->tid, word;

    if (user_peek32(key->address, &word))
        return -EFAULT;
    if ((word & FUTEX_TID_MASK) != self)
        return -EPERM;
    struct pi_state *state = find_state(key);
    if (!state && futex_waited_for(key))
        return -EINVAL;
    if (!state)
        return change_word(key->address, word, 0);
    if (state->owner != current_lwp())
        return -EINVAL;
    int result = change_word(key->address, word,
                             first_waiter(state)->lwp->tid | FUTEX_WAITERS);
    if (result == 0)
        hand_over(state);
    return result;
}

static int64_t unlock_pi(const struct futex_key *key)
{
    int result;

    trace(TRACE_FUTEX_WAKE, 1, key->address);
    do {
        spin_lock(&pi_lock);
        result = give(key);
        spin_unlock(&pi_lock);
        if (result == -EFAULT && !bring_in(key->address))
            result = LOOK_AGAIN;
    } while (result == LOOK_AGAIN);
    return result;
}

void futex_pi_release(struct lwp *lwp)
{
    struct list *node;

    spin_lock(&pi_lock);
    while ((node = list_first(&lwp->pi_held))) {
        struct pi_state *state = list_entry(node, struct pi_state, held);
        state->orphan = true;
        hand_over(state);
    }
    lwp->pi_released = true;
    spin_unlock(&pi_lock);
}

void futex_pi_begin(struct lwp *lwp)
{
    spin_lock(&pi_lock);
    lwp->pi_released = false;
    spin_unlock(&pi_lock);
}

/* ---- the system call ---- */

/* An absolute time of CLOCK_REALTIME, or, for FUTEX_LOCK_PI2, of CLOCK_MONOTONIC
 * unless it says otherwise. */
static int64_t lock_call(const struct futex_key *key, int operation,
                         uint64_t timeout)
{
    bool monotonic = (operation & FUTEX_COMMAND_MASK) == FUTEX_LOCK_PI2 &&
                     !(operation & FUTEX_CLOCK_REALTIME);
    uint64_t deadline = CLOCK_NEVER;
    struct timespec when;

    if (timeout) {
        if (copy_from_user(&when, timeout, sizeof(when)))
            return -EFAULT;
        int error = clock_deadline(monotonic, &when, true, &deadline);
        if (error)
            return error;
    }
    return lock_pi(key, true, deadline);
}

int64_t futex_pi_misaligned(uint64_t address, int command)
{
    uint32_t word;

    if (command != FUTEX_UNLOCK_PI)
        return -EINVAL;
    if (user_read32(address, &word))
        return -EFAULT;
    return (word & FUTEX_TID_MASK) == current_lwp()->tid ? -EINVAL : -EPERM;
}

bool futex_pi_wanted(const struct futex_key *key)
{
    if (!states_count)
        return false;
    spin_lock(&pi_lock);
    const struct pi_state *state = find_state(key);
    bool wanted = state && first_waiter(state);
    spin_unlock(&pi_lock);
    return wanted;
}

int64_t futex_pi_call(uint64_t address, int operation, uint64_t timeout)
{
    struct futex_key key = futex_key(address, operation);

    switch (operation & FUTEX_COMMAND_MASK) {
    case FUTEX_LOCK_PI:
    case FUTEX_LOCK_PI2:
        return lock_call(&key, operation, timeout);
    case FUTEX_TRYLOCK_PI:
        return lock_pi(&key, false, 0);
    case FUTEX_UNLOCK_PI:
        return unlock_pi(&key);
    default:
        return -ENOSYS;
    }
}
