/* SPDX-License-Identifier: MIT
 *
 * Simulated cores: N logical cores multiplexed on the one processor that QEMU
 * gives us, as a conservative parallel simulation. docs/cores.md tells the story.
 *
 * The clock. Under icount the TSC counts executed instructions exactly. The core
 * that executes has clock = TSC - skew; a core that does not has its clock frozen
 * in struct sim_core. Leaving a core freezes its clock, going on with one thaws
 * it (sets the skew so that clock and TSC fit again); what was executed between
 * is charged to nobody. The instructions around the two readings are few and
 * their number is constant: measured at boot (sim_calibrate), subtracted always.
 *
 * Who runs. The busy core whose clock is smallest, until it is `quantum` ahead of
 * the next smallest, or until something is due: its own timer, an IPI to it, or
 * the event for which an idle core waits. An idle core has no clock until that
 * event is the smallest instant of all; then its clock is the event's instant. If
 * nothing else is busy there is nothing to wait for, and the core runs unsliced.
 *
 * Why nothing happens twice or too early. An IPI sent at t arrives at t + latency,
 * and latency exceeds quantum plus the longest interrupts-off section, so its
 * target has not got that far yet. What passes through memory (locks, wake-ups,
 * migrations) carries the sender's clock: see `advance`.
 *
 * Everything here runs with interrupts off. There are no locks: one processor.
 */
#include "x86/sim.h"
#include "drivers/lapic.h"
#include "drivers/nmi_timer.h"
#include "lib/align.h"
#include "lib/assert.h"
#include "lib/random.h"
#include "task/lwp.h"
#include "task/report.h"
#include "time/timer.h"
#include "x86/context.h"
#include "x86/cpu.h"
#include "x86/guard.h"
#include "x86/trap.h"

enum sim_state { SIM_OFF, SIM_BUSY, SIM_IDLE };

struct sim_core {
    enum sim_state state;
    uint64_t clock;    /* while it does not execute */
    uint64_t deadline; /* of its timer; CLOCK_NEVER: none */
    uint64_t ipi_at;   /* arrival of the pending IPI; CLOCK_NEVER: none */
    uint64_t stack;    /* while it does not execute */
    uint64_t idle;     /* sum of idle time */
};

#define SLICE_MIN 64                /* the least slice, in instructions */
#define TIMER_COUNT_MAX 0x7fffffffu /* of the LAPIC; further ones in steps */

static struct sim_core sim_cores[CORES_MAX];

uint64_t sim_skew;

static struct {
    struct sim_config config;
    uint32_t current;      /* the executing core */
    uint64_t armed;        /* its clock when its slice will end */
    bool unset;            /* the slice timer is to be set for that: go_on */
    uint64_t instruction;  /* ticks of the TSC; 1 but in interactive runs */
    uint32_t trap_cost;    /* instructions of an uncharged trap's stub */
    int64_t set_cost;      /* from setting the timer to thawing: go_on */
    uint32_t pair_cost;    /* of uncharged_begin and uncharged_end */
    uint32_t stamp_cost;   /* of stamp */
    bool napping;          /* core time passes as the machine's does: HLT */
    uint64_t probe_period; /* while calibrating: fire this often */
    uint64_t probe_count;
    uint64_t overshoot; /* the last one */
    uint64_t max_overshoot, late_ipis, switches;
} sim;

static inline struct sim_core *executing(void)
{
    return &sim_cores[sim.current];
}

/* ---- the clock ---- */

/* Interrupts are off from one reading to the other: one between them would change
 * the skew. (To read again then would take the core time, also if the interrupt
 * was one that is charged to nobody.) */
static inline uint64_t sim_clock(void)
{
    uint64_t clock;
    __asm__ volatile("pushfq\n\t"
                     "cli\n\t"
                     "rdtsc\n\t"
                     "shl $32, %%rdx\n\t"
                     "or %%rdx, %%rax\n\t"
                     "sub sim_skew(%%rip), %%rax\n\t"
                     "popfq"
                     : "=a"(clock)
                     :
                     : "rdx", "cc", "memory");
    return clock;
}

static uint64_t sim_clock_op(void)
{
    return sim_clock();
}

static uint64_t sim_clock_of(uint32_t id)
{
    return id == sim.current ? sim_clock() : sim_cores[id].clock;
}

static uint64_t sim_idle_of(uint32_t id)
{
    return sim_cores[id].idle;
}

