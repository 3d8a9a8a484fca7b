/* SPDX-License-Identifier: MIT
 *
 * The simulator's command line: `name=value` words, like the kernel's; `make sim`
 * writes it. A wrong word is answered with what would be right. Status: 0; 1: the
 * policy broke a rule; 2: the command line, or the policy, refuses; 3: the
 * simulator or the host failed.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "sim.h"

#define MS_MAX 10000000ull /* of ms=: some three hours */
#define RUNS_MAX 32        /* policies in sched= */

struct sim_options sim_options;

/* The policy in the student's file, if POLICY= named one: mk/sim.mk gives its
 * table this name. */
extern const struct sched_ops sim_file_policy __attribute__((weak));

static const struct sched_ops *policies[RUNS_MAX];
static unsigned policies_count;
static bool scale, json;
static char *tune;

static void refuse(const char *format, ...)
    __attribute__((noreturn, format(printf, 1, 2)));
static void refuse(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "sim: ");
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\n");
    va_end(arguments);
    exit(SIM_REFUSED);
}

static uint64_t number(const char *name, const char *text, uint64_t min,
                       uint64_t max)
{
    char *end;
    unsigned long long value = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || value < min || value > max)
        refuse("%s=%s: a number from %llu to %llu is wanted", name, text,
               (unsigned long long)min, (unsigned long long)max);
    return value;
}

/* ---- policies ---- */

static void add_policy(const struct sched_ops *policy)
{
    if (policies_count == RUNS_MAX)
        refuse("sched=: at most %d policies", RUNS_MAX);
    policies[policies_count++] = policy;
}

static void add_all(void)
{
    if (&sim_file_policy)
        add_policy(&sim_file_policy);
    for (unsigned i = 0; i < sched_policies_count; i++)
        add_policy(sched_policies[i]);
}

static void refuse_policy(const char *name)
{
    fprintf(stderr, "sim: sched=%s: no such policy; there are: all", name);
    if (&sim_file_policy)
        fprintf(stderr, " %s (of POLICY=)", sim_file_policy.name);
    for (unsigned i = 0; i < sched_policies_count; i++)
        fprintf(stderr, " %s", sched_policies[i]->name);
    fprintf(stderr, "\n");
    exit(SIM_REFUSED);
}

static void set_sched(char *text)
{
    for (char *name = strtok(text, ","); name; name = strtok(NULL, ",")) {
        const struct sched_ops *policy = sched_policy_find(name);
        if (&sim_file_policy && strcmp(name, sim_file_policy.name) == 0)
            policy = &sim_file_policy;
        if (strcmp(name, "all") == 0)
            add_all();
        else if (policy)
            add_policy(policy);
        else
            refuse_policy(name);
    }
}

static void refuse_tunable(const struct sched_ops *policy, const char *word)
{
    fprintf(stderr, "sim: tune=%s: policy %s has ", word, policy->name);
    const struct sched_tunable *t = policy->tunables;
    if (!t || !t->name)
        fprintf(stderr, "nothing to tune");
    for (; t && t->name; t++)
        fprintf(stderr, "%s%s:%llu...%llu (%s)",
                t == policy->tunables ? "" : ", ", t->name,
                (unsigned long long)t->min, (unsigned long long)t->max,
                t->unit);
    fprintf(stderr, "\n");
    exit(SIM_REFUSED);
}

/* tune=NAME:VALUE,... */
static void set_tunables(const struct sched_ops *policy, char *text)
{
    for (char *word = strtok(text, ","); word; word = strtok(NULL, ",")) {
        const struct sched_tunable *t = policy->tunables;
        size_t length = strcspn(word, ":");
        while (t && t->name &&
               (strlen(t->name) != length || memcmp(t->name, word, length)))
            t++;
        if (!t || !t->name || word[length] != ':')
            refuse_tunable(policy, word);
        *t->value = number(t->name, word + length + 1, t->min, t->max);
    }
}

/* ---- the other words ---- */

static void set_workload(char *name)
{
    for (unsigned i = 0; i < sim_workloads_count; i++) {
        if (strcmp(sim_workloads[i].name, name) == 0) {
            sim_options.workload = &sim_workloads[i];
            return;
        }
    }
    fprintf(stderr, "sim: workload=%s: no such workload; there are:\n", name);
    for (unsigned i = 0; i < sim_workloads_count; i++)
        fprintf(stderr, "    %-9s %s\n", sim_workloads[i].name,
                sim_workloads[i].what);
    exit(SIM_REFUSED);
}

