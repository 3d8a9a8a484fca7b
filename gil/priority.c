/* SPDX-License-Identifier: MIT
 *
 * A GIL with priorities (David Beazley, 2010): who is sent away by a timeout
 * sinks, who leaves early rises, and high does not wait for low.
 *
 * THE PROBLEM. Under the interval GIL (interval.c) a thread that comes back from
 * I/O waits for an interval, however little it wants: the convoy. An operating
 * system has the same problem, and its old answer is to tell the two kinds of
 * threads apart by what they do, and to let those that block go first.
 *
 * THE PROTOCOL. That of interval.c, forced switching included, with a priority
 * for each thread. All begin in the middle.
 *
 * 1. A holder that lets go because a waiter's interval has passed sinks by one.
 *    One that lets go by itself before that (it blocks, or yields) rises by
 *    one. One that is preempted, rule 3, keeps what it has.
 * 2. Waiters are woken by priority: the highest of them, and among equals by
 *    WAKE.
 * 3. A waiter whose priority is above the holder's does not wait for the
 *    interval: it asks at once, and the holder lets go at its next safepoint.
 *    Others ask as in interval.c, after an interval without a switch.
 *
 * Threads that compute sink to the bottom, where they are equals and take turns
 * by the interval, as before. A thread that does I/O is above them from its
 * second round on, and waits for one safepoint.
 *
 * WHY IT IS RIGHT. One holder, and no wake-up lost, as in interval.c: a waiter
 * begins to wait on its level's condition under the mutex under which `locked`
 * changes, and the dropper wakes a level that has a waiter, if any has. Here
 * the dropper waits for its successor under the same mutex (one lock instead of
 * two: the steps are the same). A thread that comes from outside may take the
 * GIL before the one that was woken; that one waits anew, and asks anew.
 *
 * WHERE IT FAILS.
 *  - It can be played. A thread that computes, but does some tiny I/O before its
 *    interval is over (it sleeps for a moment), rises each time and never
 *    sinks: it goes to the top and takes the GIL from honest threads at will.
 *    Waiters below it never see an interval without a switch, as each of its
 *    drops is one. user/lab/tiny_io.py: a nap of 50 us every millisecond gets
 *    95 % of two threads' work, where under interval.c it gets a sixth.
 *  - So a waiter may starve: a few threads that block often can keep the GIL
 *    among themselves for ever. Beazley says so himself; an operating system
 *    would age those that wait.
 *  - A thread that has computed must do I/O as often as it was sent away before
 *    it is high again. Few levels forget fast, many slowly.
 *  - A long C call has no safepoint, whoever asks.
 *
 * SOURCE. The last part of "Understanding the Python GIL" (PyCon 2010), and
 * "Revisiting thread priorities and the new GIL" (dabeaz.blogspot.com, 2010),
 * in the thread of CPython issue 7946, whose first patch the rules are from.
 * They are told here from memory; the number of levels is ours. Antoine
 * Pitrou's first version of the new GIL had priority requests, too, for
 * whoever came back from a blocking call; he switched them off
 * (sandbox/trunk/newgil, r76006, 2009).
 */
#include <pthread.h>

#include "request.h"

/* Priorities 0 (low) to LEVELS - 1. Five timeouts from the middle to the end. */
#define LEVELS 11
#define FIRST_PRIORITY (LEVELS / 2)

/* A thread's own, in its private bytes. Only the thread uses it. */
struct own {
    int priority;
};

static struct own *own_of(struct gil_thread *t)
{
    return (struct own *)t->private.bytes;
}

/* All protected by `mutex`; `request` is also read without it. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct gil_cond released[LEVELS]; /* locked is 0: by priority */
static struct gil_cond switched;         /* last_holder has changed */
static int locked;
static int holder_priority;    /* of who holds; else of no meaning */
static uint64_t switch_number; /* how often last_holder has changed */
static uint32_t last_holder;   /* tid of who holds, or held, the GIL */
static uint32_t interval_us;
static atomic_int request;

static void make_locks(void)
{
    pthread_mutex_init(&mutex, NULL);
    gil_cond_init(&switched);
    for (int i = 0; i < LEVELS; i++)
        gil_cond_init(&released[i]);
}

static int priority_init(const struct gil_params *params)
{
    make_locks();
    locked = 0;
    interval_us = params->interval_us;
    return 0;
}

