/* SPDX-License-Identifier: MIT
 *
 * What the tasks do. A behaviour is a function that says what a task does next,
 * whenever it has done what it did; a workload makes tasks of one or more groups.
 * Chance comes from each task's own sequence, so that one policy sees the same
 * tasks as another.
 */
#include "sim.h"

#define FOREVER (3600ull * 1000 * MS)
#define ECHO_RUN (200 * US)   /* a key, a request: computing ... */
#define ECHO_SLEEP (20 * MS)  /* ... and on average this until the next */
#define SHORT_RUN (1 * MS)    /* a short job */
#define HERD_PERIOD (10 * MS) /* how often the herd is woken */
#define HERD_RUN (20 * US)    /* what each of it does then */
#define UTILISATION 90        /* percent of the cores that periodic tasks use */
#define MARGIN 90             /* percent of its budget that a job uses */
#define SHORTEST_PERIOD (10 * MS)
#define SCALE_RUN (200 * US)
#define SCALE_SLEEP (400 * US)

/* A number below `limit` > 0. */
static uint64_t below(struct task *task, uint64_t limit)
{
    return sched_random(&task->random) % limit;
}

/* Around `mean`: from next to nothing to twice that. */
static uint64_t around(struct task *task, uint64_t mean)
{
    return 1 + below(task, 2 * mean);
}

static struct action run(uint64_t ns)
{
    return (struct action){ACT_RUN, ns};
}

static struct action sleep_for(uint64_t ns)
{
    return (struct action){ACT_SLEEP, ns};
}

/* ---- behaviours ---- */

static struct action hog(struct task *task)
{
    (void)task;
    return run(FOREVER);
}

static struct action short_job(struct task *task)
{
    if (task->step++ == 0)
        return run(SHORT_RUN);
    return (struct action){.kind = ACT_EXIT};
}

static struct action echo(struct task *task)
{
    if (task->step++ % 2 == 0)
        return run(ECHO_RUN);
    return sleep_for(around(task, ECHO_SLEEP));
}

/* A job each period: nine tenths of its budget, then sleep until the next. Its
 * work is `step` jobs so far, twice: before and after. */
static struct action periodic(struct task *task)
{
    uint64_t period = task->period;
    if (task->step++ % 2 == 0) {
        task->request = task->step / 2 * period;
        task->due = task->request + period;
        return run(task->runtime * MARGIN / 100);
    }
    uint64_t next = task->step / 2 * period;
    return sleep_for(next > sim_clock ? next - sim_clock : 0);
}

static struct action waiter(struct task *task)
{
    if (task->step++ % 2 == 0)
        return run(HERD_RUN);
    return (struct action){.kind = ACT_WAIT};
}

static struct action waker(struct task *task)
{
    if (task->step++ % 2 == 0)
        return run(HERD_RUN);
    for (uint32_t i = 0; i < sim_tasks_count; i++) {
        if (sim_groups[sim_tasks[i].group].next == waiter)
            sim_wake(&sim_tasks[i]);
    }
    return sleep_for(HERD_PERIOD);
}

static struct task *any_task(struct task *task)
{
    return &sim_tasks[below(task, sim_tasks_count)];
}

/* A set of cores, not empty. */
static struct core_set some_cores(struct task *task)
{
    struct core_set set = {{0}};
    core_set_add(&set, (uint32_t)below(task, sim_options.cores));
    for (uint32_t core = 0; core < sim_options.cores; core++) {
        if (below(task, 2))
            core_set_add(&set, core);
    }
    return set;
}

static void set_any_class(struct task *by, struct task *task)
{
    static const enum sched_class classes[] = {
        SCHED_OTHER, SCHED_OTHER, SCHED_OTHER, SCHED_BATCH,
        SCHED_IDLE,  SCHED_FIFO,  SCHED_RR,
    };
    enum sched_class class =
        classes[below(by, sizeof(classes) / sizeof(classes[0]))];
    bool real_time = class == SCHED_FIFO || class == SCHED_RR;
    sim_set_class(task, class,
                  real_time ? 1 + (int)below(by, SCHED_PRIORITY_MAX) : 0,
                  SCHED_NICE_MIN + (int)below(by, 40));
}

/* Anything that a program may do, to anybody. */
static struct action anything(struct task *task)
{
    struct task *other = any_task(task);
    switch (below(task, 16)) {
    case 0:
        return (struct action){.kind = ACT_WAIT};
    case 1:
    case 2:
        return (struct action){.kind = ACT_YIELD};
    case 3:
        set_any_class(task, other);
        break;
    case 4: {
        struct core_set cores = some_cores(task);
        if (other->state != TASK_NEW && other->state != TASK_GONE)
            sim_set_affinity(other, &cores);
        break;
    }
    case 5:
    case 6:
        return sleep_for(around(task, MS));
    case 7:
        if (below(task, 16) == 0)
            return (struct action){.kind = ACT_EXIT};
        break;
    default:
        break;
    }
    if (other->state == TASK_ASLEEP && other != task)
        sim_wake(other);
    return run(around(task, 300 * US));
}

