/* SPDX-License-Identifier: MIT
 *
 * All records as one array of events, by time and then by machine order.
 *
 * Kernel records carry both. A GIL record was written by a program, which knows
 * only its own LWP and the clock of the core it was on: which core that was
 * follows from sched_switch. Among records of the same time on that core it goes
 * behind the kernel's, but before the switch that took its LWP off.
 */
#include <stdlib.h>

#include "names.h"
#include "trace.h"

#define EVENT_FIRST_USER TRACE_GIL_WAIT

/* Some LWP had this core from .. to; order is that of the switch at its end. */
struct visit {
    uint32_t lwp;
    uint8_t core;
    uint64_t from;
    uint64_t to;
    uint64_t order;
};

/* ---- from pages to events ---- */

/* Does the record's arg0 name an LWP? */
static bool names_lwp(uint16_t event)
{
    return event == TRACE_SCHED_SWITCH || event == TRACE_SCHED_WAKING ||
           event == TRACE_SCHED_FORK || event == TRACE_SCHED_EXIT ||
           event == TRACE_SCHED_MIGRATE || event == TRACE_TASK_RENAME;
}

static bool record_is_sane(const struct trace_page *page,
                           const struct trace_record *record)
{
    bool user = page->kind == TRACE_OWNER_LWP;

    if (!event_kind(record->event) || record->time > RING_TIME_LIMIT)
        return false;
    if (user != (record->event >= EVENT_FIRST_USER))
        return false;
    return page->owner == (user ? record->lwp : record->core);
}

/* The record's place in machine order, of which it keeps the low 32 bits. It
 * lies within 2^31 of the page's first. */
static uint64_t full_order(const struct trace_page *page,
                           const struct trace_record *record)
{
    int32_t ahead = (int32_t)(record->order - (uint32_t)page->first_order);

    if (ahead < 0 && page->first_order < (uint64_t) - (int64_t)ahead)
        return 0;
    return page->first_order + (uint64_t)(int64_t)ahead;
}

static void take_record(struct trace *trace, const struct trace_page *page,
                        const struct trace_record *record)
{
    struct event *event = &trace->events[trace->count];
    uint32_t lwp;

    if (!record_is_sane(page, record)) {
        trace->skipped++;
        return;
    }
    lwp = lwp_add(&trace->table, record->lwp);
    if (lwp == LWP_NONE || (names_lwp(record->event) &&
                            lwp_add(&trace->table, record->arg0) == LWP_NONE)) {
        trace->skipped++;
        return;
    }
    event->time = record->time;
    event->record = record;
    event->lwp = lwp;
    event->user = page->kind == TRACE_OWNER_LWP;
    event->core = event->user ? CORE_UNKNOWN : record->core;
    event->order = event->user ? 0 : full_order(page, record);
    if (event->user && page->pid)
        trace->table.lwps[lwp].pid = page->pid;
    trace->count++;
}

/* A record that reaches beyond the page ends it. */
static void take_page(struct trace *trace, const struct trace_page *page)
{
    const struct trace_record *slot = (const struct trace_record *)page;
    unsigned i = 1;

    while (i <= TRACE_SLOTS_PER_PAGE && slot[i].event != TRACE_NONE) {
        if (i + slot[i].extra > TRACE_SLOTS_PER_PAGE) {
            trace->skipped++;
            return;
        }
        take_record(trace, page, &slot[i]);
        i += 1 + slot[i].extra;
    }
}

static void take_pages(struct trace *trace, uint32_t kind)
{
    for (uint64_t n = 0; n < trace->ring.pages; n++) {
        const struct trace_page *page = ring_page(&trace->ring, n);

        if (page && page->kind == kind)
            take_page(trace, page);
    }
}

/* ---- order ---- */

/* A total order, so that the outcome does not depend on the C library. */
static int compare_events(const void *left, const void *right)
{
    const struct event *a = left, *b = right;

    if (a->time != b->time)
        return a->time < b->time ? -1 : 1;
    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    if (a->user != b->user)
        return a->user ? 1 : -1;
    return a->record < b->record ? -1 : a->record > b->record;
}

