/* SPDX-License-Identifier: MIT
 *
 * The statistics as tables for people. Times are microseconds of lab time with
 * three decimals: to the nanosecond.
 */
#include <string.h>

#include "stats.h"
#include "table.h"

static void time_cell(const struct stats *stats, struct table *table,
                      uint64_t time)
{
    uint64_t ns = ring_ns(&stats->trace->ring, time);

    table_cell(table, US_FORMAT, US_ARGS(ns));
}

static void count_cell(struct table *table, uint64_t count)
{
    table_cell(table, "%llu", (unsigned long long)count);
}

static double percent(uint64_t part, uint64_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0.0;
}

static void print_title(const struct stats *stats, FILE *out)
{
    const struct ring *ring = &stats->trace->ring;
    uint64_t from = ring_ns(ring, stats->window.from);
    uint64_t to = ring_ns(ring, stats->window.to);

    fprintf(out,
            "Lab time " US_FORMAT " us to " US_FORMAT " us: " US_FORMAT
            " us on %u core%s\n",
            US_ARGS(from), US_ARGS(to), US_ARGS(to - from), ring->header.cores,
            ring->header.cores == 1 ? "" : "s");
}

/* ---- threads ---- */

static void time_row(const struct stats *stats, struct table *table,
                     const struct lwp_stats *l)
{
    time_cell(stats, table, l->run);
    time_cell(stats, table, l->ready);
    time_cell(stats, table, l->blocked);
    if (stats->gil_count == 0)
        return;
    time_cell(stats, table, l->gil_held);
    time_cell(stats, table, l->gil_held_off);
    time_cell(stats, table, l->gil_wait);
    time_cell(stats, table, l->gil_wait_max);
}

/* Has anybody let go for this reason? If not, it has no column. */
static bool reason_occurs(const struct stats *stats, unsigned why)
{
    for (unsigned g = 0; g < stats->gil_count; g++)
        if (stats->gils[g].drops[why])
            return true;
    return false;
}

static void count_row(const struct stats *stats, struct table *table,
                      const struct lwp_stats *l)
{
    if (stats->gil_count) {
        count_cell(table, l->acquired);
        for (unsigned why = 1; why < DROP_REASONS; why++)
            if (reason_occurs(stats, why))
                count_cell(table, l->drops[why]);
        count_cell(table, l->requests);
        count_cell(table, l->lost_races);
    }
    count_cell(table, l->futexes);
    count_cell(table, l->syscalls);
    count_cell(table, l->voluntary);
    count_cell(table, l->involuntary);
    count_cell(table, l->migrations);
    count_cell(table, l->useless);
}

typedef void row_writer(const struct stats *, struct table *,
                        const struct lwp_stats *);

/* A row a thread that was there, and one of totals. */
static void print_threads(const struct stats *stats, struct table *table,
                          row_writer *write_row, FILE *out)
{
    struct lwp_stats total = {.seen = true};

    for (uint32_t i = 1; i < stats->trace->table.count; i++) {
        const struct lwp *lwp = &stats->trace->table.lwps[i];

        if (!stats->lwps[i].seen)
            continue;
        table_cell(table, "%s", lwp->name);
        table_cell(table, "%u", lwp->tid);
        write_row(stats, table, &stats->lwps[i]);
        stats_add(&total, &stats->lwps[i]);
    }
    table_cell(table, "total");
    table_cell(table, "%s", "");
    write_row(stats, table, &total);
    table_print(table, 1, out);
}

static void print_times(const struct stats *stats, FILE *out)
{
    struct table table = {.columns = 0};

    fputs("\nThreads: time in us\n", out);
    table_column(&table, "", "thread");
    table_column(&table, "", "tid");
    table_column(&table, "", "run");
    table_column(&table, "", "ready");
    table_column(&table, "", "blocked");
    if (stats->gil_count) {
        table_column(&table, "GIL", "held");
        table_column(&table, "of it off", "the core");
        table_column(&table, "GIL", "wait");
        table_column(&table, "longest", "GIL wait");
    }
    print_threads(stats, &table, time_row, out);
    table_free(&table);
}

/* A column for each reason to let go that occurs. */
static void reason_columns(const struct stats *stats, struct table *table)
{
    const char *above = "dropped:";

    for (unsigned why = 1; why < DROP_REASONS; why++) {
        if (!reason_occurs(stats, why))
            continue;
        table_column(table, above, stats_drop_names[why]);
        above = "";
    }
}

