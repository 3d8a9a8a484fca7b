/* SPDX-License-Identifier: MIT
 *
 * Futexes with priority inheritance, for the rest of the kernel; the calls and how
 * it works are in futex_pi.c.
 */
#ifndef TASK_FUTEX_PI_H
#define TASK_FUTEX_PI_H

#include <stdbool.h>
#include <stdint.h>

/* Operations of futex(2). */
#define FUTEX_LOCK_PI 6
#define FUTEX_LOCK_PI2 13

struct futex_key;
struct lwp;

/* Before any LWP runs. */
void futex_pi_init(void);

/* The operations of futex(2) that are about PI futexes; -ENOSYS: it is none.
 * `address` is aligned and in the user's half. */
int64_t futex_pi_call(uint64_t address, int operation, uint64_t timeout);

/* What futex(2) says of an address that is not aligned: -EINVAL, or what
 * FUTEX_UNLOCK_PI finds before, -EFAULT or -EPERM. */
int64_t futex_pi_misaligned(uint64_t address, int command);

/* Does somebody wait for it as for a PI futex? FUTEX_WAKE must not wake those,
 * nor FUTEX_REQUEUE move them. */
bool futex_pi_wanted(const struct futex_key *key);

/* The current LWP leaves its memory: what it holds and others wait for goes to
 * them, and nobody waits for it any more until futex_pi_begin (exec). */
void futex_pi_release(struct lwp *lwp);
void futex_pi_begin(struct lwp *lwp);

/* Its own class and priority are these from now on, as sched_setscheduler(2) has
 * them. The policy is told, with what it inherits; so are those for whose PI
 * futexes it waits. */
void futex_pi_set_class(struct lwp *lwp, int policy, int priority);

#endif
