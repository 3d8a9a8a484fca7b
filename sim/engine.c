/* SPDX-License-Identifier: MIT
 *
 * Cores, tasks and time: what kernel/task/sched.c does for LWPs, as a simulation
 * of events. Between two events nothing changes but that tasks run. A core's
 * event is the earliest of: its task's burst is done, its tick, its policy's
 * alarm, or that it is to reschedule now. A sleeping task's is the end of its
 * sleep. Whatever makes another core reschedule only marks it and gives it an
 * event at the present instant, so no call is nested in another.
 *
 * sim/drive/ is another model, for unit tests and the grader; its head comment
 * says why there are two.
 *
 * What the model leaves out: interrupts and locks cost nothing, a core hears of a
 * wake-up at once, caches do not exist. A switch costs SWITCH_COST, which the
 * task that comes has to run in addition.
 */
#include <stdio.h>
#include <stdlib.h>
#include "sim.h"

#define SWITCH_COST 450 /* ns: what a switch costs in Convoy (make bench) */

#define PUSH_MARGIN 2 /* tasks: as kernel/task/sched_balance.c */

struct sim_core *sim_cores;
struct task *sim_tasks;
uint32_t sim_tasks_count;
struct group sim_groups[SIM_GROUPS_MAX];
uint32_t sim_groups_count;
struct sim_totals sim_totals;
uint64_t sim_clock;

/* Cores that are idle; that have tasks queued. */
static struct core_set idle_set, loaded_set;
static uint64_t tick_length;

void *sim_allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (!memory) {
        fprintf(stderr, "sim: no memory for %zu times %zu bytes\n", count,
                size);
        exit(3);
    }
    return memory;
}

/* ---- tasks ---- */

uint32_t sim_group(const char *name, struct action (*next)(struct task *task))
{
    sim_groups[sim_groups_count] = (struct group){.name = name, .next = next};
    return sim_groups_count++;
}

struct task *sim_add(uint32_t group, uint64_t when)
{
    struct task *task = &sim_tasks[sim_tasks_count++];
    uint64_t seed = sim_options.seed * SIM_TASKS_MAX + sim_tasks_count;
    *task = (struct task){
        .sched = {.tid = sim_tasks_count,
                  .core = (sim_tasks_count - 1) % sim_options.cores,
                  .weight = SCHED_WEIGHT_NORMAL,
                  .affinity = core_set_below(sim_options.cores)},
        .group = group,
        .since = when,
        .random = sched_random(&seed),
    };
    heap_add((struct event){.when = when, .task = task});
    return task;
}

static void add_response(struct group *group, uint64_t response)
{
    if (group->response_count == group->response_room) {
        group->response_room =
            group->response_room ? 2 * group->response_room : 1024;
        group->responses =
            realloc(group->responses,
                    group->response_room * sizeof(*group->responses));
        if (!group->responses)
            sim_allocate(SIZE_MAX / 2, 1);
    }
    group->responses[group->response_count++] = response;
}

/* What `task` was woken for is done. */
static void request_done(struct task *task)
{
    struct group *group = &sim_groups[task->group];
    add_response(group, sim_clock - task->request);
    if (task->due) {
        group->jobs++;
        group->misses += sim_clock > task->due;
    }
}

/* ---- cores ---- */

/* Give `core` its next event, instead of the one that it had. */
static void plan(struct sim_core *core)
{
    uint64_t when = SIM_NEVER;
    const struct task *task = (struct task *)core->queue.running;
    if (task) {
        when = core->accounted + task->left;
        when = core->tick < when ? core->tick : when;
    }
    if (core->alarm && core->alarm < when)
        when = core->alarm;
    if (core->need_resched || when < sim_clock)
        when = sim_clock;
    core->version++;
    if (when != SIM_NEVER)
        heap_add((struct event){.when = when,
                                .core = core->queue.core,
                                .version = core->version});
}

static void poke(struct sim_core *core)
{
    if (!core->need_resched) {
        core->need_resched = true;
        plan(core);
    }
}