static void priority_thread_init(struct gil_thread *t)
{
    *own_of(t) = (struct own){.priority = FIRST_PRIORITY};
}

static void priority_set_params(const struct gil_params *params)
{
    pthread_mutex_lock(&mutex);
    interval_us = params->interval_us;
    pthread_mutex_unlock(&mutex);
}

/* Wait until the GIL is free, asking for it as the rules allow. Called, and
 * returns, with the mutex held. */
static void wait_until_free(struct gil_thread *t)
{
    int priority = own_of(t)->priority;

    gil_report_wait(&t->trace, last_holder);
    while (locked) {
        uint64_t switches_before = switch_number;
        int timed_out;

        if (priority > holder_priority)
            request_ask(&request, t, last_holder, ASKED_TO_YIELD);
        timed_out =
            gil_cond_wait_us(&released[priority], &mutex, t, interval_us);
        if (!locked)
            return;
        if (!timed_out)
            gil_report_lost_race(&t->trace, last_holder);
        else if (switch_number == switches_before)
            request_ask(&request, t, last_holder, ASKED_TO_DROP);
    }
}

static void priority_take(struct gil_thread *t)
{
    pthread_mutex_lock(&mutex);
    if (locked)
        wait_until_free(t);
    locked = 1;
    holder_priority = own_of(t)->priority;
    if (last_holder != t->tid) {
        last_holder = t->tid;
        switch_number++;
    }
    gil_cond_signal(&switched);
    request_forget(&request);
    gil_report_acquired(&t->trace, switch_number);
    pthread_mutex_unlock(&mutex);
}

/* Rule 1: what the way of letting go does to a priority; asked: what was asked
 * for. */
static int moved(int priority, enum gil_why why, int asked)
{
    switch (why) {
    case GIL_WHY_REQUEST:
        return priority > 0 ? priority - 1 : priority;
    case GIL_WHY_BLOCK:
    case GIL_WHY_YIELD:
        if (asked & ASKED_TO_DROP)
            return priority; /* too late to be early */
        return priority < LEVELS - 1 ? priority + 1 : priority;
    default:
        return priority;
    }
}

static void wake_highest(void)
{
    for (int i = LEVELS - 1; i >= 0; i--)
        if (atomic_load(&released[i].count) > 0) {
            gil_cond_signal(&released[i]);
            return;
        }
}

/* Who was asked waits until another has taken the GIL, as in interval.c; a
 * thread that ends does not. */
static void priority_drop(struct gil_thread *t, enum gil_why why)
{
    int asked;

    pthread_mutex_lock(&mutex);
    asked = request_asked(&request);
    gil_report_drop(&t->trace, why);
    own_of(t)->priority = moved(own_of(t)->priority, why, asked);
    locked = 0;
    wake_highest();
    if (why != GIL_WHY_EXIT && asked & ASKED_TO_LET_GO) {
        request_forget(&request);
        gil_cond_wait(&switched, &mutex, t);
    }
    pthread_mutex_unlock(&mutex);
}

static void priority_safepoint(struct gil_thread *t)
{
    int wanted = request_seen(&request);

    if (!(wanted & ASKED_TO_LET_GO))
        return;
    priority_drop(t,
                  wanted & ASKED_TO_YIELD ? GIL_WHY_PREEMPT : GIL_WHY_REQUEST);
    /* Others may run now. */
    priority_take(t);
}

static void priority_attend(void)
{
    request_attend(&request);
}

static void priority_after_fork(struct gil_thread *t)
{
    make_locks();
    locked = 1;
    last_holder = t->tid;
    switch_number = 0;
    request_forget(&request);
    gil_report_acquired(&t->trace, switch_number);
}

const struct gil_ops gil_priority = {
    .name = "priority",
    .summary = "interval with priorities: who blocks rises, and goes first",
    .where = GIL_AT_JUMP | GIL_AT_CALL,
    .interval_us = 5000,
    .starves = 1,
    .request = &request,
    .init = priority_init,
    .thread_init = priority_thread_init,
    .take = priority_take,
    .drop = priority_drop,
    .safepoint = priority_safepoint,
    .set_params = priority_set_params,
    .attend = priority_attend,
    .after_fork = priority_after_fork,
};
