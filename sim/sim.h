/* SPDX-License-Identifier: MIT
 *
 * The host simulator of scheduling policies: a policy's file as it is, driven
 * through the contract (sched/sched.h) by model tasks on model cores in model
 * time. Its parts:
 *   main.c      the command line
 *   engine.c    cores, tasks, events: what kernel/task/sched.c does for a kernel
 *   policy.c    every call into the policy: checked, counted
 *   count.c     what a call costs: loads and stores, counted
 *   heap.c      the events yet to come
 *   workload.c  what tasks do
 *   report.c    the tables
 *   scale.c     the same for ever more tasks and cores
 * One run in one process: all state is global.
 */
#ifndef SIM_SIM_H
#define SIM_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "sched/sched.h"

#define SIM_TASKS_MAX 1000000
#define SIM_GROUPS_MAX 8
#define SIM_NEVER UINT64_MAX
#define SIM_REFUSED 2 /* exit status: it cannot be run as the options say */
#define US 1000ull
#define MS 1000000ull

enum balance { BALANCE_NONE, BALANCE_PUSH, BALANCE_STEAL };
enum preempt { PREEMPT_FAIR, PREEMPT_ALWAYS, PREEMPT_NEVER };

/* What the command line says. */
struct sim_options {
    const struct sched_ops *policy;
    const struct workload *workload;
    uint32_t cores;
    uint32_t tasks;
    uint64_t time; /* ns of lab time to simulate */
    uint32_t hz;
    uint64_t seed;
    enum balance balance;
    enum preempt preempt;
    uint64_t watchdog; /* ns; 0: off */
    uint64_t switches; /* stop after so many; 0: no limit */
};
extern struct sim_options sim_options;

/* What a task does next. */
struct action {
    enum { ACT_RUN, ACT_SLEEP, ACT_WAIT, ACT_YIELD, ACT_EXIT } kind;
    uint64_t ns; /* ACT_RUN: how long; ACT_SLEEP: likewise */
};

enum task_state { TASK_NEW, TASK_READY, TASK_RUNNING, TASK_ASLEEP, TASK_GONE };

struct task {
    struct sched_entity sched; /* must be first */
    enum task_state state;
    uint32_t group;
    uint64_t left;    /* ns of its burst that are still to run */
    uint64_t since;   /* when it became ready, or fell asleep */
    uint64_t request; /* when it was woken for what it does now */
    uint64_t runtime,
        period;      /* of a periodic one, ns: it asks for that budget */
    uint64_t due;    /* by when that is to be done; 0: it does not matter */
    uint64_t random; /* its own sequence's state */
    uint64_t step;   /* of its behaviour */
    uint32_t last_core;
};

/* Tasks that behave alike: a row of the table. */
struct group {
    const char *name;
    struct action (*next)(struct task *task);
    uint64_t response_count, response_room;
    uint64_t *responses; /* ns from a wake-up to the end of what it asked for */
    uint64_t longest_wait; /* ns ready, but not running */
    uint64_t misses;       /* of `due` */
    uint64_t jobs;         /* that had one */
    uint32_t refused;      /* by `admit` */
};

struct workload {
    const char *name;
    const char *what;          /* one line */
    uint32_t cores, tasks, ms; /* where the command line says nothing */
    void (*setup)(void);
};
extern const struct workload sim_workloads[];
extern const unsigned sim_workloads_count;

struct sim_core {
    struct sched_queue queue;
    struct task *last;  /* who ran here last */
    uint64_t accounted; /* up to when the running one was accounted */
    uint64_t turn_ran;  /* ns of its turn, so far */
    uint64_t ticked;    /* of them, those that `tick` was told of */
    uint64_t tick;      /* the next one, SIM_NEVER: none */
    uint64_t alarm;     /* as last read from the queue; 0: none */
    uint64_t idle_since, idle;
    uint32_t version; /* of its event: an older one in the heap is void */
    bool is_idle, need_resched;
};

struct sim_totals {
    uint64_t switches, preemptions, migrations, wakeups, steals;
};

extern struct sim_core *sim_cores;
extern struct task *sim_tasks; /* sim_tasks[n] has the tid n + 1 */
extern uint32_t sim_tasks_count;
extern struct group sim_groups[SIM_GROUPS_MAX];
extern uint32_t sim_groups_count;
extern struct sim_totals sim_totals;
extern uint64_t sim_clock;