static int compare_visits(const void *left, const void *right)
{
    const struct visit *a = left, *b = right;

    if (a->lwp != b->lwp)
        return a->lwp < b->lwp ? -1 : 1;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static uint64_t count_switches(const struct trace *trace)
{
    uint64_t count = 0;

    for (uint64_t i = 0; i < trace->count; i++)
        count += trace->events[i].record->event == TRACE_SCHED_SWITCH;
    return count;
}

/* Who had which core when, by LWP and time; the caller frees it. */
static struct visit *find_visits(const struct trace *trace, uint64_t *count)
{
    struct visit open[TRACE_MAX_CORES] = {{0}}; /* each core's present one */
    struct visit *visits =
        must_calloc(count_switches(trace) + TRACE_MAX_CORES, sizeof(visits[0]));
    uint64_t n = 0;

    for (uint64_t i = 0; i < trace->count; i++) {
        const struct event *event = &trace->events[i];

        if (event->record->event != TRACE_SCHED_SWITCH)
            continue;
        visits[n++] =
            (struct visit){event->lwp, event->core, open[event->core].from,
                           event->time, event->order};
        open[event->core].from = event->time;
        open[event->core].lwp = lwp_find(&trace->table, event->record->arg0);
    }
    for (unsigned c = 0; c < trace->ring.header.cores; c++)
        visits[n++] = (struct visit){open[c].lwp, (uint8_t)c, open[c].from,
                                     UINT64_MAX, UINT64_MAX};
    qsort(visits, n, sizeof(visits[0]), compare_visits);
    *count = n;
    return visits;
}

/* The last visit of this LWP that began at or before this time, or NULL. */
static const struct visit *find_visit(const struct visit *visits,
                                      uint64_t count, uint32_t lwp,
                                      uint64_t time)
{
    uint64_t low = 0, high = count;

    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        const struct visit *v = &visits[middle];

        if (v->lwp < lwp || (v->lwp == lwp && v->from <= time))
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && visits[low - 1].lwp == lwp ? &visits[low - 1] : NULL;
}

/* Gives GIL events their core and order. Kernel events are sorted already. */
static void place_user_events(struct trace *trace, uint64_t first_user)
{
    uint64_t count;
    uint64_t all = trace->count;
    struct visit *visits;

    trace->count = first_user;
    visits = find_visits(trace, &count);
    trace->count = all;
    for (uint64_t i = first_user; i < all; i++) {
        struct event *event = &trace->events[i];
        const struct visit *visit =
            find_visit(visits, count, event->lwp, event->time);

        if (visit && event->time <= visit->to) {
            event->core = visit->core;
            event->order = visit->order ? visit->order - 1 : 0;
        } else {
            trace->unplaced++;
        }
    }
    free(visits);
}

static uint64_t find_end(const struct trace *trace)
{
    uint64_t end = trace->count ? trace->events[trace->count - 1].time : 0;

    for (unsigned c = 0; c < trace->ring.header.cores; c++)
        if (trace->ring.header.core_clock[c] > end)
            end = trace->ring.header.core_clock[c];
    return end;
}

void trace_merge(struct trace *trace, struct ring *ring)
{
    uint64_t first_user;

    *trace = (struct trace){.ring = *ring};
    *ring = (struct ring){.size = 0};
    lwp_table_init(&trace->table);
    trace->events = must_calloc(trace->ring.pages * TRACE_SLOTS_PER_PAGE,
                                sizeof(trace->events[0]));
    take_pages(trace, TRACE_OWNER_CORE);
    first_user = trace->count;
    qsort(trace->events, first_user, sizeof(trace->events[0]), compare_events);
    take_pages(trace, TRACE_OWNER_LWP);
    if (trace->count > first_user) {
        place_user_events(trace, first_user);
        qsort(trace->events, trace->count, sizeof(trace->events[0]),
              compare_events);
    }
    trace->end = find_end(trace);
    names_find(trace);
}

void trace_free(struct trace *trace)
{
    ring_free(&trace->ring);
    lwp_table_free(&trace->table);
    free(trace->events);
    trace->events = NULL;
}

void trace_warn(const struct trace *trace, FILE *err)
{
    if (trace->skipped)
        fprintf(err,
                "convoy-trace: warning: %llu records make no sense and were "
                "skipped\n",
                (unsigned long long)trace->skipped);
    if (trace->unplaced)
        fprintf(err,
                "convoy-trace: warning: %llu GIL records come from where no "
                "core ran their thread\n",
                (unsigned long long)trace->unplaced);
}
