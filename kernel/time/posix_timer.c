/* SPDX-License-Identifier: MIT
 *
 * POSIX timers. A timer is up at an instant of its clock; then its one signal,
 * which lies in the timer, becomes pending. The next period begins when that signal
 * is taken, and the periods that passed in between are its overrun count: so no
 * timer, however short its interval, makes more than one interrupt for a signal.
 *
 * All of a process's timers are under its lock. A timer fires in an interrupt,
 * which may have come while the code beneath it held the lock; so `fire` takes
 * it only if it is free, and otherwise comes again a little later. CPU time is
 * looked at on ticks, as in itimer.c. Not here: a timer of the wall clock that
 * is absolute does not follow a clock that is set meanwhile.
 *
 * Source: timer_create(2), timer_settime(2), timer_getoverrun(2), sigevent(7).
 */
#include "time/posix_timer.h"
#include <limits.h>
#include "core.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "mm/heap.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/process.h"
#include "task/signal.h"
#include "time/clock.h"
#include "time/cpu_clock.h"
#include "time/timer.h"

#define TIMER_ABSTIME 1

enum {
    SIGEV_SIGNAL = 0,
    SIGEV_NONE = 1,
    SIGEV_THREAD = 2,
    SIGEV_THREAD_ID = 4
};

/* As Linux's struct sigevent. */
struct sigevent {
    uint64_t value;
    int32_t signal;
    int32_t notify; /* SIGEV_* */
    int32_t tid;
    uint8_t pad[44];
};

_Static_assert(sizeof(struct sigevent) == 64, "struct sigevent");

struct posix_timer {
    struct timer timer;
    struct process *process; /* (c) */
    struct list node;        /* in process->posix_timers, under its lock */
    int id;                  /* (c) */
    int clock;               /* (c) one of CLOCK_*; a CPU time: see measured */
    enum cpu_time kind;      /* (c) which CPU time */
    bool measures;           /* (c) CPU time */
    struct lwp *measured; /* (c) whose, with a reference; NULL: the process's */
    bool silent;          /* (c) SIGEV_NONE */
    struct lwp *target;   /* (c) who gets the signal, with a reference; NULL:
                                 the process */
    struct signal_entry entry; /* its signal */

    /* In ns, of the clock; under process->lock. */
    bool pending;      /* the signal is, and the timer rests */
    uint64_t expires;  /* 0: not running */
    uint64_t interval; /* 0: once */
    int32_t overrun;   /* of the signal that was taken last */
};

/* ---- running; process->lock is held ---- */

static uint64_t clock_of(const struct posix_timer *timer)
{
    if (timer->measured)
        return cpu_clock_lwp(timer->measured, timer->kind);
    if (timer->measures)
        return cpu_clock_process_locked(timer->process, timer->kind);
    struct timespec now;
    clock_read(timer->clock, &now);
    return timespec_to_ns(&now);
}

/* Look again in `wait` ns or when the time is up, whichever is later. */
static void arm(struct posix_timer *timer, uint64_t now, uint64_t wait)
{
    uint64_t ns = timer->expires > now ? timer->expires - now : 0;

    if (timer->measures)
        ns = max_u64(ns / cores_count, clock_tick_ns());
    timer_start(&timer->timer, clock_deadline_in(max_u64(ns, wait)));
}

/* Go on to the first period that begins after `now`; how many others have passed
 * since the timer was up. */
static uint64_t advance(struct posix_timer *timer, uint64_t now)
{
    if (!timer->interval || now < timer->expires)
        return 0;
    uint64_t missed = (now - timer->expires) / timer->interval;
    timer->expires += (missed + 1) * timer->interval;
    return missed;
}

/* Time is up. If nobody wants the signal the timer runs on, but not faster than
 * ticks. */
static void expire(struct posix_timer *timer, uint64_t now)
{
    timer->pending =
        signal_queue_entry(timer->process, timer->target, &timer->entry);
    if (!timer->interval)
        timer->expires = 0;
    if (timer->pending || !timer->interval)
        return;
    advance(timer, now);
    arm(timer, now, clock_tick_ns());
}

