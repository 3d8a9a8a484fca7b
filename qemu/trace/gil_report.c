/* SPDX-License-Identifier: MIT
 *
 * One GIL's account and verdict, for people and as JSON.
 */
#include "gil.h"
#include "stats.h"
#include "table.h"

static const char *name_of(const struct gil_world *world, uint32_t lwp)
{
    return lwp == LWP_NONE ? "nobody" : world->trace->table.lwps[lwp].name;
}

static uint32_t tid_of(const struct gil_world *world, uint32_t lwp)
{
    return lwp == LWP_NONE ? 0 : world->trace->table.lwps[lwp].tid;
}

static uint64_t ns_of(const struct gil_world *world, uint64_t time)
{
    return ring_ns(&world->trace->ring, time);
}

bool gil_is_broken(const struct gil_account *g)
{
    for (unsigned rule = 0; rule < GIL_RULES; rule++)
        if (g->broken[rule].count)
            return true;
    return false;
}

/* ---- tables ---- */

static void time_cell(const struct gil_world *world, struct table *table,
                      uint64_t time)
{
    table_cell(table, US_FORMAT, US_ARGS(ns_of(world, time)));
}

static void count_cell(struct table *table, uint64_t count)
{
    table_cell(table, "%llu", (unsigned long long)count);
}

static void print_times(const struct gil_world *world,
                        const struct gil_account *g, FILE *out)
{
    struct table table = {.columns = 0};

    table_column(&table, "", "thread");
    table_column(&table, "", "tid");
    table_column(&table, "held", "us");
    table_column(&table, "waited", "us");
    table_column(&table, "longest", "wait, us");
    table_column(&table, "", "taken");
    table_column(&table, "lost", "races");
    table_column(&table, "drop re-", "quests");
    for (uint32_t i = 0; i < g->count; i++) {
        const struct gil_thread_account *t = &g->threads[i];

        table_cell(&table, "%s", name_of(world, t->lwp));
        table_cell(&table, "%u", tid_of(world, t->lwp));
        time_cell(world, &table, t->held);
        time_cell(world, &table, t->waited);
        time_cell(world, &table, t->longest);
        count_cell(&table, t->taken);
        count_cell(&table, t->lost_races);
        count_cell(&table, t->requests);
    }
    table_print(&table, 0, out);
    table_free(&table);
}

static uint64_t drops_for(const struct gil_account *g, unsigned why)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < g->count; i++)
        sum += g->threads[i].drops[why];
    return sum;
}

static void print_drops(const struct gil_world *world,
                        const struct gil_account *g, FILE *out)
{
    struct table table = {.columns = 0};
    const char *above = "let go:";

    table_column(&table, "", "thread");
    for (unsigned why = 0; why < DROP_REASONS; why++)
        if (drops_for(g, why)) {
            table_column(&table, above, stats_drop_names[why]);
            above = "";
        }
    for (uint32_t i = 0; i < g->count && table.columns > 1; i++) {
        table_cell(&table, "%s", name_of(world, g->threads[i].lwp));
        for (unsigned why = 0; why < DROP_REASONS; why++)
            if (drops_for(g, why))
                count_cell(&table, g->threads[i].drops[why]);
    }
    if (table.columns > 1) {
        putc('\n', out);
        table_print(&table, 0, out);
    }
    table_free(&table);
}

/* ---- the GIL's own lines ---- */

static void print_identity(const struct gil_world *world,
                           const struct gil_account *g, FILE *out)
{
    uint64_t elapsed = ns_of(world, g->to) - ns_of(world, g->from);
    uint64_t held = ns_of(world, g->held), idle = ns_of(world, g->idle);

    if (g->flags & TRACE_GIL_ANY) {
        fputs("\nThere is no lock: any number of threads hold at once.\n", out);
        return;
    }
    fprintf(out, "\nheld " US_FORMAT " + idle " US_FORMAT, US_ARGS(held),
            US_ARGS(idle));
    if (g->missing)
        fprintf(out, ", of " US_FORMAT " us; %llu records are missing\n",
                US_ARGS(elapsed), (unsigned long long)g->missing);
    else
        fprintf(out, " = elapsed " US_FORMAT " us%s\n", US_ARGS(elapsed),
                g->held + g->idle == g->to - g->from ? "" : " (NOT SO)");
}

