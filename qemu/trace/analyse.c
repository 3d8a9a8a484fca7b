/* SPDX-License-Identifier: MIT
 *
 * What each LWP, core and GIL did from when to when: a state machine that is
 * driven by the merged events and reports each interval when it ends.
 *
 * It believes the latest record. Where records are missing, states are wrong
 * until the next one, but an interval never has a negative length and a thread
 * is never in two states.
 */
#include <stdlib.h>

#include "trace.h"

/* What is known of an LWP now. */
struct live {
    enum run_state run;
    enum gil_state gil;
    unsigned gil_index; /* of the GIL it holds, if it does */
    uint8_t core;
    bool woken;     /* woken before it had left its core: will not sleep */
    uint64_t since; /* of this pair of states */
    uint64_t stay_from;
    uint64_t blocked; /* since its last stay */
    uint64_t ready;
};

struct live_core {
    uint32_t lwp; /* LWP_NONE until the first switch */
    uint64_t since;
};

struct live_gil {
    uint32_t pid;
    uint32_t id;
    unsigned holders;
    uint64_t since;
};

struct analysis {
    const struct trace *trace;
    const struct sink *sink;
    struct live *lwps; /* by index, as in the trace's table */
    struct live_core cores[TRACE_MAX_CORES];
    struct live_gil gils[GIL_LIMIT];
    unsigned gil_count;
};

/* ---- reporting ---- */

/* Ends the present pair of states of this LWP. */
static void flush_lwp(struct analysis *a, uint32_t lwp, uint64_t now)
{
    struct live *l = &a->lwps[lwp];
    struct segment segment = {lwp,     l->run,   l->gil, l->gil_index,
                              l->core, l->since, now};

    if (now > l->since) {
        if (l->run == RUN_BLOCKED)
            l->blocked += now - l->since;
        if (l->run == RUN_READY)
            l->ready += now - l->since;
        if (a->sink->segment && l->run != RUN_ABSENT && l->run != RUN_DEAD)
            a->sink->segment(a->sink->context, &segment);
    }
    l->since = now;
}

static void flush_core(struct analysis *a, uint8_t core, uint64_t now)
{
    struct live_core *c = &a->cores[core];

    if (a->sink->core && c->lwp != LWP_NONE && now > c->since)
        a->sink->core(a->sink->context, core, c->lwp, c->since, now);
    c->since = now;
}

static void flush_gil(struct analysis *a, unsigned gil, uint64_t now)
{
    struct live_gil *g = &a->gils[gil];

    if (a->sink->gil && now > g->since)
        a->sink->gil(a->sink->context, gil, g->holders, g->since, now);
    g->since = now;
}

static void end_stay(struct analysis *a, uint32_t lwp, uint64_t now, char state)
{
    struct live *l = &a->lwps[lwp];
    struct stay stay = {
        .lwp = lwp,
        .core = l->core,
        .state = state,
        .from = l->stay_from,
        .to = now,
        .blocked = l->blocked,
        .ready = l->ready,
    };

    if (a->sink->stay && l->run == RUN_RUNNING)
        a->sink->stay(a->sink->context, &stay);
    l->blocked = 0;
    l->ready = 0;
}

/* ---- the GIL ---- */

/* The GIL of an event: which one it is of its process. GIL_LIMIT if there are
 * too many. */
static unsigned gil_of(struct analysis *a, const struct event *event)
{
    const struct trace_record *r = event->record;
    uint32_t pid = a->trace->table.lwps[event->lwp].pid;
    uint32_t id = r->event == TRACE_GIL_DROP ? (uint32_t)r->arg1 : r->arg0;
    unsigned i;

    for (i = 0; i < a->gil_count; i++)
        if (a->gils[i].pid == pid && a->gils[i].id == id)
            return i;
    if (i < GIL_LIMIT) {
        a->gils[i] = (struct live_gil){.pid = pid, .id = id};
        a->gil_count++;
    }
    return i;
}

static void set_gil_state(struct analysis *a, uint32_t lwp,
                          enum gil_state state, uint64_t now)
{
    if (a->lwps[lwp].gil == state)
        return;
    flush_lwp(a, lwp, now);
    a->lwps[lwp].gil = state;
}

static void gil_release(struct analysis *a, uint32_t lwp, uint64_t now)
{
    struct live *l = &a->lwps[lwp];

    if (l->gil == GIL_HELD) {
        flush_gil(a, l->gil_index, now);
        a->gils[l->gil_index].holders--;
    }
    set_gil_state(a, lwp, GIL_NONE, now);
}

static void gil_acquire(struct analysis *a, uint32_t lwp, unsigned gil,
                        uint64_t now)
{
    gil_release(a, lwp, now);
    flush_gil(a, gil, now);
    a->gils[gil].holders++;
    a->lwps[lwp].gil_index = gil;
    set_gil_state(a, lwp, GIL_HELD, now);
}

