/* SPDX-License-Identifier: MIT
 *
 * How a GIL policy reports what happens: one function per event, each a handful
 * of stores into memory that the kernel set aside in its trace. No system call
 * and no lock: watching a convoy must not make or break it.
 *
 * Each thread has a window of 64 MiB, of which it sees one 4 KiB page at a
 * time: touching a page for the first time makes the kernel hand out a page of
 * the trace, with slot 0 filled in (kernel/trace/trace_format.h). On Linux the
 * window is plain private memory, and this file fills in slot 0.
 *
 * Each record has a number in the order in which the process wrote them
 * (`order`), from which it can be told who held the GIL after whom, exactly;
 * times are those of the core on which the thread was.
 *
 * From the events follow, for each thread, exactly: how long it waited
 * (gil_wait to gil_acquired), how long it held (gil_acquired to gil_drop) and
 * why it let go.
 */
#ifndef GIL_TRACE_H
#define GIL_TRACE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/trace/trace_format.h"

/* A record's core while a program writes it: not known. */
#define GIL_TRACE_CORE 255

/* What a thread is for, first argument of gil_thread_name. */
enum gil_role {
    GIL_ROLE_CPU = 1, /* runs bytecode and nothing else */
    GIL_ROLE_IO,      /* answers requests: blocks often, computes little */
    GIL_ROLE_CLIENT,  /* outside the GIL */
    GIL_ROLE_MAIN,
    GIL_ROLE_THREAD, /* of the interpreter; its main thread is number 0 */
};

/* One thread's window; written by that thread alone. */
struct gil_trace {
    struct trace_record *next; /* the slot to fill next ... */
    struct trace_record *end;  /* ... unless it is this one: turn the page */
    char *window;              /* GIL_TRACE_WINDOW bytes; NULL: no memory */
    uint32_t pages;            /* of the window, touched so far */
    uint32_t tid;
    uint32_t gil;   /* its GIL's number: the interpreter's where each
                                    has one, else 0 */
    int is_private; /* plain memory: nobody fills in slot 0 */
    struct trace_record discard; /* where records go when there is no room */
};

#define GIL_TRACE_WINDOW (64u * 1024 * 1024)

/* Open the calling thread's window and make it ready for its first record.
 * Where there is neither a trace nor memory, records are dropped. tid: as
 * gettid(). */
void gil_trace_open(struct gil_trace *trace, uint32_t tid);

/* Give the window back. Its pages stay in the kernel's trace; records of private
 * memory are gone. A program that starts threads without end needs this: each
 * window takes its size of the address space. */
void gil_trace_close(struct gil_trace *trace);

/* Go on to the window's next page. Returns the slot to fill: in a page, or,
 * when the trace is full, the discard slot (and counts the loss). Called when
 * next == end. */
struct trace_record *gil_trace_turn(struct gil_trace *trace);

/* The calling core's clock, as the kernel's own records have it: instructions
 * since kernel entry (on Linux: the processor's time stamp counter). */
static inline uint64_t gil_trace_clock(void)
{
    uint32_t low, high;

    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

/* How many records this process has written: each record's `order`. So what
 * threads on several cores did has an order without regard to their clocks. */
extern atomic_uint gil_trace_order;

/* Append one record. The event, without which a slot counts as empty, is stored
 * last: a reader of a crashed machine never sees half a record. */
static inline void gil_trace_put(struct gil_trace *trace, uint16_t event,
                                 uint32_t arg0, uint64_t arg1)
{
    struct trace_record *record = trace->next;

    if (__builtin_expect(record == trace->end, 0))
        record = gil_trace_turn(trace);
    trace->next = record + 1;
    record->lwp = trace->tid;
    record->arg0 = arg0;
    record->arg1 = arg1;
    record->core = GIL_TRACE_CORE;
    record->order =
        atomic_fetch_add_explicit(&gil_trace_order, 1, memory_order_relaxed);
    record->time = gil_trace_clock();
    __asm__ volatile("" ::: "memory");
    record->event = event;
}

/* The same with a text of at most TRACE_CHARS_MOST bytes, in a further slot.
 * Left out where the page has no room for it. */
void gil_trace_put_text(struct gil_trace *trace, uint16_t event, uint32_t arg0,
                        uint64_t arg1, const char *text);

/* gil_check.h, which needs this file. */
void gil_check_acquired(const struct gil_trace *trace);
void gil_check_drop(const struct gil_trace *trace);

/* The caller finds the GIL taken, by LWP `holder`, and begins to wait. */
static inline void gil_report_wait(struct gil_trace *trace, uint32_t holder)
{
    gil_trace_put(trace, TRACE_GIL_WAIT, trace->gil, holder);
}

/* The caller holds the GIL. switches: how often the holder has changed so far.
 * Ends the program if another thread holds it (gil_check.h). */
static inline void gil_report_acquired(struct gil_trace *trace,
                                       uint64_t switches)
{
    gil_trace_put(trace, TRACE_GIL_ACQUIRED, trace->gil, switches);
    gil_check_acquired(trace);
}

/* The caller lets go; why: enum gil_why. To be called before others can take.
 * Ends the program if the caller does not hold it. */
static inline void gil_report_drop(struct gil_trace *trace, uint32_t why)
{
    gil_trace_put(trace, TRACE_GIL_DROP, why, trace->gil);
    gil_check_drop(trace);
}

/* The caller, waiting, asks `holder` to let go. */
static inline void gil_report_request(struct gil_trace *trace, uint32_t holder)
{
    gil_trace_put(trace, TRACE_GIL_DROP_REQUEST, trace->gil, holder);
}

/* The caller was woken because the GIL was free, and came too late: `holder`
 * has it. */
static inline void gil_report_lost_race(struct gil_trace *trace,
                                        uint32_t holder)
{
    gil_trace_put(trace, TRACE_GIL_LOST_RACE, trace->gil, holder);
}

#endif
