/* SPDX-License-Identifier: MIT
 *
 * Gathers the statistics of a window from the analysis: intervals are cut to
 * the window, events count if they lie in it.
 */
#include "stats.h"

#include <stdlib.h>
#include <string.h>

const char *const stats_drop_names[DROP_REASONS] = {
    "unknown", "ticks", "request", "block",
    "exit",    "yield", "quantum", "preempt",
};

/* ---- intervals ---- */

/* Adds to the wait that is going on, or ends it. */
static void track_wait(uint64_t *now, uint64_t *max, bool waits,
                       uint64_t length)
{
    *now = waits ? *now + length : 0;
    if (*now > *max)
        *max = *now;
}

static void on_segment(void *context, const struct segment *segment)
{
    struct stats *stats = context;
    struct lwp_stats *l = &stats->lwps[segment->lwp];
    uint64_t from = segment->from, to = segment->to, length;

    if (!window_clip(&stats->window, &from, &to))
        return;
    length = to - from;
    if (!l->seen)
        l->from = from;
    l->seen = true;
    l->to = to;
    l->run += segment->run == RUN_RUNNING ? length : 0;
    l->ready += segment->run == RUN_READY ? length : 0;
    l->blocked += segment->run == RUN_BLOCKED ? length : 0;
    l->gil_held += segment->gil == GIL_HELD ? length : 0;
    if (segment->gil == GIL_HELD && segment->run != RUN_RUNNING)
        l->gil_held_off += length;
    l->gil_wait += segment->gil == GIL_WAITING ? length : 0;
    track_wait(&l->ready_now, &l->ready_max, segment->run == RUN_READY, length);
    track_wait(&l->gil_wait_now, &l->gil_wait_max, segment->gil == GIL_WAITING,
               length);
}

static void on_core(void *context, uint8_t core, uint32_t lwp, uint64_t from,
                    uint64_t to)
{
    struct stats *stats = context;

    if (!window_clip(&stats->window, &from, &to))
        return;
    if (lwp == LWP_IDLE)
        stats->cores[core].idle += to - from;
    else
        stats->cores[core].busy += to - from;
}

static void on_gil(void *context, unsigned gil, unsigned holders, uint64_t from,
                   uint64_t to)
{
    struct stats *stats = context;
    struct gil_stats *g = &stats->gils[gil];

    if (holders == 0 || !window_clip(&stats->window, &from, &to))
        return;
    g->held += to - from;
    if (holders == 1)
        return;
    g->overlap += to - from;
    if (to - from > g->overlap_max)
        g->overlap_max = to - from;
}

/* ---- events ---- */

/* An LWP whose process the trace does not tell is the only one of its own. */
static uint32_t process_of(const struct stats *stats, uint32_t lwp)
{
    const struct lwp *l = &stats->trace->table.lwps[lwp];

    return l->pid ? l->pid : l->tid;
}

/* Which kind of switch it is: by the LWP that the core ran last, since an idle core
 * keeps the page tables. */
static void count_kind(const struct stats *stats, struct core_stats *core,
                       uint32_t next)
{
    if (next == LWP_IDLE || next == core->last)
        return;
    if (core->last == LWP_IDLE ||
        process_of(stats, core->last) != process_of(stats, next))
        core->to_process++;
    else
        core->to_lwp++;
}

static void count_switch(struct stats *stats, const struct event *event)
{
    struct lwp_stats *prev = &stats->lwps[event->lwp];
    uint32_t to = lwp_find(&stats->trace->table, event->record->arg0);
    struct lwp_stats *next = &stats->lwps[to];

    stats->cores[event->core].switches++;
    count_kind(stats, &stats->cores[event->core], to);
    if ((char)event->record->arg1 == 'R')
        prev->involuntary++;
    else
        prev->voluntary++;
    next->seen = true;
    if (next->core && next->core != event->core + 1)
        next->migrations++;
}

/* Before the window too, so that the first migration in it is seen, and what kind
 * of switch the first one is. */
static void note_core(struct stats *stats, const struct event *event)
{
    uint32_t next;

    if (event->record->event != TRACE_SCHED_SWITCH)
        return;
    next = lwp_find(&stats->trace->table, event->record->arg0);
    stats->lwps[next].core = (uint8_t)(event->core + 1);
    if (next != LWP_IDLE)
        stats->cores[event->core].last = next;
}

