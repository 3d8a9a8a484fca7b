/* SPDX-License-Identifier: MIT
 *
 * ftrace text, byte by byte what convoy-trace prints (qemu/trace/text.c tells what
 * the format is and where it differs from Linux's). Which fields an event has, and
 * how they are printed, is events.def's, for both.
 */
#include "trace/ftrace.h"

#include "core.h"
#include "fs/text.h"
#include "lib/string.h"
#include "options.h"
#include "trace/lwp_names.h"
#include "trace/reader.h"

#define PRIO 120
#define NS_PER_SEC 1000000000ul

static const struct kind {
    const char *name;
    const char *fields;
} kinds[] = {
#define TRACE_EVENT(number, id, name, fields) [number] = {name, fields},
#include "events.def"
#undef TRACE_EVENT
};

/* As convoy-trace's ring_ns. */
static uint64_t to_ns(uint64_t time)
{
    uint64_t mhz = options.mhz;

    return time / mhz * 1000 + time % mhz * 1000 / mhz;
}

/* With everything but printable ASCII replaced by '?'. */
static void add_clean(struct text *text, const char *string)
{
    for (; *string; string++)
        text_add_bytes(text, *string >= ' ' && *string <= '~' ? string : "?",
                       1);
}

static void add_comm(struct text *text, const struct trace_lwp *lwp,
                     uint32_t core)
{
    if (lwp->tid == 0)
        text_add(text, "swapper/%u", core);
    else
        text_add_string(text, lwp->name);
}

static void add_prefix(struct text *text, const struct trace_lwp *lwp,
                       const struct trace_seen *seen)
{
    uint64_t ns = to_ns(seen->record->time);

    text_add(text, "%16s-%-7u ", lwp->tid ? lwp->name : "<idle>", lwp->tid);
    if (lwp->pid)
        text_add(text, "(%7u) ", lwp->pid);
    else
        text_add_string(text, "(-------) ");
    text_add(text, "[%03u] ..... %5lu.%09lu: ", seen->core, ns / NS_PER_SEC,
             ns % NS_PER_SEC);
}

static void add_switch(struct text *text, const struct trace_lwps *lwps,
                       const struct trace_lwp *prev,
                       const struct trace_seen *seen)
{
    const struct trace_lwp *next = trace_lwp_of(lwps, seen->record->arg0);
    char state[2] = {(char)seen->record->arg1, '\0'};

    text_add_string(text, "sched_switch: prev_comm=");
    add_comm(text, prev, seen->core);
    text_add(text, " prev_pid=%u prev_prio=%d prev_state=", prev->tid, PRIO);
    add_clean(text, state);
    text_add_string(text, " ==> next_comm=");
    add_comm(text, next, seen->core);
    text_add(text, " next_pid=%u next_prio=%d\n", next->tid, PRIO);
}

static void add_sys_enter(struct text *text, const struct trace_record *r)
{
    text_add(text, "sys_enter: NR %u (%lx", r->arg0, r->arg1);
    for (uint32_t i = 0; i < r->extra * 4u; i++)
        text_add(text, ", %lx", trace_word(r, i));
    text_add_string(text, ")\n");
}

/* ---- events without a format of their own ---- */

static uint64_t field_value(const struct trace_record *r, uint32_t index,
                            bool is_signed)
{
    if (index >= 2)
        return trace_word(r, index - 2);
    if (index == 1)
        return r->arg1;
    return is_signed ? (uint64_t)(int64_t)(int32_t)r->arg0 : r->arg0;
}

/* The bytes of the words from argument `index` on, up to a NUL. */
static void add_chars(struct text *text, const struct trace_record *r,
                      uint32_t index)
{
    char chars[TRACE_CHARS_MOST + 1] = "";

    for (uint32_t i = 0; i < TRACE_CHARS_MOST; i++)
        chars[i] = (char)(trace_word(r, index - 2 + i / 8) >> i % 8 * 8);
    add_clean(text, chars);
}

/* One word of the description, word[size], as argument `index`. */
static void add_field(struct text *text, const struct trace_record *r,
                      const char *word, size_t size, uint32_t index)
{
    size_t name = 0;

    while (name < size && word[name] != ':')
        name++;
    char format = name < size ? word[name + 1] : 'u';
    uint64_t value = field_value(r, index, format == 'd');
    text_add_string(text, " ");
    text_add_bytes(text, word, name);
    text_add_string(text, "=");
    if (format == 'c')
        add_chars(text, r, index);
    else if (format == 's')
        add_clean(text, trace_string_of(value));
    else if (format == 'x')
        text_add(text, "0x%lx", value);
    else if (format == 'd')
        text_add(text, "%ld", (int64_t)value);
    else
        text_add(text, "%lu", value);
}

