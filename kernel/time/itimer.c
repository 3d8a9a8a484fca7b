/* SPDX-License-Identifier: MIT
 *
 * Interval timers: of real time, and of the CPU time that a process uses.
 *
 * All are timers of a core. One of CPU time cannot be up sooner than in what is
 * missing shared out over the cores; so it sleeps that long, but a tick at least
 * (Linux looks only on ticks), and looks again. ITIMER_VIRTUAL counts user time
 * alone, ITIMER_PROF system time as well.
 *
 * A timer fires in an interrupt, which may have come while the code beneath it held
 * the process's lock. So `fire` takes the lock only if it is free, and otherwise
 * comes again a little later; and the signal's entry lies in the timer, since the
 * heap is not for interrupts.
 *
 * Source: setitimer(2), alarm(2).
 */
#include "time/itimer.h"
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

enum itimer_kind { ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF, ITIMERS };

struct itimer {
    struct timer timer;
    struct process *process;   /* (c) */
    enum itimer_kind kind;     /* (c) */
    struct signal_entry entry; /* its signal, pending or not */

    /* In ns, of the kind's clock; under process->lock. */
    uint64_t expires;  /* 0: not running */
    uint64_t interval; /* 0: once */
};

struct itimers {
    struct itimer of[ITIMERS];
};

struct timeval {
    int64_t sec;
    int64_t usec;
};

struct itimerval {
    struct timeval interval, value;
};

static const int signals[ITIMERS] = {
    [ITIMER_REAL] = SIGALRM,
    [ITIMER_VIRTUAL] = SIGVTALRM,
    [ITIMER_PROF] = SIGPROF,
};

/* What the clock of `timer` says. process->lock is held. */
static uint64_t clock_of(const struct itimer *timer)
{
    if (timer->kind == ITIMER_REAL)
        return clock_monotonic_ns();
    return cpu_clock_process_locked(timer->process,
                                    timer->kind == ITIMER_VIRTUAL
                                        ? CPU_TIME_USER
                                        : CPU_TIME_BOTH);
}

/* Arm the core's timer for the next look, but not sooner than in `wait` ns.
 * process->lock is held. */
static void arm(struct itimer *timer, uint64_t now, uint64_t wait)
{
    uint64_t ns = timer->expires > now ? timer->expires - now : 0;

    if (timer->kind != ITIMER_REAL)
        ns = max_u64(ns / cores_count, clock_tick_ns());
    timer_start(&timer->timer, clock_deadline_in(max_u64(ns, wait)));
}

/* Go on with the next interval that has not passed, if there are several. */
static void advance(struct itimer *timer, uint64_t now)
{
    if (!timer->interval || now < timer->expires)
        return;
    uint64_t missed = (now - timer->expires) / timer->interval;
    timer->expires += (missed + 1) * timer->interval;
}

/* Time is up: send the signal, unless one is pending. The next period of real time
 * begins when the signal is taken, or, if nobody takes it, not before a tick: so a
 * short interval does not leave the core nothing but interrupts. process->lock is
 * held. */
static void expire(struct itimer *timer, uint64_t now)
{
    struct process *process = timer->process;
    bool sent =
        !(process->signals.bits & signal_bit(timer->entry.info.signal)) &&
        signal_queue_entry(process, NULL, &timer->entry);

    if (!timer->interval) {
        timer->expires = 0;
        return;
    }
    if (sent && timer->kind == ITIMER_REAL)
        return;
    advance(timer, now);
    arm(timer, now, clock_tick_ns());
}

/* Its signal is no longer pending. */
static void taken(struct signal_entry *entry, struct signal_info *info)
{
    struct itimer *timer = list_entry(entry, struct itimer, entry);

    (void)info;
    if (timer->kind != ITIMER_REAL || !timer->expires || timer->timer.armed)
        return;
    uint64_t now = clock_of(timer);
    advance(timer, now);
    arm(timer, now, 0);
}

