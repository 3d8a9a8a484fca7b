/* SPDX-License-Identifier: MIT
 *
 * The model of a machine that drives policies. See drive.h. Its functions have
 * the names of those in kernel/task/sched.c that they stand for.
 */
#include "drive.h"

#include <string.h>
#include "calls.h"

#define START 1000000000u    /* the first instant, ns */
#define SAME_INSTANT 1000000 /* events without time passing: it hangs */

struct drive drive;

/* ---- switching ---- */

/* The running one has run up to now. */
static void account(struct drive_core *core, struct drive_task *task)
{
    uint64_t since = world_now - core->accounted;
    core->accounted = world_now;
    core->ran += since;
    core->busy += since;
    task->entity.ran += since;
    task->ran += since;
    if (task->left != DRIVE_EVER)
        task->left -= since < task->left ? since : task->left;
}

static void leave(struct drive_core *core, enum sched_why why)
{
    struct drive_task *task = task_of(core->queue.running);
    account(core, task);
    core->queue.running = NULL;
    call_stopping(core, task);
    if (task->state != DRIVE_RUNNING)
        return;
    if (core_set_has(&task->entity.affinity, core->queue.core))
        call_enqueue(core, task, why);
    else
        core->left = task;
}

static void count_wait(struct drive_task *task)
{
    uint64_t wait = world_now - task->since;
    task->waited += wait;
    task->waits++;
    if (task->longest_wait < wait)
        task->longest_wait = wait;
    if (task->woken && task->longest_wake < wait)
        task->longest_wake = wait;
}

static void enter(struct drive_core *core, struct drive_task *task)
{
    uint32_t tid = task->entity.tid;
    count_wait(task);
    task->state = DRIVE_RUNNING;
    task->entity.core = core->queue.core;
    core->queue.running = &task->entity;
    core->ran = core->ticked = 0;
    core->accounted = world_now;
    core->idle = false;
    core->switches += core->last != tid;
    core->last = tid;
    if (drive.order_count < DRIVE_ORDER)
        drive.order[drive.order_count] = tid;
    drive.order_count++;
    call_running(core, task);
}

static void queue_runnable(struct drive_task *task, enum sched_why why);

static void finish_switch(struct drive_core *core)
{
    struct drive_task *left = core->left;
    core->left = NULL;
    if (!left)
        return;
    left->since = world_now;
    left->woken = false;
    queue_runnable(left, SCHED_MOVED);
}

static void reschedule(struct drive_core *core, enum sched_why why)
{
    core->need_resched = false;
    if (core->queue.running) {
        if (why == SCHED_YIELDED)
            call_yield(core, task_of(core->queue.running));
        leave(core, why);
    }
    struct drive_task *to = call_dispatch(core, core->queue.core);
    if (to)
        enter(core, to);
    core->alarm = core->queue.alarm;
    finish_switch(core);
}

/* ---- making runnable ---- */

static uint32_t select_core(struct drive_task *task)
{
    struct core_set idle = {{0}};
    for (uint32_t id = 0; id < drive.config.cores; id++) {
        if (drive.cores[id].idle && core_set_has(&task->entity.affinity, id))
            core_set_add(&idle, id);
    }
    return call_select_cpu(task, &idle);
}

static bool preempts(struct drive_core *core, struct drive_task *woken)
{
    if (!core->queue.running)
        return true;
    if (drive.config.preempt != DRIVE_FAIR)
        return drive.config.preempt == DRIVE_ALWAYS;
    return call_preempts(core, woken);
}

static void queue_runnable(struct drive_task *task, enum sched_why why)
{
    struct drive_core *core = &drive.cores[select_core(task)];
    core->idle = false;
    call_enqueue(core, task, why);
    if (preempts(core, task))
        core->need_resched = true;
}

void drive_wake(struct drive_task *task)
{
    if (task->state != DRIVE_ASLEEP || is_broken())
        return;
    task->entity.slept = world_now - task->since;
    task->wakes++;
    queue_runnable(task, SCHED_WAKE);
}

struct drive_task *drive_new(drive_script *script)
{
    struct drive_task *task = &drive.tasks[++drive.tasks_count];
    *task = (struct drive_task){
        .entity = {.tid = drive.tasks_count,
                   .weight = SCHED_WEIGHT_NORMAL,
                   .affinity = core_set_below(drive.config.cores)},
        .script = script,
    };
    return task;
}

void drive_begin(struct drive_task *task)
{
    task->left = task->script ? 0 : DRIVE_EVER;
    call_init_task(task);
    queue_runnable(task, SCHED_NEW);
}

/* ---- ticks, idling ---- */