/* Before the window too, so that the first useless wake-up in it is seen. */
static void note_wait(struct stats *stats, const struct event *event,
                      bool inside)
{
    struct lwp_stats *l = &stats->lwps[event->lwp];
    const struct trace_record *r = event->record;

    if (r->event == TRACE_SYS_EXIT)
        l->wait_kind = 0;
    if (r->event != TRACE_SCHED_WAIT)
        return;
    if (inside && l->wait_kind == r->arg0 && l->wait_object == r->arg1)
        l->useless++;
    l->wait_kind = r->arg0;
    l->wait_object = r->arg1;
}

static void count_gil_event(struct stats *stats, const struct event *event,
                            unsigned gil)
{
    struct lwp_stats *l = &stats->lwps[event->lwp];
    struct gil_stats *g = &stats->gils[gil];
    uint32_t why = event->record->arg0;

    switch (event->record->event) {
    case TRACE_GIL_ACQUIRED:
        l->acquired++;
        g->acquired++;
        g->switches += g->last != LWP_NONE && g->last != event->lwp;
        break;
    case TRACE_GIL_DROP:
        why = why < DROP_REASONS ? why : 0;
        l->drops[why]++;
        g->drops[why]++;
        break;
    case TRACE_GIL_DROP_REQUEST:
        l->requests++;
        g->requests++;
        break;
    case TRACE_GIL_LOST_RACE:
        l->lost_races++;
        g->lost_races++;
        break;
    }
}

/* Before the window too, so that the first switch in it is seen. */
static void note_gil(struct stats *stats, const struct event *event,
                     unsigned gil)
{
    struct gil_stats *g = &stats->gils[gil];
    const struct trace_record *r = event->record;

    g->pid = stats->trace->table.lwps[event->lwp].pid;
    g->id = r->event == TRACE_GIL_DROP ? (uint32_t)r->arg1 : r->arg0;
    if (r->event == TRACE_GIL_ACQUIRED)
        g->last = event->lwp;
    if (stats->gil_count <= gil)
        stats->gil_count = gil + 1;
}

static void on_event(void *context, const struct event *event, unsigned gil)
{
    struct stats *stats = context;
    bool inside = window_has(&stats->window, event->time);

    if (inside) {
        struct lwp_stats *l = &stats->lwps[event->lwp];

        if (event->record->event == TRACE_SCHED_SWITCH)
            count_switch(stats, event);
        if (event->record->event == TRACE_SYS_ENTER) {
            l->syscalls++;
            l->futexes += event->record->arg0 == SYSCALL_FUTEX;
        }
        if (gil != GIL_LIMIT)
            count_gil_event(stats, event, gil);
    }
    note_core(stats, event);
    note_wait(stats, event, inside);
    if (gil != GIL_LIMIT)
        note_gil(stats, event, gil);
}

/* ---- outside ---- */

void stats_gather(struct stats *stats, const struct trace *trace,
                  const struct window *window)
{
    struct sink sink = {
        .context = stats,
        .segment = on_segment,
        .core = on_core,
        .gil = on_gil,
        .event = on_event,
    };

    memset(stats, 0, sizeof(*stats));
    stats->trace = trace;
    stats->window = *window;
    stats->lwps = must_calloc(trace->table.count, sizeof(stats->lwps[0]));
    for (unsigned g = 0; g < GIL_LIMIT; g++)
        stats->gils[g].last = LWP_NONE;
    trace_analyse(trace, &sink);
}

void stats_free(struct stats *stats)
{
    free(stats->lwps);
}

static uint64_t max_u64(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

void stats_add(struct lwp_stats *sum, const struct lwp_stats *more)
{
    sum->run += more->run;
    sum->ready += more->ready;
    sum->ready_max = max_u64(sum->ready_max, more->ready_max);
    sum->blocked += more->blocked;
    sum->gil_held += more->gil_held;
    sum->gil_held_off += more->gil_held_off;
    sum->gil_wait += more->gil_wait;
    sum->gil_wait_max = max_u64(sum->gil_wait_max, more->gil_wait_max);
    sum->acquired += more->acquired;
    for (unsigned why = 0; why < DROP_REASONS; why++)
        sum->drops[why] += more->drops[why];
    sum->requests += more->requests;
    sum->lost_races += more->lost_races;
    sum->futexes += more->futexes;
    sum->syscalls += more->syscalls;
    sum->voluntary += more->voluntary;
    sum->involuntary += more->involuntary;
    sum->migrations += more->migrations;
    sum->useless += more->useless;
}

uint64_t stats_drops(const uint64_t drops[DROP_REASONS])
{
    uint64_t sum = 0;

    for (unsigned why = 0; why < DROP_REASONS; why++)
        sum += drops[why];
    return sum;
}
