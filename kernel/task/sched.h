/* SPDX-License-Identifier: MIT
 *
 * What the kernel asks of the scheduler's core (task/sched.c): it owns the run
 * queues and their locks, and calls the policy under the contract of sched/sched.h.
 *
 * Lock order: any lock of a sleeping condition, then a run queue's, then (never
 * two run queues' at once) nothing.
 */
#ifndef TASK_SCHED_H
#define TASK_SCHED_H

#include <stdbool.h>
#include <stdint.h>
#include "sched/sched.h"

struct lwp;
struct core_set;

/* What sched_setattr(2) and setpriority(2) set. Times in ns. */
struct sched_attributes {
    enum sched_class class;
    int nice;
    int priority; /* of SCHED_FIFO and SCHED_RR, as inherited; else 0 */
    uint64_t runtime, deadline, period; /* of SCHED_DEADLINE; else 0 */
};

/* Choose the policy by name; the options say which. Stops the boot if unknown. */
void sched_init(const char *policy);

/* A new LWP in state 'R' becomes runnable for the first time. */
void sched_start(struct lwp *lwp);

/* Give the core to the next LWP. The current one keeps its place in a queue if
 * its state is 'R'; in state 'S' it sleeps; in 'Z' it never returns. Interrupts
 * on or off; no spinlock held. */
void schedule(void);

/* The current LWP's sched_yield(2). */
void sched_yield(void);

/* Make the sleeping `lwp` runnable: lwp_wake. */
bool sched_wake(struct lwp *lwp);

/* Something happened that `lwp` has to see on its way to ring 3 (a signal, its
 * process ends): wake it if it sleeps, interrupt it if it runs. */
void sched_interrupt(struct lwp *lwp);

/* This core's tick. Interrupt context. */
void sched_tick(void);

/* Bits of the cores that are idle now. A hint. */
uint64_t sched_idle_cores(void);

/* This core's clock has reached core->alarm. Interrupt context. */
void sched_alarm(void);

/* Change on which cores it may run. 0, or -EINVAL: on none. */
int sched_set_affinity(struct lwp *lwp, const struct core_set *wanted);

/* Change what the policy is told of it, or read that. */
void sched_set_attributes(struct lwp *lwp, const struct sched_attributes *to);
void sched_set_nice(struct lwp *lwp, int nice);
void sched_set_priority(struct lwp *lwp, enum sched_class class, int priority);
struct sched_attributes sched_attributes(const struct lwp *lwp);

/* Write what a policy may only read of `lwp` into lwp->sched, from what the kernel
 * itself goes by. The lock of its queue is held. */
void sched_tell(struct lwp *lwp);

/* The same, if the policy has room for the deadline (a period of 0: none). 0,
 * -EINVAL: it knows no deadlines; -EBUSY; -EPERM: one with a deadline must be
 * allowed on every core. No lock. */
int sched_request(struct lwp *lwp, const struct sched_attributes *to);

/* Is every core that there is in `set`? */
bool sched_everywhere(const struct core_set *set);

/* `lwp`, which has ended or never began, is about to leave the list of LWPs: its
 * core counts its time from now on, and the policy forgets it. lwps_lock is
 * held. */
void sched_ended(struct lwp *lwp);

/* From now on `to` is the policy, for all cores and LWPs, wherever they are: a name
 * was written to /sys/kernel/sched_ext/root/ops, or the old one was ejected. 0;
 * -EBUSY: another switch is going on; -EPERM: the new one was ejected before;
 * -EIO: its init had to be abandoned; or what it says. Its place is an LWP's
 * kernel code or a core's idle loop, no lock held; interrupts are on, since it
 * takes long. */
int sched_switch_policy(const struct sched_ops *to);

/* How many policies there have been. */
uint64_t sched_switches(void);

/* Make /sys/kernel/sched_ext. While booting. */
void sched_files_init(void);

/* What a core does when there is nothing to do: never returns. Interrupts off. */
__attribute__((noreturn)) void sched_idle_loop(void);

/* For reports: how many LWPs a core's queue has, and the policy's own view of it.
 * No lock. */
uint32_t sched_queued(uint32_t core);
void sched_policy_dump(uint32_t core, char *text, unsigned size);

/* What core `core` has spent, in clock units: in ring 3; in the kernel for
 * LWPs; and the rest of the time since boot. Process context. */
void sched_core_times(uint32_t core, uint64_t *user, uint64_t *system,
                      uint64_t *idle);

/* The policy's turn in ns (0: none). */
uint64_t sched_turn(void);

#endif
