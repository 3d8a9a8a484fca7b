/* SPDX-License-Identifier: MIT
 *
 * Calling a policy, and what the contract says about its answers. See
 * calls.h.
 */
#include "calls.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void broken(const char *format, ...)
{
    if (is_broken())
        return;
    int at = snprintf(drive.broken, sizeof(drive.broken),
                      "%s: ", drive.policy->name);
    va_list args;
    va_start(args, format);
    vsnprintf(drive.broken + at, sizeof(drive.broken) - (size_t)at, format,
              args);
    va_end(args);
}

/* ---- calling the policy ---- */

struct guard begin_call(const struct sched_queue *queue,
                        const struct sched_entity *entity)
{
    struct guard guard = {.queue = queue, .entity = entity};
    if (queue)
        memcpy(guard.before_queue, queue, QUEUE_PUBLIC);
    if (entity)
        memcpy(guard.before_entity, entity, ENTITY_PUBLIC);
    drive.calls++;
    return guard;
}

void end_call(const struct guard *guard, const char *name)
{
    if (guard->queue &&
        memcmp(guard->before_queue, guard->queue, QUEUE_PUBLIC) != 0)
        broken("%s changed what is the core's in a queue", name);
    if (guard->entity &&
        memcmp(guard->before_entity, guard->entity, ENTITY_PUBLIC) != 0)
        broken("%s changed what is the core's in %u", name, guard->entity->tid);
}

void call_init_task(struct drive_task *task)
{
    if (!drive.policy->init_task)
        return;
    struct guard guard = begin_call(NULL, &task->entity);
    drive.policy->init_task(&task->entity);
    end_call(&guard, "init_task");
}

void call_exit_task(struct drive_task *task)
{
    if (!drive.policy->exit_task)
        return;
    struct guard guard = begin_call(NULL, &task->entity);
    drive.policy->exit_task(&task->entity);
    end_call(&guard, "exit_task");
}

void call_enqueue(struct drive_core *core, struct drive_task *task,
                  enum sched_why why)
{
    struct sched_entity *entity = &task->entity;
    entity->core = core->queue.core;
    entity->queued = true;
    core->queue.count++;
    task->state = DRIVE_QUEUED;
    if (why != SCHED_MOVED) {
        task->since = world_now;
        task->woken = why == SCHED_WAKE;
    }
    struct guard guard = begin_call(&core->queue, entity);
    drive.policy->enqueue(&core->queue, entity, why);
    end_call(&guard, "enqueue");
}

void call_dequeue(struct drive_core *core, struct drive_task *task)
{
    task->entity.queued = false;
    core->queue.count--;
    struct guard guard = begin_call(&core->queue, &task->entity);
    if (drive.policy->dequeue)
        drive.policy->dequeue(&core->queue, &task->entity);
    else
        list_remove(&task->entity.node);
    end_call(&guard, "dequeue");
}

/* `dispatch` gave nothing to its own core. */
static void check_none(const struct drive_core *core)
{
    if (core->queue.alarm)
        return;
    for (uint32_t tid = 1; tid <= drive.tasks_count; tid++) {
        const struct sched_entity *entity = &drive.tasks[tid].entity;
        if (entity->queued && entity->core == core->queue.core &&
            core_set_has(&entity->affinity, core->queue.core))
            broken("dispatch leaves core %u idle, and %u waits there",
                   core->queue.core, tid);
    }
}

/* Whether `entity` may run on core `id`, from `core`'s queue. */
static bool check_dispatched(const struct drive_core *core, uint32_t id,
                             const struct sched_entity *entity)
{
    const struct drive_task *task = &drive.tasks[0];
    uint64_t offset = (uint64_t)entity - (uint64_t)&task->entity;
    if (offset % sizeof(*task) != 0 ||
        offset / sizeof(*task) > drive.tasks_count || offset == 0)
        broken("dispatch returned what is no entity");
    else if (!entity->queued)
        broken("dispatch returned %u, which is not queued", entity->tid);
    else if (entity->core != core->queue.core)
        broken("dispatch on the queue of core %u returned %u, of core %u",
               core->queue.core, entity->tid, entity->core);
    else if (!core_set_has(&entity->affinity, id))
        broken("dispatch returned %u, which may not run on core %u",
               entity->tid, id);
    return !is_broken();
}

static struct drive_task *take(struct drive_core *core, uint32_t id)
{
    struct guard guard = begin_call(&core->queue, NULL);
    struct sched_entity *entity = drive.policy->dispatch(&core->queue, id);
    end_call(&guard, "dispatch");
    if (!entity || !check_dispatched(core, id, entity))
        return NULL;
    entity->queued = false;
    core->queue.count--;
    return task_of(entity);
}

struct drive_task *call_dispatch(struct drive_core *core, uint32_t id)
{
    struct drive_task *task = take(core, id);
    if (!task && id == core->queue.core)
        check_none(core);
    return task;
}

struct drive_task *call_drain(struct drive_core *core)
{
    return take(core, core->queue.core);
}

uint32_t call_select_cpu(struct drive_task *task, const struct core_set *idle)
{
    if (!drive.policy->select_cpu)
        return sched_select_core(&task->entity, idle);
    struct guard guard = begin_call(NULL, &task->entity);
    uint32_t id = drive.policy->select_cpu(&task->entity, idle);
    end_call(&guard, "select_cpu");
    if (id < drive.config.cores && core_set_has(&task->entity.affinity, id))
        return id;
    broken("select_cpu chose core %u for %u", id, task->entity.tid);
    return core_set_first(&task->entity.affinity);
}

bool call_preempts(struct drive_core *core, struct drive_task *woken)
{
    if (!drive.policy->preempts)
        return false;
    uint64_t ran = core->ran + world_now - core->accounted;
    struct guard guard = begin_call(&core->queue, &woken->entity);
    bool now = drive.policy->preempts(&core->queue, &woken->entity, ran);
    end_call(&guard, "preempts");
    return now;
}

bool call_tick(struct drive_core *core, struct drive_task *task, uint64_t ran)
{
    if (!drive.policy->tick)
        return false;
    struct guard guard = begin_call(&core->queue, &task->entity);
    bool over = drive.policy->tick(&core->queue, &task->entity, ran);
    end_call(&guard, "tick");
    return over;
}

void call_running(struct drive_core *core, struct drive_task *task)
{
    if (!drive.policy->running)
        return;
    struct guard guard = begin_call(&core->queue, &task->entity);
    drive.policy->running(&core->queue, &task->entity);
    end_call(&guard, "running");
}

void call_stopping(struct drive_core *core, struct drive_task *task)
{
    if (!drive.policy->stopping)
        return;
    struct guard guard = begin_call(&core->queue, &task->entity);
    drive.policy->stopping(&core->queue, &task->entity, core->ran);
    end_call(&guard, "stopping");
}

void call_yield(struct drive_core *core, struct drive_task *task)
{
    if (!drive.policy->yield)
        return;
    struct guard guard = begin_call(&core->queue, &task->entity);
    drive.policy->yield(&core->queue, &task->entity);
    end_call(&guard, "yield");
}

void call_set_weight(struct drive_task *task)
{
    if (!drive.policy->set_weight)
        return;
    struct guard guard = begin_call(NULL, &task->entity);
    drive.policy->set_weight(&task->entity);
    end_call(&guard, "set_weight");
}
