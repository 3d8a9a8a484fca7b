/* SPDX-License-Identifier: MIT
 *
 * The part of the run that a command is asked about: all of it, or what lies
 * between a program's marks.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "trace.h"

struct window window_whole(const struct trace *trace)
{
    uint64_t first = trace->ring.header.first_user;

    return (struct window){
        .from = first < trace->end ? first : 0,
        .to = trace->end,
    };
}

bool window_clip(const struct window *window, uint64_t *from, uint64_t *to)
{
    if (*from < window->from)
        *from = window->from;
    if (*to > window->to)
        *to = window->to;
    return *from < *to;
}

bool window_has(const struct window *window, uint64_t time)
{
    return time >= window->from && time <= window->to;
}

/* Takes "B|pid|name" apart: its letter, and the text behind the pid or "". */
static char mark_kind(const char *mark, const char **name)
{
    const char *at = mark + 1 + (mark[0] && mark[1] == '|');

    if (at != mark + 2)
        return 0;
    at += strspn(at, "0123456789");
    *name = *at == '|' ? at + 1 : at;
    return mark[0];
}

/* The mark of a print event; 0 for any other event. */
static char event_mark(const struct trace *trace, const struct event *event,
                       const char **name)
{
    if (event->record->event != TRACE_PRINT)
        return 0;
    return mark_kind(ring_string(&trace->ring, event->record->arg1), name);
}

/* When the mark that the event at start opens is closed by the same LWP. */
static uint64_t mark_end(const struct trace *trace, uint64_t start)
{
    uint64_t depth = 0;

    for (uint64_t i = start; i < trace->count; i++) {
        const struct event *event = &trace->events[i];
        const char *name;
        char kind;

        if (event->lwp != trace->events[start].lwp)
            continue;
        kind = event_mark(trace, event, &name);
        if (kind == 'B')
            depth++;
        else if (kind == 'E' && --depth == 0)
            return event->time;
    }
    return trace->end;
}

int window_between(const struct trace *trace, const char *name,
                   struct window *window, struct problem *problem)
{
    for (uint64_t i = 0; i < trace->count; i++) {
        const char *mark;

        if (event_mark(trace, &trace->events[i], &mark) != 'B' ||
            strcmp(mark, name) != 0)
            continue;
        window->from = trace->events[i].time;
        window->to = mark_end(trace, i);
        return 0;
    }
    return problem_set(problem, -ENOENT, "no mark \"B|pid|%.100s\"", name);
}
