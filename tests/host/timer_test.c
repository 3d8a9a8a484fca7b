/* SPDX-License-Identifier: MIT
 *
 * Timers and clocks on cores made of a few variables: which timer fires when,
 * what the hardware timer is set to, what cancelling promises, what each clock
 * shows, and the sleep that follows the wall clock.
 *
 * LINK: kernel/lib/rbtree.c
 */
#include "unit.h"

#define CORE_H    /* these cores instead of core.h's */
#define X86_CPU_H /* and no `cli` in a host program */

#define CORES_MAX 2
#define CLOCK_NEVER UINT64_MAX

struct core {
    uint32_t id;
    uint64_t tick_next;
    uint64_t alarm;
};

struct core_ops {
    void (*set_timer)(uint64_t deadline);
    void (*relax)(void);
    void (*uncharged_begin)(void);
    void (*uncharged_end)(uint32_t overhead);
};

struct lwp;

static struct core cores[CORES_MAX] = {{0, CLOCK_NEVER, CLOCK_NEVER},
                                       {1, CLOCK_NEVER, CLOCK_NEVER}};
static uint32_t cores_count = CORES_MAX;
static uint32_t here; /* the core that executes */
static uint64_t clock_now, timer_set[CORES_MAX];
static int relaxed, uncharged;

static struct core *this_core(void)
{
    return &cores[here];
}

static uint64_t core_clock(void)
{
    return clock_now;
}

static bool core_must_reschedule(void)
{
    return false;
}

static void set_timer(uint64_t deadline)
{
    timer_set[here] = deadline;
}

static void (*while_relaxing)(void);

static void relax(void)
{
    relaxed++;
    if (while_relaxing)
        while_relaxing();
}

static void uncharged_begin(void)
{
    CHECK_EQUAL(uncharged++, 0);
}

static void uncharged_end(uint32_t overhead)
{
    (void)overhead;
    CHECK_EQUAL(--uncharged, 0);
}

static const struct core_ops ops = {set_timer, relax, uncharged_begin,
                                    uncharged_end};
static const struct core_ops *core_ops = &ops;

static uint64_t cpu_irq_save(void)
{
    return 0;
}

static void cpu_irq_restore(uint64_t flags)
{
    (void)flags;
}

static struct lwp *current_lwp(void);

#include "kernel/time/timer.c"
#include "kernel/time/clock.c"

static struct lwp self = {.tid = 42};
static struct trace_header header;
static int64_t rtc_seconds, rtc_written;
static int rtc_error;

struct options options = {.mhz = 1000, .hz = 250};
bool trace_on;

static struct lwp *current_lwp(void)
{
    return &self;
}

struct trace_header *trace_header(void)
{
    return &header;
}

void trace_emit(enum trace_event event, uint32_t arg0, uint64_t arg1)
{
    CHECK_EQUAL(event, TRACE_TIMER_EXPIRE);
    CHECK_EQUAL(arg0, 42);
    CHECK_EQUAL(arg1 <= clock_now, true);
}

void panic(const char *format, ...)
{
    printf("FAIL %s: panic: %s\n", unit_name, format);
    __builtin_trap();
}

void kprintf(const char *format, ...)
{
    (void)format;
}

void spin_lock(struct spinlock *lock)
{
    CHECK_EQUAL(lock->held, 0);
    lock->held = 1;
}

void spin_unlock(struct spinlock *lock)
{
    CHECK_EQUAL(lock->held, 1);
    lock->held = 0;
}

uint64_t spin_lock_irqsave(struct spinlock *lock)
{
    spin_lock(lock);
    return 0;
}

void spin_unlock_irqrestore(struct spinlock *lock, uint64_t flags)
{
    (void)flags;
    spin_unlock(lock);
}

int rtc_read(int64_t *seconds)
{
    CHECK_EQUAL(uncharged, 1);
    *seconds = rtc_seconds;
    return rtc_error;
}

void rtc_write(int64_t seconds)
{
    CHECK_EQUAL(uncharged, 1);
    rtc_written = seconds;
}

int cpu_clock_read(int clockid, uint64_t *ns)
{
    *ns = 77;
    return clockid == CLOCK_THREAD_CPUTIME_ID ? 0 : -EINVAL;
}

/* ---- timers ---- */