static void print_clocks(const struct gil_world *world,
                         const struct gil_account *g, FILE *out)
{
    uint64_t latency = world->trace->ring.header.latency;

    if (!g->backwards)
        return;
    fprintf(out,
            "clocks: %llu hand-offs were recorded on a core whose clock was "
            "behind, by up\nto " US_FORMAT
            " us; they count as of the hand-off before (latency: " US_FORMAT
            " us%s)\n",
            (unsigned long long)g->backwards,
            US_ARGS(ns_of(world, g->backwards_most)),
            US_ARGS(ns_of(world, latency)),
            g->backwards_most > latency ? ": EXCEEDED" : "");
}

/* ---- the verdict ---- */

static void print_who(const struct gil_world *world, uint32_t lwp, FILE *out)
{
    fprintf(out, "%s (%u)", name_of(world, lwp), tid_of(world, lwp));
}

static void print_moment(const struct gil_world *world, uint64_t time,
                         FILE *out)
{
    fprintf(out, " at " US_FORMAT " us", US_ARGS(ns_of(world, time)));
}

static void print_deadlock(const struct gil_world *world,
                           const struct gil_broken *b, FILE *out)
{
    if (b->other == LWP_NONE) {
        fprintf(out,
                " let go (%s) and waits for a successor that cannot come\n",
                stats_drop_names[b->length < DROP_REASONS ? b->length : 0]);
        return;
    }
    fputs(" waits since then for ", out);
    print_who(world, b->other, out);
    fputs(", which sleeps and holds it\n", out);
}

static void print_finding(const struct gil_world *world, enum gil_rule rule,
                          const struct gil_broken *b, FILE *out)
{
    switch (rule) {
    case GIL_TWO_HOLDERS:
        fputs(" took the GIL, and ", out);
        print_who(world, b->other, out);
        fputs(" held it\n", out);
        break;
    case GIL_DROP_UNHELD:
        fputs(" let go of the GIL, which ", out);
        print_who(world, b->other, out);
        fputs(" held\n", out);
        break;
    case GIL_LOST_WAKEUP:
        fprintf(out,
                " waited asleep for a free GIL from then, for " US_FORMAT
                " us; it was let go by ",
                US_ARGS(ns_of(world, b->length)));
        print_who(world, b->other, out);
        putc('\n', out);
        break;
    case GIL_STARVATION:
        fprintf(out, " began to wait; others took %llu turns meanwhile\n",
                (unsigned long long)b->length);
        break;
    default:
        print_deadlock(world, b, out);
    }
}

static void print_broken(const struct gil_world *world, enum gil_rule rule,
                         const struct gil_broken *b, FILE *out)
{
    fprintf(out, "BROKEN: %s: ", gil_rule_names[rule]);
    print_who(world, b->lwp, out);
    print_moment(world, b->time, out);
    print_finding(world, rule, b, out);
    if (b->before.event) {
        fputs("    before: ", out);
        print_who(world, b->before.lwp, out);
        fputs(b->before.event == TRACE_GIL_DROP ? " let go" : " took it", out);
        print_moment(world, b->before.time, out);
        putc('\n', out);
    }
    if (b->count > 1)
        fprintf(out, "    in all %llu times\n", (unsigned long long)b->count);
}

static void print_verdict(const struct gil_world *world,
                          const struct gil_account *g, FILE *out)
{
    for (unsigned rule = 0; rule < GIL_RULES; rule++)
        if (g->broken[rule].count)
            print_broken(world, rule, &g->broken[rule], out);
    if (!gil_is_broken(g) && !(g->flags & TRACE_GIL_ANY))
        fputs("verdict: no rule is broken\n", out);
    if (!world->complete)
        fputs("The trace is not complete: lost wake-ups, starvation and "
              "deadlock are not judged.\n",
              out);
}

