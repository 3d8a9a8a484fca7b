/* SPDX-License-Identifier: MIT
 *
 * A named cost model: how long things would take if the kernel were Linux 6.1.
 *
 * What is published about the GIL was measured on kernels whose calls take four
 * times as long as ours, and much of it hangs on what a wake-up costs beside a
 * hundred bytecodes. With cost=linux61 a core's clock goes on by the difference,
 * as if it had executed that many instructions more, at the place where it
 * happens: on entry to a call, at a wake-up (who wakes pays), at a switch (before
 * the next LWP goes on), at a page fault.
 *
 * These places are events of the trace, so that without the option nothing is
 * asked and nothing paid anywhere: an event is one predicted branch already. With
 * it the branch is taken also when nothing is to be recorded (trace.c).
 *
 * The figures: docs/costs.md has what the benchmark's rows take on Linux and
 * here, under rr. A row has so many calls, wake-ups and switches, and the numbers
 * here make its sum come out as on Linux. They say nothing about what no row
 * contains: any other call pays for the way in and out alone. Not here: caches,
 * TLBs, Linux's timer slack of 50 us (a delay, not a cost), its tick, the
 * copying of large blocks, decisions of its scheduler.
 */
#include "cost.h"
#include "console.h"
#include "core.h"
#include "lib/align.h"
#include "lib/print.h"
#include "options.h"
#include "trace/trace.h"
#include "x86/cpu.h"

enum {                /* instructions: Linux's less ours */
       ENTRY = 235,   /* of any call: null system call */
       SWITCH = 1190, /* switch of LWPs by sched_yield, less ENTRY */
       WAKE = 408,    /* wake to run, less the futex call and the switch */
       FAULT = 2026,  /* write fault: a zero page */
       COPY = 315,    /* write fault: a copy, less FAULT */
       SIGNAL = 1150, /* signal to oneself, less the two calls */
};

bool cost_on;

/* Numbers of all calls: NR_read, ... */
#define SYSCALL(number, name, parameters) NR_##name = (number),
enum {
#include "syscall.def"
};
#undef SYSCALL

/* Beyond ENTRY. */
static const uint32_t calls[] = {
    [NR_futex] = 495, /* futex round trip: 3 calls, 2 switches, a wake-up */
    [NR_read] = 640,  /* pipe round trip */
    [NR_write] = 640,     [NR_sendto] = 2549, /* socketpair round trip */
    [NR_recvfrom] = 2549, [NR_mmap] = 3780,   /* mmap and munmap of a page */
    [NR_munmap] = 3780,   [NR_open] = 1300,   /* open, close */
    [NR_openat] = 1300,   [NR_close] = 720,   [NR_stat] = 1141, /* stat */
    [NR_clone] = 34500, /* create and join a thread: what is left of it */
    [NR_exit] = 10000,    [NR_fork] = 71000, /* fork, exit, wait: what is left */
    [NR_execve] = 63000, /* fork, exec, exit, wait: what is left */
};

#define CALLS (sizeof(calls) / sizeof(calls[0]))

static uint32_t cost_of_call(uint32_t number)
{
    return ENTRY + (number < CALLS ? calls[number] : 0);
}

/* A long charge comes in parts, with interrupts on in between, as the instructions
 * would: so that other cores' interrupts reach this one, and it waits for them.
 * The slice timer fires by itself during PAUSE. */
#define PART 700
#define PAUSE 100 /* loops of two instructions: more than the least slice */

static void pause(void)
{
    uint64_t loops = PAUSE;
    __asm__ volatile("1: dec %0; jnz 1b" : "+r"(loops) : : "cc");
}

/* What the way to a charge and back takes by itself: measured at boot. */
static uint32_t around;

static void charge(uint32_t cost)
{
    core_ops->charge(cost - around);
}

static void charge_call(uint32_t cost)
{
    for (; cost >= 2 * PART; cost -= PART) {
        charge(PART - 2 * PAUSE);
        pause();
    }
    charge(cost);
}

void cost_event(enum trace_event event, uint32_t arg0)
{
    switch (event) {
    case TRACE_SYS_ENTER:
        charge_call(cost_of_call(arg0));
        break;
    case TRACE_SCHED_SWITCH:
        charge(SWITCH);
        break;
    case TRACE_SCHED_WAKING:
        charge(WAKE);
        break;
    case TRACE_PAGE_FAULT_USER:
        charge(FAULT);
        break;
    case TRACE_PAGE_FAULT_COW:
        charge(COPY);
        break;
    case TRACE_SIGNAL_DELIVER:
        charge(SIGNAL);
        break;
    default:
        break;
    }
}

static void calibrate(void)
{
    uint64_t start = core_clock();
    uint64_t empty = core_clock() - start;

    start = core_clock();
    trace_emit_at(TRACE_SYS_ENTER, CALLS, 0, NULL, 0);
    uint64_t without = core_clock() - start - empty;
    cost_on = true;
    start = core_clock();
    trace_emit_at(TRACE_SYS_ENTER, CALLS, 0, NULL, 0);
    around = (uint32_t)(core_clock() - start - empty - without) - ENTRY;
}

void cost_start(void)
{
    if (!options.cost_linux61)
        return;
    calibrate();
    kprintf("convoy: cost=linux61: calls, wake-ups and switches take as "
            "long as Linux 6.1's\n");
}
