/* SPDX-License-Identifier: MIT
 *
 * What time it is. Everything rests on one number, the core's clock, which
 * counts instructions from kernel entry; `mhz` of them are a microsecond. From
 * it:
 *
 *   monotonic      the core's clock in nanoseconds
 *   jiffies        how many ticks of core 0 have passed: tick n is at n / hz
 *   wall clock     monotonic + wall_base, where wall_base is the RTC's time at
 *                  boot, changed by clock_set
 *   xtime          the wall clock as of the last tick
 *
 * The cores' clocks agree to within a quantum. The coarse clocks would else
 * show a core a tick that core 0 has had and it has not: they are limited to
 * its own time.
 *
 * The RTC counts whole seconds; its time is taken as that of core clock 0, so
 * that the kernel's start-up work does not show in it.
 */
#include "time/clock.h"

#include "core.h"
#include "drivers/rtc.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/print.h"
#include "lock.h"
#include "options.h"
#include "task/lwp.h"
#include "task/waitq.h"
#include "time/cpu_clock.h"
#include "trace/trace.h"
#include "x86/cpu.h"

/* As Linux: 30 years before 64-bit nanoseconds end (time64.h). */
#define SETTABLE_MAX (INT64_MAX / (int64_t)NSEC_PER_SEC - 30ll * 365 * 86400)

volatile uint64_t jiffies;
struct timespec xtime;

/* Nanoseconds since 1970 at core clock 0. One aligned word: read without
 * lock. */
static volatile uint64_t wall_base;

/* Serialises clock_set, and protects its sleepers. */
static struct spinlock set_lock = SPINLOCK("clock_set");
static struct waitq set_sleepers;

/* value * times / by, by way of 128 bits; UINT64_MAX if it does not fit in 64.
 * (The compiler's own 128-bit division is a function of libgcc, which is not
 * there.) The remainder goes to *rest. */
static uint64_t scale(uint64_t value, uint64_t times, uint64_t by,
                      uint64_t *rest)
{
    unsigned __int128 product = (unsigned __int128)value * times;
    uint64_t high = (uint64_t)(product >> 64), quotient;
    *rest = 0;
    if (high >= by)
        return UINT64_MAX;
    __asm__("divq %4"
            : "=a"(quotient), "=d"(*rest)
            : "a"((uint64_t)product), "d"(high), "r"(by)
            : "cc");
    return quotient;
}

uint64_t clock_scale_to_ns(uint64_t clock)
{
    uint64_t rest;
    return scale(clock, NSEC_PER_USEC, options.mhz, &rest);
}

uint64_t ns_to_clock(uint64_t ns)
{
    uint64_t rest;
    return min_u64(scale(ns, options.mhz, NSEC_PER_USEC, &rest),
                   CLOCK_NEVER - 1);
}

uint64_t clock_reaching(uint64_t ns)
{
    uint64_t rest;
    uint64_t clock = scale(ns, options.mhz, NSEC_PER_USEC, &rest);
    return min_u64(clock, CLOCK_NEVER - 2) + (rest != 0);
}

uint64_t clock_tick_length(void)
{
    return (uint64_t)options.mhz * (USEC_PER_SEC / options.hz);
}

uint64_t clock_tick_ns(void)
{
    return NSEC_PER_SEC / options.hz;
}

uint64_t clock_monotonic_ns(void)
{
    return clock_to_ns(core_clock());
}

/* Ticks so far, as this core may know them. */
static uint64_t coarse_ns(void)
{
    return min_u64(jiffies, core_clock() / clock_tick_length()) *
           clock_tick_ns();
}

bool timespec_valid(const struct timespec *time)
{
    return time->sec >= 0 && time->nsec >= 0 &&
           time->nsec < (int64_t)NSEC_PER_SEC;
}

uint64_t timespec_to_ns(const struct timespec *time)
{
    const uint64_t limit = UINT64_MAX / NSEC_PER_SEC - 1;
    return min_u64((uint64_t)time->sec, limit) * NSEC_PER_SEC +
           (uint64_t)time->nsec;
}

struct timespec timespec_from_ns(uint64_t ns)
{
    return (struct timespec){(int64_t)(ns / NSEC_PER_SEC),
                             (int64_t)(ns % NSEC_PER_SEC)};
}

/* Charged to nobody: what the RTC says differs from run to run in how long it
 * takes to read, and with the firmware. */
void clock_init(void)
{
    int64_t seconds;
    uint64_t flags = cpu_irq_save();
    core_ops->uncharged_begin();
    int error = rtc_read(&seconds);
    core_ops->uncharged_end(0);
    cpu_irq_restore(flags);
    if (error || seconds < 0 || seconds > SETTABLE_MAX) {
        kprintf("clock: the RTC holds no time; it is 1970 now\n");
        seconds = 0;
    }
    waitq_init(&set_sleepers);
    wall_base = (uint64_t)seconds * NSEC_PER_SEC;
    jiffies = 0;
    xtime = timespec_from_ns(wall_base);
    trace_header()->boot_time = (uint64_t)seconds;
}

