/* SPDX-License-Identifier: MIT
 *
 * The host side of the trace: what the files of convoy-trace share.
 *
 *   ring.c      the trace's bytes, copied out of a RAM file and validated
 *   merge.c     its records as one array of events in the order of time
 *   lwp.c       who the LWPs are: names and processes
 *   analyse.c   what each LWP, core and GIL did from when to when
 *   window.c    the part of the run that a command is asked about
 *   the writers: info.c extract.c text.c jsonl.c timehist.c stats.c timeline.c
 *                gil.c
 *
 * The ring is hostile input: a guest may have written anything into it. Only
 * ring.c and merge.c look at raw bytes; what they let through is in bounds, and
 * what they had to leave out is counted, never hidden.
 *
 * Times are core clocks, in instructions since kernel entry, unless a name says
 * _ns or _us.
 */
#ifndef CONVOY_TRACE_H
#define CONVOY_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "kernel/trace/trace_format.h"

/* ---- ring.c: the bytes ---- */

/* Why a file was refused, for people. */
struct problem {
    char text[200];
};

/* Later clocks are refused: 52 days of lab time at 1000 instructions a us. It
 * keeps every sum and product of times far from 64 bits. */
#define RING_TIME_LIMIT (1ull << 52)

struct ring {
    struct trace_header header; /* validated */
    uint8_t *bytes;             /* own copy: header, strings, used pages */
    uint64_t size;              /* of bytes */
    uint64_t file_offset;       /* where the region began in the file */
    uint64_t strings_used;      /* bytes up to and with the last NUL */
    uint64_t pages;             /* used and present in the file */
    uint64_t pages_missing;     /* used, but the file ends before them */
    uint64_t pages_bad;         /* present, but their head makes no sense */
    uint64_t lost;              /* records that user programs had to drop */
    uint64_t other_headers;     /* further valid headers in the file: odd */
};

/* Copies the trace out of a RAM file or a trace.bin. 0, or a negative errno and
 * *problem. Afterwards the file may change or vanish. Free with ring_free(). */
int ring_load(const char *path, struct ring *ring, struct problem *problem);
int ring_load_memory(const void *bytes, uint64_t size, struct ring *ring,
                     struct problem *problem);
void ring_free(struct ring *ring);

/* Page n of 0 .. ring->pages - 1; NULL if its head makes no sense. */
const struct trace_page *ring_page(const struct ring *ring, uint64_t n);

/* The string with this id, as the guest wrote it; "?" if there is none. */
const char *ring_string(const struct ring *ring, uint64_t id);

/* Core clock to nanoseconds of lab time. */
uint64_t ring_ns(const struct ring *ring, uint64_t time);

/* One line on err for everything that is missing from the ring. */
void ring_warn(const struct ring *ring, FILE *err);

/* ---- event.c: what events.def says ---- */

struct event_kind {
    uint16_t number;
    const char *name;
    const char *fields; /* as in events.def */
};

/* NULL if there is no such event. */
const struct event_kind *event_kind(uint16_t number);

enum field_format {
    FIELD_UNSIGNED,
    FIELD_SIGNED,
    FIELD_HEX,
    FIELD_STRING, /* value is a string id */
    FIELD_STATE,  /* value is a Linux state letter */
    FIELD_CHARS,  /* chars holds it */
};

/* One argument of a record; also the cursor of event_next_field(). */
struct event_field {
    const char *rest; /* of the kind's fields, behind this one */
    const char *name; /* not terminated: name_size bytes */
    int name_size;
    unsigned index; /* 0 is arg0, 1 is arg1, 2.. the words of further slots */
    enum field_format format;
    uint64_t value;
    char chars[TRACE_CHARS_MOST + 1]; /* as the guest wrote them */
};

/* Steps to the record's next argument that has a name; false at the end. Begin
 * with an all-zero field. */
bool event_next_field(const struct event_kind *kind,
                      const struct trace_record *record,
                      struct event_field *field);