static void fire(struct timer *core_timer)
{
    struct posix_timer *timer =
        list_entry(core_timer, struct posix_timer, timer);
    struct process *process = timer->process;

    if (!spin_try_lock(&process->lock)) {
        timer_start(core_timer, core_clock() + TIMER_RETRY);
        return;
    }
    uint64_t now = clock_of(timer);
    if (timer->expires && timer->expires <= now)
        expire(timer, now);
    else if (timer->expires)
        arm(timer, now, 0);
    spin_unlock(&process->lock);
}

/* Its signal is no longer pending: somebody has taken it, or it was dropped. */
static void taken(struct signal_entry *entry, struct signal_info *info)
{
    struct posix_timer *timer = list_entry(entry, struct posix_timer, entry);

    timer->pending = false;
    timer->overrun = 0;
    if (timer->expires) {
        uint64_t now = clock_of(timer);
        timer->overrun = (int32_t)min_u64(advance(timer, now), INT_MAX);
        arm(timer, now, 0);
    }
    info->timer.overrun = timer->overrun;
}

/* It neither runs nor has a signal pending. */
static void stop(struct posix_timer *timer)
{
    timer->expires = 0;
    timer_cancel(&timer->timer); /* `fire` does not wait for the lock */
    if (timer->pending)
        signal_set_remove(timer->target ? &timer->target->signals
                                        : &timer->process->signals,
                          &timer->entry);
    timer->pending = false;
}

/* ---- making and deleting ---- */

/* It is on no list any more, and stopped. No lock held. */
static void timer_free(struct posix_timer *timer)
{
    if (timer->measured)
        lwp_put(timer->measured);
    if (timer->target)
        lwp_put(timer->target);
    kfree(timer);
}

void posix_timers_release(struct process *process)
{
    struct list *node;

    spin_lock(&process->lock);
    while ((node = list_first(&process->posix_timers))) {
        struct posix_timer *timer = list_entry(node, struct posix_timer, node);
        stop(timer);
        list_remove(node);
        spin_unlock(&process->lock);
        timer_free(timer);
        spin_lock(&process->lock);
    }
    spin_unlock(&process->lock);
}

/* Note which clock. 0, -EINVAL: there is none; -EOPNOTSUPP: it has no timers. */
static int choose_clock(struct posix_timer *timer, int clock)
{
    timer->clock = clock;
    if (clock == CLOCK_REALTIME || clock == CLOCK_MONOTONIC ||
        clock == CLOCK_BOOTTIME)
        return 0;
    timer->measures = true;
    if (cpu_clock_find(clock, &timer->measured, &timer->kind) == 0)
        return 0;
    return clock >= 0 && clock_resolution(clock) ? -EOPNOTSUPP : -EINVAL;
}

/* Note who gets which signal. 0 or -EINVAL. */
static int choose_signal(struct posix_timer *timer,
                         const struct sigevent *event)
{
    timer->entry.taken = taken;
    timer->entry.info.signal = event->signal;
    timer->entry.info.code = SI_TIMER;
    timer->entry.info.timer.value = event->value;
    timer->silent = event->notify == SIGEV_NONE;
    if (timer->silent)
        return 0;
    if (event->signal < 1 || event->signal > SIGNALS)
        return -EINVAL;
    if (event->notify == SIGEV_SIGNAL || event->notify == SIGEV_THREAD)
        return 0;
    if (event->notify != (SIGEV_SIGNAL | SIGEV_THREAD_ID))
        return -EINVAL;
    timer->target = event->tid > 0 ? lwp_find((uint32_t)event->tid) : NULL;
    return timer->target && timer->target->process == timer->process ? 0
                                                                     : -EINVAL;
}

/* Give the timer its number; the lock is held. -EAGAIN: they are too many. */
static int add_timer(struct posix_timer *timer, bool by_default)
{
    struct process *process = timer->process;
    uint64_t count = 0;

    list_for_each (node, &process->posix_timers)
        count++;
    if (count >= process->limits[RLIMIT_SIGPENDING].soft)
        return -EAGAIN;
    timer->id = process->next_posix_timer++ & INT_MAX;
    timer->entry.info.timer.id = timer->id;
    if (by_default)
        timer->entry.info.timer.value = (uint64_t)timer->id;
    list_push_back(&process->posix_timers, &timer->node);
    return 0;
}

/* Without an event it sends SIGALRM, with its number for a value. */
static int timer_make(int clock, const struct sigevent *event,
                      struct posix_timer **made)
{
    static const struct sigevent alarm = {.signal = SIGALRM};
    struct process *process = current_process();
    struct posix_timer *timer = kzalloc(sizeof(*timer));

