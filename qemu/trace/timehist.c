/* SPDX-License-Identifier: MIT
 *
 * One line for each stay of an LWP on a core, as `perf sched timehist` prints:
 * when it left, how long it had slept before (wait time), how long it then
 * waited for a core (sch delay), how long it ran, and in which state it left.
 */
#include "trace.h"

struct timehist {
    const struct trace *trace;
    const struct window *window;
    FILE *out;
};

/* perf's unit is the millisecond; an instruction is its millionth part. */
static void put_ms(const struct timehist *t, uint64_t time)
{
    uint64_t ns = ring_ns(&t->trace->ring, time);

    fprintf(t->out, " %8llu.%06llu", (unsigned long long)(ns / 1000000),
            (unsigned long long)(ns % 1000000));
}

static void put_stay(void *context, const struct stay *stay)
{
    const struct timehist *t = context;
    const struct lwp *lwp = &t->trace->table.lwps[stay->lwp];
    uint64_t ns = ring_ns(&t->trace->ring, stay->to);
    char state[2] = {stay->state ? stay->state : '-', '\0'};
    char name[48];

    if (!window_has(t->window, stay->to))
        return;
    if (lwp->pid && lwp->pid != lwp->tid)
        snprintf(name, sizeof(name), "%s[%u/%u]", lwp->name, lwp->tid,
                 lwp->pid);
    else
        snprintf(name, sizeof(name), "%s[%u]", lwp->name, lwp->tid);
    fprintf(t->out, "%6llu.%09llu [%04u]  %-26s",
            (unsigned long long)(ns / 1000000000),
            (unsigned long long)(ns % 1000000000), stay->core, name);
    put_ms(t, stay->blocked);
    put_ms(t, stay->ready);
    put_ms(t, stay->to - stay->from);
    fputs("      ", t->out);
    put_clean(t->out, state);
    putc('\n', t->out);
}

void timehist_write(const struct trace *trace, const struct window *window,
                    FILE *out)
{
    struct timehist t = {trace, window, out};
    struct sink sink = {.context = &t, .stay = put_stay};

    fputs("            time    cpu  task name                        "
          "wait time       sch delay        run time  state\n"
          "             (s)         [tid/pid]                            "
          "(ms)            (ms)            (ms)\n"
          "---------------- ------  --------------------------",
          out);
    for (int i = 0; i < 3; i++)
        fputs(" ---------------", out);
    fputs("  -----\n", out);
    trace_analyse(trace, &sink);
}
