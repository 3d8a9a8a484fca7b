/* SPDX-License-Identifier: MIT
 *
 * The table of contents of a boot: boot/entry.asm calls kernel_main in long mode,
 * on the boot stack, interrupts off, with the boot loader's tables.
 */
#include "boot_info.h"
#include "checked/asan.h"
#include "console.h"
#include "core.h"
#include "drivers/lapic.h"
#include "drivers/nmi_timer.h"
#include "fs/fs.h"
#include "ktest.h"
#include "lib/random.h"
#include "main.h"
#include "mm/frame.h"
#include "mm/layout.h"
#include "options.h"
#include "strace.h"
#include "task/futex.h"
#include "task/process.h"
#include "task/sched.h"
#include "time/clock.h"
#include "time/timer.h"
#include "trace/trace.h"
#include "x86/context.h"
#include "x86/cpu.h"
#include "x86/gdt.h"
#include "x86/paging.h"
#include "x86/sim.h"
#include "x86/trap.h"
#include "x86/vectors.h"

#define LAPIC_PHYSICAL 0xfee00000ul /* SDM vol. 3A, 11.4.1 */

static struct boot_info boot;

static void read_options(void)
{
    char error[256];

    if (options_parse(&options, boot.command_line, error, sizeof(error)) < 0)
        boot_refuse("%s", error);
    cores_count = options.cores;
    random_seed(options.seed);
}

static void interrupts_init(void)
{
    lapic_init(phys_to_virt(LAPIC_PHYSICAL), VECTOR_TIMER, VECTOR_SPURIOUS);
    /* Not where an idle core halts: an NMI between STI and HLT lets it take its
     * timer's interrupt before it halts, and then nothing wakes it. */
    if (!options.console_serial)
        nmi_timer_init(options.watchdog != 0);
}

static void start_cores(void)
{
    const struct sim_config config = {
        .quantum = options.quantum,
        .latency = options.latency,
        .seed = options.seed,
        .real_time = options.console_serial,
    };

    sim_init(&config);
    cores_start();
}

void kernel_main(uint32_t multiboot_info, uint64_t entry_tsc)
{
    asan_start();                          /* in the checked image only */
    cores_init_early();                    /* this_core() */
    sim_start_clock(entry_tsc);            /* core_clock() */
    console_init();                        /* kprintf() */
    gdt_init();                            /* segments, interrupt stacks */
    trap_init();                           /* exceptions, system calls */
    boot_info_read(&boot, multiboot_info); /* memory map, modules, line */
    read_options();                        /* options */
    strace_init();                         /* strace=1: calls are printed */
    trace_init(&boot);                     /* the region, not yet recording */
    asan_init(&boot);                      /* likewise: shadow memory */
    frame_init(&boot);                     /* frame_alloc() */
    fpu_init();                            /* SSE: programs, page_clear() */
    paging_init(&boot);                    /* the kernel's own tables, W^X */
    interrupts_init();                     /* local APIC, the NMI timer */
    sched_init(options.sched);             /* run queues, policy */
    timers_init();                         /* timer_start() */
    futex_init();                          /* wait queues of user words */
    clock_init();                          /* jiffies, xtime from the RTC */
    start_cores();                         /* the slice timer, other cores */
    trace_start();                         /* from here on it is recorded */
    cpu_irq_enable();                      /* the cores take turns */
    fs_init(&boot);                        /* the root, from the archives */
    ktest_main();                          /* tests, in the test image only */
    process_start_init();                  /* pid 1 */
    cpu_irq_disable();                     /* as core_main wants it */
    core_main();                           /* idle: pid 1 runs */
}
