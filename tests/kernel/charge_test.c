/* SPDX-License-Identifier: MIT
 *
 * What is charged to nobody is charged to nobody, to the instruction (an event, to
 * two): the trace, stamps, uncharged sections of any length, and being taken
 * off the core.
 *
 * Each measurement is the least of several: a core's own tick may come in between,
 * and that is the core's own work.
 */
#include "kernel_test.h"
#include "kthread.h"
#include "trace/trace.h"
#include "x86/cpu.h"

#define RUNS 7
#define LOOPS 500
#define SLACK 2 /* where gcc makes the path around an event shorter or longer */

static uint64_t section_loops; /* of what section() executes */

static __attribute__((noinline)) void section(void)
{
    uint64_t flags = cpu_irq_save();
    core_ops->uncharged_begin();
    burn(section_loops);
    core_ops->uncharged_end(0);
    cpu_irq_restore(flags);
}

static __attribute__((noinline)) void event(void)
{
    trace(TRACE_POLICY, 0, 0);
    __asm__ volatile(""); /* no tail call */
}

static __attribute__((noinline)) void nothing(void)
{
    __asm__ volatile("");
}

static __attribute__((noinline)) void stamp(void)
{
    core_ops->stamp();
    __asm__ volatile("");
}

static __attribute__((noinline)) void loop(void)
{
    burn(LOOPS);
}

static uint64_t cost_once(void (*what)(void))
{
    uint64_t start = core_clock();
    what();
    return core_clock() - start;
}

static uint64_t cost(void (*what)(void))
{
    uint64_t least = CLOCK_NEVER;

    for (int i = 0; i < RUNS; i++) {
        uint64_t took = cost_once(what);
        least = took < least ? took : least;
    }
    return least;
}

static uint64_t cost_quiet(void (*what)(void))
{
    uint64_t flags = cpu_irq_save();
    uint64_t took = cost_once(what);
    cpu_irq_restore(flags);
    return took;
}

static void test_section(void)
{
    section_loops = 1;
    uint64_t brief = cost(section);
    section_loops = LOOPS;
    uint64_t lengthy = cost(section);
    claim(brief == lengthy, "an uncharged section charges nothing",
          "1 loop %lu, %u loops %lu", brief, LOOPS, lengthy);
}

static void test_event(uint64_t (*measure)(void (*)(void)), const char *name)
{
    bool on = trace_on;

    trace_on = false;
    uint64_t without = measure(event);
    trace_on = on;
    uint64_t with = measure(event);
    claim(with + SLACK >= without && with <= without + SLACK, name,
          "%lu without the trace, %lu with it", without, with);
}

/* A stamp costs what a call of nothing costs, at most. */
static void test_stamp(void)
{
    uint64_t empty = cost(nothing), on = cost(stamp), off = cost_quiet(stamp);
    claim(on == off && on <= empty + 4, "a stamp charges nothing",
          "%lu, interrupts off %lu, of nothing %lu", on, off, empty);
}

static bool stop_others;

static void others(unsigned index)
{
    if (index > 0) {
        while (!__atomic_load_n(&stop_others, __ATOMIC_RELAXED))
            burn(50);
        return;
    }
    uint64_t quiet = cost_quiet(loop), shared = cost(loop);
    claim(quiet == shared, "being taken off a core charges nothing",
          "alone %lu, taken off and on again %lu", quiet, shared);
    __atomic_store_n(&stop_others, true, __ATOMIC_RELAXED);
}

void test_charges(void)
{
    test_section();
    test_event(cost, "an event charges nothing");
    test_event(cost_quiet, "an event charges nothing, interrupts off");
    test_stamp();
    kthread_each(cores_count, others);
}
