/* SPDX-License-Identifier: MIT
 *
 * The clocks: jiffies, monotonic time, and the wall clock `xtime`.
 *
 * jiffies counts core 0's ticks since boot. CLOCK_MONOTONIC is jiffies refined
 * by the core's clock, CLOCK_MONOTONIC_COARSE is jiffies alone. xtime is read
 * from the CMOS RTC at boot, advances with each tick, and can be set; monotonic
 * time never sees that. Sources: clock_gettime(2); docs/time.md.
 */
#ifndef TIME_CLOCK_H
#define TIME_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include "options.h"

#define NSEC_PER_SEC 1000000000ull
#define NSEC_PER_USEC 1000
#define USEC_PER_SEC 1000000

/* Clock ids: clock_gettime(2). Negative ones name the CPU time of another LWP
 * or process: clock_getcpuclockid(3), pthread_getcpuclockid(3). */
enum clock_id {
    CLOCK_REALTIME = 0,
    CLOCK_MONOTONIC = 1,
    CLOCK_PROCESS_CPUTIME_ID = 2,
    CLOCK_THREAD_CPUTIME_ID = 3,
    CLOCK_MONOTONIC_RAW = 4,
    CLOCK_REALTIME_COARSE = 5,
    CLOCK_MONOTONIC_COARSE = 6,
    CLOCK_BOOTTIME = 7,
};

/* As the struct timespec of the system calls. */
struct timespec {
    int64_t sec;
    int64_t nsec; /* 0 ... 999,999,999 */
};

/* As Linux's struct itimerspec: of a timer, the period and the first one. */
struct itimerspec {
    struct timespec interval, value;
};

/* Ticks of core 0 since boot: starts at 0, grows by one each tick, idle or
 * not. */
extern volatile uint64_t jiffies;

/* Wall clock as of the last tick. Written by core 0's tick and by clock_set. */
extern struct timespec xtime;

/* Read the RTC (charged to nobody: firmware must not alter a byte), and put the
 * result into the trace's header. After options, trace_init and the cores' back
 * end; jiffies = 0. */
void clock_init(void);

/* Core 0's tick: jiffies, xtime. Interrupt context. */
void clock_tick(void);

/* Core-clock units (instructions) and nanoseconds; both round down, and
 * saturate: at UINT64_MAX, at CLOCK_NEVER - 1. */
uint64_t clock_scale_to_ns(uint64_t clock);
static inline uint64_t clock_to_ns(uint64_t clock)
{
    if (options.mhz == 1000) /* the default: an instruction is a nanosecond */
        return clock;
    return clock_scale_to_ns(clock);
}
uint64_t ns_to_clock(uint64_t ns);

/* The first clock at which `ns` have passed: a sleep never ends early. */
uint64_t clock_reaching(uint64_t ns);

/* Instructions between two ticks. */
uint64_t clock_tick_length(void);

/* Nanoseconds since boot on this core. Any context. */
uint64_t clock_monotonic_ns(void);

/* The time of `clockid`. 0 or -EINVAL: no such clock. */
int clock_read(int clockid, struct timespec *now);

/* Nanoseconds between two values of `clockid` that can differ, or 0: no such
 * clock. */
uint64_t clock_resolution(int clockid);

/* The core-clock instant of `when`, absolute on `clockid` (MONOTONIC, BOOTTIME,
 * REALTIME), or from now if relative: never earlier than `when`. Instants too
 * far saturate below CLOCK_NEVER. An instant on REALTIME is that of the wall
 * clock as it is set now. -EINVAL: no such clock, or a bad timespec. */
int clock_deadline(int clockid, const struct timespec *when, int absolute,
                   uint64_t *deadline);

/* The core-clock instant `ns` from now; not earlier; it saturates below
 * CLOCK_NEVER. Any context. */
uint64_t clock_deadline_in(uint64_t ns);

/* Nanoseconds between two ticks. */
uint64_t clock_tick_ns(void);

/* Is it a time as the system calls demand: not negative, nsec in range? */
bool timespec_valid(const struct timespec *time);

/* To nanoseconds and back. The time is valid; one too far saturates. */
uint64_t timespec_to_ns(const struct timespec *time);
struct timespec timespec_from_ns(uint64_t ns);

/* Set the wall clock: from now on CLOCK_REALTIME starts at `now`. Monotonic
 * time does not see it. Whoever sleeps until a wall-clock time is woken to look
 * again. -EINVAL: bad time, after the year 2232, or earlier than
 * CLOCK_MONOTONIC. */
int clock_set(const struct timespec *now);

/* Sleep until the wall clock, however it is set meanwhile, reaches `when`
 * (valid). 0, or -EINTR: a signal is pending. Process context, no lock. */
int clock_sleep_until_wall(const struct timespec *when);

/* Write the wall clock to the RTC, so that it survives a restart. For power-off
 * and reboot(2): as on Linux, setting the clock alone does not touch the RTC;
 * there the shut-down scripts run hwclock. Charged to nobody. */
void clock_write_back(void);

#endif