void clock_tick(void)
{
    jiffies = jiffies + 1;
    xtime = timespec_from_ns(wall_base + jiffies * clock_tick_ns());
}

int clock_read(int clockid, struct timespec *now)
{
    uint64_t ns;
    switch (clockid) {
    case CLOCK_REALTIME:
        ns = wall_base + clock_monotonic_ns();
        break;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_BOOTTIME:
        ns = clock_monotonic_ns();
        break;
    case CLOCK_REALTIME_COARSE:
        ns = wall_base + coarse_ns();
        break;
    case CLOCK_MONOTONIC_COARSE:
        ns = coarse_ns();
        break;
    default:
        if (cpu_clock_read(clockid, &ns))
            return -EINVAL;
    }
    *now = timespec_from_ns(ns);
    return 0;
}

/* One instruction, if that is a nanosecond or more. With timers=jiffies the
 * clocks that one can sleep on say what a sleep is rounded to, as Linux
 * does. */
uint64_t clock_resolution(int clockid)
{
    uint64_t ns;
    uint64_t instruction = max_u64(1, NSEC_PER_USEC / options.mhz);
    switch (clockid) {
    case CLOCK_REALTIME:
    case CLOCK_MONOTONIC:
    case CLOCK_BOOTTIME:
        return options.timers_jiffies ? clock_tick_ns() : instruction;
    case CLOCK_MONOTONIC_RAW:
        return instruction;
    case CLOCK_REALTIME_COARSE:
    case CLOCK_MONOTONIC_COARSE:
        return clock_tick_ns();
    default:
        return cpu_clock_read(clockid, &ns) ? 0 : instruction;
    }
}

/* The core-clock instant of `ns` on a clock that showed `base` at instant 0. */
static uint64_t instant_of(uint64_t ns, uint64_t base)
{
    return ns > base ? clock_reaching(ns - base) : 0;
}

uint64_t clock_deadline_in(uint64_t ns)
{
    uint64_t now = core_clock(), length = clock_reaching(ns);

    return length < CLOCK_NEVER - 1 - now ? now + length : CLOCK_NEVER - 1;
}

int clock_deadline(int clockid, const struct timespec *when, int absolute,
                   uint64_t *deadline)
{
    bool wall = clockid == CLOCK_REALTIME;
    if (!wall && clockid != CLOCK_MONOTONIC && clockid != CLOCK_BOOTTIME)
        return -EINVAL;
    if (!timespec_valid(when))
        return -EINVAL;
    uint64_t ns = timespec_to_ns(when);
    struct lwp *lwp = current_lwp();
    if (!absolute && lwp->restart_deadline) {
        *deadline = lwp->restart_deadline;
        lwp->restart_deadline = 0;
    } else if (absolute) {
        *deadline = instant_of(ns, wall ? wall_base : 0);
    } else {
        *deadline = clock_deadline_in(ns);
    }
    return 0;
}

/* The tick on core 0 may write xtime at the same time: both write what follows
 * from wall_base, so the next tick mends what this one mixed up; interrupts are
 * off so that no tick comes in between on core 0 itself. */
static void set_wall_base(uint64_t base)
{
    uint64_t flags = cpu_irq_save();
    wall_base = base;
    xtime = timespec_from_ns(base + jiffies * clock_tick_ns());
    cpu_irq_restore(flags);
}

int clock_set(const struct timespec *now)
{
    if (!timespec_valid(now) || now->sec > SETTABLE_MAX)
        return -EINVAL;
    spin_lock(&set_lock);
    uint64_t monotonic = clock_monotonic_ns();
    uint64_t ns = timespec_to_ns(now);
    if (ns >= monotonic) {
        set_wall_base(ns - monotonic);
        waitq_wake(&set_sleepers, WAKE_ALL);
    }
    spin_unlock(&set_lock);
    return ns >= monotonic ? 0 : -EINVAL;
}

int clock_sleep_until_wall(const struct timespec *when)
{
    uint64_t ns = timespec_to_ns(when);
    int error;
    spin_lock(&set_lock);
    do {
        uint64_t deadline = instant_of(ns, wall_base);
        struct wait_reason reason = {WAIT_SLEEP, deadline};
        error = waitq_sleep(&set_sleepers, &set_lock, reason, deadline);
    } while (error == 0); /* woken: the clock was set */
    spin_unlock(&set_lock);
    return error == -EINTR ? error : 0;
}

void clock_write_back(void)
{
    uint64_t flags = cpu_irq_save();
    uint64_t seconds = (wall_base + clock_monotonic_ns()) / NSEC_PER_SEC;
    core_ops->uncharged_begin();
    rtc_write((int64_t)seconds);
    core_ops->uncharged_end(0);
    cpu_irq_restore(flags);
}
