/* SPDX-License-Identifier: MIT
 *
 * A thread of the policy's own, which keeps time for it: Ruby and OCaml have
 * one. The interpreter knows nothing of it, and it never holds the GIL.
 */
#ifndef GIL_TIMER_H
#define GIL_TIMER_H

#include <stdatomic.h>
#include <stdint.h>

/* Zeroed: no thread has come yet. */
struct gil_timer {
    atomic_int threads; /* of the interpreter, that live */
    atomic_int started; /* 1: the timer's thread is there */
};

/* A thread of the interpreter has come. With the second one the timer begins:
 * body(NULL) in an LWP that blocks all signals and ends with the process. If
 * none can be made, says so on standard error, and tries again with the next
 * thread. For a policy's thread_init. */
void gil_timer_thread_init(struct gil_timer *timer, void *(*body)(void *));

/* One has gone. The timer stays. */
void gil_timer_thread_exit(struct gil_timer *timer);

/* Is there but one thread? */
int gil_timer_alone(const struct gil_timer *timer);

/* In a forked child: one thread, and no timer. */
void gil_timer_after_fork(struct gil_timer *timer);

/* Sleep for so long. For the timer's thread. */
void gil_timer_sleep(uint32_t us);

#endif