static struct timer alarms[8];
static int fired[8], fired_count;

static void fire(struct timer *timer)
{
    CHECK(!timer->armed);
    CHECK(clock_now >= timer->deadline);
    fired[fired_count++] = (int)(timer - alarms);
}

static void start(void)
{
    timers_init();
    memset(alarms, 0, sizeof(alarms));
    for (int i = 0; i < 8; i++)
        alarms[i].fire = fire;
    cores[0].tick_next = cores[1].tick_next = CLOCK_NEVER;
    timer_set[0] = timer_set[1] = CLOCK_NEVER;
    options.timers_jiffies = false;
    options.mhz = 1000;
    options.hz = 250;
    trace_on = true;
    here = 0;
    clock_now = 0;
    fired_count = relaxed = 0;
    while_relaxing = NULL;
}

static void run_at(uint64_t now)
{
    clock_now = now;
    timers_run();
}

static void test_order(void)
{
    start();
    CHECK(!timers_pending());
    timer_start(&alarms[0], 300);
    CHECK_EQUAL(timer_set[0], 300);
    timer_start(&alarms[1], 100);
    timer_start(&alarms[2], 200);
    timer_start(&alarms[3], 100);
    CHECK_EQUAL(timer_set[0], 100);
    CHECK(timers_pending());
    run_at(99);
    CHECK_EQUAL(fired_count, 0);
    run_at(250);
    CHECK_EQUAL(fired_count, 3);
    CHECK(fired[0] == 1 && fired[1] == 3 && fired[2] == 2);
    CHECK_EQUAL(timer_set[0], 300);
    run_at(300);
    CHECK_EQUAL(fired_count, 4);
    CHECK_EQUAL(timer_set[0], CLOCK_NEVER);
    CHECK(!timers_pending());
}

static void test_tick_first(void)
{
    start();
    cores[0].tick_next = 150;
    timers_program();
    CHECK_EQUAL(timer_set[0], 150);
    timer_start(&alarms[0], 200);
    CHECK_EQUAL(timer_set[0], 150);
    timer_start(&alarms[1], 100);
    CHECK_EQUAL(timer_set[0], 100);
    run_at(100);
    CHECK_EQUAL(timer_set[0], 150);
    cores[0].tick_next = 250;
    run_at(150);
    CHECK_EQUAL(timer_set[0], 200);
}

static void test_passed_deadline(void)
{
    start();
    clock_now = 1000;
    timer_start(&alarms[0], 10);
    CHECK_EQUAL(timer_set[0], 10);
    timers_run();
    CHECK_EQUAL(fired_count, 1);
}

static void test_cancel(void)
{
    start();
    timer_start(&alarms[0], 100);
    timer_start(&alarms[1], 200);
    CHECK(timer_cancel(&alarms[0]));
    CHECK_EQUAL(timer_set[0], 200);
    CHECK(!timer_cancel(&alarms[0]));
    run_at(500);
    CHECK_EQUAL(fired_count, 1);
    CHECK_EQUAL(fired[0], 1);
    CHECK(!timer_cancel(&alarms[1]));
    CHECK_EQUAL(relaxed, 0);
}

/* From another core: its own hardware timer stays as it is. */
static void test_cancel_elsewhere(void)
{
    start();
    timer_start(&alarms[0], 100);
    here = 1;
    timer_start(&alarms[1], 300);
    CHECK(timer_cancel(&alarms[0]));
    CHECK_EQUAL(timer_set[1], 300);
    here = 0;
    run_at(100);
    CHECK_EQUAL(fired_count, 0);
    CHECK_EQUAL(timer_set[0], CLOCK_NEVER);
    CHECK(timers_pending());
}

static void end_firing(void)
{
    timers[0].firing = NULL;
}

/* Core 1 cancels while `fire` runs on core 0: it waits for its end. */
static void test_cancel_while_firing(void)
{
    start();
    timer_start(&alarms[0], 100);
    clock_now = 100;
    CHECK(take_due(&timers[0], 100) == &alarms[0]);
    here = 1;
    while_relaxing = end_firing;
    CHECK(!timer_cancel(&alarms[0]));
    CHECK_EQUAL(relaxed, 1);
}

