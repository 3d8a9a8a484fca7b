/* SPDX-License-Identifier: MIT
 *
 * A GIL's history. Each GIL record has a number among those of its process, and
 * who lets go writes its record before another can take it: so in the order of
 * these numbers (not of time) every hand-off stands where it happened.
 *
 * Clocks of two cores may differ by up to `latency`. So that times add up
 * exactly, time never goes back from one hand-off to the next: a record whose
 * clock is behind counts as if it had been written at the moment of the one
 * before. Those are counted, and the largest difference is told.
 *
 * What records say is believed, where they contradict the rules that is the
 * finding. Behind a gap in the numbers nothing is known until the next
 * acquisition. The rules are judged over the whole run; times and counts are
 * those of the window.
 */
#include "gil.h"

#include <stdlib.h>
#include <string.h>

/* A GIL record in its process's order. */
struct entry {
    uint32_t pid;
    uint32_t program; /* 0, 1, ..: a process may execute several programs */
    uint64_t index;   /* in trace.events */
    const struct event *event;
};

/* The records of one program. */
struct program {
    const struct entry *entries;
    uint64_t count;
    const struct trace_record *policy; /* NULL: none told */
};

static uint32_t process_of(const struct trace *trace, uint32_t lwp)
{
    const struct lwp *l = &trace->table.lwps[lwp];

    return l->pid ? l->pid : l->tid;
}

/* ---- what is gathered before ---- */

static void on_segment(void *context, const struct segment *segment)
{
    struct gil_world *world = context;

    if (segment->run != RUN_RUNNING && segment->run != RUN_READY)
        return;
    if (world->awake) /* the second walk; the first one counts */
        world->awake[world->awake_count] =
            (struct gil_awake){segment->lwp, segment->run == RUN_READY,
                               segment->from, segment->to};
    world->awake_count++;
}

static int compare_awake(const void *left, const void *right)
{
    const struct gil_awake *a = left, *b = right;

    if (a->lwp != b->lwp)
        return a->lwp < b->lwp ? -1 : 1;
    return a->from < b->from ? -1 : a->from > b->from;
}

static void find_awake(struct gil_world *world)
{
    struct sink sink = {.context = world, .segment = on_segment};

    trace_analyse(world->trace, &sink);
    world->awake = must_calloc(world->awake_count, sizeof(world->awake[0]));
    world->awake_count = 0;
    trace_analyse(world->trace, &sink);
    qsort(world->awake, world->awake_count, sizeof(world->awake[0]),
          compare_awake);
}

static void find_exits(struct gil_world *world)
{
    const struct trace *trace = world->trace;

    world->exits = must_calloc(trace->table.count, sizeof(world->exits[0]));
    for (uint64_t i = 0; i < trace->count; i++) {
        const struct trace_record *r = trace->events[i].record;

        if (r->event == TRACE_SCHED_EXIT)
            world->exits[lwp_find(&trace->table, r->arg0)] =
                trace->events[i].time;
    }
}

/* When the process's last thread ended; the run's end if one did not. */
static uint64_t process_end(const struct gil_world *world, uint32_t pid)
{
    const struct trace *trace = world->trace;
    uint64_t end = 0;

    for (uint32_t i = 1; i < trace->table.count; i++) {
        if (process_of(trace, i) != pid)
            continue;
        if (!world->exits[i])
            return trace->end;
        if (world->exits[i] > end)
            end = world->exits[i];
    }
    return end;
}

/* ---- the order ---- */

static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;

    if (a->pid != b->pid)
        return a->pid < b->pid ? -1 : 1;
    if (a->program != b->program)
        return a->program < b->program ? -1 : 1;
    if (a->event->record->order != b->event->record->order)
        return a->event->record->order < b->event->record->order ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

/* The number of the program that a process executes: it counts from the second
 * time that a policy is announced. */