static void print_counts(const struct stats *stats, FILE *out)
{
    struct table table = {.columns = 0};

    fputs("\nThreads: how often\n", out);
    table_column(&table, "", "thread");
    table_column(&table, "", "tid");
    if (stats->gil_count) {
        table_column(&table, "GIL", "taken");
        reason_columns(stats, &table);
        table_column(&table, "drop re-", "quests");
        table_column(&table, "lost", "races");
    }
    table_column(&table, "", "futex");
    table_column(&table, "system", "calls");
    table_column(&table, "gave up", "core");
    table_column(&table, "pre-", "empted");
    table_column(&table, "mi-", "grated");
    table_column(&table, "useless", "wake-ups");
    print_threads(stats, &table, count_row, out);
    table_free(&table);
}

/* ---- cores and GILs ---- */

static void core_row(const struct stats *stats, struct table *table,
                     const struct core_stats *core)
{
    time_cell(stats, table, core->busy);
    time_cell(stats, table, core->idle);
    table_cell(table, "%.1f %%", percent(core->busy, core->busy + core->idle));
    count_cell(table, core->switches);
    count_cell(table, core->to_process);
    count_cell(table, core->to_lwp);
}

static void print_cores(const struct stats *stats, FILE *out)
{
    struct table table = {.columns = 0};
    struct core_stats total = {.busy = 0};

    fputs("\nCores: time in us\n", out);
    table_column(&table, "", "core");
    table_column(&table, "", "busy");
    table_column(&table, "", "idle");
    table_column(&table, "", "busy");
    table_column(&table, "", "switches");
    table_column(&table, "to other", "process");
    table_column(&table, "to other", "LWP of it");
    for (unsigned c = 0; c < stats->trace->ring.header.cores; c++) {
        table_cell(&table, "core %u", c);
        core_row(stats, &table, &stats->cores[c]);
        total.busy += stats->cores[c].busy;
        total.idle += stats->cores[c].idle;
        total.switches += stats->cores[c].switches;
        total.to_process += stats->cores[c].to_process;
        total.to_lwp += stats->cores[c].to_lwp;
    }
    table_cell(&table, "total");
    core_row(stats, &table, &total);
    table_print(&table, 1, out);
    table_free(&table);
}

static void print_holders(const struct stats *stats, unsigned gil, FILE *out)
{
    const struct gil_stats *g = &stats->gils[gil];
    uint64_t length = stats->window.to - stats->window.from;

    for (uint32_t i = 1; i < stats->trace->table.count; i++) {
        const struct lwp *lwp = &stats->trace->table.lwps[i];
        const struct lwp_stats *l = &stats->lwps[i];

        if (l->gil_held && (stats->gil_count == 1 || lwp->pid == g->pid))
            fprintf(out, "  %-14s %5.1f %%\n", lwp->name,
                    percent(l->gil_held, length));
    }
    fprintf(out, "  %-14s %5.1f %%\n", "(free)",
            percent(length - g->held, length));
}

static void print_gil(const struct stats *stats, unsigned gil, FILE *out)
{
    const struct gil_stats *g = &stats->gils[gil];
    const struct ring *ring = &stats->trace->ring;
    uint64_t overlap = ring_ns(ring, g->overlap_max);
    const char *comma = " (";

    fprintf(out, "\nGIL %u of process %u: held by\n", g->id, g->pid);
    print_holders(stats, gil, out);
    fprintf(out, "  %llu hand-offs", (unsigned long long)stats_drops(g->drops));
    for (unsigned why = 0; why < DROP_REASONS; why++) {
        if (!g->drops[why])
            continue;
        fprintf(out, "%s%s %llu", comma, stats_drop_names[why],
                (unsigned long long)g->drops[why]);
        comma = ", ";
    }
    fprintf(out,
            "%s, %llu switches between threads, %llu drop requests, "
            "%llu lost races\n",
            *comma == ',' ? ")" : "", (unsigned long long)g->switches,
            (unsigned long long)g->requests, (unsigned long long)g->lost_races);
    if (g->overlap_max > ring->header.quantum)
        fprintf(out,
                "  NOT A LOCK: held by two threads at once, up to " US_FORMAT
                " us (clock skew explains no more than a quantum)\n",
                US_ARGS(overlap));
}

void stats_text(const struct trace *trace, const struct window *window,
                FILE *out)
{
    struct stats stats;

    stats_gather(&stats, trace, window);
    print_title(&stats, out);
    print_times(&stats, out);
    print_counts(&stats, out);
    print_cores(&stats, out);
    for (unsigned g = 0; g < stats.gil_count; g++)
        print_gil(&stats, g, out);
    stats_free(&stats);
}