static void fire_again(struct timer *timer)
{
    fired_count++;
    self.tid = 7; /* whom the interrupt met: not the timer's owner */
    timer_start(timer, timer->deadline + 100);
    self.tid = 42;
}

static void test_restart_from_fire(void)
{
    start();
    alarms[0].fire = fire_again;
    timer_start(&alarms[0], 100);
    run_at(350);
    CHECK_EQUAL(fired_count, 3);
    CHECK_EQUAL(timer_set[0], 400);
    CHECK_EQUAL(alarms[0].tid, 42);
    CHECK(timer_cancel(&alarms[0]));
}

static void test_jiffies_rounding(void)
{
    const uint64_t tick = 4000000; /* instructions, at 1000 mhz and hz 250 */
    start();
    options.timers_jiffies = true;
    timer_start(&alarms[0], 1);
    CHECK_EQUAL(alarms[0].deadline, tick);
    timer_start(&alarms[1], tick);
    CHECK_EQUAL(alarms[1].deadline, tick);
    timer_start(&alarms[2], tick + 1);
    CHECK_EQUAL(alarms[2].deadline, 2 * tick);
    timer_start(&alarms[3], CLOCK_NEVER - 1);
    CHECK(alarms[3].deadline < CLOCK_NEVER);
}

static void test_random_timers(void)
{
    start();
    for (int step = 0; step < 20000; step++) {
        struct timer *timer = &alarms[unit_random() % 8];
        fired_count = 0;
        if (timer->armed)
            CHECK(timer_cancel(timer));
        else
            timer_start(timer, clock_now + unit_random() % 1000);
        run_at(clock_now + unit_random() % 100);
        uint64_t first = CLOCK_NEVER;
        for (int i = 0; i < 8; i++) {
            CHECK(!alarms[i].armed || alarms[i].deadline > clock_now);
            if (alarms[i].armed)
                first = min_u64(first, alarms[i].deadline);
        }
        CHECK_EQUAL(timer_set[0], first);
    }
}

/* ---- clocks ---- */

static void test_conversion(void)
{
    static const uint32_t speeds[] = {1, 3, 7, 999, 1000, 1001, 2400, 10000};
    start();
    for (unsigned i = 0; i < sizeof(speeds) / sizeof(speeds[0]); i++) {
        options.mhz = speeds[i];
        for (int n = 0; n < 20000; n++) {
            uint64_t value = unit_random() >> (unit_random() % 64);
            __uint128_t ns = (__uint128_t)value * 1000 / options.mhz;
            __uint128_t clock = (__uint128_t)value * options.mhz / 1000;
            CHECK(clock_to_ns(value) == (ns >> 64 ? UINT64_MAX : (uint64_t)ns));
            CHECK(
                ns_to_clock(value) ==
                (clock >= CLOCK_NEVER - 1 ? CLOCK_NEVER - 1 : (uint64_t)clock));
            CHECK(clock_reaching(value) < CLOCK_NEVER);
            if (!(clock >> 63) && !(ns >> 63))
                CHECK(clock_to_ns(clock_reaching(value)) >= value);
        }
        CHECK_EQUAL(clock_tick_length(), 4000 * options.mhz);
    }
}

static uint64_t read_ns(int clockid)
{
    struct timespec now = {-1, -1};
    CHECK_EQUAL(clock_read(clockid, &now), 0);
    CHECK(timespec_valid(&now));
    return timespec_to_ns(&now);
}

static void boot_at(int64_t seconds)
{
    start();
    rtc_seconds = seconds;
    rtc_error = 0;
    clock_init();
}

/* Let core 0's clock go on to `now`, with its ticks. */
static void advance(uint64_t now)
{
    clock_now = now;
    while ((jiffies + 1) * clock_tick_length() <= now)
        clock_tick();
}

#define BOOT 1767225600ll /* 2026-01-01 */

