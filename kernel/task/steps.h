/* SPDX-License-Identifier: MIT
 *
 * Steps: an LWP's own instructions, counted and stopped at exactly, for policies
 * that name a schedule by them (sched.h: counts_steps). Elsewhere none of this is
 * called, and costs a predicted branch.
 */
#ifndef TASK_STEPS_H
#define TASK_STEPS_H

#include <stdbool.h>

struct lwp;
struct run_queue;
struct trap_frame;

/* Does the policy in use count steps? */
extern bool steps_on;

/* A policy is in use from now on: does it count steps? The first one stops the boot
 * if it does and there is more than one core. */
void steps_init(void);
void steps_follow(void);

/* `lwp` gets a core / loses it, and policy's `running` / `stopping` follows. The
 * queue's lock is held, `lwp` accounted. */
void steps_enter(struct run_queue *queue, struct lwp *lwp);
void steps_leave(struct run_queue *queue, struct lwp *lwp);

/* The policy's `tick` follows: sched.steps and stop_at as it expects them. The
 * lock is held, `lwp` runs. */
void steps_count(struct run_queue *queue, struct lwp *lwp);

/* The current LWP is about to go on in ring 3, from this frame: has it got to
 * stop_at (then it may have to reschedule), and if not, how far is it? Interrupts
 * off. */
void steps_before_user(struct trap_frame *frame);

/* A trap after one instruction: true if it was set by this, and it is dealt
 * with. */
bool steps_trap(struct trap_frame *frame);

/* Record how far `lwp` has got, which a switch leaves. */
void steps_trace(const struct lwp *lwp);

#endif