/* The bytes of the record's further words, up to a NUL, as a string. */
void event_chars(const struct trace_record *record,
                 char chars[TRACE_CHARS_MOST + 1]);

/* The record's n-th further word, 0 if it has not so many. */
uint64_t event_extra(const struct trace_record *record, unsigned n);

/* ---- lwp.c: who is who ---- */

#define LWP_NAME_SIZE 20
#define LWP_LIMIT                                                              \
    65536 /* more cannot be told apart; their records are skipped */
#define LWP_NONE UINT32_MAX
#define LWP_IDLE 0 /* index of tid 0, which stands for every core's idle LWP */

struct lwp {
    uint32_t tid;
    uint32_t pid;             /* its process, 0 if the trace does not tell */
    char name[LWP_NAME_SIZE]; /* printable ASCII without spaces */
    char comm[LWP_NAME_SIZE]; /* likewise, or "": not known */
    bool named_by_gil;        /* then name is not comm */
};

struct lwp_table {
    struct lwp *lwps; /* by index, in order of appearance */
    uint32_t count;
    uint32_t capacity;
    uint32_t *buckets; /* 2 * capacity of them: index + 1, or 0 */
};

void lwp_table_init(struct lwp_table *table);
void lwp_table_free(struct lwp_table *table);

/* Index of this tid; LWP_NONE if unknown, or for lwp_add() if full. */
uint32_t lwp_find(const struct lwp_table *table, uint32_t tid);
uint32_t lwp_add(struct lwp_table *table, uint32_t tid);

/* ---- merge.c: the events ---- */

#define CORE_UNKNOWN 255

struct event {
    uint64_t time;
    uint64_t order; /* machine order; for a GIL event its neighbour's */
    const struct trace_record *record; /* in ring.bytes */
    uint32_t lwp;                      /* index of who ran */
    uint8_t core;                      /* CORE_UNKNOWN if it cannot be told */
    bool user; /* written by a program, not the kernel */
};

struct trace {
    struct ring ring;
    struct lwp_table table;
    struct event *events; /* by time, then machine order */
    uint64_t count;
    uint64_t skipped;  /* records that make no sense */
    uint64_t unplaced; /* GIL events from where no core ran their LWP */
    uint64_t end;      /* of the run, or of what is known of it */
};

/* Takes over *ring, which the caller must not free. Cannot fail: what cannot be
 * decoded is counted. Free with trace_free(). */
void trace_merge(struct trace *trace, struct ring *ring);
void trace_free(struct trace *trace);

/* One line on err for everything that merging left out. */
void trace_warn(const struct trace *trace, FILE *err);

/* ---- window.c: the part that is asked for ---- */

struct window {
    uint64_t from;
    uint64_t to;
};

/* From the first user instruction to the end. */
struct window window_whole(const struct trace *trace);

/* From the first mark "B|pid|name" to the "E|pid" that closes it: 0, or -ENOENT
 * and *problem. A mark that is never closed lasts to the end. */
int window_between(const struct trace *trace, const char *name,
                   struct window *window, struct problem *problem);

/* Cuts *from .. *to to the window; false if nothing is left. */
bool window_clip(const struct window *window, uint64_t *from, uint64_t *to);
bool window_has(const struct window *window, uint64_t time);

/* ---- analyse.c: intervals ---- */

enum run_state {
    RUN_ABSENT,  /* not yet made, or nothing known yet */
    RUN_RUNNING, /* has a core */
    RUN_READY,   /* waits for a core */
    RUN_BLOCKED, /* sleeps */
    RUN_DEAD,
};

enum gil_state {
    GIL_NONE,    /* neither holds nor wants it */
    GIL_WAITING, /* from gil_wait to gil_acquired, running or not */
    GIL_HELD,    /* from gil_acquired to gil_drop, running or not */
};