static void test_clocks(void)
{
    boot_at(BOOT);
    CHECK_EQUAL(header.boot_time, BOOT);
    CHECK_EQUAL(jiffies, 0);
    CHECK_EQUAL(read_ns(CLOCK_REALTIME), BOOT * NSEC_PER_SEC);
    advance(1234567890);
    CHECK_EQUAL(jiffies, 308);
    CHECK_EQUAL(read_ns(CLOCK_MONOTONIC), 1234567890);
    CHECK_EQUAL(read_ns(CLOCK_MONOTONIC_RAW), 1234567890);
    CHECK_EQUAL(read_ns(CLOCK_BOOTTIME), 1234567890);
    CHECK_EQUAL(read_ns(CLOCK_MONOTONIC_COARSE), 1232000000);
    CHECK_EQUAL(read_ns(CLOCK_REALTIME), BOOT * NSEC_PER_SEC + 1234567890);
    CHECK_EQUAL(read_ns(CLOCK_REALTIME_COARSE),
                BOOT * NSEC_PER_SEC + 1232000000);
    CHECK_EQUAL(timespec_to_ns(&xtime), read_ns(CLOCK_REALTIME_COARSE));
    CHECK_EQUAL(read_ns(CLOCK_THREAD_CPUTIME_ID), 77);
    clock_now = 1231000000; /* a core that is behind core 0's last tick */
    CHECK_EQUAL(read_ns(CLOCK_MONOTONIC_COARSE), 1228000000);
    struct timespec now;
    CHECK_EQUAL(clock_read(8, &now), -EINVAL);
    CHECK_EQUAL(clock_read(-1, &now), -EINVAL);
}

static void test_resolution(void)
{
    boot_at(BOOT);
    CHECK_EQUAL(clock_resolution(CLOCK_MONOTONIC), 1);
    CHECK_EQUAL(clock_resolution(CLOCK_REALTIME_COARSE), 4000000);
    CHECK_EQUAL(clock_resolution(CLOCK_THREAD_CPUTIME_ID), 1);
    CHECK_EQUAL(clock_resolution(99), 0);
    options.mhz = 10;
    CHECK_EQUAL(clock_resolution(CLOCK_MONOTONIC), 100);
    options.timers_jiffies = true;
    CHECK_EQUAL(clock_resolution(CLOCK_MONOTONIC), 4000000);
    CHECK_EQUAL(clock_resolution(CLOCK_MONOTONIC_RAW), 100);
}

static void test_no_rtc(void)
{
    start();
    rtc_error = -EINVAL;
    clock_init();
    CHECK_EQUAL(read_ns(CLOCK_REALTIME), 0);
}

/* ---- setting the clock, and who sleeps by it ---- */

static uint64_t slept_until[4];
static int sleeps, wakes;

void waitq_init(struct waitq *queue)
{
    list_init(&queue->waiters);
}

unsigned waitq_wake(struct waitq *queue, unsigned limit)
{
    CHECK(queue == &set_sleepers && limit == WAKE_ALL);
    wakes++;
    return 0;
}

/* The first sleeper finds the clock put forward by an hour; the second sleeps
 * to its end, the third is interrupted. */
int waitq_sleep(struct waitq *queue, struct spinlock *lock,
                struct wait_reason reason, uint64_t deadline)
{
    CHECK(queue == &set_sleepers && reason.kind == WAIT_SLEEP);
    CHECK_EQUAL(reason.object, deadline);
    slept_until[sleeps] = deadline;
    spin_unlock(lock);
    if (sleeps == 0)
        CHECK_EQUAL(clock_set(&(struct timespec){BOOT + 3600, 0}), 0);
    spin_lock(lock);
    sleeps++;
    return sleeps == 1 ? 0 : sleeps == 2 ? -ETIMEDOUT : -EINTR;
}

static void test_set(void)
{
    boot_at(BOOT);
    advance(5000000000);
    wakes = 0;
    CHECK_EQUAL(clock_set(&(struct timespec){1000, 5}), 0);
    CHECK_EQUAL(wakes, 1);
    CHECK_EQUAL(read_ns(CLOCK_REALTIME), 1000000000005);
    CHECK_EQUAL(read_ns(CLOCK_REALTIME_COARSE), 1000000000005);
    CHECK_EQUAL(read_ns(CLOCK_MONOTONIC), 5000000000);
    advance(5004000000);
    CHECK_EQUAL(timespec_to_ns(&xtime), 1000004000005);
    CHECK_EQUAL(header.boot_time, BOOT);
}

