/* SPDX-License-Identifier: MIT
 *
 * Simulated cores: the back end cores=sim:N. The idea is in sim.c.
 */
#ifndef X86_SIM_H
#define X86_SIM_H

#include <stdbool.h>
#include <stdint.h>
#include "core.h"

struct trap_frame;

extern const struct core_ops sim_core_ops;

/* The executing core's clock is the TSC less this. For trap.asm and gdb. */
extern uint64_t sim_skew;

struct sim_config {
    uint32_t quantum; /* instructions that cores may differ by */
    uint32_t latency; /* instructions from an IPI's sending to its arrival */
    uint32_t seed;    /* perturbs the quanta; 0: not */
    bool real_time;   /* idle time passes on the host, too */
};

/* Core 0's clock starts: it reads 0 at `entry_tsc`. Before anything that asks for
 * a clock. */
void sim_start_clock(uint64_t entry_tsc);

/* Measure what must be subtracted, and start multiplexing. Interrupts off on entry
 * and return, on for a moment between; traps and the local APIC work. */
void sim_init(const struct sim_config *config);

/* Begin and end an uncharged trap: what lies between is charged to nobody, and so
 * are the stub's instructions. Interrupts off. */
void sim_trap_begin(const struct trap_frame *frame);
void sim_trap_end(void);

/* The NMI's handler is about to return: what it took is charged to nobody, but
 * that the clock was perhaps about to be set. */
void sim_nmi_end(const struct trap_frame *frame);

/* Inside an uncharged trap: the core executed `instructions` after all. */
void sim_charge(uint64_t instructions);

/* This core's clock as it stood when the uncharged trap came. */
uint64_t sim_trap_clock(void);

/* The slice timer's interrupt. */
void sim_interrupt(struct trap_frame *frame);

/* Whatever any core does from now on, it does at this clock or later. Interrupts
 * off. */
uint64_t sim_horizon(void);

/* For the end of a run and the tests. */
struct sim_stats {
    uint64_t
        max_overshoot;  /* longest delay of the slice timer: interrupts off */
    uint64_t late_ipis; /* that arrived in their target's past */
    uint64_t switches;  /* of cores */
    uint64_t clock[CORES_MAX], idle[CORES_MAX];
};
void sim_read_stats(struct sim_stats *stats);

/* What core `id` executes, or did last: for panics. */
const char *sim_state_name(uint32_t id);

#endif
