/* SPDX-License-Identifier: MIT
 *
 * Recording events. Off, an event costs one predicted branch; on, its recording is
 * charged to no core. The region's form is trace_format.h's.
 */
#ifndef TRACE_TRACE_H
#define TRACE_TRACE_H

#include <stdbool.h>
#include <stdint.h>
#include "trace/trace_format.h"

struct boot_info;
struct file_ops;
struct lwp;

extern bool trace_on;

/* Take the region from the top of memory and write its header; the header exists
 * with trace=off too. Stops the boot if it does not fit. */
void trace_init(struct boot_info *boot);

/* Begin to record, if trace= says so, and to charge, if cost= does. Core 0,
 * interrupts off, clocks running. */
void trace_start(void);

/* Record from now on / no more; does it? Costs go on being charged. */
void trace_record(bool on);
bool trace_recording(void);

/* The header, for what the end of a run has to leave there. */
struct trace_header *trace_header(void);

/* Record one event. Use the inline forms below. Any context. */
void trace_emit(enum trace_event event, uint32_t arg0, uint64_t arg1);

/* The same for a place that knows what it costs itself: `overhead` instructions
 * around this call are charged to nobody. `words` may be NULL: one slot. */
void trace_emit_at(enum trace_event event, uint32_t arg0, uint64_t arg1,
                   const uint64_t *words, uint32_t overhead);

/* The id of `text` in the string table (added if new; 0 when the table is
 * full). Charged to nobody. */
uint32_t trace_string(const char *text);

static inline void trace(enum trace_event event, uint32_t arg0, uint64_t arg1)
{
    if (__builtin_expect(trace_on, 0))
        trace_emit(event, arg0, arg1);
}

/* `lwp` is about to be queued on `core`: sched_waking and, if it was on another
 * core and is not `new`, sched_migrate_task. Use the inline form below. */
void trace_emit_waking(const struct lwp *lwp, uint32_t core, bool new);

static inline void trace_waking(const struct lwp *lwp, uint32_t core, bool new)
{
    if (__builtin_expect(trace_on, 0))
        trace_emit_waking(lwp, core, new);
}

/* Record text written to trace_marker (NUL-terminated, at most 255 bytes). */
void trace_mark(const char *text);

/* /sys/kernel/tracing/gil_events: mmap gives the calling LWP its window. */
extern const struct file_ops trace_window_file_ops;

#endif
