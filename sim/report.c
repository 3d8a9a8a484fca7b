/* SPDX-License-Identifier: MIT
 *
 * What a run came to, for a terminal 80 columns wide or as JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include "sim.h"

/* What the tasks of a group have in common. */
struct summary {
    uint32_t tasks;
    uint64_t ran, least, most; /* ns: in all, and of one task */
    uint64_t weight;           /* in all */
};

static struct summary summarise(uint32_t group)
{
    struct summary sum = {.least = UINT64_MAX};
    for (uint32_t i = 0; i < sim_tasks_count; i++) {
        const struct sched_entity *task = &sim_tasks[i].sched;
        if (sim_tasks[i].group != group)
            continue;
        sum.tasks++;
        sum.ran += task->ran;
        sum.weight += task->weight;
        sum.least = task->ran < sum.least ? task->ran : sum.least;
        sum.most = task->ran > sum.most ? task->ran : sum.most;
    }
    return sum;
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

uint64_t report_percentile(struct group *group, uint32_t p)
{
    uint64_t count = group->response_count;
    if (count == 0)
        return 0;
    qsort(group->responses, count, sizeof(*group->responses), compare);
    return group->responses[(count - 1) * p / 100];
}

static double mean_ms(const struct group *group)
{
    double sum = 0;
    for (uint64_t i = 0; i < group->response_count; i++)
        sum += (double)group->responses[i];
    return group->response_count ? sum / (double)group->response_count / MS : 0;
}

static double capacity(void)
{
    return (double)sim_clock * sim_options.cores;
}

static double busy_percent(void)
{
    double idle = 0;
    for (uint32_t i = 0; i < sim_options.cores; i++)
        idle += (double)sim_cores[i].idle;
    return 100 - 100 * idle / capacity();
}

/* Do all tasks always want to run? Then weights say what each is to get. */
static bool all_compete(void)
{
    for (uint32_t i = 0; i < sim_groups_count; i++) {
        if (sim_groups[i].response_count)
            return false;
    }
    return true;
}

static double total_weight(void)
{
    double sum = 0;
    for (uint32_t i = 0; i < sim_tasks_count; i++)
        sum += sim_tasks[i].sched.weight;
    return sum;
}

static const char *const balance_names[] = {"none", "push", "steal"};

static void print_head(void)
{
    const struct sim_options *o = &sim_options;
    printf("\n%s, workload %s: %s\n", o->policy->name, o->workload->name,
           o->workload->what);
    printf("%u core%s, %u tasks, %.0f ms of lab time, %u Hz, seed %llu, "
           "balance=%s\n\n",
           o->cores, o->cores == 1 ? "" : "s", o->tasks, (double)sim_clock / MS,
           o->hz, (unsigned long long)o->seed, balance_names[o->balance]);
    printf("                  share of cores  a task ran, ms   waited    "
           "response time, ms\n");
    printf(
        "group      tasks    got  by weight  least    most   most,ms    mean "
        "   99 %%     max\n");
}

static void print_responses(struct group *group)
{
    if (!group->response_count) {
        printf("       -       -       -\n");
        return;
    }
    double p99 = (double)report_percentile(group, 99) / MS;
    printf(" %7.2f %7.2f %7.2f\n", mean_ms(group), p99,
           (double)report_percentile(group, 100) / MS);
}

static void print_group(uint32_t id)
{
    struct group *group = &sim_groups[id];
    struct summary sum = summarise(id);
    if (sum.tasks == 0)
        return;
    printf("%-9s %6u %5.1f%% ", group->name, sum.tasks,
           100 * (double)sum.ran / capacity());
    if (all_compete())
        printf("%7.1f%%", 100 * (double)sum.weight / total_weight());
    else
        printf("%8s", "-");
    printf(" %8.2f %8.2f %8.2f", (double)sum.least / MS, (double)sum.most / MS,
           (double)group->longest_wait / MS);
    print_responses(group);
}

static void print_deadlines(const struct group *group)
{
    if (group->jobs)
        printf("%s: %llu of %llu jobs missed their deadlines\n", group->name,
               (unsigned long long)group->misses,
               (unsigned long long)group->jobs);
    if (group->refused)
        printf(
            "%s: the policy refused a budget to %u of them: they run without "
            "one\n",
            group->name, group->refused);
}

static void print_costs(void)
{
    printf(
        "\nthe policy's calls   how many   loads and stores: mean     most\n");
    for (int call = 0; call < CALLS; call++) {
        const struct call_cost *cost = &policy_costs[call];
        if (cost->calls)
            printf("  %-16s %10llu %22.1f %8llu\n", policy_call_names[call],
                   (unsigned long long)cost->calls,
                   (double)cost->accesses / (double)cost->calls,
                   (unsigned long long)cost->most_accesses);
    }
}

void report_table(void)
{
    const struct sim_totals *t = &sim_totals;
    print_head();
    for (uint32_t i = 0; i < sim_groups_count; i++)
        print_group(i);
    printf(
        "\ncores busy %.1f %%; %llu switches, %llu of them preemptions; %llu "
        "wake-ups;\n%llu migrations, %llu of them by balancing\n",
        busy_percent(), (unsigned long long)t->switches,
        (unsigned long long)t->preemptions, (unsigned long long)t->wakeups,
        (unsigned long long)t->migrations, (unsigned long long)t->steals);
    for (uint32_t i = 0; i < sim_groups_count; i++)
        print_deadlines(&sim_groups[i]);
    print_costs();
}

static void print_json_group(uint32_t id, const char *separator)
{
    struct group *group = &sim_groups[id];
    struct summary sum = summarise(id);
    printf("%s\n  {\"group\": \"%s\", \"tasks\": %u, \"ran_ns\": %llu, "
           "\"least_ns\": %llu, \"most_ns\": %llu, \"weight\": %llu, "
           "\"longest_wait_ns\": %llu, \"responses\": %llu, "
           "\"mean_response_ns\": %.0f, \"p99_response_ns\": %llu, "
           "\"max_response_ns\": %llu, \"jobs\": %llu, \"misses\": %llu, "
           "\"refused\": %u}",
           separator, group->name, sum.tasks, (unsigned long long)sum.ran,
           (unsigned long long)(sum.tasks ? sum.least : 0),
           (unsigned long long)sum.most, (unsigned long long)sum.weight,
           (unsigned long long)group->longest_wait,
           (unsigned long long)group->response_count, mean_ms(group) * MS,
           (unsigned long long)report_percentile(group, 99),
           (unsigned long long)report_percentile(group, 100),
           (unsigned long long)group->jobs, (unsigned long long)group->misses,
           group->refused);
}

void report_json(void)
{
    const struct sim_totals *t = &sim_totals;
    printf("{\"policy\": \"%s\", \"workload\": \"%s\", \"cores\": %u, "
           "\"ns\": %llu, \"busy_percent\": %.4f, \"switches\": %llu, "
           "\"preemptions\": %llu, \"wakeups\": %llu, \"migrations\": %llu, "
           "\"balanced\": %llu,\n \"groups\": [",
           sim_options.policy->name, sim_options.workload->name,
           sim_options.cores, (unsigned long long)sim_clock, busy_percent(),
           (unsigned long long)t->switches, (unsigned long long)t->preemptions,
           (unsigned long long)t->wakeups, (unsigned long long)t->migrations,
           (unsigned long long)t->steals);
    for (uint32_t i = 0; i < sim_groups_count; i++)
        print_json_group(i, i ? "," : "");
    printf("],\n \"calls\": {");
    const char *separator = "";
    for (int call = 0; call < CALLS; call++) {
        const struct call_cost *cost = &policy_costs[call];
        if (!cost->calls)
            continue;
        printf("%s\n  \"%s\": {\"calls\": %llu, \"accesses\": %llu, "
               "\"most\": %llu}",
               separator, policy_call_names[call],
               (unsigned long long)cost->calls,
               (unsigned long long)cost->accesses,
               (unsigned long long)cost->most_accesses);
        separator = ",";
    }
    printf("}}\n");
}
