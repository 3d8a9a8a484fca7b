/* SPDX-License-Identifier: MIT
 *
 * What a policy's calls cost as tasks and cores become more: the workload "busy"
 * for each number of tasks on one core, and for each number of cores with a few
 * tasks each. What counts is loads and stores (count.c), which are the same on
 * every host; host time stands beside it, for orientation.
 *
 * A point runs in a process of its own. At its time 0 all tasks are queued and each
 * core takes its first; only calls after that count.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include "sim.h"

#define SWITCHES 10000 /* of a point, and for each core: */
#define SWITCHES_PER_CORE 40
#define TASKS_PER_CORE 4
#define HZ 1000
/* Of the processor's time: then a point, and larger ones, are left out. */
#define SECONDS 5

static const uint32_t task_counts[] = {10,     30,     100,    300,
                                       1000,   3000,   10000,  30000,
                                       100000, 300000, 1000000};
static const uint32_t core_counts[] = {1,  2,   4,   8,   16,  32,
                                       64, 128, 256, 512, 1024};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The operations of the table, each the sum of one or more calls. */
static const struct operation {
    const char *name;
    enum policy_call calls[3]; /* CALLS: none */
    enum policy_call per;      /* the cost is divided by the number of these */
} operations[] = {
    {"enqueue", {CALL_ENQUEUE, CALLS, CALLS}, CALL_ENQUEUE},
    {"dispatch", {CALL_DISPATCH, CALL_RUNNING, CALL_STOPPING}, CALL_DISPATCH},
    {"tick", {CALL_TICK, CALLS, CALLS}, CALL_TICK},
    {"wake", {CALL_SELECT_CPU, CALL_PREEMPTS, CALLS}, CALL_SELECT_CPU},
    {"steal", {CALL_STEAL, CALLS, CALLS}, CALL_STEAL},
};

static const struct workload *find_busy(void)
{
    const struct workload *workload = sim_workloads;
    while (strcmp(workload->name, "busy") != 0)
        workload++;
    return workload;
}

static void print_operation(const char *axis, const struct operation *op)
{
    const struct call_cost *per = &policy_costs[op->per];
    uint64_t accesses = 0, most = 0, ns = 0;
    if (!per->calls)
        return;
    for (int i = 0; i < 3 && op->calls[i] != CALLS; i++) {
        const struct call_cost *cost = &policy_costs[op->calls[i]];
        accesses += cost->accesses;
        most += cost->most_accesses;
        ns += cost->ns;
    }
    printf("%s %u %u %s %s %llu %.2f %llu %.0f\n", axis, sim_options.tasks,
           sim_options.cores, sim_options.policy->name, op->name,
           (unsigned long long)per->calls,
           (double)accesses / (double)per->calls, (unsigned long long)most,
           (double)ns / (double)per->calls);
}

/* End this process by SIGPROF when it has used its time. */
static void limit_time(void)
{
    const struct itimerval limit = {.it_value.tv_sec = SECONDS};
    setitimer(ITIMER_PROF, &limit, NULL);
}

/* In the child: one point. */
static void point(const char *axis, const struct sched_ops *policy,
                  uint32_t tasks, uint32_t cores)
{
    sim_options.policy = policy;
    sim_options.workload = find_busy();
    sim_options.tasks = tasks;
    sim_options.cores = cores;
    sim_options.hz = HZ;
    sim_options.time = 0;
    policy_guard();
    limit_time();
    sim_begin();
    sim_go();
    memset(policy_costs, 0, sizeof(policy_costs));
    sim_options.time = SIM_NEVER - 1;
    sim_options.switches =
        sim_totals.switches + SWITCHES + SWITCHES_PER_CORE * cores;
    sim_go();
    for (size_t i = 0; i < COUNT(operations); i++)
        print_operation(axis, &operations[i]);
}

static int run_point(const char *axis, const struct sched_ops *policy,
                     uint32_t tasks, uint32_t cores)
{
    int status;
    fflush(stdout);
    fprintf(stderr, "  %s: %u tasks, %u cores\n", policy->name, tasks, cores);
    if (fork() == 0) {
        point(axis, policy, tasks, cores);
        exit(0);
    }
    wait(&status);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF)
        return SIM_REFUSED;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}

/* `code` of a point: is the next one worth trying? Keeps the worst of failures. */
static bool go_on(int code, int *worst)
{
    if (code != SIM_REFUSED && code > *worst)
        *worst = code;
    return code == 0;
}

int scale_run(const struct sched_ops *const *policies, unsigned count)
{
    int worst = 0;
    for (unsigned i = 0; i < count; i++) {
        int code = 0;
        for (size_t n = 0; n < COUNT(task_counts) && go_on(code, &worst); n++)
            code = run_point("tasks", policies[i], task_counts[n], 1);
        go_on(code, &worst);
        code = 0;
        for (size_t n = 0; n < COUNT(core_counts) && go_on(code, &worst); n++)
            code = run_point("cores", policies[i],
                             TASKS_PER_CORE * core_counts[n], core_counts[n]);
        go_on(code, &worst);
    }
    return worst;
}
