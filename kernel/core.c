/* SPDX-License-Identifier: MIT
 *
 * Cores as the kernel sees them: starting, ticking, being told to reschedule. See
 * core.h; the back end is chosen here.
 */
#include "core.h"
#include "boot_info.h"
#include "lib/assert.h"
#include "options.h"
#include "task/cpu_limit.h"
#include "task/load.h"
#include "task/lwp.h"
#include "task/sched.h"
#include "task/watchdog.h"
#include "time/clock.h"
#include "time/timer.h"
#include "trace/trace.h"
#include "x86/cpu.h"
#include "x86/sim.h"

struct core cores[CORES_MAX];
uint32_t cores_count = 1;
const struct core_ops *core_ops = &sim_core_ops;

static uint32_t timer_name, ipi_name; /* in the trace's string table */

void cores_init_early(void)
{
    for (uint32_t id = 0; id < CORES_MAX; id++) {
        cores[id].self = &cores[id];
        cores[id].id = id;
        cores[id].lock_mark = id + 1;
        cores[id].tick_next = CLOCK_NEVER;
        cores[id].alarm = CLOCK_NEVER;
    }
    cpu_write_msr(MSR_GS_BASE, (uint64_t)&cores[0]);
}

static void make_idle(struct core *core)
{
    core->idle = lwp_create(NULL);
    if (!core->idle)
        boot_refuse("cores=: there is no memory for core %u", core->id);
    core->idle->core = core->id;
    core->current = core->idle;
    core->kernel_stack = core->idle->kernel_stack;
}

void cores_start(void)
{
    for (uint32_t id = 0; id < cores_count; id++)
        make_idle(&cores[id]);
    timer_name = trace_string("timer");
    ipi_name = trace_string("reschedule");
    cores[0].tick_next = clock_tick_length();
    timers_program();
    for (uint32_t id = 1; id < cores_count; id++)
        core_ops->start(id);
}

void core_main(void)
{
    sched_idle_loop();
}

/* This core's clock has passed tick_next: once for each tick that is due. */
static void tick(struct core *core)
{
    if (core->id == 0) {
        clock_tick();
        load_tick();
        watchdog_tick();
    }
    sched_tick();
    cpu_limit_tick();
    core->tick_next += clock_tick_length();
}

enum { IRQ_TIMER = 0, IRQ_RESCHEDULE = 1 };

void core_timer_interrupt(void)
{
    struct core *core = this_core();

    core->timer_interrupts++;
    trace(TRACE_IRQ_ENTRY, IRQ_TIMER, timer_name);
    while (core_clock() >= core->tick_next)
        tick(core);
    if (core_clock() >= core->alarm)
        sched_alarm();
    timers_run();
    trace(TRACE_IRQ_EXIT, IRQ_TIMER, 0);
}

void core_ipi_interrupt(void)
{
    struct core *core = this_core();

    core->ipis++;
    trace(TRACE_IRQ_ENTRY, IRQ_RESCHEDULE, ipi_name);
    core->need_resched = 1;
    trace(TRACE_IRQ_EXIT, IRQ_RESCHEDULE, 0);
}