static unsigned on_gil_event(struct analysis *a, const struct event *event)
{
    uint16_t kind = event->record->event;
    unsigned gil;

    if (kind == TRACE_GIL_THREAD_NAME || kind == TRACE_GIL_POLICY)
        return GIL_LIMIT;
    gil = gil_of(a, event);
    if (gil == GIL_LIMIT || event->lwp == LWP_IDLE)
        return GIL_LIMIT;
    if (event->record->event == TRACE_GIL_WAIT) {
        gil_release(a, event->lwp, event->time);
        set_gil_state(a, event->lwp, GIL_WAITING, event->time);
    } else if (event->record->event == TRACE_GIL_ACQUIRED) {
        gil_acquire(a, event->lwp, gil, event->time);
    } else if (event->record->event == TRACE_GIL_DROP) {
        gil_release(a, event->lwp, event->time);
    }
    return gil;
}

/* ---- the scheduler ---- */

static void set_run_state(struct analysis *a, uint32_t lwp,
                          enum run_state state, uint64_t now)
{
    flush_lwp(a, lwp, now);
    a->lwps[lwp].run = state;
}

static enum run_state state_after(const struct live *l, char letter)
{
    if (letter == 'Z' || letter == 'X')
        return RUN_DEAD;
    return letter == 'R' || l->woken ? RUN_READY : RUN_BLOCKED;
}

static void leave_core(struct analysis *a, uint32_t lwp, char letter,
                       uint64_t now)
{
    enum run_state state = state_after(&a->lwps[lwp], letter);

    flush_lwp(a, lwp, now);
    end_stay(a, lwp, now, letter);
    if (state == RUN_DEAD)
        gil_release(a, lwp, now);
    a->lwps[lwp].run = state;
    a->lwps[lwp].woken = false;
}

static void enter_core(struct analysis *a, uint32_t lwp, uint8_t core,
                       uint64_t now)
{
    set_run_state(a, lwp, RUN_RUNNING, now);
    a->lwps[lwp].core = core;
    a->lwps[lwp].stay_from = now;
}

static void on_switch(struct analysis *a, const struct event *event)
{
    uint32_t next = lwp_find(&a->trace->table, event->record->arg0);
    char letter = (char)event->record->arg1;

    if (a->cores[event->core].lwp == LWP_NONE)
        a->cores[event->core].lwp = event->lwp; /* since the boot */
    flush_core(a, event->core, event->time);
    a->cores[event->core].lwp = next;
    if (event->lwp != LWP_IDLE)
        leave_core(a, event->lwp, letter, event->time);
    if (next != LWP_IDLE)
        enter_core(a, next, event->core, event->time);
}

static void on_waking(struct analysis *a, const struct event *event)
{
    uint32_t lwp = lwp_find(&a->trace->table, event->record->arg0);
    struct live *l = &a->lwps[lwp];

    if (lwp == LWP_IDLE)
        return;
    if (l->run == RUN_RUNNING)
        l->woken = true;
    else if (l->run != RUN_READY)
        set_run_state(a, lwp, RUN_READY, event->time);
}

static void on_fork(struct analysis *a, const struct event *event)
{
    uint32_t child = lwp_find(&a->trace->table, event->record->arg0);

    /* A thread id may be used again: the child is new, whatever it was. */
    if (child != LWP_IDLE && a->lwps[child].run != RUN_RUNNING)
        set_run_state(a, child, RUN_READY, event->time);
}

static unsigned on_event(struct analysis *a, const struct event *event)
{
    switch (event->record->event) {
    case TRACE_SCHED_SWITCH:
        on_switch(a, event);
        break;
    case TRACE_SCHED_WAKING:
        on_waking(a, event);
        break;
    case TRACE_SCHED_FORK:
        on_fork(a, event);
        break;
    case TRACE_SYS_EXIT:
        a->lwps[event->lwp].woken = false; /* it found no reason to sleep */
        break;
    default:
        if (event->user)
            return on_gil_event(a, event);
    }
    return GIL_LIMIT;
}

static void finish(struct analysis *a)
{
    uint64_t end = a->trace->end;

    for (uint32_t i = 0; i < a->trace->table.count; i++) {
        flush_lwp(a, i, end);
        end_stay(a, i, end, 0);
    }
    for (unsigned c = 0; c < a->trace->ring.header.cores; c++) {
        if (a->cores[c].lwp == LWP_NONE && a->trace->count)
            a->cores[c].lwp = LWP_IDLE; /* it never switched */
        flush_core(a, (uint8_t)c, end);
    }
    for (unsigned g = 0; g < a->gil_count; g++)
        flush_gil(a, g, end);
}

void trace_analyse(const struct trace *trace, const struct sink *sink)
{
    struct analysis *a = must_calloc(1, sizeof(*a));

    a->trace = trace;
    a->sink = sink;
    a->lwps = must_calloc(trace->table.count, sizeof(a->lwps[0]));
    for (unsigned c = 0; c < TRACE_MAX_CORES; c++)
        a->cores[c].lwp = LWP_NONE;
    for (uint64_t i = 0; i < trace->count; i++) {
        unsigned gil = on_event(a, &trace->events[i]);

        if (sink->event)
            sink->event(sink->context, &trace->events[i], gil);
    }
    finish(a);
    free(a->lwps);
    free(a);
}