static uint32_t program_of(const struct trace *trace, uint32_t *announced,
                           const struct event *event)
{
    uint32_t main = lwp_find(&trace->table, process_of(trace, event->lwp));
    uint32_t *count = &announced[main == LWP_NONE ? event->lwp : main];

    *count += event->record->event == TRACE_GIL_POLICY;
    return *count ? *count - 1 : 0;
}

/* All GIL records, sorted; *count of them. The caller frees. */
static struct entry *find_entries(const struct trace *trace, uint64_t *count)
{
    struct entry *entries = must_calloc(trace->count, sizeof(entries[0]));
    uint32_t *announced = must_calloc(trace->table.count, sizeof(announced[0]));

    *count = 0;
    for (uint64_t i = 0; i < trace->count; i++) {
        const struct event *event = &trace->events[i];

        if (event->user && event->lwp != LWP_IDLE)
            entries[(*count)++] =
                (struct entry){process_of(trace, event->lwp),
                               program_of(trace, announced, event), i, event};
    }
    free(announced);
    qsort(entries, *count, sizeof(entries[0]), compare_entries);
    return entries;
}

/* ---- one GIL ---- */

/* The account's thread of this LWP; it is made if there is none. */
static struct gil_thread_account *thread_of(struct gil_account *g, uint32_t *at,
                                            uint32_t lwp)
{
    if (at[lwp] < g->count && g->threads[at[lwp]].lwp == lwp)
        return &g->threads[at[lwp]];
    if (g->count == g->capacity) {
        g->capacity = g->capacity ? 2 * g->capacity : 16;
        g->threads = realloc(g->threads, g->capacity * sizeof(g->threads[0]));
        if (!g->threads) {
            fprintf(stderr, "convoy-trace: out of memory\n");
            exit(1);
        }
    }
    at[lwp] = g->count;
    g->threads[g->count] = (struct gil_thread_account){.lwp = lwp};
    return &g->threads[g->count++];
}

/* How much of from .. to is accounted for. */
static uint64_t cut(const struct gil_account *g, uint64_t from, uint64_t to)
{
    const struct window window = {g->from, g->to};

    return window_clip(&window, &from, &to) ? to - from : 0;
}

static void end_wait(const struct gil_world *world, struct gil_account *g,
                     struct gil_thread_account *t, uint64_t now)
{
    uint64_t length = now > t->since ? cut(g, t->since, now) : 0;

    if (!t->waits)
        return;
    gil_judge_wait(world, g, t, now);
    t->waits = false;
    t->waited += length;
    if (length > t->longest)
        t->longest = length;
}

static void end_hold(struct gil_account *g, struct gil_thread_account *t)
{
    if (!t->holds)
        return;
    t->holds = false;
    t->held += cut(g, t->since, g->now);
}

/* From now on the GIL is held by `lwp`, or free. */
static void set_holder(const struct gil_world *world, struct gil_account *g,
                       uint32_t lwp)
{
    if (g->known && g->holder != LWP_NONE)
        g->held += cut(g, g->since, g->now);
    if (g->known && g->holder == LWP_NONE) {
        gil_judge_free(world, g, g->since, g->now);
        g->idle += cut(g, g->since, g->now);
    }
    g->holder = lwp;
    g->since = g->now;
    g->known = true;
}

static void on_acquired(const struct gil_world *world, struct gil_account *g,
                        struct gil_thread_account *t)
{
    if (g->known && g->holder != LWP_NONE && !(g->flags & TRACE_GIL_ANY))
        gil_break(g, GIL_TWO_HOLDERS, t->lwp, g->holder, g->now, 0);
    end_hold(g, t);
    set_holder(world, g, t->lwp);
    end_wait(world, g, t, g->now);
    g->hands += g->dropper != t->lwp;
    g->dropper = t->lwp;
    t->holds = true;
    t->since = g->now;
    t->last_why = 0;
    t->taken += window_has(&world->window, g->now);
}

