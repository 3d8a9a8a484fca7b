/* SPDX-License-Identifier: MIT
 *
 * STATS=1: what each thread's own events say, for machines without a trace
 * reader. Times are in units of the time stamp counter: cycles on Linux,
 * instructions on Convoy (whose host tools make a better table of the same
 * events).
 */
#include <stdio.h>

#include "bench.h"

struct summary {
    const char *role;
    uint64_t number;
    uint64_t held, waited; /* TSC units */
    uint64_t taken, lost_races, requests;
    uint64_t drops[GIL_WHY_COUNT];
    uint64_t wait_from, held_from; /* 0: not waiting, not holding */
};

static const char *role_name(uint32_t role)
{
    static const char *const names[] = {
        [GIL_ROLE_CPU] = "cpu",
        [GIL_ROLE_IO] = "io",
        [GIL_ROLE_CLIENT] = "client",
        [GIL_ROLE_MAIN] = "main",
    };

    return role < sizeof names / sizeof names[0] && names[role] ? names[role]
                                                                : "?";
}

static void add_acquired(struct summary *s, uint64_t time)
{
    if (s->wait_from)
        s->waited += time - s->wait_from;
    s->wait_from = 0;
    s->held_from = time;
    s->taken++;
}

static void add_drop(struct summary *s, uint32_t why, uint64_t time)
{
    if (s->held_from)
        s->held += time - s->held_from;
    s->held_from = 0;
    if (why < GIL_WHY_COUNT)
        s->drops[why]++;
}

static void add(struct summary *s, const struct trace_record *record)
{
    switch (record->event) {
    case TRACE_GIL_THREAD_NAME:
        s->role = role_name(record->arg0);
        s->number = record->arg1;
        break;
    case TRACE_GIL_WAIT:
        s->wait_from = record->time;
        break;
    case TRACE_GIL_ACQUIRED:
        add_acquired(s, record->time);
        break;
    case TRACE_GIL_DROP:
        add_drop(s, record->arg0, record->time);
        break;
    case TRACE_GIL_DROP_REQUEST:
        s->requests++;
        break;
    case TRACE_GIL_LOST_RACE:
        s->lost_races++;
        break;
    }
}

/* Add up one page's records. */
static void add_page(struct summary *s, const struct trace_page *page)
{
    const struct trace_record *record = (const struct trace_record *)(page + 1);

    for (int i = 0; i < TRACE_SLOTS_PER_PAGE && record[i].event;
         i += 1 + record[i].extra)
        add(s, &record[i]);
}

static void print_thread(const struct gil_trace *trace)
{
    struct summary s = {.role = "?"};

    for (uint32_t i = 0; i < trace->pages; i++)
        add_page(&s, (const struct trace_page *)(trace->window +
                                                 i * TRACE_PAGE_SIZE));
    printf("%6u %-6s %2llu %13llu %13llu %8llu %7llu %7llu %7llu %7llu %7llu\n",
           trace->tid, s.role, (unsigned long long)s.number,
           (unsigned long long)s.held, (unsigned long long)s.waited,
           (unsigned long long)s.taken, (unsigned long long)s.lost_races,
           (unsigned long long)s.requests,
           (unsigned long long)s.drops[GIL_WHY_TICKS],
           (unsigned long long)s.drops[GIL_WHY_REQUEST],
           (unsigned long long)s.drops[GIL_WHY_BLOCK]);
}

void stats_print(void)
{
    uint32_t count;
    struct gil_thread *threads = bench_threads(&count);

    printf("%6s %-9s %13s %13s %8s %7s %7s %7s %7s %7s\n", "tid", "thread",
           "held", "waited", "taken", "lost", "asked", "ticks", "request",
           "block");
    for (uint32_t i = 0; i < count; i++)
        print_thread(&threads[i].trace);
}
