/* SPDX-License-Identifier: MIT
 *
 * ftrace text, as Linux's /sys/kernel/tracing/trace prints it with record-tgid:
 * it opens in Perfetto (ui.perfetto.dev) with a track a core and a thread.
 *
 * GIL events are printed by their own names and, so that viewers show them, as
 * asynchronous marks (S|, F|): each thread gets a track for "GIL wait" and one
 * for "GIL held". Those cannot collide with a program's own B| and E| marks.
 * Differences from Linux: time stamps have nine decimals, since an instruction
 * is a nanosecond; priorities are not traced and stand as 120.
 */
#include <stdlib.h>

#include "trace.h"

#define PRIO 120

static const struct lwp *lwp_at(const struct trace *trace, uint32_t tid)
{
    return &trace->table.lwps[lwp_find(&trace->table, tid)];
}

/* "swapper/1" for a core's idle LWP, as in Linux's arguments. */
static void put_comm(const struct lwp *lwp, unsigned core, FILE *out)
{
    if (lwp->tid == 0)
        fprintf(out, "swapper/%u", core);
    else
        fputs(lwp->name, out);
}

static void write_prefix(const struct trace *trace, const struct event *event,
                         FILE *out)
{
    const struct lwp *lwp = &trace->table.lwps[event->lwp];
    uint64_t ns = ring_ns(&trace->ring, event->time);

    fprintf(out, "%16s-%-7u ", lwp->tid ? lwp->name : "<idle>", lwp->tid);
    if (lwp->pid)
        fprintf(out, "(%7u) ", lwp->pid);
    else
        fputs("(-------) ", out);
    fprintf(out, "[%03u] ..... %5llu.%09llu: ", event->core,
            (unsigned long long)(ns / 1000000000),
            (unsigned long long)(ns % 1000000000));
}

static void write_switch(const struct trace *trace, const struct event *event,
                         FILE *out)
{
    const struct lwp *prev = &trace->table.lwps[event->lwp];
    const struct lwp *next = lwp_at(trace, event->record->arg0);
    char state[2] = {(char)event->record->arg1, '\0'};

    fputs("sched_switch: prev_comm=", out);
    put_comm(prev, event->core, out);
    fprintf(out, " prev_pid=%u prev_prio=%d prev_state=", prev->tid, PRIO);
    put_clean(out, state);
    fputs(" ==> next_comm=", out);
    put_comm(next, event->core, out);
    fprintf(out, " next_pid=%u next_prio=%d\n", next->tid, PRIO);
}

static void write_sys_enter(const struct event *event, FILE *out)
{
    const struct trace_record *r = event->record;

    fprintf(out, "sys_enter: NR %u (%llx", r->arg0,
            (unsigned long long)r->arg1);
    for (unsigned i = 0; i < r->extra * 4u; i++)
        fprintf(out, ", %llx", (unsigned long long)event_extra(r, i));
    fputs(")\n", out);
}

static void write_field(const struct trace *trace,
                        const struct event_field *field, FILE *out)
{
    fprintf(out, " %.*s=", field->name_size, field->name);
    switch (field->format) {
    case FIELD_STRING:
        put_clean(out, ring_string(&trace->ring, field->value));
        break;
    case FIELD_CHARS:
        put_clean(out, field->chars);
        break;
    case FIELD_HEX:
        fprintf(out, "0x%llx", (unsigned long long)field->value);
        break;
    case FIELD_SIGNED:
        fprintf(out, "%lld", (long long)field->value);
        break;
    default:
        fprintf(out, "%llu", (unsigned long long)field->value);
    }
}

/* "name: field=value field=value", for events without a format of their own. */
static void write_fields(const struct trace *trace, const struct event *event,
                         FILE *out)
{
    const struct event_kind *kind = event_kind(event->record->event);
    struct event_field field = {.rest = NULL};

    fprintf(out, "%s:", kind->name);
    while (event_next_field(kind, event->record, &field))
        write_field(trace, &field, out);
    putc('\n', out);
}