static void follow_tick(struct drive_core *core)
{
    struct drive_task *task = task_of(core->queue.running);
    account(core, task);
    uint64_t ran = core->ran - core->ticked;
    core->ticked = core->ran;
    if (call_tick(core, task, ran))
        core->need_resched = true;
    core->alarm = core->queue.alarm;
}

void drive_tick(uint32_t id)
{
    if (drive.cores[id].queue.running && !is_broken())
        follow_tick(&drive.cores[id]);
}

void drive_alarm(uint32_t id)
{
    struct drive_core *core = &drive.cores[id];
    core->queue.alarm = core->alarm = 0;
    if (core->queue.running)
        drive_tick(id);
    else
        core->need_resched = true;
}

bool drive_steal(uint32_t id, uint32_t victim)
{
    struct drive_task *task = call_dispatch(&drive.cores[victim], id);
    if (!task)
        return false;
    task->entity.core = id;
    queue_runnable(task, SCHED_MOVED);
    return true;
}

static void idle(struct drive_core *core)
{
    core->idle = true;
    for (uint32_t id = 0; id < drive.config.cores; id++) {
        if (id != core->queue.core && drive.cores[id].queue.count > 0 &&
            drive_steal(core->queue.core, id))
            return;
    }
}

/* Choose what runs on `core`; if nothing does, look for work. */
static void choose(struct drive_core *core, enum sched_why why)
{
    reschedule(core, why);
    if (!core->queue.running && !is_broken())
        idle(core);
}

void drive_settle(void)
{
    for (uint32_t id = 0; id < drive.config.cores && !is_broken(); id++) {
        struct drive_core *core = &drive.cores[id];
        if (!core->need_resched)
            continue;
        choose(core, SCHED_PREEMPTED);
        id = UINT32_MAX; /* others may have to, now */
    }
}

/* The running task stops, for `state`; another runs at once. */
static void stop(struct drive_core *core, enum drive_state state)
{
    struct drive_task *task = task_of(core->queue.running);
    task->state = state;
    task->since = world_now;
    task->wake_at = DRIVE_EVER;
    choose(core, SCHED_PREEMPTED);
    if (state == DRIVE_ABSENT)
        call_exit_task(task);
}

void drive_block(uint32_t id)
{
    stop(&drive.cores[id], DRIVE_ASLEEP);
}

void drive_end(uint32_t id)
{
    stop(&drive.cores[id], DRIVE_ABSENT);
}

void drive_yield(uint32_t id)
{
    choose(&drive.cores[id], SCHED_YIELDED);
}

uint32_t drive_running(uint32_t id)
{
    struct sched_entity *running = drive.cores[id].queue.running;
    return running ? running->tid : 0;
}

/* ---- attributes ---- */

/* As sched_set_attributes: who is queued leaves its queue for the change.
 * Returns whether it was. */
static bool begin_change(struct drive_task *task)
{
    bool queued = task->entity.queued;
    if (queued)
        call_dequeue(&drive.cores[task->entity.core], task);
    return queued;
}

static void end_change(struct drive_task *task, bool queued)
{
    struct sched_entity *entity = &task->entity;
    struct drive_core *core = &drive.cores[entity->core];
    entity->weight = sched_weight(entity->class, entity->nice);
    if (task->state != DRIVE_ABSENT)
        call_set_weight(task);
    bool decide = task->state == DRIVE_RUNNING;
    if (queued) {
        call_enqueue(core, task, SCHED_MOVED);
        decide = preempts(core, task);
    }
    core->need_resched |= decide;
}

void drive_set_nice(struct drive_task *task, int nice)
{
    bool queued = begin_change(task);
    task->entity.nice = nice;
    end_change(task, queued);
}

void drive_set_class(struct drive_task *task, enum sched_class class,
                     int priority)
{
    bool queued = begin_change(task);
    task->entity.class = class;
    task->entity.priority = priority;
    end_change(task, queued);
}

void drive_set_deadline(struct drive_task *task, uint64_t runtime,
                        uint64_t deadline, uint64_t period)
{
    bool queued = begin_change(task);
    task->entity.class = runtime ? SCHED_DEADLINE : SCHED_OTHER;
    task->entity.runtime = runtime;
    task->entity.deadline = deadline;
    task->entity.period = period;
    end_change(task, queued);
}

void drive_set_affinity(struct drive_task *task, struct core_set affinity)
{
    struct drive_core *core = &drive.cores[task->entity.core];
    bool misplaced = !core_set_has(&affinity, core->queue.core);
    bool queued = task->entity.queued;
    task->entity.affinity = affinity;
    if (!misplaced)
        return;
    if (queued) {
        call_dequeue(core, task);
        queue_runnable(task, SCHED_MOVED);
    } else if (task->state == DRIVE_RUNNING) {
        core->need_resched = true;
    }
}