    if (!timer)
        return -EAGAIN;
    timer->process = process;
    timer->timer.fire = fire;
    int error = choose_clock(timer, clock);
    if (!error)
        error = choose_signal(timer, event ? event : &alarm);
    if (!error) {
        spin_lock(&process->lock);
        error = add_timer(timer, !event);
        spin_unlock(&process->lock);
    }
    if (error)
        timer_free(timer);
    *made = timer;
    return error;
}

/* Lock the current process and find its timer `id`; NULL, and not locked: there is
 * none. */
static struct posix_timer *lock_timer(int id)
{
    struct process *process = current_process();

    spin_lock(&process->lock);
    list_for_each (node, &process->posix_timers) {
        struct posix_timer *timer = list_entry(node, struct posix_timer, node);
        if (timer->id == id)
            return timer;
    }
    spin_unlock(&process->lock);
    return NULL;
}

static void unlock_timer(struct posix_timer *timer)
{
    spin_unlock(&timer->process->lock);
}

/* ---- the calls ---- */

int64_t sys_timer_delete(int id)
{
    struct posix_timer *timer = lock_timer(id);

    if (!timer)
        return -EINVAL;
    stop(timer);
    list_remove(&timer->node);
    unlock_timer(timer);
    timer_free(timer);
    return 0;
}

int64_t sys_timer_create(int clock, uint64_t event, uint64_t id)
{
    struct sigevent given;
    struct posix_timer *timer;

    if (event && copy_from_user(&given, event, sizeof(given)))
        return -EFAULT;
    int error = timer_make(clock, event ? &given : NULL, &timer);
    if (error)
        return error;
    int32_t number = timer->id;
    if (!copy_to_user(id, &number, sizeof(number)))
        return 0;
    sys_timer_delete(number);
    return -EFAULT;
}

/* What is left, and the interval. A timer that is up but has not been looked at
 * has the least time left, unless nobody will look. */
static struct itimerspec remaining(const struct posix_timer *timer)
{
    uint64_t now = clock_of(timer), expires = timer->expires, left = 0;

    if (expires > now)
        left = expires - now;
    else if (expires && timer->interval)
        left = timer->interval - (now - expires) % timer->interval;
    else if (expires)
        left = timer->silent ? 0 : 1;
    return (struct itimerspec){timespec_from_ns(timer->interval),
                               timespec_from_ns(left)};
}

int64_t sys_timer_gettime(int id, uint64_t to)
{
    struct posix_timer *timer = lock_timer(id);

    if (!timer)
        return -EINVAL;
    struct itimerspec now = remaining(timer);
    unlock_timer(timer);
    return copy_to_user(to, &now, sizeof(now));
}

int64_t sys_timer_getoverrun(int id)
{
    struct posix_timer *timer = lock_timer(id);

    if (!timer)
        return -EINVAL;
    int32_t overrun = timer->overrun;
    unlock_timer(timer);
    return overrun;
}

/* The lock is held. */
static void set(struct posix_timer *timer, const struct itimerspec *next,
                bool absolute)
{
    uint64_t value = timespec_to_ns(&next->value);

    stop(timer);
    timer->overrun = 0;
    timer->interval = min_u64(timespec_to_ns(&next->interval), INT64_MAX);
    if (!value)
        return;
    uint64_t now = clock_of(timer), base = absolute ? 0 : now;
    timer->expires = min_u64(value, INT64_MAX) + base;
    if (!timer->silent)
        arm(timer, now, 0);
}

int64_t sys_timer_settime(int id, int flags, uint64_t from, uint64_t old)
{
    struct itimerspec next;

    if (!from)
        return -EINVAL;
    if (copy_from_user(&next, from, sizeof(next)))
        return -EFAULT;
    if (!timespec_valid(&next.value) || !timespec_valid(&next.interval))
        return -EINVAL;
    struct posix_timer *timer = lock_timer(id);
    if (!timer)
        return -EINVAL;
    struct itimerspec last = remaining(timer);
    set(timer, &next, flags & TIMER_ABSTIME);
    unlock_timer(timer);
    return old ? copy_to_user(old, &last, sizeof(last)) : 0;
}