void gil_report_text(const struct gil_world *world, const struct gil_account *g,
                     FILE *out)
{
    fprintf(out, "GIL %u of process %u", g->id, g->pid);
    if (g->policy[0]) {
        fputs(" (", out);
        put_clean(out, g->policy);
        putc(')', out);
    }
    fprintf(out, ", from " US_FORMAT " to " US_FORMAT " us\n\n",
            US_ARGS(ns_of(world, g->from)), US_ARGS(ns_of(world, g->to)));
    print_times(world, g, out);
    print_drops(world, g, out);
    print_identity(world, g, out);
    print_clocks(world, g, out);
    print_verdict(world, g, out);
    putc('\n', out);
}

/* ---- JSON ---- */

static void number(FILE *out, const char *name, uint64_t value)
{
    fprintf(out, "\"%s\": %llu, ", name, (unsigned long long)value);
}

static void put_who(const struct gil_world *world, const char *name,
                    uint32_t lwp, FILE *out)
{
    fprintf(out, "\"%s\": ", name);
    put_json_string(out, name_of(world, lwp));
    fprintf(out, ", \"%s_tid\": %u, ", name, tid_of(world, lwp));
}

static void put_threads(const struct gil_world *world,
                        const struct gil_account *g, FILE *out)
{
    fputs("\"threads\": [", out);
    for (uint32_t i = 0; i < g->count; i++) {
        const struct gil_thread_account *t = &g->threads[i];

        fprintf(out, "%s\n    {", i ? "," : "");
        put_who(world, "name", t->lwp, out);
        number(out, "held_ns", ns_of(world, t->held));
        number(out, "waited_ns", ns_of(world, t->waited));
        number(out, "longest_wait_ns", ns_of(world, t->longest));
        number(out, "taken", t->taken);
        number(out, "lost_races", t->lost_races);
        number(out, "drop_requests", t->requests);
        fputs("\"drops\": {", out);
        for (unsigned why = 0; why < DROP_REASONS; why++)
            fprintf(out, "%s\"%s\": %llu", why ? ", " : "",
                    stats_drop_names[why], (unsigned long long)t->drops[why]);
        fputs("}}", out);
    }
    fputs("\n   ], ", out);
}

static void put_broken(const struct gil_world *world,
                       const struct gil_account *g, FILE *out)
{
    const char *separator = "";

    fputs("\"broken\": [", out);
    for (unsigned rule = 0; rule < GIL_RULES; rule++) {
        const struct gil_broken *b = &g->broken[rule];

        if (!b->count)
            continue;
        fprintf(out, "%s\n    {\"rule\": \"%s\", ", separator,
                gil_rule_names[rule]);
        put_who(world, "thread", b->lwp, out);
        put_who(world, "other", b->other, out);
        put_who(world, "before", b->before.event ? b->before.lwp : LWP_NONE,
                out);
        number(out, "time_ns", ns_of(world, b->time));
        fprintf(out, "\"count\": %llu}", (unsigned long long)b->count);
        separator = ",";
    }
    fputs("]}", out);
}

void gil_report_json(const struct gil_world *world, const struct gil_account *g,
                     FILE *out)
{
    fputs("  {", out);
    number(out, "gil", g->id);
    number(out, "pid", g->pid);
    fputs("\"policy\": ", out);
    put_json_string(out, g->policy);
    fputs(", ", out);
    number(out, "flags", g->flags);
    number(out, "from_ns", ns_of(world, g->from));
    number(out, "to_ns", ns_of(world, g->to));
    number(out, "held", g->held);
    number(out, "idle", g->idle);
    number(out, "elapsed", g->to - g->from);
    number(out, "clock_behind", g->backwards);
    number(out, "clock_behind_most_ns", ns_of(world, g->backwards_most));
    number(out, "missing", g->missing);
    fprintf(out, "\"complete\": %s,\n   ", world->complete ? "true" : "false");
    put_threads(world, g, out);
    put_broken(world, g, out);
}