static inline void freeze(uint64_t tsc)
{
    executing()->clock = tsc - sim_skew;
}

/* The clock goes on; `overhead` further instructions do not count either. */
static inline void thaw(uint32_t overhead)
{
    sim_skew = cpu_rdtsc() + overhead - executing()->clock;
}

void sim_start_clock(uint64_t entry_tsc)
{
    sim_skew = entry_tsc;
    sim.armed = CLOCK_NEVER;
    for (uint32_t i = 0; i < CORES_MAX; i++) {
        sim_cores[i].deadline = CLOCK_NEVER;
        sim_cores[i].ipi_at = CLOCK_NEVER;
    }
    sim_cores[0].state = SIM_BUSY;
}

static void sim_uncharged_begin(void)
{
    freeze(cpu_rdtsc());
}

static void sim_uncharged_end(uint32_t overhead)
{
    thaw(overhead + sim.pair_cost);
}

static void sim_advance(uint64_t stamp)
{
    uint64_t flags = cpu_irq_save();
    freeze(cpu_rdtsc());
    struct sim_core *core = executing();
    if (stamp > core->clock) {
        if (sim.armed != CLOCK_NEVER)
            sim.armed += stamp - core->clock;
        core->clock = stamp;
    }
    thaw(0);
    cpu_irq_restore(flags);
}

static uint64_t sim_stamp(void)
{
    uint64_t flags = cpu_irq_save();
    uint64_t clock = cpu_rdtsc() - sim_skew;
    sim_skew += sim.stamp_cost + cpu_irq_cost(flags);
    cpu_irq_restore(flags);
    return clock;
}

/* ---- who runs, and for how long ---- */

static inline uint64_t next_event(const struct sim_core *core)
{
    return min_u64(core->deadline, core->ipi_at);
}

/* When core `core` could run next: a busy one at its clock, an idle one when its
 * event comes. */
static inline uint64_t ready_at(const struct sim_core *core)
{
    if (core->state == SIM_BUSY)
        return core->clock;
    return core->state == SIM_IDLE ? next_event(core) : CLOCK_NEVER;
}

/* The core whose turn it is: the smallest instant; of equals the one that has
 * waited longest, that is, the next after the executing one. */
static uint32_t choose(void)
{
    uint32_t best = sim.current;
    uint64_t best_at = CLOCK_NEVER;

    for (uint32_t i = 1; i <= cores_count; i++) {
        uint32_t id = (sim.current + i) % cores_count;
        uint64_t at = ready_at(&sim_cores[id]);
        if (at < best_at) {
            best = id;
            best_at = at;
        }
    }
    kassert(best_at != CLOCK_NEVER, "no core has anything to do");
    return best;
}

static uint64_t quantum(void)
{
    uint64_t q = sim.config.quantum;
    return sim.config.seed ? q / 2 + random_next() % q : q;
}

/* The clock at which the executing core has to stop. */
static uint64_t horizon(void)
{
    uint64_t stop = next_event(executing());
    uint64_t slice = CLOCK_NEVER;

    for (uint32_t id = 0; id < cores_count; id++) {
        const struct sim_core *core = &sim_cores[id];
        if (id == sim.current)
            continue;
        if (core->state == SIM_BUSY)
            slice = min_u64(slice, core->clock);
        else
            stop = min_u64(stop, ready_at(core));
    }
    if (slice != CLOCK_NEVER)
        stop = min_u64(stop, slice + quantum());
    return stop;
}

/* The slice ends at `stop`. The executing core's clock is frozen, and goes on by
 * go_on. */
static void arm_for(uint64_t stop)
{
    uint64_t clock = executing()->clock;
    uint64_t count = stop > clock ? stop - clock : 1;

    count = max_u64(count, max_u64(SLICE_MIN, sim.instruction));
    if (sim.probe_period)
        count = sim.probe_period;
    sim.armed = clock + min_u64(count, TIMER_COUNT_MAX);
    sim.unset = true;
}

static void arm(void)
{
    arm_for(horizon());
}

/* As thaw, but the slice timer is set before if it has to be. It counts every
 * instruction, charged or not, so it can only be right until something uncharged
 * is executed; then it fires early and is set anew. For the slice to end at the
 * same clock nevertheless, it must fire exactly when it should. So there is one
 * place where it is set, and the way from there to the clock's going on is always
 * the same: hence not inline. */
