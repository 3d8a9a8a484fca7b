/* SPDX-License-Identifier: MIT
 *
 * For the programs of this folder that compare schedulers: clocks, sleeping until
 * an instant, and using a given amount of processor time. Times are nanoseconds.
 */
#ifndef USER_LAB_BUSY_H
#define USER_LAB_BUSY_H

#include <err.h>
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MS 1000000ull
#define US 1000ull
#define SECOND 1000000000ull

static inline uint64_t read_clock(clockid_t clock)
{
    struct timespec now;

    if (clock_gettime(clock, &now))
        err(1, "clock_gettime");
    return (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec;
}

static inline uint64_t now(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

static inline void sleep_until(uint64_t when)
{
    struct timespec time = {(time_t)(when / SECOND), (long)(when % SECOND)};
    int error;

    while ((error = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time,
                                    NULL)) == EINTR)
        ;
    if (error)
        errx(1, "clock_nanosleep: %s", strerror(error));
}

/* Some 10 us of it, without a system call. */
static inline void compute(void)
{
    for (int i = 0; i < 5000; i++)
        __asm__ volatile("");
}

/* Use `time` of a processor, however long that takes. */
static inline void use_processor(uint64_t time)
{
    uint64_t end = read_clock(CLOCK_THREAD_CPUTIME_ID) + time;

    while (read_clock(CLOCK_THREAD_CPUTIME_ID) < end)
        compute();
}

static inline pthread_t start_thread(void *(*run)(void *), void *argument)
{
    pthread_t thread;
    int error = pthread_create(&thread, NULL, run, argument);

    if (error)
        errx(1, "pthread_create: %s", strerror(error));
    return thread;
}

/* The number `text`, `low` to `high`; `what` is its name for the message. */
static inline uint64_t number(const char *text, const char *what, uint64_t low,
                              uint64_t high)
{
    char *end;

    errno = 0;
    unsigned long value = strtoul(text, &end, 10);
    if (errno || *end || end == text || *text == '-' || value < low ||
        value > high)
        errx(2, "%s %s: legal is %lu to %lu", what, text, (unsigned long)low,
             (unsigned long)high);
    return value;
}

#endif
