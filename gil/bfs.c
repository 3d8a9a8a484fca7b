/* SPDX-License-Identifier: MIT
 *
 * A GIL that is a scheduler (Nir Aides, 2010): each thread has a slice and a
 * deadline, and the waiter with the earliest deadline is next. After Con
 * Kolivas's scheduler for Linux, BFS (2009).
 *
 * THE PROBLEM. The interval GIL (interval.c) leaves open who is next, and lets
 * everybody wait alike. Priorities that are guessed from behaviour (priority.c)
 * can be played. Who has had little time lately should go first, and just as
 * much as that.
 *
 * THE PROTOCOL.
 *
 * 1. A thread gets a slice of time (the interval), and with it a deadline: now
 *    plus the interval. It is virtual: nothing happens when it is past.
 * 2. The slice is what it may hold the GIL for, in one piece or in many: a
 *    thread that blocks keeps what is left of it, and its deadline.
 * 3. When the slice is used up, the thread gets a new one and a new, later
 *    deadline, and queues if anybody waits. So who holds much gets late
 *    deadlines, and who holds little keeps an early one.
 * 4. Of those that wait, the one with the earliest deadline is next. It is
 *    given the GIL by the thread that lets go: there is nothing to race for.
 * 5. A thread that comes to wait with an earlier deadline than the holder's
 *    asks at once; the holder lets go at its next safepoint, and keeps the rest
 *    of its slice. Otherwise the waiters ask when the holder's slice is over.
 *
 * If nobody waits when a slice is over, nobody looks. Whoever comes next finds
 * that out, and gives the holder the slices that it has begun since, as a
 * kernel's tick would have done.
 *
 * WHY IT IS RIGHT. holder changes under the mutex only: from NULL to a taker,
 * or from one that lets go to one that waits, or to NULL if none does. Each
 * waiter sleeps on a condition of its own, and looks under the mutex whether it
 * is the holder. Nobody starves: deadlines of those that hold move on, those of
 * waiters do not; a deadline is at most one interval ahead of now, so that any
 * waiter is the earliest after that time. A slice that ends is noticed: the one
 * that was last sent away waits for the new holder's slice to end, and so does
 * whoever came after it.
 *
 * WHERE IT FAILS.
 *  - A thread that does I/O is served at once only while its slice lasts: then
 *    it gets a deadline like anybody's, and waits for a slice of the others.
 *    That is fair, and a latency of a slice now and then.
 *  - A thread that does tiny I/O to look busy wins no time by it: its slice is
 *    the sum of the pieces (user/lab/tiny_io.py). But it may choose when to use
 *    it, and costs a switch each time.
 *  - Hand-off to a thread that sleeps leaves the GIL idle until that is awake:
 *    a kernel's scheduler has no such gap.
 *  - Two readings of the clock for each time that the GIL changes hands. With a
 *    coarse clock slices do not get shorter, and the rules are void: Aides
 *    needed the best clock of each system.
 *
 * SOURCE. The thread of CPython issue 7946 (message 101612, March 2010, with
 * bfs.patch), and "Fixing the GIL (with a BFS scheduler)", python-dev, 16 May
 * 2010; sched-BFS.txt for deadlines. The rules are from those texts; the patch
 * itself was not at hand, so where they say nothing (hand-off, who notices the
 * end of a slice) the steps are ours. The slice of 6 ms is Kolivas's
 * rr_interval. WAKE means nothing here.
 */
#include <pthread.h>

#include "request.h"

/* A thread's own, in its private bytes; protected by `mutex`. Times are ns. */
struct own {
    uint64_t deadline;        /* 0: has had no slice yet */
    int64_t left;             /* of the slice; counted when it lets go */
    uint64_t since;           /* when it became the holder */
    struct gil_thread *next;  /* in the queue */
    struct gil_cond is_given; /* it is the holder now */
};

_Static_assert(sizeof(struct own) <= GIL_PRIVATE_BYTES, "private bytes");

static struct own *own_of(struct gil_thread *t)
{
    return (struct own *)t->private.bytes;
}

/* All protected by `mutex`; `request` is also read without it. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct gil_thread *holder; /* NULL: the GIL is free */
static struct gil_thread *queue;  /* who wait; the earliest deadline first */
static uint32_t last_holder;      /* tid of who holds, or held, the GIL */
static uint64_t switch_number;    /* how often last_holder has changed */
static uint64_t interval_ns;
static atomic_int request;

static int bfs_init(const struct gil_params *params)
{
    pthread_mutex_init(&mutex, NULL);
    holder = NULL;
    queue = NULL;
    interval_ns = params->interval_us * UINT64_C(1000);
    return 0;
}

static void bfs_thread_init(struct gil_thread *t)
{
    *own_of(t) = (struct own){0};
    gil_cond_init(&own_of(t)->is_given);
}

