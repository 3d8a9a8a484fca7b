/* SPDX-License-Identifier: MIT
 *
 * Kernel threads, for the tests inside the kernel only: LWPs without a process.
 * Kernel code is not preempted, so a thread keeps its core until it sleeps or
 * calls schedule(); but its core may be taken off between any two instructions.
 */
#ifndef TESTS_KERNEL_KTHREAD_H
#define TESTS_KERNEL_KTHREAD_H

#include <stdint.h>

struct kthread;
struct lwp;

/* Start a thread that calls run(arg) and ends, on the cores of `affinity`. Panics
 * if there is no memory. */
struct kthread *kthread_start(const char *name, void (*run)(void *arg),
                              void *arg, uint64_t affinity);

struct lwp *kthread_lwp(struct kthread *thread);

/* Sleep until it has ended; it is gone then. From another thread. */
void kthread_join(struct kthread *thread);

/* Start `count` threads that call run(i), thread i on core i % cores_count alone,
 * and wait for them all. */
void kthread_each(unsigned count, void (*run)(unsigned index));

/* The same, but each may run on every core. */
void kthread_each_free(unsigned count, void (*run)(unsigned index));

#endif
