/* SPDX-License-Identifier: MIT
 *
 * The handlers' prototypes, made from syscall.def. Each runs with interrupts on
 * and no lock held, on the calling LWP's kernel stack, and may sleep.
 */
#ifndef SYSCALL_H
#define SYSCALL_H

#include <stdint.h>

#define SYSCALL(number, name, parameters) int64_t sys_##name parameters;
#include "syscall.def"
#undef SYSCALL

typedef int64_t syscall_handler(uint64_t, uint64_t, uint64_t, uint64_t,
                                uint64_t, uint64_t);

/* By number, up to the last one that there is. trap.asm calls through it. Constant
 * once the boot is done. */
extern syscall_handler *syscall_handlers[];
extern const uint64_t syscall_count;

struct trap_frame;

/* Fill the gaps of the table: numbers that are no system call's. */
void syscall_init(void);

/* Called by trap.asm: a number beyond the table; the trace's two events. */
int64_t syscall_unknown(uint64_t number);
void syscall_trace_enter(const struct trap_frame *frame);
int64_t syscall_trace_exit(const struct trap_frame *frame, int64_t result);
void trace_call(const struct trap_frame *frame); /* in trap.asm */

/* Measure what the two events cost, so that it is charged to nobody. Called by
 * trace_start while recording is muted. */
void syscall_trace_calibrate(void);

#endif
