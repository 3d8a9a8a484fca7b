/* SPDX-License-Identifier: MIT
 *
 * The watchdog: a scheduling policy that breaks a rule of sched/sched.h is
 * ejected. From then on nothing calls it, the cores run dry, and the first one
 * that idles lets another policy take over.
 * docs/watchdog.md tells the whole story.
 */
#ifndef TASK_WATCHDOG_H
#define TASK_WATCHDOG_H

#include <stdbool.h>
#include <stdint.h>
#include "sched/sched.h"

struct lwp;
struct run_queue;

/* A call of `policy`, about `lwp` (NULL: none), had to be abandoned; the guard
 * knows in which operation and why. This, and the other ways in which it is
 * found to have broken a rule, ejects it: from any place. Interrupts off. */
__attribute__((cold)) void watchdog_abandoned(const struct sched_ops *policy,
                                              const struct lwp *lwp);

/* What `dispatch` of `queue` returned for `core` is not an LWP that is queued there
 * and may run on `core`: say what it is. */
__attribute__((cold)) void watchdog_bad_dispatch(
    const struct sched_entity *entity, const struct run_queue *queue,
    uint32_t core);

/* `dispatch` returned nothing, though LWPs are queued and no alarm is set. */
__attribute__((cold)) void watchdog_none_dispatched(
    const struct run_queue *queue);

/* `select_cpu` answered `core` for `lwp`, which may not run there. */
__attribute__((cold)) void watchdog_bad_core(const struct lwp *lwp,
                                             uint32_t core);

/* `queue`'s alarms come one after the other. */
__attribute__((cold)) void watchdog_endless_alarms(
    const struct run_queue *queue);

/* A field that a policy may only read, and has written: what it is, and was. */
struct watchdog_written {
    const char *name;
    uint64_t is, was;
};

/* Is there one in `lwp`'s entity, in the policy's part of `queue`? The first one,
 * then. Nobody is in the midst of changing them. */
bool watchdog_wrote_entity(const struct lwp *lwp,
                           struct watchdog_written *written);
bool watchdog_wrote_queue(const struct run_queue *queue,
                          struct watchdog_written *written);

/* Is there a policy that was ejected, and none in its place yet? */
extern bool watchdog_waits;

/* Then let the next policy take over. From a core's idle loop: interrupts are off,
 * and on for a while. */
void watchdog_take_over(void);

/* Core 0's tick: has the policy written what it may only read? Does an LWP wait too
 * long? Charged to nobody. */
void watchdog_tick(void);

/* At boot the policy that was to be the first was ejected: which one to take
 * instead. */
const struct sched_ops *watchdog_first_policy(void);

/* Was `policy` ejected in this run? */
bool watchdog_ejected(const struct sched_ops *policy);

#endif
