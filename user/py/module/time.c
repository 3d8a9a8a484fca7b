/* SPDX-License-Identifier: MIT
 *
 * The module time: clocks, sleep, and calendar dates as tuples.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <math.h>
#include <sched.h>
#include <time.h>

#include "module/module.h"
#include "vm/interrupt.h"

#define NS_PER_S 1000000000L
#define SLEEP_MAX 9223372036.0 /* seconds; CPython's limit */
#define STRFTIME_MAX 1024
#define TM_YEAR_BASE 1900

static int64_t clock_ns(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

/* Each clock twice: in seconds, as a float, and in nanoseconds. */
#define CLOCKS(X)                                                              \
    X(time, CLOCK_REALTIME)                                                    \
    X(monotonic, CLOCK_MONOTONIC)                                              \
    X(perf_counter, CLOCK_MONOTONIC)                                           \
    X(process_time, CLOCK_PROCESS_CPUTIME_ID)                                  \
    X(thread_time, CLOCK_THREAD_CPUTIME_ID)

#define CLOCK_FUNCTIONS(name, clock)                                           \
    static struct object *clock_##name(struct object *const *args,             \
                                       uint32_t count, struct object *names)   \
    {                                                                          \
        (void)args, (void)count, (void)names;                                  \
        return float_from((double)clock_ns(clock) / NS_PER_S);                 \
    }                                                                          \
    static struct object *clock_##name##_ns(struct object *const *args,        \
                                            uint32_t count,                    \
                                            struct object *names)              \
    {                                                                          \
        (void)args, (void)count, (void)names;                                  \
        return int_from(clock_ns(clock));                                      \
    }
CLOCKS(CLOCK_FUNCTIONS)
#undef CLOCK_FUNCTIONS

int time_seconds(struct object *o, double *seconds)
{
    struct object *whole;
    int failed;

    if (is_float(o)) {
        *seconds = float_value(o);
        if (!isnan(*seconds))
            return 0;
        error_format(&type_ValueError, "Invalid value NaN (not a number)");
        return -1;
    }
    whole = object_index(o);
    if (!whole)
        return -1;
    failed = int_to_double(whole, seconds);
    unref(whole);
    return failed;
}

/* Sleep until a time of the monotonic clock, without the GIL. 0, or an errno
 * value; EINTR: a signal's handler has raised. */
static int sleep_until(int64_t deadline)
{
    struct timespec when = {.tv_sec = deadline / NS_PER_S,
                            .tv_nsec = deadline % NS_PER_S};
    int error;

    do {
        thread_block();
        error = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, NULL);
        thread_unblock();
    } while (error && interrupt_retry(error));
    return error;
}

/* sleep(0) lets other threads have the GIL, and the processor. */
static void sleep_not(void)
{
    struct thread *t = thread_self;

    thread_drop(t, GIL_WHY_YIELD);
    sched_yield();
    thread_take(t);
}

static struct object *time_sleep(struct object *const *args, uint32_t count,
                                 struct object *names)
{
    double seconds;
    int error;

    (void)count, (void)names;
    if (time_seconds(args[0], &seconds) < 0)
        return NULL;
    if (seconds < 0)
        return error_format(&type_ValueError,
                            "sleep length must be non-negative");
    if (seconds >= SLEEP_MAX / 2)
        return error_format(&type_OverflowError,
                            "timestamp too large to convert to C _PyTime_t");
    if (seconds == 0) {
        sleep_not();
        return NONE;
    }
    error = sleep_until(clock_ns(CLOCK_MONOTONIC) +
                        (int64_t)ceil(seconds * NS_PER_S));
    return error ? interrupt_errno(error, NULL) : NONE;
}

/* (year, month, day, hour, minute, second, weekday, day of the year, dst) */
static struct object *tuple_of(const struct tm *tm)
{
    const int fields[] = {tm->tm_year + TM_YEAR_BASE,
                          tm->tm_mon + 1,
                          tm->tm_mday,
                          tm->tm_hour,
                          tm->tm_min,
                          tm->tm_sec,
                          (tm->tm_wday + 6) % 7, /* Monday is 0 */
                          tm->tm_yday + 1,
                          tm->tm_isdst};
    const uint64_t count = sizeof fields / sizeof fields[0];
    struct tuple *tuple = tuple_new(count);

    for (uint64_t i = 0; tuple && i < count; i++)
        tuple->items[i] = small_from(fields[i]);
    return (struct object *)tuple;
}