static void add_fields(struct text *text, const struct trace_record *r)
{
    const char *word = kinds[r->event].fields;

    text_add(text, "%s:", kinds[r->event].name);
    for (uint32_t index = 0; *word && index < 2 + r->extra * 4u; index++) {
        size_t size = 0;
        while (word[size] && word[size] != ' ')
            size++;
        if (size != 1 || word[0] != '_')
            add_field(text, r, word, size, index);
        word += size;
        while (*word == ' ')
            word++;
    }
    text_add_string(text, "\n");
}

static void add_body(struct text *text, const struct trace_lwps *lwps,
                     const struct trace_lwp *lwp, const struct trace_seen *seen)
{
    const struct trace_record *r = seen->record;

    switch (r->event) {
    case TRACE_SCHED_SWITCH:
        add_switch(text, lwps, lwp, seen);
        break;
    case TRACE_SCHED_WAKING:
        text_add(text,
                 "sched_waking: comm=%s pid=%u prio=%d target_cpu=%03lu\n",
                 trace_lwp_of(lwps, r->arg0)->name, r->arg0, PRIO, r->arg1);
        break;
    case TRACE_SCHED_MIGRATE:
        text_add(text,
                 "sched_migrate_task: comm=%s pid=%u prio=%d orig_cpu=%lu "
                 "dest_cpu=%lu\n",
                 trace_lwp_of(lwps, r->arg0)->name, r->arg0, PRIO, r->arg1,
                 trace_word(r, 0));
        break;
    case TRACE_SCHED_FORK:
        text_add(text,
                 "sched_process_fork: comm=%s pid=%u child_comm=%s "
                 "child_pid=%u\n",
                 lwp->name, lwp->tid, trace_lwp_of(lwps, r->arg0)->name,
                 r->arg0);
        break;
    case TRACE_SCHED_EXIT:
        text_add(text, "sched_process_exit: comm=%s pid=%u prio=%d\n",
                 trace_lwp_of(lwps, r->arg0)->name, r->arg0, PRIO);
        break;
    case TRACE_SYS_ENTER:
        add_sys_enter(text, r);
        break;
    case TRACE_SYS_EXIT:
        text_add(text, "sys_exit: NR %u = %ld\n", r->arg0, (int64_t)r->arg1);
        break;
    case TRACE_IRQ_EXIT:
        text_add(text, "irq_handler_exit: irq=%u ret=handled\n", r->arg0);
        break;
    case TRACE_PRINT:
        text_add_string(text, "tracing_mark_write: ");
        add_clean(text, trace_string_of(r->arg1));
        text_add_string(text, "\n");
        break;
    default:
        add_fields(text, r);
    }
}

/* ---- what the GIL's events mean for viewers ---- */

static void add_mark(struct text *text, const struct trace_lwp *lwp,
                     const struct trace_seen *seen, char kind, const char *what)
{
    add_prefix(text, lwp, seen);
    text_add(text, "tracing_mark_write: %c|%u|GIL %s %s|%u\n", kind,
             lwp->pid ? lwp->pid : lwp->tid, what, lwp->name, lwp->tid);
}

static void add_marks(struct text *text, struct trace_lwp *lwp,
                      const struct trace_seen *seen)
{
    uint16_t event = seen->record->event;
    bool waits = event == TRACE_GIL_WAIT, holds = event == TRACE_GIL_ACQUIRED;

    if (event < TRACE_GIL_WAIT || event > TRACE_GIL_DROP ||
        (waits == lwp->gil_waits && holds == lwp->gil_held))
        return;
    if (lwp->gil_waits || lwp->gil_held)
        add_mark(text, lwp, seen, 'F', lwp->gil_waits ? "wait" : "held");
    if (waits || holds)
        add_mark(text, lwp, seen, 'S', waits ? "wait" : "held");
    lwp->gil_waits = waits;
    lwp->gil_held = holds;
}

void ftrace_event(struct text *text, const struct trace_lwps *lwps,
                  const struct trace_seen *seen)
{
    struct trace_lwp *lwp = trace_lwp_of(lwps, seen->record->lwp);

    add_prefix(text, lwp, seen);
    add_body(text, lwps, lwp, seen);
    add_marks(text, lwp, seen);
}

void ftrace_head(struct text *text, uint64_t shown, uint64_t lost)
{
    text_add(text,
             "# tracer: nop\n#\n"
             "# entries-in-buffer/entries-written: %lu/%lu   #P:%u\n#\n",
             shown, shown + lost, cores_count);
    text_add_string(
        text,
        "#                                      _-----=> irqs-off\n"
        "#                                     / _----=> need-resched\n"
        "#                                    | / _---=> hardirq/softirq\n"
        "#                                    || / _--=> preempt-depth\n"
        "#                                    ||| / _-=> migrate-disable\n"
        "#                                    |||| /     delay\n"
        "#           TASK-PID     TGID   CPU#  |||||     TIMESTAMP  FUNCTION\n"
        "#              | |         |      |   |||||        |          |\n");
}
