/* SPDX-License-Identifier: MIT
 *
 * Timers: each fires once, in the order of the deadlines, not before its own and
 * not much after; and one that was cancelled, from whichever core, does not.
 */
#include "kernel_test.h"
#include "kthread.h"
#include "lib/errno.h"
#include "lib/list.h"
#include "options.h"
#include "task/waitq.h"
#include "time/clock.h"
#include "time/timer.h"
#include "x86/cpu.h"

#define TIMERS 16
#define RACES 60
#define HANDLING 4000 /* instructions: interrupts off, other timers first */

struct probe {
    struct timer timer;
    uint64_t fired_at; /* 0: not yet */
};

static struct probe probes[CORES_MAX][TIMERS];
static uint64_t last_deadline[CORES_MAX]; /* of what has fired there */
static uint64_t disordered, early, late, latest;

/* How late a timer may be: a quantum (perturbed by seed=), and what else is due. */
static uint64_t bound(void)
{
    uint64_t tick = options.timers_jiffies ? clock_tick_length() : 0;
    return 2 * (uint64_t)options.quantum + HANDLING + tick;
}

static void count_if(uint64_t *count, bool condition)
{
    __atomic_fetch_add(count, condition, __ATOMIC_RELAXED);
}

static void fire(struct timer *timer)
{
    struct probe *probe = list_entry(timer, struct probe, timer);
    uint32_t core = this_core()->id;

    count_if(&disordered,
             timer->deadline < last_deadline[core] || timer->core != core);
    last_deadline[core] = timer->deadline;
    probe->fired_at = core_clock();
}

static void check(const struct probe *probe, uint64_t asked)
{
    uint64_t delay = probe->fired_at - asked;

    count_if(&early, probe->fired_at < asked);
    count_if(&late, delay > bound());
    if (delay > latest)
        latest = delay;
}

static void many(unsigned core)
{
    struct probe *mine = probes[core];
    uint64_t state = core + 1, asked[TIMERS], base = core_clock() + 2000;

    last_deadline[core] = 0;
    for (int i = 0; i < TIMERS; i++) {
        asked[i] = base + draw(&state) % 100000;
        mine[i] = (struct probe){.timer.fire = fire};
        timer_start(&mine[i].timer, asked[i]);
    }
    for (int i = 0; i < TIMERS; i++) {
        volatile uint64_t *fired_at = &mine[i].fired_at;
        while (!*fired_at)
            burn(20);
        check(&mine[i], asked[i]);
    }
}

static void sleeper(unsigned core)
{
    uint64_t state = core + 99;

    for (int i = 0; i < TIMERS; i++) {
        struct probe probe;
        uint64_t until = core_clock() + 500 + draw(&state) % 20000;
        lwp_prepare_sleep((struct wait_reason){WAIT_SLEEP, until});
        int error = lwp_sleep(until);
        probe.fired_at = core_clock();
        check(&probe, error == -ETIMEDOUT ? until : CLOCK_NEVER);
    }
}

static void run(void (*body)(unsigned), const char *name)
{
    disordered = early = late = latest = 0;
    kthread_each(cores_count, body);
    claim(!disordered && !early && !late, name,
          "%lu out of order, %lu early, %lu late, latest by %lu", disordered,
          early, late, latest);
}

/* ---- cancelling, while it fires on another core or is about to ---- */

static struct probe race;
static uint64_t armed_rounds, cancelled_rounds, race_wrong;

static void arm_in_rounds(void *arg)
{
    (void)arg;
    for (uint64_t round = 1; round <= RACES; round++) {
        race.fired_at = 0;
        timer_start(&race.timer, core_clock() + 300 + round * 29);
        __atomic_store_n(&armed_rounds, round, __ATOMIC_RELEASE);
        while (__atomic_load_n(&cancelled_rounds, __ATOMIC_ACQUIRE) < round)
            burn(10);
    }
}

static void cancel_in_rounds(void)
{
    for (uint64_t round = 1; round <= RACES; round++) {
        while (__atomic_load_n(&armed_rounds, __ATOMIC_ACQUIRE) < round)
            burn(10);
        burn(1 + round * 23 % 1200);
        bool cancelled = timer_cancel(&race.timer);
        uint64_t fired_at = race.fired_at;
        burn(3000);
        race_wrong += cancelled == (fired_at != 0) ||
                      fired_at != *(volatile uint64_t *)&race.fired_at;
        __atomic_store_n(&cancelled_rounds, round, __ATOMIC_RELEASE);
    }
}

static void test_cancel(void)
{
    race = (struct probe){.timer.fire = fire};
    last_deadline[cores_count - 1] = 0;
    struct kthread *thread =
        kthread_start("armer", arm_in_rounds, NULL, 1ull << (cores_count - 1));
    cancel_in_rounds();
    kthread_join(thread);
    claim(!race_wrong, "a cancelled timer does not fire, the others do",
          "%lu of %u wrong", race_wrong, RACES);
}

void test_timers(void)
{
    run(many, "timers fire in order and in time on busy cores");
    run(sleeper, "sleeps end in time on idle cores");
    if (cores_count > 1)
        test_cancel();
}
