/* SPDX-License-Identifier: MIT
 *
 * A small exact model of a machine that calls a scheduling policy as
 * kernel/task/sched.c does: run queues, wake-ups, ticks, alarms, preemption,
 * stealing. Tasks are scripts ("run for x, sleep for y, yield"); time is
 * world_now (world.h), and passes only here. It checks every answer of the
 * policy against the contract, and stops at the first broken rule.
 *
 * Two ways to use it, which mix: by hand (drive_begin, drive_wake, drive_block,
 * drive_yield, drive_tick, each followed by drive_settle when a core shall
 * choose), or by drive_until, which runs the scripts from event to event. The
 * unit tests of the policies (tests/host/sched_*_test.c) and the grader's model
 * (labs/model.c) link sim/drive/.
 *
 * Why sim/engine.c is another one: that is an instrument, which measures. A
 * switch costs time there, a million tasks on 1,024 cores are a heap of events, a
 * call's loads and stores are counted, and a broken rule ends the program. Here
 * nothing costs time, so that a test can say to the nanosecond what must happen;
 * a caller makes one step and looks, changes attributes or the policy in between,
 * begins anew as often as it likes, and reads of a broken rule in drive.broken.
 * Each is a reading of the contract by itself: where a policy behaves otherwise
 * in the one than in the other, one of the two has not understood it.
 *
 * What it does not model: the cost of switching, locks, delays of interrupts.
 */
#ifndef SIM_DRIVE_DRIVE_H
#define SIM_DRIVE_DRIVE_H

#include <stdbool.h>
#include <stdint.h>
#include "sched/sched.h"
#include "world.h"

#define DRIVE_TASKS 1024
#define DRIVE_ORDER 4096
#define DRIVE_EVER UINT64_MAX /* for a length of time: until drive_wake, ... */

enum drive_preempt { DRIVE_FAIR, DRIVE_ALWAYS, DRIVE_NEVER };

struct drive_config {
    const struct sched_ops *policy;
    uint32_t cores;
    uint64_t tick;  /* ns; 0: no ticks */
    uint64_t watch; /* ns that one may wait while its core runs; 0: for ever */
    enum drive_preempt preempt; /* as the option preempt= */
};

enum drive_verb { DRIVE_RUN, DRIVE_SLEEP, DRIVE_YIELD, DRIVE_EXIT };

struct drive_step {
    enum drive_verb verb;
    uint64_t ns; /* of DRIVE_RUN (> 0) and DRIVE_SLEEP */
};

struct drive_task;

/* What the running `task` does next. May call drive_set_*, drive_begin and
 * drive_wake of others, but nothing that settles. */
typedef struct drive_step drive_script(struct drive_task *task);

enum drive_state { DRIVE_ABSENT, DRIVE_ASLEEP, DRIVE_QUEUED, DRIVE_RUNNING };

/* A task; all but the last group is read-only for tests. */
struct drive_task {
    struct sched_entity entity;
    enum drive_state state;
    uint64_t left;    /* ns that it goes on running before its next step */
    uint64_t wake_at; /* of one that sleeps */
    uint64_t since;   /* it began to wait or to sleep */
    bool woken;       /* it waits because it was woken */

    /* Results, since drive_begin or drive_forget: */
    uint64_t ran;          /* ns */
    uint64_t waited;       /* ns queued, in all */
    uint64_t longest_wait; /* ns */
    uint64_t longest_wake; /* ns from being woken to running */
    uint64_t waits;        /* how often it began to run */
    uint64_t wakes;

    /* The test's own: */
    drive_script *script; /* NULL: it runs for ever */
    uint64_t run, sleep;  /* for the scripts below */
    uint64_t data[2];
};

struct drive_core {
    struct sched_queue queue;
    uint64_t ran;       /* ns since the running one began, accounted so far */
    uint64_t accounted; /* the instant up to which */
    uint64_t ticked;    /* of `ran`, what `tick` was told */
    uint64_t alarm;     /* queue.alarm as the core last read it */
    bool idle, need_resched;
    struct drive_task *left; /* may not run here any more */
    uint32_t last;           /* the tid that ran here last */
    uint64_t switches;       /* to another task than the last one */
    uint64_t busy;           /* ns */
};

struct drive {
    struct drive_config config;
    const struct sched_ops *policy;
    struct drive_core cores[SCHED_CORES_MAX];
    struct drive_task tasks[DRIVE_TASKS + 1]; /* tasks[n] has the tid n */
    uint32_t tasks_count;                     /* the greatest tid */
    uint64_t tick_next;
    uint64_t calls;              /* of the policy */
    uint32_t order[DRIVE_ORDER]; /* the first tids that began to run */
    uint32_t order_count;        /* begins in all */
    char broken[200];            /* the first broken rule; "": none */
    struct drive_task *parked[DRIVE_TASKS]; /* while the policy changes */
    uint32_t parked_count;
    void (*observe)(void); /* if set: called after each event */
};

extern struct drive drive;

/* Begin anew, at 1 s, without tasks. */
void drive_start(const struct drive_config *config);

/* A new task: nice 0, on core 0, may run everywhere. Change its entity's
 * attributes before drive_begin, which makes it runnable. */
struct drive_task *drive_new(drive_script *script);
void drive_begin(struct drive_task *task);

/* Let time pass to the instant `end` (or by `ns`), following the scripts. */
void drive_until(uint64_t end);
void drive_for(uint64_t ns);

/* Forget every task's results. */
void drive_forget(void);

/* ---- by hand ---- */

/* Each core that ought to choose does. */
void drive_settle(void);

/* Time passes, and nothing happens. */
void drive_pass(uint64_t ns);

/* A sleeping task wakes, now. */
void drive_wake(struct drive_task *task);

/* What runs on core `core` sleeps until it is woken, ends, yields; a tick there,
 * or its alarm. */
void drive_block(uint32_t core);
void drive_end(uint32_t core);
void drive_yield(uint32_t core);
void drive_tick(uint32_t core);
void drive_alarm(uint32_t core);

/* Core `core`, which is idle, takes a task from core `victim`: whether it could. */
bool drive_steal(uint32_t core, uint32_t victim);

/* The tid that runs on core `core`, or 0. */
uint32_t drive_running(uint32_t core);

/* Attributes change, of a task in whatever state: class, nice and priority
 * (weight follows), the deadline's (a runtime of 0: none any more), where it may
 * run. */
void drive_set_nice(struct drive_task *task, int nice);
void drive_set_class(struct drive_task *task, enum sched_class class,
                     int priority);
void drive_set_deadline(struct drive_task *task, uint64_t runtime,
                        uint64_t deadline, uint64_t period);
void drive_set_affinity(struct drive_task *task, struct core_set affinity);

/* Another policy takes over, with the tasks there. False: it refuses. */
bool drive_switch(const struct sched_ops *policy);

/* ---- scripts ---- */

/* task->run ns, then task->sleep ns asleep, and so on. */
drive_script drive_run_and_sleep;
/* task->run ns, then it yields. */
drive_script drive_run_and_yield;

#endif