static void note_count(const struct sim_core *core)
{
    if (core->queue.count)
        core_set_add(&loaded_set, core->queue.core);
    else
        core_set_remove(&loaded_set, core->queue.core);
}

/* The running task has run until now. */
static void account(struct sim_core *core)
{
    struct task *task = (struct task *)core->queue.running;
    uint64_t ran = sim_clock - core->accounted;
    core->accounted = sim_clock;
    core->turn_ran += ran;
    task->sched.ran += ran;
    task->left -= ran;
}

static void enqueue(struct sim_core *core, struct task *task,
                    enum sched_why why)
{
    policy_enqueue(core, task, why);
    note_count(core);
}

static struct task *dispatch(struct sim_core *core, uint32_t for_core)
{
    struct task *task = policy_dispatch(core, for_core);
    note_count(core);
    return task;
}

static void queue_runnable(struct task *task, enum sched_why why)
{
    struct core_set idle = core_set_both(&idle_set, &task->sched.affinity);
    struct sim_core *core = &sim_cores[policy_select_core(task, &idle)];
    core_set_remove(&idle_set, core->queue.core);
    enqueue(core, task, why);
    if (!core->queue.running ||
        policy_preempts(core, task,
                        core->turn_ran + sim_clock - core->accounted))
        poke(core);
}

/* The running task leaves the core: it keeps a place in a queue, or sleeps. */
static void leave(struct sim_core *core, enum task_state state,
                  enum sched_why why)
{
    struct task *task = (struct task *)core->queue.running;
    account(core);
    core->queue.running = NULL;
    core->last = task;
    policy_stopping(core, task, core->turn_ran);
    task->state = state;
    task->since = sim_clock;
    if (state != TASK_READY)
        return;
    if (core_set_has(&task->sched.affinity, core->queue.core))
        enqueue(core, task, why);
    else
        queue_runnable(task, SCHED_MOVED);
}

static void check_wait(struct sim_core *core, struct task *task)
{
    uint64_t waited = sim_clock - task->since;
    struct group *group = &sim_groups[task->group];
    if (waited > group->longest_wait)
        group->longest_wait = waited;
    if (sim_options.watchdog && waited > sim_options.watchdog &&
        !sim_options.policy->starves)
        policy_broke(
            core,
            "task %u (%s) waited for %.3f ms, longer than watchdog=%llu "
            "ms, and the policy does not say that it `starves`",
            task->sched.tid, group->name, (double)waited / MS,
            (unsigned long long)(sim_options.watchdog / MS));
}

static void enter(struct sim_core *core, struct task *task)
{
    check_wait(core, task);
    core->queue.running = &task->sched;
    core->accounted = sim_clock;
    core->turn_ran = core->ticked = 0;
    task->state = TASK_RUNNING;
    if (core->last != task) {
        sim_totals.switches++;
        task->left += SWITCH_COST;
    }
    if (task->last_core != core->queue.core)
        sim_totals.migrations += task->last_core != CORE_NONE;
    task->last_core = task->sched.core = core->queue.core;
    policy_running(core);
}

/* An idle core looks for work in the other cores' queues, lowest number first.
 * True: there is something in its own queue now. */
static bool steal(struct sim_core *thief)
{
    for (uint32_t word = 0; word < CORE_SET_WORDS; word++) {
        for (uint64_t bits = loaded_set.words[word]; bits; bits &= bits - 1) {
            uint32_t id = word * 64 + (uint32_t)__builtin_ctzll(bits);
            if (id == thief->queue.core)
                continue;
            struct task *task = dispatch(&sim_cores[id], thief->queue.core);
            if (!task)
                continue;
            sim_totals.steals++;
            task->sched.core = thief->queue.core;
            queue_runnable(task, SCHED_MOVED);
            return thief->queue.count > 0;
        }
    }
    return false;
}

static void set_idle(struct sim_core *core, bool idle)
{
    if (idle == core->is_idle)
        return;
    core->is_idle = idle;
    if (idle)
        core->idle_since = sim_clock;
    else
        core->idle += sim_clock - core->idle_since;
}