/* ---- engine.c ---- */

/* Make cores and tasks as the options say; go on up to sim_options.time (or as
 * many switches); count what is still under way, once. */
void sim_begin(void);
void sim_go(void);
void sim_finish(void);

/* After the report: let each task run and sleep at once, to see that none is
 * lost. */
void sim_drain(void);

/* For workloads. A new group of tasks that do what `next` says; a new task in it,
 * that arrives at `when`; the caller may change its attributes until then. */
uint32_t sim_group(const char *name, struct action (*next)(struct task *task));
struct task *sim_add(uint32_t group, uint64_t when);

/* What sched_setscheduler(2) and setpriority(2) do, at any time. */
void sim_set_class(struct task *task, enum sched_class class, int priority,
                   int nice);

/* Wake the sleeping `task`; nothing if it does not sleep. */
void sim_wake(struct task *task);

/* Change on which cores `task` may run; not empty. */
void sim_set_affinity(struct task *task, const struct core_set *affinity);

/* Memory or the end of the program. */
void *sim_allocate(size_t count, size_t size);

/* ---- policy.c ---- */

enum policy_call {
    CALL_INIT,
    CALL_INIT_TASK,
    CALL_EXIT_TASK,
    CALL_SELECT_CPU,
    CALL_ENQUEUE,
    CALL_DEQUEUE,
    CALL_DISPATCH,
    CALL_STEAL, /* dispatch for another core */
    CALL_TICK,
    CALL_PREEMPTS,
    CALL_RUNNING,
    CALL_STOPPING,
    CALL_YIELD,
    CALL_SET_WEIGHT,
    CALL_ADMIT,
    CALL_DUMP,
    CALLS,
};

struct call_cost {
    uint64_t calls;
    uint64_t accesses, most_accesses; /* in all, and of one call */
    uint64_t ns;                      /* of host time, in all */
};
extern struct call_cost policy_costs[CALLS];
extern const char *const policy_call_names[CALLS];

/* The calls of the contract, each checked. One that breaks a rule ends the
 * program with status 1 and says which. */
void policy_init(void);
void policy_init_task(struct task *task);
void policy_exit_task(struct task *task);
uint32_t policy_select_core(struct task *task, const struct core_set *idle);
void policy_enqueue(struct sim_core *core, struct task *task,
                    enum sched_why why);
void policy_dequeue(struct sim_core *core, struct task *task);
struct task *policy_dispatch(struct sim_core *core, uint32_t for_core);
bool policy_tick(struct sim_core *core, uint64_t ran);
bool policy_preempts(struct sim_core *core, struct task *woken, uint64_t ran);
void policy_running(struct sim_core *core);
void policy_stopping(struct sim_core *core, struct task *task, uint64_t ran);
void policy_yield(struct sim_core *core);
void policy_set_weight(struct task *task);
int policy_admit(struct task *task, uint64_t runtime, uint64_t deadline,
                 uint64_t period);

/* The policy broke the rule that the text tells. */
void policy_broke(const struct sim_core *core, const char *format, ...)
    __attribute__((noreturn, format(printf, 2, 3)));

/* Catch a crash or an endless loop in the policy, and say where it was. */
void policy_guard(void);

/* ---- count.c ---- */

/* Loads and stores of the policy's own code up to now. */
extern uint64_t count_accesses;

/* Host time in ns. Noisy. */
uint64_t count_host_ns(void);

/* ---- heap.c ---- */

/* An event: of a core if `task` is NULL, else of that task. Of two at one time
 * the one that was added first comes first. */
struct event {
    uint64_t when, order;
    struct task *task;
    uint32_t core, version;
};
void heap_add(struct event event);
/* The earliest, NULL: there is none; take it out. */
const struct event *heap_first(void);
struct event heap_take(void);

/* ---- report.c, scale.c ---- */

void report_table(void);
void report_json(void);
/* The p-th of 100 parts of a group's responses, in ns; sorts them. */
uint64_t report_percentile(struct group *group, uint32_t p);

/* Write the costs for growing numbers of tasks and cores, of each of `count`
 * policies, as lines of numbers that sim/plot.py reads. */
int scale_run(const struct sched_ops *const *policies, unsigned count);

#endif