static __attribute__((noinline)) void go_on(uint32_t overhead)
{
    if (sim.unset) {
        uint64_t count = sim.armed - executing()->clock + overhead;
        sim.unset = false;
        lapic_timer_arm((uint32_t)((int64_t)count + sim.set_cost));
    }
    thaw(overhead);
}

/* ---- changing cores ---- */

/* An idle core's event has come: its clock is that instant. */
static void end_idle(struct sim_core *core)
{
    uint64_t at = next_event(core);
    if (at > core->clock) {
        core->idle += at - core->clock;
        core->clock = at;
    }
    core->state = SIM_BUSY;
}

/* Go on with core `id`; returns when the calling core's turn has come again. */
static void switch_core(uint32_t id)
{
    struct sim_core *from = executing();
    struct sim_core *to = &sim_cores[id];

    if (to->state == SIM_IDLE)
        end_idle(to);
    if (to == from)
        return;
    sim.switches++;
    sim.current = id;
    cpu_write_msr(MSR_GS_BASE, (uint64_t)&cores[id]);
    context_load(cores[id].current);
    switch_stack(&from->stack, to->stack);
}

/* Take what is due on the executing core, charged, and with it the stub that an
 * interrupt of its own would have executed. */
static void deliver(void)
{
    struct sim_core *core = executing();

    while (next_event(core) <= core->clock) {
        bool ipi = core->ipi_at <= core->clock;
        if (ipi)
            core->ipi_at = CLOCK_NEVER;
        else
            core->deadline = CLOCK_NEVER;
        core->clock += sim.trap_cost;
        thaw(0);
        if (ipi)
            core_ipi_interrupt();
        else
            core_timer_interrupt();
        freeze(cpu_rdtsc());
    }
}

/* ---- the slice timer ---- */

void sim_trap_begin(const struct trap_frame *frame)
{
    freeze(frame->tsc);
}

void sim_trap_end(void)
{
    go_on(sim.trap_cost);
}

void sim_nmi_end(const struct trap_frame *frame)
{
    sim_skew += cpu_rdtsc() - frame->tsc + sim.trap_cost;
}

void sim_charge(uint64_t instructions)
{
    executing()->clock += instructions;
}

uint64_t sim_trap_clock(void)
{
    return executing()->clock;
}

static void note_overshoot(void)
{
    uint64_t clock = executing()->clock;
    if (sim.armed != CLOCK_NEVER) {
        sim.overshoot = clock - sim.armed;
        if (clock > sim.armed)
            sim.max_overshoot = max_u64(sim.max_overshoot, sim.overshoot);
    }
    sim.armed = CLOCK_NEVER;
}

/* The LWP that runs in ring 3 is interrupted, and goes on: trap.asm's ENTER_SYSTEM
 * and LEAVE_SYSTEM for a clock that is frozen. Not for one that is in ring 0. */
static void enter_system(const struct trap_frame *frame)
{
    if (trap_from_user(frame))
        current_lwp()->system -= executing()->clock;
}

static void leave_system(const struct trap_frame *frame)
{
    if (trap_from_user(frame))
        current_lwp()->system += executing()->clock;
}

/* Ring 3 is about to go on: signals and rescheduling first, charged. They may end
 * on another core; interrupts are on in between, so the timer must be set. */
static void return_user(struct trap_frame *frame)
{
    arm();
    go_on(0);
    trap_return_user(frame);
    freeze(cpu_rdtsc());
}

/* The interrupt came before its time: the timer has counted what is uncharged too,
 * or it was pending when the timer was set anew. Whatever has been set is stopped:
 * else it could fire during the handling, and so on for ever, and the core never
 * gets on. If it has fired already, that interrupt comes as soon as this one is
 * over, and sets the timer. */
static void wait_longer(void)
{
    lapic_timer_arm(0);
    sim.unset = !lapic_timer_is_pending();
}

/* Is core `id` to go on earlier than the executing one, not just as early? */
static bool is_behind(uint32_t id)
{
    return ready_at(&sim_cores[id]) < executing()->clock;
}

/* A core that was switched to stays if another is as early: else the two would
 * hand each other the turn for ever. */
