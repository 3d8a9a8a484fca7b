/* SPDX-License-Identifier: MIT
 *
 * A storm of interrupts: on every core a timer that sets itself again and again,
 * IPIs from each to each, locks of both kinds, yields. Everything has to come to
 * its end, and no clock to go back.
 */
#include "kernel_test.h"
#include "kthread.h"
#include "lib/list.h"
#include "lock.h"
#include "options.h"
#include "task/sched.h"
#include "time/timer.h"
#include "x86/cpu.h"

#define STEPS_ALL 1000 /* of all cores together, at least 20 each */

static struct gust {
    struct timer timer;
    uint64_t period;
    uint64_t fired;
    bool stop;
} gusts[CORES_MAX];

static struct spinlock lock = SPINLOCK("storm");
static uint64_t stamp;     /* under the lock */
static uint64_t backwards; /* changed atomically */
static uint64_t idle_gusts;

static void blow(struct timer *timer)
{
    struct gust *gust = list_entry(timer, struct gust, timer);

    gust->fired++;
    if (!gust->stop)
        timer_start(timer, core_clock() + gust->period);
}

static void locked_step(bool quiet, uint64_t loops)
{
    uint64_t flags = quiet ? cpu_irq_save() : cpu_flags();

    spin_lock(&lock);
    __atomic_fetch_add(&backwards, went_back(&stamp), __ATOMIC_RELAXED);
    burn(loops);
    stamp = core_clock();
    spin_unlock(&lock);
    cpu_irq_restore(flags);
}

static void step(uint64_t draw)
{
    uint32_t to = (uint32_t)(draw >> 8) % cores_count;

    switch (draw % 4) {
    case 0:
        locked_step(false, 1 + draw % 257);
        break;
    case 1:
        locked_step(true, 1 + draw % 57);
        break;
    case 2:
        schedule();
        break;
    default:
        if (to != this_core()->id) {
            uint64_t flags = cpu_irq_save();
            core_ops->send_ipi(to);
            cpu_irq_restore(flags);
        }
    }
}

static void weather(unsigned index)
{
    struct gust *gust = &gusts[index];
    uint64_t state = index + 1, clock = core_clock();

    *gust = (struct gust){.timer.fire = blow, .period = 900 + 31 * index};
    timer_start(&gust->timer, clock + gust->period);
    unsigned steps =
        STEPS_ALL / cores_count > 20 ? STEPS_ALL / cores_count : 20;
    for (unsigned i = 0; i < steps; i++) {
        step(draw(&state));
        burn(1 + draw(&state) % 100);
        __atomic_fetch_add(&backwards, went_back(&clock), __ATOMIC_RELAXED);
    }
    gust->stop = true;
    timer_cancel(&gust->timer);
    __atomic_fetch_add(&idle_gusts, gust->fired == 0, __ATOMIC_RELAXED);
}

void test_storm(void)
{
    backwards = idle_gusts = stamp = 0;
    kthread_each(cores_count, weather);
    claim(!backwards && !idle_gusts, "a storm of interrupts passes",
          "clocks went back %lu times, %lu timers never fired", backwards,
          idle_gusts);
}
