/* SPDX-License-Identifier: MIT
 *
 * User threads: threads that the program switches itself, without the kernel,
 * M of them on N LWPs (workers). A switch is a function call that comes back on
 * another stack; a thread is a stack and nothing else.
 *
 * Each worker has a queue of ready threads. One that has nothing to do takes half
 * of another's queue, and sleeps in the kernel if there is none.
 *
 *   Cooperative: a thread runs until it yields, blocks here, or ends.
 *   Preemptive (preempt_us > 0): a timer signal on each worker makes the thread
 *   that runs yield. It goes on where it was interrupted, and so on the same
 *   worker always from then on: it may have been inside the C library, which knows
 *   threads of the kernel only and has noted which one it is. What is not to be
 *   interrupted, printf for example, stands between uthread_critical_begin and
 *   _end.
 *
 * A system call that blocks, blocks the worker; the threads in its queue are then
 * taken by the others. So have one more worker than calls that may block at once.
 *
 * Stacks have no guard pages (each would cost the kernel two areas of memory): a
 * pattern at their end is checked at each switch, and the program ends if it is
 * gone. Nothing here may be called before uthread_start or from a signal handler.
 */
#ifndef USER_UTHREAD_UTHREAD_H
#define USER_UTHREAD_UTHREAD_H

#include <stddef.h>
#include <stdint.h>

#define UTHREAD_WORKERS_MAX 64
#define UTHREAD_STACK_MIN 1024 /* bytes; preemptive ones want 16384 */

struct uthread;

struct uthread_options {
    unsigned workers;    /* 1 ... UTHREAD_WORKERS_MAX */
    size_t stack_size;   /* bytes, a multiple of 1024, with the descriptor */
    uint32_t preempt_us; /* a thread's turn in microseconds; 0: cooperative */
};

/* Run main(argument) as the first thread, on the calling LWP and workers - 1 new
 * ones; return when it returns. It has joined by then whatever it created. 0, or
 * an errno. */
int uthread_start(const struct uthread_options *options,
                  void *(*main)(void *argument), void *argument);

/* A new thread, ready to run function(argument). NULL: no memory. */
struct uthread *uthread_create(void *(*function)(void *argument),
                               void *argument);

/* Wait until `thread` has ended; what its function returned. Once for each. */
void *uthread_join(struct uthread *thread);

struct uthread *uthread_self(void);

/* To the tail of this worker's queue. */
void uthread_yield(void);

/* Let others run for at least `us` microseconds. */
void uthread_sleep(uint64_t us);

/* Between these the calling thread is not preempted. They nest. Nothing in
 * between may yield or block here. */
void uthread_critical_begin(void);
void uthread_critical_end(void);

/* Threads in order of arrival. */
struct uthread_queue {
    struct uthread *head, *tail;
};

/* Who unlocks hands the mutex to whoever has waited longest. All zero is free. */
struct uthread_mutex {
    int lock; /* guards the others */
    struct uthread *owner;
    struct uthread_queue waiters;
};
void uthread_mutex_lock(struct uthread_mutex *mutex);
void uthread_mutex_unlock(struct uthread_mutex *mutex);

/* All zero: nobody waits. As pthread_cond_wait(3), without wake-ups for nothing. */
struct uthread_condition {
    int lock;
    struct uthread_queue waiters;
};
void uthread_wait(struct uthread_condition *condition,
                  struct uthread_mutex *mutex);
void uthread_signal(struct uthread_condition *condition);
void uthread_broadcast(struct uthread_condition *condition);

/* Totals since the start: switches to a thread, threads taken from other workers'
 * queues, threads preempted. */
struct uthread_counts {
    uint64_t switches, steals, preemptions;
};
struct uthread_counts uthread_counts(void);

#endif
