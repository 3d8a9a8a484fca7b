/* SPDX-License-Identifier: MIT
 *
 * Exact one-shot timers: each core has a tree of them, by deadline, and its
 * timer interrupt is set for the first one or for the next tick, whichever is
 * nearer. Deadlines are core-clock instants (instructions since kernel entry).
 */
#ifndef TIME_TIMER_H
#define TIME_TIMER_H

#include <stdbool.h>
#include <stdint.h>
#include "lib/rbtree.h"

struct timer {
    struct rb_node node;
    uint64_t deadline;
    /* Called once, on the core that started it, in interrupt context, with no
     * lock held; it may start the timer again. */
    void (*fire)(struct timer *timer);
    uint32_t core; /* on which it is armed, or was last */
    uint32_t tid;  /* of the LWP that started it, for the trace */
    bool armed;
};

/* Instructions until a timer whose `fire` found a lock taken fires again. */
#define TIMER_RETRY 2000

void timers_init(void);

/* Arm `timer` (which is not armed) on this core. A deadline that has passed
 * fires at the next opportunity. With timers=jiffies the deadline is first
 * rounded up to the tick after it, as tick-driven kernels do. Any context; any
 * lock that `fire` does not take. */
void timer_start(struct timer *timer, uint64_t deadline);

/* After this `fire` does not run any more; true if it had not run. May be
 * called from any core; not from `fire`, and with no lock that `fire` takes. */
bool timer_cancel(struct timer *timer);

/* Run what is due on this core, then set the core's timer interrupt. Called by
 * core_timer_interrupt, interrupts off. */
void timers_run(void);

/* Set this core's timer interrupt again: after core->tick_next has changed.
 * Interrupts off. */
void timers_program(void);

/* Does any timer wait on any core (ticks do not count)? For deadlock
 * detection. */
bool timers_pending(void);

#endif
