/* SPDX-License-Identifier: MIT
 *
 * How a run ends, and how a boot is refused.
 */
#include "end.h"
#include <stdarg.h>
#include "boot_info.h"
#include "core.h"
#include "drivers/power.h"
#include "lib/print.h"
#include "task/sched.h"
#include "time/clock.h"
#include "trace/trace.h"
#include "x86/cpu.h"
#include "x86/sim.h"

static enum power_code power_code(enum trace_exit kind)
{
    switch (kind) {
    case TRACE_EXIT_PANIC:
        return POWER_PANIC;
    case TRACE_EXIT_REFUSED:
        return POWER_REFUSED;
    case TRACE_EXIT_DEADLOCK:
        return POWER_DEADLOCK;
    default:
        return POWER_OFF;
    }
}

static void leave_outcome(enum trace_exit kind, uint32_t status)
{
    struct trace_header *header = trace_header();
    static struct sim_stats stats; /* large, and used once */

    if (!header)
        return;
    sim_read_stats(&stats);
    for (uint32_t id = 0; id < cores_count; id++) {
        header->core_clock[id] = stats.clock[id];
        header->core_idle[id] = stats.idle[id];
    }
    header->max_irq_off = stats.max_overshoot;
    header->late_ipis = stats.late_ipis;
    header->exit_status = status;
    header->exit_kind = kind;
}

void end_run(enum trace_exit kind, uint32_t status)
{
    cpu_irq_disable();
    trace_on = false;
    leave_outcome(kind, status);
    if (kind == TRACE_EXIT_POWEROFF || kind == TRACE_EXIT_RESTART)
        clock_write_back();
    if (kind == TRACE_EXIT_RESTART)
        power_reset();
    power_off(power_code(kind));
}

void boot_refuse(const char *format, ...)
{
    char text[400];
    va_list args;

    va_start(args, format);
    kvsnprintf(text, sizeof(text), format, args);
    va_end(args);
    kprintf("convoy: cannot boot: %s\n", text);
    end_run(TRACE_EXIT_REFUSED, 0);
}
