/* SPDX-License-Identifier: MIT
 *
 * The statistics as JSON. Times are nanoseconds of lab time, names end in _ns.
 */
#include "stats.h"

static void number(FILE *out, const char *name, uint64_t value)
{
    fprintf(out, "\"%s\": %llu, ", name, (unsigned long long)value);
}

static void time_ns(const struct stats *stats, FILE *out, const char *name,
                    uint64_t time)
{
    number(out, name, ring_ns(&stats->trace->ring, time));
}

static void put_drops(const uint64_t drops[DROP_REASONS], FILE *out)
{
    fputs("\"drops\": {", out);
    for (unsigned why = 0; why < DROP_REASONS; why++)
        number(out, stats_drop_names[why], drops[why]);
    fprintf(out, "\"all\": %llu}, ", (unsigned long long)stats_drops(drops));
}

static void put_thread(const struct stats *stats, const struct lwp_stats *l,
                       FILE *out)
{
    time_ns(stats, out, "run_ns", l->run);
    time_ns(stats, out, "ready_ns", l->ready);
    time_ns(stats, out, "ready_max_ns", l->ready_max);
    time_ns(stats, out, "blocked_ns", l->blocked);
    time_ns(stats, out, "gil_held_ns", l->gil_held);
    time_ns(stats, out, "gil_held_off_core_ns", l->gil_held_off);
    time_ns(stats, out, "gil_wait_ns", l->gil_wait);
    time_ns(stats, out, "gil_wait_max_ns", l->gil_wait_max);
    number(out, "gil_acquired", l->acquired);
    put_drops(l->drops, out);
    number(out, "drop_requests", l->requests);
    number(out, "lost_races", l->lost_races);
    number(out, "futex_calls", l->futexes);
    number(out, "syscalls", l->syscalls);
    number(out, "voluntary_switches", l->voluntary);
    number(out, "involuntary_switches", l->involuntary);
    number(out, "migrations", l->migrations);
    fprintf(out, "\"useless_wakeups\": %llu}", (unsigned long long)l->useless);
}

static void put_threads(const struct stats *stats, FILE *out)
{
    const char *separator = "";
    struct lwp_stats total = {.seen = true};

    fputs("  \"threads\": [", out);
    for (uint32_t i = 1; i < stats->trace->table.count; i++) {
        const struct lwp *lwp = &stats->trace->table.lwps[i];

        if (!stats->lwps[i].seen)
            continue;
        fprintf(out, "%s\n    {\"name\": ", separator);
        put_json_string(out, lwp->name);
        fprintf(out, ", \"tid\": %u, \"pid\": %u, ", lwp->tid, lwp->pid);
        time_ns(stats, out, "from_ns", stats->lwps[i].from);
        time_ns(stats, out, "to_ns", stats->lwps[i].to);
        put_thread(stats, &stats->lwps[i], out);
        stats_add(&total, &stats->lwps[i]);
        separator = ",";
    }
    fputs("\n  ],\n  \"total\": {", out);
    put_thread(stats, &total, out);
    fputs(",\n", out);
}

static void put_cores(const struct stats *stats, FILE *out)
{
    fputs("  \"cores\": [", out);
    for (unsigned c = 0; c < stats->trace->ring.header.cores; c++) {
        const struct core_stats *core = &stats->cores[c];

        fprintf(out, "%s\n    {\"core\": %u, ", c ? "," : "", c);
        time_ns(stats, out, "busy_ns", core->busy);
        time_ns(stats, out, "idle_ns", core->idle);
        number(out, "switches_to_process", core->to_process);
        number(out, "switches_to_lwp", core->to_lwp);
        fprintf(out, "\"switches\": %llu}", (unsigned long long)core->switches);
    }
    fputs("\n  ],\n", out);
}

static void put_gils(const struct stats *stats, FILE *out)
{
    uint64_t length = stats->window.to - stats->window.from;

    fputs("  \"gils\": [", out);
    for (unsigned i = 0; i < stats->gil_count; i++) {
        const struct gil_stats *g = &stats->gils[i];

        fprintf(out, "%s\n    {", i ? "," : "");
        number(out, "gil", g->id);
        number(out, "pid", g->pid);
        time_ns(stats, out, "held_ns", g->held);
        time_ns(stats, out, "free_ns", length - g->held);
        time_ns(stats, out, "overlap_ns", g->overlap);
        time_ns(stats, out, "overlap_max_ns", g->overlap_max);
        number(out, "acquired", g->acquired);
        put_drops(g->drops, out);
        number(out, "switches", g->switches);
        number(out, "drop_requests", g->requests);
        fprintf(out, "\"lost_races\": %llu}",
                (unsigned long long)g->lost_races);
    }
    fputs("\n  ],\n", out);
}

void stats_json(const struct trace *trace, const struct window *window,
                FILE *out)
{
    struct stats stats;

    stats_gather(&stats, trace, window);
    fputs("{\n  \"window\": {", out);
    time_ns(&stats, out, "from_ns", window->from);
    time_ns(&stats, out, "to_ns", window->to);
    fprintf(out, "\"length_ns\": %llu},\n",
            (unsigned long long)ring_ns(&trace->ring,
                                        window->to - window->from));
    put_threads(&stats, out);
    put_cores(&stats, out);
    put_gils(&stats, out);
    fputs("  ", out);
    number(out, "events", trace->count);
    number(out, "dropped", trace->ring.header.dropped);
    number(out, "lost", trace->ring.lost);
    number(out, "pages_missing", trace->ring.pages_missing);
    number(out, "pages_bad", trace->ring.pages_bad);
    number(out, "skipped", trace->skipped);
    fprintf(out, "\"unplaced\": %llu\n}\n",
            (unsigned long long)trace->unplaced);
    stats_free(&stats);
}