/* Which of `words` is `text`? */
static unsigned one_of(const char *name, const char *text,
                       const char *const words[3])
{
    for (unsigned i = 0; i < 3; i++) {
        if (strcmp(words[i], text) == 0)
            return i;
    }
    refuse("%s=%s: one of %s, %s, %s is wanted", name, text, words[0], words[1],
           words[2]);
}

static void set_balance(char *text)
{
    static const char *const words[] = {"none", "push", "steal"};
    sim_options.balance = one_of("balance", text, words);
}

static void set_preempt(char *text)
{
    static const char *const words[] = {"fair", "always", "never"};
    sim_options.preempt = one_of("preempt", text, words);
}

static void set_cores(char *text)
{
    sim_options.cores = (uint32_t)number("cores", text, 1, SCHED_CORES_MAX);
}

static void set_tasks(char *text)
{
    sim_options.tasks = (uint32_t)number("tasks", text, 1, SIM_TASKS_MAX);
}

static void set_ms(char *text)
{
    sim_options.time = MS * number("ms", text, 1, MS_MAX);
}

static void set_hz(char *text)
{
    sim_options.hz = (uint32_t)number("hz", text, 1, 10000);
}

static void set_seed(char *text)
{
    sim_options.seed = number("seed", text, 0, UINT32_MAX);
}

static void set_watchdog(char *text)
{
    sim_options.watchdog = MS * number("watchdog", text, 0, MS_MAX);
}

static void set_tune(char *text)
{
    tune = text;
}

static void set_scale(char *text)
{
    scale = number("scale", text, 0, 1);
}

static void set_json(char *text)
{
    json = number("json", text, 0, 1);
}

static const struct {
    const char *name;
    void (*set)(char *value);
} words[] = {
    {"sched", set_sched},
    {"workload", set_workload},
    {"cores", set_cores},
    {"tasks", set_tasks},
    {"ms", set_ms},
    {"hz", set_hz},
    {"seed", set_seed},
    {"balance", set_balance},
    {"preempt", set_preempt},
    {"tune", set_tune},
    {"watchdog", set_watchdog},
    {"scale", set_scale},
    {"json", set_json},
};
#define WORDS (sizeof(words) / sizeof(words[0]))

static void parse(char *word)
{
    size_t length = strcspn(word, "=");
    for (size_t i = 0; i < WORDS && word[length]; i++) {
        if (strlen(words[i].name) == length &&
            memcmp(words[i].name, word, length) == 0) {
            words[i].set(word + length + 1);
            return;
        }
    }
    fprintf(stderr, "sim: %s: no such option; there are:", word);
    for (size_t i = 0; i < WORDS; i++)
        fprintf(stderr, " %s=", words[i].name);
    fprintf(stderr, "\n");
    exit(SIM_REFUSED);
}

static void fill_in(void)
{
    if (!policies_count)
        add_policy(&sim_file_policy ? &sim_file_policy : sched_policies[0]);
    const struct workload *workload = sim_options.workload;
    if (!sim_options.cores)
        sim_options.cores = workload->cores;
    if (!sim_options.tasks)
        sim_options.tasks = workload->tasks;
    if (!sim_options.time)
        sim_options.time = workload->ms * MS;
}

static void run(const struct sched_ops *policy)
{
    sim_options.policy = policy;
    if (tune)
        set_tunables(policy, tune);
    policy_guard();
    sim_begin();
    sim_go();
    sim_finish();
    if (json)
        report_json();
    else
        report_table();
    sim_drain();
}

/* Each in a process of its own: a policy's variables are as they were at the
 * start, and one that crashes does not keep the others from running. */
static int run_each(void)
{
    int worst = 0;
    for (unsigned i = 0; i < policies_count; i++) {
        int status;
        fflush(stdout);
        if (fork() == 0) {
            run(policies[i]);
            exit(0);
        }
        wait(&status);
        int code = WIFEXITED(status) ? WEXITSTATUS(status) : 3;
        if (code != SIM_REFUSED) /* of many, some may be for one core only */
            worst = code > worst ? code : worst;
    }
    return worst;
}

int main(int count, char *words_given[])
{
    sim_options.workload = &sim_workloads[0];
    sim_options.hz = 250;
    sim_options.balance = BALANCE_STEAL;
    for (int i = 1; i < count; i++)
        parse(words_given[i]);
    if (scale) {
        if (!policies_count)
            add_all();
        return scale_run(policies, policies_count);
    }
    fill_in();
    if (policies_count > 1)
        return run_each();
    run(policies[0]);
    return 0;
}