/* ---- from event to event ---- */

static uint64_t sooner(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* When something happens next, at the latest at `end`. */
static uint64_t next_event(uint64_t end)
{
    uint64_t next = drive.tick_next ? sooner(end, drive.tick_next) : end;
    for (uint32_t id = 0; id < drive.config.cores; id++) {
        const struct drive_core *core = &drive.cores[id];
        if (core->alarm)
            next = sooner(next, core->alarm);
        if (!core->queue.running)
            continue;
        const struct drive_task *task = task_of(core->queue.running);
        if (task->left != DRIVE_EVER)
            next = sooner(next, core->accounted + task->left);
    }
    for (uint32_t tid = 1; tid <= drive.tasks_count; tid++) {
        if (drive.tasks[tid].state == DRIVE_ASLEEP)
            next = sooner(next, drive.tasks[tid].wake_at);
    }
    return next > world_now ? next : world_now;
}

static bool wake_sleepers(void)
{
    bool any = false;
    for (uint32_t tid = 1; tid <= drive.tasks_count; tid++) {
        struct drive_task *task = &drive.tasks[tid];
        if (task->state != DRIVE_ASLEEP || task->wake_at > world_now)
            continue;
        drive_wake(task);
        any = true;
    }
    return any;
}

/* The task that runs on `core` has done what it said; ask it for more. */
static void follow_script(struct drive_core *core)
{
    struct drive_task *task = task_of(core->queue.running);
    struct drive_step step = task->script(task);
    uint32_t id = core->queue.core;
    switch (step.verb) {
    case DRIVE_RUN:
        task->left = step.ns;
        break;
    case DRIVE_SLEEP:
        drive_block(id);
        task->wake_at = step.ns == DRIVE_EVER ? step.ns : world_now + step.ns;
        break;
    case DRIVE_YIELD:
        drive_yield(id);
        break;
    case DRIVE_EXIT:
        drive_end(id);
        break;
    }
}

static bool follow_scripts(void)
{
    bool any = false;
    for (uint32_t id = 0; id < drive.config.cores && !is_broken(); id++) {
        struct drive_core *core = &drive.cores[id];
        if (!core->queue.running)
            continue;
        struct drive_task *task = task_of(core->queue.running);
        account(core, task);
        if (task->left > 0)
            continue;
        follow_script(core);
        any = true;
    }
    return any;
}

static bool follow_alarms(void)
{
    bool any = false;
    for (uint32_t id = 0; id < drive.config.cores; id++) {
        uint64_t alarm = drive.cores[id].alarm;
        if (alarm == 0 || alarm > world_now)
            continue;
        drive_alarm(id);
        any = true;
    }
    return any;
}

/* Nobody has waited for too long while its core runs others. */
static void check_waits(void)
{
    if (drive.config.watch == 0 || drive.policy->starves)
        return;
    for (uint32_t tid = 1; tid <= drive.tasks_count; tid++) {
        const struct drive_task *task = &drive.tasks[tid];
        if (task->state == DRIVE_QUEUED &&
            drive.cores[task->entity.core].queue.running &&
            world_now - task->since > drive.config.watch)
            broken("%u has waited for %llu us", tid,
                   (unsigned long long)(world_now - task->since) / 1000);
    }
}

static bool follow_ticks(void)
{
    if (drive.tick_next == 0 || drive.tick_next > world_now)
        return false;
    drive.tick_next = (world_now / drive.config.tick + 1) * drive.config.tick;
    for (uint32_t id = 0; id < drive.config.cores; id++)
        drive_tick(id);
    check_waits();
    return true;
}

/* One thing that is due now: whether there was one. */
static bool follow(void)
{
    bool any = wake_sleepers() || follow_scripts() || follow_alarms() ||
               follow_ticks();
    drive_settle();
    if (drive.observe && !is_broken())
        drive.observe();
    return any;
}

void drive_until(uint64_t end)
{
    drive_settle();
    while (!is_broken()) {
        uint32_t events = 0;
        while (follow() && !is_broken()) {
            if (++events == SAME_INSTANT)
                broken("no end of events at one instant");
        }
        if (world_now >= end)
            return;
        world_now = next_event(end);
    }
}

void drive_for(uint64_t ns)
{
    drive_until(world_now + ns);
}

void drive_pass(uint64_t ns)
{
    world_now += ns;
}

/* ---- beginning, another policy ---- */

static void reset_queue(uint32_t id)
{
    drive.cores[id].queue = (struct sched_queue){.core = id};
    list_init(&drive.cores[id].queue.list);
    drive.cores[id].alarm = 0;
}

/* False: the policy refuses so many cores. */
static bool init_policy(const struct sched_ops *policy)
{
    return !policy->init || policy->init(drive.config.cores) == 0;
}

static void reset_queues(void)
{
    for (uint32_t id = 0; id < drive.config.cores; id++)
        reset_queue(id);
}

void drive_start(const struct drive_config *config)
{
    memset(&drive, 0, sizeof(drive));
    drive.config = *config;
    world_now = START;
    if (config->tick)
        drive.tick_next = (world_now / config->tick + 1) * config->tick;
    for (uint32_t id = 0; id < config->cores; id++)
        drive.cores[id].idle = true;
    drive.policy = config->policy;
    reset_queues();
    if (!init_policy(config->policy))
        broken("init refuses %u cores", config->cores);
}

static bool exists(const struct drive_task *task)
{
    return task->state != DRIVE_ABSENT;
}

/* Core `id`'s queue, in the order in which the old policy would run it: parked
 * until the new one has taken over. What it holds back stays. */
static void drain(uint32_t id)
{
    struct drive_core *core = &drive.cores[id];
    struct drive_task *task;
    while ((task = call_drain(core)))
        drive.parked[drive.parked_count++] = task;
}

/* The old policy forgets the task, which may be running. */
static void withdraw(struct drive_task *task)
{
    struct drive_core *core = &drive.cores[task->entity.core];
    if (task->state == DRIVE_RUNNING) {
        account(core, task);
        call_stopping(core, task);
    }
    if (task->entity.queued) {
        call_dequeue(core, task);
        drive.parked[drive.parked_count++] = task;
    }
    call_exit_task(task);
}

static void end_policy(void)
{
    drive.parked_count = 0;
    for (uint32_t id = 0; id < drive.config.cores; id++)
        drain(id);
    for (uint32_t tid = 1; tid <= drive.tasks_count; tid++) {
        if (exists(&drive.tasks[tid]))
            withdraw(&drive.tasks[tid]);
    }
    if (drive.policy->exit)
        drive.policy->exit();
}

static void introduce(struct drive_task *task)
{
    struct sched_entity *entity = &task->entity;
    memset((char *)entity + ENTITY_PUBLIC, 0, sizeof(*entity) - ENTITY_PUBLIC);
    list_init(&entity->node);
    call_init_task(task);
}

/* What runs is told to the new policy; it was never queued there. */
static void thaw(struct drive_core *core, struct sched_entity *running)
{
    core->queue.running = running;
    core->ran = 0;
    if (running)
        call_running(core, task_of(running));
    core->alarm = core->queue.alarm;
}

bool drive_switch(const struct sched_ops *policy)
{
    struct sched_entity *running[SCHED_CORES_MAX];
    drive_settle();
    if (is_broken() || policy == drive.policy || !init_policy(policy))
        return false;
    end_policy();
    for (uint32_t id = 0; id < drive.config.cores; id++)
        running[id] = drive.cores[id].queue.running;
    drive.policy = policy;
    reset_queues();
    for (uint32_t tid = 1; tid <= drive.tasks_count; tid++) {
        if (exists(&drive.tasks[tid]))
            introduce(&drive.tasks[tid]);
    }
    for (uint32_t id = 0; id < drive.config.cores; id++)
        thaw(&drive.cores[id], running[id]);
    for (uint32_t n = 0; n < drive.parked_count && !is_broken(); n++) {
        struct drive_task *task = drive.parked[n];
        call_enqueue(&drive.cores[task->entity.core], task, SCHED_NEW);
        drive.cores[task->entity.core].idle = false;
    }
    for (uint32_t id = 0; id < drive.config.cores; id++)
        drive.cores[id].need_resched = true;
    drive_settle();
    return true;
}

void drive_forget(void)
{
    for (uint32_t tid = 1; tid <= drive.tasks_count; tid++) {
        struct drive_task *task = &drive.tasks[tid];
        task->ran = task->waited = task->waits = task->wakes = 0;
        task->longest_wait = task->longest_wake = 0;
    }
}

/* ---- scripts ---- */

/* Every other time it runs; the other times it does `step`. */
static struct drive_step in_turns(struct drive_task *task,
                                  struct drive_step step)
{
    task->data[0] = !task->data[0];
    return task->data[0] ? (struct drive_step){DRIVE_RUN, task->run} : step;
}

struct drive_step drive_run_and_sleep(struct drive_task *task)
{
    return in_turns(task, (struct drive_step){DRIVE_SLEEP, task->sleep});
}

struct drive_step drive_run_and_yield(struct drive_task *task)
{
    return in_turns(task, (struct drive_step){DRIVE_YIELD, 0});
}
