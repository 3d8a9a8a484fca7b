/* SPDX-License-Identifier: MIT
 *
 * Stopping an LWP at one of its own instructions. See steps.h.
 *
 * How many it has executed is known at any time: what it ran less what of that it
 * was in the kernel (task/usage.c). When it will have executed `stop_at` is not:
 * system calls, faults and interrupts come in between. So a timer is set for the
 * earliest moment at which it could be NEAR; when it fires, or the LWP comes out
 * of the kernel for another reason, steps_before_user looks how far it really is,
 * and sets the timer again. Once it is NEAR the processor's trap flag brings it
 * back after each instruction, and the last one is met exactly. Kernel time never
 * counts, so policies, the trace and ticks move no schedule.
 *
 * The timer only asks the LWP to come by (lwp_attend), because it fires in the
 * middle of anything. It is set while the LWP runs only: who sleeps must not keep
 * the machine from seeing a deadlock.
 */
#include "task/steps.h"
#include "boot_info.h"
#include "options.h"
#include "task/run_queue.h"
#include "task/sched.h"
#include "time/timer.h"
#include "trace/trace.h"
#include "x86/cpu.h"
#include "x86/trap.h"

/* Steps that are made one by one: MARGIN and what it takes from the timer's firing
 * to ring 3. The simulator may be late with a timer by less than MARGIN. */
#define NEAR 512
#define MARGIN 64

bool steps_on;

static bool ever_on; /* a program's trap flag may be ours */
static struct timer coming_near;

static void come_by(struct timer *timer)
{
    (void)timer;
    lwp_attend(current_lwp());
}

void steps_follow(void)
{
    steps_on = sched_policy->counts_steps;
    ever_on = ever_on || steps_on;
}

void steps_init(void)
{
    coming_near.fire = come_by;
    steps_follow();
    if (steps_on && (cores_count > 1 || options.timers_jiffies))
        boot_refuse("scheduling policy %s: it counts the programs' own "
                    "instructions; legal are cores=sim:1 and timers=exact",
                    sched_policy->name);
}

/* Of an LWP that is in the kernel and accounted. */
static uint64_t steps_of(const struct lwp *lwp)
{
    return lwp->run_time - lwp->run_since - lwp->system;
}

void steps_count(struct run_queue *queue, struct lwp *lwp)
{
    lwp->sched.steps = steps_of(lwp);
    queue->policy.stop_at = SCHED_NEVER;
    lwp_attend(lwp); /* the policy will say where to stop */
}

void steps_enter(struct run_queue *queue, struct lwp *lwp)
{
    steps_count(queue, lwp);
}

void steps_leave(struct run_queue *queue, struct lwp *lwp)
{
    (void)queue;
    timer_cancel(&coming_near);
    lwp->sched.steps = lwp->run_time - lwp->system; /* it has left the kernel */
}

void steps_before_user(struct trap_frame *frame)
{
    struct run_queue *queue = &run_queues[core_id()];
    struct lwp *lwp = current_lwp();

    if (steps_of(lwp) >= queue->policy.stop_at)
        sched_tick();
    uint64_t stop_at = queue->policy.stop_at, steps = steps_of(lwp);
    uint64_t left = stop_at > steps ? stop_at - steps : 0;
    frame->rflags &= ~(uint64_t)RFLAGS_TF;
    timer_cancel(&coming_near);
    if (left <= NEAR)
        frame->rflags |= RFLAGS_TF;
    else if (stop_at != SCHED_NEVER)
        timer_start(&coming_near, core_clock() + left - MARGIN);
}

bool steps_trap(struct trap_frame *frame)
{
    if (ever_on)
        frame->rflags &= ~(uint64_t)RFLAGS_TF;
    return ever_on;
}

void steps_trace(const struct lwp *lwp)
{
    if (lwp->process)
        trace(TRACE_SCHED_STEPS, (uint32_t)lwp->sched.steps, lwp->frame->rip);
}