enum gil_drop_why {
    DROP_TICKS = 1, /* the check interval was reached */
    DROP_REQUEST,   /* a drop request was honoured */
    DROP_BLOCK,     /* about to block */
    DROP_EXIT,      /* the thread ends */
    DROP_YIELD,     /* explicit */
    DROP_QUANTUM,   /* its quantum is over */
    DROP_PREEMPT,   /* one that comes before it asked */
    DROP_REASONS,   /* 0 and others count as unknown */
};

#define GIL_LIMIT 64 /* GILs told apart: one an interpreter */

/* An LWP was in the same state from .. to (from < to). */
struct segment {
    uint32_t lwp;
    enum run_state run;
    enum gil_state gil;
    unsigned gil_index; /* which GIL, if it holds one */
    uint8_t core;       /* where it runs, if it does */
    uint64_t from;
    uint64_t to;
};

/* One stay of an LWP on a core, with what preceded it. */
struct stay {
    uint32_t lwp;
    uint8_t core;
    char state; /* in which it left, as sched_switch has it; 0: it did not */
    uint64_t from;
    uint64_t to;
    uint64_t blocked; /* slept since its last stay */
    uint64_t ready;   /* waited for a core since its last stay */
};

/* Receivers of the analysis, each optional. Intervals are reported when they
 * end, so those of one LWP, core or GIL come in order of time. */
struct sink {
    void *context;
    void (*segment)(void *context, const struct segment *segment);
    void (*stay)(void *context, const struct stay *stay);
    /* The core ran this LWP (LWP_IDLE: none). */
    void (*core)(void *context, uint8_t core, uint32_t lwp, uint64_t from,
                 uint64_t to);
    /* So many threads held this GIL. More than one for up to a quantum is the
     * cores' clock skew; for longer, the GIL is broken. */
    void (*gil)(void *context, unsigned gil, unsigned holders, uint64_t from,
                uint64_t to);
    /* Every event, in order; gil is its GIL's index or GIL_LIMIT. */
    void (*event)(void *context, const struct event *event, unsigned gil);
};

void trace_analyse(const struct trace *trace, const struct sink *sink);

/* ---- writers: each prints to out ---- */

void info_text(const struct ring *ring, FILE *out);
void info_json(const struct ring *ring, FILE *out);

/* The trace as a compact file, the same bytes for the same trace wherever it
 * lay: header, strings, used pages; what follows a page's last record is 0.
 * The caller frees *bytes. */
void extract_bytes(const struct ring *ring, uint8_t **bytes, size_t *size);

void text_write(const struct trace *trace, FILE *out);
void jsonl_write(const struct trace *trace, FILE *out);
void timehist_write(const struct trace *trace, const struct window *window,
                    FILE *out);

void stats_text(const struct trace *trace, const struct window *window,
                FILE *out);
void stats_json(const struct trace *trace, const struct window *window,
                FILE *out);

/* Each GIL's account and verdict. Returns how many GILs broke a rule. */
unsigned gil_write(const struct trace *trace, const struct window *window,
                   bool json, FILE *out);

#define TIMELINE_MIN_WIDTH 40
#define TIMELINE_MAX_WIDTH 1000
void timeline_write(const struct trace *trace, const struct window *window,
                    unsigned width, FILE *out);

/* ---- support.c ---- */

/* As calloc; ends the program with a message when memory is short. */
void *must_calloc(uint64_t count, size_t size);

/* Prints text with everything but printable ASCII replaced by '?', so that a
 * guest cannot send escape sequences to a terminal. */
void put_clean(FILE *out, const char *text);

/* Prints text as a JSON string, quotes included. */
void put_json_string(FILE *out, const char *text);

/* "1234.567": nanoseconds as microseconds, exactly. */
#define US_FORMAT "%llu.%03u"
#define US_ARGS(ns) (unsigned long long)((ns) / 1000), (unsigned)((ns) % 1000)

/* *problem gets the text; returns error. */
int problem_set(struct problem *problem, int error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
