/* SPDX-License-Identifier: MIT
 *
 * Every call into the policy. Before each one it is written down where we are,
 * for the case that the policy crashes or never returns; after it, what the call
 * cost. What a policy answers is checked against the rules in sched/sched.h, as
 * the kernel's watchdog does; here a broken rule ends the program.
 */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include "sim.h"

#define LOOP_SECONDS 5 /* of the processor's time in one call: it never ends */

struct call_cost policy_costs[CALLS];
const char *const policy_call_names[CALLS] = {
    "init",    "init_task",  "exit_task", "select_cpu",
    "enqueue", "dequeue",    "dispatch",  "dispatch/steal",
    "tick",    "preempts",   "running",   "stopping",
    "yield",   "set_weight", "admit",     "dump",
};

static const struct sched_ops *ops;

/* Where we are, CALLS: not in the policy. */
static volatile enum policy_call now_in = CALLS;
static volatile uint64_t calls_made;
static const struct sim_core *at_core;
static const struct task *at_task;
static uint64_t accesses_before, ns_before;

static void enter(enum policy_call call, const struct sim_core *core,
                  const struct task *task)
{
    at_core = core;
    at_task = task;
    calls_made++;
    now_in = call;
    accesses_before = count_accesses;
    ns_before = sim_options.switches ? count_host_ns() : 0;
}

static void leave(void)
{
    struct call_cost *cost = &policy_costs[now_in];
    uint64_t accesses = count_accesses - accesses_before;
    cost->ns += sim_options.switches ? count_host_ns() - ns_before : 0;
    cost->calls++;
    cost->accesses += accesses;
    if (accesses > cost->most_accesses)
        cost->most_accesses = accesses;
    now_in = CALLS;
}

/* ---- what goes wrong ---- */

static void say_where(const struct sim_core *core, const struct task *task)
{
    fprintf(stderr, "policy %s broke a rule at %.6f ms", ops->name,
            (double)sim_clock / MS);
    if (core)
        fprintf(stderr, ", core %u", core->queue.core);
    if (task)
        fprintf(stderr, ", task %u (%s)", task->sched.tid,
                sim_groups[task->group].name);
    fprintf(stderr, ":\n    ");
}

static void dump_queue(const struct sim_core *core)
{
    char text[400] = "";
    if (!core || !ops->dump)
        return;
    enter(CALL_DUMP, core, NULL);
    ops->dump(&core->queue, text, sizeof(text));
    leave();
    if (text[0])
        fprintf(stderr, "    its own dump of core %u: %s\n", core->queue.core,
                text);
}

void policy_broke(const struct sim_core *core, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fflush(stdout);
    say_where(core, NULL);
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\n");
    va_end(arguments);
    dump_queue(core);
    exit(1);
}

/* The policy crashed, or has been in one call for ever. The standard streams are
 * whole: the crash was in the policy's code. */
static void died(int number)
{
    bool looped = number == SIGVTALRM;
    if (now_in == CALLS) {
        fprintf(stderr, "sim: the simulator itself crashed (%s)\n",
                strsignal(number));
        _Exit(3);
    }
    fflush(stdout);
    say_where(at_core, at_task);
    fprintf(stderr, "its %s %s", policy_call_names[now_in],
            looped ? "does not end" : "crashed");
    if (!looped)
        fprintf(stderr, " (%s)", strsignal(number));
    fprintf(stderr, "\n    make sim ... GDB=1 runs the same under gdb\n");
    _Exit(1);
}

static void every_second(int number)
{
    static uint64_t last;
    static int seconds;
    seconds = now_in != CALLS && calls_made == last ? seconds + 1 : 0;
    last = calls_made;
    if (seconds >= LOOP_SECONDS)
        died(number);
}

void policy_guard(void)
{
    static char stack[65536];
    const stack_t other = {.ss_sp = stack, .ss_size = sizeof(stack)};
    const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
    sigaltstack(&other, NULL);
    for (size_t i = 0; i < sizeof(crashes) / sizeof(crashes[0]); i++)
        sigaction(crashes[i],
                  &(struct sigaction){.sa_handler = died,
                                      .sa_flags = SA_ONSTACK},
                  NULL);
    sigaction(SIGVTALRM,
              &(struct sigaction){.sa_handler = every_second,
                                  .sa_flags = SA_ONSTACK | SA_RESTART},
              NULL);
    const struct itimerval second = {{1, 0}, {1, 0}};
    setitimer(ITIMER_VIRTUAL, &second, NULL);
}

/* ---- the calls ---- */

void policy_init(void)
{
    ops = sim_options.policy;
    if (!ops->name || strlen(ops->name) < 1 || strlen(ops->name) > 15)
        policy_broke(NULL, "its name has to have 1 to 15 characters");
    if (!ops->enqueue || !ops->dispatch)
        policy_broke(NULL, "it has no %s",
                     ops->enqueue ? "dispatch" : "enqueue");
    if (!ops->init)
        return;
    enter(CALL_INIT, NULL, NULL);
    int error = ops->init(sim_options.cores);
    leave();
    if (error >= 0)
        return;
    fprintf(stderr, "sim: policy %s refuses cores=%u: its init says %d, %s\n",
            ops->name, sim_options.cores, error, strerror(-error));
    exit(SIM_REFUSED);
}

void policy_init_task(struct task *task)
{
    if (!ops->init_task)
        return;
    enter(CALL_INIT_TASK, NULL, task);
    ops->init_task(&task->sched);
    leave();
}

void policy_exit_task(struct task *task)
{
    if (!ops->exit_task)
        return;
    enter(CALL_EXIT_TASK, NULL, task);
    ops->exit_task(&task->sched);
    leave();
}

