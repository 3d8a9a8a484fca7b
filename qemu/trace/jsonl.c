/* SPDX-License-Identifier: MIT
 *
 * All events as JSON, one object a line, for scripts and tests. Arguments carry
 * their names from events.def; time is in instructions, time_ns in lab time.
 */
#include "trace.h"

static void write_value(const struct trace *trace,
                        const struct event_field *field, FILE *out)
{
    char state[2] = {(char)field->value, '\0'};

    switch (field->format) {
    case FIELD_STRING:
        put_json_string(out, ring_string(&trace->ring, field->value));
        break;
    case FIELD_STATE:
        put_json_string(out, state);
        break;
    case FIELD_CHARS:
        put_json_string(out, field->chars);
        break;
    case FIELD_SIGNED:
        fprintf(out, "%lld", (long long)field->value);
        break;
    default:
        fprintf(out, "%llu", (unsigned long long)field->value);
    }
}

static void write_event(const struct trace *trace, const struct event *event,
                        FILE *out)
{
    const struct event_kind *kind = event_kind(event->record->event);
    const struct lwp *lwp = &trace->table.lwps[event->lwp];
    struct event_field field = {.rest = NULL};

    fprintf(out, "{\"time\": %llu, \"time_ns\": %llu, ",
            (unsigned long long)event->time,
            (unsigned long long)ring_ns(&trace->ring, event->time));
    if (event->core == CORE_UNKNOWN)
        fprintf(out, "\"core\": null, ");
    else
        fprintf(out, "\"core\": %u, ", event->core);
    if (!event->user)
        fprintf(out, "\"order\": %llu, ", (unsigned long long)event->order);
    fprintf(out, "\"lwp\": %u, \"name\": ", lwp->tid);
    put_json_string(out, lwp->name);
    fprintf(out, ", \"event\": \"%s\"", kind->name);
    while (event_next_field(kind, event->record, &field)) {
        fprintf(out, ", \"%.*s\": ", field.name_size, field.name);
        write_value(trace, &field, out);
    }
    fprintf(out, "}\n");
}

void jsonl_write(const struct trace *trace, FILE *out)
{
    for (uint64_t i = 0; i < trace->count; i++)
        write_event(trace, &trace->events[i], out);
}