static void write_body(const struct trace *trace, const struct event *event,
                       FILE *out)
{
    const struct trace_record *r = event->record;
    const struct lwp *lwp = &trace->table.lwps[event->lwp];

    switch (r->event) {
    case TRACE_SCHED_SWITCH:
        write_switch(trace, event, out);
        break;
    case TRACE_SCHED_WAKING:
        fprintf(out, "sched_waking: comm=%s pid=%u prio=%d target_cpu=%03llu\n",
                lwp_at(trace, r->arg0)->name, r->arg0, PRIO,
                (unsigned long long)r->arg1);
        break;
    case TRACE_SCHED_MIGRATE:
        fprintf(out,
                "sched_migrate_task: comm=%s pid=%u prio=%d orig_cpu=%llu "
                "dest_cpu=%llu\n",
                lwp_at(trace, r->arg0)->name, r->arg0, PRIO,
                (unsigned long long)r->arg1,
                (unsigned long long)event_extra(r, 0));
        break;
    case TRACE_SCHED_FORK:
        fprintf(out,
                "sched_process_fork: comm=%s pid=%u child_comm=%s "
                "child_pid=%u\n",
                lwp->name, lwp->tid, lwp_at(trace, r->arg0)->name, r->arg0);
        break;
    case TRACE_SCHED_EXIT:
        fprintf(out, "sched_process_exit: comm=%s pid=%u prio=%d\n",
                lwp_at(trace, r->arg0)->name, r->arg0, PRIO);
        break;
    case TRACE_SYS_ENTER:
        write_sys_enter(event, out);
        break;
    case TRACE_SYS_EXIT:
        fprintf(out, "sys_exit: NR %u = %lld\n", r->arg0, (long long)r->arg1);
        break;
    case TRACE_IRQ_EXIT:
        fprintf(out, "irq_handler_exit: irq=%u ret=handled\n", r->arg0);
        break;
    case TRACE_PRINT:
        fputs("tracing_mark_write: ", out);
        put_clean(out, ring_string(&trace->ring, r->arg1));
        putc('\n', out);
        break;
    default:
        write_fields(trace, event, out);
    }
}

/* One asynchronous mark: kind 'S' starts and 'F' finishes what. */
static void write_mark(const struct trace *trace, const struct event *event,
                       char kind, const char *what, FILE *out)
{
    const struct lwp *lwp = &trace->table.lwps[event->lwp];

    write_prefix(trace, event, out);
    fprintf(out, "tracing_mark_write: %c|%u|GIL %s %s|%u\n", kind,
            lwp->pid ? lwp->pid : lwp->tid, what, lwp->name, lwp->tid);
}

/* Follows each LWP's GIL state, so that marks pair up whatever the ring says. */
static void write_marks(const struct trace *trace, const struct event *event,
                        enum gil_state *state, FILE *out)
{
    enum gil_state next = event->record->event == TRACE_GIL_WAIT ? GIL_WAITING
                          : event->record->event == TRACE_GIL_ACQUIRED
                              ? GIL_HELD
                              : GIL_NONE;
    static const char *const what[] = {"", "wait", "held"};

    if (event->record->event < TRACE_GIL_WAIT ||
        event->record->event > TRACE_GIL_DROP || next == *state)
        return;
    if (*state != GIL_NONE)
        write_mark(trace, event, 'F', what[*state], out);
    if (next != GIL_NONE)
        write_mark(trace, event, 'S', what[next], out);
    *state = next;
}

static void write_head(const struct trace *trace, uint64_t count, FILE *out)
{
    fprintf(out,
            "# tracer: nop\n#\n"
            "# entries-in-buffer/entries-written: %llu/%llu   #P:%u\n#\n",
            (unsigned long long)count,
            (unsigned long long)(count + trace->ring.header.dropped +
                                 trace->ring.lost),
            trace->ring.header.cores);
    fputs(
        "#                                      _-----=> irqs-off\n"
        "#                                     / _----=> need-resched\n"
        "#                                    | / _---=> hardirq/softirq\n"
        "#                                    || / _--=> preempt-depth\n"
        "#                                    ||| / _-=> migrate-disable\n"
        "#                                    |||| /     delay\n"
        "#           TASK-PID     TGID   CPU#  |||||     TIMESTAMP  FUNCTION\n"
        "#              | |         |      |   |||||        |          |\n",
        out);
}

void text_write(const struct trace *trace, FILE *out)
{
    uint64_t shown = trace->count - trace->unplaced;
    enum gil_state *states = must_calloc(trace->table.count, sizeof(*states));

    write_head(trace, shown, out);
    for (uint64_t i = 0; i < trace->count; i++) {
        const struct event *event = &trace->events[i];

        if (event->core == CORE_UNKNOWN)
            continue; /* the format has no place for it */
        write_prefix(trace, event, out);
        write_body(trace, event, out);
        write_marks(trace, event, &states[event->lwp], out);
    }
    free(states);
}
