/* SPDX-License-Identifier: MIT
 *
 * Has a policy written what it may only read? The kernel does not go by what a
 * policy can write: struct lwp and struct run_queue have its own. So that does no
 * harm; but a policy that does it is wrong, and hears of it here. Not compared:
 * `ran`, `steps` and `slept` of an entity, which only policies go by.
 */
#include "core.h"
#include "task/run_queue.h"
#include "task/watchdog.h"

/* Is it another value than it was? Then it is noted in *written. */
static bool differs(struct watchdog_written *written, const char *field,
                    uint64_t is, uint64_t was)
{
    if (is == was)
        return false;
    *written = (struct watchdog_written){field, is, was};
    return true;
}

static bool attributes_differ(const struct lwp *lwp,
                              struct watchdog_written *written)
{
    const struct sched_entity *is = &lwp->sched;
    const struct sched_attributes *was = &lwp->attributes;

    return differs(written, "nice", (uint64_t)is->nice, (uint64_t)was->nice) ||
           differs(written, "weight", is->weight,
                   sched_weight(was->class, was->nice)) ||
           differs(written, "class", is->class, was->class) ||
           differs(written, "priority", (uint64_t)is->priority,
                   (uint64_t)was->priority) ||
           differs(written, "runtime", is->runtime, was->runtime) ||
           differs(written, "deadline", is->deadline, was->deadline) ||
           differs(written, "period", is->period, was->period);
}

bool watchdog_wrote_entity(const struct lwp *lwp,
                           struct watchdog_written *written)
{
    const struct sched_entity *is = &lwp->sched;

    return differs(written, "tid", is->tid, lwp->tid) ||
           differs(written, "affinity", is->affinity.words[0],
                   lwp->affinity.words[0]) ||
           (is->core != lwp->bound_for && /* on its way to another core */
            differs(written, "core", is->core, lwp->core)) ||
           differs(written, "queued", is->queued, lwp->queued_in != NULL) ||
           attributes_differ(lwp, written);
}

bool watchdog_wrote_queue(const struct run_queue *queue,
                          struct watchdog_written *written)
{
    const struct sched_queue *is = &queue->policy;
    const struct lwp *running = queue->running;

    return differs(written, "core", is->core, queue->core) ||
           differs(written, "count", is->count, queue->count) ||
           differs(written, "running", (uint64_t)is->running,
                   running ? (uint64_t)&running->sched : 0);
}