/* Choose who runs on `core`, where nobody does. What it steals it runs at once:
 * else another core might steal that from it at the same instant. */
static void choose(struct sim_core *core)
{
    struct task *task = dispatch(core, core->queue.core);
    if (!task) {
        core_set_add(&idle_set, core->queue.core);
        if (sim_options.balance == BALANCE_STEAL && steal(core))
            task = dispatch(core, core->queue.core);
        core->need_resched = false;
    }
    set_idle(core, !task);
    if (task) {
        core_set_remove(&idle_set, core->queue.core);
        enter(core, task);
    }
}

static void reschedule(struct sim_core *core, enum task_state state,
                       enum sched_why why)
{
    core->need_resched = false;
    if (core->queue.running)
        leave(core, state, why);
    choose(core);
}

/* The task on `core` has done what it wanted to: what next? True: it goes on
 * running. */
static bool next_action(struct sim_core *core)
{
    struct task *task = (struct task *)core->queue.running;
    struct action action = sim_groups[task->group].next(task);
    switch (action.kind) {
    case ACT_RUN:
        task->left = action.ns;
        return true;
    case ACT_YIELD:
        policy_yield(core);
        reschedule(core, TASK_READY, SCHED_YIELDED);
        return false;
    case ACT_SLEEP:
        request_done(task);
        heap_add((struct event){.when = sim_clock + action.ns, .task = task});
        reschedule(core, TASK_ASLEEP, SCHED_WAKE);
        return false;
    case ACT_WAIT:
        request_done(task);
        reschedule(core, TASK_ASLEEP, SCHED_WAKE);
        return false;
    case ACT_EXIT:
        request_done(task);
        reschedule(core, TASK_GONE, SCHED_WAKE);
        policy_exit_task(task);
        return false;
    }
    return false;
}

static uint32_t load_of(const struct sim_core *core)
{
    return core->queue.count + (core->queue.running != NULL);
}

/* A core that has more than another by PUSH_MARGIN gives one away. */
static void push(struct sim_core *core)
{
    struct sim_core *least = core;
    for (uint32_t i = 0; i < sim_options.cores; i++) {
        if (load_of(&sim_cores[i]) < load_of(least))
            least = &sim_cores[i];
    }
    if (load_of(core) < load_of(least) + PUSH_MARGIN)
        return;
    struct task *task = dispatch(core, least->queue.core);
    if (!task)
        return;
    sim_totals.steals++;
    task->sched.core = least->queue.core;
    queue_runnable(task, SCHED_MOVED);
}

static void tick(struct sim_core *core)
{
    account(core);
    uint64_t ran = core->turn_ran - core->ticked;
    core->ticked = core->turn_ran;
    if (policy_tick(core, ran))
        core->need_resched = true;
}

/* What is due on `core` now. Then its next event. */
static void core_event(struct sim_core *core)
{
    bool was_running = core->queue.running;
    if (core->alarm && core->alarm <= sim_clock) {
        core->queue.alarm = 0;
        if (was_running)
            tick(core);
        else
            core->need_resched = true;
    }
    if (was_running && core->tick <= sim_clock) {
        tick(core);
        if (sim_options.balance == BALANCE_PUSH)
            push(core);
    }
    core->tick = (sim_clock / tick_length + 1) * tick_length;
    if (core->need_resched) {
        sim_totals.preemptions += was_running;
        reschedule(core, TASK_READY, SCHED_PREEMPTED);
    } else if (was_running) {
        account(core);
        struct task *task = (struct task *)core->queue.running;
        for (int steps = 0; steps < 1000 && task->left == 0; steps++) {
            if (!next_action(core))
                break;
        }
    }
    core->alarm = core->queue.alarm;
    plan(core);
}

/* ---- the outside ---- */

void sim_wake(struct task *task)
{
    if (task->state == TASK_ASLEEP) {
        sim_totals.wakeups++;
        task->sched.slept = sim_clock - task->since;
        task->since = task->request = sim_clock;
        queue_runnable(task, SCHED_WAKE);
    }
}