static void fire(struct timer *core_timer)
{
    struct itimer *timer = list_entry(core_timer, struct itimer, timer);
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

static struct itimers *itimers_create(struct process *process)
{
    struct itimers *all = kzalloc(sizeof(*all));

    for (int kind = 0; all && kind < ITIMERS; kind++) {
        struct itimer *timer = &all->of[kind];
        timer->timer.fire = fire;
        timer->process = process;
        timer->kind = (enum itimer_kind)kind;
        timer->entry.taken = taken;
        timer->entry.info =
            (struct signal_info){.signal = signals[kind], .code = SI_KERNEL};
    }
    return all;
}

/* The process's timers, made when they are first asked for; NULL: no memory. */
static struct itimers *itimers_of(struct process *process)
{
    struct itimers *all = process->itimers;

    if (all)
        return all;
    all = itimers_create(process);
    spin_lock(&process->lock);
    struct itimers *spare = process->itimers ? all : NULL;
    if (!process->itimers)
        process->itimers = all;
    spin_unlock(&process->lock);
    kfree(spare);
    return process->itimers;
}

void itimers_release(struct process *process)
{
    struct itimers *all = process->itimers;

    if (!all)
        return;
    spin_lock(&process->lock);
    for (int kind = 0; kind < ITIMERS; kind++) {
        timer_cancel(&all->of[kind].timer);
        signal_set_remove(&process->signals, &all->of[kind].entry);
    }
    spin_unlock(&process->lock);
    process->itimers = NULL;
    kfree(all);
}

/* Times in ns: until the next signal, and from then on. */
struct setting {
    uint64_t value, interval;
};

/* A timer that is up but has not been looked at has the least time left. */
static struct setting remaining(const struct itimer *timer, uint64_t now)
{
    uint64_t left = 0;

    if (timer->expires)
        left = timer->expires > now ? timer->expires - now : NSEC_PER_USEC;
    return (struct setting){left, timer->interval};
}

static struct setting exchange(struct itimer *timer, const struct setting *next)
{
    struct process *process = timer->process;

    spin_lock(&process->lock);
    timer_cancel(&timer->timer); /* `fire` does not wait for the lock */
    uint64_t now = clock_of(timer);
    struct setting last = remaining(timer, now);
    timer->expires = next->value ? now + next->value : 0;
    timer->interval = next->interval;
    if (timer->expires)
        arm(timer, now, 0);
    spin_unlock(&process->lock);
    return last;
}

static struct timeval to_timeval(uint64_t ns)
{
    uint64_t us = ns / NSEC_PER_USEC;

    return (struct timeval){(int64_t)(us / USEC_PER_SEC),
                            (int64_t)(us % USEC_PER_SEC)};
}

/* 0 or -EINVAL. A time too far is one that never comes. */
static int from_timeval(const struct timeval *time, uint64_t *ns)
{
    if (time->sec < 0 || time->usec < 0 || time->usec >= USEC_PER_SEC)
        return -EINVAL;
    struct timespec spec = {time->sec, time->usec * NSEC_PER_USEC};
    *ns = min_u64(timespec_to_ns(&spec), INT64_MAX);
    return 0;
}

static int64_t put_setting(uint64_t to, const struct setting *setting)
{
    struct itimerval value = {to_timeval(setting->interval),
                              to_timeval(setting->value)};

    return copy_to_user(to, &value, sizeof(value));
}

int64_t sys_getitimer(uint32_t which, uint64_t to)
{
    struct process *process = current_process();
    struct setting now = {0, 0};

    if (which >= ITIMERS)
        return -EINVAL;
    if (process->itimers) {
        struct itimer *timer = &process->itimers->of[which];
        spin_lock(&process->lock);
        now = remaining(timer, clock_of(timer));
        spin_unlock(&process->lock);
    }
    return put_setting(to, &now);
}

/* Without a new value the timer is stopped, as on Linux. */
int64_t sys_setitimer(uint32_t which, uint64_t from, uint64_t old)
{
    struct itimerval value = {0};
    struct setting next;

    if (from && copy_from_user(&value, from, sizeof(value)))
        return -EFAULT;
    if (which >= ITIMERS || from_timeval(&value.value, &next.value) ||
        from_timeval(&value.interval, &next.interval))
        return -EINVAL;
    struct itimers *all = itimers_of(current_process());
    if (!all)
        return -ENOMEM;
    struct setting last = exchange(&all->of[which], &next);
    return old ? put_setting(old, &last) : 0;
}

/* The rest of the last alarm is rounded to seconds, but is never 0. */
int64_t sys_alarm(uint32_t seconds)
{
    struct setting next = {seconds * NSEC_PER_SEC, 0};
    struct itimers *all = itimers_of(current_process());

    if (!all)
        return 0;
    struct setting last = exchange(&all->of[ITIMER_REAL], &next);
    uint64_t rest = (last.value + NSEC_PER_SEC / 2) / NSEC_PER_SEC;
    return last.value && !rest ? 1 : (int64_t)rest;
}
