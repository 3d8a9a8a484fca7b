/* SPDX-License-Identifier: MIT
 *
 * What LWPs are called: the names in the trace, found in one walk through its
 * events. A thread that took part in a GIL carries the name it has there
 * ("cpu-1", "echo-1"), any other its comm, which a child has from its parent.
 */
#include <string.h>

#include "names.h"

/* Copies a guest's text as a name: printable, no spaces, never empty. */
static void copy_name(char name[LWP_NAME_SIZE], const char *text)
{
    size_t n = 0;

    for (; text[n] && n < LWP_NAME_SIZE - 1; n++)
        name[n] = text[n] > ' ' && text[n] <= '~' ? text[n] : '_';
    if (n == 0)
        name[n++] = '?';
    name[n] = '\0';
}

static void set_comm(struct lwp *lwp, const char *text)
{
    copy_name(lwp->comm, text);
    if (!lwp->named_by_gil)
        copy_name(lwp->name, text);
}

enum { ROLE_MAIN = 4, ROLE_THREAD = 5 }; /* enum gil_role */

static void name_thread(struct lwp *lwp, uint32_t role, uint64_t number)
{
    static const char *const roles[] = {"thread", "cpu",  "echo",
                                        "client", "main", "Thread"};
    char text[48];

    if (role >= sizeof(roles) / sizeof(roles[0]))
        role = 0;
    if (role == ROLE_MAIN)
        snprintf(text, sizeof(text), "main");
    else if (role == ROLE_THREAD && number == 0)
        snprintf(text, sizeof(text), "MainThread");
    else
        snprintf(text, sizeof(text), "%s-%llu", roles[role],
                 (unsigned long long)number);
    copy_name(lwp->name, text);
    lwp->named_by_gil = true;
}

static void name_child(struct trace *trace, const struct event *event)
{
    const struct trace_record *r = event->record;
    struct lwp *parent = &trace->table.lwps[event->lwp];
    struct lwp *child = &trace->table.lwps[lwp_find(&trace->table, r->arg0)];

    if (child == trace->table.lwps)
        return;
    child->pid = (uint32_t)r->arg1;
    if (event->lwp != LWP_IDLE && parent->comm[0])
        set_comm(child, parent->comm);
}

static void rename_task(struct trace *trace, const struct event *event)
{
    const struct trace_record *r = event->record;
    struct lwp *lwp = &trace->table.lwps[lwp_find(&trace->table, r->arg0)];

    if (lwp == trace->table.lwps)
        return;
    if (event_extra(r, 0))
        lwp->pid = (uint32_t)event_extra(r, 0);
    set_comm(lwp, ring_string(&trace->ring, r->arg1));
}

void names_find(struct trace *trace)
{
    for (uint64_t i = 0; i < trace->count; i++) {
        const struct event *event = &trace->events[i];
        const struct trace_record *r = event->record;

        if (r->event == TRACE_SCHED_FORK)
            name_child(trace, event);
        else if (r->event == TRACE_TASK_RENAME)
            rename_task(trace, event);
        else if (r->event == TRACE_GIL_THREAD_NAME && event->lwp != LWP_IDLE)
            name_thread(&trace->table.lwps[event->lwp], r->arg0, r->arg1);
    }
}