void sim_interrupt(struct trap_frame *frame)
{
    bool its_turn = false;

    nmi_timer_kick(frame->tsc);
    if (sim.napping) {
        lapic_end_of_interrupt();
        return;
    }

    lapic_end_of_interrupt();
    sim.probe_count++;
    if (guard_catch_interrupt(frame)) {
        arm();
        return;
    }
    if (executing()->clock + sim.instruction <= sim.armed) {
        wait_longer();
        return;
    }
    note_overshoot();
    enter_system(frame);
    for (;;) {
        deliver();
        if (trap_from_user(frame) && lwp_has_work()) {
            return_user(frame);
            continue;
        }
        uint32_t next = choose();
        if (next == sim.current || (its_turn && !is_behind(next)))
            break;
        switch_core(next);
        its_turn = true;
    }
    leave_system(frame);
    arm();
}

/* ---- core_ops ---- */

/* First instructions of a core that start() prepared. */
static void first_run(void)
{
    arm();
    go_on(0);
    core_main();
}

static void sim_start(uint32_t id)
{
    uint64_t *stack = (uint64_t *)cores[id].idle->kernel_stack;

    freeze(cpu_rdtsc());
    *--stack = 0;                   /* alignment, and the backtrace's end */
    *--stack = (uint64_t)first_run; /* then what switch_stack pops */
    for (int i = 0; i < 6; i++)
        *--stack = 0;
    sim_cores[id].stack = (uint64_t)stack;
    sim_cores[id].clock = executing()->clock;
    sim_cores[id].state = SIM_BUSY;
    arm();
    go_on(0);
}

static void sim_set_timer(uint64_t deadline)
{
    freeze(cpu_rdtsc());
    executing()->deadline = deadline;
    if (deadline < sim.armed)
        arm_for(deadline);
    go_on(0);
}

/* The slice ends where it would have ended, or at once. */
static void sim_charge_op(uint64_t instructions)
{
    uint64_t flags = cpu_irq_save();

    freeze(cpu_rdtsc());
    executing()->clock += instructions;
    if (sim.armed != CLOCK_NEVER)
        arm_for(sim.armed);
    go_on(0);
    cpu_irq_restore(flags);
}

static void sim_send_ipi(uint32_t id)
{
    struct sim_core *target = &sim_cores[id];

    freeze(cpu_rdtsc());
    uint64_t arrival = executing()->clock + sim.config.latency;
    if (target->state == SIM_BUSY && arrival < target->clock)
        sim.late_ipis++;
    target->ipi_at = min_u64(target->ipi_at, arrival);
    if (target->state == SIM_IDLE && arrival < sim.armed)
        arm_for(arrival);
    go_on(0);
}

/* Has the whole machine come to rest for ever? Core 0's ticks do not count. */
static bool nothing_will_happen(void)
{
    for (uint32_t id = 0; id < cores_count; id++)
        if (sim_cores[id].state == SIM_BUSY ||
            sim_cores[id].ipi_at != CLOCK_NEVER ||
            cores[id].alarm != CLOCK_NEVER)
            return false;
    return !timers_pending();
}

/* Nobody has anything to do until `event`: in an interactive run that time has to
 * pass. The executing core's clock is frozen, and stays what it was. */
static void nap_until(uint64_t event)
{
    struct sim_core *core = executing();
    uint64_t clock = core->clock;
    uint64_t length = event > clock ? event - clock : 0;
    uint64_t start = cpu_rdtsc(), gone = 0;

    sim.napping = true;
    while (gone < length) {
        lapic_timer_arm((uint32_t)min_u64(length - gone, TIMER_COUNT_MAX));
        cpu_take_interrupt();
        gone = cpu_rdtsc() - start;
    }
    sim.napping = false;
    core->clock = clock;
}

static void sim_idle(void)
{
    freeze(cpu_rdtsc());
    executing()->state = SIM_IDLE;
    if (nothing_will_happen()) {
        executing()->state = SIM_BUSY;
        thaw(0);
        report_deadlock();
    }
    uint32_t next = choose();
    if (sim.config.real_time)
        nap_until(ready_at(&sim_cores[next]));
    switch_core(next);
    deliver();
    arm();
    go_on(0);
}

static void sim_relax(void)
{
    uint64_t flags = cpu_irq_save();
    uint64_t others = CLOCK_NEVER;

    freeze(cpu_rdtsc());
    for (uint32_t id = 0; id < cores_count; id++)
        if (id != sim.current && sim_cores[id].state == SIM_BUSY)
            others = min_u64(others, sim_cores[id].clock);
    /* No other core busy: the holder let go and went idle in a slice between the
     * caller's look at the lock and this call. The lock is free: look again. */
    if (others != CLOCK_NEVER) {
        executing()->clock = max_u64(executing()->clock, others + 1);
        switch_core(choose());
    }
    arm();
    go_on(0);
    cpu_irq_restore(flags);
}

