/* SPDX-License-Identifier: MIT
 *
 * Finding the names of LWPs in one walk through the events. See lwp_names.h.
 */
#include "trace/lwp_names.h"

#include "lib/errno.h"
#include "lib/print.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "trace/reader.h"

#define LWPS_FIRST 64

enum { ROLE_MAIN = 4, ROLE_THREAD = 5 }; /* enum gil_role */

/* ---- the table ---- */

/* The bucket of `tid`, or the empty one where it would go. */
static uint32_t *bucket_of(const struct trace_lwps *lwps, uint32_t tid)
{
    uint32_t mask = 2 * lwps->room - 1;
    uint32_t at = tid * 2654435761u & mask;

    while (lwps->buckets[at] && lwps->lwps[lwps->buckets[at] - 1].tid != tid)
        at = (at + 1) & mask;
    return &lwps->buckets[at];
}

struct trace_lwp *trace_lwp_of(const struct trace_lwps *lwps, uint32_t tid)
{
    uint32_t number = *bucket_of(lwps, tid);
    return &lwps->lwps[number ? number - 1 : 0];
}

static int grow(struct trace_lwps *lwps)
{
    struct trace_lwps more = {.count = lwps->count,
                              .room = lwps->room ? 2 * lwps->room : LWPS_FIRST};
    more.lwps = kzalloc(more.room * sizeof *more.lwps);
    more.buckets = kzalloc(2 * more.room * sizeof *more.buckets);
    if (!more.lwps || !more.buckets) {
        trace_lwps_free(&more);
        return -ENOMEM;
    }
    for (uint32_t i = 0; i < lwps->count; i++) {
        more.lwps[i] = lwps->lwps[i];
        *bucket_of(&more, lwps->lwps[i].tid) = i + 1;
    }
    trace_lwps_free(lwps);
    *lwps = more;
    return 0;
}

/* Add `tid` if it is new. 0 or -ENOMEM. */
static int add(struct trace_lwps *lwps, uint32_t tid)
{
    if (lwps->count == lwps->room && grow(lwps))
        return -ENOMEM;
    uint32_t *bucket = bucket_of(lwps, tid);
    if (*bucket)
        return 0;
    struct trace_lwp *lwp = &lwps->lwps[lwps->count];
    lwp->tid = tid;
    ksnprintf(lwp->name, sizeof lwp->name, tid ? "lwp-%u" : "idle", tid);
    *bucket = ++lwps->count;
    return 0;
}

void trace_lwps_free(struct trace_lwps *lwps)
{
    kfree(lwps->lwps);
    kfree(lwps->buckets);
    lwps->lwps = NULL;
    lwps->buckets = NULL;
}

/* ---- names ---- */

/* Printable, no blanks, never empty. */
static void copy_name(char name[TRACE_NAME_SIZE], const char *text)
{
    size_t n = 0;

    for (; text[n] && n < TRACE_NAME_SIZE - 1; n++)
        name[n] = text[n] > ' ' && text[n] <= '~' ? text[n] : '_';
    if (n == 0)
        name[n++] = '?';
    name[n] = '\0';
}

static void set_comm(struct trace_lwp *lwp, const char *text)
{
    copy_name(lwp->comm, text);
    if (!lwp->named_by_gil)
        copy_name(lwp->name, text);
}

static void name_thread(struct trace_lwp *lwp, uint32_t role, uint64_t number)
{
    static const char *const roles[] = {"thread", "cpu",  "echo",
                                        "client", "main", "Thread"};
    char text[48];

    if (role >= sizeof roles / sizeof roles[0])
        role = 0;
    if (role == ROLE_MAIN)
        strlcpy(text, "main", sizeof text);
    else if (role == ROLE_THREAD && number == 0)
        strlcpy(text, "MainThread", sizeof text);
    else
        ksnprintf(text, sizeof text, "%s-%lu", roles[role], number);
    copy_name(lwp->name, text);
    lwp->named_by_gil = true;
}

/* Does the record's arg0 name an LWP? */
static bool names_lwp(uint16_t event)
{
    return event == TRACE_SCHED_SWITCH || event == TRACE_SCHED_WAKING ||
           event == TRACE_SCHED_FORK || event == TRACE_SCHED_EXIT ||
           event == TRACE_SCHED_MIGRATE || event == TRACE_TASK_RENAME;
}

static void learn_fork(struct trace_lwps *lwps, const struct trace_record *r)
{
    const struct trace_lwp *parent = trace_lwp_of(lwps, r->lwp);
    struct trace_lwp *child = trace_lwp_of(lwps, r->arg0);

    if (r->arg0 == 0)
        return;
    child->pid = (uint32_t)r->arg1;
    if (r->lwp != 0 && parent->comm[0])
        set_comm(child, parent->comm);
}

static void learn_rename(struct trace_lwps *lwps, const struct trace_record *r)
{
    struct trace_lwp *lwp = trace_lwp_of(lwps, r->arg0);

    if (r->arg0 == 0)
        return;
    if (trace_word(r, 0))
        lwp->pid = (uint32_t)trace_word(r, 0);
    set_comm(lwp, trace_string_of(r->arg1));
}

static int learn(struct trace_lwps *lwps, const struct trace_seen *seen)
{
    const struct trace_record *r = seen->record;
    int error = add(lwps, r->lwp);

    if (!error && names_lwp(r->event))
        error = add(lwps, r->arg0);
    if (error)
        return error;
    if (seen->pid)
        trace_lwp_of(lwps, r->lwp)->pid = seen->pid;
    if (r->event == TRACE_SCHED_FORK)
        learn_fork(lwps, r);
    else if (r->event == TRACE_TASK_RENAME)
        learn_rename(lwps, r);
    else if (r->event == TRACE_GIL_THREAD_NAME && r->lwp != 0)
        name_thread(trace_lwp_of(lwps, r->lwp), r->arg0, r->arg1);
    return 0;
}

int trace_lwps_find(struct trace_lwps *lwps, struct trace_reader *reader,
                    uint64_t *shown)
{
    struct trace_seen seen;
    int error = add(lwps, 0);

    *shown = 0;
    while (!error && trace_reader_next(reader, &seen)) {
        error = learn(lwps, &seen);
        *shown += seen.core != TRACE_CORE_UNKNOWN;
    }
    if (error)
        trace_lwps_free(lwps);
    return error;
}