/* Runs a little, then gives way: half of the times it sleeps, else it yields. */
static struct action busy(struct task *task)
{
    if (task->step++ % 2 == 0)
        return run(around(task, SCALE_RUN));
    if (below(task, 2))
        return (struct action){.kind = ACT_YIELD};
    return sleep_for(around(task, SCALE_SLEEP));
}

/* ---- workloads ---- */

static void add_tasks(const char *name, struct action (*next)(struct task *),
                      uint32_t count, int nice)
{
    uint32_t group = sim_group(name, next);
    for (uint32_t i = 0; i < count; i++)
        sim_set_class(sim_add(group, 0), SCHED_OTHER, 0, nice);
}

/* How many are left when each core has its one hog; the hogs come first. */
static uint32_t add_hogs(const char *name)
{
    uint32_t hogs = sim_options.cores < sim_options.tasks ? sim_options.cores
                                                          : sim_options.tasks;
    add_tasks(name, hog, hogs, 0);
    return sim_options.tasks - hogs;
}

static void setup_hogs(void)
{
    add_tasks("hogs", hog, sim_options.tasks, 0);
}

static void setup_short(void)
{
    uint32_t shorts = add_hogs("long");
    uint32_t group = sim_group("short", short_job);
    uint64_t state = sim_options.seed;
    for (uint32_t i = 0; i < shorts; i++)
        sim_add(group, sched_random(&state) % sim_options.time);
}

static void setup_echo(void)
{
    uint32_t echoes = add_hogs("hogs");
    add_tasks("echo", echo, echoes, 0);
}

static void setup_nice(void)
{
    static const struct {
        const char *name;
        int nice;
    } kinds[] = {{"nice -10", -10},
                 {"nice -5", -5},
                 {"nice 0", 0},
                 {"nice 5", 5},
                 {"nice 10", 10}};
    uint32_t left = sim_options.tasks;
    for (uint32_t i = 0; i < 5; i++) {
        uint32_t share = left / (5 - i);
        add_tasks(kinds[i].name, hog, share, kinds[i].nice);
        left -= share;
    }
}

static void setup_mixed(void)
{
    uint32_t quarter = sim_options.tasks / 4;
    add_tasks("hogs", hog, quarter, 0);
    add_tasks("nice 10", hog, quarter, 10);
    add_tasks("nice -5", hog, quarter, -5);
    add_tasks("echo", echo, sim_options.tasks - 3 * quarter, 0);
}

static void setup_periodic(void)
{
    uint32_t group = sim_group("periodic", periodic);
    uint32_t tasks = sim_options.tasks;
    for (uint32_t i = 0; i < tasks; i++) {
        struct task *task = sim_add(group, 0);
        task->period = SHORTEST_PERIOD << i % 4;
        task->runtime =
            task->period * UTILISATION * sim_options.cores / 100 / tasks;
    }
}

static void setup_herd(void)
{
    add_tasks("waker", waker, 1, 0);
    add_tasks("waiters", waiter, sim_options.tasks - 1, 0);
}

static void setup_random(void)
{
    uint32_t group = sim_group("random", anything);
    uint64_t state = sim_options.seed;
    for (uint32_t i = 0; i < sim_options.tasks; i++) {
        struct task *task =
            sim_add(group, sched_random(&state) % (sim_options.time / 2));
        set_any_class(task, task);
    }
}

static void setup_busy(void)
{
    add_tasks("busy", busy, sim_options.tasks, 0);
}

const struct workload sim_workloads[] = {
    {"mixed", "hogs of three nice values, and interactive tasks", 2, 16, 2000,
     setup_mixed},
    {"hogs", "tasks that compute and never sleep", 2, 8, 1000, setup_hogs},
    {"nice", "hogs of five nice values", 1, 10, 10000, setup_nice},
    {"short", "short jobs that arrive behind a long one for each core", 1, 201,
     1000, setup_short},
    {"echo", "interactive tasks beside a hog for each core", 1, 10, 2000,
     setup_echo},
    {"periodic", "jobs with deadlines, 90 % of the cores", 1, 4, 2000,
     setup_periodic},
    {"herd", "one task wakes all others, every 10 ms", 2, 101, 1000,
     setup_herd},
    {"random", "whatever programs may do, to look for broken rules", 3, 40,
     1000, setup_random},
    {"busy", "short turns, sleeps and yields, to measure the policy's cost", 1,
     100, 1000, setup_busy},
};

const unsigned sim_workloads_count =
    sizeof(sim_workloads) / sizeof(sim_workloads[0]);
