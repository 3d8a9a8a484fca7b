/* SPDX-License-Identifier: MIT
 *
 * The system calls about time. Semantics and errors are Linux's: section 2 of
 * the manual; where the manual leaves an order of checks open, what Linux 6
 * does.
 */
#include "core.h"
#include "lib/errno.h"
#include "mm/uaccess.h"
#include "options.h"
#include "syscall.h"
#include "task/lwp.h"
#include "task/process.h"
#include "task/waitq.h"
#include "time/clock.h"
#include "time/cpu_clock.h"

#define TIMER_ABSTIME 1
#define MINUTES_WEST_MAX (15 * 60)

struct timeval {
    int64_t sec;
    int64_t usec;
};

struct timezone {
    int32_t minutes_west;
    int32_t dst;
};

/* Set and given back by settimeofday(2) and gettimeofday(2); used by nobody. */
static struct timezone time_zone;

/* Sleep until `deadline` on the core's clock: 0 or -EINTR. */
static int sleep_until(uint64_t deadline)
{
    int error;
    do {
        lwp_prepare_sleep((struct wait_reason){WAIT_SLEEP, deadline});
        error = lwp_sleep(deadline);
    } while (error == 0);
    return error == -EINTR ? error : 0;
}

/* What is left until `deadline`, for the caller of an interrupted sleep. */
static int write_remaining(uint64_t to, uint64_t deadline)
{
    uint64_t now = core_clock();
    struct timespec left =
        timespec_from_ns(deadline > now ? clock_to_ns(deadline - now) : 0);
    return to ? copy_to_user(to, &left, sizeof(left)) : 0;
}

static int sleep_for(const struct timespec *duration, uint64_t remaining)
{
    uint64_t deadline;
    int error = clock_deadline(CLOCK_MONOTONIC, duration, false, &deadline);
    if (error)
        return error;
    error = sleep_until(deadline);
    if (error == -EINTR && write_remaining(remaining, deadline))
        error = -EFAULT;
    return error;
}

static int sleep_until_time(int clockid, const struct timespec *when)
{
    uint64_t deadline;
    if (clockid == CLOCK_REALTIME)
        return clock_sleep_until_wall(when);
    int error = clock_deadline(clockid, when, true, &deadline);
    return error ? error : sleep_until(deadline);
}

/* Sleep until the process has used CPU time `until`, in ns. However many of its
 * LWPs run, that cannot come sooner than in what is missing shared out over all
 * cores; so sleep that long, but a tick at least (Linux looks only on ticks),
 * and look again. */
static int sleep_until_cpu_time(uint64_t until)
{
    for (;;) {
        uint64_t used = cpu_clock_process(current_process(), CPU_TIME_BOTH);
        if (used >= until)
            return 0;
        uint64_t ns = (until - used) / cores_count;
        uint64_t tick = NSEC_PER_SEC / options.hz;
        struct timespec pause = timespec_from_ns(ns > tick ? ns : tick);
        int error = sleep_for(&pause, 0);
        if (error)
            return error;
    }
}

static int sleep_on_process(const struct timespec *when, bool absolute,
                            uint64_t remaining)
{
    uint64_t start = cpu_clock_process(current_process(), CPU_TIME_BOTH);
    uint64_t ns = timespec_to_ns(when);
    uint64_t until = absolute ? ns : ns + start < ns ? UINT64_MAX : ns + start;
    int error = sleep_until_cpu_time(until);
    if (error != -EINTR || absolute || !remaining)
        return error;
    uint64_t used = cpu_clock_process(current_process(), CPU_TIME_BOTH);
    struct timespec left = timespec_from_ns(until > used ? until - used : 0);
    return copy_to_user(remaining, &left, sizeof(left)) ? -EFAULT : error;
}

/* Which clocks can be slept on: 0, -EINVAL (no such clock), -EOPNOTSUPP. */
static int check_sleep_clock(int clockid)
{
    switch (clockid) {
    case CLOCK_REALTIME:
    case CLOCK_MONOTONIC:
    case CLOCK_BOOTTIME:
    case CLOCK_PROCESS_CPUTIME_ID:
        return 0;
    default: /* THREAD_CPUTIME_ID too: libc makes EINVAL of it */
        return clock_resolution(clockid) ? -EOPNOTSUPP : -EINVAL;
    }
}

int64_t sys_clock_nanosleep(int clock, int flags, uint64_t duration,
                            uint64_t remaining)
{
    struct timespec time;
    int error = check_sleep_clock(clock);
    if (error)
        return error;
    if (copy_from_user(&time, duration, sizeof(time)))
        return -EFAULT;
    if (!timespec_valid(&time))
        return -EINVAL;
    bool absolute = flags & TIMER_ABSTIME;
    if (clock == CLOCK_PROCESS_CPUTIME_ID)
        return sleep_on_process(&time, absolute, remaining);
    return absolute ? sleep_until_time(clock, &time)
                    : sleep_for(&time, remaining);
}

int64_t sys_nanosleep(uint64_t duration, uint64_t remaining)
{
    struct timespec time;
    if (copy_from_user(&time, duration, sizeof(time)))
        return -EFAULT;
    return sleep_for(&time, remaining);
}

int64_t sys_clock_gettime(int clock, uint64_t time)
{
    struct timespec now;
    int error = clock_read(clock, &now);
    return error ? error : copy_to_user(time, &now, sizeof(now));
}

int64_t sys_clock_getres(int clock, uint64_t resolution)
{
    uint64_t ns = clock_resolution(clock);
    if (!ns)
        return -EINVAL;
    struct timespec time = timespec_from_ns(ns);
    return resolution ? copy_to_user(resolution, &time, sizeof(time)) : 0;
}

int64_t sys_clock_settime(int clock, uint64_t time)
{
    struct timespec now;
    if (clock != CLOCK_REALTIME)
        return -EINVAL;
    if (copy_from_user(&now, time, sizeof(now)))
        return -EFAULT;
    return clock_set(&now);
}

int64_t sys_gettimeofday(uint64_t time, uint64_t zone)
{
    struct timespec now;
    clock_read(CLOCK_REALTIME, &now);
    struct timeval value = {now.sec, now.nsec / 1000};
    if (time && copy_to_user(time, &value, sizeof(value)))
        return -EFAULT;
    if (zone && copy_to_user(zone, &time_zone, sizeof(time_zone)))
        return -EFAULT;
    return 0;
}

static int set_time_zone(uint64_t zone)
{
    struct timezone value;
    if (copy_from_user(&value, zone, sizeof(value)))
        return -EFAULT;
    if (value.minutes_west > MINUTES_WEST_MAX ||
        value.minutes_west < -MINUTES_WEST_MAX)
        return -EINVAL;
    time_zone = value;
    return 0;
}

int64_t sys_settimeofday(uint64_t time, uint64_t zone)
{
    struct timeval value;
    if (time && copy_from_user(&value, time, sizeof(value)))
        return -EFAULT;
    if (time && (value.usec < 0 || value.usec > USEC_PER_SEC))
        return -EINVAL;
    int error = zone ? set_time_zone(zone) : 0;
    if (error || !time)
        return error;
    return clock_set(&(struct timespec){value.sec, value.usec * 1000});
}

/* Coarse, as Linux has it. */
int64_t sys_time(uint64_t seconds)
{
    struct timespec now;
    clock_read(CLOCK_REALTIME_COARSE, &now);
    if (seconds && copy_to_user(seconds, &now.sec, sizeof(now.sec)))
        return -EFAULT;
    return now.sec;
}