/* Slices that have begun stay as they are. */
static void bfs_set_params(const struct gil_params *params)
{
    pthread_mutex_lock(&mutex);
    interval_ns = params->interval_us * UINT64_C(1000);
    pthread_mutex_unlock(&mutex);
}

/* The rest is called with the mutex held. */

static uint64_t now_ns(void)
{
    struct timespec now;

    gil_deadline(&now, 0);
    return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

static void new_slice(struct own *own, uint64_t now)
{
    own->left = (int64_t)interval_ns;
    own->deadline = now + interval_ns;
}

static uint64_t slice_end(const struct own *own)
{
    return own->since + (uint64_t)own->left;
}

/* The holder has let slices pass while nobody waited. It has begun others. */
static void catch_up(struct own *own, uint64_t now)
{
    uint64_t end = slice_end(own);

    if (now < end)
        return;
    own->since = now - (now - end) % interval_ns;
    new_slice(own, own->since);
}

/* Enter the queue behind those of the same deadline. */
static void enqueue(struct gil_thread *t)
{
    struct gil_thread **place = &queue;

    while (*place && own_of(*place)->deadline <= own_of(t)->deadline)
        place = &own_of(*place)->next;
    own_of(t)->next = *place;
    *place = t;
}

static void become_holder(struct gil_thread *t, uint64_t now)
{
    holder = t;
    own_of(t)->since = now;
    if (last_holder != t->tid) {
        last_holder = t->tid;
        switch_number++;
    }
    request_forget(&request);
}

/* Sleep until t is given the GIL, or the holder's slice is over: then ask. Who
 * has been asked has so long again. */
static void wait_for_slice(struct gil_thread *t)
{
    uint64_t now = now_ns(), end = slice_end(own_of(holder));

    if (now >= end) {
        request_ask(&request, t, last_holder, ASKED_TO_DROP);
        end = now + interval_ns;
    }
    gil_cond_wait_us(&own_of(t)->is_given, &mutex, t,
                     (uint32_t)((end - now + 999) / 1000));
}

static void wait_until_given(struct gil_thread *t, uint64_t now)
{
    gil_report_wait(&t->trace, last_holder);
    if (!queue)
        catch_up(own_of(holder), now);
    if (own_of(t)->deadline < own_of(holder)->deadline)
        request_ask(&request, t, last_holder, ASKED_TO_YIELD);
    enqueue(t);
    while (holder != t)
        wait_for_slice(t);
}

static void bfs_take(struct gil_thread *t)
{
    struct own *own = own_of(t);
    uint64_t now;

    pthread_mutex_lock(&mutex);
    now = now_ns();
    if (own->deadline == 0)
        new_slice(own, now);
    if (holder)
        wait_until_given(t, now);
    else
        become_holder(t, now);
    gil_report_acquired(&t->trace, switch_number);
    pthread_mutex_unlock(&mutex);
}

/* Count what t has used of its slice. */
static void use_up(struct own *own, uint64_t now)
{
    own->left -= (int64_t)(now - own->since);
    if (own->left <= 0)
        new_slice(own, now);
}

static void hand_off(uint64_t now)
{
    struct gil_thread *next = queue;

    holder = NULL;
    if (!next)
        return;
    queue = own_of(next)->next;
    become_holder(next, now);
    gil_cond_signal(&own_of(next)->is_given);
}

static void bfs_drop(struct gil_thread *t, enum gil_why why)
{
    uint64_t now;

    pthread_mutex_lock(&mutex);
    now = now_ns();
    gil_report_drop(&t->trace, why);
    use_up(own_of(t), now);
    hand_off(now);
    pthread_mutex_unlock(&mutex);
}

static void bfs_safepoint(struct gil_thread *t)
{
    int wanted = request_seen(&request);

    if (!(wanted & ASKED_TO_LET_GO))
        return;
    bfs_drop(t, wanted & ASKED_TO_YIELD ? GIL_WHY_PREEMPT : GIL_WHY_REQUEST);
    bfs_take(t);
}

static void bfs_attend(void)
{
    request_attend(&request);
}

static void bfs_after_fork(struct gil_thread *t)
{
    pthread_mutex_init(&mutex, NULL);
    bfs_thread_init(t);
    new_slice(own_of(t), now_ns());
    queue = NULL;
    switch_number = 0;
    become_holder(t, now_ns());
    gil_report_acquired(&t->trace, switch_number);
}

const struct gil_ops gil_bfs = {
    .name = "bfs",
    .summary = "slices and deadlines by the clock; the earliest goes first",
    .where = GIL_AT_JUMP | GIL_AT_CALL,
    .interval_us = 6000,
    .request = &request,
    .init = bfs_init,
    .thread_init = bfs_thread_init,
    .take = bfs_take,
    .drop = bfs_drop,
    .safepoint = bfs_safepoint,
    .set_params = bfs_set_params,
    .attend = bfs_attend,
    .after_fork = bfs_after_fork,
};