static void on_drop(const struct gil_world *world, struct gil_account *g,
                    struct gil_thread_account *t, uint32_t why)
{
    if (g->known && !t->holds && !(g->flags & TRACE_GIL_ANY))
        gil_break(g, GIL_DROP_UNHELD, t->lwp, g->holder, g->now, 0);
    end_hold(g, t);
    if (!g->known || g->holder == t->lwp || g->flags & TRACE_GIL_ANY)
        set_holder(world, g, LWP_NONE);
    t->last_why = why < DROP_REASONS && why ? why : 0;
    if (window_has(&world->window, g->now))
        t->drops[t->last_why]++;
}

static void on_wait(struct gil_account *g, struct gil_thread_account *t,
                    uint64_t time)
{
    if (t->waits)
        return;
    t->waits = true;
    t->since = time;
    t->hands_since = g->hands;
    t->last_why = 0;
}

/* A hand-off: time goes on, never back. */
static void pass_time(struct gil_account *g, uint64_t time)
{
    uint64_t behind = g->now > time ? g->now - time : 0;

    g->backwards += behind > 0;
    if (behind > g->backwards_most)
        g->backwards_most = behind;
    if (time > g->now)
        g->now = time;
}

static void take_event(const struct gil_world *world, struct gil_account *g,
                       struct gil_thread_account *t, const struct event *event)
{
    const struct trace_record *r = event->record;
    bool inside = window_has(&world->window, event->time);

    if (r->event == TRACE_GIL_WAIT) {
        on_wait(g, t, event->time);
    } else if (r->event == TRACE_GIL_DROP_REQUEST) {
        t->requests += inside;
    } else if (r->event == TRACE_GIL_LOST_RACE) {
        t->lost_races += inside;
    } else {
        pass_time(g, event->time);
        if (r->event == TRACE_GIL_ACQUIRED)
            on_acquired(world, g, t);
        else
            on_drop(world, g, t, r->arg0);
        g->step = (struct gil_step){r->event, t->lwp, g->now};
    }
}

/* Records are missing here: forget who holds and waits. */
static void forget(struct gil_account *g)
{
    if (g->known && g->holder == LWP_NONE)
        g->idle += cut(g, g->since, g->now);
    else if (g->known)
        g->held += cut(g, g->since, g->now);
    for (uint32_t i = 0; i < g->count; i++) {
        end_hold(g, &g->threads[i]);
        g->threads[i].waits = false;
    }
    g->known = false;
    g->holder = LWP_NONE;
}

/* Who holds and waits at the end has done so until then, or until it died. */
static void finish(const struct gil_world *world, struct gil_account *g,
                   uint64_t end)
{
    if (end > g->now)
        g->now = end;
    if (world->trace->ring.header.exit_kind == TRACE_EXIT_DEADLOCK)
        gil_judge_deadlock(world, g);
    set_holder(world, g, LWP_NONE);
    for (uint32_t i = 0; i < g->count; i++) {
        uint64_t exit = world->exits[g->threads[i].lwp];

        end_hold(g, &g->threads[i]);
        end_wait(world, g, &g->threads[i], exit ? exit : end);
    }
}

static uint32_t gil_id(const struct trace_record *r)
{
    return r->event == TRACE_GIL_DROP ? (uint32_t)r->arg1 : r->arg0;
}

static bool has_gil(const struct trace_record *r)
{
    return r->event >= TRACE_GIL_WAIT && r->event <= TRACE_GIL_LOST_RACE;
}

static void set_policy(struct gil_account *g, const struct gil_world *world,
                       const struct trace_record *policy)
{
    if (!policy)
        return;
    event_chars(policy, g->policy);
    g->flags = policy->arg0;
    g->interval = policy->arg1 < 1000000
                      ? policy->arg1 * world->trace->ring.header.mhz
                      : 1000000ull * world->trace->ring.header.mhz;
}

