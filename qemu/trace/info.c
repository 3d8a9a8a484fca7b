/* SPDX-License-Identifier: MIT
 *
 * The header: which machine it was, and how it ended.
 */
#include <string.h>

#include "trace.h"

static const char *exit_name(uint32_t kind)
{
    static const char *const names[] = {
        [TRACE_EXIT_RUNNING] = "running", [TRACE_EXIT_POWEROFF] = "poweroff",
        [TRACE_EXIT_PANIC] = "panic",     [TRACE_EXIT_REFUSED] = "refused",
        [TRACE_EXIT_RESTART] = "restart", [TRACE_EXIT_DEADLOCK] = "deadlock",
    };

    return kind < sizeof(names) / sizeof(names[0]) ? names[kind] : "unknown";
}

/* A policy's name, which the header need not terminate. */
static void policy_name(const char text[16], char name[17])
{
    memcpy(name, text, 16);
    name[16] = '\0';
}

static void print_number(FILE *out, const char *name, uint64_t value,
                         const char *unit)
{
    fprintf(out, "%-12s %llu%s%s\n", name, (unsigned long long)value,
            *unit ? " " : "", unit);
}

static void print_time(const struct ring *ring, FILE *out, const char *name,
                       uint64_t time)
{
    uint64_t ns = ring_ns(ring, time);

    fprintf(out, "%-12s %llu instructions = " US_FORMAT " us\n", name,
            (unsigned long long)time, US_ARGS(ns));
}

static void print_cores(const struct ring *ring, FILE *out)
{
    const struct trace_header *h = &ring->header;

    for (unsigned i = 0; i < h->cores; i++) {
        uint64_t clock = ring_ns(ring, h->core_clock[i]);
        uint64_t idle = ring_ns(ring, h->core_idle[i]);

        fprintf(out,
                "core %-7u clock " US_FORMAT " us, idle " US_FORMAT " us"
                " (%.1f %%)\n",
                i, US_ARGS(clock), US_ARGS(idle),
                clock ? 100.0 * (double)idle / (double)clock : 0.0);
    }
}

void info_text(const struct ring *ring, FILE *out)
{
    const struct trace_header *h = &ring->header;
    char policy[17], ejected[17];

    policy_name(h->sched, policy);
    policy_name(h->ejected, ejected);
    fprintf(out, "%-12s %s, status %u\n", "exit", exit_name(h->exit_kind),
            h->exit_status);
    print_number(out, "cores", h->cores, "");
    print_number(out, "mhz", h->mhz, "instructions per us");
    print_number(out, "hz", h->hz, "ticks per s");
    print_number(out, "seed", h->seed, "");
    fprintf(out, "%-12s ", "sched");
    put_clean(out, policy);
    putc('\n', out);
    if (h->ejections) {
        fprintf(out, "%-12s policy ejected: ", "verdict");
        put_clean(out, ejected);
        putc('\n', out);
    }
    print_number(out, "quantum", h->quantum, "instructions");
    print_number(out, "latency", h->latency, "instructions");
    print_number(out, "boot_time", h->boot_time, "s since 1970");
    print_time(ring, out, "first_user", h->first_user);
    print_number(out, "max_irq_off", h->max_irq_off, "instructions");
    print_number(out, "late_ipis", h->late_ipis, "");
    fprintf(out, "%-12s %llu of %llu used\n", "pages",
            (unsigned long long)h->pages_used,
            (unsigned long long)h->data_pages);
    print_number(out, "dropped", h->dropped, "kernel records");
    print_number(out, "lost", ring->lost, "user records");
    print_cores(ring, out);
}

static void json_number(FILE *out, const char *name, uint64_t value)
{
    fprintf(out, "  \"%s\": %llu,\n", name, (unsigned long long)value);
}

static void json_array(FILE *out, const char *name, const uint64_t *values,
                       unsigned count)
{
    fprintf(out, "  \"%s\": [", name);
    for (unsigned i = 0; i < count; i++)
        fprintf(out, "%s%llu", i ? ", " : "", (unsigned long long)values[i]);
    fprintf(out, "],\n");
}

void info_json(const struct ring *ring, FILE *out)
{
    const struct trace_header *h = &ring->header;
    char policy[17], ejected[17];

    policy_name(h->sched, policy);
    policy_name(h->ejected, ejected);
    fprintf(out, "{\n  \"exit\": \"%s\",\n", exit_name(h->exit_kind));
    json_number(out, "exit_kind", h->exit_kind);
    json_number(out, "exit_status", h->exit_status);
    json_number(out, "cores", h->cores);
    json_number(out, "mhz", h->mhz);
    json_number(out, "hz", h->hz);
    json_number(out, "seed", h->seed);
    fprintf(out, "  \"sched\": ");
    put_json_string(out, policy);
    fprintf(out, ",\n");
    json_number(out, "ejections", h->ejections);
    fprintf(out, "  \"ejected\": ");
    put_json_string(out, ejected);
    fprintf(out, ",\n");
    json_number(out, "quantum", h->quantum);
    json_number(out, "latency", h->latency);
    json_number(out, "boot_time", h->boot_time);
    json_number(out, "first_user", h->first_user);
    json_number(out, "first_user_ns", ring_ns(ring, h->first_user));
    json_array(out, "core_clock", h->core_clock, h->cores);
    json_array(out, "core_idle", h->core_idle, h->cores);
    json_number(out, "max_irq_off", h->max_irq_off);
    json_number(out, "late_ipis", h->late_ipis);
    json_number(out, "data_pages", h->data_pages);
    json_number(out, "pages_used", h->pages_used);
    json_number(out, "pages_missing", ring->pages_missing);
    json_number(out, "pages_bad", ring->pages_bad);
    json_number(out, "other_headers", ring->other_headers);
    json_number(out, "dropped", h->dropped);
    fprintf(out, "  \"lost\": %llu\n}\n", (unsigned long long)ring->lost);
}