const struct core_ops sim_core_ops = {
    .name = "sim",
    .start = sim_start,
    .clock = sim_clock_op,
    .clock_of = sim_clock_of,
    .idle_of = sim_idle_of,
    .set_timer = sim_set_timer,
    .send_ipi = sim_send_ipi,
    .idle = sim_idle,
    .relax = sim_relax,
    .advance = sim_advance,
    .charge = sim_charge_op,
    .stamp = sim_stamp,
    .uncharged_begin = sim_uncharged_begin,
    .uncharged_end = sim_uncharged_end,
    .uncharged_clock = sim_trap_clock,
};

/* ---- calibration ---- */

#define PROBE_LOOPS 20000
#define PROBE_LENGTH (2 * PROBE_LOOPS) /* in instructions, and a few more */
#define PROBE_PERIOD 1024 /* at least; of any instruction's length a multiple */

/* The instructions charged for a loop that executes the same ones each time, and
 * in *interrupts how many times the slice timer interrupted it. */
static __attribute__((noinline)) uint64_t probe_loop(uint64_t *interrupts)
{
    uint64_t loops = PROBE_LOOPS, start = sim_clock();
    uint64_t before = sim.probe_count;
    __asm__ volatile("1: dec %0; jnz 1b" : "+r"(loops) : : "memory");
    *interrupts = sim.probe_count - before;
    return sim_clock() - start;
}

/* The same loop, interrupted again and again. */
static uint64_t probe_disturbed(uint64_t *interrupts)
{
    freeze(cpu_rdtsc());
    arm();
    go_on(0);
    cpu_irq_enable();
    uint64_t disturbed = probe_loop(interrupts);
    cpu_irq_disable();
    return disturbed;
}

/* set_cost is at first larger than the way from setting the timer to the clock's
 * going on. So the interrupts come too late, by what it is too large. */
static void calibrate_trap(void)
{
    uint64_t count, quiet = probe_loop(&count);

    /* Where an instruction takes many ticks of the TSC the quantum is longer too;
     * a shorter period than that would be over before the loop goes on. */
    sim.instruction = quiet / PROBE_LENGTH;
    sim.probe_period =
        align_up(max_u64(PROBE_PERIOD, sim.config.quantum), PROBE_PERIOD);
    freeze(cpu_rdtsc());
    arm();
    uint64_t start = cpu_rdtsc();
    go_on(0);
    sim.set_cost = (int64_t)(cpu_rdtsc() - start);

    uint64_t excess = probe_disturbed(&count) - quiet;
    kassert(count && excess % count == 0, "%lu interrupts cost %lu", count,
            excess);
    sim.trap_cost = (uint32_t)(excess / count);
    sim.set_cost -= (int64_t)sim.overshoot;
    sim.max_overshoot = 0;
    excess = probe_disturbed(&count) - quiet;
    kassert(!excess && !sim.max_overshoot, "interrupts cost %lu, are %lu late",
            excess, sim.max_overshoot);
    sim.probe_period = 0;
}

static void calibrate_pair(void)
{
    uint64_t start = sim_clock();
    uint64_t empty = sim_clock() - start;

    start = sim_clock();
    core_ops->uncharged_begin();
    core_ops->uncharged_end(0);
    sim.pair_cost = (uint32_t)(sim_clock() - start - empty);
    start = sim_clock();
    core_ops->stamp();
    sim.stamp_cost = (uint32_t)(sim_clock() - start - empty);
}

void sim_init(const struct sim_config *config)
{
    sim.config = *config;
    calibrate_pair();
    calibrate_trap();
}

uint64_t sim_horizon(void)
{
    uint64_t horizon = sim_clock();

    for (uint32_t id = 0; id < cores_count; id++)
        if (id != sim.current)
            horizon = min_u64(horizon, ready_at(&sim_cores[id]));
    return horizon;
}

void sim_read_stats(struct sim_stats *stats)
{
    stats->max_overshoot = sim.max_overshoot;
    stats->late_ipis = sim.late_ipis;
    stats->switches = sim.switches;
    for (uint32_t id = 0; id < cores_count; id++) {
        stats->clock[id] = sim_clock_of(id);
        stats->idle[id] = sim_idle_of(id);
    }
}

const char *sim_state_name(uint32_t id)
{
    static const char *const names[] = {"off", "busy", "idle"};
    return names[sim_cores[id].state];
}