/* What sched_setattr(2) does: ask the policy for a budget. Without one it is a task
 * like others. */
static void reserve(struct task *task)
{
    struct sched_entity *entity = &task->sched;
    if (policy_admit(task, task->runtime, task->period, task->period) < 0) {
        sim_groups[task->group].refused++;
        return;
    }
    entity->class = SCHED_DEADLINE;
    entity->runtime = task->runtime;
    entity->deadline = entity->period = task->period;
    policy_set_weight(task);
}

static void task_event(struct task *task)
{
    if (task->state != TASK_NEW)
        return sim_wake(task);
    task->since = task->request = sim_clock;
    task->last_core = CORE_NONE;
    policy_init_task(task);
    if (task->period)
        reserve(task);
    queue_runnable(task, SCHED_NEW);
}

void sim_set_affinity(struct task *task, const struct core_set *affinity)
{
    struct sim_core *core = &sim_cores[task->sched.core];
    task->sched.affinity = *affinity;
    if (core_set_has(affinity, core->queue.core))
        return;
    if (task->sched.queued) {
        policy_dequeue(core, task);
        note_count(core);
        queue_runnable(task, SCHED_MOVED);
    } else if (task->state == TASK_RUNNING) {
        poke(core);
    }
}

void sim_set_class(struct task *task, enum sched_class class, int priority,
                   int nice)
{
    struct sim_core *core = &sim_cores[task->sched.core];
    bool queued = task->sched.queued;
    if (queued)
        policy_dequeue(core, task);
    task->sched.class = class;
    task->sched.priority = priority;
    task->sched.nice = nice;
    task->sched.weight = sched_weight(class, nice);
    if (task->state != TASK_NEW)
        policy_set_weight(task);
    if (queued)
        policy_enqueue(core, task, SCHED_MOVED);
    else if (task->state == TASK_RUNNING)
        poke(core);
}

static void make_cores(void)
{
    sim_cores = sim_allocate(sim_options.cores, sizeof(*sim_cores));
    tick_length = 1000 * MS / sim_options.hz;
    for (uint32_t id = 0; id < sim_options.cores; id++) {
        sim_cores[id].queue.core = id;
        list_init(&sim_cores[id].queue.list);
        sim_cores[id].tick = tick_length;
        set_idle(&sim_cores[id], true);
        core_set_add(&idle_set, id);
    }
}

/* At the end: who still waits has waited too long, if at all, and who ran last
 * has run up to now. */
void sim_finish(void)
{
    for (uint32_t i = 0; i < sim_options.cores; i++) {
        struct sim_core *core = &sim_cores[i];
        if (core->queue.running)
            account(core);
        set_idle(core, false);
    }
    for (uint32_t i = 0; i < sim_tasks_count; i++) {
        if (sim_tasks[i].state == TASK_READY)
            check_wait(&sim_cores[sim_tasks[i].sched.core], &sim_tasks[i]);
    }
}

void sim_begin(void)
{
    sim_tasks = sim_allocate(sim_options.tasks, sizeof(*sim_tasks));
    make_cores();
    policy_init();
    sim_options.workload->setup();
}

static bool more(void)
{
    const struct event *next = heap_first();
    return next && next->when <= sim_options.time &&
           (!sim_options.switches ||
            sim_totals.switches < sim_options.switches);
}

void sim_go(void)
{
    while (more()) {
        struct event event = heap_take();
        sim_clock = event.when;
        if (event.task)
            task_event(event.task);
        else if (event.version == sim_cores[event.core].version)
            core_event(&sim_cores[event.core]);
    }
    if (!sim_options.switches)
        sim_clock = sim_options.time;
}

void sim_drain(void)
{
    for (uint32_t i = 0; i < sim_options.cores; i++) {
        struct sim_core *core = &sim_cores[i];
        struct task *task;
        if (core->queue.running)
            leave(core, TASK_ASLEEP, SCHED_WAKE);
        while (core->queue.count && (task = dispatch(core, i))) {
            enter(core, task);
            leave(core, TASK_ASLEEP, SCHED_WAKE);
        }
    }
}