uint32_t policy_select_core(struct task *task, const struct core_set *idle)
{
    enter(CALL_SELECT_CPU, NULL, task);
    uint32_t core = ops->select_cpu ? ops->select_cpu(&task->sched, idle)
                                    : sched_select_core(&task->sched, idle);
    leave();
    if (core >= sim_options.cores || !core_set_has(&task->sched.affinity, core))
        policy_broke(NULL,
                     "its select_cpu wants task %u on core %u, which its "
                     "affinity does not allow",
                     task->sched.tid, core);
    return core;
}

void policy_enqueue(struct sim_core *core, struct task *task,
                    enum sched_why why)
{
    task->sched.core = core->queue.core;
    task->sched.queued = true;
    task->state = TASK_READY;
    core->queue.count++;
    enter(CALL_ENQUEUE, core, task);
    ops->enqueue(&core->queue, &task->sched, why);
    leave();
}

void policy_dequeue(struct sim_core *core, struct task *task)
{
    task->sched.queued = false;
    core->queue.count--;
    enter(CALL_DEQUEUE, core, task);
    if (ops->dequeue)
        ops->dequeue(&core->queue, &task->sched);
    else
        list_remove(&task->sched.node);
    leave();
}

static const char *const state_names[] = {
    [TASK_NEW] = "has not arrived yet",
    [TASK_READY] = "is queued",
    [TASK_RUNNING] = "runs",
    [TASK_ASLEEP] = "sleeps",
    [TASK_GONE] = "has ended",
};

/* Is `entity` one of ours at all? */
static struct task *known(const struct sim_core *core,
                          struct sched_entity *entity)
{
    uintptr_t offset = (uintptr_t)entity - (uintptr_t)sim_tasks;
    if (offset % sizeof(struct task) ||
        offset / sizeof(struct task) >= sim_tasks_count)
        policy_broke(core, "its dispatch returned %p, which is no task",
                     (void *)entity);
    return (struct task *)entity;
}

/* The queue's own core gets NULL: is that right? */
static void check_none(const struct sim_core *core)
{
    if (core->queue.count == 0 || core->queue.alarm)
        return;
    for (uint32_t i = 0; i < sim_tasks_count; i++) {
        const struct task *task = &sim_tasks[i];
        if (task->sched.queued && task->sched.core == core->queue.core)
            policy_broke(core,
                         "its dispatch found nobody (and set no alarm), but "
                         "task %u has been queued here since %.6f ms",
                         task->sched.tid, (double)task->since / MS);
    }
}

struct task *policy_dispatch(struct sim_core *core, uint32_t for_core)
{
    bool own = for_core == core->queue.core;
    enter(own ? CALL_DISPATCH : CALL_STEAL, core, NULL);
    struct sched_entity *entity = ops->dispatch(&core->queue, for_core);
    leave();
    if (!entity) {
        if (own)
            check_none(core);
        return NULL;
    }
    struct task *task = known(core, entity);
    if (!entity->queued)
        policy_broke(core, "its dispatch returned task %u, which %s",
                     entity->tid, state_names[task->state]);
    if (entity->core != core->queue.core)
        policy_broke(core,
                     "its dispatch returned task %u, which is queued on core "
                     "%u",
                     entity->tid, entity->core);
    if (!core_set_has(&entity->affinity, for_core))
        policy_broke(core,
                     "its dispatch gave task %u to core %u, which its affinity "
                     "does not allow",
                     entity->tid, for_core);
    entity->queued = false;
    core->queue.count--;
    return task;
}

bool policy_tick(struct sim_core *core, uint64_t ran)
{
    if (!ops->tick)
        return false;
    enter(CALL_TICK, core, (struct task *)core->queue.running);
    bool over = ops->tick(&core->queue, core->queue.running, ran);
    leave();
    return over;
}

bool policy_preempts(struct sim_core *core, struct task *woken, uint64_t ran)
{
    if (sim_options.preempt != PREEMPT_FAIR)
        return sim_options.preempt == PREEMPT_ALWAYS;
    if (!ops->preempts)
        return false;
    enter(CALL_PREEMPTS, core, woken);
    bool yes = ops->preempts(&core->queue, &woken->sched, ran);
    leave();
    return yes;
}

void policy_running(struct sim_core *core)
{
    if (!ops->running)
        return;
    enter(CALL_RUNNING, core, (struct task *)core->queue.running);
    ops->running(&core->queue, core->queue.running);
    leave();
}

void policy_stopping(struct sim_core *core, struct task *task, uint64_t ran)
{
    if (!ops->stopping)
        return;
    enter(CALL_STOPPING, core, task);
    ops->stopping(&core->queue, &task->sched, ran);
    leave();
}

void policy_yield(struct sim_core *core)
{
    if (!ops->yield)
        return;
    enter(CALL_YIELD, core, (struct task *)core->queue.running);
    ops->yield(&core->queue, core->queue.running);
    leave();
}

void policy_set_weight(struct task *task)
{
    if (!ops->set_weight)
        return;
    enter(CALL_SET_WEIGHT, NULL, task);
    ops->set_weight(&task->sched);
    leave();
}

int policy_admit(struct task *task, uint64_t runtime, uint64_t deadline,
                 uint64_t period)
{
    if (!ops->admit)
        return -22; /* -EINVAL */
    enter(CALL_ADMIT, NULL, task);
    int error = ops->admit(&task->sched, runtime, deadline, period);
    leave();
    return error;
}

/* ---- what a policy may ask ---- */

uint64_t sched_now(void)
{
    return sim_clock;
}

uint64_t sched_seed(void)
{
    return sim_options.seed;
}

const char *sched_forced_list(void)
{
    return ""; /* the simulator counts no instructions */
}

void sched_note(const struct sched_entity *entity, const char *what,
                uint64_t value)
{
    (void)entity, (void)what, (void)value;
}