/* Walks through the program's records for this GIL. at: by LWP. */
static void account(const struct gil_world *world, struct gil_account *g,
                    const struct program *program, uint32_t *at)
{
    uint64_t end = process_end(world, g->pid);
    bool begun = false;

    for (uint64_t i = 0; i < program->count; i++) {
        const struct event *event = program->entries[i].event;
        const struct trace_record *r = event->record;
        uint32_t gap =
            i ? r->order - program->entries[i - 1].event->record->order : 1;

        if (gap > 1) {
            g->missing += gap - 1;
            forget(g);
        }
        if (!has_gil(r) || gil_id(r) != g->id)
            continue;
        if (!begun) {
            g->now = g->since = event->time;
            g->known = true;
            g->from = event->time > world->window.from ? event->time
                                                       : world->window.from;
            g->to = end < world->window.to ? end : world->window.to;
            g->to = g->to > g->from ? g->to : g->from;
            begun = true;
        }
        take_event(world, g, thread_of(g, at, event->lwp), event);
    }
    finish(world, g, end);
}

/* ---- all of them ---- */

static void report(const struct gil_world *world, const struct gil_account *g,
                   bool json, bool first, FILE *out)
{
    if (!json) {
        gil_report_text(world, g, out);
        return;
    }
    fputs(first ? "\n" : ",\n", out);
    gil_report_json(world, g, out);
}

/* The program's GILs, one after the other; GIL_LIMIT at most. Returns how many
 * broke a rule. */
static unsigned judge_program(const struct gil_world *world,
                              const struct program *program, bool json,
                              unsigned *reported, FILE *out)
{
    uint32_t ids[GIL_LIMIT];
    unsigned count = 0, broken = 0;
    uint32_t *at = must_calloc(world->trace->table.count, sizeof(at[0]));

    for (uint64_t i = 0; i < program->count; i++) {
        const struct trace_record *r = program->entries[i].event->record;
        unsigned n = 0;
        struct gil_account g = {.pid = program->entries[i].pid,
                                .id = gil_id(r),
                                .holder = LWP_NONE,
                                .dropper = LWP_NONE};

        while (has_gil(r) && n < count && ids[n] != g.id)
            n++;
        if (!has_gil(r) || n < count || count == GIL_LIMIT)
            continue;
        ids[count++] = g.id;
        set_policy(&g, world, program->policy);
        account(world, &g, program, at);
        report(world, &g, json, (*reported)++ == 0, out);
        broken += gil_is_broken(&g);
        free(g.threads);
    }
    free(at);
    return broken;
}

static bool is_complete(const struct trace *trace)
{
    const struct ring *ring = &trace->ring;

    return !ring->lost && !ring->header.dropped && !ring->pages_missing &&
           !ring->pages_bad && !trace->skipped;
}

unsigned gil_write(const struct trace *trace, const struct window *window,
                   bool json, FILE *out)
{
    struct gil_world world = {.trace = trace,
                              .window = *window,
                              .complete = is_complete(trace)};
    uint64_t count;
    struct entry *entries = find_entries(trace, &count);
    unsigned broken = 0, reported = 0;

    find_awake(&world);
    find_exits(&world);
    fputs(json ? "{\"gils\": [" : "", out);
    for (uint64_t i = 0, next; i < count; i = next) {
        struct program program = {.entries = &entries[i]};

        for (next = i; next < count && entries[next].pid == entries[i].pid &&
                       entries[next].program == entries[i].program;
             next++)
            if (entries[next].event->record->event == TRACE_GIL_POLICY)
                program.policy = entries[next].event->record;
        program.count = next - i;
        broken += judge_program(&world, &program, json, &reported, out);
    }
    if (json)
        fprintf(out, "%s], \"broken\": %u}\n", reported ? "\n" : "", broken);
    else if (reported == 0)
        fputs("No GIL was used.\n", out);
    free(entries);
    free(world.awake);
    free(world.exits);
    return broken;
}
