/* SPDX-License-Identifier: MIT
 *
 * A policy on a model of a machine: the same load as user/lab/load.c, without a
 * kernel. The grader holds what a machine's trace says against what this says:
 * a policy that forges the one does not reach the other.
 *
 *     model HZ CORES NAME:[TIMES*]STEP,... ...
 *
 * Prints the scheduler's events in the form of `convoy-trace json`, as far as
 * the grader reads it. Status 3: the policy broke a rule, which is told. What the
 * model leaves out is said in sim/drive/drive.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/drive/drive.h"

#define MS 1000000.0
#define START 1000000000u      /* ns: when the model's clock begins */
#define GATE (START + 3487000) /* as on the machine, off the ticks */
#define LONGEST 20000000000u   /* ns after which it gives up */

enum { THREADS = 64, STEPS = 16, BROKEN = 3 };

struct worker {
    char name[16];
    long times;
    struct drive_step steps[STEPS];
    int count, next;
    bool at_gate;
    struct drive_task *task;
    uint64_t wakes; /* that were told */
    bool told_end;
};

static struct worker workers[THREADS];
static int workers_count;
static uint32_t on[SCHED_CORES_MAX]; /* the tid that was last told */

/* ---- events ---- */

/* The machine's tid: there the program's first thread is 1. */
static uint32_t machine_tid(uint32_t tid)
{
    return tid ? tid + 1 : 0;
}

static void tell(const char *event, uint32_t core, uint32_t tid,
                 const char *more)
{
    printf("{\"time_ns\": %llu, \"core\": %u, \"lwp\": %u, \"name\": \"%s\", "
           "\"event\": \"%s\"%s}\n",
           (unsigned long long)(world_now - START), core, machine_tid(tid),
           tid ? workers[tid - 1].name : "idle", event, more);
}

static void tell_about(const char *event, uint32_t tid)
{
    char more[40];
    snprintf(more, sizeof(more), ", \"pid\": %u", machine_tid(tid));
    tell(event, 0, 0, more);
}

static char state_of(uint32_t tid)
{
    enum drive_state state = tid ? workers[tid - 1].task->state : DRIVE_QUEUED;
    return state == DRIVE_ASLEEP ? 'S' : state == DRIVE_ABSENT ? 'Z' : 'R';
}

static void tell_switch(uint32_t core, uint32_t leaves, uint32_t comes)
{
    char more[64];
    snprintf(more, sizeof(more), ", \"next_pid\": %u, \"prev_state\": \"%c\"",
             machine_tid(comes), state_of(leaves));
    tell("sched_switch", core, leaves, more);
}

/* After each event of the model: what has changed? */
static void observe(void)
{
    for (int i = 0; i < workers_count; i++) {
        struct worker *worker = &workers[i];
        uint32_t tid = worker->task->entity.tid;
        if (worker->task->wakes != worker->wakes)
            tell_about("sched_waking", tid);
        worker->wakes = worker->task->wakes;
        if (worker->task->state == DRIVE_ABSENT && !worker->told_end) {
            tell_about("sched_process_exit", tid);
            worker->told_end = true;
        }
    }
    for (uint32_t core = 0; core < drive.config.cores; core++) {
        uint32_t runs = drive_running(core);
        if (runs != on[core])
            tell_switch(core, on[core], runs);
        on[core] = runs;
    }
}

/* ---- the load ---- */

static struct worker *worker_of(const struct drive_task *task)
{
    return &workers[task->entity.tid - 1];
}

static struct drive_step next_step(struct drive_task *task)
{
    struct worker *worker = worker_of(task);
    if (!worker->at_gate) {
        worker->at_gate = true;
        return (struct drive_step){DRIVE_SLEEP, GATE - world_now};
    }
    if (worker->next == worker->count) {
        worker->next = 0;
        worker->times--;
    }
    if (worker->times <= 0 || worker->count == 0)
        return (struct drive_step){DRIVE_EXIT, 0};
    return worker->steps[worker->next++];
}

/* Add the step `text`, "VERB=NUMBER" or "VERB". */
static void add_step(struct worker *worker, const char *text)
{
    const char *equals = strchr(text, '=');
    double value = equals ? strtod(equals + 1, NULL) : 0;
    struct drive_step step = {DRIVE_YIELD, 0};
    if (strncmp(text, "nice", 4) == 0) {
        drive_set_nice(worker->task, (int)value);
        return;
    }
    if (strncmp(text, "core", 4) == 0) {
        struct core_set only = {0};
        core_set_add(&only, (uint32_t)value);
        worker->task->entity.affinity = only;
        worker->task->entity.core = (uint32_t)value;
        return;
    }
    if (strncmp(text, "fifo", 4) == 0) {
        drive_set_class(worker->task, SCHED_FIFO, (int)value);
        return;
    }
    if (equals)
        step = (struct drive_step){*text == 'c' ? DRIVE_RUN : DRIVE_SLEEP,
                                   (uint64_t)(value * MS)};
    if (worker->count < STEPS)
        worker->steps[worker->count++] = step;
}

/* NAME:[TIMES*]STEP,..., which load.c has checked. */
static void add_worker(char *text)
{
    struct worker *worker = &workers[workers_count++];
    char *steps = strchr(text, ':') + 1;
    char *star = strchr(steps, '*');
    snprintf(worker->name, sizeof(worker->name), "%.*s",
             (int)(steps - 1 - text), text);
    worker->times = star ? strtol(steps, NULL, 10) : 1;
    worker->task = drive_new(next_step);
    for (char *word = strtok(star ? star + 1 : steps, ","); word;
         word = strtok(NULL, ","))
        add_step(worker, word);
}

static bool all_ended(void)
{
    for (int i = 0; i < workers_count; i++) {
        if (!workers[i].told_end)
            return false;
    }
    return true;
}

static void tell_names(void)
{
    tell("sched_policy", 0, 0, ", \"name\": \"mine\"");
    for (int i = 0; i < workers_count; i++) {
        char more[80];
        snprintf(more, sizeof(more), ", \"pid\": %d, \"comm\": \"%.15s\"",
                 i + 2, workers[i].name);
        tell("task_rename", 0, 0, more);
    }
}

static void run(void)
{
    drive.observe = observe;
    for (int i = 0; i < workers_count; i++)
        drive_begin(workers[i].task);
    drive_until(GATE - 1);
    tell("print", 0, 0, ", \"buf\": \"B|1|load\"");
    for (uint64_t end = GATE; end < START + LONGEST && !all_ended();
         end += 1000000) {
        drive_until(end);
        if (drive.broken[0])
            return;
    }
    tell("print", 0, 0, ", \"buf\": \"E|1|load\"");
}

int main(int argc, char **argv)
{
    if (argc < 4 || argc > THREADS + 3)
        return 2;
    drive_start(&(
        struct drive_config){.policy = &sched_mine,
                             .cores = (uint32_t)strtoul(argv[2], NULL, 10),
                             .tick = 1000000000u / strtoul(argv[1], NULL, 10)});
    for (int i = 3; i < argc; i++)
        add_worker(argv[i]);
    tell_names();
    run();
    if (drive.broken[0])
        fprintf(stderr, "%s\n", drive.broken);
    return drive.broken[0] ? BROKEN : 0;
}
