/* SPDX-License-Identifier: MIT
 *
 * The tests inside the kernel: all of them, one after another, then power-off
 * with status 0 if every claim held. Arguments of the program choose instead a
 * way to make the kernel panic (provoke.c).
 */
#include <stdarg.h>
#include "core.h"
#include "end.h"
#include "kernel_test.h"
#include "kthread.h"
#include "ktest.h"
#include "lib/print.h"
#include "options.h"
#include "task/sched.h"
#include "task/waitq.h"
#include "x86/cpu.h"
#include "x86/sim.h"

static unsigned failures;

void claim(bool held, const char *name, const char *format, ...)
{
    char values[160];
    va_list args;

    if (held) {
        kprintf("ok %s\n", name);
        return;
    }
    failures++;
    va_start(args, format);
    kvsnprintf(values, sizeof(values), format, args);
    va_end(args);
    kprintf("FAIL %s: %s\n", name, values);
}

void sleep_for(uint64_t instructions)
{
    uint64_t until = core_clock() + instructions;

    while (core_clock() < until) {
        lwp_prepare_sleep((struct wait_reason){WAIT_SLEEP, until});
        lwp_sleep(until);
    }
}

static void (*const tests[])(void) = {
    test_charges,  test_locks,  test_clocks, test_timers,
    test_wake_ups, test_memory, test_fork,   test_storm,
};

/* What the tests together have left in the back end's books. */
static void check_stats(void)
{
    static struct sim_stats stats; /* large, and used once */
    sim_read_stats(&stats);
    claim(stats.late_ipis == 0, "no IPI arrives in its target's past",
          "%lu did", stats.late_ipis);
    claim(stats.max_overshoot < options.latency,
          "interrupts are never off for longer than an IPI travels",
          "%lu instructions, latency %u", stats.max_overshoot, options.latency);
}

static void run_all(void *arg)
{
    (void)arg;
    for (size_t i = 0; i < options.arg_count; i++)
        provoke(options.arg[i]);
    for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
        tests[i]();
    check_stats();
    end_run(TRACE_EXIT_POWEROFF, failures ? 1 : 0);
}

void ktest_main(void)
{
    kthread_start("ktest", run_all, NULL, 1);
    cpu_irq_disable(); /* as sched_idle_loop wants it */
    sched_idle_loop();
}