static void test_set_refused(void)
{
    boot_at(BOOT);
    advance(5000000000);
    CHECK_EQUAL(clock_set(&(struct timespec){-1, 0}), -EINVAL);
    CHECK_EQUAL(clock_set(&(struct timespec){9, 1000000000}), -EINVAL);
    CHECK_EQUAL(clock_set(&(struct timespec){9, -1}), -EINVAL);
    CHECK_EQUAL(clock_set(&(struct timespec){INT64_MAX, 0}), -EINVAL);
    CHECK_EQUAL(clock_set(&(struct timespec){4, 999999999}), -EINVAL);
    CHECK_EQUAL(read_ns(CLOCK_REALTIME), (BOOT + 5) * NSEC_PER_SEC);
    CHECK_EQUAL(clock_set(&(struct timespec){5, 0}), 0);
    CHECK_EQUAL(clock_set(&(struct timespec){8000000000, 0}), 0);
}

static void test_sleep_follows_the_wall(void)
{
    boot_at(BOOT);
    sleeps = 0;
    CHECK_EQUAL(clock_sleep_until_wall(&(struct timespec){BOOT + 7200, 0}), 0);
    CHECK_EQUAL(slept_until[0], 7200 * NSEC_PER_SEC);
    CHECK_EQUAL(slept_until[1], 3600 * NSEC_PER_SEC);
    CHECK_EQUAL(clock_sleep_until_wall(&(struct timespec){BOOT, 0}), -EINTR);
    CHECK_EQUAL(slept_until[2], 0);
}

static void test_write_back(void)
{
    boot_at(BOOT);
    advance(1999999999);
    CHECK_EQUAL(clock_set(&(struct timespec){5000, 999999999}), 0);
    rtc_written = 0;
    clock_write_back();
    CHECK_EQUAL(rtc_written, 5000);
}

static void check_deadline(int clockid, int64_t sec, int64_t nsec, int absolute,
                           uint64_t expected)
{
    uint64_t deadline = 0;
    struct timespec when = {sec, nsec};
    CHECK_EQUAL(clock_deadline(clockid, &when, absolute, &deadline), 0);
    CHECK_EQUAL(deadline, expected);
}

static void test_deadline(void)
{
    uint64_t deadline;
    boot_at(BOOT);
    advance(1000000000);
    check_deadline(CLOCK_MONOTONIC, 0, 1, false, 1000000001);
    check_deadline(CLOCK_MONOTONIC, 2, 1, true, 2000000001);
    check_deadline(CLOCK_REALTIME, BOOT + 2, 1, true, 2000000001);
    check_deadline(CLOCK_REALTIME, 2, 1, true, 0);
    check_deadline(CLOCK_REALTIME, 2, 1, false, 3000000001);
    check_deadline(CLOCK_MONOTONIC, INT64_MAX, 999999999, false,
                   CLOCK_NEVER - 1);
    options.mhz = 10000;
    check_deadline(CLOCK_BOOTTIME, INT64_MAX, 999999999, true, CLOCK_NEVER - 2);
    options.mhz = 1; /* never early: 1 ns is a whole instruction */
    check_deadline(CLOCK_MONOTONIC, 0, 1, true, 1);
    check_deadline(CLOCK_MONOTONIC, 0, 1001, true, 2);
    struct timespec bad = {0, 1000000000}, good = {0, 0};
    CHECK_EQUAL(clock_deadline(CLOCK_MONOTONIC, &bad, true, &deadline),
                -EINVAL);
    CHECK_EQUAL(clock_deadline(CLOCK_MONOTONIC_RAW, &good, true, &deadline),
                -EINVAL);
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"order", test_order},
        {"the tick comes first", test_tick_first},
        {"passed deadline", test_passed_deadline},
        {"cancel", test_cancel},
        {"cancel elsewhere", test_cancel_elsewhere},
        {"cancel while firing", test_cancel_while_firing},
        {"restart from fire", test_restart_from_fire},
        {"timers=jiffies", test_jiffies_rounding},
        {"random timers", test_random_timers},
        {"conversion", test_conversion},
        {"clocks", test_clocks},
        {"resolution", test_resolution},
        {"no RTC", test_no_rtc},
        {"set", test_set},
        {"set refused", test_set_refused},
        {"a sleep follows the wall clock", test_sleep_follows_the_wall},
        {"write back", test_write_back},
        {"deadline", test_deadline},
    };
    return UNIT_RUN(tests);
}