static int seconds_argument(struct object *const *args, uint32_t count,
                            time_t *seconds)
{
    double value;

    *seconds = time(NULL);
    if (!count || args[0] == NONE)
        return 0;
    if (time_seconds(args[0], &value) < 0)
        return -1;
    if (!(fabs(value) < SLEEP_MAX)) {
        error_format(&type_OverflowError,
                     "timestamp out of range for platform time_t");
        return -1;
    }
    *seconds = (time_t)floor(value);
    return 0;
}

static struct object *time_gmtime(struct object *const *args, uint32_t count,
                                  struct object *names)
{
    time_t seconds;
    struct tm tm;

    (void)names;
    if (seconds_argument(args, count, &seconds) < 0)
        return NULL;
    return gmtime_r(&seconds, &tm) ? tuple_of(&tm) : error_errno(errno, NULL);
}

static struct object *time_localtime(struct object *const *args, uint32_t count,
                                     struct object *names)
{
    time_t seconds;
    struct tm tm;

    (void)names;
    if (seconds_argument(args, count, &seconds) < 0)
        return NULL;
    return localtime_r(&seconds, &tm) ? tuple_of(&tm)
                                      : error_errno(errno, NULL);
}

/* The inverse of tuple_of. 0, or -1: raised. */
static int tm_from(struct object *date, struct tm *tm)
{
    int *const fields[] = {&tm->tm_year, &tm->tm_mon,  &tm->tm_mday,
                           &tm->tm_hour, &tm->tm_min,  &tm->tm_sec,
                           &tm->tm_wday, &tm->tm_yday, &tm->tm_isdst};
    static const struct {
        int from, least, most;
    } ranges[] = {{TM_YEAR_BASE, 1, 9999},
                  {1, 1, 12},
                  {0, 1, 31},
                  {0, 0, 23},
                  {0, 0, 59},
                  {0, 0, 61},
                  {-1, 0, 6},
                  {1, 1, 366},
                  {0, -1, 1}};
    const struct tuple *tuple = (const struct tuple *)date;
    int64_t value;

    *tm = (struct tm){0};
    if (!is_tuple(date) || tuple->count != sizeof ranges / sizeof ranges[0]) {
        error_format(&type_TypeError,
                     is_tuple(date) ? "strftime(): illegal time tuple argument"
                                    : "Tuple or struct_time argument required");
        return -1;
    }
    for (uint64_t i = 0; i < tuple->count; i++) {
        if (object_index_int64(tuple->items[i], NULL, &value) < 0)
            return -1;
        if (value < ranges[i].least || value > ranges[i].most) {
            error_format(&type_ValueError, "time tuple: field %d out of range",
                         (int)i);
            return -1;
        }
        *fields[i] = (int)value - ranges[i].from;
    }
    tm->tm_wday %= 7;
    return 0;
}

static struct object *time_strftime(struct object *const *args, uint32_t count,
                                    struct object *names)
{
    char text[STRFTIME_MAX];
    time_t now = time(NULL);
    struct tm tm;
    size_t size;

    (void)names;
    if (!is_str(args[0]))
        return error_format(&type_TypeError,
                            "strftime() argument 1 must be str, not %T",
                            args[0]);
    if (count == 1)
        localtime_r(&now, &tm);
    else if (tm_from(args[1], &tm) < 0)
        return NULL;
    size = strftime(text, sizeof text, str_text(args[0]), &tm);
    return str_decode(text, size);
}

static const struct method_def functions[] = {
#define CLOCK_ENTRIES(name, clock)                                             \
    {#name, clock_##name, 0, 0, .doc = "in seconds"},                          \
        {#name "_ns", clock_##name##_ns, 0, 0, .doc = "in nanoseconds"},
    CLOCKS(CLOCK_ENTRIES)
#undef CLOCK_ENTRIES
        {"sleep", time_sleep, 1, 1, .doc = "sleep(seconds)"},
    {"gmtime", time_gmtime, 0, 1, .doc = "gmtime(seconds): a tuple, UTC"},
    {"localtime", time_localtime, 0, 1,
     .doc = "localtime(seconds): a tuple, local time"},
    {"strftime", time_strftime, 1, 2, .doc = "strftime(format, tuple)"},
    {0},
};

struct object *module_init_time(void)
{
    return module_from_methods("time", functions);
}
