/* SPDX-License-Identifier: MIT
 *
 * Calls into a policy from places that are not hot: each under guard by itself,
 * and a policy that has to be abandoned is ejected. See run_queue.h.
 */
#include "core.h"
#include "lib/errno.h"
#include "task/guard.h"
#include "task/run_queue.h"
#include "task/sched.h"
#include "task/watchdog.h"
#include "x86/cpu.h"

void sched_guarded_enqueue(struct run_queue *queue, struct lwp *lwp,
                           enum sched_why why)
{
    if (!guard_call(policy_enqueue, (uint64_t)queue, (uint64_t)lwp, why))
        watchdog_abandoned(queue->ops, lwp);
}

static void call_dequeue(struct run_queue *queue, struct lwp *lwp)
{
    guard_enter(GUARD_DEQUEUE);
    if (lwp->policy->dequeue)
        lwp->policy->dequeue(&queue->policy, &lwp->sched);
    else
        list_remove(&lwp->sched.node);
    guard_leave();
}

void sched_guarded_dequeue(struct run_queue *queue, struct lwp *lwp)
{
    policy_unqueued(queue, lwp);
    if (!watchdog_ejected(lwp->policy) &&
        !guard_call(call_dequeue, (uint64_t)queue, (uint64_t)lwp,
                    guard_nothing()))
        watchdog_abandoned(lwp->policy, lwp);
}

static void call_dispatch(struct run_queue *queue, uint32_t core,
                          struct lwp **lwp)
{
    *lwp = policy_dispatch(queue, core, core == queue->core);
}

struct lwp *sched_guarded_dispatch(struct run_queue *queue, uint32_t core)
{
    struct lwp *lwp = NULL;

    if (!guard_call(call_dispatch, (uint64_t)queue, core, (uint64_t)&lwp))
        watchdog_abandoned(queue->ops, NULL);
    return lwp;
}

/* In: what it has run. Out: its turn is over. */
static void call_tick(struct run_queue *queue, struct lwp *lwp, uint64_t *ran)
{
    guard_enter(GUARD_TICK);
    *ran = queue->ops->tick(&queue->policy, &lwp->sched, *ran);
    guard_leave();
}

bool sched_guarded_tick(struct run_queue *queue, struct lwp *lwp, uint64_t ran)
{
    if (!queue->ops->tick)
        return false;
    if (guard_call(call_tick, (uint64_t)queue, (uint64_t)lwp, (uint64_t)&ran))
        return ran;
    watchdog_abandoned(queue->ops, lwp);
    return true;
}

void sched_guarded_running(struct run_queue *queue, struct lwp *lwp)
{
    if (!guard_call(policy_running, (uint64_t)queue, (uint64_t)lwp,
                    guard_nothing()))
        watchdog_abandoned(queue->ops, lwp);
}

void sched_guarded_stopping(struct run_queue *queue, struct lwp *lwp,
                            uint64_t ran)
{
    if (!guard_call(policy_stopping, (uint64_t)queue, (uint64_t)lwp, ran))
        watchdog_abandoned(queue->ops, lwp);
}

struct dump {
    const struct sched_ops *ops;
    char *text;
    unsigned size;
};

static void call_dump(struct run_queue *queue, const struct dump *dump)
{
    guard_enter(GUARD_DUMP);
    dump->ops->dump(&queue->policy, dump->text, dump->size);
    guard_leave();
}

bool sched_guarded_dump(struct run_queue *queue, const struct sched_ops *ops,
                        char *text, unsigned size)
{
    const struct dump dump = {ops, text, size};

    text[0] = '\0';
    if (ops->dump && !guard_call(call_dump, (uint64_t)queue, (uint64_t)&dump,
                                 guard_nothing())) {
        watchdog_abandoned(ops, NULL);
        return false;
    }
    text[size - 1] = '\0';
    return true;
}

static void call_init_task(struct lwp *lwp)
{
    guard_enter(GUARD_INIT_TASK);
    lwp->policy->init_task(&lwp->sched);
    guard_leave();
}

void sched_guarded_init_task(struct lwp *lwp)
{
    if (lwp->policy->init_task && !watchdog_ejected(lwp->policy) &&
        !guard_call(call_init_task, (uint64_t)lwp, guard_nothing(),
                    guard_nothing()))
        watchdog_abandoned(lwp->policy, lwp);
}

static void call_set_weight(struct lwp *lwp)
{
    guard_enter(GUARD_SET_WEIGHT);
    lwp->policy->set_weight(&lwp->sched);
    guard_leave();
}

void sched_guarded_set_weight(struct lwp *lwp)
{
    if (lwp->policy && lwp->policy->set_weight &&
        !watchdog_ejected(lwp->policy) &&
        !guard_call(call_set_weight, (uint64_t)lwp, guard_nothing(),
                    guard_nothing()))
        watchdog_abandoned(lwp->policy, lwp);
}

static void call_exit_task(struct lwp *lwp)
{
    guard_enter(GUARD_EXIT_TASK);
    lwp->policy->exit_task(&lwp->sched);
    guard_leave();
}

void sched_guarded_exit_task(struct lwp *lwp)
{
    if (lwp->policy->exit_task && !watchdog_ejected(lwp->policy) &&
        !guard_call(call_exit_task, (uint64_t)lwp, guard_nothing(),
                    guard_nothing()))
        watchdog_abandoned(lwp->policy, lwp);
}

static void call_admit(struct lwp *lwp, const struct sched_attributes *to,
                       int *error)
{
    guard_enter(GUARD_ADMIT);
    *error =
        lwp->policy->admit(&lwp->sched, to->runtime, to->deadline, to->period);
    guard_leave();
}

int sched_guarded_admit(struct lwp *lwp, const struct sched_attributes *to)
{
    uint64_t flags = cpu_irq_save();
    int error = to->period ? -EINVAL : 0;

    if (lwp->policy && lwp->policy->admit && !watchdog_ejected(lwp->policy) &&
        !guard_call(call_admit, (uint64_t)lwp, (uint64_t)to, (uint64_t)&error))
        watchdog_abandoned(lwp->policy, lwp);
    cpu_irq_restore(flags);
    return error;
}

static void call_init(const struct sched_ops *ops, int *error)
{
    guard_enter(GUARD_INIT);
    *error = ops->init(cores_count);
    guard_leave();
}

int sched_guarded_init(const struct sched_ops *ops)
{
    uint64_t flags = cpu_irq_save();
    int error = 0;

    if (ops->init && !guard_call(call_init, (uint64_t)ops, (uint64_t)&error,
                                 guard_nothing())) {
        watchdog_abandoned(ops, NULL);
        error = -EIO;
    }
    cpu_irq_restore(flags);
    return error;
}

static void call_exit(const struct sched_ops *ops)
{
    guard_enter(GUARD_EXIT);
    ops->exit();
    guard_leave();
}

void sched_guarded_exit(const struct sched_ops *ops)
{
    uint64_t flags = cpu_irq_save();

    if (ops->exit && !watchdog_ejected(ops) &&
        !guard_call(call_exit, (uint64_t)ops, guard_nothing(), guard_nothing()))
        watchdog_abandoned(ops, NULL);
    cpu_irq_restore(flags);
}
